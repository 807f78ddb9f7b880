"""What stands around the wizard's pages: the list of steps, the message, and the buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.csv_import.parts import StepList, named, quiet_label, separator
from catalogue_gui.gui.csv_import.steps import Step
from catalogue_gui.gui.csv_import.wording import write_label
from catalogue_gui.gui.messages import Message, MessageBanner, Messages


class WizardFrame(QWidget):
    """Lays the pages out and shows what can be done at each.

    Args:
        pages: one a step, in order.
    """

    def __init__(self, pages: Sequence[QWidget]) -> None:
        super().__init__()
        self.steps = StepList()
        self._messages = Messages(self)
        self._banner = MessageBanner(self._messages)
        self._banner.setObjectName("importMessage")
        self._pages = QStackedWidget()
        for page in pages:
            self._pages.addWidget(page)
        self._reason = quiet_label()
        self._reason.setObjectName("wizardReason")
        self.back = named(QPushButton("&Back"), "wizardBackButton", "Back")
        self.next = named(QPushButton("&Next"), "wizardNextButton", "Next")
        self.cancel = named(QPushButton("Cancel"), "wizardCancelButton", "Cancel")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._reason, 1)
        for button in (self.back, self.next, self.cancel):
            button.setAutoDefault(False)  # Return is Next, wherever the keyboard is
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(self.steps)
        layout.addWidget(self._banner)
        layout.addWidget(self._pages, 1)
        layout.addWidget(separator())
        layout.addLayout(buttons)

    def show_step(self, step: Step) -> None:
        """Turn to a page."""
        self._pages.setCurrentIndex(step)

    def show_state(
        self, step: Step, obstacle: str, to_write: int, *, is_busy: bool, is_cancelling: bool
    ) -> None:
        """Enable what can be done, and say why the rest cannot.

        Args:
            step: the page that is shown.
            obstacle: why the next step cannot be taken; empty when it can.
            to_write: how many products a write would add or change.
            is_busy: True while something runs.
            is_cancelling: True while it is being stopped.
        """
        is_done = step == Step.DONE and not is_busy
        self.steps.show_step(step, is_done=is_done)
        self.next.setEnabled(not is_busy and not obstacle)
        if is_done:
            self.next.setText("&Close")
        else:
            self.next.setText(write_label(to_write) if step == Step.CHANGES else "&Next")
        self.next.setAccessibleName(self.next.text().replace("&", ""))
        self.back.setVisible(not is_done)
        self.back.setEnabled(not is_busy and step != Step.FILE)
        self.cancel.setVisible(not is_done)
        self.cancel.setEnabled(not is_cancelling)
        if is_cancelling:
            self.show_reason("Stopping…")
        elif is_busy:
            self.show_reason("")
        elif step == Step.CHANGES and not obstacle:
            self.show_reason("Nothing has been written yet.")
        else:
            # A check that has not been made is plain to see on its page.
            self.show_reason("" if step == Step.CHECK else obstacle)

    def show_reason(self, text: str) -> None:
        """Say something quietly beside the buttons."""
        self._reason.setText(text)
        self.next.setAccessibleDescription(text)

    def show_message(self, message: Message) -> None:
        """Say something that asks for attention."""
        self._messages.show(message)

    def show_error(self, error: CatalogueError, actions: Sequence[Action] = ()) -> None:
        """Say what went wrong, what is true now, and offer what helps."""
        self._messages.show_error(error, actions=actions)

    def focus_message(self) -> None:
        """Put the keyboard on what the message offers first."""
        message = self._banner.message
        if message is not None and message.actions:
            button = self._banner.findChild(QPushButton, message.actions[0].name)
            if button is not None:
                button.setFocus()

    def withdraw_message(self) -> None:
        """Take the message away: it is about what was before."""
        self._banner.dismiss()

    @property
    def message_text(self) -> str:
        """What the message says, in one line; empty when there is none."""
        return self._banner.text()
