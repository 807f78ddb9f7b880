"""The nine promises of the job runner, against a real server where a server is involved."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.errors import (
    CatalogueBug,
    CatalogueError,
    ConnectionLost,
    InvalidValue,
)
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.database.database import Database
from catalogue_gui.database.target import Target
from catalogue_gui.jobs import JobContext, JobRunner

SLEEP = "SELECT pg_sleep(60)"


@pytest.fixture
def database(catalogue_uri: str) -> Iterator[Database]:
    opened = Database(Target.from_uri(catalogue_uri))
    opened.open()
    yield opened
    opened.close()


@pytest.fixture
def runner(qapp: QCoreApplication, database: Database) -> Iterator[JobRunner]:
    made = JobRunner(database, progress_interval_ms=20)
    yield made
    assert made.shutdown()


@pytest.fixture
def owner() -> QObject:
    return QObject()


@pytest.fixture
def plain_runner(qapp: QCoreApplication) -> Iterator[JobRunner]:
    made = JobRunner(progress_interval_ms=20)
    yield made
    assert made.shutdown()


def running_statements(uri: str, text: str) -> int:
    """Statements with this text that the server is working on now."""
    with psycopg.connect(uri, autocommit=True) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = %s", (text,)
        ).fetchone()
    assert row is not None
    return int(row[0])


def execute(statement: str) -> Callable[[JobContext], Any]:
    def work(context: JobContext) -> Any:
        with context.connection() as connection:
            return connection.execute(statement).fetchone()

    return work


def fail_with(error: CatalogueError) -> None:
    pytest.fail(f"unexpected: {error!r}")


def test_that_success_arrives_on_the_gui_thread(
    qtbot: QtBot, plain_runner: JobRunner, owner: QObject
) -> None:
    seen: list[tuple[Any, Any]] = []
    plain_runner.submit(
        lambda _: threading.current_thread().name,
        owner=owner,
        on_success=lambda name: seen.append((name, QThread.currentThread())),
    )
    qtbot.waitUntil(lambda: bool(seen))
    worker_name, delivery_thread = seen[0]
    assert worker_name.startswith("catalogue-job-")
    assert delivery_thread is plain_runner.thread()


def test_that_failure_and_progress_arrive_on_the_gui_thread(
    qtbot: QtBot, plain_runner: JobRunner, owner: QObject
) -> None:
    threads: list[Any] = []

    def work(context: JobContext) -> None:
        context.report(Progress("Counting", 1, 2))
        raise InvalidValue("price", "too high")

    plain_runner.submit(
        work,
        owner=owner,
        on_success=lambda _: pytest.fail("it raised"),
        on_failure=lambda _: threads.append(QThread.currentThread()),
        on_progress=lambda _: threads.append(QThread.currentThread()),
    )
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert set(threads) == {plain_runner.thread()}


def test_that_a_job_may_not_be_submitted_from_another_thread(
    plain_runner: JobRunner, owner: QObject
) -> None:
    raised: list[BaseException] = []

    def submit() -> None:
        try:
            plain_runner.submit(lambda _: None, owner=owner, on_success=lambda _: None)
        except RuntimeError as error:
            raised.append(error)

    thread = threading.Thread(target=submit)
    thread.start()
    thread.join()
    assert len(raised) == 1


def test_that_nothing_is_delivered_to_a_destroyed_owner(
    qtbot: QtBot, plain_runner: JobRunner
) -> None:
    release = threading.Event()
    delivered: list[Any] = []
    contexts: list[JobContext] = []

    def work(context: JobContext) -> str:
        contexts.append(context)
        release.wait(10)
        return "late"

    owner = QObject()
    plain_runner.submit(work, owner=owner, on_success=delivered.append)
    qtbot.waitUntil(lambda: bool(contexts))
    shiboken6.delete(owner)
    assert contexts[0].is_cancelled
    release.set()
    qtbot.waitUntil(lambda: plain_runner.active_count == 0)
    assert delivered == []


def test_that_the_statement_of_a_destroyed_owner_ends_on_the_server(
    qtbot: QtBot, runner: JobRunner, catalogue_uri: str
) -> None:
    owner = QObject()
    runner.submit(execute(SLEEP), owner=owner, on_success=lambda _: None)
    qtbot.waitUntil(lambda: running_statements(catalogue_uri, SLEEP) == 1)
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: running_statements(catalogue_uri, SLEEP) == 0)


def test_that_a_newer_job_cancels_the_older_ones_statement_on_the_server(
    qtbot: QtBot, runner: JobRunner, owner: QObject, catalogue_uri: str
) -> None:
    delivered: list[Any] = []
    first = runner.submit(
        execute(SLEEP), owner=owner, on_success=delivered.append, replaces="search"
    )
    qtbot.waitUntil(lambda: running_statements(catalogue_uri, SLEEP) == 1)
    runner.submit(
        execute("SELECT 'newer'"), owner=owner, on_success=delivered.append, replaces="search"
    )
    qtbot.waitUntil(lambda: delivered == [("newer",)])
    qtbot.waitUntil(lambda: running_statements(catalogue_uri, SLEEP) == 0)
    qtbot.waitUntil(lambda: not first.is_active)
    assert delivered == [("newer",)]


def test_that_a_late_result_of_a_superseded_job_is_dropped(
    qtbot: QtBot, plain_runner: JobRunner, owner: QObject
) -> None:
    release = threading.Event()
    delivered: list[str] = []

    def slow(_: JobContext) -> str:
        release.wait(10)
        return "older"

    older = plain_runner.submit(slow, owner=owner, on_success=delivered.append, replaces="page")
    plain_runner.submit(
        lambda _: "newer", owner=owner, on_success=delivered.append, replaces="page"
    )
    qtbot.waitUntil(lambda: delivered == ["newer"])
    release.set()
    qtbot.waitUntil(lambda: not older.is_active)
    assert delivered == ["newer"]


def test_that_of_one_key_never_more_than_two_run_and_the_newest_wins(
    qtbot: QtBot, plain_runner: JobRunner, owner: QObject
) -> None:
    release = threading.Event()
    lock = threading.Lock()
    running, most, started, delivered = 0, 0, [], []

    def work(number: int) -> Callable[[JobContext], int]:
        def run(_: JobContext) -> int:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
                started.append(number)
            release.wait(10)
            with lock:
                running -= 1
            return number

        return run

    handles = [
        plain_runner.submit(
            work(number), owner=owner, on_success=delivered.append, replaces="search"
        )
        for number in range(50)
    ]
    qtbot.waitUntil(lambda: len(started) >= 1)
    release.set()
    qtbot.waitUntil(lambda: delivered == [49])
    qtbot.waitUntil(lambda: not any(handle.is_active for handle in handles))
    assert most <= 2
    assert started[-1] == 49
    assert len(started) <= 3


def test_that_jobs_of_other_keys_and_owners_are_left_alone(
    qtbot: QtBot, plain_runner: JobRunner
) -> None:
    delivered: list[str] = []
    owners = [QObject(), QObject()]
    for number, owner in enumerate(owners):
        for key in ("page", "search"):
            plain_runner.submit(
                lambda _, text=f"{number}{key}": text,
                owner=owner,
                on_success=delivered.append,
                replaces=key,
            )
    qtbot.waitUntil(lambda: len(delivered) == 4)
    assert sorted(delivered) == ["0page", "0search", "1page", "1search"]


def test_that_a_cancelled_job_is_silent(
    qtbot: QtBot, runner: JobRunner, owner: QObject, catalogue_uri: str
) -> None:
    delivered: list[Any] = []
    handle = runner.submit(
        execute(SLEEP), owner=owner, on_success=delivered.append, on_failure=delivered.append
    )
    qtbot.waitUntil(lambda: running_statements(catalogue_uri, SLEEP) == 1)
    handle.cancel()
    qtbot.waitUntil(lambda: not handle.is_active)
    assert delivered == []


def test_that_exactly_one_of_success_and_failure_arrives(
    qtbot: QtBot, plain_runner: JobRunner, owner: QObject
) -> None:
    delivered: list[str] = []

    def work(number: int) -> Callable[[JobContext], int]:
        def run(_: JobContext) -> int:
            if number % 2:
                raise InvalidValue("", str(number))
            return number

        return run

    for number in range(100):
        plain_runner.submit(
            work(number),
            owner=owner,
            on_success=lambda value: delivered.append(f"success {value}"),
            on_failure=lambda error: delivered.append(f"failure {error.message}"),
        )
    qtbot.waitUntil(lambda: plain_runner.active_count == 0)
    expected = {f"{'failure' if number % 2 else 'success'} {number}" for number in range(100)}
    assert set(delivered) == expected
    assert len(delivered) == 100


def test_that_an_error_without_a_handler_reaches_the_user(
    qtbot: QtBot, plain_runner: JobRunner, owner: QObject
) -> None:
    def work(_: JobContext) -> None:
        raise InvalidValue("stock", "The stock cannot be below zero.")

    with qtbot.waitSignal(plain_runner.failed_unhandled) as caught:
        plain_runner.submit(work, owner=owner, on_success=lambda _: None)
    assert caught.args is not None
    assert caught.args[0].reason == "The stock cannot be below zero."


def test_that_an_unforeseen_exception_becomes_a_bug_with_its_traceback_in_the_log(
    qtbot: QtBot, plain_runner: JobRunner, owner: QObject, caplog: pytest.LogCaptureFixture
) -> None:
    failures: list[CatalogueError] = []
    plain_runner.submit(
        lambda _: 1 // 0, owner=owner, on_success=lambda _: None, on_failure=failures.append
    )
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], CatalogueBug)
    assert "ZeroDivisionError" in failures[0].detail
    assert "Traceback" in caplog.text
    caplog.clear()


def test_that_progress_is_coalesced_and_its_last_value_arrives(
    qtbot: QtBot, plain_runner: JobRunner, owner: QObject
) -> None:
    reports = 20_000
    seen: list[int] = []
    done: list[int] = []

    def work(context: JobContext) -> int:
        for number in range(1, reports + 1):
            context.report(Progress("Counting", number, reports))
        return reports

    plain_runner.submit(
        work,
        owner=owner,
        on_success=lambda value: done.append(len(seen)),
        on_progress=lambda progress: seen.append(progress.done),
    )
    qtbot.waitUntil(lambda: bool(done))
    assert seen[-1] == reports
    assert done == [len(seen)], "progress comes before the success, not after it"
    assert len(seen) < reports / 10
    assert seen == sorted(set(seen))


class RecordingSource:
    """Lends a stand-in connection and notes the order in which things happen to it."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.cancel_may_end = threading.Event()
        self.cancel_has_begun = threading.Event()

    @contextmanager
    def connection(self) -> Iterator[RecordingSource]:
        yield self
        self.events.append("returned")

    def cancel_safe(self, *, timeout: float) -> None:
        self.cancel_has_begun.set()
        self.cancel_may_end.wait(10)
        self.events.append("cancel finished")


def test_that_a_connection_goes_back_only_after_its_cancel_has_finished(
    qtbot: QtBot, qapp: QCoreApplication, owner: QObject
) -> None:
    source = RecordingSource()
    runner = JobRunner(source)
    started = threading.Event()

    def work(context: JobContext) -> None:
        with context.connection():
            started.set()
            # The statement ends by itself just as the cancel is on its way.
            source.cancel_has_begun.wait(10)

    handle = runner.submit(work, owner=owner, on_success=lambda _: None)
    qtbot.waitUntil(started.is_set)
    handle.cancel()
    qtbot.waitUntil(source.cancel_has_begun.is_set)
    assert source.events == []
    source.cancel_may_end.set()
    qtbot.waitUntil(lambda: not handle.is_active)
    assert source.events == ["cancel finished", "returned"]
    assert runner.shutdown()


def test_that_a_cancel_never_hits_the_next_user_of_the_connection(
    qtbot: QtBot, catalogue_uri: str, qapp: QCoreApplication, owner: QObject
) -> None:
    database = Database(Target.from_uri(catalogue_uri))
    database.target = Target(database.target.parameters, pool_min=1, pool_max=1)
    database.open()
    runner = JobRunner(database)
    answers: list[Any] = []
    for number in range(60):
        handle = runner.submit(
            execute("SELECT pg_sleep(0.002)"), owner=owner, on_success=lambda _: None
        )
        runner.submit(
            execute(f"SELECT {number}"),
            owner=owner,
            on_success=answers.append,
            on_failure=fail_with,
        )
        QCoreApplication.processEvents()
        handle.cancel()
    qtbot.waitUntil(lambda: runner.active_count == 0, timeout=20_000)
    assert sorted(answers) == [(number,) for number in range(60)]
    assert runner.shutdown()
    database.close()


def test_that_a_committed_write_reports_success_however_late_the_cancel(
    qtbot: QtBot, runner: JobRunner, owner: QObject, catalogue_uri: str
) -> None:
    committed = threading.Event()
    may_return = threading.Event()
    delivered: list[str] = []

    def work(context: JobContext) -> str:
        with context.transaction() as connection:
            connection.execute(
                "INSERT INTO products (name, price, category) VALUES ('Kettle', 1, 'Home')"
            )
        committed.set()
        may_return.wait(10)
        return "saved"

    handle = runner.submit(work, owner=owner, on_success=delivered.append, replaces="save")
    qtbot.waitUntil(committed.is_set)
    handle.cancel()
    may_return.set()
    qtbot.waitUntil(lambda: delivered == ["saved"])
    with psycopg.connect(catalogue_uri) as connection:
        assert connection.execute("SELECT count(*) FROM products").fetchone() == (1,)


def test_that_a_write_cancelled_before_its_commit_writes_nothing_and_is_silent(
    qtbot: QtBot, runner: JobRunner, owner: QObject, catalogue_uri: str
) -> None:
    inserted = threading.Event()
    may_go_on = threading.Event()
    delivered: list[Any] = []

    def work(context: JobContext) -> str:
        with context.transaction() as connection:
            connection.execute(
                "INSERT INTO products (name, price, category) VALUES ('Kettle', 1, 'Home')"
            )
            inserted.set()
            may_go_on.wait(10)
        return "saved"

    handle = runner.submit(
        work, owner=owner, on_success=delivered.append, on_failure=delivered.append
    )
    qtbot.waitUntil(inserted.is_set)
    handle.cancel()
    may_go_on.set()
    qtbot.waitUntil(lambda: not handle.is_active)
    assert delivered == []
    with psycopg.connect(catalogue_uri) as connection:
        assert connection.execute("SELECT count(*) FROM products").fetchone() == (0,)


def test_that_a_connection_killed_before_the_commit_is_reported_as_not_saved(
    qtbot: QtBot, runner: JobRunner, owner: QObject, catalogue_uri: str
) -> None:
    failures: list[CatalogueError] = []

    def work(context: JobContext) -> None:
        with context.transaction() as connection:
            connection.execute("SELECT 1")
            with psycopg.connect(catalogue_uri, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,))
            connection.execute("SELECT 2")

    with qtbot.waitSignal(runner.connection_failed):
        runner.submit(work, owner=owner, on_success=fail_with, on_failure=failures.append)
    assert isinstance(failures[0], ConnectionLost)
    assert not failures[0].outcome_unknown


def test_that_a_connection_killed_at_the_commit_is_reported_as_unknown(
    qtbot: QtBot, runner: JobRunner, owner: QObject, catalogue_uri: str
) -> None:
    failures: list[CatalogueError] = []

    def work(context: JobContext) -> None:
        with context.transaction() as connection:
            connection.execute("SELECT 1")
            with psycopg.connect(catalogue_uri, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,))

    runner.submit(work, owner=owner, on_success=fail_with, on_failure=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], ConnectionLost)
    assert failures[0].outcome_unknown


def test_that_shutdown_is_bounded_with_a_statement_running(
    qtbot: QtBot, database: Database, owner: QObject, catalogue_uri: str, qapp: QCoreApplication
) -> None:
    runner = JobRunner(database)
    runner.submit(execute(SLEEP), owner=owner, on_success=fail_with)
    qtbot.waitUntil(lambda: running_statements(catalogue_uri, SLEEP) == 1)
    begun = time.monotonic()
    assert runner.shutdown(timeout_s=5.0), "the thread ended, it was not left behind"
    assert time.monotonic() - begun < 5.0
    qtbot.waitUntil(lambda: running_statements(catalogue_uri, SLEEP) == 0)


def test_that_shutdown_does_not_wait_for_work_that_does_not_listen(
    qtbot: QtBot, qapp: QCoreApplication, owner: QObject
) -> None:
    runner = JobRunner()
    release = threading.Event()
    started = threading.Event()

    def deaf(_: JobContext) -> None:
        started.set()
        release.wait(30)

    runner.submit(deaf, owner=owner, on_success=fail_with)
    qtbot.waitUntil(started.is_set)
    begun = time.monotonic()
    assert not runner.shutdown(timeout_s=0.2)
    assert time.monotonic() - begun < 15
    release.set()
    assert runner.shutdown(timeout_s=5.0)


def test_that_no_thread_is_left_after_shutdown(
    qtbot: QtBot, qapp: QCoreApplication, owner: QObject
) -> None:
    runner = JobRunner()
    done: list[int] = []
    for number in range(20):
        runner.submit(lambda _, n=number: n, owner=owner, on_success=done.append)
    qtbot.waitUntil(lambda: len(done) == 20)
    assert runner.shutdown()
    gc.collect()
    assert not [each for each in threading.enumerate() if each.name.startswith("catalogue-")]
