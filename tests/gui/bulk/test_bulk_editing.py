"""Changes to many products on a real server: done as a whole, cancelled as a whole, taken back as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.bulk import (
    AddTags,
    BulkChange,
    BulkOutcome,
    ChangePriceBy,
    ChangePriceByPercent,
    ChangeStockBy,
    RemoveMetadata,
    RemoveTags,
    SetCategory,
    SetMetadata,
)
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.gui.bulk.actions import encode_action
from catalogue_gui.gui.bulk.scope import ProductScope
from catalogue_gui.jobs import JobRunner
from tests.gui.bulk.conftest import Shop, held_row, id_of, waits_for_lock
from tests.tcp_proxy import TcpProxy, proxy_before

CHANGES = [
    SetCategory("Hoodies"),
    AddTags(("sale", 'x, "y" {z} \\ %s')),
    RemoveTags(("new",)),
    ChangePriceBy(Decimal("0.45")),
    ChangePriceByPercent(Decimal(-10)),
    ChangeStockBy(7),
    SetMetadata(("a.b", "c"), "10.00"),
    RemoveMetadata(("brand",)),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: type(change).__name__)
def test_that_undo_restores_every_product_and_redo_changes_it_again(
    shop: Shop, change: BulkChange
) -> None:
    before = shop.everything()
    outcome = shop.change(shop.all_found(), change)
    assert outcome.changed > 0
    after = shop.everything()
    changed = sum(old != new for old, new in zip(before, after, strict=True))
    assert changed == outcome.changed
    shop.undo()
    assert shop.everything() == before
    shop.redo()
    assert shop.everything() == after
    shop.undo()
    assert shop.everything() == before
    assert shop.editing.history.undo_text == ""


def test_that_a_change_is_one_step_and_says_what_it_did(shop: Shop) -> None:
    scope = shop.found("name < 'Product 00012'")
    started: list[tuple[str, int]] = []
    shop.bulk.started.connect(lambda text, total: started.append((text, total)))
    with shop.qtbot.waitSignal(shop.bulk.products_changed):
        outcome = shop.change(scope, SetCategory("Hoodies"))
    assert outcome == BulkOutcome(12)
    assert started == [("Changing products", 12)]
    assert shop.said == ["Changed 12 products: category set to Hoodies."]
    assert shop.editing.history.undo_text == "category set to Hoodies, 12 products"
    assert shop.ask("SELECT count(*) FROM products WHERE category = 'Hoodies'") == [(12,)]


def test_that_a_change_of_nothing_is_no_step(shop: Shop) -> None:
    shop.change(shop.found("category = 'Toys'"), SetCategory("Toys"))
    assert shop.said == ["Nothing had to be changed."]
    assert shop.editing.history.undo_text == ""


def test_that_what_cannot_be_changed_is_counted_and_stays(shop: Shop) -> None:
    outcome = shop.change(shop.all_found(), ChangePriceBy(Decimal(-10)))
    assert (outcome.changed, outcome.left) == (51, 9)
    assert "9 could not be changed" in shop.said[-1]
    assert shop.ask("SELECT price FROM products WHERE name = 'Product 00008'") == [
        (Decimal("9.00"),)
    ]


def test_that_undo_leaves_what_somebody_has_changed_since_and_says_so(shop: Shop) -> None:
    shop.change(shop.all_found(), SetCategory("Hoodies"))
    shop.ask(
        "UPDATE products SET category = 'Theirs' WHERE name IN ('Product 00001', 'Product 00002')"
    )
    shop.ask("DELETE FROM products WHERE name = 'Product 00003'")
    assert shop.undo() == (
        "Taken back on 57 products; 2 were changed by someone else since and stay as they are."
        " 1 had been deleted already."
    )
    assert shop.ask("SELECT count(*) FROM products WHERE category = 'Theirs'") == [(2,)]
    assert shop.ask("SELECT count(*) FROM products WHERE category = 'Hoodies'") == [(0,)]


def test_that_a_step_of_which_nothing_can_be_taken_back_makes_way_for_the_one_before(
    shop: Shop,
) -> None:
    scope = shop.found("name = 'Product 00001'")
    shop.change(scope, SetMetadata(("k",), "1"))
    shop.change(scope, SetCategory("Hoodies"))
    shop.ask("UPDATE products SET category = 'Theirs' WHERE category = 'Hoodies'")
    assert shop.undo().startswith("Nothing was taken back; 1 was changed by someone else")
    assert shop.editing.history.redo_text == ""
    shop.undo()
    assert shop.ask(
        "SELECT category, metadata ? 'k' FROM products WHERE name = 'Product 00001'"
    ) == [("Theirs", False)]


def test_that_stock_taken_back_in_part_cannot_be_added_twice(shop: Shop) -> None:
    scope = shop.found("name IN ('Product 00001', 'Product 00002')")
    shop.change(scope, ChangeStockBy(5))
    shop.ask(
        "UPDATE products SET stock = stock - 6 WHERE name = 'Product 00001'"
    )  # sold: 0 are left
    assert "on 1 it is not possible any more" in shop.undo()
    assert shop.editing.history.redo_text == ""
    assert shop.ask("SELECT stock FROM products WHERE name < 'Product 00003' ORDER BY name") == [
        (0,),
        (0,),
        (2,),
    ]


def test_that_pieces_sold_meanwhile_are_kept_by_undo_and_redo(shop: Shop) -> None:
    scope = shop.found("name = 'Product 00010'")
    shop.change(scope, ChangeStockBy(5))
    for act, stock in ((shop.undo, 9), (shop.redo, 13), (shop.undo, 7)):
        shop.ask("UPDATE products SET stock = stock - 1 WHERE name = 'Product 00010'")
        act()
        assert shop.ask("SELECT stock FROM products WHERE name = 'Product 00010'") == [(stock,)]


def test_that_a_refusal_of_the_server_changes_nothing(shop: Shop) -> None:
    shop.ask("ALTER TABLE products ADD CONSTRAINT no_toys CHECK (category <> 'None of this')")
    before = shop.everything()
    with shop.qtbot.waitSignal(shop.bulk.failed, timeout=10_000):
        shop.bulk.change(shop.all_found(), SetCategory("None of this"))
    assert shop.everything() == before
    assert shop.editing.history.undo_text == ""
    assert not shop.bulk.is_running


def test_that_a_second_change_waits_for_the_first(shop: Shop) -> None:
    shop.bulk.change(shop.all_found(), SetCategory("First"))
    shop.bulk.change(shop.all_found(), SetCategory("Second"))
    assert shop.said[0].startswith("Another change to many products is running.")
    shop.qtbot.waitUntil(lambda: len(shop.said) == 2)
    assert shop.ask("SELECT DISTINCT category FROM products") == [("First",)]


# Cancelling


def test_that_a_cancelled_change_is_rolled_back_and_says_so(shop: Shop) -> None:
    before = shop.everything()
    with held_row(shop):
        shop.bulk.change(shop.all_found(), SetCategory("Hoodies"))
        shop.qtbot.waitUntil(lambda: waits_for_lock(shop))
        with shop.qtbot.waitSignal(shop.bulk.cancelled, timeout=10_000):
            shop.bulk.cancel()
        assert not shop.bulk.is_running
    assert shop.said == ["cancelled"]
    assert shop.everything() == before
    assert shop.editing.history.undo_text == ""
    shop.change(shop.all_found(), SetCategory("Hoodies"))


def test_that_a_cancel_after_the_commit_says_what_was_done(shop: Shop) -> None:
    ended: list[str] = []
    shop.bulk.ended.connect(lambda: ended.append("ended"))
    shop.bulk.change(shop.all_found(), SetCategory("Hoodies"))
    shop.qtbot.waitUntil(
        lambda: shop.ask("SELECT DISTINCT category FROM products") == [("Hoodies",)]
    )
    shop.bulk.cancel()
    shop.qtbot.waitUntil(lambda: ended == ["ended"])
    assert shop.said == ["Changed 60 products: category set to Hoodies."]


def test_that_a_cancelled_undo_can_be_made_again(shop: Shop) -> None:
    before = shop.everything()
    shop.change(shop.all_found(), SetCategory("Hoodies"))
    with held_row(shop):
        shop.editing.history.undo()
        shop.qtbot.waitUntil(lambda: waits_for_lock(shop))
        shop.bulk.cancel()
        shop.qtbot.waitUntil(lambda: len(shop.said) == 2)
    assert shop.said[-1] == "It was cancelled. Nothing was changed."
    shop.undo()
    assert shop.everything() == before


def test_that_another_catalogue_hears_nothing_of_a_run_of_the_one_before(shop: Shop) -> None:
    with held_row(shop):
        shop.bulk.change(shop.all_found(), SetCategory("Hoodies"))
        shop.qtbot.waitUntil(lambda: waits_for_lock(shop))
        with shop.qtbot.waitSignal(shop.bulk.ended):
            shop.bulk.use_catalogue(None)
        shop.qtbot.waitUntil(lambda: shop.runner.active_count == 0)
    assert shop.said == []
    assert shop.ask("SELECT count(*) FROM products WHERE category = 'Hoodies'") == [(0,)]


# Deleting


def test_that_deleted_products_come_back_as_they_were(shop: Shop) -> None:
    shop.ask(
        """UPDATE products SET tags = '{"a, b","\\"q\\" {} %s"}', metadata = '{"p": 10.00, "n": 12345678901234567890}'"""
        " WHERE name = 'Product 00001'"
    )
    before = shop.everything()
    with shop.qtbot.waitSignal(shop.bulk.finished):
        shop.bulk.delete_products(shop.found("name < 'Product 00030'"))
    assert shop.said == ["Deleted 30 products."]
    assert shop.editing.history.undo_text == "deleting 30 products"
    assert len(shop.everything()) == 30
    assert shop.undo() == "Brought back 30 products."
    assert shop.everything() == before
    assert shop.redo() == "Deleted 30 products."
    assert len(shop.everything()) == 30
    shop.undo()
    assert shop.everything() == before


def test_that_redo_of_a_deletion_keeps_what_was_changed_in_between(shop: Shop) -> None:
    scope = ProductScope.of([id_of(shop, "Product 00007")])
    with shop.qtbot.waitSignal(shop.bulk.finished):
        shop.bulk.delete_products(scope)
    assert shop.editing.history.undo_text == "deleting “Product 00007”"
    shop.undo()
    shop.ask("UPDATE products SET price = 99 WHERE name = 'Product 00007'")
    shop.redo()
    shop.undo()
    assert shop.ask("SELECT price FROM products WHERE name = 'Product 00007'") == [
        (Decimal("99.00"),)
    ]


def test_that_products_deleted_by_somebody_else_are_no_step(shop: Shop) -> None:
    scope = shop.found("name = 'Product 00007'")
    shop.ask("DELETE FROM products WHERE name = 'Product 00007'")
    with shop.qtbot.waitSignal(shop.bulk.finished):
        shop.bulk.delete_products(scope)
    assert shop.said == ["Nothing was deleted: the products were gone already."]
    assert shop.editing.history.undo_text == ""


# The answer to the commit is lost


@pytest.fixture
def proxy(shop: Shop) -> Iterator[TcpProxy]:
    """A network between the shop and its server that can be cut."""
    with proxy_before(shop.uri) as proxy:
        yield proxy


@pytest.fixture
def far_shop(qtbot: QtBot, shop: Shop, proxy: TcpProxy) -> Iterator[Shop]:
    """The same catalogue over that network."""
    catalogue = Catalogue(Target.from_uri(proxy.uri))
    catalogue.database.open()
    runner = JobRunner(catalogue.database)
    yield Shop(qtbot, catalogue, runner, shop.uri)
    proxy.restore()
    assert runner.shutdown()
    catalogue.database.close()


@pytest.mark.parametrize("is_committed", [True, False])
def test_that_a_change_whose_answer_was_lost_is_asked_after(
    far_shop: Shop, proxy: TcpProxy, is_committed: bool
) -> None:
    far_shop.ask("UPDATE products SET stock = 10")
    if is_committed:
        proxy.cut_after = b"COMMIT"
    else:
        proxy.cut_before = b"COMMIT"
    with far_shop.qtbot.waitSignal(far_shop.bulk.outcome_unknown, timeout=20_000):
        far_shop.bulk.change(far_shop.found(), ChangeStockBy(5))
    assert not far_shop.bulk.is_running
    proxy.restore()
    far_shop.qtbot.waitUntil(lambda: len(far_shop.said) == 1, timeout=30_000)
    if is_committed:
        assert far_shop.said[0] == "Changed 60 products: stock +5."
        far_shop.undo()
    else:
        assert "it was not saved" in far_shop.said[0]
        assert far_shop.editing.history.undo_text == ""
    assert far_shop.ask("SELECT DISTINCT stock FROM products") == [(10,)]


@pytest.mark.parametrize("is_committed", [True, False])
def test_that_an_undo_whose_answer_was_lost_is_not_done_twice(
    far_shop: Shop, proxy: TcpProxy, is_committed: bool
) -> None:
    far_shop.ask("UPDATE products SET stock = 10")
    far_shop.change(far_shop.found(), ChangeStockBy(5))
    if is_committed:
        proxy.cut_after = b"COMMIT"
    else:
        proxy.cut_before = b"COMMIT"
    far_shop.editing.history.undo()
    far_shop.qtbot.waitUntil(lambda: len(far_shop.said) == 2, timeout=20_000)
    assert far_shop.editing.history.undo_text
    proxy.restore()

    def take_back() -> bool:
        """The pool may still hand out a line that was cut."""
        far_shop.editing.history.undo()
        far_shop.qtbot.waitUntil(lambda: not far_shop.bulk.is_running, timeout=20_000)
        return not far_shop.editing.history.undo_text

    far_shop.qtbot.waitUntil(take_back, timeout=30_000)
    assert far_shop.said[-1] == "Taken back on 60 products."
    assert far_shop.ask("SELECT DISTINCT stock FROM products") == [(10,)]
    far_shop.redo()
    assert far_shop.ask("SELECT DISTINCT stock FROM products") == [(15,)]


def test_that_a_step_whose_lost_undo_was_made_is_not_taken_back_again_from_the_list(
    far_shop: Shop, proxy: TcpProxy
) -> None:
    far_shop.ask("UPDATE products SET stock = 10")
    change = ChangeStockBy(5)
    far_shop.change(far_shop.found(), change)
    proxy.cut_after = b"COMMIT"
    far_shop.editing.history.undo()
    far_shop.qtbot.waitUntil(lambda: len(far_shop.said) == 2, timeout=20_000)
    proxy.restore()
    listed = far_shop.bulk.step_of(1, "stock +5", encode_action(change), 60)
    assert listed is not None
    done: list[bool] = []

    def take_back() -> bool:
        """The pool may still hand out a line that was cut."""
        listed.take_back(lambda: done.append(True), lambda _: None)
        far_shop.qtbot.waitUntil(lambda: not far_shop.bulk.is_running, timeout=20_000)
        return bool(done)

    far_shop.qtbot.waitUntil(take_back, timeout=30_000)
    assert far_shop.ask("SELECT DISTINCT stock FROM products") == [(10,)]
