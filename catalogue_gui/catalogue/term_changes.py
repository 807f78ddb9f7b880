"""Changes to one term of a query that leave all the others, and their order, alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TypeGuard

from catalogue_gui.catalogue.query import CategoryTerm, ProductQuery, Term


def replace_term(query: ProductQuery, old: Term, *new: Term) -> ProductQuery:
    """Put other terms, or none, where one stands; what the query has already does not come twice."""
    terms: list[Term] = []
    for each in query.terms:
        for term in new if each == old else (each,):
            if term not in terms:
                terms.append(term)
    return ProductQuery(tuple(terms))


def chosen_categories(query: ProductQuery) -> tuple[str, ...]:
    """The categories that a query looks in."""
    return _categories(query, negated=False)


def excluded_categories(query: ProductQuery) -> tuple[str, ...]:
    """The categories that a query leaves out."""
    return _categories(query, negated=True)


def choose_categories(query: ProductQuery, wanted: Sequence[str]) -> ProductQuery:
    """Look in these categories.

    One that the query left out is no more left out, and that is all that changes: choosing it as well would be a second
    step. A category joins the term that is there, so that products in any of them are found.
    """
    excluded = [each for each in wanted if each in excluded_categories(query)]
    if excluded:
        return _without(query, excluded, negated=True)
    chosen = chosen_categories(query)
    added = tuple(each for each in wanted if each not in chosen)
    if added:
        terms = [each for each in query.terms if _is_choice(each, negated=False)]
        if not terms:
            return query.with_term(CategoryTerm(added))
        first = next((each for each in terms if set(each.categories) & set(wanted)), terms[0])
        query = replace_term(query, first, CategoryTerm((*first.categories, *added)))
    return _without(query, [each for each in chosen if each not in wanted], negated=False)


def _is_choice(term: Term, *, negated: bool) -> TypeGuard[CategoryTerm]:
    return isinstance(term, CategoryTerm) and term.negated == negated


def _categories(query: ProductQuery, *, negated: bool) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for term in query.terms:
        if isinstance(term, CategoryTerm) and term.negated == negated:
            found.update(dict.fromkeys(term.categories))
    return tuple(found)


def _without(query: ProductQuery, gone: Collection[str], *, negated: bool) -> ProductQuery:
    for term in query.terms:
        if isinstance(term, CategoryTerm) and term.negated == negated:
            left = tuple(each for each in term.categories if each not in gone)
            if left != term.categories:
                query = replace_term(
                    query, term, *([replace(term, categories=left)] if left else [])
                )
    return query
