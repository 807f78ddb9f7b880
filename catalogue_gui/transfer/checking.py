"""Records to typed rows, or to a reason why not: the part that every record of every file goes through.

A row leaves here as one line of COPY text. Cells repeat (prices, categories, tags), so what one came to is remembered for a
while; a bad record costs itself only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from json.encoder import encode_basestring
from typing import NamedTuple

from catalogue_gui.catalogue.cell_values import (
    ValueRejected,
    parse_id,
    parse_stock,
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
from catalogue_gui.transfer.cells import (
    BETWEEN_TAG_CELLS,
    NOTES,
    Join,
    category_text,
    join_cells,
    joined_tags,
    json_number,
    json_object,
    price_text,
    tags_text,
)
from catalogue_gui.transfer.copy_format import NULL, Convert, copy_text, printable, remembering
from catalogue_gui.transfer.exchange import exact_array, exact_match_text, exact_value
from catalogue_gui.transfer.mapping import REQUIRED, ColumnMapping, MappedColumn
from catalogue_gui.transfer.reading import Record
from catalogue_gui.transfer.survey import Habits

SHORT_ROW = "short_row"
_TEXT_FIELDS = frozenset({Field.NAME, Field.CATEGORY, Field.TAGS})


class Step(NamedTuple):
    """What is done with one column: ``convert`` takes the cell as ``clean`` leaves it and gives COPY text."""

    slot: int
    place: int
    key: str
    field: str
    convert: Convert
    is_required: bool
    clean: Convert


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
        self._has_notes = False
        self.width = width
        self._mapping = mapping
        self._habits = habits
        self.look_for_bad_text = look_for_bad_text
        # Most prices are written plainly, and then need no taking apart.
        self._plain_price = re.compile(rf"\d{{1,8}}(?:\{habits.price_decimal}\d\d?)?", re.ASCII)
        # What an export wrote is what the catalogue holds, blanks and all.
        self.clean: Convert = str if mapping.is_exchange else str.strip
        self.clean_key: Convert = str.strip if options.match == Field.ID else self.clean
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
        for slot, index, key, name, convert, is_required, clean in self.steps:
            text = clean(cells[index])
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
            text = self.clean_key(cells[self.match_place])
            if text:
                slots[self.match_slot] = self.match_text(text)
            elif self.needs_key:
                reason = f"the {self._match_name} is blank, so its product cannot be found"
                return Reject(line, self._match_column, "", reason)
        self.count_notes(slots)
        return f"{number}\t{line}\t" + "\t".join(slots) + "\n"

    def count_notes(self, taken: Iterable[object]) -> None:
        """Count the values among some that were taken, and not quite as the file has them."""
        if self._has_notes:
            for kind, number in Counter(map(type, taken)).items():
                if kind in NOTES:
                    self.warnings[NOTES[kind]] += number

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
        return copy_text(json_object(text)[1:-1].strip())

    def _make_steps(self, mapping: ColumnMapping, options: ImportOptions) -> list[Step]:
        habits = self._habits
        converters: dict[str, Convert] = {
            Field.ID: parse_id,
            Field.NAME: copy_text,
            Field.PRICE: self._price,
            Field.CATEGORY: self._category,
            Field.TAGS: self._tags,
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
                text_between = CATEGORY_LEVELS if name == Field.CATEGORY else BETWEEN_TAG_CELLS
                self.joins.append(Join(text_between, tuple(each.index for each in columns)))
                if name == Field.TAGS:
                    convert = joined_tags(habits.tag_separator)
            # Whether a blank matters to a record that may find its product is known on the server only.
            is_required = (
                name in REQUIRED
                and options.mode == Mode.ADD
                and not options.defaults.get(name, "").strip()
            )
            if name != Field.NAME:
                convert = remembering(convert)
            slot = self.SLOTS.index(name)
            clean = self.clean if name in _TEXT_FIELDS else str.strip
            steps.append(Step(slot, place, column.key, name, convert, is_required, clean))
        return steps

    def _tags(self, text: str) -> str:
        exact = exact_array(text) if self._mapping.is_exchange else None
        return tags_text([text], self._habits.tag_separator) if exact is None else exact

    def _price(self, text: str) -> str:
        if self._plain_price.fullmatch(text):
            return text.replace(",", ".")
        taken = price_text(text, self._habits.price_decimal)
        self._has_notes = self._has_notes or type(taken) in NOTES
        return taken

    def _category(self, text: str) -> str:
        taken = category_text(text, self._habits.category_separator)
        self._has_notes = self._has_notes or type(taken) in NOTES
        return taken

    def _make_metadata(self, mapping: ColumnMapping) -> list[tuple[int, str, Convert]]:
        columns = []
        for column in mapping.metadata_columns:
            prefix = f"{encode_basestring(column.metadata_key or '')}: "
            columns.append((column.index, prefix, self._metadata_converter(column)))
        return columns

    def _metadata_converter(self, column: MappedColumn) -> Convert:
        if self._mapping.is_exchange:
            return exact_value
        decimal = self._habits.numbers.get(column.index)
        if decimal is not None:
            return remembering(lambda text: json_number(text, decimal))
        yes_words = self._habits.yes_words.get(column.index)
        if yes_words is not None:
            return lambda text: "true" if text.casefold() in yes_words else "false"
        convert: Convert = encode_basestring
        return convert

    def _metadata_text(self, cells: list[str]) -> str:
        parts = [
            prefix + convert(text)
            for index, prefix, convert in self._metadata
            if (text := self.clean(cells[index]))
        ]
        body = ", ".join(parts)
        if self.whole_place is not None and (text := cells[self.whole_place].strip()):
            inner = json_object(text)[1:-1].strip()
            body = ", ".join(filter(None, (inner, body)))
        return copy_text(f"{{{body}}}")

    def match_text(self, text: str) -> str:
        decimal = self._habits.numbers.get(self.match_place or 0)
        # A number is compared as the server writes it back, and so is a yes/no.
        if decimal is not None:
            return json_number(text, decimal)
        yes_words = self._habits.yes_words.get(self.match_place or 0)
        if yes_words is not None and self._match_name.startswith(METADATA_PREFIX):
            return "true" if text.casefold() in yes_words else "false"
        if self._match_name == Field.ID:
            return parse_id(text)
        if self._mapping.is_exchange and self._match_name != Field.NAME:
            return exact_match_text(text)
        return copy_text(text)


def _joined(cells: list[str]) -> str:
    return printable(" ".join(cell for cell in cells if cell))[:200]
