"""A connection is tried step by step, and the first thing that is wrong is named."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from catalogue_gui.database.diagnosis import diagnose
from catalogue_gui.database.server_reach import StepResult
from catalogue_gui.database.target import Target
from tests.deaf_server import closed_port, deaf_port

PASSWORD = "hunter2"


def tried(target: Target) -> dict[str, StepResult]:
    return {each.step: each for each in diagnose(target)}


def last(target: Target) -> StepResult:
    return list(diagnose(target))[-1]


@pytest.fixture
def role(catalogue_uri: str) -> Iterator[str]:
    """A user without any rights, whose password the server asks for."""
    name = f"pw_{os.urandom(4).hex()}"
    with psycopg.connect(catalogue_uri, autocommit=True) as connection:
        row = connection.execute("SHOW hba_file").fetchone()
        assert row is not None
        rules = Path(row[0])
        before = rules.read_text()
        rules.write_text(
            f"local all {name} scram-sha-256\nhost all {name} all scram-sha-256\n{before}"
        )
        connection.execute("SELECT pg_reload_conf()")
        role = sql.Identifier(name)
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, PASSWORD))
        _wait_until_rules_hold(connection, name)
        yield name
        connection.execute(sql.SQL("DROP OWNED BY {}").format(role))
        connection.execute(sql.SQL("DROP ROLE {}").format(role))
        rules.write_text(before)
        connection.execute("SELECT pg_reload_conf()")


def _wait_until_rules_hold(connection: psycopg.Connection, name: str) -> None:
    """The server takes its rules anew a moment after it was asked to."""
    give_up_at = time.monotonic() + 10
    while True:
        try:
            psycopg.connect(make_conninfo(connection.info.dsn, user=name)).close()
        except psycopg.OperationalError:
            return
        assert time.monotonic() < give_up_at, "the server never asked for a password"


def as_role(uri: str, role: str, password: str | None = PASSWORD) -> Target:
    target = Target.from_uri(uri)
    return replace(target, parameters={**target.parameters, "user": role}, password=password)


def test_that_a_usable_connection_passes_every_step(catalogue_uri: str) -> None:
    steps = tried(Target.from_uri(catalogue_uri))
    assert list(steps) == ["Port", "Login", "Encryption", "Catalogue", "Rights"]
    assert all(each.ok and not each.is_warning for each in steps.values())
    database = conninfo_to_dict(catalogue_uri)["dbname"]
    assert f"“{database}”" in steps["Login"].message
    assert "public.products" in steps["Catalogue"].message
    assert "add, change, delete and import" in steps["Rights"].message


def test_that_an_empty_database_is_a_note_with_the_way_on(empty_database: str) -> None:
    result = last(Target.from_uri(empty_database))
    assert (result.step, result.ok, result.is_warning) == ("Catalogue", True, True)
    assert "Set up catalogue" in result.hint


def test_that_a_user_who_may_not_set_up_a_catalogue_is_told_so(
    catalogue_uri: str, role: str
) -> None:
    with psycopg.connect(catalogue_uri, autocommit=True) as connection:
        connection.execute("DROP TABLE products")
        # Before version 15 everybody might.
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    result = last(as_role(catalogue_uri, role))
    assert result.is_warning
    assert "may not make one" in result.hint


@pytest.mark.parametrize("schema", ["", "public", "Häuser & Co"])
def test_that_a_missing_table_is_called_by_the_name_that_the_connection_gives_it(
    empty_database: str, role: str, schema: str
) -> None:
    named = {"schema": schema, "table": "Product List"}
    result = last(replace(Target.from_uri(empty_database), **named))
    assert "Product List" in result.message
    assert "Set up catalogue" in result.hint
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    result = last(replace(as_role(empty_database, role), **named))
    assert "may not make one" in result.hint


def test_that_another_kind_of_products_table_fails(empty_database: str) -> None:
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute("CREATE TABLE products (id integer)")
    result = last(Target.from_uri(empty_database))
    assert (result.step, result.ok) == ("Catalogue", False)


@pytest.mark.parametrize(
    ("grant", "words"),
    [
        ("SELECT", "look at products only"),
        ("SELECT, UPDATE", "look at products and change them"),
        ("SELECT, INSERT, UPDATE", "add, change, import them"),
    ],
)
def test_that_what_a_user_may_do_is_said(
    catalogue_uri: str, role: str, grant: str, words: str
) -> None:
    with psycopg.connect(catalogue_uri, autocommit=True) as connection:
        connection.execute(
            sql.SQL("GRANT {} ON products TO {}").format(sql.SQL(grant), sql.Identifier(role))
        )
    result = last(as_role(catalogue_uri, role))
    assert (result.step, result.ok) == ("Rights", True)
    assert words in result.message


def test_that_a_user_who_may_not_read_the_table_fails(catalogue_uri: str, role: str) -> None:
    result = last(as_role(catalogue_uri, role))
    assert (result.step, result.ok) == ("Catalogue", False)


def test_that_a_read_only_profile_says_why_only_looking_is_possible(catalogue_uri: str) -> None:
    result = last(Target.from_uri(catalogue_uri, read_only=True))
    assert result.message == "You may look at products only: the connection is read-only."


@pytest.mark.parametrize("password", ["wrong", None])
def test_that_a_wrong_password_fails_at_the_login(
    catalogue_uri: str, role: str, password: str | None
) -> None:
    result = last(as_role(catalogue_uri, role, password))
    assert (result.step, result.ok) == ("Login", False)
    assert "password" in result.message
    assert result.hint


def test_that_a_database_that_is_not_there_fails_at_the_login(server_uri: str) -> None:
    result = last(Target.from_uri(make_conninfo(server_uri, dbname="nowhere")))
    assert (result.step, result.ok) == ("Login", False)
    assert "nowhere" in result.message


def test_that_an_unknown_server_name_is_the_only_step() -> None:
    (result,) = diagnose(Target({"host": "no-such-server.invalid"}))
    assert (result.step, result.ok) == ("Server name", False)
    assert "no-such-server.invalid" in result.message


@pytest.mark.parametrize("host", ["." * 300, "a..b", "ü" * 80])
def test_that_a_name_that_cannot_be_one_is_unknown(host: str) -> None:
    (result,) = diagnose(Target({"host": host}))
    assert (result.step, result.ok) == ("Server name", False)


def test_that_a_port_where_nothing_listens_is_named() -> None:
    with closed_port() as port:
        result = last(Target({"host": "127.0.0.1", "port": str(port)}))
    assert (result.step, result.ok) == ("Port", False)
    assert f"port {port}" in result.message


def test_that_a_socket_folder_without_a_server_is_named(tmp_path: Path) -> None:
    result = last(Target({"host": str(tmp_path)}))
    assert (result.step, result.ok) == ("Port", False)
    assert str(tmp_path) in result.message


def test_that_a_server_that_says_nothing_fails_within_the_time_limit() -> None:
    with deaf_port() as port:
        began = time.monotonic()
        target = Target({"host": "127.0.0.1", "port": str(port)}, connect_timeout_s=2)
        steps = tried(target)
        took_s = time.monotonic() - began
    assert steps["Port"].ok
    assert not steps["Login"].ok
    assert "in time" in steps["Login"].message
    assert took_s < 10


def test_that_one_of_several_servers_is_enough(catalogue_uri: str) -> None:
    parameters = dict(Target.from_uri(catalogue_uri).parameters)
    with closed_port() as port:
        parameters["host"] = f"127.0.0.1,{parameters['host']}"
        parameters["port"] = f"{port},{parameters.get('port', '5432')}"
        steps = tried(Target(parameters))
    assert steps["Port"].ok
    assert steps["Port"].is_warning
    assert steps["Rights"].ok


def test_that_giving_up_half_way_closes_the_connection(catalogue_uri: str) -> None:
    steps = diagnose(Target.from_uri(catalogue_uri))
    while next(steps).step != "Login":
        pass
    database = conninfo_to_dict(catalogue_uri)["dbname"]
    with psycopg.connect(catalogue_uri, autocommit=True) as watcher:
        assert _sessions(watcher, database) == 1
        steps.close()
        give_up_at = time.monotonic() + 10
        while _sessions(watcher, database):
            assert time.monotonic() < give_up_at


def _sessions(watcher: psycopg.Connection, database: object) -> int:
    row = watcher.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND application_name LIKE %s",
        (database, "%connection test"),
    ).fetchone()
    assert row is not None
    return int(row[0])
