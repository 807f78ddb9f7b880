"""What this user may do with the table, found out from the server and not by failing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.rights import Action, Rights, nothing_allowed
from catalogue_gui.catalogue.typed_values import EDITABLE_FIELDS

# What a new product's row is made of; the id and the time are given for one that is brought back.
_NEEDED_TO_ADD = frozenset(EDITABLE_FIELDS)

# Only a foreign table may be one that takes no writes at all. To ask waits for whoever holds the table, so others are not.
_EVENTS = sql.SQL("CASE c.relkind WHEN 'f' THEN pg_relation_is_updatable(c.oid, true) ELSE 28 END")
# One value, to be had in the round trip that finds the table; ``c`` is its row in pg_class.
ACCESS_QUERY = sql.SQL("""
    jsonb_build_object(
        'user', current_user,
        'is_standby', pg_is_in_recovery(),
        'is_read_only', current_setting('transaction_read_only') = 'on',
        'may_delete', has_table_privilege(c.oid, 'DELETE') AND {events} & 16 > 0,
        'changeable', (
            SELECT coalesce(jsonb_agg(a.attname), '[]') FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
              AND has_column_privilege(c.oid, a.attnum, 'UPDATE') AND {events} & 4 > 0
        ),
        'addable', (
            SELECT coalesce(jsonb_agg(a.attname), '[]') FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
              AND has_column_privilege(c.oid, a.attnum, 'INSERT') AND {events} & 8 > 0
        ),
        'computed', (
            SELECT coalesce(jsonb_agg(a.attname), '[]') FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> ''
        ),
        'names_server', has_function_privilege('pg_control_system()', 'EXECUTE')
                        AND has_function_privilege('pg_control_checkpoint()', 'EXECUTE')
    )
""").format(events=_EVENTS)


@dataclass(frozen=True, slots=True)
class Access:
    """What the server says of this user and the table.

    Args:
        user: the role whose rights count.
        is_standby: True for a server that follows another one.
        is_read_only: True when a transaction of this session cannot write.
        may_delete: True with the right to delete rows.
        changeable: columns with the right to update them.
        addable: columns with the right to give them a value in a new row.
        computed: columns that the server works out itself.
        names_server: True when this user may ask which server it is.
    """

    user: str
    is_standby: bool
    is_read_only: bool
    may_delete: bool
    changeable: frozenset[str]
    addable: frozenset[str]
    computed: frozenset[str] = frozenset()
    names_server: bool = False

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Access:
        """Read what ``ACCESS_QUERY`` returns."""
        values: dict[str, Any] = {
            name: frozenset(value) if isinstance(value, list) else value
            for name, value in found.items()
        }
        return cls(**values)


def rights_of(access: Access, *, is_marked_read_only: bool = False) -> Rights:
    """What may be done, and in the user's words why not.

    Args:
        access: what the server says.
        is_marked_read_only: True when the user's own profile says so.
    """
    who = f"Your user “{access.user}”"
    if is_marked_read_only:
        return nothing_allowed(EDITABLE_FIELDS, "This profile is marked read only.")
    if access.is_standby:
        return nothing_allowed(EDITABLE_FIELDS, "This server is a standby: it can only be read.")
    if access.is_read_only:
        return nothing_allowed(
            EDITABLE_FIELDS, f"The server lets your user “{access.user}” only read here."
        )
    denied: dict[Field | Action, str] = {}
    for field in EDITABLE_FIELDS:
        if field in access.computed:
            denied[field] = f"The server works out the {field} itself."
        elif field not in access.changeable:
            denied[field] = f"{who} may not change the {field} here."
        elif Field.UPDATED_AT not in access.changeable:
            # Every change notes its time.
            denied[field] = f"{who} may not note when a product was changed, so it cannot be."
    if not access.addable >= _NEEDED_TO_ADD or access.computed & _NEEDED_TO_ADD:
        denied[Action.ADD] = f"{who} may not add products here."
    if not access.may_delete:
        denied[Action.DELETE] = f"{who} may not delete products here."
    return Rights(denied)


def may_write(rights: Rights) -> bool:
    """True when anything may be written at all."""
    return any(rights.may(what) for what in (*EDITABLE_FIELDS, *Action))
