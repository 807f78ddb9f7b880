"""What is said about a search that finds nothing, in words for those who do not write the search language."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from catalogue_gui.catalogue.language import QueryMistake, parse_query
from catalogue_gui.catalogue.query import ProductQuery, Term, TextTerm
from catalogue_gui.catalogue.term_words import describe_term

MAX_TERMS_TOLD = 6
MAX_TERM_LENGTH = 80


def query_of(search_text: str) -> ProductQuery:
    """The query that a search text stands for; the empty one where it cannot be understood."""
    try:
        return parse_query(search_text)
    except QueryMistake:
        return ProductQuery()


def describe_search(search_text: str) -> str:
    """Say what no product fits: ``No product fits all of this: Tag sale; Price below 5.``"""
    terms = query_of(search_text).terms
    if not terms:
        return f"No product fits: {_shortened(search_text)}"
    told = [_shortened(describe_term(term)) for term in terms[:MAX_TERMS_TOLD]]
    if len(terms) > MAX_TERMS_TOLD:
        told.append(f"and {len(terms) - MAX_TERMS_TOLD} more")
    return f"No product fits {'all of ' if len(terms) > 1 else ''}this: {'; '.join(told)}."


def name_terms(terms: tuple[Term, ...]) -> str:
    """Terms as they stand in the middle of a sentence: ``“Tag sale” and “mug”``."""
    return " and ".join(f"“{_name_of(term)}”" for term in terms)


def count_words(count: int) -> str:
    """A number of products in the locale's digits."""
    return f"{QLocale().toString(count)} {'product' if count == 1 else 'products'}"


def _name_of(term: Term) -> str:
    if isinstance(term, TextTerm) and not term.negated:
        return term.text
    return describe_term(term).replace("“", "‘").replace("”", "’")


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_TERM_LENGTH else f"{text[: MAX_TERM_LENGTH - 1].rstrip()}…"
