"""Changes made quickly, at bad moments, against the grain: what is in the catalogue afterwards is what was meant."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import psycopg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.products.pending_edits import PendingState
from tests.gui.conftest import OpenWindow
from tests.gui.test_main_window import (
    NAME,
    PRICE,
    STOCK,
    banner_text,
    cell,
    row_of,
    type_into,
)

PRODUCT = "Product 00002"


def set_price(window: MainWindow, text: str, row: int = 2) -> bool:
    return window.model.setData(window.model.index(row, PRICE), text, Qt.ItemDataRole.EditRole)


def price(uri: str) -> Decimal:
    value = row_of(uri, PRODUCT)[0]
    assert isinstance(value, Decimal)
    return value


def wait_until_settled(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: len(window.editing.pending) == 0, timeout=10_000)


def execute(uri: str, statement: str) -> None:
    with psycopg.connect(uri) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def test_that_typing_the_old_value_back_at_once_leaves_the_old_value(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    set_price(window, "7.77")
    set_price(window, "3.00")
    wait_until_settled(qtbot, window)
    assert price(shop_uri) == Decimal("3.00")
    assert cell(window, 2, PRICE) == "3.00"


def test_that_of_many_values_typed_in_a_row_the_last_one_stays(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    for number in range(1, 31):
        set_price(window, f"{number}.25")
    wait_until_settled(qtbot, window)
    assert price(shop_uri) == Decimal("30.25")
    assert banner_text(window) == ""


def test_that_an_older_refusal_does_not_stick_to_a_newer_value(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    execute(shop_uri, "ALTER TABLE products ADD CONSTRAINT cheap CHECK (price < 10000)")
    set_price(window, "50000")
    set_price(window, "500")
    wait_until_settled(qtbot, window)
    assert price(shop_uri) == Decimal("500.00")


def test_that_quick_undos_are_taken_in_order(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    for text in ("4", "5", "6"):
        set_price(window, text)
        wait_until_settled(qtbot, window)
    for _ in range(3):
        window.editing.history.undo()
    qtbot.waitUntil(lambda: window.editing.history.undo_text == "")
    assert price(shop_uri) == Decimal("3.00")
    for _ in range(3):
        window.editing.history.redo()
    qtbot.waitUntil(lambda: price(shop_uri) == Decimal("6.00"))
    assert banner_text(window) == ""


def test_that_an_undo_that_met_a_lost_line_can_be_made_again(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    set_price(window, "4")
    wait_until_settled(qtbot, window)
    execute(
        shop_uri,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'Catalogue%'",
    )
    database = window.session.catalogue.database  # type: ignore[union-attr]
    database.close()
    said: list[str] = []
    window.messages.shown.connect(lambda message: said.append(message.title))
    window.editing.history.undo()
    qtbot.waitUntil(lambda: "Not undone" in said, timeout=20_000)
    assert window.editing.history.undo_text
    assert price(shop_uri) == Decimal("4.00")


def test_that_the_undo_button_of_a_deletion_never_undoes_something_else(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    window.table.setCurrentIndex(window.model.index(2, NAME))
    with qtbot.waitSignal(window.editing.deleted_by_user):
        window.tools.delete.trigger()
    assert "Deleted" in banner_text(window)
    set_price(window, "9", row=3)
    qtbot.waitUntil(lambda: "Deleted" not in banner_text(window))
    window.editing.history.undo()
    window.editing.history.undo()
    qtbot.waitUntil(lambda: cell(window, 2, NAME) == PRODUCT)
    assert price(shop_uri) == Decimal("3.00")


def test_that_undo_restores_what_was_there_where_a_rule_changed_the_value(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    execute(
        shop_uri,
        "CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NEW.name := upper(NEW.name); RETURN NEW; END $$",
    )
    execute(
        shop_uri,
        "CREATE TRIGGER shout BEFORE UPDATE OF price ON products FOR EACH ROW EXECUTE FUNCTION shout()",
    )
    execute(
        shop_uri,
        "CREATE FUNCTION dearer() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF NEW.price > 3 THEN NEW.price := NEW.price + 1; END IF; RETURN NEW; END $$",
    )
    execute(
        shop_uri,
        "CREATE TRIGGER dearer BEFORE UPDATE OF price ON products FOR EACH ROW EXECUTE FUNCTION dearer()",
    )
    set_price(window, "8")
    wait_until_settled(qtbot, window)
    assert cell(window, 2, PRICE) == "9.00"
    window.editing.history.undo()
    qtbot.waitUntil(lambda: cell(window, 2, PRICE) == "3.00")


def test_that_a_save_leaves_another_products_conflict_to_be_decided(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    execute(shop_uri, f"UPDATE products SET price = 99 WHERE name = '{PRODUCT}'")
    set_price(window, "7.50")
    qtbot.waitUntil(lambda: "99.00" in banner_text(window))
    with qtbot.waitSignal(window.editing.saved):
        set_price(window, "9", row=5)
    assert "99.00" in banner_text(window)
    dialog = window.findChild(QDialog, "conflictDialog")
    assert dialog is not None
    theirs = dialog.findChild(QAbstractButton, "keepTheirsButton")
    assert theirs is not None
    with qtbot.waitSignal(window.editing.product_changed):
        qtbot.mouseClick(theirs, Qt.MouseButton.LeftButton)
    assert cell(window, 2, PRICE) == "99.00"
    assert len(window.editing.pending) == 0
    assert banner_text(window) == ""


def test_that_a_value_still_in_an_open_editor_is_saved_when_the_window_closes(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    window.table.setCurrentIndex(window.model.index(2, PRICE))
    qtbot.keyClick(window.table, Qt.Key.Key_F2)
    (editor,) = (
        each for each in window.table.findChildren(QLineEdit, "cellEditor") if each.isVisible()
    )
    qtbot.keyClicks(editor, "8.80")
    window.close()
    assert price(shop_uri) == Decimal("8.80")


def test_that_closing_at_once_after_several_changes_loses_none(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    set_price(window, "7.00")
    window.model.setData(window.model.index(2, STOCK), "41", Qt.ItemDataRole.EditRole)
    set_price(window, "8.00")
    window.table.setCurrentIndex(window.model.index(4, NAME))
    window.tools.delete.trigger()
    window.close()
    assert row_of(shop_uri, PRODUCT)[0] == Decimal("8.00")
    assert row_of(shop_uri, PRODUCT)[3] == 41
    with psycopg.connect(shop_uri) as connection:
        row = connection.execute("SELECT 1 FROM products WHERE name = 'Product 00004'").fetchone()
    assert row is None


@pytest.fixture
def busy_window(
    qtbot: QtBot, open_window: OpenWindow, shop_uri: str
) -> tuple[MainWindow, Callable[[], None]]:
    """A window all of whose connections are lent, and what gives them back."""
    window = open_window("--dsn", shop_uri)
    database = window.session.catalogue.database  # type: ignore[union-attr]
    database._pool._checkout_timeout_s = 0.2  # type: ignore[union-attr]
    loans = [database.connection() for _ in range(database.target.pool_max)]
    for loan in loans:
        loan.__enter__()

    def give_back() -> None:
        while loans:
            loans.pop().__exit__(None, None, None)

    return window, give_back


def test_that_a_change_that_met_a_busy_pool_is_sent_when_a_connection_is_free(
    qtbot: QtBot, busy_window: tuple[MainWindow, Callable[[], None]], shop_uri: str
) -> None:
    window, give_back = busy_window
    window.editing._retry.setInterval(200)
    try:
        set_price(window, "7.50")
        qtbot.waitUntil(lambda: "all connections are busy" in banner_text(window))
        (pending,) = window.editing.pending
        assert pending.state == PendingState.WAITING
    finally:
        give_back()
    wait_until_settled(qtbot, window)
    assert price(shop_uri) == Decimal("7.50")
    qtbot.waitUntil(lambda: banner_text(window) == "")


def test_that_a_new_product_whose_dialog_was_closed_meanwhile_is_added_all_the_same(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    window.tools.new.trigger()
    dialog = window.findChild(QDialog, "newProductDialog")
    assert dialog is not None
    for name, text in (("newName", "Tea"), ("newPrice", "2.40"), ("newCategory", "Food")):
        field = dialog.findChild(QLineEdit, name)
        assert field is not None
        qtbot.keyClicks(field, text)
    save = dialog.findChild(QAbstractButton, "saveNewProductButton")
    assert save is not None
    with qtbot.waitSignal(window.editing.product_added):
        save.click()
        dialog.reject()
        dialog.deleteLater()
    assert row_of(shop_uri, "Tea")[0] == Decimal("2.40")
    assert "mistake" not in banner_text(window)


def test_that_opening_and_leaving_a_cell_sends_nothing(
    qtbot: QtBot, window: MainWindow, shop_uri: str
) -> None:
    execute(shop_uri, f"UPDATE products SET price = 99 WHERE name = '{PRODUCT}'")
    type_into(qtbot, window, 2, PRICE, "")
    assert len(window.editing.pending) == 0
    assert price(shop_uri) == Decimal("99.00")
