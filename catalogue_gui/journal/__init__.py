"""What must survive: values typed and not saved yet, and what was changed from here, in a local SQLite file."""

from catalogue_gui.journal.journal import Journal

__all__ = ["Journal"]
