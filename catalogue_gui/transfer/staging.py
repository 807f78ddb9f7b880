"""The temporary tables that checked records wait in, and their comparison with the catalogue.

They belong to the session and outlive its transactions, so that none stays open while the user looks at what is to change;
they go with the session, so that nothing is left behind whatever happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import LiteralString

from psycopg import sql

from catalogue_gui.catalogue.importing import Reject
from catalogue_gui.catalogue.product import Field
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.schema import IS_DISTRIBUTED
from catalogue_gui.transfer.block_ranges import block_ranges
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
_RECORDS_AT_ONCE = 25_000  # written by one statement, in about a fifth of a second

OnRecords = Callable[[int], None]


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
        self._connection.execute(_CREATE)
        self._connection.execute(_CREATE_OUTCOME)

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

    def insert_new(self, on_records: OnRecords) -> int:
        """Insert the new products; inside a transaction of the caller's.

        Args:
            on_records: called now and then with the number of records done; may raise to stop.
        Returns:
            Rows inserted.
        """
        values = self._rules.inserted_values()
        statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM ").format(
            self._rules.products.identifier,
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(values.values()),
        )
        if self._rules.is_compared:
            return self._in_record_ranges(
                statement + sql.SQL("{} WHERE o.outcome = 'new'").format(_JOINED), on_records
            )
        done = 0
        statement += sql.SQL(
            "pg_temp.import_staging s WHERE s.ctid >= %s::tid AND s.ctid < %s::tid"
        )
        for first, end, _share in block_ranges(self._connection, "pg_temp.import_staging"):
            done += self._connection.execute(statement, (first, end)).rowcount
            on_records(done)
        return done

    def lock_changed(self) -> None:
        """Hold the products that were found changed by the comparison made last, to the end of the transaction."""
        if self._rules.is_compared:
            self._connection.execute(
                sql.SQL(
                    "SELECT count(*) FROM (SELECT FROM {} p WHERE p.id IN (SELECT product_id FROM pg_temp.import_outcome"
                    " WHERE outcome = 'changed') ORDER BY p.id FOR UPDATE OF p) held"
                ).format(self._rules.products.identifier)
            )

    def is_all_ours(self, transaction: str, rows: int) -> bool:
        """Whether a transaction wrote just so many rows of the catalogue, and no others in passing.

        Only a trigger or rule of the table's could do that; where there is none, nothing is counted. Rows that lie on other
        servers are written by transactions of those, and are never known to be ours.
        """
        row = self._connection.execute(
            sql.SQL(
                "SELECT CASE WHEN {} THEN -1"
                " WHEN EXISTS (SELECT FROM pg_trigger WHERE tgrelid = %(name)s::regclass AND NOT tgisinternal)"
                " OR EXISTS (SELECT FROM pg_rewrite WHERE ev_class = %(name)s::regclass)"
                " OR EXISTS (SELECT FROM pg_inherits WHERE inhparent = %(name)s::regclass)"
                " OR (SELECT relkind <> 'r' FROM pg_class WHERE oid = %(name)s::regclass)"
                " THEN (SELECT count(*) FROM {} p WHERE p.xmin = %(own)s::xid8::xid) ELSE %(rows)s END"
            ).format(IS_DISTRIBUTED, self._rules.products.identifier),
            {
                "name": self._rules.products.regclass,
                "own": transaction.partition("@")[0],
                "rows": rows,
            },
        ).fetchone()
        return row == (rows,)

    def old_rows(self) -> tuple[list[str], sql.Composed]:
        """What the changed products are now, as far as an update changes it: the columns, and a query for them."""
        names = [Field.ID.value, *self._rules.updated_values(), Field.UPDATED_AT.value]
        return names, sql.SQL(
            "SELECT {} FROM {} p JOIN pg_temp.import_outcome o ON p.id = o.product_id AND p.xmin = o.seen "
            "WHERE o.outcome = 'changed'"
        ).format(
            sql.SQL(", ").join(sql.SQL("p.{}").format(sql.Identifier(name)) for name in names),
            self._rules.products.identifier,
        )

    def update_changed(self, on_records: OnRecords) -> int:
        """Update the changed products; inside a transaction of the caller's.

        Args:
            on_records: called now and then with the number of records done; may raise to stop.
        Returns:
            Rows updated; fewer than were found changed when somebody has changed some of them since the comparison.
        """
        values = self._rules.updated_values()
        if not self._rules.is_compared or not values:
            return 0
        assignments = [
            sql.SQL("{} = {}").format(sql.Identifier(name), value) for name, value in values.items()
        ]
        statement = sql.SQL(
            "UPDATE {} p SET {}, updated_at = now() FROM {} "
            "WHERE o.outcome = 'changed' AND p.id = o.product_id AND p.xmin = o.seen"
        ).format(self._rules.products.identifier, sql.SQL(", ").join(assignments), _JOINED)
        return self._in_record_ranges(statement, on_records)

    def count_kept(self) -> int:
        """How many of the products found changed are still as they were, though ``update_changed`` has been through.

        Nobody else has changed them: a rule of the database keeps them from this user.
        """
        row = self._connection.execute(
            sql.SQL(
                "SELECT count(*) FROM pg_temp.import_outcome o JOIN {} p ON p.id = o.product_id AND p.xmin = o.seen"
                " WHERE o.outcome = 'changed'"
            ).format(self._rules.products.identifier)
        ).fetchone()
        return int(row[0]) if row else 0

    def _in_record_ranges(self, statement: sql.Composed, on_records: OnRecords) -> int:
        """Run a statement over ``_JOINED`` for some records after the other; returns the rows it was done to."""
        done = 0
        statement += sql.SQL(
            " AND o.record >= %(first)s AND o.record < %(end)s"
            " AND s.record >= %(first)s AND s.record < %(end)s"
        )
        for first in range(1, self.last_record + 1, _RECORDS_AT_ONCE):
            end = first + _RECORDS_AT_ONCE
            done += self._connection.execute(statement, {"first": first, "end": end}).rowcount
            on_records(done)
        return done


_JOINED = sql.SQL("pg_temp.import_outcome o JOIN pg_temp.import_staging s USING (record)")
