"""An editor beside the table: the product's value or what is pending in its place, and the reason where one stands."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from catalogue_gui.catalogue.product import Product
from catalogue_gui.gui.connections.field_box import ReasonLabel
from catalogue_gui.gui.editors.editor import Editor, Submitting, title_of
from catalogue_gui.gui.editors.metadata_editor import MetadataEditor
from catalogue_gui.gui.editors.stock_editor import StockEditor
from catalogue_gui.gui.products.cell_data import data_of_pending
from catalogue_gui.gui.products.cell_painting import MARK_COLOURS
from catalogue_gui.gui.products.pending_edits import PendingEdit, PendingState

# As in the table's cells.
_MARK_WIDTH = 3
LEFT = 6  # the mark, and air between it and the editor


class EditorBox(QWidget):
    """Holds one editor, and sends what is typed into it.

    Args:
        editor: the editor.
        editing: takes what was typed; None to show values only.
    """

    def __init__(self, editor: Editor, editing: Submitting | None) -> None:
        super().__init__()
        self.editor = editor
        self._editing = editing
        self._product: Product | None = None  # the latest
        self._seen: Product | None = None  # the one whose value the user typed over
        self._pending: PendingEdit | None = None
        self._is_committing = False
        self._described = ""
        self._usual_tip = editor.widget().toolTip()
        self._hint = QLabel()
        self._hint.setObjectName(f"{editor.field.value}Hint")
        self._hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._hint.setWordWrap(True)
        self._hint.hide()
        self._reason = ReasonLabel(self)
        self._reason.setObjectName(f"{editor.field.value}Reason")
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LEFT, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(editor.widget(), 1)
        layout.addWidget(self._hint)
        layout.addWidget(self._reason)
        editor.edited.connect(self._say)
        editor.committed.connect(self.commit)
        editor.reverted.connect(self.revert)
        if isinstance(editor, StockEditor):
            editor.stepping_ended.connect(self.commit)
        if isinstance(editor, MetadataEditor):
            editor.given_up.connect(self._on_given_up)
        if editing is not None:
            editing.pending_changed.connect(self._on_pending_changed)
            editing.rights_changed.connect(self._look_at_rights)
        self._look_at_rights()

    def show_product(self, product: Product | None) -> None:
        """Show a product's value; what is being typed for the same product stays."""
        if self._product is not None and (product is None or product.id != self._product.id):
            self.commit()
            self._product = None
        before, self._product = self._product, product
        if product is None or (before is not None and self.editor.is_typed):
            return
        self._show()

    def commit(self) -> None:
        """Send what is typed, if anything is."""
        seen = self._seen
        if self._editing is None or seen is None or self._is_committing:
            return
        if not self.editor.is_typed:
            return
        self._is_committing = True
        self.editor.submit(self._editing, seen)
        self._is_committing = False
        self._show()

    def revert(self) -> None:
        """Forget what is typed, and what was refused."""
        if self._product is None:
            return
        if self._editing is not None:
            self._editing.take_back(self._product.id, self.editor.field)
        self._show()

    def _on_given_up(self) -> None:
        """Show what arrived while something was typed."""
        if not self.editor.is_typed:
            self._show()

    @property
    def reason(self) -> str:
        """What stands against the value, empty when nothing does."""
        return self._reason.text()

    def _show(self) -> None:
        product = self._product
        if product is None:
            return
        self._seen = product
        pending = (
            self._editing.pending.get(product.id, self.editor.field)
            if self._editing is not None
            else None
        )
        self._pending = pending
        self.editor.show_field(product, pending)
        self._say()

    def _on_pending_changed(self, product_id: UUID) -> None:
        if self._product is None or product_id != self._product.id or self._is_committing:
            return
        if not self.editor.is_typed:
            self._show()

    def _say(self) -> None:
        """Say what stands against what is typed or was sent, and what will come of it."""
        pending = None if self.editor.is_typed else self._pending
        problem, hint = self.editor.problem(), self.editor.hint()
        if pending is not None and pending.state == PendingState.REFUSED and not problem:
            problem = pending_words(pending)
        elif pending is not None and pending.state in (PendingState.WAITING, PendingState.LEFT):
            hint = pending_words(pending)
        self._reason.show_reason(problem)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint) and not problem)
        described = problem or hint or self._why_not
        if described != self._described:
            self._described = described
            self.editor.describe(described)
        self._show_tip()
        self.update()

    def _look_at_rights(self) -> None:
        """Grey out what may not be changed, with the reason."""
        self.editor.set_read_only(self._editing is None or bool(self._why_not))
        self._say()

    @property
    def _why_not(self) -> str:
        """The reason why the field may not be changed; empty when it may."""
        return self._editing.rights.why_not(self.editor.field) if self._editing is not None else ""

    def _show_tip(self) -> None:
        pending = None if self.editor.is_typed else self._pending
        tip = pending_words(pending) if pending is not None else self._why_not
        usual = self._usual_tip if self._editing is not None else ""
        self.editor.widget().setToolTip(tip or usual)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Mark a value that is not saved, as the table does."""
        if self._pending is not None and not self.editor.is_typed:
            height = self.editor.widget().height()
            mark = QRect(0, self.editor.widget().y() + 1, _MARK_WIDTH, height - 2)
            QPainter(self).fillRect(mark, MARK_COLOURS[self._pending.state])

    @property
    def title(self) -> str:
        """What stands beside the editor."""
        return title_of(self.editor.field)


def pending_words(pending: PendingEdit) -> str:
    """How the table says where a value stands."""
    return str(data_of_pending(pending, Qt.ItemDataRole.ToolTipRole))
