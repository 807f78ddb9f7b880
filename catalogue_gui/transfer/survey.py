"""The habits of a file's columns, learnt from the whole file before the first record is checked.

Whether ``1,299`` is one thousand or one and a bit, whether a column of digits holds numbers or names, what stands between
tags: one cell does not say, its column does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from catalogue_gui.catalogue.errors import DecimalUndecided
from catalogue_gui.catalogue.importing import IGNORE, ImportOptions
from catalogue_gui.catalogue.product import Field
from catalogue_gui.transfer.amounts import DecimalEvidence, split_amount, to_decimal
from catalogue_gui.transfer.headers import is_code_header
from catalogue_gui.transfer.mapping import NOTHING_WRITTEN, ColumnMapping, MappedColumn
from catalogue_gui.transfer.reading import Record

BATCH_RECORDS = 4096
_TAG_SEPARATORS = ("|", ";", ",", "\n")
_MOST_DIGITS = (
    15  # a longer number is an identifier, and a spreadsheet would already have damaged it
)
# Pairs of words that a yes/no column holds, first the yes.
_YES_NO = (
    ("true", "false"),
    ("yes", "no"),
    ("y", "n"),
    ("t", "f"),
    ("on", "off"),
    ("ja", "nein"),
    ("ja", "nee"),
    ("ja", "nei"),
    ("ja", "nej"),
    ("oui", "non"),
    ("vrai", "faux"),
    ("wahr", "falsch"),
    ("sí", "no"),
    ("si", "no"),
    ("sì", "no"),
    ("sim", "não"),
    ("sim", "nao"),
    ("tak", "nie"),
    ("vero", "falso"),
    ("verdadero", "falso"),
    ("verdadeiro", "falso"),
    ("sant", "falskt"),
    ("prawda", "fałsz"),
)
# One letter by itself is as likely a size or a grade: both letters must occur.
_MIN_LETTERS_ALONE = 2
_SIMPLE_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:[.,]\d+)?", re.ASCII)
_NUMBER = re.compile(r"-?(?:0|[1-9][\d.,'\u00a0\u202f ]*)(?:[.,]\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Habits:
    """How the values of a file are written.

    Args:
        records: number of records.
        price_decimal: ``","`` or ``"."``.
        stock_decimal: likewise.
        tag_separator: text between tags, None where there is none.
        numbers: index of a metadata column of numbers to its decimal character.
        yes_words: index of a metadata yes/no column to the small-letter words that mean yes.
        evidence: what was found, in the user's words.
    """

    records: int
    price_decimal: str = "."
    stock_decimal: str = "."
    tag_separator: str | None = None
    numbers: dict[int, str] = field(default_factory=dict)
    yes_words: dict[int, frozenset[str]] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()


class _MetadataColumn:
    """What one metadata column has turned out to hold so far."""

    def __init__(self) -> None:
        self.may_be_number = True
        self.pairs: tuple[tuple[str, str], ...] = _YES_NO
        self.words: set[str] = set()
        self.decimals = DecimalEvidence()
        self.is_blank = True

    @property
    def is_text(self) -> bool:
        return not self.may_be_number and not self.pairs

    def look_at(self, values: Collection[str]) -> None:
        self.is_blank = self.is_blank and not values
        if self.may_be_number:
            self.may_be_number = all(map(_is_number, values))
            if self.may_be_number:
                self.decimals.look_at(values)
        if self.pairs:
            words = {value.casefold() for value in islice(values, 9)}
            if len(values) > 8:
                self.pairs = ()
            else:
                self.words |= words
                self.pairs = tuple(pair for pair in self.pairs if self.words <= set(pair))

    @property
    def yes_words(self) -> frozenset[str] | None:
        if self.is_blank or not self.pairs:
            return None
        if len(self.words) == 1 and len(next(iter(self.words))) < _MIN_LETTERS_ALONE:
            return None
        return frozenset(pair[0] for pair in self.pairs)


def _is_number(text: str) -> bool:
    """True for a number as a column of numbers has it: no leading zeros, no currency, at most 15 digits."""
    if len(text) <= _MOST_DIGITS and _SIMPLE_NUMBER.fullmatch(text):
        return True
    if not _NUMBER.fullmatch(text):
        return False
    if sum(map(str.isdigit, text)) > _MOST_DIGITS:
        return False
    amount = split_amount(text)
    if amount is None:
        return False
    return to_decimal(amount.digits, ".") is not None or to_decimal(amount.digits, ",") is not None


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
    price, stock, tags = (
        mapping.column_of(name) for name in (Field.PRICE, Field.STOCK, Field.TAGS)
    )
    prices, stocks = DecimalEvidence(), DecimalEvidence()
    separators = dict.fromkeys(_TAG_SEPARATORS, 0)
    metadata = {
        column.index: _MetadataColumn()
        for column in mapping.metadata_columns
        if not is_code_header(column.header)
    }
    count = 0
    iterator = iter(records)
    while batch := list(islice(iterator, BATCH_RECORDS)):
        count += len(batch)
        rows = [record.cells for record in batch if record.problem is None]
        if price:
            prices.look_at(_column(rows, price.index))
        if stock:
            stocks.look_at(_column(rows, stock.index))
        if tags and options.tag_separator is None:
            _count_separators(_column(rows, tags.index), separators)
        for index in [index for index, found in metadata.items() if not found.is_text]:
            metadata[index].look_at(_column(rows, index))
        if on_batch is not None:
            on_batch(count)
    price_decimal = options.decimal or _price_decimal(prices, price)
    numbers, yes_words = _typed_columns(metadata, options)
    return Habits(
        records=count,
        price_decimal=price_decimal,
        stock_decimal=options.decimal or _stock_decimal(stocks, prices),
        tag_separator=options.tag_separator or _best_separator(separators),
        numbers=numbers,
        yes_words=yes_words,
        evidence=tuple(_evidence(prices, price, options)),
    )


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


def _count_separators(values: Iterable[str], counts: dict[str, int]) -> None:
    for value in values:
        if value[0] in "[{":
            continue
        for separator in counts:
            if separator in value:
                counts[separator] += 1


def _best_separator(counts: dict[str, int]) -> str | None:
    separator = max(counts, key=lambda each: counts[each])
    return separator if counts[separator] else None


def _typed_columns(
    metadata: dict[int, _MetadataColumn], options: ImportOptions
) -> tuple[dict[int, str], dict[int, frozenset[str]]]:
    numbers: dict[int, str] = {}
    yes_words: dict[int, frozenset[str]] = {}
    for index, found in metadata.items():
        if found.is_blank:
            continue
        words = found.yes_words
        decimal = options.decimal or found.decimals.decision
        if words is not None:
            yes_words[index] = words
        elif (
            found.may_be_number and decimal and not (found.decimals.comma and found.decimals.point)
        ):
            numbers[index] = decimal
    return numbers, yes_words


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
