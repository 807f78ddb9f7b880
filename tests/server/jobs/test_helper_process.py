"""The helper process as the window sees it: a real process of this program."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject
from pytestqt.qtbot import QtBot

from catalogue_gui.app import HELPER_COMMAND
from catalogue_gui.catalogue.errors import CatalogueError, FileProblem
from catalogue_gui.catalogue.importing import ImportOptions
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.database.target import Target
from catalogue_gui.jobs.helper_process import HelperFailed, HelperProcess, end_those_left

SECRET = "a-password-that-nobody-may-see"


@pytest.fixture
def owner() -> QObject:
    return QObject()


@pytest.fixture
def helper(qapp: QCoreApplication, catalogue_uri: str) -> Iterator[HelperProcess]:
    target = Target(Target.from_uri(catalogue_uri).parameters, password=SECRET)
    made = HelperProcess(HELPER_COMMAND, {"target": target.to_json()})
    made.start()
    yield made
    if shiboken6.isValid(made):  # it deletes itself when it was left
        made.close()
        assert not made.is_running


@pytest.fixture
def large_file(tmp_path: Path) -> Path:
    """A file that takes a while to check."""
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write("Name,Price,Category\n")
        file.writelines(f"Product {number},{number % 90}.50,Home\n" for number in range(200_000))
    return path


class Answers:
    """What a request was answered with, in order."""

    def __init__(self) -> None:
        self.events: list[Any] = []
        self.progress: list[Progress] = []

    def ask(self, helper: HelperProcess, owner: QObject, command: str, **arguments: object) -> Any:
        return helper.request(
            command,
            arguments,
            owner=owner,
            on_success=self.events.append,
            on_failure=self.events.append,
            on_progress=self.progress.append,
            on_cancelled=lambda: self.events.append("cancelled"),
        )


def count(uri: str) -> int:
    with psycopg.connect(uri) as connection:
        row = connection.execute("SELECT count(*) FROM products").fetchone()
    assert row is not None
    return int(row[0])


def sessions(uri: str) -> int:
    with psycopg.connect(uri) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_that_a_file_is_checked_with_progress_and_written_on_request(
    qtbot: QtBot, helper: HelperProcess, owner: QObject, large_file: Path, catalogue_uri: str
) -> None:
    checked, written = Answers(), Answers()
    options = ImportOptions().to_json()
    checked.ask(helper, owner, "check", path=str(large_file), options=options)
    qtbot.waitUntil(lambda: bool(checked.events), timeout=60_000)
    assert checked.events[0]["report"]["new"] == 200_000
    assert len(checked.progress) > 2
    assert count(catalogue_uri) == 0
    written.ask(helper, owner, "write")
    qtbot.waitUntil(lambda: bool(written.events), timeout=60_000)
    assert written.events[0]["report"]["written"] == 200_000
    assert count(catalogue_uri) == 200_000


def test_that_a_cancel_is_answered_with_nothing_written(
    qtbot: QtBot, helper: HelperProcess, owner: QObject, large_file: Path, catalogue_uri: str
) -> None:
    answers = Answers()
    request = answers.ask(
        helper, owner, "check", path=str(large_file), options=ImportOptions().to_json()
    )
    qtbot.waitUntil(lambda: bool(answers.progress), timeout=20_000)
    request.cancel()
    qtbot.waitUntil(lambda: bool(answers.events), timeout=10_000)
    assert answers.events == ["cancelled"]
    assert count(catalogue_uri) == 0
    assert not request.is_active


def test_that_the_helpers_error_arrives_as_the_same_error(
    qtbot: QtBot, helper: HelperProcess, owner: QObject, tmp_path: Path
) -> None:
    answers = Answers()
    answers.ask(helper, owner, "open", path=str(tmp_path / "nowhere.csv"))
    qtbot.waitUntil(lambda: bool(answers.events), timeout=20_000)
    assert isinstance(answers.events[0], FileProblem)
    assert "nowhere.csv" in str(answers.events[0])


def test_that_a_killed_helper_is_told_as_an_error_and_leaves_nothing_on_the_server(
    qtbot: QtBot, helper: HelperProcess, owner: QObject, large_file: Path, catalogue_uri: str
) -> None:
    answers = Answers()
    answers.ask(helper, owner, "check", path=str(large_file), options=ImportOptions().to_json())
    qtbot.waitUntil(lambda: bool(answers.progress), timeout=20_000)
    os.kill(helper.process_id, signal.SIGKILL)
    qtbot.waitUntil(lambda: bool(answers.events), timeout=10_000)
    assert isinstance(answers.events[0], HelperFailed)
    assert "Nothing was written" in answers.events[0].hint
    qtbot.waitUntil(lambda: sessions(catalogue_uri) == 0, timeout=10_000)
    assert count(catalogue_uri) == 0


def test_that_a_request_to_a_helper_that_is_gone_fails_instead_of_waiting(
    qtbot: QtBot, helper: HelperProcess, owner: QObject
) -> None:
    with qtbot.waitSignal(helper.ended, timeout=20_000):
        qtbot.waitUntil(lambda: helper.process_id > 0)
        os.kill(helper.process_id, signal.SIGKILL)
    answers = Answers()
    answers.ask(helper, owner, "open", path="x.csv")
    qtbot.waitUntil(lambda: bool(answers.events))
    assert isinstance(answers.events[0], HelperFailed)


def test_that_a_helper_that_cannot_be_started_is_an_error(
    qtbot: QtBot, qapp: QCoreApplication, owner: QObject
) -> None:
    helper = HelperProcess(["/no/such/program"], {})
    helper.start()
    answers = Answers()
    answers.ask(helper, owner, "open", path="x.csv")
    qtbot.waitUntil(lambda: bool(answers.events))
    assert isinstance(answers.events[0], CatalogueError)
    helper.close()


def test_that_nothing_is_delivered_to_a_destroyed_owner(
    qtbot: QtBot, helper: HelperProcess, tmp_path: Path, owner: QObject
) -> None:
    dead, alive = Answers(), Answers()
    gone = QObject()
    dead.ask(helper, gone, "open", path=str(tmp_path))
    alive.ask(helper, owner, "open", path=str(tmp_path))
    shiboken6.delete(gone)
    qtbot.waitUntil(lambda: bool(alive.events), timeout=20_000)
    assert dead.events == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_that_the_password_goes_to_the_helper_on_standard_input_only(
    qtbot: QtBot, helper: HelperProcess, owner: QObject, tmp_path: Path
) -> None:
    answers = Answers()
    answers.ask(helper, owner, "open", path=str(tmp_path))
    qtbot.waitUntil(lambda: bool(answers.events), timeout=20_000)
    process = Path(f"/proc/{helper.process_id}")
    assert b"catalogue_gui" in (process / "cmdline").read_bytes()
    for part in ("cmdline", "environ"):
        assert SECRET.encode() not in (process / part).read_bytes()


def test_that_closing_ends_the_process_soon(
    qtbot: QtBot, helper: HelperProcess, owner: QObject, large_file: Path, catalogue_uri: str
) -> None:
    answers = Answers()
    answers.ask(helper, owner, "check", path=str(large_file), options=ImportOptions().to_json())
    qtbot.waitUntil(lambda: bool(answers.progress), timeout=20_000)
    process_id = helper.process_id
    helper.close()
    assert not Path(f"/proc/{process_id}").exists()
    assert answers.events == []
    qtbot.waitUntil(lambda: sessions(catalogue_uri) == 0, timeout=10_000)


def test_that_a_helper_that_is_left_ends_without_being_waited_for(
    qtbot: QtBot, helper: HelperProcess, owner: QObject, large_file: Path, catalogue_uri: str
) -> None:
    answers = Answers()
    answers.ask(helper, owner, "check", path=str(large_file), options=ImportOptions().to_json())
    qtbot.waitUntil(lambda: bool(answers.progress), timeout=20_000)
    number = helper.process_id
    helper.leave()
    os.kill(number, 0)  # it still runs: nobody has waited
    qtbot.waitUntil(lambda: not is_there(number), timeout=10_000)
    qtbot.waitUntil(lambda: not shiboken6.isValid(helper))
    assert answers.events == []
    assert sessions(catalogue_uri) == 0


def test_that_the_end_of_the_program_waits_for_those_that_were_left(
    qtbot: QtBot, helper: HelperProcess, owner: QObject, large_file: Path
) -> None:
    answers = Answers()
    answers.ask(helper, owner, "check", path=str(large_file), options=ImportOptions().to_json())
    qtbot.waitUntil(lambda: bool(answers.progress), timeout=20_000)
    number = helper.process_id
    helper.leave()
    end_those_left()
    assert not is_there(number)


def is_there(number: int) -> bool:
    """True while a process runs."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True
