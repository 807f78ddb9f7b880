"""What a test of a connection found, step by step, as it is found."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from catalogue_gui.gui.connections.field_box import problem_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalogue_gui.database.server_reach import StepResult

# At least 4.5 to 1 against a light and against a dark window (WCAG 2.1, 1.4.3).
_GOOD = {False: QColor("#1a6e44"), True: QColor("#6fd3a0")}
_WARNING = {False: QColor("#7d5200"), True: QColor("#f0c05a")}
# In the order in which a test takes them: what comes after the one that failed was not tried.
_ORDER = ("Server name", "Port", "Login", "Encryption", "Catalogue", "Rights")
# The form above must stay usable.
_MAX_HEIGHT = 190


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the list; a step of the connection test has the same parts."""

    step: str
    message: str
    hint: str = ""
    ok: bool = True
    is_warning: bool = False


def steps_not_tried(steps: Sequence[Step | StepResult]) -> list[str]:
    """Return the names of the steps that a test did not come to, because the last one here failed."""
    if not steps or steps[-1].ok or steps[-1].step not in _ORDER:
        return []
    return list(_ORDER[_ORDER.index(steps[-1].step) + 1 :])


def summary_of(steps: Sequence[Step | StepResult]) -> str:
    """Return how a test that has ended went, in one sentence; empty when it was stopped or has not begun."""
    if not steps:
        return ""
    if not steps[-1].ok:
        return f"It stopped at “{steps[-1].step}”."
    if steps[-1].step != _ORDER[-1]:
        return ""
    has_warning = any(each.is_warning for each in steps)
    return "It can be used; look at the points marked !" if has_warning else "All is in order."


class StepList(QScrollArea):
    """A line a step: a mark, what was found, and what can be done about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("testSteps")
        self.setAccessibleName("Test of the connection")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._label = QLabel()
        self._label.setObjectName("testStepsText")
        self._label.setAccessibleName("Test of the connection")
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setWordWrap(True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 4, 16, 4)
        column.addWidget(self._label)
        column.addStretch(1)
        self.setWidget(content)
        self._steps: list[Step | StepResult] = []
        self._is_waiting = False
        self.hide()

    def text(self) -> str:
        """Everything shown, a line a step."""
        lines = [f"{each.step}: {each.message} {each.hint}".rstrip() for each in self._steps]
        if not self._is_waiting:
            lines += [f"{step}: not tried" for step in steps_not_tried(self._steps)]
            lines += filter(None, [summary_of(self._steps)])
        return "\n".join(lines)

    def begin(self) -> None:
        """Forget the last test and wait for the first step of a new one."""
        self._steps.clear()
        self._is_waiting = True
        self._show()

    def add(self, result: Step | StepResult) -> None:
        """Show one more step."""
        self._steps.append(result)
        self._show()
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def end(self) -> None:
        """No further step comes."""
        if self._is_waiting:
            self._is_waiting = False
            self._show()

    def clear(self) -> None:
        """Forget the last test and take no room."""
        self._steps.clear()
        self._is_waiting = False
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system from light to dark and back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_steps"):
            self._show()

    def _show(self) -> None:
        rows = [self._row(each) for each in self._steps]
        if self._is_waiting:
            rows.append("<tr><td></td><td>Testing …</td></tr>")
        else:
            rows += self._closing_rows()
        self._label.setText(f"<table cellspacing='0' cellpadding='1'>{''.join(rows)}</table>")
        self._label.setAccessibleDescription(self.text())
        self.setVisible(bool(rows))
        self._fit()

    def _row(self, result: Step | StepResult) -> str:
        is_dark = self.palette().color(QPalette.ColorRole.Window).lightness() < 128
        if not result.ok:
            mark, colour = "✗", problem_colour(self.palette())
        elif result.is_warning:
            mark, colour = "!", _WARNING[is_dark]
        else:
            mark, colour = "✓", _GOOD[is_dark]
        words = f"<b>{escape(result.step)}</b>&nbsp; {escape(result.message)}"
        if result.hint:
            words += f"<br>{escape(result.hint)}"
        return (
            f"<tr><td width='22' style='color: {colour.name()}'><b>{mark}</b></td>"
            f"<td>{words}</td></tr>"
        )

    def _closing_rows(self) -> list[str]:
        faint = self.palette().color(QPalette.ColorRole.PlaceholderText).name()
        untried = ", ".join(steps_not_tried(self._steps))
        rows = []
        if untried:
            rows.append(
                f"<tr><td style='color: {faint}'>–</td>"
                f"<td style='color: {faint}'>Not tried: {escape(untried)}</td></tr>"
            )
        words = summary_of(self._steps)
        if words:
            rows.append(f"<tr><td></td><td><b>{escape(words)}</b></td></tr>")
        return rows

    def _fit(self) -> None:
        """Take the room that the text needs at this width, within bounds."""
        width = max(200, self.viewport().width() - 32)
        needed = self._label.heightForWidth(width) + 12
        self.setFixedHeight(min(needed, _MAX_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The text breaks into other lines at another width."""
        super().resizeEvent(event)
        self._fit()
