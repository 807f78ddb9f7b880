"""What one change to many products means in SQL: of each product what it holds, what it is to hold, and what forbids it.

The pieces speak of ``found.was``, the field as it is in the locked row; of ``found.old`` and ``found.new``, a row's
change as text; and of ``products``, the row as it has been written.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from psycopg import sql

from catalogue_gui.catalogue.bulk import (
    AddTags,
    BulkChange,
    ChangePriceBy,
    ChangePriceByPercent,
    ChangeStockBy,
    RemoveMetadata,
    RemoveTags,
    Rounding,
    SetCategory,
    SetMetadata,
)
from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.product import MAX_PRICE, MAX_STOCK, Field
from catalogue_gui.database.metadata_sql import (
    Path,
    missing_objects,
    value_at,
    way_is_clear,
    with_value,
    without_key,
)
from catalogue_gui.database.parameters import Parameters

_WAS = sql.SQL("found.was")
_NEVER = sql.SQL("false")
_ENDINGS = {Rounding.ENDING_95: sql.SQL("0.95"), Rounding.ENDING_99: sql.SQL("0.99")}


@dataclass(frozen=True, slots=True)
class BulkExpression:
    """A bulk change in SQL.

    Args:
        column: the column that is written.
        new: its new value; only where no obstacle is.
        is_same: true where the product holds the value already.
        obstacles: a condition under which the product cannot be changed, and why, as a sentence.
        old_text: what is changed, as text, before it.
        new_text: the same as it will be.
        written_text: the same as it has been written.
        kept_text: ``old_text`` with all that is needed to bring it back.
    """

    column: sql.Identifier
    new: sql.Composable
    is_same: sql.Composable
    obstacles: tuple[tuple[sql.Composable, str], ...]
    old_text: sql.Composable
    new_text: sql.Composable
    written_text: sql.Composable
    kept_text: sql.Composable


@dataclass(frozen=True, slots=True)
class RevertExpression:
    """What takes one product's bulk change back.

    Args:
        column: the column that is written.
        stands: true where the product still holds what the change made of it, and can be given back what it held.
        old: what it held.
    """

    column: sql.Identifier
    stands: sql.Composable
    old: sql.Composable


def bulk_expression(change: BulkChange, parameters: Parameters) -> BulkExpression:
    """A bulk change in SQL; ``parameters`` take its values.

    Raises:
        InvalidValue: it names no metadata key, and would be about the metadata as a whole.
    """
    match change:
        case SetMetadata(()) | RemoveMetadata(()):
            raise InvalidValue(Field.METADATA, "Which key is meant?")
        case SetCategory(category):
            new: sql.Composable = sql.SQL("{}::text").format(parameters.add(category))
            # By every character, whatever the column's own collation takes for equal.
            return _of_column(change, new, is_same=sql.SQL('{} = {} COLLATE "C"').format(_WAS, new))
        case AddTags(tags):
            return _of_column(change, _with_tags(tags, parameters))
        case RemoveTags(tags):
            return _of_column(change, _without_tags(tags, parameters))
        case ChangePriceBy(amount, rounding):
            return _of_price(
                change, sql.SQL("found.was + {}::numeric").format(parameters.add(amount)), rounding
            )
        case ChangePriceByPercent(percent, rounding):
            factor = parameters.add((Decimal(100) + percent).scaleb(-2))
            return _of_price(change, sql.SQL("found.was * {}::numeric").format(factor), rounding)
        case ChangeStockBy(pieces):
            return _of_stock(change, pieces, parameters)
        case SetMetadata(path, value):
            return _of_metadata_value(path, value, parameters)
        case RemoveMetadata(path):
            return _of_metadata_removal(path, parameters)


def revert_expression(change: BulkChange, parameters: Parameters) -> RevertExpression:
    """What takes a bulk change back, or makes it anew with each row's change reversed."""
    column = sql.Identifier(change.field.value)
    match change:
        case SetCategory():
            return RevertExpression(
                column, sql.SQL('found.was = found.new COLLATE "C"'), sql.SQL("found.old")
            )
        case AddTags() | RemoveTags():
            return RevertExpression(
                column, sql.SQL("found.was = found.new::text[]"), sql.SQL("found.old::text[]")
            )
        case ChangePriceBy() | ChangePriceByPercent():
            return RevertExpression(
                column, sql.SQL("found.was = found.new::numeric"), sql.SQL("found.old::numeric")
            )
        case ChangeStockBy():
            # Whatever was sold since stays sold: what is taken back is the difference.
            old = sql.SQL("(found.was::bigint + found.old::bigint - found.new::bigint)")
            return RevertExpression(
                column,
                sql.SQL("{} BETWEEN 0 AND {}").format(old, sql.Literal(MAX_STOCK)),
                old,
            )
        case SetMetadata(path) | RemoveMetadata(path):
            return _metadata_revert(column, path, parameters)


def _of_column(
    change: BulkChange,
    new: sql.Composable,
    *,
    is_same: sql.Composable | None = None,
    obstacles: tuple[tuple[sql.Composable, str], ...] = (),
) -> BulkExpression:
    """A change of which the whole column is the old and the new value."""
    column = sql.Identifier(change.field.value)
    old_text = sql.SQL("{}::text").format(_WAS)
    return BulkExpression(
        column,
        new,
        is_same or sql.SQL("{} = {}").format(_WAS, new),
        obstacles,
        old_text,
        sql.SQL("({})::text").format(new),
        sql.SQL("products.{}::text").format(column),
        old_text,
    )


def _with_tags(tags: tuple[str, ...], parameters: Parameters) -> sql.Composable:
    added = parameters.add(list(dict.fromkeys(tags)))
    # @> and not <> ALL: that finds nothing where there is an empty place among the tags.
    return sql.SQL(
        "(found.was || ARRAY(SELECT added.tag FROM unnest({}::text[]) WITH ORDINALITY AS added (tag, place)"
        " WHERE NOT found.was @> ARRAY[added.tag] ORDER BY added.place))"
    ).format(added)


def _without_tags(tags: tuple[str, ...], parameters: Parameters) -> sql.Composable:
    removed = parameters.add(list(tags))
    return sql.SQL(
        "(CASE WHEN found.was && {removed}::text[] THEN ARRAY("
        "SELECT kept.tag FROM unnest(found.was) WITH ORDINALITY AS kept (tag, place)"
        " WHERE (kept.tag = ANY({removed}::text[])) IS NOT TRUE ORDER BY kept.place)"
        " ELSE found.was END)"
    ).format(removed=removed)


def _of_price(change: BulkChange, changed: sql.Composable, rounding: Rounding) -> BulkExpression:
    new = _rounded(changed, rounding)
    return _of_column(
        change,
        new,
        obstacles=(
            (sql.SQL("({}) < 0").format(changed), "The price would fall below zero."),
            (
                sql.SQL("{} > {}").format(new, sql.Literal(MAX_PRICE)),
                f"The price would be above the highest possible, {MAX_PRICE:,}.",
            ),
        ),
    )


def _rounded(price: sql.Composable, rounding: Rounding) -> sql.Composable:
    """A price rounded as wished; round() of a numeric rounds half away from zero."""
    match rounding:
        case Rounding.CENT:
            template = "round({price}, 2)"
        case Rounding.FIVE_CENTS:
            template = "round(round(({price}) * 20) / 20, 2)"
        case Rounding.TEN_CENTS:
            template = "round(round({price}, 1), 2)"
        case Rounding.UNIT:
            template = "round(round({price}), 2)"
        case Rounding.ENDING_95 | Rounding.ENDING_99:
            template = "greatest(round({price} - {ending}) + {ending}, {ending})"
    return sql.SQL(template).format(price=price, ending=_ENDINGS.get(rounding))


def _of_stock(change: BulkChange, pieces: int, parameters: Parameters) -> BulkExpression:
    new = sql.SQL("(found.was::bigint + {}::bigint)").format(parameters.add(pieces))
    obstacle = (
        (sql.SQL("{} < 0").format(new), "The stock would fall below zero.")
        if pieces < 0
        else (
            sql.SQL("{} > {}").format(new, sql.Literal(MAX_STOCK)),
            "The stock would be larger than the catalogue can hold.",
        )
    )
    return _of_column(change, new, obstacles=(obstacle,))


def _of_metadata_value(path: Path, value: str, parameters: Parameters) -> BulkExpression:
    new_value = sql.SQL("{}::jsonb").format(parameters.add(value))
    clear = way_is_clear(_WAS, path, parameters)
    old_text = sql.SQL("{}::text").format(value_at(_WAS, path, parameters))
    new_text = sql.SQL("{}::text").format(new_value)
    way = ".".join(path[:-1]) or "metadata"
    return BulkExpression(
        sql.Identifier("metadata"),
        with_value(_WAS, path, new_value, parameters),
        # By their text: whoever sets 10.00 where 10 is wants it written so.
        sql.SQL("{} IS NOT DISTINCT FROM {}").format(old_text, new_text),
        (
            (
                sql.SQL("NOT {}").format(clear),
                f"“{way}” holds something else there than keys and values.",
            ),
        ),
        old_text,
        new_text,
        _written_value(path, parameters),
        # Blanks stand for objects that are missing on the way, so that taking it back leaves none of them behind.
        sql.SQL("coalesce({}, nullif(repeat(' ', {}), ''))").format(
            old_text, missing_objects(_WAS, path, parameters)
        ),
    )


def _of_metadata_removal(path: Path, parameters: Parameters) -> BulkExpression:
    there = sql.SQL("({} AND {} IS NOT NULL)").format(
        way_is_clear(_WAS, path, parameters), value_at(_WAS, path, parameters)
    )
    old_text = sql.SQL("{}::text").format(value_at(_WAS, path, parameters))
    return BulkExpression(
        sql.Identifier("metadata"),
        without_key(_WAS, path, None, parameters),
        sql.SQL("NOT {}").format(there),
        (),
        old_text,
        sql.SQL("NULL::text"),
        _written_value(path, parameters),
        old_text,
    )


def _written_value(path: Path, parameters: Parameters) -> sql.Composable:
    return sql.SQL("{}::text").format(value_at(sql.SQL("products.metadata"), path, parameters))


def _metadata_revert(
    column: sql.Identifier, path: Path, parameters: Parameters
) -> RevertExpression:
    new_value = sql.SQL("nullif(btrim(found.new, ' '), '')::jsonb")
    old_value = sql.SQL("nullif(btrim(found.old, ' '), '')::jsonb")
    return RevertExpression(
        column,
        sql.SQL("({} AND {} IS NOT DISTINCT FROM {})").format(
            way_is_clear(_WAS, path, parameters), value_at(_WAS, path, parameters), new_value
        ),
        sql.SQL("(CASE WHEN {} IS NULL THEN {} ELSE {} END)").format(
            old_value,
            without_key(_WAS, path, sql.SQL("coalesce(length(found.old), 0)"), parameters),
            with_value(_WAS, path, old_value, parameters),
        ),
    )
