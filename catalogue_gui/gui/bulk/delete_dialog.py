"""Deleting products: done at once where it is soon undone, asked about where many or real ones are meant."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from catalogue_gui.gui.bulk.bulk_editing import BulkEditing
from catalogue_gui.gui.bulk.scope import ProductScope
from catalogue_gui.gui.bulk.wording import products

# Up to a screenful is seen at a glance, and undone with one key.
ASK_ABOVE = 20


def needs_asking(count: int, *, is_production: bool) -> bool:
    """True when deleting so many products is asked about first."""
    return count > ASK_ABOVE or (is_production and count > 0)


def delete_after_asking(
    bulk: BulkEditing,
    scope: ProductScope,
    label: str,
    parent: QWidget,
    *,
    is_production: bool = False,
) -> None:
    """Delete products, after asking where that is due.

    Args:
        bulk: deletes them.
        scope: the products.
        label: what the user calls the catalogue.
        parent: the window.
        is_production: the catalogue is one that is worked with for real.
    """
    if not needs_asking(scope.count, is_production=is_production):
        bulk.delete_products(scope)
        return
    dialog = DeleteDialog(scope.count, label, parent, is_production=is_production)
    dialog.delete_chosen.connect(partial(bulk.delete_products, scope))
    dialog.open()


class DeleteDialog(QDialog):
    """Asks whether products are really to be deleted; Return and Escape both say no.

    Args:
        count: how many.
        label: what the user calls the catalogue.
        is_production: it is one that is worked with for real.
    """

    delete_chosen = Signal()

    def __init__(
        self, count: int, label: str, parent: QWidget | None = None, *, is_production: bool = False
    ) -> None:
        super().__init__(parent)
        what = products(count)
        self.setObjectName("deleteDialog")
        self.setAccessibleName(f"Delete {what}")
        self.setWindowTitle(f"Delete {what}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(400)
        place = f" from {label}" if label else ""
        question = QLabel(f"Delete {what}{place}?")
        question.setObjectName("deleteQuestion")
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setWordWrap(True)
        font = question.font()
        font.setBold(True)
        question.setFont(font)
        truth = QLabel(
            ("This is a production catalogue: others work with it. " if is_production else "")
            + "Undo brings the products back as they are now."
        )
        truth.setObjectName("deleteTruth")
        truth.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(question)
        layout.addWidget(truth)
        layout.addStretch()
        layout.addWidget(self._make_buttons(what))

    def _make_buttons(self, what: str) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        delete = buttons.addButton(f"Delete {what}", QDialogButtonBox.ButtonRole.DestructiveRole)
        delete.setObjectName("deleteProductsButton")
        delete.setAccessibleName(f"Delete {what}")
        delete.setAutoDefault(False)
        delete.clicked.connect(self._on_delete)
        cancel = buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        cancel.setObjectName("cancelDeleteButton")
        cancel.setAccessibleName("Cancel")
        cancel.setIcon(QIcon())
        cancel.setDefault(True)
        cancel.setFocus()
        buttons.rejected.connect(self.reject)
        return buttons

    def _on_delete(self) -> None:
        self.delete_chosen.emit()
        self.accept()
