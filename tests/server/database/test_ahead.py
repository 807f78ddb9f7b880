"""A catalogue that is opened before its window is there."""

from __future__ import annotations

import threading

import psycopg
import pytest

from catalogue_gui.catalogue.errors import Cancelled, CatalogueMissing
from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.catalogue.snapshot import FIRST_ROWS
from catalogue_gui.database.ahead import CatalogueAhead
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.target import Target


def sessions(uri: str) -> int:
    with psycopg.connect(uri) as watcher:
        row = watcher.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchone()
    assert row is not None
    return int(row[0])


def wait_for_the_thread() -> None:
    for thread in threading.enumerate():
        if thread.name == "catalogue-ahead":
            thread.join()


def first_names(catalogue: Catalogue, text: str = "") -> list[str]:
    """The first rows as the window asks for them."""
    query = parse_query(text)
    found = catalogue.take_ahead(query, Sort(), FIRST_ROWS, lambda: None)
    if found is None:
        with catalogue.database.connection() as connection:
            found = catalogue.fetch_slice(connection, query, Sort(), 0, FIRST_ROWS)
    return [product.name for product in found]


def add(uri: str, name: str) -> None:
    with psycopg.connect(uri) as owner:
        owner.execute("INSERT INTO products (name, price, category) VALUES (%s, 1, 'C')", (name,))


def test_that_whoever_opens_it_finds_it_open_with_its_first_rows(catalogue_uri: str) -> None:
    add(catalogue_uri, "Tea")
    ahead = CatalogueAhead(lambda: Target.from_uri(catalogue_uri))
    catalogue = ahead.make_catalogue(ahead.make_target())
    try:
        wait_for_the_thread()
        assert catalogue.database.open() is catalogue.database.table
        add(catalogue_uri, "Coffee")
        assert first_names(catalogue) == ["Tea"], "as they were read ahead"
        assert first_names(catalogue) == ["Coffee", "Tea"], "and only once"
    finally:
        catalogue.database.close()


def test_that_another_search_than_the_one_read_ahead_is_asked_anew(catalogue_uri: str) -> None:
    for name in ("Tea", "Coffee"):
        add(catalogue_uri, name)
    ahead = CatalogueAhead(lambda: Target.from_uri(catalogue_uri))
    catalogue = ahead.make_catalogue(ahead.make_target())
    try:
        assert first_names(catalogue, "tea") == ["Tea"]
        assert first_names(catalogue) == ["Coffee", "Tea"]
    finally:
        catalogue.database.close()


def test_that_what_stood_in_the_way_is_said_once_and_then_tried_again(empty_database: str) -> None:
    targets = []

    def make_target() -> Target:
        targets.append(Target.from_uri(empty_database))
        return targets[-1]

    ahead = CatalogueAhead(make_target)
    with pytest.raises(CatalogueMissing):
        ahead.make_target()
    assert ahead.make_target() is targets[1]
    assert ahead.make_catalogue(targets[1]).database.table is None


def test_that_what_nobody_took_is_closed(catalogue_uri: str) -> None:
    ahead = CatalogueAhead(lambda: Target.from_uri(catalogue_uri))
    ahead.make_target()
    ahead.give_up()
    wait_for_the_thread()
    assert sessions(catalogue_uri) == 0


def test_that_another_place_than_the_one_opened_ahead_gets_a_catalogue_of_its_own(
    catalogue_uri: str,
) -> None:
    ahead = CatalogueAhead(lambda: Target.from_uri(catalogue_uri))
    ahead.make_target()
    other = Target.from_uri(catalogue_uri)
    catalogue = ahead.make_catalogue(other)
    assert catalogue.database.target is other
    assert catalogue.database.table is None


def test_that_rows_that_cannot_be_read_ahead_are_read_in_the_ordinary_way(
    catalogue_uri: str,
) -> None:
    add(catalogue_uri, "Tea")
    catalogue = Catalogue(Target.from_uri(catalogue_uri))
    with open_connection(catalogue.database.target) as closed:
        pass
    catalogue.read_ahead(ProductQuery(), Sort(), FIRST_ROWS)(closed)
    catalogue.database.open()
    try:
        assert first_names(catalogue) == ["Tea"]
    finally:
        catalogue.database.close()


def test_that_what_is_read_ahead_is_given_up_on_the_server_when_nobody_waits_for_it(
    catalogue_uri: str,
) -> None:
    target = Target.from_uri(catalogue_uri)
    catalogue = Catalogue(target)
    cancelled = threading.Event()

    def check_cancelled() -> None:
        if cancelled.is_set():
            raise Cancelled

    with psycopg.connect(catalogue_uri) as colleague:
        colleague.execute("LOCK TABLE products")
        keep = catalogue.read_ahead(ProductQuery(), Sort(), FIRST_ROWS)
        connection = open_connection(target)
        reading = threading.Thread(target=keep, args=(connection,), name="test-ahead")
        reading.start()
        while colleague.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"
        ).fetchone() != (True,):
            pass
        cancelled.set()
        with pytest.raises(Cancelled):
            catalogue.take_ahead(ProductQuery(), Sort(), FIRST_ROWS, check_cancelled)
        reading.join(5)
        assert not reading.is_alive(), "while the table is still locked"
    connection.close()
