"""The columns of an exported file: what is asked for by name, as headers and as SQL.

Source: OWASP, "CSV Injection" (which first characters a spreadsheet takes for a formula).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.exporting import ExportOptions, Form
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import ColumnKey, ExtraColumn, MetadataKey
from catalogue_gui.catalogue.sort_text import format_key, parse_key
from catalogue_gui.database.quoting import quoted_array, quoted_identifier, quoted_literal
from catalogue_gui.transfer.exchange import AMBIGUOUS_TEXT

OWN_FIELDS = (
    Field.ID,
    Field.NAME,
    Field.PRICE,
    Field.CATEGORY,
    Field.TAGS,
    Field.METADATA,
    Field.STOCK,
    Field.CREATED_AT,
    Field.UPDATED_AT,
)
_FORMULA_MARKS = "=+-@\t\r\n＝＋－＠"
_TEXT_TYPES = frozenset({"text", "character varying", "character", '"char"', "name", "citext"})
_FRACTION_TYPES = frozenset({"numeric", "real", "double precision", "money"})
_PLAIN_TYPES = frozenset({"smallint", "integer", "bigint", "boolean", "date", "uuid"})
_MOMENT_TYPES = frozenset({"timestamp with time zone", "timestamp without time zone"})
_JSON_TYPES = frozenset({"json", "jsonb"})
_LIST_SEPARATOR = ", "


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column of the file: the text of its header, and what the server puts under it."""

    header: str
    expression: sql.Composable


def find_columns(names: Sequence[str] | None, extra: Sequence[str], form: Form) -> list[ColumnKey]:
    """The columns that are asked for.

    Args:
        names: see :class:`~catalogue_gui.catalogue.exporting.ExportOptions`; None for all.
        extra: the columns that only this catalogue has.
        form: an import cannot write those, so all of an exchange does not hold them.
    Raises:
        InvalidValue: there is no such column, or one is asked for twice.
    """
    if names is None:
        own: list[ColumnKey] = list(OWN_FIELDS)
        return own if form == Form.EXCHANGE else own + [ExtraColumn(each) for each in extra]
    found = [_find_column(name, extra) for name in names]
    for place, key in enumerate(found):
        if key in found[:place]:
            raise InvalidValue("columns", f"The column “{names[place]}” is asked for twice.")
    if not found:
        raise InvalidValue("columns", "No column is asked for.")
    return found


def _find_column(name: str, extra: Sequence[str]) -> ColumnKey:
    try:
        key = parse_key(name)
    except InvalidValue:
        key = ExtraColumn(name)
    if isinstance(key, ExtraColumn) and key.name not in extra:
        key = ExtraColumn(name)  # its own name may begin as a key does
        if name not in extra:
            known = ", ".join((*OWN_FIELDS, "metadata.KEY", *extra))
            raise InvalidValue(
                "columns", f"There is no column “{name}”.", hint=f"Use some of {known}."
            )
    return key


def make_columns(
    keys: Sequence[ColumnKey], types: Mapping[str, str], options: ExportOptions
) -> list[ExportColumn]:
    """Headers and SQL of the columns.

    Args:
        keys: the columns in order.
        types: the type of each of the table's columns by name, as the server writes it.
        options: the form and its marks.
    """
    if options.form == Form.EXCHANGE:
        return [ExportColumn(format_key(key), _as_it_is(key)) for key in keys]
    writer = _SpreadsheetCells(types, options.decimal)
    return [ExportColumn(_without_formula(_title(key)), writer.expression(key)) for key in keys]


def _title(key: ColumnKey) -> str:
    match key:
        case MetadataKey(path):
            return ".".join(path)
        case ExtraColumn(name):
            return name
        case Field():
            return key.value


def _without_formula(text: str) -> str:
    return f"'{text}" if text.startswith(tuple(_FORMULA_MARKS)) else text


def _as_it_is(key: ColumnKey) -> sql.Composable:
    match key:
        case MetadataKey(path):
            return _exact_value(sql.SQL("(metadata #> {})").format(quoted_array(path)))
        case ExtraColumn(name):
            return quoted_identifier(name)
        case Field():
            return sql.Identifier(key.value)


def _exact_value(value: sql.Composable) -> sql.Composable:
    """A metadata value as JSON; a text is bare where nothing else can be meant by it."""
    return sql.SQL(
        "CASE WHEN jsonb_typeof({value}) = 'string' AND {value} #>> '{{}}' !~ {ambiguous} "
        "THEN {value} #>> '{{}}' ELSE {value}::text END"
    ).format(value=value, ambiguous=quoted_literal(AMBIGUOUS_TEXT))


class _SpreadsheetCells:
    """Writes values as a spreadsheet takes them: numbers in its own form, and no text that would be a formula."""

    def __init__(self, types: Mapping[str, str], decimal: str) -> None:
        self._types = types
        self._decimal = decimal

    def expression(self, key: ColumnKey) -> sql.Composable:
        match key:
            case MetadataKey(path):
                return self._metadata_value(sql.SQL("metadata #> {}").format(quoted_array(path)))
            case ExtraColumn(name):
                return self._of_type(quoted_identifier(name), self._types.get(name, ""))
            case Field():
                return self._of_type(sql.Identifier(key.value), self._types.get(key.value, ""))

    def _of_type(self, column: sql.Composable, kind: str) -> sql.Composable:
        """Only texts are made harmless: a number below zero is a number, and stays one."""
        if kind in _PLAIN_TYPES:
            return column
        if kind in _FRACTION_TYPES:
            plain = sql.SQL("{}::numeric" if kind == "money" else "{}").format(column)
            return self._number(plain)
        if kind in _MOMENT_TYPES:
            return sql.SQL("to_char({}, 'YYYY-MM-DD HH24:MI:SS')").format(column)
        if kind == "text[]":
            joined = sql.SQL("array_to_string({}, {})").format(
                column, quoted_literal(_LIST_SEPARATOR)
            )
            return _harmless(joined)
        text = column if kind in _TEXT_TYPES else sql.SQL("{}::text").format(column)
        # JSON begins with a bracket, a quotation mark or a plain value, whatever stands in it.
        return text if kind in _JSON_TYPES else _harmless(text)

    def _number(self, value: sql.Composable) -> sql.Composable:
        if self._decimal == ".":
            return value
        return sql.SQL("replace({}::text, '.', {})").format(value, quoted_literal(self._decimal))

    def _metadata_value(self, value: sql.Composable) -> sql.Composable:
        value = sql.SQL("({})").format(value)
        text = sql.SQL("({} #>> '{{}}')").format(value)
        items = sql.SQL(
            "(SELECT string_agg(item, {separator} ORDER BY place) FROM jsonb_array_elements_text("
            "CASE WHEN jsonb_typeof({value}) = 'array' THEN {value} END) WITH ORDINALITY AS items(item, place))"
        ).format(separator=quoted_literal(_LIST_SEPARATOR), value=value)
        return sql.SQL(
            "CASE jsonb_typeof({value}) WHEN 'number' THEN {number} WHEN 'array' THEN {items} ELSE {text} END"
        ).format(
            value=value,
            number=sql.SQL("{}::text").format(self._number(text)),
            items=_harmless(items),
            text=_harmless(text),
        )


def _harmless(text: sql.Composable) -> sql.Composable:
    """A text that no spreadsheet takes for a formula: an apostrophe before the mark has it read as text."""
    return sql.SQL(
        "CASE WHEN left({text}, 1) IN ({marks}) THEN '''' || {text} ELSE {text} END"
    ).format(text=text, marks=sql.SQL(", ").join(map(quoted_literal, _FORMULA_MARKS)))
