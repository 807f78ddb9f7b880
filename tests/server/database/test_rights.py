"""What a user may do here, and in their words why not: asked of the server, and true of it."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from catalogue_gui.catalogue.errors import AccessDenied, CatalogueError
from catalogue_gui.catalogue.product import Change, Edit, Field, NewProduct
from catalogue_gui.catalogue.rights import Action, Rights
from catalogue_gui.catalogue.typed_values import EDITABLE_FIELDS
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.editing import delete_product, insert_product, update_product
from catalogue_gui.database.schema import check_catalogue, set_up_catalogue
from catalogue_gui.database.target import Target
from tests.older_server import _user, newest_installed
from tests.server.database.adding import add

ALL = {*EDITABLE_FIELDS, *Action}


@pytest.fixture
def anna(catalogue_uri: str) -> Iterator[str]:
    """The name of a role that may log in and look at the products."""
    role = f"anna {uuid4().hex[:8]}"
    name = sql.Identifier(role)
    with psycopg.connect(catalogue_uri, autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
        owner.execute(sql.SQL("GRANT SELECT ON products TO {}").format(name))
        yield role
        owner.execute(sql.SQL("DROP OWNED BY {}").format(name))
        owner.execute(sql.SQL("DROP ROLE {}").format(name))


def grant(uri: str, role: str, rights: str) -> None:
    with psycopg.connect(uri, autocommit=True) as owner:
        owner.execute(
            sql.SQL("GRANT {} ON products TO {}").format(sql.SQL(rights), sql.Identifier(role))  # type: ignore[arg-type]
        )


def rights_at(target: Target) -> tuple[Rights, bool]:
    catalogue = Catalogue(target)
    try:
        catalogue.database.open()
        return catalogue.rights, catalogue.is_writable
    finally:
        catalogue.database.close()


def test_that_the_owner_may_do_everything(catalogue_uri: str) -> None:
    assert rights_at(Target.from_uri(catalogue_uri)) == (Rights(), True)


def test_that_nothing_is_allowed_before_the_catalogue_is_open(catalogue_uri: str) -> None:
    assert set(Catalogue(Target.from_uri(catalogue_uri)).rights.denied) == ALL


@pytest.mark.parametrize(
    ("granted", "allowed"),
    [
        ("SELECT", set()),
        ("UPDATE", set(EDITABLE_FIELDS)),
        ("UPDATE (stock, tags, updated_at)", {Field.STOCK, Field.TAGS}),
        ("UPDATE (stock, tags)", set()),
        ("INSERT", {Action.ADD}),
        ("INSERT (name, price, category, tags, metadata, stock)", {Action.ADD}),
        ("INSERT (name, price)", set()),
        ("DELETE", {Action.DELETE}),
        ("UPDATE, INSERT, DELETE", ALL),
    ],
)
def test_that_what_is_said_to_be_allowed_is_what_the_server_lets_happen(
    catalogue_uri: str, anna: str, granted: str, allowed: set[Field | Action]
) -> None:
    grant(catalogue_uri, anna, granted)
    with open_connection(Target.from_uri(catalogue_uri)) as owner:
        product = add(owner)
    target = Target.from_uri(make_conninfo(catalogue_uri, user=anna))
    rights, is_writable = rights_at(target)
    assert {what for what in ALL if rights.may(what)} == allowed
    assert is_writable == bool(allowed)
    changes = {
        Field.NAME: Change("Kettle", "Pot"),
        Field.PRICE: Change(Decimal(1), Decimal(2)),
        Field.CATEGORY: Change("Home", "Away"),
        Field.TAGS: Change((), ("a",)),
        Field.STOCK: Change(0, 1),
        Field.METADATA: Change("{}", '{"a": 1}'),
    }
    happened: set[Field | Action] = set()
    with open_connection(target) as connection:
        for field in EDITABLE_FIELDS:
            try:
                update_product(connection, Edit(product.id, {field: changes[field]}))
                happened.add(field)
            except AccessDenied:
                assert rights.why_not(field)
        try:
            insert_product(connection, NewProduct("New", Decimal(1), "Home"))
            happened.add(Action.ADD)
        except AccessDenied:
            assert rights.why_not(Action.ADD)
        try:
            delete_product(connection, product.id)
            happened.add(Action.DELETE)
        except AccessDenied:
            assert rights.why_not(Action.DELETE)
    assert happened == allowed


def test_that_each_reason_names_the_user_and_what_it_is_about(
    catalogue_uri: str, anna: str
) -> None:
    grant(catalogue_uri, anna, "UPDATE (stock, updated_at)")
    rights, _ = rights_at(Target.from_uri(make_conninfo(catalogue_uri, user=anna)))
    assert rights.why_not(Field.PRICE) == f"Your user “{anna}” may not change the price here."
    assert rights.why_not(Action.ADD) == f"Your user “{anna}” may not add products here."
    assert rights.why_not(Action.DELETE) == f"Your user “{anna}” may not delete products here."
    assert rights.why_not(Field.STOCK) == ""


def test_that_a_user_who_may_not_note_the_time_is_told_so(catalogue_uri: str, anna: str) -> None:
    grant(catalogue_uri, anna, "UPDATE (stock)")
    rights, _ = rights_at(Target.from_uri(make_conninfo(catalogue_uri, user=anna)))
    assert "may not note when a product was changed" in rights.why_not(Field.STOCK)
    assert "may not change the price" in rights.why_not(Field.PRICE)


def test_that_a_profile_marked_read_only_is_the_reason(catalogue_uri: str) -> None:
    rights, is_writable = rights_at(Target.from_uri(catalogue_uri, read_only=True))
    assert rights.denied == dict.fromkeys(ALL, "This profile is marked read only.")
    assert not is_writable


def test_that_a_user_whose_sessions_only_read_is_told_so(catalogue_uri: str, anna: str) -> None:
    grant(catalogue_uri, anna, "UPDATE, INSERT, DELETE")
    with psycopg.connect(catalogue_uri, autocommit=True) as owner:
        owner.execute(
            sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(
                sql.Identifier(anna)
            )
        )
    rights, is_writable = rights_at(Target.from_uri(make_conninfo(catalogue_uri, user=anna)))
    assert rights.denied == dict.fromkeys(
        ALL, f"The server lets your user “{anna}” only read here."
    )
    assert not is_writable


def test_that_a_column_the_server_works_out_itself_is_not_offered(catalogue_uri: str) -> None:
    with psycopg.connect(catalogue_uri, autocommit=True) as owner:
        owner.execute("ALTER TABLE products DROP COLUMN category")
        owner.execute(
            "ALTER TABLE products ADD COLUMN category text NOT NULL"
            " GENERATED ALWAYS AS (coalesce(metadata ->> 'group', 'none')) STORED"
        )
    rights, _ = rights_at(Target.from_uri(catalogue_uri))
    assert rights.denied[Field.CATEGORY] == "The server works out the category itself."
    assert set(rights.denied) == {Field.CATEGORY, Action.ADD}


def test_that_rights_are_found_in_the_two_round_trips_that_look_at_the_table(
    catalogue_uri: str,
) -> None:
    with open_connection(Target.from_uri(catalogue_uri)) as connection:
        connection.execute("SET application_name = 'counted'")
        asked: list[object] = []
        execute = connection.execute

        def counted(query: object, *rest: object) -> object:
            asked.append(query)
            return execute(query, *rest)  # type: ignore[arg-type]

        connection.execute = counted  # type: ignore[assignment,method-assign]
        check_catalogue(connection)
    assert len(asked) == 2


@pytest.fixture
def standby_uri() -> Iterator[str]:
    """A server that follows another one, which is away: it can be read and nothing more."""
    programs = newest_installed()
    if programs is None:
        pytest.skip("no PostgreSQL is installed in the system")
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="cgs"))
    folder.chmod(0o755)
    data = folder / "pg"
    data.mkdir(mode=0o700)
    if user is not None:
        shutil.chown(data, user)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, "-D", data, *arguments],
            user=user,
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=60,
        )

    uri = f"postgresql://postgres@/postgres?host={data}"
    start = ("-w", "-l", str(data / "log"), "-o", f"-h '' -k {data} -F", "start")
    try:
        run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-U", "postgres")
        run("pg_ctl", *start)
        try:
            with psycopg.connect(uri, autocommit=True) as connection:
                set_up_catalogue(connection)
            run("pg_ctl", "-w", "-m", "fast", "stop")
            signal = data / "standby.signal"
            signal.touch()
            if user is not None:
                shutil.chown(signal, user)
            run("pg_ctl", *start)
            yield uri
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_that_a_standby_can_only_be_read_and_says_so(standby_uri: str) -> None:
    rights, is_writable = rights_at(Target.from_uri(standby_uri))
    assert rights.denied == dict.fromkeys(ALL, "This server is a standby: it can only be read.")
    assert not is_writable
    with open_connection(Target.from_uri(standby_uri)) as connection:
        with pytest.raises(CatalogueError, match="may only read"):
            insert_product(connection, NewProduct("New", Decimal(1), "Home"))
        catalogue = Catalogue(Target.from_uri(standby_uri))
        assert not re.search("SQL", str(catalogue.rights.denied))
