"""The temporary tables that checked records wait in, and their comparison with the catalogue.

They belong to the session and outlive its transactions, so that none stays open while the user looks at what is to change;
they go with the session, so that nothing is left behind whatever happens. Behind a connection pooler no session is ours for
longer than a transaction: there one is held open, for a while, and they go with that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import LiteralString

from psycopg import sql

from catalogue_gui.catalogue.importing import Reject
from catalogue_gui.catalogue.product import Field
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.pooler import is_pooled
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
COPY_IN: LiteralString = "COPY pg_temp.import_staging (record, line, id, name, price, category, tags, stock, metadata, match_key) FROM STDIN"
# ``seen`` is the transaction that wrote the product as it was when it was compared: whoever changes it meanwhile, it is
# another one then.
_CREATE_OUTCOME: LiteralString = """
    CREATE TEMPORARY TABLE import_outcome (
        record bigint NOT NULL,
        line bigint NOT NULL,
        outcome text NOT NULL,
        product_id uuid,
        seen xid,
        fields bigint NOT NULL,
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
    """The staging tables of one session.

    Args:
        connection: in autocommit mode; the tables live as long as it does.
        rules: what becomes of a staged record.
    Thread: the one that owns the connection.
    """

    def __init__(self, connection: Connection, rules: MergeRules) -> None:
        self._connection = connection
        self._rules = rules
        self.last_record = 0  # number of the file's last record
        self._staged = 0

    @property
    def connection(self) -> Connection:
        """The session that the staging tables belong to."""
        return self._connection

    @property
    def rules(self) -> MergeRules:
        """What becomes of a staged record."""
        return self._rules

    def create(self) -> None:
        """Make the tables, in place of those of an earlier check."""
        self._connection.execute(
            "DROP TABLE IF EXISTS pg_temp.import_staging, pg_temp.import_outcome"
        )
        # Behind a pooler the session is given to somebody else after the transaction.
        end = sql.SQL(" ON COMMIT DROP" if is_pooled(self._connection) else "")
        for table in (_CREATE, _CREATE_OUTCOME):
            self._connection.execute(sql.SQL(table) + end)

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Have what is done to the tables within undone where it fails or is stopped."""
        staged = self._staged
        try:
            with self._connection.transaction():
                yield
        except BaseException:
            self._staged = staged
            raise

    def add(self, blocks: Iterable[str]) -> None:
        """Copy records to the staging table.

        Args:
            blocks: lines of COPY's text format, any number in a block.
        """
        with self._connection.cursor() as cursor:
            with cursor.copy(COPY_IN) as copy:
                for block in blocks:
                    copy.write(block)
            self._staged += cursor.rowcount

    def replace(self, records: Sequence[int], lines: Iterable[str]) -> None:
        """Put other rows in the place of some records, or none.

        Args:
            records: their numbers.
            lines: of COPY's text format, for those of them that are to be staged.
        """
        with self._connection.transaction():
            gone = self._connection.execute(
                "DELETE FROM pg_temp.import_staging WHERE record = ANY(%s)", (list(records),)
            ).rowcount
            self._staged -= gone
            self.add(lines)

    def compare(self) -> None:
        """Find for every staged record what would become of it, as the catalogue is now."""
        if not self._rules.is_compared:
            return
        execute = self._connection.execute
        execute(
            "CREATE INDEX IF NOT EXISTS import_staging_record ON pg_temp.import_staging (record)"
        )
        execute("ANALYZE pg_temp.import_staging")
        execute("TRUNCATE pg_temp.import_outcome")
        execute("DROP INDEX IF EXISTS pg_temp.import_outcome_record")
        execute(self._rules.comparison())
        execute("CREATE INDEX import_outcome_record ON pg_temp.import_outcome (outcome, record)")
        execute("ANALYZE pg_temp.import_outcome")

    def count(self) -> Counts:
        """How many staged records are of each kind."""
        if not self._rules.is_compared:
            return Counts(new=self._staged)
        rows = self._connection.execute(
            "SELECT outcome, count(*) FROM pg_temp.import_outcome GROUP BY outcome"
        ).fetchall()
        return Counts(**dict(rows))

    def make_browsable(self) -> None:
        """Make sure that a page of records far behind is there as soon as the first."""
        self._connection.execute(
            "CREATE INDEX IF NOT EXISTS import_staging_record ON pg_temp.import_staging (record)"
        )

    def rejects(self) -> Iterator[tuple[int, Reject]]:
        """The records that the comparison rejects, in the file's order, each with its number and without its cells."""
        if not self._rules.is_compared:
            return
        with self._connection.transaction(), self._connection.cursor("import_rejects") as cursor:
            cursor.execute(
                "SELECT o.record, o.line, o.code, o.number, coalesce(s.match_key, ''), coalesce(s.id::text, '')"
                " FROM pg_temp.import_outcome o JOIN pg_temp.import_staging s USING (record)"
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
