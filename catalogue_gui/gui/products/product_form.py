"""One product as a form: all its fields, with the metadata as a tree, to be read and to be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.catalogue.query import ExtraColumn
from catalogue_gui.gui.editors.editor import title_of
from catalogue_gui.gui.editors.editor_box import LEFT, EditorBox
from catalogue_gui.gui.editors.field_editors import make_editor
from catalogue_gui.gui.editors.metadata_editor import MetadataEditor
from catalogue_gui.gui.products.columns import OWN_COLUMNS, Column, text_maker, tooltip_text
from catalogue_gui.gui.search.vocabulary import Vocabulary

if TYPE_CHECKING:
    from catalogue_gui.gui.editors.editor import Submitting
    from catalogue_gui.gui.products.metadata_tree import MetadataTree

_TYPED_FIELDS = (Field.NAME, Field.PRICE, Field.CATEGORY, Field.TAGS, Field.STOCK)


class ProductForm(QScrollArea):
    """Shows one product and lets its fields be changed.

    Args:
        editing: takes what is typed; None to show only.
        vocabulary: the catalogue's words, for suggestions; None for none.
    """

    def __init__(self, editing: Submitting | None, vocabulary: Vocabulary | None) -> None:
        super().__init__()
        self.setObjectName("productScroll")
        self._title = _title_label()
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(8)
        self._form.setVerticalSpacing(6)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._boxes: list[EditorBox] = []
        for field in _TYPED_FIELDS:
            self._add_editor(field, editing, vocabulary)
        self._values: dict[Column, QLabel | QLineEdit] = {}
        editor = MetadataEditor()
        editor.setObjectName("productMetadata")
        self._metadata = editor
        self.metadata: MetadataTree = editor.tree
        metadata_box = EditorBox(editor, editing)
        self._boxes.append(metadata_box)
        page = QWidget()
        column_layout = QVBoxLayout(page)
        column_layout.setContentsMargins(14 - LEFT, 12, 12, 8)
        column_layout.setSpacing(12)
        # The metadata have no caption: the room for their mark stands in the margin.
        self._title.setContentsMargins(LEFT, 0, 0, 0)
        self._form.setContentsMargins(LEFT, 0, 0, 0)
        column_layout.addWidget(self._title)
        column_layout.addLayout(self._form)
        column_layout.addWidget(metadata_box, 1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)

    def show_product(self, product: Product | None) -> None:
        """Show a product, or nothing.

        What is being typed stays as long as it is the same product; before another is shown, it is sent.
        """
        for box in self._boxes:
            box.show_product(product)
        if product is None:
            return
        self._show_rows_for(product)
        locale = QLocale()
        self._title.setText(product.name)
        self._title.setToolTip(product.name)
        for column, shown in self._values.items():
            shown.setText(text_maker(column, locale)(product) or "–")
            shown.setToolTip(tooltip_text(product, column))
            if isinstance(shown, QLineEdit):
                shown.setCursorPosition(0)

    def take_focus(self) -> None:
        """Go to the first editor."""
        self._boxes[0].editor.widget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def edit_metadata(self, path: tuple[str, ...]) -> None:
        """Type over the value of a metadata key."""
        self.ensureWidgetVisible(self._metadata)
        self._metadata.edit_at(path)

    def commit_open_editor(self) -> None:
        """Send what is typed and not sent yet, as if the focus had left it."""
        for box in self._boxes:
            box.commit()

    def _add_editor(
        self, field: Field, editing: Submitting | None, vocabulary: Vocabulary | None
    ) -> None:
        editor = make_editor(field, vocabulary)
        editor.setObjectName(f"product{title_of(field)}")
        box = EditorBox(editor, editing)
        caption = _caption(title_of(field))
        caption.setBuddy(editor)
        self._form.addRow(caption, box)
        self._boxes.append(box)

    def _show_rows_for(self, product: Product) -> None:
        """One line a field that is only shown, those that only this catalogue has last."""
        extra = (Column(name, ExtraColumn(name)) for name, _ in product.extra)
        own = (each for each in OWN_COLUMNS if each.field not in _TYPED_FIELDS)
        columns = (*own, *extra)
        if tuple(self._values) == columns:
            return
        while self._form.rowCount() > len(_TYPED_FIELDS):
            self._form.removeRow(len(_TYPED_FIELDS))
        self._values = {column: self._add_row(column) for column in columns}

    def _add_row(self, column: Column) -> QLabel | QLineEdit:
        title = column.title
        value = _id_field() if column.key == Field.ID else _wrapping_label()
        value.setObjectName(f"product{title}")
        value.setAccessibleName(title)
        value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._form.addRow(_caption(title), value)
        return value


def _caption(title: str) -> QLabel:
    caption = QLabel(title)
    caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return caption


def _title_label() -> QLabel:
    title = QLabel()
    title.setObjectName("productTitle")
    title.setWordWrap(True)
    font = title.font()
    font.setPointSizeF(font.pointSizeF() * 1.25)
    font.setBold(True)
    title.setFont(font)
    title.setTextFormat(Qt.TextFormat.PlainText)
    title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    # A long word in it is not to widen the whole.
    title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return title


def _wrapping_label() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setIndent(0)
    label.setContentsMargins(9, 0, 0, 0)  # in line with the text in the editors above
    return label


def _id_field() -> QLineEdit:
    """An id has no place to wrap at; in a field it can be read to its end, and copied whole."""
    field = QLineEdit()
    field.setReadOnly(True)
    field.setFrame(False)
    field.setTextMargins(5, 0, 0, 0)
    field.setStyleSheet("background: transparent")
    return field
