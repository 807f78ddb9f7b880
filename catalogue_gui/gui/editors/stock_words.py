"""Pieces added to a stock or taken off it. No widgets."""

from __future__ import annotations

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.product import MAX_STOCK, Product, StockDelta
from catalogue_gui.catalogue.typed_values import NumberMarks, format_count, parse_stock
from catalogue_gui.gui.products.pending_edits import PendingEdit


def expected_stock(product: Product, pending: PendingEdit | None) -> int:
    """The stock that there will be once what is on its way has been written."""
    match pending.change.new if pending is not None and pending.change is not None else None:
        case StockDelta(pieces):
            return product.stock + pieces
        case int(stock):
            return stock
        case _:
            return product.stock


def outcome_words(stock: int, text: str, marks: NumberMarks) -> str:
    """What a typed number of pieces more or fewer leads to; empty for anything else."""
    try:
        wish = parse_stock(text, marks)
    except InvalidValue:
        return ""
    if not isinstance(wish, StockDelta) or not 0 <= stock + wish.pieces <= MAX_STOCK:
        return ""
    sign = "−" if wish.pieces < 0 else "+"
    before, change, after = (
        format_count(each, marks) for each in (stock, abs(wish.pieces), stock + wish.pieces)
    )
    return f"{before} {sign} {change} = {after}"


def why_not(stock: int, text: str, marks: NumberMarks) -> str:
    """The reason why a typed stock cannot be taken; empty when it can."""
    try:
        wish = parse_stock(text, marks)
    except InvalidValue as error:
        return error.reason
    if isinstance(wish, StockDelta):
        if stock + wish.pieces < 0:
            there, wanted = format_count(stock, marks), format_count(-wish.pieces, marks)
            return f"The stock is {there}, so {wanted} cannot be taken off."
        if stock + wish.pieces > MAX_STOCK:
            return "The stock is larger than the catalogue can hold."
    return ""


def stepped(stock: int, text: str, step: int, marks: NumberMarks) -> str:
    """What is typed after a step up or down: pieces are collected, a number that was typed is stepped itself.

    Args:
        stock: as it stands.
        text: what is typed so far; empty for nothing.
        step: pieces more, or fewer below zero.
        marks: the locale's.
    Returns:
        The text; empty when nothing remains to be done. The same text when the step cannot be made.
    """
    try:
        wish = parse_stock(text, marks) if text.strip() else StockDelta(0)
    except InvalidValue:
        return text
    if isinstance(wish, StockDelta):
        pieces = wish.pieces + step
        if not 0 <= stock + pieces <= MAX_STOCK:
            return text
        return f"{pieces:+d}" if pieces else ""
    number = wish + step
    return str(number) if 0 <= number <= MAX_STOCK else text
