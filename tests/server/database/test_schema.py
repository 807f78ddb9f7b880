"""The products table: found, refused, set up."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from catalogue_gui.catalogue.errors import AccessDenied, CatalogueMissing
from catalogue_gui.database import schema
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.schema import check_catalogue, set_up_catalogue
from catalogue_gui.database.target import Target


def test_that_a_database_without_the_table_can_be_set_up(empty_database: str) -> None:
    with open_connection(Target.from_uri(empty_database)) as connection:
        with pytest.raises(CatalogueMissing) as caught:
            check_catalogue(connection)
        assert caught.value.can_set_up
        set_up_catalogue(connection)
        table = check_catalogue(connection)
        assert (table.schema, table.name, table.extra_columns) == ("public", "products", ())
        assert table.is_writable
        indexes = connection.execute(
            "SELECT count(*) FROM pg_indexes WHERE tablename = 'products'"
        ).fetchone()
        assert indexes == (5,)


def test_that_two_people_may_set_up_at_once(empty_database: str) -> None:
    people = 4
    barrier = threading.Barrier(people)

    def set_up(_: int) -> str:
        with open_connection(Target.from_uri(empty_database)) as connection:
            barrier.wait(10)
            return set_up_catalogue(connection).name

    with ThreadPoolExecutor(people) as pool:
        assert list(pool.map(set_up, range(people))) == ["products"] * people


def test_that_setting_up_again_changes_nothing(catalogue_uri: str) -> None:
    with open_connection(Target.from_uri(catalogue_uri)) as connection:
        connection.execute("INSERT INTO products (name, price, category) VALUES ('a', 1, 'b')")
        set_up_catalogue(connection)
        assert connection.execute("SELECT count(*) FROM products").fetchone() == (1,)


def test_that_a_table_of_another_kind_is_refused_and_left_as_it_is(empty_database: str) -> None:
    with psycopg.connect(empty_database, autocommit=True) as owner:
        owner.execute("CREATE TABLE products (id serial, name text, price money)")
    with open_connection(Target.from_uri(empty_database)) as connection:
        for attempt in (check_catalogue, set_up_catalogue):
            with pytest.raises(CatalogueMissing) as caught:
                attempt(connection)
            assert not caught.value.can_set_up
            assert "category" in caught.value.detail
            assert "price (money)" in caught.value.detail
        assert connection.execute(
            "SELECT count(*) FROM information_schema.columns WHERE table_name = 'products'"
        ).fetchone() == (3,)


def test_that_extra_columns_are_named_in_the_tables_order(catalogue_uri: str) -> None:
    with psycopg.connect(catalogue_uri, autocommit=True) as owner:
        owner.execute('ALTER TABLE products ADD COLUMN shelf text, ADD COLUMN "Buyer\'s note" text')
    with open_connection(Target.from_uri(catalogue_uri)) as connection:
        assert check_catalogue(connection).extra_columns == ("shelf", "Buyer's note")


def test_that_a_read_only_session_is_known_beforehand(catalogue_uri: str) -> None:
    with open_connection(Target.from_uri(catalogue_uri, read_only=True)) as connection:
        assert not check_catalogue(connection).is_writable


def test_that_a_role_that_may_not_read_is_told_so(catalogue_uri: str) -> None:
    with open_connection(Target.from_uri(catalogue_uri)) as connection:
        connection.execute("CREATE ROLE nobody_here")
        connection.execute("SET ROLE nobody_here")
        with pytest.raises(AccessDenied):
            check_catalogue(connection)
        connection.execute("RESET ROLE")
        connection.execute("DROP ROLE nobody_here")


def test_that_a_server_that_is_too_old_is_said(
    catalogue_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "OLDEST_SERVER", 990_000)
    with open_connection(Target.from_uri(catalogue_uri)) as connection:
        for attempt in (check_catalogue, set_up_catalogue):
            with pytest.raises(CatalogueMissing, match="too old for this program") as caught:
                attempt(connection)
            assert not caught.value.can_set_up
            assert "version 99" in caught.value.hint


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("ALTER COLUMN tags DROP NOT NULL", "NOT NULL: tags"),
        ("ALTER COLUMN price DROP NOT NULL", "NOT NULL: price"),
        ("ALTER COLUMN tags DROP DEFAULT, ALTER COLUMN tags TYPE varchar[]", "tags (character"),
    ],
)
def test_that_a_column_that_could_not_be_shown_rightly_is_refused_by_name(
    catalogue_uri: str, change: str, said: str
) -> None:
    with psycopg.connect(catalogue_uri, autocommit=True) as owner:
        owner.execute(f"ALTER TABLE products {change}")  # type: ignore[call-overload]
    with (
        open_connection(Target.from_uri(catalogue_uri)) as connection,
        pytest.raises(CatalogueMissing) as caught,
    ):
        check_catalogue(connection)
    assert said in caught.value.detail
