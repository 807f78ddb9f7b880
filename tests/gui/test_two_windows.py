"""Two windows on one catalogue, each showing what it saw last: nothing of the other's is lost or overwritten unseen."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.metadata_text import read_metadata
from catalogue_gui.gui.bulk.form import ChangeKind
from catalogue_gui.gui.products.pending_edits import PendingState
from tests.gui.conftest import OpenWindow
from tests.gui.person import PRODUCT, ROW, Person
from tests.gui.test_main_window import CATEGORY, PRICE, STOCK, banner_text

METADATA = '{"size": {"w": 10.00, "h": 4}, "brand": "Acme", "code": 12345678901234567890}'


@pytest.fixture(params=["one folder", "two folders"])
def people(
    request: pytest.FixtureRequest,
    qtbot: QtBot,
    open_window: OpenWindow,
    shop_uri: str,
    tmp_path: Path,
) -> tuple[Person, Person]:
    """Two people, of one user of a computer or of two."""
    with psycopg.connect(shop_uri) as connection:
        connection.execute("UPDATE products SET metadata = %s WHERE name = %s", (METADATA, PRODUCT))
    first = open_window("--dsn", shop_uri)
    if request.param == "one folder":
        second = open_window("--dsn", shop_uri)
    else:
        second = open_window("--dsn", shop_uri, folder=tmp_path / "other")
    return Person(qtbot, first), Person(qtbot, second)


def stored(uri: str, what: str = "price") -> Any:
    """What the catalogue holds; None when the product is gone."""
    with psycopg.connect(uri) as connection:
        row = connection.execute(
            f"SELECT {what} FROM products WHERE name = %s",
            (PRODUCT,),
        ).fetchone()
    return row[0] if row is not None else None


def test_that_changes_to_different_fields_both_stand_and_are_shown(
    people: tuple[Person, Person], shop_uri: str
) -> None:
    ann, bob = people
    ann.saves(PRICE, "7.50")
    assert bob.sees(PRICE) == "3.00"
    bob.saves(STOCK, "41")
    assert (bob.sees(PRICE), bob.sees(STOCK)) == ("7.50", "41")
    ann.refreshes()
    assert (ann.sees(PRICE), ann.sees(STOCK)) == ("7.50", "41")
    assert stored(shop_uri, "(price, stock, category)::text") == "(7.50,41,Toys)"


@pytest.mark.parametrize(
    ("button", "price"), [("useMineButton", "8.00"), ("keepTheirsButton", "7.50")]
)
def test_that_of_two_prices_the_second_is_asked_about_and_the_choice_stands(
    people: tuple[Person, Person], shop_uri: str, button: str, price: str
) -> None:
    ann, bob = people
    ann.saves(PRICE, "7.50")
    bob.sends(PRICE, "8")
    assert bob.is_asked() == {"Price": ("8.00", "7.50", "3.00")}
    assert stored(shop_uri) == Decimal("7.50")
    bob.clicks(button)
    bob.has_settled()
    assert stored(shop_uri) == Decimal(price)
    bob.qtbot.waitUntil(lambda: bob.sees(PRICE) == price)
    assert banner_text(bob.window) == ""


def test_that_a_decision_put_off_keeps_both_values_until_it_is_made(
    people: tuple[Person, Person], shop_uri: str
) -> None:
    ann, bob = people
    ann.saves(PRICE, "7.50")
    bob.sends(PRICE, "8")
    bob.is_asked()
    bob.clicks("decideLaterButton")
    bob.refreshes()
    assert stored(shop_uri) == Decimal("7.50")
    assert bob.sees(PRICE) == "8"
    (pending,) = bob.window.editing.pending
    assert pending.state == PendingState.REFUSED
    bob.clicks("decideButton")
    assert bob.is_asked() == {"Price": ("8.00", "7.50", "3.00")}
    ann.saves(PRICE, "9")
    bob.clicks("useMineButton")
    bob.is_told("9.00")
    assert bob.is_asked() == {"Price": ("8.00", "9.00", "7.50")}
    assert stored(shop_uri) == Decimal("9.00"), "what was chosen was chosen over another price"
    bob.clicks("useMineButton")
    bob.has_settled()
    assert stored(shop_uri) == Decimal("8.00")


def test_that_other_tags_are_asked_about_and_none_is_lost_meanwhile(
    people: tuple[Person, Person], shop_uri: str
) -> None:
    ann, bob = people
    ann.sets_tags("new, sale")
    ann.has_settled()
    bob.sets_tags("new, organic")
    assert bob.is_asked() == {"Tags": ("new, organic", "new, sale", "new")}
    assert stored(shop_uri, "tags") == ["new", "sale"]
    bob.clicks("useMineButton")
    bob.has_settled()
    assert stored(shop_uri, "tags") == ["new", "organic"]


def test_that_pieces_counted_by_both_add_up(people: tuple[Person, Person], shop_uri: str) -> None:
    ann, bob = people
    ann.saves(STOCK, "+12")
    bob.saves(STOCK, "-3")
    assert bob.sees(STOCK) == "11", "2 + 12 - 3"
    ann.saves(STOCK, "+1")
    assert ann.sees(STOCK) == "12"
    bob.undoes()
    bob.qtbot.waitUntil(lambda: bob.sees(STOCK) == "15")
    assert stored(shop_uri, "stock") == 15


def test_that_different_metadata_keys_both_stand_and_the_rest_keeps_its_digits(
    people: tuple[Person, Person], shop_uri: str
) -> None:
    ann, bob = people
    ann.writes_metadata(brand="Bolt")
    ann.has_settled()
    bob.writes_metadata(colour="red", code=None)
    bob.has_settled()
    expected = '{"size": {"h": 4, "w": 10.00}, "brand": "Bolt", "colour": "red"}'
    assert stored(shop_uri, "metadata::text") == expected


def test_that_each_metadata_key_changed_by_both_is_decided_by_itself(
    people: tuple[Person, Person], shop_uri: str
) -> None:
    ann, bob = people
    ann.writes_metadata(brand="Bolt", size={"w": 11, "h": 5})
    ann.has_settled()
    bob.writes_metadata(brand="Crag", size={"w": 12, "h": 4}, colour="red")
    assert bob.is_asked() == {
        "MetadataSizeW": ("12", "11", "10.00"),
        "MetadataBrand": ('"Crag"', '"Bolt"', '"Acme"'),
    }
    bob.clicks("chooseTheirsMetadataBrand")
    bob.clicks("saveChoicesButton")
    bob.has_settled()
    expected = '{"code": 12345678901234567890, "size": {"h": 5, "w": 12}, "brand": "Bolt", "colour": "red"}'
    assert read_metadata(stored(shop_uri, "metadata::text")) == read_metadata(expected)


def test_that_a_value_put_in_the_place_of_a_key_s_object_is_not_overwritten_unseen(
    people: tuple[Person, Person], shop_uri: str
) -> None:
    ann, bob = people
    ann.writes_metadata(size="large")
    ann.has_settled()
    bob.writes_metadata(size={"w": Decimal("10.00"), "h": 4, "d": 7})
    mine, seen = '{"w": 10.00, "h": 4, "d": 7}', '{"h": 4, "w": 10.00}'
    assert bob.is_asked() == {"MetadataSize": (mine, '"large"', seen)}
    assert stored(shop_uri, "metadata ->> 'size'") == "large"
    bob.clicks("keepTheirsButton")
    bob.has_settled()
    assert stored(shop_uri, "metadata ->> 'size'") == "large"


def test_that_a_key_typed_while_another_is_on_its_way_does_not_hide_what_the_other_wrote(
    people: tuple[Person, Person], shop_uri: str
) -> None:
    ann, bob = people
    ann.writes_metadata(brand="Bolt")
    ann.has_settled()
    bob.writes_metadata(code=5)  # both before the server has answered
    bob.writes_metadata(brand="Crag")
    assert bob.is_asked() == {"MetadataBrand": ('"Crag"', '"Bolt"', '"Acme"')}
    assert stored(shop_uri, "metadata ->> 'brand'") == "Bolt"
    assert stored(shop_uri, "metadata ->> 'code'") == "5"


def test_that_what_was_typed_for_a_deleted_product_can_be_created_again(
    people: tuple[Person, Person], shop_uri: str
) -> None:
    ann, bob = people
    ann.deletes()
    for column, text in ((PRICE, "8"), (STOCK, "+40"), (CATEGORY, "Garden")):
        index = bob.window.model.index(ROW, column)
        assert bob.window.model.setData(index, text, Qt.ItemDataRole.EditRole)
    bob.is_told("is not in the catalogue any more")
    bob.is_told("price 8, stock +40, category Garden")
    bob.has_settled()
    assert stored(shop_uri) is None
    bob.clicks("createAgainButton")
    bob.qtbot.waitUntil(lambda: stored(shop_uri) == Decimal("8.00"))
    bob.is_told("is in the catalogue again. With what you typed.")
    assert bob.sees(PRICE) == "8.00"
    assert stored(shop_uri, "(price, stock, category)::text") == "(8.00,42,Garden)"
    assert stored(shop_uri, "metadata ->> 'code'") == "12345678901234567890"
    ann.refreshes()
    ann.qtbot.waitUntil(lambda: ann.sees(PRICE) == "8.00")


def test_that_a_product_deleted_over_a_colleagues_change_comes_back_with_it(
    people: tuple[Person, Person], shop_uri: str
) -> None:
    ann, bob = people
    bob.saves(PRICE, "8")
    ann.deletes()
    ann.undoes()
    ann.qtbot.waitUntil(lambda: ann.sees(PRICE) == "8.00")
    assert stored(shop_uri) == Decimal("8.00")


def test_that_a_change_to_many_is_not_overwritten_by_what_was_typed_before_it_was_seen(
    people: tuple[Person, Person], shop_uri: str
) -> None:
    ann, bob = people
    ann.changes_many(ChangeKind.PRICE_PERCENT, "bulkPricePercentPercent", "+100")
    bob.sends(PRICE, "8")
    assert bob.is_asked() == {"Price": ("8.00", "6.00", "3.00")}
    bob.clicks("useMineButton")
    bob.has_settled()
    ann.undoes()
    ann.is_told("1 ")
    assert stored(shop_uri) == Decimal("8.00"), "taken back where nobody has changed it since"
    with psycopg.connect(shop_uri) as connection:
        (row,) = connection.execute("SELECT sum(price) FROM products WHERE price < 6").fetchall()
    assert row[0] == 1 + 2 + 4 + 5


def test_that_a_change_to_many_counts_from_what_the_other_has_just_typed(
    people: tuple[Person, Person], shop_uri: str
) -> None:
    ann, bob = people
    bob.saves(PRICE, "8")
    ann.changes_many(ChangeKind.PRICE_PERCENT, "bulkPricePercentPercent", "+50")
    assert stored(shop_uri) == Decimal("12.00")
    ann.undoes()
    ann.qtbot.waitUntil(lambda: stored(shop_uri) == Decimal("8.00"))
    bob.undoes()
    bob.qtbot.waitUntil(lambda: stored(shop_uri) == Decimal("3.00"))


def test_that_an_undo_over_a_colleagues_change_says_so_and_shows_it(
    people: tuple[Person, Person], shop_uri: str
) -> None:
    ann, bob = people
    ann.saves(PRICE, "7.50")
    bob.refreshes()
    bob.saves(PRICE, "8")
    ann.undoes()
    ann.is_told("Not undone")
    assert "not overwritten" in banner_text(ann.window)
    assert stored(shop_uri) == Decimal("8.00")
    ann.qtbot.waitUntil(lambda: ann.sees(PRICE) == "8.00")
    assert ann.window.editing.history.undo_text == ""


def test_that_a_product_changed_by_a_colleague_is_not_deleted_again_by_redo(
    people: tuple[Person, Person], shop_uri: str
) -> None:
    ann, bob = people
    ann.deletes()
    ann.undoes()
    ann.qtbot.waitUntil(lambda: ann.sees(PRICE) == "3.00")
    bob.saves(PRICE, "8")
    ann.window.editing.history.redo()
    ann.is_told("Not done again")
    assert stored(shop_uri) == Decimal("8.00")


def test_that_a_value_in_conflict_is_offered_to_its_own_window_only(
    qtbot: QtBot, people: tuple[Person, Person], open_window: OpenWindow, shop_uri: str
) -> None:
    ann, bob = people
    ann.saves(PRICE, "7.50")
    bob.sends(PRICE, "8")
    bob.is_asked()
    third = Person(qtbot, open_window("--dsn", shop_uri))
    third.saves(STOCK, "5")
    assert banner_text(third.window) == ""
    assert third.sees(PRICE) == "7.50"
    bob.clicks("keepTheirsButton")
    bob.has_settled()
