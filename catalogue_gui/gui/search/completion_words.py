"""The words for a completion: those at hand at once, rarer ones from the server when typing pauses."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from catalogue_gui.catalogue.completion import Completion, Place
from catalogue_gui.catalogue.suggestions import MAX_SUGGESTIONS, Counts, Words
from catalogue_gui.gui.search.vocabulary import Vocabulary

ASK_MS = 150  # about the pause between two words: not each letter is worth a question
_ASKED_FOR = (Place.TAG, Place.METADATA_VALUE)


@dataclass(frozen=True, slots=True)
class Answer:
    """Words that the server found for a beginning."""

    prefix: str
    found: Counts

    def tells_all_of(self, prefix: str) -> bool:
        """True when the server could add nothing for a beginning: it was asked, or had few words for a shorter one."""
        asked, wanted = self.prefix.casefold(), prefix.casefold()
        return wanted == asked or (wanted.startswith(asked) and len(self.found) < MAX_SUGGESTIONS)


def merged(first: Counts, second: Counts) -> Counts:
    """The words of both, each once, with the greater of its counts."""
    counts = dict(first)
    for word, count in second:
        counts[word] = max(count, counts.get(word, 0))
    return tuple(counts.items())


class CompletionWords(QObject):
    """Gathers what the catalogue's vocabulary has for a completion.

    Args:
        vocabulary: the catalogue's words; None when there are none, and keys alone are offered.
        ask_ms: pause in typing after which the server is asked.
    """

    changed = Signal()  # more words than before for the completion asked for last

    def __init__(
        self, vocabulary: Vocabulary | None, *, ask_ms: int = ASK_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._vocabulary = vocabulary
        self._wanted: Completion | None = None
        self._answer: Answer | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ask_ms)
        self._timer.timeout.connect(self._ask)
        if vocabulary is not None:
            vocabulary.changed.connect(self.changed)
            vocabulary.tags_found.connect(self._on_tags_found)
            vocabulary.values_found.connect(self._on_values_found)

    def words_for(self, completion: Completion) -> Words:
        """Return what is at hand, and ask for more; ``changed`` follows when there is."""
        if self._vocabulary is None:
            return Words()
        if not completion.is_same_piece(self._wanted):
            # Others change the catalogue meanwhile: what was found for another place is not kept.
            self._answer = None
        self._wanted = completion
        if self._is_worth_asking(completion, self._vocabulary):
            self._timer.start()
        else:
            self._timer.stop()
        return self._at_hand(completion, self._vocabulary)

    def stop(self) -> None:
        """Ask no more."""
        self._timer.stop()
        self._wanted = None

    def _at_hand(self, completion: Completion, vocabulary: Vocabulary) -> Words:
        found = self._answer.found if self._answer is not None else ()
        match completion.kind:
            case Place.TAG:
                return Words(tags=merged(vocabulary.tags, found))
            case Place.CATEGORY:
                return Words(categories=vocabulary.categories)
            case Place.METADATA_VALUE:
                return Words(values=found)
            case _:
                return Words(metadata_keys=vocabulary.metadata_keys)

    def _is_worth_asking(self, completion: Completion, vocabulary: Vocabulary) -> bool:
        if completion.kind == Place.TAG and not completion.prefix and vocabulary.tags:
            return (
                False  # the most frequent ones are known, and the server would count every product
            )
        is_told = self._answer is not None and self._answer.tells_all_of(completion.prefix)
        return completion.kind in _ASKED_FOR and not is_told

    def _ask(self) -> None:
        if self._vocabulary is None or self._wanted is None:
            return
        if self._wanted.kind == Place.TAG:
            self._vocabulary.find_tags(self._wanted.prefix)
        else:
            self._vocabulary.find_values(self._wanted.path, self._wanted.prefix)

    def _on_tags_found(self, prefix: str, found: Counts) -> None:
        self._take(Place.TAG, (), Answer(prefix, found))

    def _on_values_found(self, path: tuple[str, ...], prefix: str, found: Counts) -> None:
        self._take(Place.METADATA_VALUE, tuple(path), Answer(prefix, found))

    def _take(self, kind: Place, path: tuple[str, ...], answer: Answer) -> None:
        wanted = self._wanted
        if wanted is None or (wanted.kind, wanted.path) != (kind, path):
            return
        if wanted.prefix.casefold().startswith(answer.prefix.casefold()):
            self._answer = answer
            self.changed.emit()
