"""What a cell will become, for somebody who is choosing where its column goes."""

from __future__ import annotations

from catalogue_gui.catalogue.amounts import split_amount, to_decimal
from catalogue_gui.catalogue.category_paths import category_path
from catalogue_gui.catalogue.cell_values import (
    ValueRejected,
    parse_id,
    parse_price,
    parse_stock,
    parse_tags,
    shown,
)
from catalogue_gui.catalogue.importing import IGNORE, METADATA_PREFIX, ColumnView
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.typed_values import NumberMarks, format_count, format_price


def preview_cell(
    text: str,
    target: str,
    column: ColumnView,
    *,
    decimal: str | None,
    separator: str | None,
    levels: str | None = None,
    marks: NumberMarks,
) -> str:
    """One cell as it would stand in the catalogue.

    Args:
        text: the cell.
        target: where its column goes: a field, ``metadata``, ``metadata.KEY`` or ``ignore``.
        column: what its first values are like.
        decimal: the decimal character that the user chose for the file, if any.
        separator: what the user chose to stand between tags, if anything.
        levels: what the user chose to stand between the levels of a category, empty for nothing, None for no choice.
        marks: how the user writes numbers.
    Returns:
        Text in quotation marks where it stays text among values that may be numbers; what is wrong with it where it would be
        rejected; empty where nothing comes of it.
    """
    text = text.strip()
    if not text or target == IGNORE:
        return ""
    try:
        return _preview(text, target, column, decimal, separator, levels, marks)
    except ValueRejected as rejected:
        return f"rejected: {rejected.reason}"


def _preview(
    text: str,
    target: str,
    column: ColumnView,
    decimal: str | None,
    separator: str | None,
    levels: str | None,
    marks: NumberMarks,
) -> str:
    amount_decimal = decimal or column.amount_decimal
    match target:
        case Field.PRICE if amount_decimal is None:
            return "asked about at the check"
        case Field.PRICE:
            return format_price(parse_price(text, amount_decimal or ".")[0], marks)
        case Field.STOCK:
            return format_count(parse_stock(text, amount_decimal or "."), marks)
        case Field.TAGS:
            return ", ".join(parse_tags(text, separator or column.tag_separator))
        case Field.ID:
            return parse_id(text)
        case Field.CATEGORY:
            chosen = column.category_separator if levels is None else levels
            return category_path(text, chosen)[0]
        case Field.NAME | Field.METADATA:
            return text
    assert target.startswith(METADATA_PREFIX)
    return _preview_metadata(text, column, marks)


def _preview_metadata(text: str, column: ColumnView, marks: NumberMarks) -> str:
    if column.yes_words:
        return "yes" if text.casefold() in column.yes_words else "no"
    if column.number_decimal is not None:
        amount = split_amount(text)
        value = to_decimal(amount.digits, column.number_decimal) if amount is not None else None
        if amount is not None and value is not None:
            written = f"{value:f}".replace(".", marks.decimal)
            return f"-{written}" if amount.is_negative else written
    return shown(text)
