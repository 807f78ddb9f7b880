"""What is marked in the text of the search field: keys, the minus of a negation, a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtGui import QInputMethodEvent, QPalette, QTextCharFormat

from catalogue_gui.catalogue.language import QueryMistake
from catalogue_gui.catalogue.term_spans import term_spans
from catalogue_gui.gui.connections.field_box import problem_colour
from catalogue_gui.gui.icons import blended
from catalogue_gui.gui.search.text_positions import to_qt

# A longer text was pasted by mistake; laying out thousands of marks would hold up the window.
MAX_COLOURED = 2_000


class Ink(Enum):
    """How a piece of the text is shown."""

    KEY = auto()
    MINUS = auto()
    MISTAKE = auto()


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of the text, ``start`` to ``end``, and how it is shown."""

    start: int
    end: int
    ink: Ink


def marks_of(text: str, mistake: QueryMistake | None) -> list[Mark]:
    """Tell what is marked in a text, with a mistake that is pointed at, if there is one."""
    marks: list[Mark] = []
    if len(text) <= MAX_COLOURED:
        for term in term_spans(text):
            if term.is_negated:
                marks.append(Mark(term.start, term.key_start, Ink.MINUS))
            if term.key_end is not None:
                marks.append(Mark(term.key_start, term.key_end + 1, Ink.KEY))
    if mistake is not None:
        marks.append(Mark(mistake.start, max(mistake.end, mistake.start + 1), Ink.MISTAKE))
    return marks


def format_attributes(
    marks: list[Mark], text: str, cursor: int, palette: QPalette
) -> list[QInputMethodEvent.Attribute]:
    """The marks as a line edit takes them: as formats, counted from Qt's position of the cursor."""
    formats = {ink: _format(ink, palette) for ink in {mark.ink for mark in marks}}
    attributes = []
    for mark in marks:
        start, end = to_qt(text, mark.start), to_qt(text, mark.end)
        attributes.append(
            QInputMethodEvent.Attribute(
                QInputMethodEvent.AttributeType.TextFormat,
                start - cursor,
                end - start,
                formats[mark.ink],
            )
        )
    return attributes


def _format(ink: Ink, palette: QPalette) -> QTextCharFormat:
    look = QTextCharFormat()
    if ink == Ink.KEY:
        text = palette.color(QPalette.ColorRole.Text)
        look.setForeground(blended(text, palette.color(QPalette.ColorRole.Base), 0.4))
    elif ink == Ink.MINUS:
        look.setForeground(problem_colour(palette))
    else:
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(problem_colour(palette))
    return look
