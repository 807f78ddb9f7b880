"""Any delimited file, read as a table of text."""

from catalogue_gui.transfer.reading.records import Record
from catalogue_gui.transfer.reading.table import Table, open_table

__all__ = ["Record", "Table", "open_table"]
