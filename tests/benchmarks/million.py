"""The catalogue that the benchmarks run on: the one they are given, or a million made-up products made once and kept."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from catalogue_gui.database.embedded import EmbeddedServer
from catalogue_gui.database.target import Target
from tests.benchmarks.generate import DEFAULT_SEED, MILLION, fill

FOLDER_VARIABLE = "CATALOGUE_BENCHMARKS"
# Another recipe makes another catalogue, so its name changes with it.
_DATABASE = f"million_{DEFAULT_SEED}_1"
_UNFINISHED = "million_unfinished"


def arguments(description: str | None, rounds: int) -> argparse.ArgumentParser:
    """A command line with what all benchmarks take."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--uri",
        help="a catalogue to measure on; without it a million made-up products on this computer, "
        f"made once and kept in ${FOLDER_VARIABLE} or the user's cache folder",
    )
    parser.add_argument("--rounds", type=int, default=rounds, help="default: %(default)s")
    return parser


@contextmanager
def catalogue(uri: str | None) -> Iterator[str]:
    """The address of the catalogue to measure on."""
    if uri is not None:
        yield uri
        return
    server = EmbeddedServer(_folder() / "pg")
    holder = object()
    try:
        administration = _uri_of(server.start("postgres", holder))
        with psycopg.connect(administration, autocommit=True) as owner:
            row = owner.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", (_DATABASE,)
            ).fetchone()
            if row is None:
                _make(owner, administration)
        yield make_conninfo(administration, dbname=_DATABASE)
    finally:
        server.release(holder)


@contextmanager
def empty_catalogue(uri: str) -> Iterator[str]:
    """A database with an empty catalogue, on the same server, for as long as it is needed."""
    from catalogue_gui.database.schema import set_up_catalogue

    name = f"empty_{os.getpid()}"
    with psycopg.connect(uri, autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            address = make_conninfo(uri, dbname=name)
            with psycopg.connect(address, autocommit=True) as connection:
                set_up_catalogue(connection)
            yield address
        finally:
            owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _make(owner: psycopg.Connection[tuple[object, ...]], administration: str) -> None:
    print("Making a million products, once …", file=sys.stderr)
    unfinished = sql.Identifier(_UNFINISHED)
    owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(unfinished))
    owner.execute(sql.SQL("CREATE DATABASE {}").format(unfinished))
    with psycopg.connect(
        make_conninfo(administration, dbname=_UNFINISHED), autocommit=True
    ) as connection:
        fill(connection, MILLION)
    # It gets its name when it is whole, so that one that was broken off is never measured.
    owner.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(unfinished, sql.Identifier(_DATABASE))
    )


def _folder() -> Path:
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen) if chosen else platformdirs.user_cache_path("catalogue-gui-benchmarks")


def _uri_of(target: Target) -> str:
    return make_conninfo("", **target.parameters)


def size_of(uri: str) -> int:
    """How many products there are."""
    with psycopg.connect(uri) as connection:
        row = connection.execute("SELECT count(*) FROM products").fetchone()
    assert row is not None
    return int(row[0])


def name_of(uri: str) -> str:
    """The database's name, for the head of a report."""
    return str(conninfo_to_dict(uri).get("dbname", ""))
