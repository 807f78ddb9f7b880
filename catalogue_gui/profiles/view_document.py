"""The text of the file of saved views: what is remembered of each catalogue, without touching the disk.

{"format": 1, "catalogues": {"profile:…": {"views": [{"name": "Sale", "query": "tag:sale", "sort": "price:desc"}, …],
"recent": ["mug", …], "columns": [{"key": "price", "width": 90, "hidden": false}, …], "folded": ["stock", …]}, …}}
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from catalogue_gui.catalogue.errors import CatalogueError, FileProblem, InvalidValue
from catalogue_gui.catalogue.remembered import (
    MAX_RECENT,
    ColumnSetting,
    Remembered,
    SavedView,
)
from catalogue_gui.profiles.kept_file import DamagedFile, format_object, parse_object

if TYPE_CHECKING:
    from collections.abc import Callable

CALLED: Final = "saved views"
_VIEW_KEYS: Final = ("name", "query", "sort")
_COLUMN_KEYS: Final = ("key", "width", "hidden")

T = TypeVar("T")


@dataclass(slots=True)
class ViewDocument:
    """The file of saved views as it stands: everything in it, known or not, so that all of it is written back.

    Args:
        content: the outermost object; its ``catalogues`` is an object.
        notices: what there is to say about what could not be read.
    """

    content: dict[str, Any] = field(default_factory=lambda: {"catalogues": {}})
    notices: list[CatalogueError] = field(default_factory=list)

    def text(self) -> str:
        """Return the file's new text."""
        return format_object(self.content)

    def remembered(self, key: str) -> Remembered:
        """Return what is remembered of one catalogue, as far as it can be read."""
        entry = self._entry(key)
        views, bad_views = _sort_out(entry, "views", _view_reader())
        if bad_views:
            self.notices.append(_bad_views(len(bad_views)))
        recent, _ = _sort_out(entry, "recent", _read_text)
        columns, _ = _sort_out(entry, "columns", _read_column)
        folded, _ = _sort_out(entry, "folded", _read_text)
        return Remembered(
            tuple(views), tuple(dict.fromkeys(recent))[:MAX_RECENT], tuple(columns), tuple(folded)
        )

    def remember(self, key: str, remembered: Remembered) -> None:
        """Put what is remembered of one catalogue in the place of what was; what cannot be read stays behind it."""
        entry = self._entry(key)
        known = {each["key"]: each for each in _items(entry, "columns") if _read_column(each)}
        sections: dict[str, tuple[list[Any], Callable[[Any], object]]] = {
            "views": ([_view_entry(each) for each in remembered.views], _view_reader()),
            "recent": (list(remembered.recent), _read_text),
            "columns": (
                [
                    {**known.get(each.key_text, {}), **_column_entry(each)}
                    for each in remembered.columns
                ],
                _read_column,
            ),
            "folded": (list(remembered.folded), _read_text),
        }
        changed = dict(entry)
        for name, (items, read) in sections.items():
            _, unreadable = _sort_out(entry, name, read)
            changed[name] = [*items, *unreadable]
        self.content["catalogues"] = {**self.content["catalogues"], key: changed}

    def _entry(self, key: str) -> dict[str, Any]:
        entry = self.content["catalogues"].get(key, {})
        return entry if isinstance(entry, dict) else {"unreadable": entry}


def parse_views(text: str) -> ViewDocument:
    """Read the file's text.

    Raises:
        DamagedFile: it makes no sense as a whole.
        FileProblem: it was written by a newer version.
    """
    content = parse_object(text, CALLED)
    if not isinstance(content.setdefault("catalogues", {}), dict):
        raise DamagedFile("it holds no list of catalogues")
    return ViewDocument(content)


def _items(entry: dict[str, Any], name: str) -> list[Any]:
    """A section of an entry; one that is no list counts as a list of one thing that cannot be read."""
    value = entry.get(name, [])
    return value if isinstance(value, list) else [value]


def _sort_out(
    entry: dict[str, Any], name: str, read: Callable[[Any], T | None]
) -> tuple[list[T], list[Any]]:
    """The items of a section that can be read, and those that cannot, as they stand."""
    found: list[T] = []
    unreadable: list[Any] = []
    for item in _items(entry, name):
        value = read(item)
        if value is None:
            unreadable.append(item)
        else:
            found.append(value)
    return found, unreadable


def _read_text(item: Any) -> str | None:
    return item if isinstance(item, str) and item.strip() else None


def _view_reader() -> Callable[[Any], SavedView | None]:
    """A reader of one section's views, which refuses a name that an earlier one has."""
    seen = Remembered()

    def read(item: Any) -> SavedView | None:
        nonlocal seen
        if not isinstance(item, dict):
            return None
        name, query, sort = item.get("name"), item.get("query", ""), item.get("sort", "")
        if not (isinstance(name, str) and isinstance(query, str) and isinstance(sort, str)):
            return None
        unknown = {key: value for key, value in item.items() if key not in _VIEW_KEYS}
        try:
            seen = seen.with_view(SavedView(name, query, sort, unknown))
        except InvalidValue:
            return None
        return seen.views[-1]

    return read


def _read_column(item: Any) -> ColumnSetting | None:
    if not isinstance(item, dict):
        return None
    key, width, is_hidden = (item.get(each) for each in _COLUMN_KEYS)
    # In Python a boolean is a number as well.
    if not isinstance(key, str) or type(width) is not int or width < 0:
        return None
    return ColumnSetting(key, width, is_hidden is True)


def _view_entry(view: SavedView) -> dict[str, Any]:
    values = zip(_VIEW_KEYS, (view.name, view.query_text, view.sort_text), strict=True)
    return {**dict(values), **view.unknown}


def _column_entry(column: ColumnSetting) -> dict[str, Any]:
    values = (column.key_text, column.width, column.is_hidden)
    return dict(zip(_COLUMN_KEYS, values, strict=True))


def _bad_views(count: int) -> FileProblem:
    one = count == 1
    return FileProblem(
        f"{'One' if one else count} of the saved views could not be read.",
        title="A saved view is not usable" if one else "Some saved views are not usable",
        hint=f"{'It is' if one else 'They are'} kept in the file as {'it is' if one else 'they are'}; "
        "the other views are not affected.",
    )
