"""May this connection write what an import would?"""

from __future__ import annotations

from catalogue_gui.catalogue.errors import AccessDenied
from catalogue_gui.catalogue.importing import Mode
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.schema import CatalogueTable
from catalogue_gui.transfer.mapping import NOTHING_WRITTEN


def require_writable(connection: Connection, catalogue: CatalogueTable, mode: Mode) -> None:
    """Refuse before the work begins what the server would refuse at its end.

    Raises:
        AccessDenied.
    """
    needed = {Mode.ADD: ["INSERT"], Mode.UPDATE: ["UPDATE"], Mode.UPSERT: ["INSERT", "UPDATE"]}[
        mode
    ]
    name = catalogue.identifier.as_string(connection)
    row = connection.execute(
        "SELECT current_setting('transaction_read_only') = 'on',"
        " array(SELECT p FROM unnest(%s::text[]) AS p WHERE NOT has_table_privilege(%s, p))",
        (needed, name),
    ).fetchone()
    is_read_only, lacking = row or (False, [])
    if is_read_only:
        raise AccessDenied(
            "This connection may only read.",
            hint=f"{NOTHING_WRITTEN} The profile is marked read-only, or the server is a read-only copy.",
        )
    if lacking:
        what = {"INSERT": "add products", "UPDATE": "change products"}
        listed = " or ".join(what[each] for each in lacking)
        raise AccessDenied(
            f"You are not allowed to {listed} in this catalogue.",
            hint=f"{NOTHING_WRITTEN} Ask whoever runs the server for the right to do it.",
        )
