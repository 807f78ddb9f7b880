"""The temporary table that checked records wait in, and their comparison with the catalogue.

It belongs to the session and outlives its transactions, so that none stays open while the user looks at what is to change;
it goes with the session, so that nothing is left behind whatever happens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import LiteralString

from psycopg import sql

from catalogue_gui.catalogue.importing import Outcome, Reject
from catalogue_gui.catalogue.product import Field
from catalogue_gui.database.connect import Connection
from catalogue_gui.transfer.merging import MergeRules

_CREATE: LiteralString = """
    CREATE TEMPORARY TABLE import_staging (
        record bigint NOT NULL,
        line bigint NOT NULL,
        id uuid,
        name text,
        price numeric(10,2),
        category text,
        tags text[],
        stock integer,
        metadata jsonb,
        match_key text
    )
"""
COPY_IN: LiteralString = "COPY import_staging (record, line, id, name, price, category, tags, stock, metadata, match_key) FROM STDIN"
_CREATE_OUTCOME: LiteralString = """
    CREATE TEMPORARY TABLE import_outcome (
        record bigint NOT NULL,
        line bigint NOT NULL,
        outcome text NOT NULL,
        product_id uuid,
        code text,
        number bigint
    )
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many staged records are of each kind."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0


class Staging:
    """The staging table of one session.

    Args:
        connection: in autocommit mode; the table lives as long as it does.
        rules: what becomes of a staged record.
    Thread: the one that owns the connection.
    """

    def __init__(self, connection: Connection, rules: MergeRules) -> None:
        self._connection = connection
        self._rules = rules

    @property
    def connection(self) -> Connection:
        """The session that the staging table belongs to."""
        return self._connection

    @property
    def rules(self) -> MergeRules:
        """What becomes of a staged record."""
        return self._rules

    def create(self) -> None:
        """Make the tables, in place of those of an earlier check."""
        self._connection.execute("DROP TABLE IF EXISTS import_staging, import_outcome")
        self._connection.execute(_CREATE)
        self._connection.execute(_CREATE_OUTCOME)

    def compare(self) -> None:
        """Find for every staged record what would become of it, as the catalogue is now."""
        if not self._rules.is_compared:
            return
        self._connection.execute("ANALYZE import_staging")
        self._connection.execute("TRUNCATE import_outcome")
        self._connection.execute(self._rules.comparison())
        self._connection.execute("ANALYZE import_outcome")

    def count(self) -> Counts:
        """How many staged records are of each kind."""
        if not self._rules.is_compared:
            row = self._connection.execute("SELECT count(*) FROM import_staging").fetchone()
            return Counts(new=row[0] if row else 0)
        rows = self._connection.execute(
            "SELECT outcome, count(*) FROM import_outcome GROUP BY outcome"
        ).fetchall()
        return Counts(**dict(rows))

    def rejects(self) -> Iterator[tuple[int, Reject]]:
        """The records that the comparison rejects, in the file's order, each with its number."""
        if not self._rules.is_compared:
            return
        with self._connection.transaction(), self._connection.cursor("import_rejects") as cursor:
            cursor.execute(
                "SELECT o.record, o.line, o.code, o.number, coalesce(s.match_key, ''), coalesce(s.id::text, '')"
                " FROM import_outcome o JOIN import_staging s USING (record)"
                " WHERE o.outcome = 'rejected' ORDER BY o.record"
            )
            for record, line, code, number, key, product_id in cursor:
                yield record, self._reject(line, code, number, key, product_id)

    def _reject(
        self, line: int, code: str, number: int | None, key: str, product_id: str
    ) -> Reject:
        match = self._rules.options.match or ""
        reasons = {
            "duplicate": f"“{key}” is in the file already, in line {number}",
            "several": f"{number} products have the {match} “{key}”",
            "missing": f"there is no product with the {match} “{key}” to update",
            "exists": f"there is a product with the {match} “{key}” already",
        }
        if code in reasons:
            return Reject(line, self._column_key(match), key, reasons[code])
        if code == "id_repeated":
            reason = f"the id “{product_id}” is in the file already, in line {number}"
            return Reject(line, self._column_key(Field.ID), product_id, reason)
        if code == "id_exists":
            reason = f"there is another product with the id “{product_id}”"
            return Reject(line, self._column_key(Field.ID), product_id, reason)
        name = code.removeprefix("blank:")
        reason = f"the {name} is blank, and a new product needs one"
        return Reject(line, self._column_key(name), "", reason)

    def _column_key(self, name: str) -> str:
        """The column that fills a field; the field itself where none does."""
        column = self._rules.mapping.column_of(name)
        return column.key if column else name

    def insert_new(self) -> int:
        """Insert the new products; inside a transaction of the caller's.

        Returns:
            Rows inserted.
        """
        values = self._rules.inserted_values()
        source = (
            sql.SQL("import_staging s JOIN import_outcome o USING (record) WHERE o.outcome = 'new'")
            if self._rules.is_compared
            else sql.SQL("import_staging s")
        )
        statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
            self._rules.products,
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(values.values()),
            source,
        )
        return self._connection.execute(statement).rowcount

    def update_changed(self) -> int:
        """Update the changed products; inside a transaction of the caller's.

        Returns:
            Rows updated.
        """
        values = self._rules.updated_values()
        if not self._rules.is_compared or not values:
            return 0
        assignments = [
            sql.SQL("{} = {}").format(sql.Identifier(name), value) for name, value in values.items()
        ]
        statement = sql.SQL(
            "UPDATE {} p SET {}, updated_at = now() FROM import_staging s JOIN import_outcome o USING (record) "
            "WHERE o.outcome = {} AND p.id = o.product_id"
        ).format(
            self._rules.products, sql.SQL(", ").join(assignments), sql.Literal(str(Outcome.CHANGED))
        )
        return self._connection.execute(statement).rowcount
