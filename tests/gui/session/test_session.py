"""The window's connection while catalogues are opened, superseded and closed."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import psycopg
import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.errors import LoginRejected, ServerUnreachable
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.gui.session import CatalogueSession, State
from catalogue_gui.gui.source import CatalogueSource
from catalogue_gui.jobs import JobRunner


@pytest.fixture
def session(qapp: QCoreApplication) -> Iterator[CatalogueSession]:
    runner = JobRunner()
    made = CatalogueSession(runner, Catalogue, retry_pauses_s=(0.05,))
    yield made
    assert runner.shutdown()
    made.close()


def sessions(uri: str) -> int:
    with psycopg.connect(uri) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    assert row is not None
    return int(row[0])


class Source:
    """A catalogue that can be opened, and notes what becomes of it."""

    def __init__(self, uri: str) -> None:
        self.target = Target.from_uri(uri)
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.asked = threading.Event()
        self.released = threading.Event()
        self.error: Exception | None = None
        self.source = CatalogueSource("Shop", self.make_target, release=self.released.set)

    def make_target(self) -> Target:
        self.asked.set()
        self.may_go_on.wait(10)
        if self.error is not None:
            raise self.error
        return self.target


def test_that_a_catalogue_superseded_while_it_opens_is_closed_and_released(
    qtbot: QtBot, session: CatalogueSession, catalogue_uri: str
) -> None:
    slow, quick = Source(catalogue_uri), Source(catalogue_uri)
    slow.may_go_on.clear()
    session.open(slow.source)
    qtbot.waitUntil(slow.asked.is_set)
    session.open(quick.source)
    slow.may_go_on.set()
    qtbot.waitUntil(lambda: session.state == State.READY)
    assert session.source is quick.source
    qtbot.waitUntil(slow.released.is_set)
    assert not quick.released.is_set()


def test_that_a_catalogue_opened_and_not_delivered_yet_is_closed_with_the_session(
    qtbot: QtBot, qapp: QCoreApplication, catalogue_uri: str
) -> None:
    runner = JobRunner()
    session = CatalogueSession(runner, Catalogue)
    source = Source(catalogue_uri)
    session.open(source.source)
    # No event is processed meanwhile, so what the job returned waits for delivery.
    deadline = threading.Event()
    while sessions(catalogue_uri) == 0:
        deadline.wait(0.01)
    assert session.catalogue is None
    runner.shutdown()
    session.close()
    assert source.released.is_set()
    qtbot.waitUntil(lambda: sessions(catalogue_uri) == 0)


def test_that_opening_many_in_a_hurry_leaves_one_open_and_nothing_else(
    qtbot: QtBot, session: CatalogueSession, catalogue_uri: str
) -> None:
    sources = [Source(catalogue_uri) for _ in range(12)]
    for source in sources:
        session.open(source.source)
        QCoreApplication.processEvents()
    qtbot.waitUntil(lambda: session.state == State.READY)
    qtbot.waitUntil(lambda: sessions(catalogue_uri) == 1, timeout=10_000)
    assert session.source is sources[-1].source
    assert not sources[-1].released.is_set()


def test_that_a_server_that_is_back_and_refuses_is_not_asked_again_and_again(
    qtbot: QtBot, session: CatalogueSession, catalogue_uri: str
) -> None:
    source = Source(catalogue_uri)
    session.open(source.source)
    qtbot.waitUntil(lambda: session.state == State.READY)
    source.error = ServerUnreachable("away")
    catalogue = session.catalogue
    assert catalogue is not None
    with qtbot.waitSignal(session.went_away):
        session._runner.connection_failed.emit(ServerUnreachable("away"), catalogue.database)
    source.error = LoginRejected("no")
    with qtbot.waitSignal(session.refused):
        pass
    with qtbot.assertNotEmitted(session.retry_scheduled, wait=300):
        source.asked.clear()
    assert not source.asked.is_set()
    source.error = None
    session.retry()
    qtbot.waitUntil(lambda: session.state == State.READY)


def test_that_news_of_a_catalogue_open_before_is_no_news(
    qtbot: QtBot, session: CatalogueSession, catalogue_uri: str
) -> None:
    first, second = Source(catalogue_uri), Source(catalogue_uri)
    session.open(first.source)
    qtbot.waitUntil(lambda: session.state == State.READY)
    old = session.catalogue
    assert old is not None
    session.open(second.source)
    qtbot.waitUntil(lambda: session.state == State.READY)
    session._runner.connection_failed.emit(ServerUnreachable("away"), old.database)
    assert session.state == State.READY
