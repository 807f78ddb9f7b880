"""The index for free text: offered where it can be had, made while others work, never in the way."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from catalogue_gui.bundled import bundled_file
from catalogue_gui.catalogue.errors import AccessDenied, CatalogueMissing, QueryTimedOut
from catalogue_gui.database.connect import Connection, open_connection
from catalogue_gui.database.database import Database
from catalogue_gui.database.embedded import fill_demo
from catalogue_gui.database.schema import check_catalogue, set_up_catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.database.text_index import (
    TextIndexState,
    add_text_index,
    text_index_state,
)

INDEX_NAME = "products_name_trgm_idx"


@pytest.fixture
def owner(empty_database: str) -> Iterator[Connection]:
    """A superuser's connection to an empty database."""
    with open_connection(Target.from_uri(empty_database)) as connection:
        yield connection


@pytest.fixture
def plain_user(empty_database: str, owner: Connection) -> Iterator[tuple[str, str]]:
    """A role without any right but to log in, and its address."""
    role = f"user_{uuid.uuid4().hex[:8]}"
    owner.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    yield role, make_conninfo(empty_database, user=role)
    owner.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
    owner.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def grant(owner: Connection, role: str, right: str) -> None:
    owner.execute(sql.SQL("GRANT {} TO {}").format(sql.SQL(right), sql.Identifier(role)))  # type: ignore[arg-type]


def database_of(uri: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(uri)["dbname"])


def is_valid(connection: Connection) -> list[bool]:
    """For each index on the name of that name, whether it can be used."""
    rows = connection.execute(
        "SELECT indisvalid FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE relname = %s",
        (INDEX_NAME,),
    ).fetchall()
    return [row[0] for row in rows]


def plan(connection: Connection) -> str:
    # Nothing else is to be had: a handful of names is quicker read through, by this index or without one.
    connection.execute("DROP INDEX IF EXISTS products_name_idx")
    connection.execute("SET enable_seqscan = off")
    rows = connection.execute("EXPLAIN SELECT FROM products WHERE name ILIKE '%kettle%'")
    return "\n".join(row[0] for row in rows)


def test_that_an_empty_database_says_whether_fast_text_can_be_had(owner: Connection) -> None:
    assert text_index_state(owner) == TextIndexState.POSSIBLE
    with pytest.raises(CatalogueMissing) as caught:
        check_catalogue(owner)
    assert caught.value.can_have_fast_text


def test_that_a_catalogue_is_set_up_with_fast_text_when_asked(
    owner: Connection, empty_database: str
) -> None:
    database = Database(Target.from_uri(empty_database))
    try:
        database.set_up(fast_text=True)
    finally:
        database.close()
    assert text_index_state(owner) == TextIndexState.PRESENT
    assert INDEX_NAME in plan(owner)


def test_that_a_catalogue_is_set_up_without_fast_text_when_not_asked(owner: Connection) -> None:
    set_up_catalogue(owner)
    assert text_index_state(owner) == TextIndexState.POSSIBLE
    assert is_valid(owner) == []


def test_that_the_demo_has_fast_text(owner: Connection, empty_database: str) -> None:
    fill_demo(Target.from_uri(empty_database), bundled_file("demo/products.csv"))
    assert text_index_state(owner) == TextIndexState.PRESENT


def test_that_fast_text_is_added_to_an_existing_catalogue_once(owner: Connection) -> None:
    set_up_catalogue(owner)
    owner.execute("INSERT INTO products (name, price, category) VALUES ('Kettle', 1, 'Home')")
    for _ in range(2):
        add_text_index(owner)
    assert is_valid(owner) == [True]
    assert INDEX_NAME in plan(owner)


def test_that_the_limits_of_the_connection_are_as_before_afterwards(empty_database: str) -> None:
    target = Target.from_uri(empty_database)
    with open_connection(target) as connection:
        set_up_catalogue(connection)
        add_text_index(connection)
        limits = connection.execute(
            "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')"
        ).fetchone()
    assert limits == (f"{target.statement_timeout_s // 60}min", f"{target.lock_timeout_s}s")


def test_that_an_extension_off_the_search_path_serves_as_well(owner: Connection) -> None:
    owner.execute("CREATE SCHEMA tools")
    owner.execute("CREATE EXTENSION pg_trgm SCHEMA tools")
    set_up_catalogue(owner)
    add_text_index(owner)
    assert text_index_state(owner) == TextIndexState.PRESENT
    assert INDEX_NAME in plan(owner)


def test_that_what_a_failed_attempt_left_is_replaced(owner: Connection) -> None:
    set_up_catalogue(owner)
    owner.execute(
        "INSERT INTO products (name, price, category) SELECT 'a', 1, 'b' FROM generate_series(1, 2)"
    )
    with pytest.raises(psycopg.errors.UniqueViolation):
        owner.execute(
            sql.SQL("CREATE UNIQUE INDEX CONCURRENTLY {} ON products (name)").format(
                sql.Identifier(INDEX_NAME)
            )
        )
    assert is_valid(owner) == [False]
    assert text_index_state(owner) == TextIndexState.POSSIBLE
    add_text_index(owner)
    assert is_valid(owner) == [True]
    assert text_index_state(owner) == TextIndexState.PRESENT


def test_that_a_cancelled_attempt_leaves_nothing_and_others_went_on_working(
    owner: Connection, empty_database: str
) -> None:
    set_up_catalogue(owner)
    target = Target.from_uri(empty_database)
    # A colleague in the middle of a change keeps the index from becoming ready.
    with psycopg.connect(empty_database) as colleague, open_connection(target) as making:
        colleague.execute("INSERT INTO products (name, price, category) VALUES ('Pot', 1, 'Home')")
        failures: list[BaseException] = []

        def attempt() -> None:
            try:
                add_text_index(making)
            except BaseException as error:
                failures.append(error)

        thread = threading.Thread(target=attempt, name="test-index")
        thread.start()
        try:
            while thread.is_alive() and is_valid(owner) != [False]:
                pass
            owner.execute("INSERT INTO products (name, price, category) VALUES ('Pan', 1, 'Home')")
        finally:
            making.cancel_safe()
            colleague.rollback()
            thread.join(20)
        assert [type(error) for error in failures] == [QueryTimedOut]
        assert is_valid(owner) == []
        add_text_index(making)
    assert text_index_state(owner) == TextIndexState.PRESENT


def test_that_a_missing_table_is_told(owner: Connection) -> None:
    with pytest.raises(CatalogueMissing):
        add_text_index(owner)


def test_that_somebody_elses_index_counts_when_it_serves(owner: Connection) -> None:
    set_up_catalogue(owner)
    owner.execute("CREATE EXTENSION pg_trgm")
    owner.execute("CREATE INDEX words ON products USING gist (name gist_trgm_ops)")
    assert text_index_state(owner) == TextIndexState.PRESENT


@pytest.mark.parametrize(
    "definition",
    [
        "USING gin (category gin_trgm_ops)",
        "USING gin (lower(name) gin_trgm_ops)",
        "USING gin (name gin_trgm_ops) WHERE stock > 0",
        "(name)",
    ],
)
def test_that_an_index_that_does_not_serve_free_text_does_not_count(
    owner: Connection, definition: str
) -> None:
    set_up_catalogue(owner)
    owner.execute("CREATE EXTENSION pg_trgm")
    owner.execute(f"CREATE INDEX words ON products {definition}")  # type: ignore[call-overload]
    assert text_index_state(owner) == TextIndexState.POSSIBLE


def test_that_a_partitioned_catalogue_can_have_it_too(owner: Connection) -> None:
    set_up_catalogue(owner)
    owner.execute("ALTER TABLE products RENAME TO products_part")
    owner.execute(
        "CREATE TABLE products (LIKE products_part INCLUDING DEFAULTS) PARTITION BY LIST (category)"
    )
    owner.execute("ALTER TABLE products ATTACH PARTITION products_part DEFAULT")
    add_text_index(owner)
    assert text_index_state(owner) == TextIndexState.PRESENT


def test_that_a_user_with_the_right_to_create_in_the_database_can_have_it(
    owner: Connection, plain_user: tuple[str, str], empty_database: str
) -> None:
    role, uri = plain_user
    grant(owner, role, "ALL ON SCHEMA public")
    with open_connection(Target.from_uri(uri)) as connection:
        assert text_index_state(connection) == TextIndexState.IMPOSSIBLE
        grant(owner, role, f"CREATE ON DATABASE {database_of(empty_database)}")
        assert text_index_state(connection) == TextIndexState.POSSIBLE
        set_up_catalogue(connection, fast_text=True)
        assert text_index_state(connection) == TextIndexState.PRESENT


def test_that_a_user_without_that_right_gets_a_catalogue_all_the_same(
    owner: Connection, plain_user: tuple[str, str]
) -> None:
    role, uri = plain_user
    grant(owner, role, "ALL ON SCHEMA public")
    with open_connection(Target.from_uri(uri)) as connection:
        with pytest.raises(CatalogueMissing) as caught:
            check_catalogue(connection)
        assert not caught.value.can_have_fast_text
        set_up_catalogue(connection, fast_text=True)
        assert check_catalogue(connection).is_writable
        assert text_index_state(connection) == TextIndexState.IMPOSSIBLE
        with pytest.raises(AccessDenied):
            add_text_index(connection)
        owner.execute("CREATE EXTENSION pg_trgm")
        assert text_index_state(connection) == TextIndexState.POSSIBLE
        add_text_index(connection)
        assert text_index_state(connection) == TextIndexState.PRESENT


def test_that_somebody_elses_table_is_not_theirs_to_index(
    owner: Connection, plain_user: tuple[str, str], empty_database: str
) -> None:
    role, uri = plain_user
    set_up_catalogue(owner)
    grant(owner, role, "ALL ON SCHEMA public")
    grant(owner, role, f"CREATE ON DATABASE {database_of(empty_database)}")
    grant(owner, role, "ALL ON products")
    with open_connection(Target.from_uri(uri)) as connection:
        assert text_index_state(connection) == TextIndexState.IMPOSSIBLE
        with pytest.raises(AccessDenied):
            add_text_index(connection)


def test_that_a_read_only_connection_is_offered_nothing(
    owner: Connection, empty_database: str
) -> None:
    set_up_catalogue(owner)
    with open_connection(Target.from_uri(empty_database, read_only=True)) as connection:
        assert text_index_state(connection) == TextIndexState.IMPOSSIBLE
        add_text_index(owner)
        assert text_index_state(connection) == TextIndexState.PRESENT
