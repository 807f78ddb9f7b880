"""Catalogue Browser: a desktop program for a product catalogue kept in PostgreSQL."""

__version__ = "0.1.0"
