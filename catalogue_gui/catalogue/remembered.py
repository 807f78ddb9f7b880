"""What is remembered of the work with one catalogue: saved views, recent searches, the table's columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from catalogue_gui.catalogue.errors import InvalidValue

MAX_NAME_LENGTH: Final = 80
# More than are ever offered at once, so that one removed makes room for an older one.
MAX_RECENT: Final = 20


@dataclass(frozen=True, slots=True)
class SavedView:
    """A search and an order under a name.

    Args:
        name: 1..80 characters, unique in its catalogue whatever the case.
        query_text: as :mod:`catalogue_gui.catalogue.language` reads it.
        sort_text: as :mod:`catalogue_gui.catalogue.sort_text` writes it.
        unknown: what another version of the program keeps with it, carried along.
    """

    name: str
    query_text: str = ""
    sort_text: str = ""
    unknown: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ColumnSetting:
    """How one column of the table is shown.

    Args:
        key_text: which one, as :func:`catalogue_gui.catalogue.sort_text.format_key` writes it.
        width: in pixels; 0 where the column takes what the others leave.
        is_hidden: True when it is not shown.
    """

    key_text: str
    width: int
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered of one catalogue. Each change gives a new one.

    Args:
        views: in the user's order.
        recent: searches, newest first, without repeats, 20 at most.
        columns: in the order in which they stand.
        folded: names of the sections that are folded away.
    """

    views: tuple[SavedView, ...] = ()
    recent: tuple[str, ...] = ()
    columns: tuple[ColumnSetting, ...] = ()
    folded: tuple[str, ...] = ()

    def view(self, name: str) -> SavedView | None:
        """The view of that name, whatever its case."""
        at = self.position(name)
        return None if at is None else self.views[at]

    def position(self, name: str) -> int | None:
        """Where among the views that name is, 0-based; None when it is not."""
        wanted = name_key(name)
        return next(
            (at for at, each in enumerate(self.views) if name_key(each.name) == wanted), None
        )

    def with_view(self, view: SavedView, at: int | None = None) -> Remembered:
        """Add a view: at a place, or as the last.

        Raises:
            InvalidValue: its name is not fit or taken.
        """
        view = replace(view, name=fit_name(view.name))
        self._refuse_taken(view.name)
        views = list(self.views)
        views.insert(len(views) if at is None else at, view)
        return replace(self, views=tuple(views))

    def with_view_replaced(self, view: SavedView) -> Remembered:
        """Give the view of that name another search and order; it keeps its place.

        Raises:
            InvalidValue: there is no such view.
        """
        at = self._place(view.name)
        return self._with(at, replace(view, unknown=self.views[at].unknown))

    def with_view_renamed(self, name: str, new_name: str) -> Remembered:
        """Give a view another name; it keeps its place.

        Raises:
            InvalidValue: there is no such view, or the new name is not fit or taken.
        """
        at = self._place(name)
        new_name = fit_name(new_name)
        if self.position(new_name) not in (None, at):
            self._refuse_taken(new_name)
        return self._with(at, replace(self.views[at], name=new_name))

    def without_view(self, name: str) -> Remembered:
        """Remove a view; one that is gone already is no error."""
        at = self.position(name)
        return self if at is None else replace(self, views=self.views[:at] + self.views[at + 1 :])

    def with_view_moved(self, name: str, by: int) -> Remembered:
        """Move a view by so many places, up when negative; it stops at either end.

        Raises:
            InvalidValue: there is no such view.
        """
        views = list(self.views)
        at = self._place(name)
        view = views.pop(at)
        views.insert(max(0, min(len(views), at + by)), view)
        return replace(self, views=tuple(views))

    def with_recent(self, text: str) -> Remembered:
        """Put a search before the others; a blank one is not remembered."""
        text = text.strip()
        if not text:
            return self
        return replace(self, recent=(text, *self.without_recent(text).recent)[:MAX_RECENT])

    def without_recent(self, text: str) -> Remembered:
        """Forget a search."""
        return replace(self, recent=tuple(each for each in self.recent if each != text))

    def _place(self, name: str) -> int:
        at = self.position(name)
        if at is None:
            raise InvalidValue(
                "name",
                f"The view “{name}” was removed meanwhile.",
                title="No such view",
                hint="Save the search as a new view to have it back.",
            )
        return at

    def _refuse_taken(self, name: str) -> None:
        if self.position(name) is not None:
            raise InvalidValue(
                "name",
                f"There is a view called “{name}” already.",
                title="Name taken",
                hint="Choose another name.",
            )

    def _with(self, at: int, view: SavedView) -> Remembered:
        return replace(self, views=(*self.views[:at], view, *self.views[at + 1 :]))


def fit_name(name: str) -> str:
    """A view's name as it is kept: on one line, without blanks around it.

    Raises:
        InvalidValue: nothing is left of it, or it has more than 80 characters.
    """
    name = " ".join(name.split())
    if not name:
        raise InvalidValue("name", "A view needs a name.", title="Name missing")
    if len(name) > MAX_NAME_LENGTH:
        raise InvalidValue(
            "name",
            f"A view's name has {MAX_NAME_LENGTH} characters at most; this one has {len(name)}.",
            title="Name too long",
        )
    return name


def name_key(name: str) -> str:
    """What two names are compared by: neither case, blanks around it nor the way an accent is typed make a new one."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()
