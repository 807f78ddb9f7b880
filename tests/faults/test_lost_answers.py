"""The network is cut before, during and after a change is written: what was typed is written exactly once."""

from __future__ import annotations

from decimal import Decimal

import psycopg
import pytest
from pytestqt.qtbot import QtBot

from catalogue_gui.gui.main_window import MainWindow
from catalogue_gui.gui.products.pending_edits import PendingState
from tests.faults.test_lost_server import (
    network,  # noqa: F401
    wait_until_away,
    wait_until_back,
    window,  # noqa: F401
)
from tests.gui.conftest import open_window, shop_uri  # noqa: F401
from tests.gui.test_main_window import PRICE, type_into
from tests.tcp_proxy import TcpProxy

STOCK = 4
LONG_MS = 30_000
# In this order on the line: the change, the question for the transaction's number, the end of the transaction.
MOMENTS = [
    pytest.param("cut_before", b"UPDATE ", False, id="before the change"),
    pytest.param("cut_after", b"UPDATE ", False, id="after the change"),
    pytest.param("cut_before", b"COMMIT", False, id="before the commit"),
    pytest.param("cut_after", b"COMMIT", True, id="after the commit, its answer lost"),
]


def _stored(uri: str, column: str, name: str) -> object:
    with psycopg.connect(uri) as connection:
        row = connection.execute(
            f"SELECT {column} FROM products WHERE name = %s",
            (name,),
        ).fetchone()
        assert row is not None
        return row[0]


@pytest.mark.parametrize(("how", "moment", "is_unknown"), MOMENTS)
@pytest.mark.parametrize(
    ("column", "field", "typed", "expected"),
    [(PRICE, "price", "77.50", Decimal("77.50")), (STOCK, "stock", "+7", 10 + 7)],
    ids=["price", "pieces more"],
)
def test_that_what_was_typed_when_the_network_was_cut_is_written_once(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    network: TcpProxy,  # noqa: F811
    shop_uri: str,  # noqa: F811
    column: int,
    field: str,
    typed: str,
    expected: object,
    how: str,
    moment: bytes,
    is_unknown: bool,
) -> None:
    told: list[str] = []
    window.messages.shown.connect(lambda message: told.append(f"{message.title} {message.text}"))
    setattr(network, how, moment)
    type_into(qtbot, window, 10, column, typed)
    wait_until_away(qtbot, window)
    qtbot.waitUntil(
        lambda: bool(window.editing.pending.in_state(PendingState.WAITING)), timeout=LONG_MS
    )
    said = " ".join(told)
    assert "kept" in said
    assert ("Not known whether it was saved" in said) == (moment == b"COMMIT")
    written = _stored(shop_uri, field, "Product 00010")
    assert (written == expected) == is_unknown, "the answer was lost, the change was not"
    network.restore()
    wait_until_back(qtbot, window)
    qtbot.waitUntil(lambda: len(window.editing.pending) == 0, timeout=LONG_MS)
    assert _stored(shop_uri, field, "Product 00010") == expected
    assert window.editing.history.undo_text
    window.editing.history.undo()
    qtbot.waitUntil(lambda: not window.editing.history.undo_text, timeout=LONG_MS)
    assert _stored(shop_uri, field, "Product 00010") == (10 if field == "stock" else 11)


def test_that_pieces_typed_again_while_the_answer_is_missing_are_added_once_each(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    network: TcpProxy,  # noqa: F811
    shop_uri: str,  # noqa: F811
) -> None:
    network.cut_after = b"COMMIT"
    type_into(qtbot, window, 10, STOCK, "+7")
    wait_until_away(qtbot, window)
    qtbot.waitUntil(
        lambda: bool(window.editing.pending.in_state(PendingState.WAITING)), timeout=LONG_MS
    )
    type_into(qtbot, window, 10, STOCK, "+5")
    type_into(qtbot, window, 10, STOCK, "-2")
    network.restore()
    wait_until_back(qtbot, window)
    qtbot.waitUntil(lambda: len(window.editing.pending) == 0, timeout=LONG_MS)
    assert _stored(shop_uri, "stock", "Product 00010") == 10 + 7 + 5 - 2


def _lose_the_answer(qtbot: QtBot, window: MainWindow, network: TcpProxy) -> None:  # noqa: F811
    wait_until_away(qtbot, window)
    network.restore()
    wait_until_back(qtbot, window)


def test_that_an_undo_of_pieces_whose_answer_was_lost_is_not_made_twice(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    network: TcpProxy,  # noqa: F811
    shop_uri: str,  # noqa: F811
) -> None:
    with qtbot.waitSignal(window.editing.saved, timeout=LONG_MS):
        type_into(qtbot, window, 10, STOCK, "+7")
    network.cut_after = b"COMMIT"
    with qtbot.waitSignal(window.editing.history.failed, timeout=LONG_MS):
        window.editing.history.undo()
    assert _stored(shop_uri, "stock", "Product 00010") == 10, "it was made, and its answer lost"
    _lose_the_answer(qtbot, window, network)
    window.editing.history.undo()
    qtbot.waitUntil(lambda: not window.editing.history.undo_text, timeout=LONG_MS)
    assert _stored(shop_uri, "stock", "Product 00010") == 10
    with qtbot.waitSignal(window.editing.history.changed, timeout=LONG_MS):
        window.editing.history.redo()
    assert _stored(shop_uri, "stock", "Product 00010") == 17


def test_that_a_lost_answer_found_later_does_not_make_a_colleagues_value_ones_own_to_undo(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    network: TcpProxy,  # noqa: F811
    shop_uri: str,  # noqa: F811
) -> None:
    network.cut_after = b"COMMIT"
    type_into(qtbot, window, 10, PRICE, "77.50")
    wait_until_away(qtbot, window)
    qtbot.waitUntil(
        lambda: bool(window.editing.pending.in_state(PendingState.WAITING)), timeout=LONG_MS
    )
    with psycopg.connect(shop_uri) as colleague:
        colleague.execute("UPDATE products SET price = 9 WHERE name = 'Product 00010'")
    network.restore()
    wait_until_back(qtbot, window)
    qtbot.waitUntil(lambda: len(window.editing.pending) == 0, timeout=LONG_MS)
    with qtbot.waitSignal(window.editing.history.failed, timeout=LONG_MS):
        window.editing.history.undo()
    assert _stored(shop_uri, "price", "Product 00010") == 9
