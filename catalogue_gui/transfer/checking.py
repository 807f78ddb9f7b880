"""Records to typed rows, or to a reason why not: the part that every record of every file goes through.

A row leaves here as one line of COPY text. Cells repeat (prices, categories, tags), so what one came to is remembered for a
while; a bad record costs itself only.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring
from typing import NamedTuple

from catalogue_gui.catalogue.amounts import split_amount, to_decimal
from catalogue_gui.catalogue.cell_values import (
    MOST_INDEXED_BYTES,
    ValueRejected,
    parse_id,
    parse_json_object,
    parse_price,
    parse_stock,
    parse_tags,
    shown,
)
from catalogue_gui.catalogue.importing import (
    CATEGORY_LEVELS,
    METADATA_PREFIX,
    ImportOptions,
    Mode,
    Reject,
)
from catalogue_gui.catalogue.product import Field
from catalogue_gui.transfer.bad_text import find_bad_text
from catalogue_gui.transfer.copy_format import (
    NULL,
    Convert,
    array_literal,
    copy_text,
    printable,
    remembering,
)
from catalogue_gui.transfer.mapping import REQUIRED, ColumnMapping, MappedColumn
from catalogue_gui.transfer.plain_values import is_plain_array, is_plain_object
from catalogue_gui.transfer.reading import Record
from catalogue_gui.transfer.survey import Habits

SHORT_ROW = "short_row"
PRICE_ROUNDED = "price_rounded"
# ASCII's own unit separator: no separator that a file uses between tags.
_BETWEEN_TAG_CELLS = "\x1f"
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?", re.ASCII)


class Step(NamedTuple):
    """What is done with one column: ``convert`` takes the cell without spaces around and gives COPY text."""

    slot: int
    place: int
    key: str
    field: str
    convert: Convert
    is_required: bool


class _RoundedPrice(str):
    """A price that is not quite what the file says."""

    __slots__ = ()


class Join(NamedTuple):
    """Columns that fill one field together, and what stands between their texts."""

    between: str
    indices: tuple[int, ...]


class RecordChecker:
    """Turns records into lines for the staging table.

    Args:
        mapping: which column goes where.
        options: with ``match`` resolved.
        habits: how the file writes its values.
        width: number of columns.
        look_for_bad_text: True when cells may hold NUL bytes or bytes that could not be read.
    """

    # Slots of the staging table after record and line.
    SLOTS = (
        *(str(name) for name in (Field.ID, *REQUIRED, Field.TAGS, Field.STOCK)),
        "metadata",
        "match_key",
    )

    def __init__(
        self,
        mapping: ColumnMapping,
        options: ImportOptions,
        habits: Habits,
        *,
        width: int,
        look_for_bad_text: bool,
    ) -> None:
        self.warnings: Counter[str] = Counter()
        self._has_rounded = False
        self.width = width
        self._mapping = mapping
        self._habits = habits
        self.look_for_bad_text = look_for_bad_text
        # Most prices are written plainly, and then need no taking apart.
        self._plain_price = re.compile(rf"\d{{1,8}}(?:\{habits.price_decimal}\d\d?)?", re.ASCII)
        self.joins: list[Join] = []
        self.steps = tuple(self._make_steps(mapping, options))
        self._metadata = tuple(self._make_metadata(mapping))
        self.match_slot = self.SLOTS.index("match_key")
        self.metadata_slot = self.SLOTS.index("metadata")
        whole = mapping.column_of(Field.METADATA)
        self.whole_place = whole.index if whole else None
        self._whole_key = whole.key if whole else ""
        key_column = mapping.column_of(options.match) if options.match else None
        self.match_place = key_column.index if key_column else None
        self._match_column = key_column.key if key_column else ""
        self._match_name = options.match or ""
        # Without an id a new product gets one; to find one by it, it must be there.
        self.needs_key = options.match != Field.ID or options.mode == Mode.UPDATE

    def check(self, number: int, record: Record) -> str | Reject:
        """One record as a line of COPY text, or why it is rejected, which is told without its cells.

        Args:
            number: 1-based number of the record in the file.
            record: as read.
        """
        line, cells, problem = record
        width = self.width
        if problem is not None:
            return Reject(line, "", _joined(cells), problem)
        if len(cells) != width:
            if len(cells) < width:
                self.warnings[SHORT_ROW] += 1
                cells = cells + [""] * (width - len(cells))
            elif any(cell.strip() for cell in cells[width:]):
                surplus = next(cell for cell in cells[width:] if cell.strip())
                reason = f"the record has {len(cells)} cells, the table {width} columns"
                return Reject(line, "", surplus, reason)
        if self.look_for_bad_text:
            found = find_bad_text(cells)
            if found is not None:
                index, reason = found
                key = self._mapping.columns[index].key if index < len(self._mapping.columns) else ""
                return Reject(line, key, printable(cells[index]), reason)
        if self.joins:
            cells = cells[:width] + [join_cells(cells, join) for join in self.joins]
        slots = [NULL] * len(self.SLOTS)
        for slot, index, key, name, convert, is_required in self.steps:
            text = cells[index].strip()
            if text:
                try:
                    slots[slot] = convert(text)
                except ValueRejected as rejected:
                    return Reject(line, key, cells[index], rejected.reason)
            elif is_required:
                return Reject(line, key, cells[index], f"the {name} is blank")
        if self._metadata or self.whole_place is not None:
            try:
                slots[self.metadata_slot] = self._metadata_text(cells)
            except ValueRejected as rejected:
                return Reject(line, self._whole_key, cells[self.whole_place or 0], rejected.reason)
        if self.match_place is not None:
            text = cells[self.match_place].strip()
            if text:
                slots[self.match_slot] = self.match_text(text)
            elif self.needs_key:
                reason = f"the {self._match_name} is blank, so its product cannot be found"
                return Reject(line, self._match_column, "", reason)
        self.count_rounded(slots)
        return f"{number}\t{line}\t" + "\t".join(slots) + "\n"

    def count_rounded(self, taken: Iterable[object]) -> None:
        """Count the prices among some values that were rounded."""
        if self._has_rounded:
            self.warnings[PRICE_ROUNDED] += sum(type(each) is _RoundedPrice for each in taken)

    def metadata_parts(self) -> list[tuple[int, Convert]]:
        """Place of a column to what turns its text into a member of the metadata's JSON, for COPY."""

        def member(prefix: str, convert: Convert) -> Convert:
            return lambda text: copy_text(prefix + convert(text))

        return [(place, member(prefix, convert)) for place, prefix, convert in self._metadata]

    def whole_body(self, text: str) -> str:
        """The members of a cell that holds a whole JSON object, for COPY.

        Raises:
            ValueRejected.
        """
        return copy_text(_json_object(text)[1:-1].strip())

    def _make_steps(self, mapping: ColumnMapping, options: ImportOptions) -> list[Step]:
        habits = self._habits
        converters: dict[str, Convert] = {
            Field.ID: parse_id,
            Field.NAME: copy_text,
            Field.PRICE: self._price,
            Field.CATEGORY: _category,
            Field.TAGS: lambda text: _tags([text], habits.tag_separator),
            Field.STOCK: lambda text: str(parse_stock(text, habits.stock_decimal)),
        }
        steps = []
        for name, convert in converters.items():
            columns = mapping.columns_of(name)
            if not columns:
                continue
            column = columns[0]
            place = column.index
            if len(columns) > 1:
                # Behind the record's own cells: one that holds what the columns say together.
                place = self.width + len(self.joins)
                text_between = CATEGORY_LEVELS if name == Field.CATEGORY else _BETWEEN_TAG_CELLS
                self.joins.append(Join(text_between, tuple(each.index for each in columns)))
                if name == Field.TAGS:
                    convert = _joined_tags(habits.tag_separator)
            # Whether a blank matters to a record that may find its product is known on the server only.
            is_required = (
                name in REQUIRED
                and options.mode == Mode.ADD
                and not options.defaults.get(name, "").strip()
            )
            if name != Field.NAME:
                convert = remembering(convert)
            slot = self.SLOTS.index(name)
            steps.append(Step(slot, place, column.key, name, convert, is_required))
        return steps

    def _price(self, text: str) -> str:
        if self._plain_price.fullmatch(text):
            return text.replace(",", ".")
        value, is_rounded = parse_price(text, self._habits.price_decimal)
        if not is_rounded:
            return str(value)
        self._has_rounded = True
        return _RoundedPrice(value)

    def _make_metadata(self, mapping: ColumnMapping) -> list[tuple[int, str, Convert]]:
        columns = []
        for column in mapping.metadata_columns:
            prefix = f"{encode_basestring(column.metadata_key or '')}: "
            columns.append((column.index, prefix, self._metadata_converter(column)))
        return columns

    def _metadata_converter(self, column: MappedColumn) -> Convert:
        decimal = self._habits.numbers.get(column.index)
        if decimal is not None:
            return remembering(lambda text: _json_number(text, decimal))
        yes_words = self._habits.yes_words.get(column.index)
        if yes_words is not None:
            return lambda text: "true" if text.casefold() in yes_words else "false"
        convert: Convert = encode_basestring
        return convert

    def _metadata_text(self, cells: list[str]) -> str:
        parts = [
            prefix + convert(text)
            for index, prefix, convert in self._metadata
            if (text := cells[index].strip())
        ]
        body = ", ".join(parts)
        if self.whole_place is not None and (text := cells[self.whole_place].strip()):
            inner = _json_object(text)[1:-1].strip()
            body = ", ".join(filter(None, (inner, body)))
        return copy_text(f"{{{body}}}")

    def match_text(self, text: str) -> str:
        decimal = self._habits.numbers.get(self.match_place or 0)
        # A number is compared as the server writes it back, and so is a yes/no.
        if decimal is not None:
            return _json_number(text, decimal)
        yes_words = self._habits.yes_words.get(self.match_place or 0)
        if yes_words is not None and self._match_name.startswith(METADATA_PREFIX):
            return "true" if text.casefold() in yes_words else "false"
        if self._match_name == Field.ID:
            return parse_id(text)
        return copy_text(text)


def _category(text: str) -> str:
    if (
        len(text) > MOST_INDEXED_BYTES // 4
        and len(text.encode("utf-8", "replace")) > MOST_INDEXED_BYTES
    ):
        raise ValueRejected(f"the category {shown(text)} is too long")
    return copy_text(text)


def join_cells(cells: Sequence[str], join: Join) -> str:
    """What some cells of a record say together."""
    return join.between.join(text for index in join.indices if (text := cells[index].strip()))


def _tags(cells: Sequence[str], separator: str | None) -> str:
    if len(cells) == 1 and is_plain_array(cells[0]):
        return cells[0]
    tags: dict[str, None] = {}
    for each in cells:
        tags.update(dict.fromkeys(parse_tags(each, separator)))
    return copy_text(array_literal(tuple(tags)))


def _joined_tags(separator: str | None) -> Convert:
    return lambda text: _tags(text.split(_BETWEEN_TAG_CELLS), separator)


def _json_object(text: str) -> str:
    return text if is_plain_object(text) else parse_json_object(text)


def _json_number(text: str, decimal: str) -> str:
    if decimal == "." and _JSON_NUMBER.fullmatch(text):
        return text
    amount = split_amount(text)
    value = None if amount is None else to_decimal(amount.digits, decimal)
    if amount is None or value is None:
        # The survey saw a number in the column's other habit only; as text nothing of it is lost.
        return json.dumps(text, ensure_ascii=False)
    return f"{'-' if amount.is_negative else ''}{value:f}"


def _joined(cells: list[str]) -> str:
    return printable(" ".join(cell for cell in cells if cell))[:200]
