"""Which editor a field has."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from catalogue_gui.catalogue.product import Field
from catalogue_gui.gui.editors.line_editors import CategoryEditor, LineEditor, PriceEditor
from catalogue_gui.gui.editors.stock_editor import StockEditor
from catalogue_gui.gui.editors.tag_editor import TagEditor
from catalogue_gui.gui.search.vocabulary import Vocabulary

FieldEditor = LineEditor | TagEditor


def make_editor(
    field: Field, vocabulary: Vocabulary | None, parent: QWidget | None = None
) -> FieldEditor:
    """Make the editor of a field: the same in a cell of the table and beside it.

    Args:
        field: any that is typed over but the metadata, which need more room than a cell has.
        vocabulary: the catalogue's words, for suggestions; None for none.
        parent: in which it stands.
    """
    match field:
        case Field.PRICE:
            return PriceEditor(parent)
        case Field.CATEGORY:
            return CategoryEditor(vocabulary, parent)
        case Field.STOCK:
            return StockEditor(parent=parent)
        case Field.TAGS:
            return TagEditor(vocabulary, parent)
        case _:
            return LineEditor(field, parent)
