"""What would become of some records, field by field: the old text and the new."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from psycopg import sql
from psycopg.rows import dict_row

from catalogue_gui.catalogue.importing import METADATA_PREFIX, Outcome, RowPreview
from catalogue_gui.catalogue.product import Field
from catalogue_gui.transfer.staging import Staging

_SHOWN_FIELDS = (Field.NAME, Field.PRICE, Field.CATEGORY, Field.TAGS, Field.STOCK)

Change = tuple[str, str | None, str]


def fetch_previews(
    staging: Staging, outcome: Outcome, offset: int, limit: int, field: str = ""
) -> list[RowPreview]:
    """Some staged records of one outcome as they would be written, in the file's order.

    Args:
        staging: checked and compared.
        outcome: new, changed or unchanged.
        offset: first one wanted, 0-based.
        limit: how many at most.
        field: of the changed ones only those that change this field, one of :func:`count_changed_fields`; empty for all.
    """
    if outcome != Outcome.NEW and not staging.rules.is_compared:
        return []
    staging.make_browsable()
    # What cannot be shown takes nothing else with it: what is staged may be in a transaction that is held open.
    with (
        staging.connection.transaction(),
        staging.connection.cursor(row_factory=dict_row) as cursor,
    ):
        cursor.execute(_statement(staging, outcome, field), {"limit": limit, "offset": offset})
        return [_preview(row, outcome) for row in cursor]


def count_changed_fields(staging: Staging) -> dict[str, int]:
    """How many of the changed records change each field; only fields that any changes.

    Args:
        staging: checked and compared.
    """
    bits = staging.rules.field_bits()
    if not staging.rules.is_compared or not bits:
        return {}
    counts = [
        sql.SQL("count(*) FILTER (WHERE fields & {} <> 0)").format(sql.Literal(bit))
        for bit in bits.values()
    ]
    row = staging.connection.execute(
        sql.SQL("SELECT {} FROM pg_temp.import_outcome WHERE outcome = 'changed'").format(
            sql.SQL(", ").join(counts)
        )
    ).fetchone()
    return {name: number for name, number in zip(bits, row or (), strict=True) if number}


def _statement(staging: Staging, outcome: Outcome, field: str) -> sql.Composed:
    rules = staging.rules
    is_new = outcome == Outcome.NEW
    values = rules.inserted_values() if is_new else rules.updated_values()
    chosen: list[sql.Composable] = [sql.SQL("s.line")]
    for name in (*_SHOWN_FIELDS, Field.METADATA):
        value = values.get(name, sql.SQL("p.{}").format(sql.Identifier(name)))
        cast = sql.SQL("::numeric(10,2)") if name == Field.PRICE else sql.SQL("")
        if name == Field.METADATA:
            cast = sql.SQL("::text")
        chosen.append(sql.SQL("({}){} AS {}").format(value, cast, sql.Identifier(f"new_{name}")))
        if not is_new:
            old = sql.SQL("p.{}::text" if name == Field.METADATA else "p.{}")
            chosen.append(
                sql.SQL("{} AS {}").format(
                    old.format(sql.Identifier(name)), sql.Identifier(f"old_{name}")
                )
            )
    join = sql.SQL("")
    if not is_new:
        join = join + sql.SQL("JOIN {} p ON p.id = o.product_id").format(rules.products.identifier)  # type: ignore[assignment]
    # The page is chosen first, so that nothing is worked out for the records before it.
    return sql.SQL(
        "WITH o AS MATERIALIZED ({} ORDER BY record LIMIT %(limit)s OFFSET %(offset)s) "
        "SELECT {} FROM o JOIN pg_temp.import_staging s USING (record) {} ORDER BY s.record"
    ).format(_places(staging, outcome, field), sql.SQL(", ").join(chosen), join)


def _places(staging: Staging, outcome: Outcome, field: str) -> sql.Composable:
    """The records of an outcome, with the product of each."""
    if not staging.rules.is_compared:
        return sql.SQL("SELECT record FROM pg_temp.import_staging")
    # A field that cannot change is changed by none.
    bit = staging.rules.field_bits().get(field, 0) if field else None
    having = sql.SQL("" if bit is None else " AND fields & {} <> 0").format(sql.Literal(bit))
    return sql.SQL(
        "SELECT record, product_id FROM pg_temp.import_outcome WHERE outcome = {}{}"
    ).format(sql.Literal(str(outcome)), having)


def _preview(row: dict[str, Any], outcome: Outcome) -> RowPreview:
    changes: list[Change] = []
    for name in _SHOWN_FIELDS:
        new = _text(row[f"new_{name}"])
        if outcome == Outcome.NEW:
            if new:
                changes.append((name, None, new))
        else:
            old = _text(row[f"old_{name}"])
            if old != new:
                changes.append((name, old, new))
    changes.extend(_metadata_changes(row.get("old_metadata"), row["new_metadata"]))
    return RowPreview(row["line"], outcome, _text(row["new_name"]), tuple(changes))


def _metadata_changes(old_text: str | None, new_text: str) -> Iterator[Change]:
    """The metadata keys that differ; a key that goes has an empty new text."""
    new = _loads(new_text)
    old = _loads(old_text) if old_text else {}
    for key, value in new.items():
        if key not in old:
            yield METADATA_PREFIX + key, None, _json_text(value)
        elif old[key] != value:
            yield METADATA_PREFIX + key, _json_text(old[key]), _json_text(value)
    for key, value in old.items():
        if key not in new:
            yield METADATA_PREFIX + key, _json_text(value), ""


def _loads(text: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return value


def _json_text(value: Any) -> str:
    """A metadata value as people read it: texts bare, the rest as JSON with numbers as they are."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        inner = ", ".join(
            f"{json.dumps(key, ensure_ascii=False)}: {_nested(each)}" for key, each in value.items()
        )
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_nested, value))}]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value)


def _nested(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else _json_text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(each for each in value if each is not None)
    return str(value)
