"""A row of buttons for what the user can do just now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QPushButton


@dataclass(frozen=True, slots=True)
class Action:
    """Something the user can do: a button and what it does."""

    label: str
    run: Callable[[], None]
    name: str = "bannerAction"


class ActionRow(QHBoxLayout):
    """Shows some actions in place of those before."""

    def __init__(self) -> None:
        super().__init__()
        self.setSpacing(6)

    def show_actions(self, actions: Sequence[Action]) -> None:
        """Make a button for each action."""
        while (item := self.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        for action in actions:
            button = QPushButton(action.label)
            button.setObjectName(action.name)
            button.setAccessibleName(action.label)
            # Without Qt's "checked", which is no business of what is run.
            button.clicked.connect(lambda _=False, run=action.run: run())
            self.addWidget(button)
