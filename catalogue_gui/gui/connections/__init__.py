"""Choosing, adding, changing and trying saved connections."""
