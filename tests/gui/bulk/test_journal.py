"""Bulk changes and the journal: what is kept, and what becomes of what the program was ended over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.bulk import ChangeStockBy, SetCategory
from catalogue_gui.gui.bulk.actions import Reversal, decode_action, encode_action
from catalogue_gui.gui.bulk.bulk_editing import BulkEditing
from catalogue_gui.journal.journal import Journal
from tests.gui.bulk.conftest import Shop, held_row, waits_for_lock

KEY = "shop"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the journal is."""
    return tmp_path / "journal.sqlite"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    """A window's journal."""
    journal = Journal(path)
    yield journal
    journal.close()


@pytest.fixture
def kept_shop(shop: Shop, journal: Journal) -> Shop:
    """A shop whose steps are kept in the journal."""
    said = shop.said
    shop.bulk = BulkEditing(shop.runner, shop.editing, journal)
    shop.bulk.use_catalogue(shop.catalogue, KEY, "anna")
    shop.bulk.finished.connect(lambda _, text: said.append(text))
    shop.bulk.reverted.connect(lambda _, text: said.append(text))
    shop.bulk.failed.connect(lambda error: said.append(str(error)))
    return shop


def settle(qtbot: QtBot, shop: Shop, path: Path) -> list[tuple[str, str, int]]:
    """Open the catalogue in another window; text, state and count of the steps are then these."""
    owner = QObject()
    later = Journal(path)
    bulk = BulkEditing(shop.runner, shop.editing, later, owner)
    bulk.use_catalogue(shop.catalogue, KEY)
    qtbot.waitUntil(lambda: shop.runner.active_count == 0)
    steps = [(each.text, each.state, each.count) for each in later.steps(KEY)]
    later.close()
    return steps


def test_that_a_step_is_kept_with_its_rows_and_marked_when_undone(
    kept_shop: Shop, journal: Journal
) -> None:
    kept_shop.change(kept_shop.all_found(), SetCategory("Hoodies"))
    (step,) = journal.steps(KEY)
    assert (step.text, step.who, step.field, step.count, step.state) == (
        "category set to Hoodies, 60 products",
        "anna",
        "category",
        60,
        "done",
    )
    assert decode_action(step.payload) == SetCategory("Hoodies")
    rows = [row for batch in journal.rows(step.id) for row in batch]
    assert {row.new for row in rows} == {"Hoodies"}
    assert len({row.product_id for row in rows}) == 60
    kept_shop.undo()
    assert [each.state for each in journal.steps(KEY)] == ["undone"]
    kept_shop.redo()
    assert [each.state for each in journal.steps(KEY)] == ["done"]


def test_that_a_cancelled_change_leaves_no_step(kept_shop: Shop, journal: Journal) -> None:
    with held_row(kept_shop):
        kept_shop.bulk.change(kept_shop.all_found(), SetCategory("Hoodies"))
        kept_shop.qtbot.waitUntil(lambda: waits_for_lock(kept_shop))
        with kept_shop.qtbot.waitSignal(kept_shop.bulk.cancelled):
            kept_shop.bulk.cancel()
    assert journal.steps(KEY) == []


def test_that_a_journal_that_cannot_be_written_has_nothing_changed(
    kept_shop: Shop, journal: Journal
) -> None:
    before = kept_shop.everything()
    journal.close()
    with kept_shop.qtbot.waitSignal(kept_shop.bulk.failed):
        kept_shop.bulk.change(kept_shop.all_found(), SetCategory("Hoodies"))
    assert kept_shop.everything() == before
    assert kept_shop.editing.history.undo_text == ""


@pytest.mark.parametrize("is_committed", [True, False])
def test_that_a_step_the_program_was_ended_over_is_what_the_server_says(
    qtbot: QtBot, shop: Shop, path: Path, is_committed: bool
) -> None:
    ended = Journal(path)
    step = ended.open_step(KEY, "anna", "stock +5", "stock", encode_action(ChangeStockBy(5)))
    with (
        shop.catalogue.database.connection() as connection,
        connection.transaction(force_rollback=not is_committed),
    ):
        shop.catalogue.apply_bulk(
            connection,
            shop.found().ids(lambda: None),
            ChangeStockBy(5),
            lambda rows: ended.add_rows(step, rows),
            lambda _: None,
        )
        ended.note_step_transaction(step, shop.catalogue.transaction_of(connection))
    ended.close()
    expected = [("stock +5", "done", 60)] if is_committed else []
    assert settle(qtbot, shop, path) == expected


def test_that_an_undo_the_program_was_ended_over_is_marked_when_it_was_made(
    qtbot: QtBot, kept_shop: Shop, journal: Journal, path: Path
) -> None:
    kept_shop.change(kept_shop.all_found(), ChangeStockBy(5))
    (step,) = journal.steps(KEY)
    ended = Journal(path)
    undo = ended.open_step(
        KEY, "anna", step.text, "stock", encode_action(Reversal(step.id, is_undo=True))
    )
    with kept_shop.catalogue.database.connection() as connection, connection.transaction():
        kept_shop.catalogue.revert_bulk(
            connection, ChangeStockBy(5), journal.rows(step.id), lambda _: None
        )
        ended.note_step_transaction(undo, kept_shop.catalogue.transaction_of(connection))
    ended.close()
    assert settle(qtbot, kept_shop, path) == [(step.text, "undone", 60)]


def test_that_a_step_that_never_came_near_its_commit_is_dropped(
    qtbot: QtBot, shop: Shop, path: Path
) -> None:
    ended = Journal(path)
    ended.open_step(KEY, "anna", "stock +5", "stock", encode_action(ChangeStockBy(5)))
    ended.close()
    assert settle(qtbot, shop, path) == []


def test_that_a_step_is_taken_back_from_the_journal_and_then_not_once_more(
    qtbot: QtBot, kept_shop: Shop, journal: Journal
) -> None:
    before = kept_shop.everything()
    kept_shop.change(kept_shop.all_found(), ChangeStockBy(5))
    (entry,) = journal.steps(KEY)
    step = kept_shop.bulk.step_of(entry.id, entry.text, entry.payload, entry.count)
    assert step is not None
    told: list[str] = []
    step.take_back(lambda: told.append("done"), lambda error: told.append(str(error)))
    qtbot.waitUntil(lambda: told == ["done"])
    assert kept_shop.everything() == before
    assert kept_shop.undo() == "Nothing was taken back."
    assert kept_shop.everything() == before
    assert kept_shop.editing.history.undo_text == ""


def test_that_a_step_of_another_kind_is_none_of_these(kept_shop: Shop) -> None:
    assert kept_shop.bulk.step_of(1, "price of “Tea”", '{"field": "price"}', 1) is None
