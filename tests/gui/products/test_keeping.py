"""What was typed counts once: typed over while it is on its way, left for another catalogue, taken back later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import psycopg
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.journal_entries import HistoryEntry
from catalogue_gui.catalogue.product import Change, Field, NewProduct, StockDelta
from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.products.pending_edits import PendingEdit, PendingState
from catalogue_gui.gui.session import State
from tests.gui.conftest import OpenWindow
from tests.gui.test_main_window import NAME, PRICE, STOCK, banner_text, cell, row_of

PRODUCT = "Product 00002"  # price 3.00, stock 2
LONG_MS = 20_000


def put(window: MainWindow, column: int, text: str, row: int = 2) -> bool:
    return window.model.setData(window.model.index(row, column), text, Qt.ItemDataRole.EditRole)


def put_metadata(window: MainWindow, text: str, row: int = 2) -> None:
    product = window.model.product_at(row)
    assert product is not None
    window.editing.submit_value(product, Field.METADATA, text, text)


def stored(uri: str, column: str) -> object:
    with psycopg.connect(uri) as connection:
        row = connection.execute(
            f"SELECT {column} FROM products WHERE name = %s", (PRODUCT,)
        ).fetchone()
        assert row is not None
        return row[0]


def execute(uri: str, statement: str) -> None:
    with psycopg.connect(uri) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


@contextmanager
def held_by_a_colleague(uri: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Keep every change on its way until the block ends."""
    with psycopg.connect(uri) as connection:
        connection.execute("LOCK TABLE products IN SHARE ROW EXCLUSIVE MODE")
        yield connection


def wait_for_waiting(qtbot: QtBot, uri: str, count: int = 1) -> None:
    """Wait until so many changes stand before the lock."""

    def is_waiting() -> bool:
        with psycopg.connect(uri) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE wait_event_type = 'Lock' AND datname = current_database()"
            ).fetchone()
        return row is not None and row[0] >= count

    qtbot.waitUntil(is_waiting, timeout=LONG_MS)


def wait_until_settled(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: len(window.editing.pending) == 0, timeout=LONG_MS)


def noted(window: MainWindow) -> int:
    """How many edits the journal keeps."""
    journal = window._services.journal
    assert journal is not None
    count: int = journal._file.read(
        lambda connection: connection.execute("SELECT count(*) FROM entries").fetchone()[0]
    )
    return count


def steps_of(window: MainWindow) -> list[HistoryEntry]:
    """What the journal says was done in this catalogue, the latest first."""
    journal, source = window._services.journal, window.session.source
    assert journal is not None
    assert source is not None
    return journal.steps(source.key)


def open_again(qtbot: QtBot, window: MainWindow) -> None:
    """Go to the same catalogue anew, as to another one and back."""
    source = window.session.source
    assert source is not None
    with qtbot.waitSignal(window.session.opened, timeout=LONG_MS):
        window._open(source)
    qtbot.waitUntil(lambda: window.model.product_at(2) is not None, timeout=LONG_MS)


def undo(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.editing.history.changed, timeout=LONG_MS):
        window.editing.history.undo()


# Typed over while it is on its way


def test_that_pieces_asked_for_quickly_one_after_the_other_all_count(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    with held_by_a_colleague(shop_uri):
        put(window, STOCK, "+1")
        wait_for_waiting(qtbot, shop_uri)
        for _ in range(4):
            put(window, STOCK, "+1")
    wait_until_settled(qtbot, window)
    assert stored(shop_uri, "stock") == 2 + 5
    assert noted(window) == 0
    told = [(each.old, each.new) for each in reversed(steps_of(window))]
    assert told == [("2", "3 (+1)"), ("3", "7 (+4)")]


def test_that_pieces_refused_are_told_of_though_more_were_asked_for_meanwhile(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    with held_by_a_colleague(shop_uri):
        put(window, STOCK, "-3")
        wait_for_waiting(qtbot, shop_uri)
        put(window, STOCK, "-1")
    qtbot.waitUntil(lambda: "cannot be taken off" in banner_text(window), timeout=LONG_MS)
    (pending,) = window.editing.pending
    assert (pending.state, pending.delta) == (PendingState.REFUSED, -4)
    assert stored(shop_uri, "stock") == 2
    assert noted(window) == 1


def test_that_metadata_typed_back_while_they_are_on_their_way_are_as_they_were(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    product = window.model.product_at(2)
    assert product is not None
    before = product.metadata_text
    with held_by_a_colleague(shop_uri):
        put_metadata(window, '{"n": 77, "brand": "Brand 2"}')
        wait_for_waiting(qtbot, shop_uri)
        put_metadata(window, before)
    wait_until_settled(qtbot, window)
    assert stored(shop_uri, "metadata") == {"n": 2, "brand": "Brand 2"}


def test_that_a_key_typed_over_later_does_not_overwrite_what_came_back_with_another_key(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    with held_by_a_colleague(shop_uri) as colleague:
        put_metadata(window, '{"n": 77, "brand": "Brand 2"}')
        wait_for_waiting(qtbot, shop_uri)
        put_metadata(window, '{"n": 77, "brand": "mine"}')
        colleague.execute(
            """UPDATE products SET metadata = metadata || '{"brand": "theirs"}' WHERE name = %s""",
            (PRODUCT,),
        )
    qtbot.waitUntil(
        lambda: any(each.conflict is not None for each in window.editing.pending), timeout=LONG_MS
    )
    assert stored(shop_uri, "metadata") == {"n": 77, "brand": "theirs"}


def test_that_escape_over_a_mistake_brings_back_what_was_on_its_way(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    execute(shop_uri, "ALTER TABLE products ADD CONSTRAINT cheap CHECK (price < 10000)")
    product = window.model.product_at(2)
    assert product is not None
    with held_by_a_colleague(shop_uri):
        put(window, PRICE, "50000")
        wait_for_waiting(qtbot, shop_uri)
        assert not put(window, PRICE, "dear")
        window.editing.take_back(product.id, Field.PRICE)
    qtbot.waitUntil(
        lambda: bool(window.editing.pending.in_state(PendingState.REFUSED)), timeout=LONG_MS
    )
    assert "50000" in cell(window, 2, PRICE)
    assert noted(window) == 1


# Another catalogue in between


def test_that_pieces_saved_while_another_catalogue_was_opened_are_not_offered_again(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    with held_by_a_colleague(shop_uri):
        put(window, STOCK, "+5")
        wait_for_waiting(qtbot, shop_uri)
        source = window.session.source
        assert source is not None
        window._open(source)
        qtbot.waitUntil(lambda: window.session.state == State.READY, timeout=LONG_MS)
    qtbot.waitUntil(lambda: stored(shop_uri, "stock") == 2 + 5, timeout=LONG_MS)
    qtbot.waitUntil(lambda: noted(window) == 0, timeout=LONG_MS)
    window.editing.send_left()
    put(window, PRICE, "9.99")
    wait_until_settled(qtbot, window)
    assert stored(shop_uri, "stock") == 2 + 5


def test_that_what_could_not_be_read_is_there_again_after_another_catalogue(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert not put(window, PRICE, "dear")
    open_again(qtbot, window)
    qtbot.waitUntil(lambda: cell(window, 2, PRICE) == "dear", timeout=LONG_MS)
    (pending,) = window.editing.pending
    assert pending.state == PendingState.REFUSED
    assert noted(window) == 1


# Taken back


def test_that_undo_of_an_addition_does_not_delete_what_a_colleague_made_of_it(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    failures: list[object] = []
    window.editing.history.failed.connect(lambda error, _: failures.append(error))
    with qtbot.waitSignal(window.editing.added_by_user):
        window.editing.add(NewProduct("Tea", Decimal("2.40"), "Food"), lambda _: None, print)
    execute(shop_uri, "UPDATE products SET price = 5 WHERE name = 'Tea'")
    window.editing.history.undo()
    qtbot.waitUntil(lambda: bool(failures) or not window.editing.history.undo_text)
    assert row_of(shop_uri, "Tea")[0] == Decimal("5.00")
    assert failures


def test_that_undo_of_an_addition_takes_back_what_is_as_it_was_added(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    with qtbot.waitSignal(window.editing.added_by_user):
        window.editing.add(NewProduct("Tea", Decimal("2.40"), "Food"), lambda _: None, print)
    row = window.model.rowCount() - 1
    qtbot.waitUntil(lambda: cell(window, row, NAME) == "Tea")
    put(window, PRICE, "3", row=row)
    wait_until_settled(qtbot, window)
    undo(qtbot, window)
    undo(qtbot, window)
    with psycopg.connect(shop_uri) as connection:
        assert connection.execute("SELECT FROM products WHERE name = 'Tea'").fetchone() is None


def test_that_a_step_taken_back_from_the_list_is_not_taken_back_again_by_undo(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    with qtbot.waitSignal(window.editing.saved):
        put(window, STOCK, "+5")
    journal, key = window._services.journal, window.changing._keeping.key
    assert journal is not None
    entry = journal.steps(key)[0]
    window.show()
    window.changing.past.show()
    with qtbot.waitSignal(window.editing.product_changed):
        window.changing.past._take_back(entry)
    assert stored(shop_uri, "stock") == 2
    assert next(each for each in journal.steps(key) if each.id == entry.id).state == "undone"
    undo(qtbot, window)
    assert stored(shop_uri, "stock") == 2
    with qtbot.waitSignal(window.editing.history.changed):
        window.editing.history.redo()
    assert stored(shop_uri, "stock") == 7


def test_that_what_is_done_for_one_catalogue_never_stands_in_the_history_of_another(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    journal, key = window._services.journal, window.changing._keeping.key
    assert journal is not None
    with held_by_a_colleague(shop_uri):
        put(window, PRICE, "9.99")
        wait_for_waiting(qtbot, shop_uri)
        window._use_catalogue(None)
        window.changing._keeping.use("another")
    qtbot.waitUntil(lambda: noted(window) == 0, timeout=LONG_MS)
    qtbot.waitUntil(lambda: bool(journal.steps(key)), timeout=LONG_MS)
    assert journal.steps("another") == []


def test_that_large_metadata_are_remembered_by_the_keys_that_changed(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    large = "x" * 500_000
    execute(
        shop_uri,
        f"""UPDATE products SET metadata = metadata || '{{"large": "{large}"}}' WHERE name = '{PRODUCT}'""",
    )
    product = window.model.product_at(2)
    assert product is not None
    with qtbot.waitSignal(window.editing.product_changed):
        window.editing.refetch(product.id)
    put_metadata(window, f'{{"n": 77, "brand": "Brand 2", "large": "{large}"}}')
    wait_until_settled(qtbot, window)
    journal = window._services.journal
    assert journal is not None
    assert len(journal.steps(window.changing._keeping.key)[0].payload) < 1_000
    undo(qtbot, window)
    metadata = stored(shop_uri, "metadata")
    assert isinstance(metadata, dict)
    assert metadata["n"] == 2
    assert len(metadata["large"]) == len(large)


def test_that_what_was_left_is_offered_once_the_server_can_say_what_became_of_it(
    qtbot: QtBot, window: MainWindow, open_window: OpenWindow, shop_uri: str
) -> None:
    """The number of a transaction that goes on: whoever looks waits for the product, and in vain."""
    product = window.model.product_at(2)
    assert product is not None
    with psycopg.connect(shop_uri) as colleague:
        row = colleague.execute("SELECT pg_current_xact_id()::text").fetchone()
        assert row is not None
        colleague.execute("SELECT FROM products WHERE id = %s FOR UPDATE", (product.id,))
        keeping = window.changing._keeping
        keeping.note(
            PendingEdit(
                product.id,
                Field.STOCK,
                "+5",
                Change(2, StockDelta(5)),
                PendingState.WAITING,
                transaction=str(row[0]),
            )
        )
        window.close()
        later = open_window("--dsn", shop_uri, wait=False)
        told: list[str] = []
        later.messages.shown.connect(lambda message: told.append(message.title))
        qtbot.waitUntil(lambda: "Held by someone else" in told, timeout=LONG_MS)
        assert later.changing._keeping.is_keeping, "the journal is none the worse for it"
        colleague.rollback()
    later.changing.came_back()
    qtbot.waitUntil(
        lambda: bool(later.editing.pending.in_state(PendingState.LEFT)), timeout=LONG_MS
    )
    later.editing.send_left()
    wait_until_settled(qtbot, later)
    assert stored(shop_uri, "stock") == 2 + 5
    assert noted(later) == 0


def test_that_pieces_whose_fate_the_server_cannot_tell_yet_are_not_forgotten_nor_written_twice(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    product = window.model.product_at(2)
    assert product is not None
    with psycopg.connect(shop_uri) as earlier_try:
        row = earlier_try.execute("SELECT pg_current_xact_id()::text").fetchone()
        assert row is not None
        earlier_try.execute("UPDATE products SET stock = stock + 5 WHERE id = %s", (product.id,))
        lost = PendingEdit(
            product.id,
            Field.STOCK,
            "+5",
            Change(2, StockDelta(5)),
            PendingState.WAITING,
            transaction=str(row[0]),
        )
        window.editing._keep(lost)
        with qtbot.waitSignal(window.editing.not_saved, timeout=LONG_MS):
            window.editing.send_waiting()
        (pending,) = window.editing.pending
        assert (pending.state, pending.transaction) == (PendingState.WAITING, str(row[0]))
    window.editing.send_waiting()
    wait_until_settled(qtbot, window)
    assert stored(shop_uri, "stock") == 2 + 5
