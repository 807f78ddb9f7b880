"""The habits of a file's columns, learnt from the whole file before the first record is checked.

Whether ``1,299`` is one thousand or one and a bit, whether a column of digits holds numbers or names, what stands between
tags: one cell does not say, its column does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from catalogue_gui.catalogue.amounts import DecimalEvidence, split_amount, to_decimal
from catalogue_gui.catalogue.category_paths import SeparatorEvidence
from catalogue_gui.catalogue.cell_values import (
    TAG_SEPARATORS,
    commonest_separator,
    count_separators,
)
from catalogue_gui.catalogue.errors import DecimalUndecided
from catalogue_gui.catalogue.importing import IGNORE, ImportOptions
from catalogue_gui.catalogue.product import Field
from catalogue_gui.transfer.column_habits import ColumnHabit
from catalogue_gui.transfer.mapping import NOTHING_WRITTEN, ColumnMapping, MappedColumn
from catalogue_gui.transfer.reading import Record

BATCH_RECORDS = 4096


@dataclass(frozen=True, slots=True)
class Habits:
    """How the values of a file are written.

    Args:
        records: number of records.
        price_decimal: ``","`` or ``"."``.
        stock_decimal: likewise.
        tag_separator: text between tags, None where there is none.
        category_separator: text between the levels of a category; None or empty to take them as they are written.
        numbers: index of a metadata column of numbers to its decimal character.
        yes_words: index of a metadata yes/no column to the small-letter words that mean yes.
        evidence: what was found, in the user's words.
    """

    records: int
    price_decimal: str = "."
    stock_decimal: str = "."
    tag_separator: str | None = None
    category_separator: str | None = None
    numbers: dict[int, str] = field(default_factory=dict)
    yes_words: dict[int, frozenset[str]] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()


class Survey:
    """Learns the habits of a file from its records, as they come.

    Args:
        mapping: which column goes where.
        options: ``decimal`` and the separators decide where they are given.
    """

    def __init__(self, mapping: ColumnMapping, options: ImportOptions) -> None:
        self._options = options
        self._price, self._stock = (mapping.column_of(name) for name in (Field.PRICE, Field.STOCK))
        self._tags = mapping.columns_of(Field.TAGS) if options.tag_separator is None else ()
        self._categories = self._surveyed_categories(mapping)
        self._category_evidence = SeparatorEvidence()
        self._prices, self._stocks = DecimalEvidence(), DecimalEvidence()
        self._separators = dict.fromkeys(TAG_SEPARATORS, 0)
        # What an export wrote says itself what it is.
        columns = () if mapping.is_exchange else mapping.metadata_columns
        self._metadata = {column.index: ColumnHabit(column.header) for column in columns}
        self._records = 0

    def _surveyed_categories(self, mapping: ColumnMapping) -> MappedColumn | None:
        """The column whose categories may be paths; none where that is known, or several columns make the path."""
        columns = mapping.columns_of(Field.CATEGORY)
        is_known = self._options.category_separator is not None or mapping.is_exchange
        return columns[0] if len(columns) == 1 and not is_known else None

    def look_at(self, rows: Sequence[Sequence[str]]) -> None:
        """Take in the cells of some records."""
        self._records += len(rows)
        if self._price:
            self._prices.look_at(_column(rows, self._price.index))
        if self._stock:
            self._stocks.look_at(_column(rows, self._stock.index))
        if self._categories:
            self._category_evidence.look_at(_column(rows, self._categories.index))
        for column in self._tags:
            count_separators(_column(rows, column.index), self._separators)
        for index, found in self._metadata.items():
            if not found.is_text:
                found.look_at(_column(rows, index))

    def habits(self) -> Habits:
        """What is known by now.

        Raises:
            DecimalUndecided: the prices can be read both ways.
        """
        options = self._options
        price_decimal = options.decimal or _price_decimal(self._prices, self._price)
        numbers, yes_words = _typed_columns(self._metadata, options)
        return Habits(
            records=self._records,
            price_decimal=price_decimal,
            stock_decimal=options.decimal or _stock_decimal(self._stocks, self._prices),
            tag_separator=options.tag_separator or commonest_separator(self._separators),
            category_separator=(
                self._category_evidence.decision
                if options.category_separator is None
                else options.category_separator
            ),
            numbers=numbers,
            yes_words=yes_words,
            evidence=(
                *_evidence(self._prices, self._price, options),
                *_category_evidence(self._category_evidence, options),
            ),
        )


def survey(
    records: Iterable[Record],
    mapping: ColumnMapping,
    options: ImportOptions,
    *,
    on_batch: Callable[[int], None] | None = None,
) -> Habits:
    """Learn the habits of a file from all its records.

    Args:
        records: all of them, once.
        mapping: which column goes where.
        options: ``decimal`` and ``tag_separator`` decide where they are given.
        on_batch: called with the number of records seen so far; may raise to stop.
    Raises:
        DecimalUndecided: the prices can be read both ways.
    """
    found = Survey(mapping, options)
    count = 0
    iterator = iter(records)
    while batch := list(islice(iterator, BATCH_RECORDS)):
        count += len(batch)
        found.look_at([record.cells for record in batch if record.problem is None])
        if on_batch is not None:
            on_batch(count)
    return found.habits()


def _column(rows: Sequence[Sequence[str]], index: int) -> Collection[str]:
    """The different values of a column that are not blank, in their order, without spaces around."""
    return {text: None for row in rows if index < len(row) and (text := row[index].strip())}


def _price_decimal(found: DecimalEvidence, column: MappedColumn | None) -> str:
    decision = found.decision
    if decision is not None:
        return decision
    where = f"“{column.key}”" if column else "the prices"
    if found.comma:
        message = (
            f"Some prices in {where} have a decimal comma (“{found.comma_sample}”), "
            f"as many a decimal point (“{found.point_sample}”)."
        )
    else:
        sample = found.either_sample
        readings = " or ".join(_reading(sample, decimal) for decimal in ".,")
        message = f"The prices in {where} can be read in two ways: is “{sample}” {readings}?"
    raise DecimalUndecided(
        message,
        hint=f"{NOTHING_WRITTEN} Say which character is the decimal one: --decimal , or --decimal .",
    )


def _reading(text: str, decimal: str) -> str:
    amount = split_amount(text)
    value = to_decimal(amount.digits, decimal) if amount else None
    return f"{value:f}" if value is not None else text


def _stock_decimal(stocks: DecimalEvidence, prices: DecimalEvidence) -> str:
    """Where stock itself does not say, it is written as the prices are; else its marks are those of thousands."""
    if stocks.comma != stocks.point:
        return "," if stocks.comma > stocks.point else "."
    if prices.comma != prices.point:
        return "," if prices.comma > prices.point else "."
    return "," if "." in stocks.either_sample else "."


def _typed_columns(
    metadata: dict[int, ColumnHabit], options: ImportOptions
) -> tuple[dict[int, str], dict[int, frozenset[str]]]:
    numbers: dict[int, str] = {}
    yes_words: dict[int, frozenset[str]] = {}
    for index, found in metadata.items():
        words = found.yes_words
        decimal = found.decimal(options.decimal)
        if words is not None:
            yes_words[index] = words
        elif decimal is not None:
            numbers[index] = decimal
    return numbers, yes_words


def _category_evidence(found: SeparatorEvidence, options: ImportOptions) -> Iterable[str]:
    if options.category_separator:
        yield f"levels of a category separated by “{options.category_separator}”: chosen"
    elif found.decision:
        yield f"levels of a category separated by “{found.decision}”: “{found.sample}”"
    elif found.is_unclear:
        yield f"categories taken as written: what separates them is not clear from “{found.sample}”"


def _evidence(
    prices: DecimalEvidence, column: MappedColumn | None, options: ImportOptions
) -> Iterable[str]:
    if column is None or column.field == IGNORE:
        return
    if options.decimal:
        yield f"decimal {'comma' if options.decimal == ',' else 'point'}: chosen"
    elif prices.comma > prices.point:
        yield f"prices have a decimal comma: “{prices.comma_sample}”"
    elif prices.point:
        yield f"prices have a decimal point: “{prices.point_sample}”"
