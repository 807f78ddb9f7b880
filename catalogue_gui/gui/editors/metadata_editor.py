"""The editor of metadata: as a tree, and as text."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QToolButton, QVBoxLayout, QWidget

from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.gui.editors.editor import Submitting, title_of
from catalogue_gui.gui.editors.json_page import CHECK_MS, JsonPage, is_readable
from catalogue_gui.gui.icons import line_icon
from catalogue_gui.gui.products.columns import locale_marks
from catalogue_gui.gui.products.metadata_tree import MetadataTree
from catalogue_gui.gui.products.pending_edits import PendingEdit

_TREE, _TEXT = 0, 1


class MetadataEditor(QWidget):
    """Each key that is changed in the tree is handed on at once; the text, when it is applied.

    Args:
        check_ms: pause in typing after which the text is checked.
    """

    edited = Signal()
    committed = Signal()
    reverted = Signal()
    given_up = Signal()  # nothing is typed any more, and nothing of it is meant

    def __init__(self, *, check_ms: int = CHECK_MS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = Field.METADATA
        self.setAccessibleName(title_of(Field.METADATA))
        self._metadata = "{}"  # shown in the tree, and in the text once that is looked at
        self._refused = ""  # text that cannot be read, kept to be mended
        self._wish: str | None = None  # what the tree asks for
        self._mistake = ""  # in the tree
        self._is_submitting = False
        self._is_text_stale = True
        self.tree = MetadataTree()
        self.page = JsonPage(check_ms=check_ms)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("metadataTabs")
        self.tabs.setAccessibleName("Metadata")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.tree, "Metadata")
        self.tabs.addTab(self.page, "As text")
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setObjectName("metadataTabBar")
        self.tabs.tabBar().setAccessibleName("Metadata as a tree or as text")
        self._add = self._button("metadataAddButton", "plus", "Add a key (Insert)")
        self._remove = self._button("metadataRemoveButton", "trash", "Remove the key (Delete)")
        self._buttons = buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 2)
        row.setSpacing(0)
        row.addWidget(self._add)
        row.addWidget(self._remove)
        self.tabs.setCornerWidget(buttons, Qt.Corner.TopRightCorner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self._wire()
        self.set_read_only(True)

    def _wire(self) -> None:
        self._add.clicked.connect(self._on_add)
        self._remove.clicked.connect(self._on_remove)
        self.tree.change_wanted.connect(self._on_change_wanted)
        self.tree.refused.connect(self._on_refused)
        self.tree.mistake_found.connect(self._on_mistake_found)
        self.tree.editing_ended.connect(self.given_up)
        self.tree.text_wanted.connect(lambda: self.tabs.setCurrentIndex(_TEXT))
        self.tree.currentItemChanged.connect(lambda *_: self._look_at_buttons())
        self.page.edited.connect(self.edited)
        self.page.applied.connect(self.committed)
        self.page.reverted.connect(self.reverted)
        self.tabs.currentChanged.connect(self._on_tab_changed)

    # What is typed

    @property
    def is_typed(self) -> bool:
        """True while something is typed or being typed."""
        return self.page.is_typed or self.tree.is_editing or self._wish is not None

    def widget(self) -> QWidget:
        """The editor as Qt knows it."""
        return self

    def show_field(self, product: Product, pending: PendingEdit | None) -> None:
        """Show a product's metadata, or what is pending in their place; what was typed goes."""
        self._refused = ""
        self._mistake = ""
        self._wish = None
        self._metadata = product.metadata_text
        if pending is not None and pending.change is not None:
            self._metadata = str(pending.change.new)
        elif pending is not None:
            self._refused = pending.text
        self.tree.show_text(product.id, self._metadata)
        self._is_text_stale = True
        self.page.forget_typed()
        if self._refused:
            self.tabs.setCurrentIndex(_TEXT)
        self._fill_text()

    def problem(self) -> str:
        """The reason why what is typed cannot be taken; empty when it can."""
        if self.tabs.currentIndex() == _TREE:
            return self._mistake
        mistake = self.page.mistake
        return mistake.reason if mistake is not None else ""

    def hint(self) -> str:
        """What is to be done with a text."""
        return "Not applied yet." if self.page.is_typed else ""

    def edit_at(self, path: tuple[str, ...]) -> None:
        """Type over the value of a key, in the tree; a text that cannot be read yet is gone on with instead."""
        self.tabs.setCurrentIndex(_TREE)
        if self.tabs.currentIndex() == _TREE:
            self.tree.setFocus()
            self.tree.edit_at(path)

    def describe(self, words: str) -> None:
        """Have assistive technology say what stands against the metadata."""
        for widget in (self, self.tree, self.page.editor):
            widget.setAccessibleDescription(words)

    def submit(self, editing: Submitting, product: Product) -> None:
        """Hand on the metadata as they are to become, whole; what cannot be read is kept as text."""
        self._is_submitting = True
        self.tree.commit_open_editor()
        self._is_submitting = False
        wish, refused = self._wish, self._refused
        self._wish = None
        if self.page.is_typed:
            self.page.forget_typed()
            text = self.page.typed_text()
            wish, refused = (self.page.metadata_text(), "") if is_readable(text) else (None, text)
        if wish is not None:
            editing.submit_value(product, Field.METADATA, wish, wish)
        elif refused:
            editing.submit_text(product, Field.METADATA, refused, locale_marks(self.locale()))

    def has_use_for(self, event: QKeyEvent) -> bool:
        """It is no editor of a cell, and has all keys."""
        return True

    def set_read_only(self, is_read_only: bool) -> None:
        """Let the user look only."""
        self.tree.set_read_only(is_read_only)
        self.page.set_read_only(is_read_only)
        self._look_at_buttons()

    def sizeHint(self) -> QSize:
        return QSize(260, max(300, super().sizeHint().height()))

    # Parts

    def _on_change_wanted(self, text: str) -> None:
        self._wish = text
        if not self._is_submitting:
            self.committed.emit()

    def _on_refused(self, text: str) -> None:
        self._refused = text
        if not self._is_submitting:
            self.committed.emit()

    def _on_mistake_found(self, reason: str) -> None:
        self._mistake = reason
        self.edited.emit()

    def _on_add(self) -> None:
        self.tree.setFocus()
        self.tree.add_beside(self.tree.current)

    def _on_remove(self) -> None:
        current = self.tree.current
        if current is not None:
            self.tree.remove(current)
        self.tree.setFocus()

    def _on_tab_changed(self, tab: int) -> None:
        if tab == _TREE and self.page.is_typed:
            if not self.page.check():
                self.tabs.setCurrentIndex(_TEXT)  # where the mistake is, until it is mended
                return
            self.committed.emit()
        elif tab == _TEXT and self.tree.is_editing:
            self.committed.emit()
        self._fill_text()
        self._look_at_buttons()
        self.edited.emit()

    def _fill_text(self) -> None:
        """Write the text out when it is looked at, as that takes its time with much of it."""
        if self.tabs.currentIndex() != _TEXT or not self._is_text_stale:
            return
        self._is_text_stale = False
        if self._refused:
            self.page.show_refused(self._refused)
        else:
            self.page.show_metadata(self._metadata)

    def _look_at_buttons(self) -> None:
        self._buttons.setVisible(self.tabs.currentIndex() == _TREE and self.tree.can_edit)
        self._remove.setEnabled(self.tree.current is not None)

    def _button(self, name: str, icon: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setIcon(line_icon(icon))
        button.setAccessibleName(words.partition(" (")[0])
        button.setToolTip(words)
        button.setAutoRaise(True)
        return button
