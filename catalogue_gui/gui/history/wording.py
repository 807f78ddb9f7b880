"""What the history says of a step: in its cells, to a screen reader, and of taking it back. No widgets."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale

from catalogue_gui.catalogue.typed_values import format_count
from catalogue_gui.gui.products.columns import local_zone, locale_marks, one_line

if TYPE_CHECKING:
    from catalogue_gui.catalogue.journal_entries import HistoryEntry

MAX_TIP_CHARACTERS = 1_000


class Column(IntEnum):
    """The columns, from left to right."""

    WHEN = 0
    WHO = 1
    WHAT = 2
    BEFORE = 3
    AFTER = 4
    PRODUCTS = 5

    @property
    def title(self) -> str:
        """The header."""
        return self.name.capitalize()


def cell_text(entry: HistoryEntry, column: Column, locale: QLocale) -> str:
    """What a cell shows, on one line."""
    match column:
        case Column.WHEN:
            local = QDateTime.fromSecsSinceEpoch(int(entry.at.timestamp()), local_zone())
            return locale.toString(local, QLocale.FormatType.ShortFormat)
        case Column.WHO:
            return one_line(entry.who)
        case Column.WHAT:
            return one_line(entry.text[:1].upper() + entry.text[1:])
        case Column.BEFORE:
            return one_line(entry.old)
        case Column.AFTER:
            return one_line(entry.new)
        case Column.PRODUCTS:
            return "" if entry.state == "open" else format_count(entry.count, locale_marks(locale))


def full_text(entry: HistoryEntry, column: Column, locale: QLocale) -> str:
    """What a cell stands for, whole: the exact moment, a long value to its end."""
    match column:
        case Column.WHEN:
            return entry.at.astimezone().isoformat(sep=" ", timespec="seconds")
        case Column.WHO:
            return entry.who
        case Column.WHAT:
            return entry.text[:1].upper() + entry.text[1:]
        case Column.BEFORE:
            return entry.old
        case Column.AFTER:
            return entry.new
        case Column.PRODUCTS:
            return cell_text(entry, column, locale)


def tip_text(entry: HistoryEntry, column: Column, locale: QLocale) -> str:
    """The tooltip of a cell."""
    text = full_text(entry, column, locale)
    shown = text if len(text) <= MAX_TIP_CHARACTERS else f"{text[:MAX_TIP_CHARACTERS]}…"
    standing = standing_words(entry)
    return f"{shown}\n{standing}" if standing and column == Column.WHAT else shown


def spoken_text(entry: HistoryEntry, column: Column, locale: QLocale) -> str:
    """What a screen reader says of a cell."""
    text = cell_text(entry, column, locale)
    standing = standing_words(entry)
    return f"{text}. {standing}" if standing and column == Column.WHAT else text


def standing_words(entry: HistoryEntry) -> str:
    """Where a step stands, if it does not simply stand: a sentence, or empty."""
    match entry.state:
        case "undone":
            return "It has been taken back."
        case "open":
            return "It is still under way."
        case _:
            return ""


def why_not_taken_back(entry: HistoryEntry, against: str = "") -> str:
    """Why a step cannot be taken back; empty when it can.

    Args:
        entry: the step.
        against: what stands against taking anything back just now, a sentence.
    """
    standing = standing_words(entry)
    if standing:
        return standing
    if not entry.is_kept:
        return "It is too long ago: what it changed is no longer kept."
    return against


def empty_words(search: str) -> str:
    """What stands in place of the list when there is nothing to list."""
    if search.strip():
        return f"Nothing in the history has all of “{one_line(search.strip())[:80]}”."
    return "Nothing has been changed from this computer yet.\nWhat you change from now on is listed here."
