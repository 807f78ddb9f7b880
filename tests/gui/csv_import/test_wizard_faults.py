"""What goes wrong during an import, seen where the user sees it; and what is then true of the catalogue."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from PySide6.QtWidgets import QLabel

from catalogue_gui.catalogue.importing import Mode, Outcome
from catalogue_gui.gui.csv_import.steps import Step
from catalogue_gui.gui.csv_import.work_progress import WorkProgress
from catalogue_gui.jobs.helper_process import end_those_left
from tests.gui.csv_import.conftest import Driver, count_products


@contextmanager
def table_locked(uri: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Somebody else holds the whole table, so that a comparison or a write waits."""
    with psycopg.connect(uri) as connection:
        connection.execute("LOCK TABLE products IN ACCESS EXCLUSIVE MODE")
        yield connection


def is_waiting(uri: str) -> bool:
    """Whether the import's session waits for a lock."""
    with psycopg.connect(uri) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
    return row is not None and row[0] > 0


def start_check_that_waits(driver: Driver, path: Path, uri: str) -> None:
    driver.to_columns(path)
    driver.choose("importMode", Mode.UPSERT)
    driver.next()
    driver.wait(lambda: is_waiting(uri))


def progress_text(driver: Driver, name: str) -> str:
    progress = driver.widget(name)
    assert isinstance(progress, WorkProgress)
    return progress.text()


def count_ticks(driver: Driver) -> int:
    """How many of the wizard's steps are marked as done."""
    labels = driver.widget("importSteps").findChildren(QLabel)
    return sum(not label.pixmap().isNull() for label in labels)


def test_that_a_check_is_stopped_and_the_choices_stay(
    driver: Driver, shop_file: Path, catalogue_uri: str
) -> None:
    with table_locked(catalogue_uri):
        start_check_that_waits(driver, shop_file, catalogue_uri)
        driver.wait(lambda: "Comparing" in progress_text(driver, "importCheckProgress"))
        driver.button("wizardCancelButton").click()
        assert driver.wizard.isVisible()
        driver.wait_until_idle()
        assert not is_waiting(catalogue_uri)
    assert driver.wizard.step == Step.COLUMNS
    assert "stopped" in driver.wizard.message_text
    assert "Nothing was written" in driver.wizard.message_text
    assert driver.choice("importMode").currentData() == Mode.UPSERT
    driver.next()
    driver.wait_until_idle()
    assert driver.wizard.plan.report is not None


def test_that_a_write_is_stopped_with_nothing_written_and_can_be_made_again(
    driver: Driver, shop_file: Path, catalogue_uri: str
) -> None:
    driver.to_changes(shop_file)
    with table_locked(catalogue_uri):
        driver.next()
        driver.wait(lambda: is_waiting(catalogue_uri))
        assert not driver.button("wizardNextButton").isEnabled()
        assert count_ticks(driver) == 4, "what is still being written is not done"
        driver.button("wizardCancelButton").click()
        driver.wait_until_idle()
    assert driver.wizard.step == Step.CHANGES
    assert "the catalogue is as it was before" in driver.wizard.message_text
    assert count_products(catalogue_uri) == 0
    driver.next()
    driver.wait_until_idle()
    assert count_products(catalogue_uri) == 5
    assert count_ticks(driver) == 5


def test_that_closing_during_a_write_waits_for_it_to_be_taken_back(
    driver: Driver, shop_file: Path, catalogue_uri: str
) -> None:
    driver.to_changes(shop_file)
    with table_locked(catalogue_uri):
        driver.next()
        driver.wait(lambda: is_waiting(catalogue_uri))
        with driver.qtbot.waitSignal(driver.wizard.finished, timeout=20_000):
            driver.wizard.close()
            assert driver.wizard.isVisible()
        assert not is_waiting(catalogue_uri)
    assert not driver.wizard.isVisible()
    assert count_products(catalogue_uri) == 0


def test_that_a_helper_killed_during_the_check_is_said_and_the_check_made_again(
    driver: Driver, shop_file: Path, catalogue_uri: str
) -> None:
    with table_locked(catalogue_uri):
        start_check_that_waits(driver, shop_file, catalogue_uri)
        os.kill(driver.wizard.engine.process_id, signal.SIGKILL)
        driver.wait_until_idle()
        message = driver.wizard.message_text
    assert "stopped unexpectedly" in message
    assert "Nothing was written" in message
    assert "Traceback" not in message
    driver.button("importRetryButton").click()
    driver.wait_until_idle()
    assert driver.wizard.plan.report is not None
    assert driver.wizard.plan.report.new == 5
    assert driver.wizard.message_text == ""


def test_that_a_helper_killed_after_the_check_asks_for_another_check_before_writing(
    driver: Driver, shop_file: Path, catalogue_uri: str
) -> None:
    driver.to_changes(shop_file)
    driver.cells(Outcome.NEW)
    os.kill(driver.wizard.engine.process_id, signal.SIGKILL)
    driver.wait(lambda: not driver.wizard.engine.holds_check)
    driver.next()
    assert "checked again" in driver.wizard.message_text
    assert not driver.button("wizardNextButton").isEnabled()
    driver.button("importRetryButton").click()
    driver.wait_until_idle()
    driver.next()
    driver.next()
    driver.wait_until_idle()
    assert count_products(catalogue_uri) == 5


def test_that_a_connection_cut_during_the_check_is_said_and_the_check_made_again(
    driver: Driver, shop_file: Path, catalogue_uri: str
) -> None:
    with table_locked(catalogue_uri) as connection:
        start_check_that_waits(driver, shop_file, catalogue_uri)
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        )
        driver.wait_until_idle()
    assert "Nothing was written" in driver.wizard.message_text
    driver.button("importRetryButton").click()
    driver.wait_until_idle()
    assert driver.wizard.plan.report is not None
    assert driver.wizard.plan.report.new == 5


def test_that_a_helper_killed_while_committing_leaves_the_outcome_open_and_says_so(
    driver: Driver, shop_file: Path, catalogue_uri: str
) -> None:
    driver.to_changes(shop_file)
    with psycopg.connect(catalogue_uri, autocommit=True) as connection:
        # A trigger that runs at the commit waits for a lock that the test holds.
        connection.execute(
            "CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END'"
        )
        connection.execute(
            "CREATE CONSTRAINT TRIGGER waits AFTER INSERT ON products DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION wait_at_commit()"
        )
        connection.execute("SELECT pg_advisory_lock(4711)")
        driver.next()
        driver.wait(lambda: "Making it final" in progress_text(driver, "importWriteProgress"))
        with driver.qtbot.waitSignal(driver.wizard.imported, timeout=20_000):
            os.kill(driver.wizard.engine.process_id, signal.SIGKILL)
    assert driver.wizard.step == Step.CHANGES
    assert "not known whether it was written" in driver.wizard.message_text
    assert not driver.button("wizardNextButton").isEnabled()


def test_that_a_write_that_the_server_refuses_says_why_and_leaves_nothing(
    driver: Driver, shop_file: Path, catalogue_uri: str
) -> None:
    driver.to_changes(shop_file)
    with psycopg.connect(catalogue_uri) as connection:
        connection.execute("ALTER TABLE products ADD CONSTRAINT cheap CHECK (price < 100)")
    driver.next()
    driver.wait_until_idle()
    assert driver.wizard.step == Step.CHANGES
    assert "Nothing was written" in driver.wizard.message_text
    assert count_products(catalogue_uri) == 0


def _make_empty(path: Path) -> None:
    path.write_bytes(b"")


def _make_picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)


def _make_workbook(path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")


def _make_nothing(path: Path) -> None:
    path.unlink(missing_ok=True)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_make_empty, "empty"),
        (_make_picture, "picture"),
        (_make_workbook, "Excel"),
        (Path.mkdir, "folder"),
        (_make_nothing, "There is no"),
    ],
    ids=["empty", "picture", "workbook", "folder", "missing"],
)
def test_that_a_file_that_is_no_table_is_named_and_another_can_be_chosen(
    driver: Driver, shop_file: Path, tmp_path: Path, make: object, words: str
) -> None:
    wrong = tmp_path / "wrong.csv"
    make(wrong)  # type: ignore[operator]
    driver.open_file(wrong)
    assert words in driver.wizard.message_text
    assert not driver.button("wizardNextButton").isEnabled()
    assert driver.reason == "Choose a file that can be read."
    assert driver.field("importFileField").text() == str(wrong)
    driver.open_file(shop_file)
    assert driver.wizard.message_text == ""
    assert driver.button("wizardNextButton").isEnabled()


def test_that_a_catalogue_that_may_only_be_read_refuses_before_the_file_is_checked(
    driver: Driver, shop_file: Path, catalogue_uri: str
) -> None:
    with psycopg.connect(catalogue_uri, autocommit=True) as connection:
        connection.execute(
            "ALTER DATABASE " + connection.info.dbname + " SET default_transaction_read_only = on"
        )
    driver.to_check(shop_file)
    assert "may only read" in driver.wizard.message_text
    assert not driver.button("wizardNextButton").isEnabled()


def test_that_two_files_chosen_in_a_hurry_show_the_second(
    driver: Driver, shop_file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("name,price,category\nSpoon,1.00,Kitchen\n", encoding="utf-8")
    driver.wizard.choose_file(shop_file)
    driver.wizard.choose_file(other)
    driver.wait_until_idle()
    view = driver.wizard.plan.view
    assert view is not None
    assert view.path == str(other)
    assert driver.field("importFileField").text() == str(other)


def test_that_ending_the_wizard_ends_the_helper_and_may_be_done_twice(
    driver: Driver, shop_file: Path
) -> None:
    driver.open_file(shop_file)
    number = driver.wizard.engine.process_id
    assert number
    driver.wizard.end()
    driver.wizard.end()
    end_those_left()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_that_ending_the_wizard_during_a_write_leaves_no_session_and_no_product(
    driver: Driver, shop_file: Path, catalogue_uri: str
) -> None:
    driver.to_changes(shop_file)
    with table_locked(catalogue_uri) as connection:
        driver.next()
        driver.wait(lambda: is_waiting(catalogue_uri))
        driver.wizard.end()

        def other_sessions() -> int:
            connection.execute(
                "SELECT pg_stat_clear_snapshot()"
            )  # one transaction, else one picture
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            ).fetchone()
            assert row is not None
            return int(str(row[0]))

        driver.wait(lambda: other_sessions() == 0)
    assert count_products(catalogue_uri) == 0
