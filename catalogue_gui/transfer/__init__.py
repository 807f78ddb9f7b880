"""CSV in and out."""

from catalogue_gui.transfer.reading import Table, open_table

__all__ = ["Table", "open_table"]
