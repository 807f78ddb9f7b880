"""An import from the window, taken back from there: by Ctrl+Z, and from the history after the program was started again."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psycopg
import pytest
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.importing import Mode
from catalogue_gui.gui.csv_import.steps import Step
from catalogue_gui.gui.csv_import.wizard import ImportWizard
from catalogue_gui.gui.main_window import MainWindow
from tests.gui.conftest import OpenWindow
from tests.gui.csv_import.conftest import TIMEOUT_MS, Driver
from tests.gui.test_main_window import banner_text

FILE = "name,price,category,stock\nProduct 00002,99.00,Home,5\nProduct 00003,98.00,Home,6\nNew lamp,1.00,Home,7\n"


@pytest.fixture
def price_list(tmp_path: Path) -> Path:
    """Two products that are there with other prices, and one that is not."""
    path = tmp_path / "prices.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def rows(uri: str) -> list[tuple[object, ...]]:
    with psycopg.connect(uri) as connection:
        return connection.execute(
            "SELECT id, name, price, category, tags, metadata::text, stock FROM products ORDER BY id"
        ).fetchall()


def to_changes(qtbot: QtBot, window: MainWindow, path: Path) -> Driver:
    """Add and update by the name, through the wizard, to where it would be written."""
    window.open_import()
    wizard = window.findChild(ImportWizard)
    assert wizard is not None
    driver = Driver(qtbot, wizard)
    driver.to_columns(path)
    driver.choose("importMode", Mode.UPSERT)
    driver.next()
    driver.wait_until_idle()
    driver.next()
    assert wizard.step == Step.CHANGES
    return driver


def import_file(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    """Add and update by the name, through the wizard, to its end."""
    driver = to_changes(qtbot, window, path)
    with qtbot.waitSignal(window.editing.history.changed, timeout=TIMEOUT_MS):
        driver.next()
    driver.wait_until_idle()
    driver.wizard.close()
    qtbot.waitUntil(lambda: window.findChild(ImportWizard) is None)


def undo_files(folder: Path) -> list[Path]:
    return list((folder / "undo").iterdir())


def test_that_an_import_is_one_step_of_the_history_and_ctrl_z_takes_it_back(
    qtbot: QtBot, window: MainWindow, shop_uri: str, price_list: Path, settings_folder: Path
) -> None:
    before = rows(shop_uri)
    import_file(qtbot, window, price_list)
    assert len(rows(shop_uri)) == len(before) + 1
    assert window.editing.history.undo_text == "import of “prices.csv”"
    assert len(undo_files(settings_folder)) == 1
    window.editing.history.undo()
    qtbot.waitUntil(lambda: "taken back" in banner_text(window), timeout=TIMEOUT_MS)
    assert rows(shop_uri) == before
    assert "3 products are as before" in banner_text(window)
    qtbot.waitUntil(lambda: undo_files(settings_folder) == [])
    assert window.editing.history.undo_text == ""
    assert window.editing.history.redo_text == ""
    qtbot.waitUntil(lambda: window.model.rowCount() == len(before), timeout=TIMEOUT_MS)


def test_that_what_a_colleague_has_changed_since_is_left(
    qtbot: QtBot, window: MainWindow, shop_uri: str, price_list: Path
) -> None:
    before = rows(shop_uri)
    import_file(qtbot, window, price_list)
    with psycopg.connect(shop_uri) as colleague:
        colleague.execute("UPDATE products SET stock = 8 WHERE name = 'New lamp'")
    window.editing.history.undo()
    qtbot.waitUntil(lambda: "taken back" in banner_text(window), timeout=TIMEOUT_MS)
    assert "1 was left" in banner_text(window)
    assert [each for each in rows(shop_uri) if each[1] != "New lamp"] == before


def test_that_an_import_of_yesterday_is_taken_back_from_the_history(
    qtbot: QtBot, open_window: OpenWindow, shop_uri: str, price_list: Path
) -> None:
    before = rows(shop_uri)
    first = open_window("--dsn", shop_uri)
    import_file(qtbot, first, price_list)
    first.close()
    window = open_window("--dsn", shop_uri)
    journal = window._services.journal
    assert journal is not None
    (entry,) = journal.steps(window.changing.catalogue_key)
    assert (entry.text, entry.new, entry.count) == (
        "import of “prices.csv”",
        "1 added, 2 changed",
        3,
    )
    window.changing.past.show()
    window.changing.past._take_back(entry)
    qtbot.waitUntil(lambda: "taken back" in banner_text(window), timeout=TIMEOUT_MS)
    assert rows(shop_uri) == before
    qtbot.waitUntil(
        lambda: journal.steps(window.changing.catalogue_key)[0].state == "undone",
        timeout=TIMEOUT_MS,
    )


LOCK = 4711


@pytest.mark.parametrize("is_committed", [True, False])
def test_that_the_server_is_asked_what_became_of_it_when_the_helper_dies_while_committing(
    qtbot: QtBot,
    window: MainWindow,
    shop_uri: str,
    price_list: Path,
    settings_folder: Path,
    is_committed: bool,
) -> None:
    with psycopg.connect(shop_uri, autocommit=True) as colleague:
        # A trigger that runs at the commit waits for a lock that is held here.
        colleague.execute(
            "CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END'"
        )
        colleague.execute(
            "CREATE CONSTRAINT TRIGGER waits AFTER INSERT ON products DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION wait_at_commit()"
        )
        colleague.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        before = rows(shop_uri)
        driver = to_changes(qtbot, window, price_list)
        driver.next()
        wait_for_waiting_session(qtbot, colleague)
        helper = driver.wizard.engine.process_id
        if is_committed:
            # It hears nothing of the commit any more.
            os.kill(helper, signal.SIGSTOP)
            colleague.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))
            qtbot.waitUntil(lambda: rows(shop_uri) != before, timeout=TIMEOUT_MS)
        os.kill(helper, signal.SIGKILL)
        words = "The import was written" if is_committed else "Nothing was written"
        driver.wait(lambda: words in driver.wizard.message_text)
        assert (rows(shop_uri) == before) == (not is_committed)
        assert len(undo_files(settings_folder)) == (1 if is_committed else 0)
        step = "import of “prices.csv”" if is_committed else ""
        qtbot.waitUntil(lambda: window.editing.history.undo_text == step)


def wait_for_waiting_session(
    qtbot: QtBot, colleague: psycopg.Connection[tuple[object, ...]]
) -> None:
    def is_there() -> bool:
        query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        return colleague.execute(query).fetchone() == (1,)

    qtbot.waitUntil(is_there, timeout=TIMEOUT_MS)
