"""Many rows into a table that has rows: in an order that suits its indexes, with the tidying done beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catalogue_gui.catalogue.errors import ConnectionFailed
from catalogue_gui.database.connect import Connection, open_connection
from catalogue_gui.database.table_name import USUAL_NAME
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.tidying import Tidying
from tests.server.transfer.conftest import wait_until

ROWS = 12_000
ONE = "name,price,category\nKettle,1,Home\n"
MANY = "colour,name,price,category\n" + "".join(
    f"red,Product {n * 7919 % ROWS},{n},Home\n" for n in range(ROWS)
)
PENDING = (
    "SELECT n_pending_tuples AS n FROM gin_metapage_info(get_raw_page('products_metadata_idx', 0))"
)
TIDYING = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND query ~ 'gin_clean' AND pid <> pg_backend_pid()"
IN_PLACE = "SELECT name FROM products WHERE name LIKE 'Product %%' ORDER BY ctid"
INSERT = (
    "INSERT INTO products (name, price, category, tags, metadata)"
    " SELECT 'P ' || n, 1, 'Home', ARRAY['t' || n %% 9], jsonb_build_object('k', n)"
    " FROM generate_series(1, %s) n"
)


@pytest.fixture
def owner(bench) -> Iterator[Connection]:
    """The connection that writes."""
    bench.catalogue.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
    with open_connection(Target.from_uri(bench.uri), role="import") as connection:
        yield connection


@pytest.mark.parametrize("match", [None, "name"])
def test_that_rows_lie_in_the_order_of_the_largest_index(bench, write_file, match):
    bench.catalogue.execute(INSERT, (5_000,))
    bench.catalogue.execute("CREATE INDEX IF NOT EXISTS by_name ON products (name, id)")
    mode = "add" if match is None else "upsert"
    assert bench.load(write_file(MANY), mode=mode, match=match).written == ROWS
    names = [row["name"] for row in bench.ask(IN_PLACE)]
    assert names == [row["name"] for row in bench.ask(IN_PLACE.replace("ctid", "name"))]


def test_that_without_an_index_on_a_field_rows_lie_as_in_the_file(bench, write_file):
    bench.load(write_file(ONE))
    for index in ("category", "name"):
        bench.catalogue.execute(f"DROP INDEX IF EXISTS products_{index}_idx")
    assert bench.load(write_file(MANY)).written == ROWS
    prices = [row["price"] for row in bench.ask(IN_PLACE.replace("name FROM", "price FROM"))]
    assert prices == list(range(ROWS))


def test_that_the_lists_of_pending_entries_are_sorted_in_after_the_commit(bench, write_file):
    bench.catalogue.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
    bench.load(write_file(ONE))
    assert bench.load(write_file(MANY)).written == ROWS
    bench.importer.wait_until_tidy()
    assert bench.ask(PENDING) == [{"n": 0}]
    with bench.catalogue.transaction():
        bench.catalogue.execute("SET LOCAL enable_seqscan = off")
        found = bench.ask(
            'SELECT count(*) AS n FROM products WHERE metadata @> \'{"colour": "red"}\''
        )
    assert found == [{"n": ROWS}]
    bench.wait_for(TIDYING, is_there=False)


def test_that_pending_entries_are_sorted_in_while_the_import_is_writing(bench, owner):
    opened: list[Connection] = []

    def connect() -> Connection:
        opened.append(open_connection(Target.from_uri(bench.uri), role="import"))
        return opened[-1]

    tidying = Tidying(USUAL_NAME, connect)
    with owner.transaction():
        tidying.prepare(owner, 200_000)
        owner.execute(INSERT, (60_000,))
        assert bench.ask(PENDING) == [{"n": 60_000}]
        tidying.go_on(10_000)
        assert not opened, "too few for a round"
        tidying.go_on(60_000)
        wait_until(lambda: bench.ask(PENDING) == [{"n": 0}])
        assert bench.count() == 0, "nothing is committed yet"
        owner.execute(INSERT, (5_000,))
        tidying.go_on(65_000)
    assert bench.ask(PENDING) == [{"n": 5_000}]
    tidying.finish()
    tidying.wait(lambda _: None, Cancellation())
    assert bench.ask(PENDING) == [{"n": 0}]
    assert bench.ask("SELECT reltuples::int AS n FROM pg_class WHERE relname = 'products'") == [
        {"n": 65_000}
    ]
    assert len(opened) <= 4
    assert all(connection.closed for connection in opened)


def test_that_a_server_without_further_connections_is_asked_for_one_only_once(bench, owner):
    asked = 0

    def refuse() -> Connection:
        nonlocal asked
        asked += 1
        raise ConnectionFailed("There are too many connections.")

    tidying = Tidying(USUAL_NAME, refuse)
    with owner.transaction():
        tidying.prepare(owner, 200_000)
        owner.execute(INSERT, (100,))
        tidying.go_on(60_000)
        tidying.go_on(120_000)
        assert asked == 1
    tidying.finish()
    assert asked == 2
    tidying.wait(lambda _: None, Cancellation())
    assert bench.count() == 100
