"""A ProductQuery as SQL: every value is a parameter, every identifier is quoted.

Each kind of term is written in the form that its index serves: ``@>`` and ``&&`` on tags (``= ANY(tags)`` cannot use a
GIN index), jsonpath ``@@`` and ``@?`` with ``?`` on metadata.

Source: PostgreSQL manual, 8.14.4 "jsonb Indexing", 9.16.2 "The SQL/JSON Path Language", 70.2 "GIN: operator classes".
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from psycopg import sql

from catalogue_gui.catalogue.language import is_json_number
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.query import (
    Bound,
    CategoryTerm,
    ColumnKey,
    Direction,
    ExtraColumn,
    HasTerm,
    MetadataKey,
    MetadataTerm,
    ProductQuery,
    Range,
    RangeTerm,
    Sort,
    TagTerm,
    TextTerm,
)
from catalogue_gui.database.quoting import quoted_array, quoted_identifier
from catalogue_gui.database.table_name import USUAL_NAME, TableName

Condition = tuple[sql.Composable, list[Any]]


def where_clause(
    query: ProductQuery, table: TableName = USUAL_NAME, *, has_category_index: bool = False
) -> Condition:
    """A query as the condition of a WHERE clause and its parameters; ``true`` for an empty query.

    Args:
        query: what is looked for.
        table: the catalogue's, which the statement knows as ``products``.
        has_category_index: True when the table has a btree index on the category, which then finds the categories
            below one.
    """
    if query.is_empty:
        return sql.SQL("true"), []
    parts: list[sql.Composable] = []
    parameters: list[Any] = []
    for term in query.terms:
        if isinstance(term, CategoryTerm):
            index_of = table if has_category_index else None
            condition, values = _category_condition(term.categories, index_of)
        else:
            condition, values = _condition(term)
        if term.negated:
            # IS NOT TRUE, so that a product without the key is found by "not this value".
            condition = sql.SQL("({}) IS NOT TRUE").format(condition)
        parts.append(condition)
        parameters.extend(values)
    return sql.SQL(" AND ").join(sql.SQL("({})").format(part) for part in parts), parameters


# Each leaves the value as it is, in a form that no index goes by; the server simplifies none of them away.
_SAME_VALUE = {
    Field.NAME: sql.SQL(" || ''"),
    Field.CATEGORY: sql.SQL(" || ''"),
    Field.PRICE: sql.SQL(" + 0"),
    Field.STOCK: sql.SQL(" + 0"),
    Field.TAGS: sql.SQL(" || ARRAY[]::text[]"),
    Field.CREATED_AT: sql.SQL(" + interval '0'"),
    Field.UPDATED_AT: sql.SQL(" + interval '0'"),
}


def order_clause(sort: Sort, *, is_filtered: bool = False) -> sql.Composable:
    """A sort as the list of an ORDER BY; the id comes last, so that the order is total.

    The id runs the same way as the field, so that one index on both serves either direction.

    Args:
        sort: the order.
        is_filtered: True where a filter finds the rows. The server would else be tempted to walk an index of this order in
            the hope to meet the first few soon, and walks through all of a large table where the filter finds less than
            it guessed.
    """
    direction = sql.SQL("DESC" if sort.direction == Direction.DESCENDING else "ASC")
    expression = _sort_expression(sort.key)
    if is_filtered and isinstance(sort.key, Field):
        expression = sql.SQL("{}{}").format(expression, _SAME_VALUE.get(sort.key, sql.SQL("")))
    if sort.key == Field.ID:
        return sql.SQL("{} {}").format(expression, direction)
    # A field of the program's own is never null.
    nulls = sql.SQL("" if isinstance(sort.key, Field) else "NULLS LAST")
    return sql.SQL("{} {} {}, id {}").format(expression, direction, nulls, direction)


def _sort_expression(key: ColumnKey) -> sql.Composable:
    match key:
        case MetadataKey(path):
            # jsonb has an order of its own: numbers by value, texts by the database's collation, each kind together.
            return sql.SQL("metadata #> {}").format(quoted_array(path))
        case ExtraColumn(name):
            # Qualified: a page gives it out as text under the same name, and would sort by that.
            return sql.SQL("products.{}").format(quoted_identifier(name))
        case Field():
            return sql.Identifier(key.value)


def escape_like(text: str) -> str:
    """The text with the wildcards of LIKE taken literally."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


# Walks the index from one category to the next, so that a handful of categories is found among millions of products;
# what it finds is then looked up as exact values. LIKE alone could use the index in the C collation only.
# Source: PostgreSQL wiki, "Loose indexscan".
_CATEGORIES_BY_INDEX = sql.SQL("""
    category = ANY(ARRAY(
        WITH RECURSIVE each (category) AS (
            (SELECT category FROM {table} ORDER BY category LIMIT 1)
            UNION ALL
            SELECT (SELECT next.category FROM {table} AS next WHERE next.category > each.category
                    ORDER BY next.category LIMIT 1)
            FROM each WHERE each.category IS NOT NULL
        )
        SELECT category FROM each WHERE category = ANY(%s::text[]) OR category LIKE ANY(%s::text[])
    ))""")


def _category_condition(categories: tuple[str, ...], index_of: TableName | None) -> Condition:
    below = [f"{escape_like(category)}/%" for category in categories]
    if index_of is not None:
        found = _CATEGORIES_BY_INDEX.format(table=index_of.identifier)
        return found, [list(categories), below]
    return (
        sql.SQL("category = ANY(%s::text[]) OR category LIKE ANY(%s::text[])"),
        [list(categories), below],
    )


def _condition(term: TextTerm | TagTerm | RangeTerm | MetadataTerm | HasTerm) -> Condition:
    match term:
        case TextTerm(text):
            return sql.SQL("name ILIKE %s"), [f"%{escape_like(text)}%"]
        case TagTerm(tags):
            operator = sql.SQL("@>" if len(tags) == 1 else "&&")
            return sql.SQL("tags {} %s::text[]").format(operator), [list(tags)]
        case RangeTerm(field, span):
            return _field_range(field, span)
        case MetadataTerm(path, values, span):
            if span is not None:
                return _metadata_range(path, span)
            return _metadata_values(path, values)
        case HasTerm(path):
            if len(path) == 1:
                return sql.SQL("metadata ? %s"), [path[0]]
            # That a path exists is no business of the index; its first key's presence is.
            return (
                sql.SQL("metadata ? %s AND metadata @? %s::jsonpath"),
                [path[0], f"strict {_json_path(path)}"],
            )


_TIME = sql.SQL("timestamptz")
_RANGE_TYPES = {Field.PRICE: sql.SQL("numeric"), Field.STOCK: sql.SQL("bigint")}


def _field_range(field: Field, span: Range) -> Condition:
    column = sql.Identifier(field.value)
    # Of the column's own kind, as an index on it could not be used for another.
    kind = _RANGE_TYPES.get(field, _TIME)
    parts: list[sql.Composable] = []
    parameters: list[Any] = []
    if span.low is not None:
        # "later than a day" begins when that day is over
        low = span.low if span.low_included else _end_of(span.low)
        is_included = span.low_included or low is not span.low
        operator = sql.SQL(">=" if is_included else ">")
        parts.append(sql.SQL("{} {} %s::{}").format(column, operator, kind))
        parameters.append(low)
    if span.high is not None:
        high = _end_of(span.high) if span.high_included else span.high
        is_included = span.high_included and high is span.high
        operator = sql.SQL("<=" if is_included else "<")
        parts.append(sql.SQL("{} {} %s::{}").format(column, operator, kind))
        parameters.append(high)
    return sql.SQL(" AND ").join(parts), parameters


def _end_of(bound: Bound) -> Bound:
    """The moment when a whole day is over; any other bound as it is."""
    if isinstance(bound, date) and not isinstance(bound, datetime):
        return bound + timedelta(days=1)
    return bound


def _json_path(path: tuple[str, ...]) -> str:
    return "$" + "".join("." + json.dumps(key) for key in path)


def _literals(value: str) -> list[str]:
    """The JSON values that a typed text may stand for: itself, and the number or yes/no it reads as."""
    found = [json.dumps(value)]
    if is_json_number(value) or value in ("true", "false", "null"):
        found.append(value)
    return found


def _metadata_values(path: tuple[str, ...], values: tuple[str, ...]) -> Condition:
    accessor = _json_path(path)
    # lax mode, the default, looks into lists: sizes:M finds {"sizes": ["S", "M"]}
    tests = [f"{accessor} == {literal}" for value in values for literal in _literals(value)]
    return sql.SQL("metadata @@ %s::jsonpath"), [" || ".join(tests)]


def _metadata_range(path: tuple[str, ...], span: Range) -> Condition:
    tests = []
    if span.low is not None:
        tests.append(f"@ {'>=' if span.low_included else '>'} {_bound_literal(span.low)}")
    if span.high is not None:
        tests.append(f"@ {'<=' if span.high_included else '<'} {_bound_literal(span.high)}")
    test = f"{_json_path(path)} ? ({' && '.join(tests)})"
    # The comparison itself is no business of the index; the key's presence is.
    return sql.SQL("metadata ? %s AND metadata @? %s::jsonpath"), [path[0], test]


def _bound_literal(bound: Bound) -> str:
    return str(bound) if isinstance(bound, Decimal) else json.dumps(str(bound))
