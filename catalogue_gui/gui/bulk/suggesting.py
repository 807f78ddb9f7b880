"""The catalogue's own words, offered while a bulk change is typed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.metadata_choice import parse_path
from catalogue_gui.catalogue.suggestions import MAX_SUGGESTIONS
from catalogue_gui.catalogue.term_words import path_text
from catalogue_gui.gui.bulk.form import Entry
from catalogue_gui.gui.search.value_field import ValueField
from catalogue_gui.gui.search.vocabulary import Counts, Vocabulary


class Suggesting(QObject):
    """Answers the fields of one page that ask for words.

    Args:
        lines: the page's fields.
        vocabulary: the words at hand; it asks the server for rarer ones.
    """

    def __init__(
        self, lines: Mapping[Entry, QLineEdit], vocabulary: Vocabulary, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._vocabulary = vocabulary
        self._key = lines.get(Entry.KEY)
        self._keys = QStringListModel(self)
        if self._key is not None:
            self._key.setCompleter(_completer(self._keys, self))
            vocabulary.changed.connect(self._on_vocabulary_changed)
            self._on_vocabulary_changed()
        self._fields = {
            entry: line for entry, line in lines.items() if isinstance(line, ValueField)
        }
        asked = {
            Entry.CATEGORY: self._offer_categories,
            Entry.TAGS: self._offer_tags,
            Entry.VALUE: self._ask_for_values,
        }
        for entry, field in self._fields.items():
            field.suggestions_wanted.connect(asked[entry])
        if Entry.TAGS in self._fields:
            vocabulary.tags_found.connect(self._on_tags_found)
        if Entry.VALUE in self._fields:
            vocabulary.values_found.connect(self._on_values_found)

    def _offer_categories(self, typed: str) -> None:
        self._offer(Entry.CATEGORY, typed, fitting(self._vocabulary.categories, typed))

    def _offer_tags(self, typed: str) -> None:
        if typed:
            self._vocabulary.find_tags(typed)
        else:
            self._offer(Entry.TAGS, typed, fitting(self._vocabulary.tags, typed))

    def _on_tags_found(self, prefix: str, found: Counts) -> None:
        known = fitting(self._vocabulary.tags, prefix)
        more = tuple(each for each in found if each[0] not in dict(known))
        self._offer(Entry.TAGS, prefix, (known + more)[:MAX_SUGGESTIONS])

    def _on_vocabulary_changed(self) -> None:
        self._keys.setStringList([path_text(each.path) for each in self._vocabulary.metadata_keys])

    def _ask_for_values(self, typed: str) -> None:
        path = self._path()
        if path:
            self._vocabulary.find_values(path, typed)

    def _on_values_found(self, path: tuple[str, ...], prefix: str, found: Counts) -> None:
        if tuple(path) == self._path():
            self._offer(Entry.VALUE, prefix, found)

    def _path(self) -> tuple[str, ...]:
        try:
            return parse_path(self._key.text()) if self._key is not None else ()
        except InvalidValue:
            return ()

    def _offer(self, entry: Entry, typed: str, found: Counts) -> None:
        self._fields[entry].show_suggestions(typed, found)


def _completer(words: QStringListModel, parent: QObject) -> QCompleter:
    """Lists without counts, which metadata keys do not have."""
    completer = QCompleter(words, parent)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    popup = completer.popup()
    assert popup is not None  # made when it is asked for
    popup.setObjectName("bulkKeySuggestions")
    popup.setAccessibleName("Metadata keys")
    return completer


def fitting(words: Counts, typed: str) -> Counts:
    """The words that hold what is typed, those that begin so first."""
    wanted = typed.casefold()
    held = [each for each in words if wanted in each[0].casefold()]
    held.sort(key=lambda each: not each[0].casefold().startswith(wanted))
    return tuple(held[:MAX_SUGGESTIONS])
