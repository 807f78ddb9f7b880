"""Changes to a product: taken back, and made on top of somebody else's."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from catalogue_gui.catalogue.metadata_text import changes_between
from catalogue_gui.catalogue.product import (
    Change,
    Edit,
    Field,
    NewProduct,
    Product,
    StockDelta,
    field_value,
    round_to_cents,
)

PRODUCT = Product(
    UUID(int=1),
    "Kettle",
    Decimal("24.90"),
    "Home",
    ("new",),
    '{"w": 10.00}',
    3,
    datetime(2026, 1, 2, tzinfo=UTC),
    datetime(2026, 1, 3, tzinfo=UTC),
    (("margin", "7"),),
)


@pytest.mark.parametrize(
    "change",
    [
        Change("a", "b"),
        Change(Decimal(1), Decimal(2)),
        Change((), ("a",)),
        Change('{"a": 1.0}', "{}"),
        Change(5, StockDelta(-2)),
    ],
)
def test_that_a_change_taken_back_twice_is_itself(change: Change) -> None:
    assert change.reversed() != change
    assert change.reversed().reversed() == change


def test_that_pieces_are_taken_back_as_pieces() -> None:
    edit = Edit(PRODUCT.id, {Field.STOCK: Change(5, StockDelta(-2)), Field.NAME: Change("a", "b")})
    assert edit.reversed().changes == {
        Field.STOCK: Change(5, StockDelta(2)),
        Field.NAME: Change("b", "a"),
    }


@pytest.mark.parametrize(
    ("field", "change", "earlier", "after"),
    [
        (Field.NAME, Change("a", "c"), Change("a", "b"), Change("b", "c")),
        (Field.NAME, Change("a", "a"), Change("a", "b"), Change("b", "a")),
        (Field.TAGS, Change((), ("a",)), Change((), ("z",)), Change(("z",), ("a",))),
        (Field.STOCK, Change(5, StockDelta(2)), Change(5, 9), Change(5, StockDelta(2))),
        (Field.STOCK, Change(5, 20), Change(5, StockDelta(2)), Change(7, 20)),
        (Field.STOCK, Change(7, 20), Change(5, StockDelta(2)), Change(7, 20)),
        (
            Field.METADATA,
            Change('{"a": 1, "b": 1.00}', '{"a": 1, "b": 1.50}'),
            Change('{"a": 1, "b": 1.00}', '{"a": 2, "b": 1.00}'),
            Change('{"a": 2, "b": 1.00}', '{"a": 1, "b": 1.50}'),
        ),
    ],
)
def test_that_a_wish_stands_on_what_was_typed_before_it(
    field: Field, change: Change, earlier: Change, after: Change
) -> None:
    assert change.after(field, earlier) == after


@pytest.mark.parametrize(
    ("seen", "new", "narrow"),
    [
        ('{"a": 1.00, "b": [1]}', '{"a": 1.0, "b": [1]}', ('{"a": 1.00}', '{"a": 1.0}')),
        ('{"a": {"b": 1, "c": 2}}', '{"a": {"c": 2}}', ('{"a": {"b": 1}}', '{"a": {}}')),
        ('{"a": {"c": 2}}', '{"a": {"b": 1, "c": 2}}', ('{"a": {}}', '{"a": {"b": 1}}')),
        ('{"a": {"b": 1}, "c": 2}', '{"a": 3, "c": 2}', ('{"a": {"b": 1}}', '{"a": 3}')),
    ],
)
def test_that_a_narrowed_change_of_metadata_changes_the_same_keys(
    seen: str, new: str, narrow: tuple[str, str]
) -> None:
    narrowed = Change(seen, new).narrowed(Field.METADATA)
    assert narrowed == Change(*narrow)
    assert changes_between(*narrow) == changes_between(seen, new)


@pytest.mark.parametrize(
    ("change", "is_nothing"),
    [
        (Change("a", "a"), True),
        (Change(Decimal("1.0"), Decimal("1.00")), True),
        (Change(3, StockDelta(0)), True),
        (Change(3, StockDelta(3)), False),
        (Change("a", "A"), False),
        (Change(("a", "b"), ("b", "a")), False),
    ],
)
def test_that_what_changes_nothing_is_known(change: Change, is_nothing: bool) -> None:
    assert change.is_nothing() == is_nothing


def test_that_every_field_a_user_edits_has_a_value_and_no_other() -> None:
    assert field_value(PRODUCT, Field.METADATA) == '{"w": 10.00}'
    assert field_value(PRODUCT, Field.TAGS) == ("new",)
    for field in (Field.ID, Field.CREATED_AT, Field.UPDATED_AT):
        with pytest.raises(KeyError):
            field_value(PRODUCT, field)


def test_that_a_deleted_product_is_added_as_it_was() -> None:
    again = NewProduct.again(PRODUCT)
    assert (again.id, again.created_at) == (PRODUCT.id, PRODUCT.created_at)
    for field in ("name", "price", "category", "tags", "metadata_text", "stock"):
        assert getattr(again, field) == getattr(PRODUCT, field)


@pytest.mark.parametrize(
    ("value", "cents"), [("0.005", "0.01"), ("0.015", "0.02"), ("-0.005", "-0.01")]
)
def test_that_cents_are_rounded_half_away_from_zero(value: str, cents: str) -> None:
    assert str(round_to_cents(Decimal(value))) == cents
