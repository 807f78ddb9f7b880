"""The menu of a cell: copy it, and look for more like it or for all but it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.catalogue.query import (
    CategoryTerm,
    MetadataKey,
    MetadataTerm,
    Range,
    RangeTerm,
    TagTerm,
    Term,
)
from catalogue_gui.gui.products.columns import MISSING, Column, value_at, value_text

MAX_TAGS = 12


def terms_of_cell(product: Product, column: Column) -> list[tuple[str, Term]]:
    """The terms that find products like this one in a column, each with the words for it."""
    match column.key:
        case Field.CATEGORY:
            return [(product.category, CategoryTerm((product.category,)))]
        case Field.TAGS:
            return [(tag, TagTerm((tag,))) for tag in product.tags[:MAX_TAGS]]
        case Field.PRICE:
            return [(f"price {product.price}", _exactly(Field.PRICE, product))]
        case Field.STOCK:
            return [(f"stock {product.stock}", _exactly(Field.STOCK, product))]
        case MetadataKey(path):
            value = value_at(product.metadata, path)
            values = value if isinstance(value, list) else [value]
            plain = [
                each for each in values if each is not MISSING and not isinstance(each, dict | list)
            ]
            return [
                (value_text(each), MetadataTerm(path, (_typed(each),))) for each in plain[:MAX_TAGS]
            ]
        case _:
            return []


def _exactly(field: Field, product: Product) -> Term:
    value = product.price if field == Field.PRICE else Decimal(product.stock)
    return RangeTerm(field, Range(value, value))


def _typed(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def cell_menu(
    parent: QWidget,
    product: Product | None,
    column: Column,
    choose: Callable[[Term], None],
) -> QMenu:
    """A menu with what can be looked for from a cell; the table adds its own actions."""
    menu = QMenu(parent)
    menu.setObjectName("cellMenu")
    terms = terms_of_cell(product, column) if product is not None else []
    for words, is_negated in (("Show only", False), ("Leave out", True)):
        if len(terms) == 1:
            text, term = terms[0]
            term = replace(term, negated=is_negated)
            menu.addAction(f"{words} “{_short(text)}”", partial(choose, term))
        elif terms:
            inner = menu.addMenu(words)
            for text, each in terms:
                term = replace(each, negated=is_negated)
                inner.addAction(_short(text), partial(choose, term))
    if terms:
        menu.addSeparator()
    return menu


def _short(text: str) -> str:
    # An ampersand would be taken for the mark of a shortcut.
    return (text if len(text) <= 40 else text[:39] + "…").replace("&", "&&")
