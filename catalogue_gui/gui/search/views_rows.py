"""What the views popup offers, row by row, and what it suggests and asks when a view is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.language import QueryMistake, parse_query
from catalogue_gui.catalogue.query import Direction, ExtraColumn, MetadataKey, Term, TextTerm
from catalogue_gui.catalogue.remembered import MAX_NAME_LENGTH, Remembered, SavedView, fit_name
from catalogue_gui.catalogue.sort_text import parse_sort
from catalogue_gui.catalogue.term_words import describe_term, path_text

MAX_RECENT_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Present:
    """What the window shows now: its search and its order, as text."""

    query_text: str = ""
    sort_text: str = ""

    @property
    def is_worth_saving(self) -> bool:
        """False for every product in the usual order."""
        return bool(self.query_text.strip() or self.sort_text)

    def is_shown_by(self, view: SavedView) -> bool:
        """True when a view shows the same products in the same order, however its search is written."""
        return view.sort_text == self.sort_text and _meaning(view.query_text) == _meaning(
            self.query_text
        )


class RowKind(Enum):
    """What a row is for."""

    VIEW = auto()
    NO_VIEWS = auto()
    SAVE = auto()
    CAPTION = auto()
    RECENT = auto()
    CLEAR = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the popup.

    Args:
        kind: what it is for.
        text: what it says: a view's name, a search, words.
        tip: what a long row cannot show whole.
        is_enabled: False for one that cannot be chosen.
        is_present: True for the view that is shown now.
    """

    kind: RowKind
    text: str
    tip: str = ""
    is_enabled: bool = True
    is_present: bool = False


def rows_of(views: Sequence[SavedView], recent: Sequence[str], present: Present) -> list[Row]:
    """The rows of the popup, from top to bottom."""
    rows = [
        Row(RowKind.VIEW, view.name, _tip_of(view), is_present=present.is_shown_by(view))
        for view in views
    ] or [
        Row(
            RowKind.NO_VIEWS,
            "No saved views yet",
            "A view keeps a search and its order under a name, for coming back to it.",
            is_enabled=False,
        )
    ]
    can_save = present.is_worth_saving
    tip = "" if can_save else "Search for something or sort the table first"
    rows.append(Row(RowKind.SAVE, "Save this search…", tip, is_enabled=can_save))
    if recent:
        rows.append(Row(RowKind.CAPTION, "Recent searches", is_enabled=False))
        rows.extend(Row(RowKind.RECENT, text, text) for text in recent[:MAX_RECENT_SHOWN])
        rows.append(Row(RowKind.CLEAR, "Clear recent searches"))
    return rows


def suggest_name(present: Present, views: Sequence[SavedView]) -> str:
    """A name for what is shown now, made of the words of its search, that no view has yet."""
    try:
        words = [_word(term) for term in parse_query(present.query_text).terms]
    except QueryMistake:
        words = [present.query_text]
    if not words:
        words = [_sort_words(present.sort_text)]
    name = words[0]
    for word in words[1:]:
        if len(name) + len(word) + 2 > MAX_NAME_LENGTH:
            break
        name += f", {word}"
    name = " ".join(name.split())
    name = name[:1].upper() + name[1:]
    remembered = Remembered(tuple(views))
    number, suggestion = 1, name[:MAX_NAME_LENGTH].rstrip()
    while remembered.view(suggestion) is not None:
        number += 1
        ending = f" {number}"
        suggestion = name[: MAX_NAME_LENGTH - len(ending)].rstrip() + ending
    return suggestion


@dataclass(frozen=True, slots=True)
class Naming:
    """A view that is being named: a new one, or one that gets another name.

    Args:
        present: what a new view is to show.
        renamed: the name of the view that gets another one; empty for a new view.
    """

    present: Present = Present()
    renamed: str = ""

    def mistake_in(self, name: str, views: Sequence[SavedView]) -> str:
        """Why this name cannot be taken; empty when it can."""
        try:
            fit_name(name)
            if self.renamed:
                Remembered(tuple(views)).with_view_renamed(self.renamed, name)
        except InvalidValue as error:
            return error.reason
        return ""

    def replaces(self, name: str, views: Sequence[SavedView]) -> str:
        """The name of the view that a new one of this name would replace; empty for none."""
        taken = Remembered(tuple(views)).view(name)
        return taken.name if taken is not None and not self.renamed else ""


@lru_cache(maxsize=1024)  # asked for every view at every search
def _meaning(query_text: str) -> frozenset[Term] | str:
    try:
        return frozenset(parse_query(query_text).terms)
    except QueryMistake:
        return query_text.strip()


def _tip_of(view: SavedView) -> str:
    sort = _sort_words(view.sort_text) if view.sort_text else ""
    return "\n".join(part for part in (view.name, view.query_text or "Every product", sort) if part)


def _word(term: Term) -> str:
    if isinstance(term, TextTerm) and not term.negated:
        return term.text
    words = describe_term(term)
    return words[:1].lower() + words[1:]


def _sort_words(sort_text: str) -> str:
    try:
        sort = parse_sort(sort_text)
    except InvalidValue:
        return f"Sorted by {sort_text}"
    match sort.key:
        case MetadataKey(path):
            name = path_text(path)
        case ExtraColumn(name):
            pass
        case field:
            name = field.removesuffix("_at")
    falling = ", falling" if sort.direction == Direction.DESCENDING else ""
    return f"Sorted by {name}{falling}"
