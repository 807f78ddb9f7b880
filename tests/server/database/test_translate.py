"""PostgreSQL's errors in the user's words, one test a row of the table, each raised by a real server."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors as pg

from catalogue_gui.catalogue import errors
from catalogue_gui.catalogue.errors import CatalogueError, InvalidValue
from catalogue_gui.database.connect import Connection, open_connection
from catalogue_gui.database.target import Target
from catalogue_gui.database.translate import (
    _BY_CLASS,
    _BY_STATE,
    translate,
    translated_errors,
    without_secrets,
)

JARGON = re.compile(
    r"relation|constraint|violates|tuple|SQLSTATE|null value|psycopg", re.IGNORECASE
)


@pytest.fixture
def connection(catalogue_uri: str) -> Iterator[Connection]:
    with open_connection(Target.from_uri(catalogue_uri)) as opened:
        opened.execute("INSERT INTO products (name, price, category) VALUES ('a', 1, 'b')")
        yield opened


@pytest.mark.parametrize(
    ("statement", "kind", "field"),
    [
        ("UPDATE products SET price = -1", errors.InvalidValue, "price"),
        ("UPDATE products SET stock = -1", errors.InvalidValue, "stock"),
        ("UPDATE products SET name = NULL", errors.InvalidValue, "name"),
        ("UPDATE products SET price = 1e9", errors.InvalidValue, ""),
        ("UPDATE products SET metadata = 'x'", errors.InvalidValue, ""),
        (
            "UPDATE products SET category = (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 4000) n)",
            errors.InvalidValue,
            "",
        ),
        ("INSERT INTO products SELECT * FROM products", errors.InvalidValue, ""),
        ("SELECT * FROM nowhere", errors.CatalogueMissing, None),
        ("SELECT nothing FROM products", errors.CatalogueMissing, None),
        ("SELECT pg_sleep(5)", errors.QueryTimedOut, None),
        ("DO $$ BEGIN RAISE 'closed on Sundays'; END $$", CatalogueError, None),
        ("SELECT 1 FROM (SELECT 1 GROUP BY 1 FOR UPDATE) AS s", CatalogueError, None),
        ("SELEC 1", errors.CatalogueBug, None),
    ],
)
def test_that_a_refused_statement_is_said_in_the_users_words(
    connection: Connection, statement: str, kind: type[CatalogueError], field: str | None
) -> None:
    connection.execute("SET statement_timeout = '300ms'")
    with pytest.raises(CatalogueError) as caught, translated_errors():
        connection.execute(statement)
    assert type(caught.value) is kind
    if isinstance(caught.value, InvalidValue):
        assert caught.value.field == field
    assert not JARGON.search(str(caught.value)), str(caught.value)
    assert caught.value.hint
    assert caught.value.detail


@pytest.mark.parametrize(
    "state", [*sorted(_BY_STATE), *(f"{kind}999" for kind in sorted(_BY_CLASS))]
)
def test_that_every_row_has_words_a_title_and_a_hint(connection: Connection, state: str) -> None:
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(f"DO $$ BEGIN RAISE 'server text' USING ERRCODE = '{state}'; END $$")
    assert caught.value.sqlstate == state
    error = translate(caught.value)
    assert not isinstance(error, errors.CatalogueBug)
    assert error.message
    assert error.title
    assert error.hint
    assert "server text" in error.detail


def test_that_a_trigger_that_refuses_is_quoted(connection: Connection) -> None:
    connection.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'closed on Sundays'; END $$"
    )
    connection.execute(
        "CREATE TRIGGER refuse BEFORE UPDATE ON products FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    with pytest.raises(CatalogueError, match="closed on Sundays"), translated_errors():
        connection.execute("UPDATE products SET stock = 1")


def test_that_a_lock_held_by_someone_else_is_said(
    connection: Connection, catalogue_uri: str
) -> None:
    connection.execute("SET lock_timeout = '200ms'")
    with psycopg.connect(catalogue_uri) as other:
        other.execute("UPDATE products SET stock = 2")
        with pytest.raises(errors.QueryTimedOut) as caught, translated_errors():
            connection.execute("UPDATE products SET stock = 3")
        other.rollback()
    assert caught.value.title == "Held by someone else"


def test_that_a_terminated_session_is_a_lost_connection(
    connection: Connection, catalogue_uri: str
) -> None:
    with psycopg.connect(catalogue_uri, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,))
    with pytest.raises(errors.ConnectionLost), translated_errors():
        connection.execute("SELECT 1")


def test_that_a_read_only_session_is_said(catalogue_uri: str) -> None:
    target = Target.from_uri(catalogue_uri, read_only=True)
    with (
        open_connection(target) as connection,
        pytest.raises(errors.AccessDenied, match="may only read"),
        translated_errors(),
    ):
        connection.execute("DELETE FROM products")


def test_that_a_character_that_cannot_be_stored_is_said(connection: Connection) -> None:
    with pytest.raises(InvalidValue), translated_errors():
        connection.execute("UPDATE products SET name = %s", ("a\x00b",))


def test_that_an_error_of_no_known_kind_is_a_bug_with_the_servers_text() -> None:
    error = translate(pg.UndefinedFunction("unheard of"))
    assert isinstance(error, errors.CatalogueBug)
    assert "unheard of" in error.detail


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://me:s3cret@host/db failed",
        "host=x password=s3cret dbname=y",
        "password='s3cret' host=x",
        "PASSWORD = s3cret",
        "sslpassword=s3cret",
    ],
)
def test_that_a_password_never_stands_in_a_detail(text: str) -> None:
    assert "s3cret" not in without_secrets(text)
