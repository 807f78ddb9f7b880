"""May this connection write what an import would? Asked of the server before the work begins, and not at its end."""

from __future__ import annotations

from catalogue_gui.catalogue.errors import AccessDenied, ImportRefused
from catalogue_gui.catalogue.importing import Mode
from catalogue_gui.catalogue.product import Field
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.schema import CatalogueTable
from catalogue_gui.database.table_name import TableName
from catalogue_gui.transfer.mapping import NOTHING_WRITTEN
from catalogue_gui.transfer.merging import MergeRules

_ASK = f"{NOTHING_WRITTEN} Ask whoever runs the server for the right to do it."
# Columns that a new row must have and nobody fills; a trigger could, so a table with one is let through.
_UNFILLED = """
    SELECT array(
        SELECT attname::text FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = %(table)s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull
          AND NOT a.atthasdef AND a.attidentity = '' AND a.attgenerated = '' AND t.typdefault IS NULL
          AND a.attname <> ALL (%(filled)s)
        ORDER BY a.attnum
    )
    WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = %(table)s::regclass AND NOT tgisinternal)
"""


def require_writable(connection: Connection, catalogue: CatalogueTable, rules: MergeRules) -> None:
    """Refuse before the work begins what the server would refuse at its end.

    Args:
        connection: the import's.
        catalogue: as it was found.
        rules: what the import is to do.
    Raises:
        AccessDenied: the server lets this user not add, or not change, something that the import would.
        ImportRefused: a new product would lack what this catalogue asks of it.
    """
    access = catalogue.access
    if access.is_standby or access.is_read_only:
        raise AccessDenied(
            "This connection may only read.",
            hint=f"{NOTHING_WRITTEN} The profile is marked read-only, or the server is a read-only copy.",
        )
    mode = rules.options.mode
    inserted = rules.inserted_values().keys() if mode != Mode.UPDATE else set[str]()
    updated = {*rules.updated_values(), Field.UPDATED_AT} if mode != Mode.ADD else set[str]()
    unaddable = sorted(inserted - access.addable)
    unchangeable = sorted(updated - access.changeable)
    if unaddable and not access.addable:
        raise AccessDenied("You are not allowed to add products in this catalogue.", hint=_ASK)
    if unchangeable and not access.changeable:
        raise AccessDenied("You are not allowed to change products in this catalogue.", hint=_ASK)
    if unaddable:
        raise AccessDenied(
            f"You may not give new products of this catalogue {_listed(unaddable)}.", hint=_ASK
        )
    if unchangeable:
        raise AccessDenied(
            f"You may not change the {_listed(unchangeable)} of products in this catalogue.",
            hint=f"{_ASK} Or leave that column of the file out.",
        )
    computed = sorted((inserted | updated) & access.computed)
    if computed:
        raise ImportRefused(
            f"The server works out the {_listed(computed)} itself.",
            hint=f"{NOTHING_WRITTEN} Leave that column of the file out.",
        )
    if mode == Mode.ADD:
        _require_filled(connection, catalogue.table_name, list(inserted))


def _require_filled(connection: Connection, products: TableName, filled: list[str]) -> None:
    row = connection.execute(_UNFILLED, {"table": products.regclass, "filled": filled}).fetchone()
    if row is not None and row[0]:
        columns = ", ".join(f"“{name}”" for name in row[0])
        raise ImportRefused(
            f"Every product of this catalogue needs a value in {columns}, which an import cannot give.",
            hint=f"{NOTHING_WRITTEN} Ask whoever runs the server to give the column a default value.",
            detail=f"NOT NULL without DEFAULT: {', '.join(row[0])}",
        )


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
