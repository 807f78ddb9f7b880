"""The choice between the selected products and all that are found."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QWidget

from catalogue_gui.gui.bulk.scope import ProductScope
from catalogue_gui.gui.bulk.wording import number


class ScopeChoice(QWidget):
    """Two buttons, of which one that stands for no products cannot be chosen.

    Args:
        selected: the selected products, None for none.
        found: all that are found, None as long as their number is not known.
    """

    changed = Signal()

    def __init__(
        self,
        selected: ProductScope | None,
        found: ProductScope | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        count = found.count if found is not None else 0
        selected_count = selected.count if selected is not None else 0
        self._scopes: dict[QRadioButton, ProductScope] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(18)
        for name, words, scope, why_not in (
            (
                "bulkSelected",
                _the_selected(selected_count),
                selected,
                "No products are selected in the table.",
            ),
            (
                "bulkFound",
                f"all {number(count)} found" if count else "all that are found",
                found,
                "They are still being counted." if found is None else "Nothing is found.",
            ),
        ):
            button = QRadioButton(words)
            button.setObjectName(name)
            button.setAccessibleName(f"Change {words}")
            if scope is not None and scope.count:
                self._scopes[button] = scope
                button.setChecked(len(self._scopes) == 1)
            else:
                button.setEnabled(False)
                button.setToolTip(why_not)
            button.toggled.connect(self._on_toggled)
            row.addWidget(button)
        row.addStretch()

    @property
    def scope(self) -> ProductScope | None:
        """The products chosen; None when there are none."""
        return next((scope for button, scope in self._scopes.items() if button.isChecked()), None)

    def _on_toggled(self, is_chosen: bool) -> None:
        if is_chosen:
            self.changed.emit()


def _the_selected(count: int) -> str:
    if count == 1:
        return "the selected one"
    return f"the {number(count)} selected" if count else "the selected ones"
