"""Words offered for what is being typed into a search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeVar

from catalogue_gui.catalogue.completion import Completion, Place
from catalogue_gui.catalogue.facets import MetadataKeyFacet, ValueKind
from catalogue_gui.catalogue.query_text import format_path, quote_value

MAX_SUGGESTIONS = 50  # more are not read; another letter typed is quicker
MAX_RECENT = 8

_META = "meta."

Counts = Sequence[tuple[str, int]]
T = TypeVar("T")

_KEY_DETAILS = {
    "tag:": "organic, or new,sale for any of them",
    "category:": "Home/Kitchen and all below it",
    "price:": "10..50, <5, 9.90",
    "stock:": "0, >0, 10..50",
    "created:": "2026-01-31, >2026-01-01",
    "updated:": "2026-01-31, >2026-01-01",
    "has:": "products that have a metadata key",
    "meta.": "metadata, such as meta.brand:Acme",
}
_KIND_WORDS = {
    ValueKind.TEXT: "text",
    ValueKind.NUMBER: "number",
    ValueKind.BOOLEAN: "true or false",
    ValueKind.LIST: "list",
    ValueKind.OBJECT: "group of keys",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What there is to offer: counts by word, metadata keys the most frequent first, values of one metadata key."""

    tags: Counts = ()
    categories: Counts = ()
    metadata_keys: Sequence[MetadataKeyFacet] = ()
    values: Counts = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One word offered.

    Args:
        text: what is put into the search text, quoted where it must be.
        label: how it is shown.
        count: how many products it finds, where that is known.
        detail: what it is or does, where no count is shown.
        goes_on: something must follow it: a value after its key, a key after the one that holds it.
    """

    text: str
    label: str
    count: int | None = None
    detail: str = ""
    goes_on: bool = False


def suggest(completion: Completion, words: Words) -> list[Suggestion]:
    """Offer words that begin as typed, then those in which a later word does; the most frequent first, 50 at most."""
    if completion.kind == Place.KEY:
        keys = _best(completion, ((text, 0, text) for text in _KEY_DETAILS))
        return [
            *(Suggestion(key, key, detail=_KEY_DETAILS[key], goes_on=True) for key in keys),
            *(_metadata_key(facet, is_whole=True) for facet in _best_keys(completion, words)),
        ][:MAX_SUGGESTIONS]
    if completion.kind == Place.METADATA_KEY:
        return [_metadata_key(facet, is_whole=False) for facet in _best_keys(completion, words)]
    if completion.kind == Place.PRESENT_KEY:
        return [_present_key(facet) for facet in _best_keys(completion, words)]
    counts = {
        Place.TAG: words.tags,
        Place.CATEGORY: words.categories,
        Place.METADATA_VALUE: words.values,
    }[completion.kind]
    offers = (
        (word, count, (word, count)) for word, count in counts if word not in completion.others
    )
    # Values are counted in a sample: good for their order, but not a number to show.
    is_sample = completion.kind == Place.METADATA_VALUE
    return [
        Suggestion(quote_value(word), word, None if is_sample else count)
        for word, count in _best(completion, offers)
    ]


def suggest_recent(completion: Completion, recent: Sequence[str]) -> list[Suggestion]:
    """Offer searches made before, as long as nothing is typed."""
    if completion.kind != Place.KEY or completion.prefix:
        return []
    return [Suggestion(text, text, detail="recent") for text in recent[:MAX_RECENT]]


def is_news(text: str, completion: Completion, suggestions: Sequence[Suggestion]) -> bool:
    """True when something is offered that does not stand in the text already."""
    standing = text[completion.start : completion.end]
    return any(each.text != standing for each in suggestions)


def insert_suggestion(text: str, completion: Completion, suggestion: Suggestion) -> tuple[str, int]:
    """Put a suggestion into the text.

    Returns:
        The new text, and the place of the cursor in it, right after what was put in.
    """
    end = completion.end
    if suggestion.goes_on and suggestion.text.endswith(":") and text.startswith(":", end):
        end += 1
    before = text[: completion.start] + suggestion.text
    return before + text[end:], len(before)


def match_span(label: str, prefix: str) -> tuple[int, int]:
    """Where a label shows what was typed: start and end, both 0 when nowhere."""
    wanted, folded = prefix.casefold(), label.casefold()
    # Where folding changes the length (ß), places in the two do not agree.
    place = _word_start(wanted, folded) if wanted and len(folded) == len(label) else -1
    return (place, place + len(wanted)) if place >= 0 else (0, 0)


def _best_keys(completion: Completion, words: Words) -> list[MetadataKeyFacet]:
    return _best(completion, ((".".join(each.path), 0, each) for each in words.metadata_keys))


def _best(completion: Completion, offers: Iterable[tuple[str, int, T]]) -> list[T]:
    """Of words, their counts and what they stand for: what fits best to what is typed."""
    wanted = completion.prefix.casefold()
    fitting: list[tuple[bool, int, T]] = []
    for word, count, meant in offers:
        folded = word.casefold()
        if folded.startswith(wanted):
            fitting.append((False, -count, meant))
        elif _word_start(wanted, folded) >= 0:
            fitting.append((True, -count, meant))
    fitting.sort(key=itemgetter(0, 1))
    return [meant for *_, meant in fitting[:MAX_SUGGESTIONS]]


def _word_start(wanted: str, text: str) -> int:
    """The first place where ``wanted`` stands at the beginning of a word; -1 when nowhere."""
    place = text.find(wanted)
    while place > 0 and text[place - 1].isalnum():
        place = text.find(wanted, place + 1)
    return place


def _metadata_key(facet: MetadataKeyFacet, *, is_whole: bool) -> Suggestion:
    """A metadata key to go on from; ``is_whole`` shows it as it is put into the text."""
    ending = "." if facet.kind == ValueKind.OBJECT else ":"
    label = ".".join(facet.path)
    return Suggestion(
        format_path(facet.path) + ending,
        f"{_META}{label}{ending}" if is_whole else label,
        detail=_KIND_WORDS[facet.kind],
        goes_on=True,
    )


def _present_key(facet: MetadataKeyFacet) -> Suggestion:
    return Suggestion(format_path(facet.path), ".".join(facet.path), detail=_KIND_WORDS[facet.kind])
