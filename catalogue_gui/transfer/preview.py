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


def fetch_previews(staging: Staging, outcome: Outcome, offset: int, limit: int) -> list[RowPreview]:
    """Some staged records of one outcome as they would be written, in the file's order.

    Args:
        staging: checked and compared.
        outcome: new, changed or unchanged.
        offset: first one wanted, 0-based.
        limit: how many at most.
    """
    if outcome != Outcome.NEW and not staging.rules.is_compared:
        return []
    with staging.connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(_statement(staging, outcome), (limit, offset))
        return [_preview(row, outcome) for row in cursor]


def _statement(staging: Staging, outcome: Outcome) -> sql.Composed:
    is_new = outcome == Outcome.NEW
    values = staging.rules.inserted_values() if is_new else staging.rules.updated_values()
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
    source = sql.SQL("import_staging s")
    where = sql.SQL("true")
    if staging.rules.is_compared:
        source = sql.SQL("import_outcome o JOIN import_staging s USING (record)")
        where = sql.SQL("o.outcome = {}").format(sql.Literal(str(outcome)))  # type: ignore[assignment]
    if not is_new:
        source = source + sql.SQL(" JOIN {} p ON p.id = o.product_id").format(
            staging.rules.products
        )  # type: ignore[assignment]
    return sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY s.record LIMIT %s OFFSET %s").format(
        sql.SQL(", ").join(chosen), source, where
    )


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
        return ", ".join(value)
    return str(value)
