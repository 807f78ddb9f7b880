"""The lines of the metadata tree, built from a text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QTreeWidgetItem

from catalogue_gui.catalogue.metadata_text import JsonValue
from catalogue_gui.gui.editors.json_kinds import JsonKind, kind_of
from catalogue_gui.gui.editors.large_values import MAX_VALUE_CHARACTERS, large_words
from catalogue_gui.gui.editors.metadata_delegate import KEY, KIND, VALUE
from catalogue_gui.gui.editors.metadata_shape import Address
from catalogue_gui.gui.products.columns import one_line, value_text

_MAX_TIP = 5_000
_EDITABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable


class MetadataItem(QTreeWidgetItem):
    """One key or one item of a list.

    What it shows is made when it is asked for, as most lines of a long list are never looked at.

    Args:
        key: as it is shown.
        value: its value.
        address: where it stands in the metadata.
        path: what a search for it names; None where a search cannot name it.
    """

    # As attributes: Qt's own item data would make a float of a large integer.
    def __init__(
        self, key: str, value: JsonValue, address: Address, path: tuple[str, ...] | None
    ) -> None:
        super().__init__()
        self.key = key
        self.value = value
        self.address = address
        self.path = path
        self.has_key = True  # False for a new one whose key is still to be typed
        self.shows_words = False  # the kind as a word, and not as its sign

    @property
    def kind(self) -> JsonKind:
        """The kind of its value."""
        return kind_of(self.value)

    @property
    def is_large(self) -> bool:
        """True when its value is too large to be typed over in a line."""
        return isinstance(self.value, str) and len(self.value) > MAX_VALUE_CHARACTERS

    @property
    def is_in_object(self) -> bool:
        """True when it has a key, and not a number in a list."""
        return isinstance(self.address[-1], str) or not self.has_key

    def data(self, column: int, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._shown(column)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(column)
            case Qt.ItemDataRole.ForegroundRole if column == KIND or (
                column == VALUE and self._is_quiet
            ):
                return QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
            case Qt.ItemDataRole.TextAlignmentRole if column == KIND:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.AccessibleTextRole if column == KIND:
                return self.kind.label
            case _:
                return super().data(column, role)

    @property
    def _is_quiet(self) -> bool:
        """True where words stand in place of the value."""
        return self.kind.is_branch or self.kind == JsonKind.NOTHING or self.is_large

    def _shown(self, column: int) -> str:
        if column == KEY:
            return one_line(self.key) if self.key or not self.has_key else "(empty)"
        if column == KIND:
            return self.kind.label if self.shows_words else self.kind.sign
        if self.is_large:
            return large_words(self.value, QLocale())
        if self.kind.is_branch:
            return _count_words(self.kind, len(self.value))
        if self.kind == JsonKind.NOTHING:
            return "null"
        return one_line(value_text(self.value))

    def _tip(self, column: int) -> str:
        if column == KEY:
            return self.key[:_MAX_TIP]
        if column == KIND:
            return self.kind.label
        return self._shown(VALUE) if self._is_quiet else value_text(self.value)[:_MAX_TIP]


class NoteItem(QTreeWidgetItem):
    """A line that says something about the metadata and is none of them.

    Args:
        words: what it says.
        opens: True when a click on it leads to the text.
    """

    def __init__(self, words: str, *, opens: bool = False) -> None:
        super().__init__([words])
        self.opens = opens
        self.setToolTip(0, words)
        faint = QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
        self.setForeground(0, faint)
        if not opens:
            self.setFlags(Qt.ItemFlag.ItemIsEnabled)


@dataclass
class TreeBuilding:
    """Builds lines from metadata, as many as are shown at most.

    Args:
        room: how many lines may still be made.
        is_editable: True when they may be typed over.
        with_words: True when the kinds are shown as words.
    """

    room: int
    is_editable: bool
    with_words: bool
    items: dict[Address, MetadataItem] = field(default_factory=dict)

    def top_items(self, metadata: dict[str, JsonValue]) -> list[QTreeWidgetItem]:
        """The lines of the uppermost level, with all below them."""
        top: list[QTreeWidgetItem] = []
        for key, value in metadata.items():
            self._add(top, MetadataItem(key, value, (key,), (key,)))
        return top

    def _add(self, siblings: list[QTreeWidgetItem], item: MetadataItem) -> None:
        if self.room <= 0:
            return
        self.room -= 1
        self.items[item.address] = item
        item.shows_words = self.with_words
        if self.is_editable:
            item.setFlags(_EDITABLE)
        siblings.append(item)
        children: list[QTreeWidgetItem] = []
        path, value = item.path, item.value
        if isinstance(value, dict):
            for key, inner in value.items():
                inner_path = (*path, key) if path is not None else None
                self._add(children, MetadataItem(key, inner, (*item.address, key), inner_path))
        elif isinstance(value, list):
            for at, inner in enumerate(value):
                # A search for the list's key finds its plain items; what lies in an object there has no path of its own.
                inner_path = path if not isinstance(inner, dict | list) else None
                self._add(
                    children, MetadataItem(str(at + 1), inner, (*item.address, at), inner_path)
                )
        if children:
            item.addChildren(children)


def _count_words(kind: JsonKind, count: int) -> str:
    if not count:
        return "(empty)"
    what = "key" if kind == JsonKind.OBJECT else "item"
    return f"{count} {what}{'' if count == 1 else 's'}"


def plain_term_text(value: Any) -> str:
    """A value as the search language takes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
