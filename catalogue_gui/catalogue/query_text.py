"""A query as a line of the search language, which :mod:`catalogue_gui.catalogue.language` reads back to it."""

from __future__ import annotations

import re
from datetime import datetime

from catalogue_gui.catalogue.language import RANGE_FIELDS
from catalogue_gui.catalogue.query import (
    Bound,
    CategoryTerm,
    HasTerm,
    MetadataTerm,
    ProductQuery,
    Range,
    RangeTerm,
    TagTerm,
    Term,
    TextTerm,
)

_NEEDS_QUOTES = re.compile(r'[\s",:\\]|^-|^$|\.\.|^[<>]')
_NEEDS_QUOTES_IN_PATH = re.compile(r'[\s",:.\\]|^$')
_NEEDS_QUOTES_IN_BOUND = re.compile(r'[\s"]')  # a range is no list and has no key


def format_query(query: ProductQuery) -> str:
    """Write a query as the search text that reads back to it."""
    return " ".join(format_term(term) for term in query.terms)


def format_term(term: Term) -> str:
    """Write one term as search text."""
    return ("-" if term.negated else "") + _format_positive(term)


def _format_positive(term: Term) -> str:
    match term:
        case TextTerm(text):
            return quote_value(text)
        case TagTerm(tags):
            return "tag:" + ",".join(map(quote_value, tags))
        case CategoryTerm(categories):
            return "category:" + ",".join(map(quote_value, categories))
        case RangeTerm(field, span):
            key = next(key for key, each in RANGE_FIELDS.items() if each == field)
            return f"{key}:{_format_range(span)}"
        case MetadataTerm(path, values, span):
            # One exact number written alone would be read as a value, which also matches that text.
            if span is None:
                value = ",".join(map(quote_value, values))
            elif span.is_exact:
                value = f"{_format_bound(span.low)}..{_format_bound(span.high)}"
            else:
                value = _format_range(span)
            return f"{format_path(path)}:{value}"
        case HasTerm(path):
            return f"has:{format_path(path)}"


def _format_range(span: Range) -> str:
    if span.is_exact:
        return _format_bound(span.low)
    if span.low is None:
        return ("<=" if span.high_included else "<") + _format_bound(span.high)
    if span.high is None:
        return (">=" if span.low_included else ">") + _format_bound(span.low)
    return f"{_format_bound(span.low)}..{_format_bound(span.high)}"


def _format_bound(bound: Bound | None) -> str:
    if isinstance(bound, datetime):
        return bound.isoformat()
    text = str(bound)
    return _quote(text) if _NEEDS_QUOTES_IN_BOUND.search(text) else text


def format_path(path: tuple[str, ...]) -> str:
    """Write a place in the metadata, ``meta.`` included, each key quoted where it must be."""
    return ".".join(
        ["meta", *(_quote(key) if _NEEDS_QUOTES_IN_PATH.search(key) else key for key in path)]
    )


def quote_value(text: str) -> str:
    """Write a text, a tag, a category or a metadata value, quoted where it must be."""
    return _quote(text) if _NEEDS_QUOTES.search(text) else text


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
