"""Everything the program says to the user: the banner below the table, and the log line behind it.

No other module opens a message box.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.errors import CatalogueBug, CatalogueError
from catalogue_gui.gui.action_row import Action, ActionRow
from catalogue_gui.gui.icons import blended, line_icon

logger = logging.getLogger(__name__)


class Tone(StrEnum):
    """How a message is meant."""

    NOTICE = "notice"
    SUCCESS = "success"
    PROBLEM = "problem"


_ACCENTS = {
    Tone.NOTICE: QColor("#3b78c4"),
    Tone.SUCCESS: QColor("#2e8b57"),
    Tone.PROBLEM: QColor("#c4552d"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """What is shown: a title, the text, what to do next, and the technical text behind "Details".

    ``topic`` names what the message is about: a newer one of the same topic takes its place, and ``withdraw(topic)``
    takes it away when it is no longer true.
    """

    title: str
    text: str = ""
    hint: str = ""
    detail: str = ""
    tone: Tone = Tone.NOTICE
    actions: Sequence[Action] = ()
    topic: str = ""

    @classmethod
    def of_error(
        cls, error: CatalogueError, *, actions: Sequence[Action] = (), topic: str = ""
    ) -> Message:
        """An error as a message."""
        return cls(
            error.title, error.message, error.hint, error.detail, Tone.PROBLEM, actions, topic
        )


class Messages(QObject):
    """The one place through which the program speaks; the banner shows what comes here."""

    shown = Signal(object)  # Message
    withdrawn = Signal(str)  # topic

    def show(self, message: Message) -> None:
        """Show a message; it replaces the one before."""
        if message.tone == Tone.PROBLEM:
            logger.warning("%s: %s %s", message.title, message.text, message.detail)
        self.shown.emit(message)

    def show_error(
        self, error: CatalogueError, *, actions: Sequence[Action] = (), topic: str = ""
    ) -> None:
        """Show an error."""
        if isinstance(error, CatalogueBug):
            logger.error("%s %s", error.message, error.detail)
        self.show(Message.of_error(error, actions=actions, topic=topic))

    def withdraw(self, topic: str) -> None:
        """Take a message away because it is no longer true."""
        self.withdrawn.emit(topic)


class MessageBanner(QFrame):
    """Says what happened, what is now true of the data, and what to do next."""

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBanner")
        self.setAccessibleName("Message")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAutoFillBackground(True)
        self._message: Message | None = None

        self._icon = QLabel()
        self._icon.setFixedWidth(20)
        self._text = QLabel()
        self._text.setObjectName("messageText")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._detail = QLabel()
        self._detail.setObjectName("messageDetail")
        self._detail.setWordWrap(True)
        self._detail.setTextFormat(Qt.TextFormat.PlainText)
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._detail.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._detail.hide()

        self._buttons = ActionRow()
        self._detail_button = QPushButton("Details")
        self._detail_button.setObjectName("messageDetailButton")
        self._detail_button.setAccessibleName("Show technical details")
        self._detail_button.setCheckable(True)
        self._detail_button.setFlat(True)
        self._detail_button.toggled.connect(self._detail.setVisible)
        self._close = QToolButton()
        self._close.setObjectName("messageCloseButton")
        self._close.setAccessibleName("Dismiss message")
        self._close.setToolTip("Dismiss")
        self._close.setIcon(line_icon("close"))
        self._close.setAutoRaise(True)
        self._close.clicked.connect(self.dismiss)

        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._text)
        words.addWidget(self._detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addLayout(self._buttons)
        row.addWidget(self._detail_button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)

        messages.shown.connect(self.show_message)
        messages.withdrawn.connect(self._on_withdrawn)
        self.hide()

    @property
    def message(self) -> Message | None:
        """What is shown now; None when the banner is hidden."""
        return self._message

    def text(self) -> str:
        """The words shown, as plain text."""
        if self._message is None:
            return ""
        parts = (self._message.title, self._message.text, self._message.hint)
        return " ".join(part for part in parts if part)

    def show_message(self, message: Message) -> None:
        """Show a message in place of the one before."""
        self._message = message
        body = " ".join(part for part in (message.text, message.hint) if part)
        self._text.setText(
            f"<b>{_as_html(message.title)}</b>" + (f"<br>{_as_html(body)}" if body else "")
        )
        self.setAccessibleDescription(self.text())
        self._detail.setText(message.detail)
        self._detail_button.setVisible(bool(message.detail))
        self._detail_button.setChecked(False)
        icon = {Tone.PROBLEM: "warning", Tone.SUCCESS: "check"}.get(message.tone, "info")
        self._icon.setPixmap(line_icon(icon).pixmap(18, 18))
        self._buttons.show_actions(message.actions)
        self._colour(message.tone)
        self.show()

    def dismiss(self) -> None:
        """Take the message away."""
        self._message = None
        self.hide()

    def _on_withdrawn(self, topic: str) -> None:
        if self._message is not None and topic and self._message.topic == topic:
            self.dismiss()

    def _colour(self, tone: Tone) -> None:
        palette = QApplication.palette()
        base = palette.color(QPalette.ColorRole.Window)
        palette.setColor(QPalette.ColorRole.Window, blended(base, _ACCENTS[tone], 0.16))
        self.setPalette(palette)


def _as_html(text: str) -> str:
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
    )
