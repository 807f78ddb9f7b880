"""The wizard behind a PgBouncer that gives each transaction another session of the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from catalogue_gui.catalogue.importing import Outcome
from catalogue_gui.database.schema import set_up_catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.gui.csv_import.steps import Step
from catalogue_gui.jobs.helper_process import HelperProcess
from tests.bouncer import running_bouncer
from tests.conftest import new_database
from tests.gui.csv_import.conftest import HELPER_COMMAND, Driver, count_products
from tests.older_server import running_older_server

HELD = "SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction'"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_older_server() as uri:
        yield uri


@pytest.fixture
def shop(server: str) -> Iterator[str]:
    """The direct address of an empty catalogue."""
    made = new_database(server)
    uri = next(made)
    with psycopg.connect(uri, autocommit=True) as owner:
        set_up_catalogue(owner)
    yield uri
    list(made)


@pytest.fixture
def make_helper(shop: str) -> Iterator[Callable[[], HelperProcess]]:
    """Makes helper processes that reach it through the pooler."""
    with running_bouncer(shop) as bouncer:
        target = Target.from_uri(bouncer.by_transaction)
        yield lambda: HelperProcess(HELPER_COMMAND, {"target": target.to_json()})


def ask(uri: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(uri) as owner:
        return owner.execute(statement).fetchall()


def test_that_what_is_shown_is_written(driver: Driver, shop_file: Path, shop: str) -> None:
    driver.to_changes(shop_file)
    assert len(driver.cells(Outcome.NEW)) == 5
    driver.rejects()
    driver.type_over(0, "Regular price", "15")
    driver.button("importCheckTypedButton").click()
    driver.wait_until_idle()
    assert len(driver.cells(Outcome.NEW)) == 6
    assert len(ask(shop, HELD)) == 1, "what is staged is held while the user looks"
    driver.next()
    driver.wait_until_idle()
    assert driver.wizard.step == Step.DONE
    assert driver.wizard.message_text == ""
    assert count_products(shop) == 6
    assert ask(shop, HELD) == []


def test_that_one_goes_on_where_what_was_staged_was_held_for_too_long(
    driver: Driver, shop_file: Path, shop: str
) -> None:
    driver.to_changes(shop_file)
    assert len(driver.cells(Outcome.NEW)) == 5
    ask(shop, HELD.replace("pid", "pg_terminate_backend(pid)", 1))
    driver.next()
    driver.wait_until_idle()
    assert driver.wizard.step == Step.DONE
    assert count_products(shop) == 5
