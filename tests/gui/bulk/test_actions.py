"""What is kept of a bulk change so that it can be taken back later."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from catalogue_gui.catalogue.bulk import (
    AddTags,
    ChangePriceBy,
    ChangePriceByPercent,
    ChangeStockBy,
    RemoveMetadata,
    RemoveTags,
    Rounding,
    RowChange,
    SetCategory,
    SetMetadata,
)
from catalogue_gui.catalogue.errors import Cancelled, CatalogueError
from catalogue_gui.catalogue.product import NewProduct, Product
from catalogue_gui.catalogue.snapshot import OrderSnapshot
from catalogue_gui.gui.bulk.actions import (
    BulkAction,
    Deletion,
    Reversal,
    decode_action,
    deleted_product,
    deleted_row,
    encode_action,
)
from catalogue_gui.gui.bulk.scope import ProductScope
from catalogue_gui.gui.bulk.step_rows import RowsInMemory
from catalogue_gui.gui.products.order import RowOrder

ODD = "%s '\"\\ {} $$ ümlaut \U0001f375\n\t"


@pytest.mark.parametrize(
    "action",
    [
        SetCategory(ODD),
        AddTags((ODD, "b")),
        RemoveTags(("a",)),
        ChangePriceBy(Decimal("-0.10"), Rounding.ENDING_95),
        ChangePriceByPercent(Decimal("12.50"), Rounding.UNIT),
        ChangeStockBy(-3),
        SetMetadata(("", "a.b", ODD), '{"n": 12345678901234567890, "p": 10.00}'),
        RemoveMetadata(("a",)),
        Deletion(),
        Reversal(7, is_undo=False),
    ],
)
def test_that_an_action_is_read_back_as_it_was(action: BulkAction | Reversal) -> None:
    assert decode_action(encode_action(action)) == action


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"bulk": "Nonsense"}', '{"bulk": "AddTags"}']
)
def test_that_a_payload_of_another_kind_is_none(text: str) -> None:
    assert decode_action(text) is None


def test_that_a_deleted_product_is_kept_whole() -> None:
    now = datetime.now(UTC)
    metadata = '{"p": 10.00, "n": 12345678901234567890}'
    product = Product(uuid4(), ODD, Decimal("1.10"), "Food", ("a", ODD), metadata, 3, now, now)
    assert deleted_product(deleted_row(product)) == NewProduct.again(product)


def test_that_a_row_of_another_kind_is_no_deleted_product() -> None:
    with pytest.raises(ValueError, match="keeps no deleted product"):
        deleted_product(RowChange(uuid4(), '{"name": "Tea"}', None))


def test_that_rows_in_memory_come_back_until_their_step_is_dropped() -> None:
    kept = RowsInMemory()
    step, other = kept.open_step("", "", "", ""), kept.open_step("", "", "", "")
    first = [RowChange(uuid4(), ODD, None)]
    second = [RowChange(uuid4(), None, '"x"'), RowChange(uuid4(), "1", "2")]
    kept.add_rows(step, first)
    kept.add_rows(step, second)
    assert list(kept.rows(step)) == [first, second]
    assert list(kept.rows(other)) == []
    kept.drop_step(step)
    with pytest.raises(KeyError):
        kept.rows(step)


def never() -> None:
    """Nobody cancels."""


def test_that_selected_rows_give_their_ids_once_each() -> None:
    ids = [UUID(int=number) for number in range(10)]
    order = RowOrder(snapshot=OrderSnapshot.of(ids), added=(UUID(int=99), ids[0]))
    assert ProductScope(order).count == 12
    assert list(ProductScope(order).ids(never)) == [*ids, UUID(int=99)]
    spans = ProductScope(order, (range(2, 4), range(9, 11)))
    assert spans.count == 4
    assert list(spans.ids(never)) == [ids[2], ids[3], ids[9], UUID(int=99)]
    # Added, and then found as well: chosen by either row, and once by both.
    assert list(ProductScope(order, (range(11, 12),)).ids(never)) == [ids[0]]
    assert list(ProductScope(order, (range(1), range(11, 12))).ids(never)) == [ids[0]]


def test_that_ids_that_never_arrive_are_said_and_not_waited_for_for_ever() -> None:
    snapshot = OrderSnapshot()
    snapshot.begin(3)
    with pytest.raises(CatalogueError, match="not arrived"):
        ProductScope(RowOrder(snapshot=snapshot)).ids(never, limit_s=0)


def test_that_waiting_for_ids_ends_with_a_cancel() -> None:
    snapshot = OrderSnapshot()
    snapshot.begin(3)

    def cancel() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        ProductScope(RowOrder(snapshot=snapshot)).ids(cancel)


def test_that_ids_come_sorted_in_batches_however_they_were_given() -> None:
    ids = [uuid4() for _ in range(10_000)]
    packed = ProductScope.of(ids).ids(never)
    batches = list(packed.sorted_batches(3000))
    assert [len(batch) for batch in batches] == [3000, 3000, 3000, 1000]
    assert [each for batch in batches for each in batch] == sorted(ids)
    assert list(packed[5:7]) == ids[5:7]
    assert packed[-1] == ids[-1]
    assert len(packed) == 10_000
