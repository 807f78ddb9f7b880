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

Condition = tuple[sql.Composable, list[Any]]


def where_clause(query: ProductQuery, *, has_category_index: bool = False) -> Condition:
    """A query as the condition of a WHERE clause and its parameters; ``true`` for an empty query.

    Args:
        query: what is looked for.
        has_category_index: True when the table has a btree index on the category, which then finds the categories
            below one.
    """
    if query.is_empty:
        return sql.SQL("true"), []
    parts: list[sql.Composable] = []
    parameters: list[Any] = []
    for term in query.terms:
        if isinstance(term, CategoryTerm):
            condition, values = _category_condition(term.categories, has_index=has_category_index)
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
            keys = sql.SQL(", ").join(quoted_literal(each) for each in path)
            return sql.SQL("metadata #> ARRAY[{}]::text[]").format(keys)
        case ExtraColumn(name):
            # Qualified: a page gives it out as text under the same name, and would sort by that.
            return sql.SQL("products.{}").format(quoted_column(name))
        case Field():
            return sql.Identifier(key.value)


def quoted_column(name: str) -> sql.Composable:
    """A column's name for a statement with parameters, in which a per cent sign would else begin one."""
    quoted = sql.Identifier(name).as_string()
    return sql.SQL(quoted.replace("%", "%%"))


def quoted_literal(text: str) -> sql.Composable:
    """A text for a statement with parameters, in the way of :func:`quoted_column`."""
    return sql.SQL(sql.Literal(text).as_string().replace("%", "%%"))


def escape_like(text: str) -> str:
    """The text with the wildcards of LIKE taken literally."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


# Walks the index from one category to the next, so that a handful of categories is found among millions of products;
# what it finds is then looked up as exact values. LIKE alone could use the index in the C collation only.
# Source: PostgreSQL wiki, "Loose indexscan".
_CATEGORIES_BY_INDEX = sql.SQL("""
    category = ANY(ARRAY(
        WITH RECURSIVE each (category) AS (
            (SELECT category FROM products ORDER BY category LIMIT 1)
            UNION ALL
            SELECT (SELECT next.category FROM products AS next WHERE next.category > each.category
                    ORDER BY next.category LIMIT 1)
            FROM each WHERE each.category IS NOT NULL
        )
        SELECT category FROM each WHERE category = ANY(%s::text[]) OR category LIKE ANY(%s::text[])
    ))""")


def _category_condition(categories: tuple[str, ...], *, has_index: bool) -> Condition:
    below = [f"{escape_like(category)}/%" for category in categories]
    if has_index:
        return _CATEGORIES_BY_INDEX, [list(categories), below]
    return (
        sql.SQL("category = ANY(%s::text[]) OR category LIKE ANY(%s::text[])"),
        [list(categories), below],
    )


def _condition(term: TextTerm | TagTerm | RangeTerm | MetadataTerm | HasTerm) -> Condition:
    match term:
        case TextTerm(text):
            return sql.SQL("name ILIKE %s"), [f"%{escape_like(text)}%"]
        case TagTerm(tags):
            operator = "@>" if len(tags) == 1 else "&&"
            return sql.SQL(f"tags {operator} %s::text[]"), [list(tags)]
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


def _field_range(field: Field, span: Range) -> Condition:
    column = sql.Identifier(field.value)
    kind = sql.SQL(
        # Of the column's own kind, as an index on it could not be used for another.
        {Field.PRICE: "numeric", Field.STOCK: "bigint"}.get(field, "timestamptz"),
    )
    parts: list[sql.Composable] = []
    parameters: list[Any] = []
    if span.low is not None:
        operator = ">=" if span.low_included else ">"
        # "later than a day" begins when that day is over
        low = span.low if span.low_included else _end_of(span.low)
        if low is not span.low:
            operator = ">="
        parts.append(sql.SQL(f"{{}} {operator} %s::{{}}").format(column, kind))
        parameters.append(low)
    if span.high is not None:
        operator = "<=" if span.high_included else "<"
        high = _end_of(span.high) if span.high_included else span.high
        if high is not span.high:
            operator = "<"
        parts.append(sql.SQL(f"{{}} {operator} %s::{{}}").format(column, kind))
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
