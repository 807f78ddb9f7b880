"""In which way a query chooses its tags: all of them, any of them, none of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TypeGuard

from catalogue_gui.catalogue.query import ProductQuery, TagTerm
from catalogue_gui.catalogue.term_changes import replace_term


class TagGroup(StrEnum):
    """What a product must have of the tags in it."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


class TagChoice:
    """Which group the next tag goes into, and what that makes of a query. The tags chosen in a group move with it.

    A term with a single tag means the same in "all" and in "any". While ``group`` is "any", one such term is therefore
    taken for the start of that group, and the next tag joins it: the tag put there last, or the only one there is.
    """

    def __init__(self) -> None:
        self._group = TagGroup.ALL
        self._started = ""

    @property
    def group(self) -> TagGroup:
        """The group that the next tag goes into."""
        return self._group

    def choose_group(self, query: ProductQuery, group: TagGroup) -> ProductQuery:
        """Put the tags of the present group, and the next ones, into another; those of the third stay."""
        moving = [tag for tag, groups in self.marks(query).items() if self._group in groups]
        for tag in moving:
            query = self._without(query, tag)
        self._group = group
        self._started = ""
        for tag in moving:
            query = self.toggled(query, tag)
        return query

    def put(self, query: ProductQuery, tag: str, group: TagGroup | None) -> ProductQuery:
        """Put one tag into a group, whichever is the present one; None takes it out of every group."""
        query = self._without(query, tag)
        if group is None:
            return query
        present, self._group = self._group, group
        query = self.toggled(query, tag)
        self._group = present
        return query

    def marks(self, query: ProductQuery) -> dict[str, tuple[TagGroup, ...]]:
        """The groups of each tag in a query; more than one where the query says so."""
        start = self._start_of_any(query)
        found: dict[str, tuple[TagGroup, ...]] = {}
        for term in query.terms:
            if not isinstance(term, TagTerm):
                continue
            if term.negated:
                group = TagGroup.NONE
            else:
                group = TagGroup.ANY if len(term.tags) > 1 or term == start else TagGroup.ALL
            for tag in term.tags:
                if group not in found.get(tag, ()):
                    found[tag] = (*found.get(tag, ()), group)
        return found

    def toggled(self, query: ProductQuery, tag: str) -> ProductQuery:
        """Put a tag into the group, or take it out of every group if it is in one."""
        if tag in self.marks(query):
            return self._without(query, tag)
        if self._group == TagGroup.NONE:
            return query.with_term(TagTerm((tag,), negated=True))
        if self._group == TagGroup.ALL:
            return query.with_term(TagTerm((tag,)))
        start = self._start_of_any(query)
        groups = [term for term in query.terms if _is_any_group(term)]
        joined = groups[-1] if groups else start
        if joined is None:
            self._started = tag
            return query.with_term(TagTerm((tag,)))
        return replace_term(query, joined, replace(joined, tags=(*joined.tags, tag)))

    def _without(self, query: ProductQuery, tag: str) -> ProductQuery:
        for term in query.terms:
            if isinstance(term, TagTerm) and tag in term.tags:
                left = tuple(each for each in term.tags if each != tag)
                if _is_any_group(term) and len(left) == 1:
                    self._started = left[0]
                query = replace_term(query, term, *([replace(term, tags=left)] if left else []))
        return query

    def _start_of_any(self, query: ProductQuery) -> TagTerm | None:
        """The term with a single tag that the next tag joins to make a group of "any"."""
        if self._group != TagGroup.ANY or any(_is_any_group(term) for term in query.terms):
            return None
        singles = [term for term in query.terms if isinstance(term, TagTerm) and not term.negated]
        started = TagTerm((self._started,))
        if started in singles:
            return started
        return singles[0] if len(singles) == 1 else None


def listed_tags(
    counts: Sequence[tuple[str, int]],
    chosen: Collection[str],
    known: Iterable[str] = (),
    needle: str = "",
) -> list[tuple[str, int | None]]:
    """The tags to choose from, with their counts.

    Args:
        counts: the tags of the products found, the most frequent first.
        chosen: those that the query names; they stay in sight, first, when no product found has them.
        known: other tags to offer, whose count is not known.
        needle: only tags that hold this text, in any case; empty for all.
    Returns:
        Tags and counts; None for a count that is not known.
    """
    found = dict(counts)
    listed: dict[str, int | None] = {tag: 0 for tag in chosen if tag not in found}
    listed.update(found)
    for tag in known:
        listed.setdefault(tag, None)
    folded = needle.strip().casefold()
    return [(tag, count) for tag, count in listed.items() if folded in tag.casefold()]


def in_present_order(
    rows: Iterable[tuple[str, int | None]], present: Iterable[str]
) -> list[tuple[str, int | None]]:
    """New rows in the places of the present ones, with those that are new behind, so that nothing moves under a pointer.

    A tag that is present and has no new row stays, with a count of 0.
    """
    found = dict(rows)
    kept = {tag: found.get(tag, 0) for tag in present}
    return list((kept | {tag: count for tag, count in found.items() if tag not in kept}).items())


def _is_any_group(term: object) -> TypeGuard[TagTerm]:
    return isinstance(term, TagTerm) and not term.negated and len(term.tags) > 1
