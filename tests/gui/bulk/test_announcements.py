"""What is said of changes to many products, and how long it stands."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from catalogue_gui.catalogue.bulk import SetCategory
from catalogue_gui.catalogue.product import NewProduct
from catalogue_gui.gui.bulk.announcements import BulkAnnouncements
from catalogue_gui.gui.messages import MessageBanner, Messages
from catalogue_gui.gui.status_line import StatusLine
from tests.gui.bulk.conftest import Shop, held_row, waits_for_lock


class Said:
    """The banner and the status line."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.messages = Messages()
        self.banner = MessageBanner(self.messages)
        self.status = StatusLine()
        shop.qtbot.addWidget(self.banner)
        shop.qtbot.addWidget(self.status)
        self.status.show()
        self.announcements = BulkAnnouncements(
            shop.bulk, shop.editing.history, self.messages, self.status
        )

    def button(self, name: str) -> QWidget | None:
        return self.banner.findChild(QWidget, name)


@pytest.fixture
def said(shop: Shop) -> Said:
    """What the user sees."""
    return Said(shop)


def test_that_progress_stands_at_the_bottom_until_the_end(said: Said) -> None:
    work = said.status.findChild(QLabel, "workLabel")
    assert work is not None
    said.shop.bulk.change(said.shop.all_found(), SetCategory("Hoodies"))
    assert work.isVisible()
    assert work.text() == "Changing products  0 of 60"
    said.shop.qtbot.waitUntil(lambda: not work.isVisible())


def test_that_a_change_is_told_with_an_undo_that_works_once(said: Said) -> None:
    before = said.shop.everything()
    said.shop.change(said.shop.all_found(), SetCategory("Hoodies"))
    assert said.banner.text() == "Changed 60 products: category set to Hoodies."
    undo = said.button("bannerUndoButton")
    assert undo is not None
    with said.shop.qtbot.waitSignal(said.shop.bulk.reverted):
        undo.click()  # type: ignore[attr-defined]  # a button
        # A line in place of the line before: the rows below stay where they are while it is done.
        assert said.banner.text().endswith("…")
        assert said.button("bannerUndoButton") is None
    assert said.banner.text() == ""
    assert said.shop.everything() == before


def test_that_the_undo_goes_when_something_else_would_be_undone(said: Said) -> None:
    said.shop.change(said.shop.all_found(), SetCategory("Hoodies"))
    with said.shop.qtbot.waitSignal(said.shop.editing.added_by_user):
        product = NewProduct("Tea", Decimal(1), "Food")
        said.shop.editing.add(product, lambda _: None, lambda _: None)
    assert said.banner.text() == ""


def test_that_an_undo_that_left_something_is_a_problem_to_be_read(said: Said) -> None:
    said.shop.change(said.shop.all_found(), SetCategory("Hoodies"))
    said.shop.ask("UPDATE products SET category = 'Theirs' WHERE name = 'Product 00001'")
    said.shop.undo()
    assert said.banner.text().startswith("Taken back on 59 products; 1 was changed by someone else")


def test_that_the_cancel_button_cancels_and_it_is_said_that_nothing_was_changed(said: Said) -> None:
    with held_row(said.shop):
        said.shop.bulk.change(said.shop.all_found(), SetCategory("Hoodies"))
        said.shop.qtbot.waitUntil(lambda: waits_for_lock(said.shop))
        with said.shop.qtbot.waitSignal(said.shop.bulk.cancelled):
            said.status.cancel_work.click()
    assert said.banner.text() == "Cancelled. Nothing was changed."
    assert not said.status.cancel_work.isVisible()
