"""One change to many products: what is shown beforehand is what is done, and all of it can be taken back."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from psycopg import sql

from catalogue_gui.catalogue.bulk import (
    AddTags,
    BulkChange,
    BulkOutcome,
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
from catalogue_gui.catalogue.errors import AccessDenied, CatalogueError, InvalidValue
from catalogue_gui.catalogue.product import MAX_PRICE, MAX_STOCK, Product
from catalogue_gui.database import bulk
from catalogue_gui.database.bulk import apply_bulk, preview_bulk, revert_bulk
from catalogue_gui.database.connect import Connection, open_connection
from catalogue_gui.database.products import fetch_page
from catalogue_gui.database.target import Target
from tests.server.database.adding import add

NASTY = "'; DROP TABLE products; -- % %s %(ids)s %% {} {0} {ids} $1 $$ \\ \" , ☃"


def everything(connection: Connection) -> list[tuple[object, ...]]:
    return connection.execute(
        "SELECT id, name, price, category, tags, metadata::text, stock, created_at FROM products ORDER BY id"
    ).fetchall()


def apply(
    connection: Connection, ids: list[UUID], change: BulkChange
) -> tuple[BulkOutcome, list[list[RowChange]]]:
    batches: list[list[RowChange]] = []
    with connection.transaction():
        outcome = apply_bulk(connection, ids, change, batches.append, lambda done: None)
    return outcome, batches


def revert(
    connection: Connection, change: BulkChange, batches: list[list[RowChange]]
) -> BulkOutcome:
    with connection.transaction():
        return revert_bulk(connection, change, batches, lambda done: None)


def reversed_rows(batches: list[list[RowChange]]) -> list[list[RowChange]]:
    return [[row.reversed() for row in batch] for batch in batches]


def now(connection: Connection, product: Product) -> Product:
    (found,) = fetch_page(connection, [product.id])
    assert found is not None
    return found


SHOP: tuple[dict[str, object], ...] = (
    {"price": Decimal("0.00"), "stock": 0, "tags": (), "metadata_text": "{}"},
    {"price": Decimal("1.45"), "stock": 3, "tags": ("a",), "metadata_text": '{"a": {"b": 1.00}}'},
    {"price": Decimal("9.99"), "stock": 4, "tags": ("b", "a"), "metadata_text": '{"a": {}}'},
    {"price": Decimal("12.50"), "stock": 5, "tags": (NASTY,), "metadata_text": '{"a": [1, 2]}'},
    {"price": MAX_PRICE, "stock": MAX_STOCK, "tags": ("c",), "metadata_text": '{"a": null}'},
    {"price": Decimal("2.00"), "category": NASTY, "metadata_text": '{"b": 1e2, "a": {"c": {}}}'},
)

CHANGES: tuple[BulkChange, ...] = (
    SetCategory("Home"),
    SetCategory(NASTY),
    AddTags(("a", "new", "a")),
    AddTags((NASTY,)),
    RemoveTags(("a", NASTY)),
    *(ChangePriceBy(Decimal("-1.45"), rounding) for rounding in Rounding),
    *(ChangePriceByPercent(Decimal("7.5"), rounding) for rounding in Rounding),
    ChangePriceByPercent(Decimal(-150)),
    ChangePriceBy(Decimal(0)),
    ChangeStockBy(-4),
    ChangeStockBy(1),
    SetMetadata(("a",), "1.00"),
    SetMetadata(("a", "b"), "1.0"),
    SetMetadata(("a", "b", "c"), '{"x": [1.50]}'),
    SetMetadata(("a", "0"), "null"),
    SetMetadata((NASTY, NASTY), '"%s {} \\\\ \\""'),
    RemoveMetadata(("a",)),
    RemoveMetadata(("a", "b")),
    RemoveMetadata(("a", "0")),
    RemoveMetadata((NASTY,)),
)


@pytest.mark.parametrize("change", CHANGES, ids=repr)
def test_that_what_was_shown_is_done_and_what_was_done_is_taken_back_and_done_again(
    connection: Connection, change: BulkChange
) -> None:
    products = [add(connection, f"Product {n}", **values) for n, values in enumerate(SHOP)]
    before = everything(connection)
    ids = [product.id for product in products]
    shown = preview_bulk(connection, ids, change, 100)
    assert shown.changing + shown.unchanged + shown.impossible == len(SHOP)
    assert bool(shown.impossible) == bool(shown.why_impossible)
    assert everything(connection) == before

    outcome, batches = apply(connection, ids, change)
    assert outcome == BulkOutcome(shown.changing, left=shown.impossible)
    rows = [row for batch in batches for row in batch]
    names = {product.id: product.name for product in products}
    assert sorted((names[row.product_id], row.new) for row in rows) == sorted(
        (name, new) for name, _, new in shown.rows
    )
    assert [name for name, _, _ in shown.rows] == sorted(name for name, _, _ in shown.rows)
    after = everything(connection)
    changed = [old != new for old, new in zip(before, after, strict=True)]
    assert sum(changed) == shown.changing

    assert revert(connection, change, batches) == BulkOutcome(shown.changing)
    assert everything(connection) == before
    assert revert(connection, change, reversed_rows(batches)) == BulkOutcome(shown.changing)
    assert everything(connection) == after
    assert revert(connection, change, batches) == BulkOutcome(shown.changing)
    assert everything(connection) == before


@pytest.mark.parametrize(
    ("price", "change", "new"),
    [
        ("1.00", ChangePriceBy(Decimal("0.50")), "1.50"),
        ("1.00", ChangePriceBy(Decimal("-1.00")), "0.00"),
        ("1.00", ChangePriceBy(Decimal("-1.01")), None),
        ("0.01", ChangePriceBy(Decimal("-0.02"), Rounding.UNIT), None),
        ("99999999.99", ChangePriceBy(Decimal("0.01")), None),
        ("99999999.50", ChangePriceBy(Decimal("0.00"), Rounding.UNIT), None),
        ("0.10", ChangePriceByPercent(Decimal(5)), "0.11"),  # 0.105
        ("0.30", ChangePriceByPercent(Decimal(5)), "0.32"),  # 0.315
        ("1.00", ChangePriceByPercent(Decimal(-100)), "0.00"),
        ("1.00", ChangePriceByPercent(Decimal("-100.01")), None),
        ("1.00", ChangePriceByPercent(Decimal("33.333333333333333333")), "1.33"),
        ("1.02", ChangePriceBy(Decimal(0), Rounding.FIVE_CENTS), "1.00"),
        ("1.03", ChangePriceBy(Decimal(0), Rounding.FIVE_CENTS), "1.05"),
        ("1.00", ChangePriceByPercent(Decimal("2.5"), Rounding.FIVE_CENTS), "1.05"),  # 1.025
        ("1.05", ChangePriceBy(Decimal(0), Rounding.TEN_CENTS), "1.10"),
        ("1.50", ChangePriceBy(Decimal(0), Rounding.UNIT), "2.00"),
        ("2.50", ChangePriceBy(Decimal(0), Rounding.UNIT), "3.00"),
        ("1.44", ChangePriceBy(Decimal(0), Rounding.ENDING_95), "0.95"),
        ("1.45", ChangePriceBy(Decimal(0), Rounding.ENDING_95), "1.95"),
        ("1.96", ChangePriceBy(Decimal(0), Rounding.ENDING_95), "1.95"),
        ("0.00", ChangePriceBy(Decimal(0), Rounding.ENDING_95), "0.95"),
        ("0.10", ChangePriceBy(Decimal("-0.20"), Rounding.ENDING_95), None),
        ("3.49", ChangePriceBy(Decimal(0), Rounding.ENDING_99), "3.99"),
        ("3.48", ChangePriceBy(Decimal(0), Rounding.ENDING_99), "2.99"),
        ("0.20", ChangePriceBy(Decimal(0), Rounding.ENDING_99), "0.99"),
        ("99999999.99", ChangePriceBy(Decimal(0), Rounding.ENDING_99), "99999999.99"),
    ],
)
def test_that_a_price_is_rounded_as_wished_or_left(
    connection: Connection, price: str, change: BulkChange, new: str | None
) -> None:
    product = add(connection, price=Decimal(price))
    outcome, _ = apply(connection, [product.id], change)
    if new is None:
        assert outcome == BulkOutcome(0, left=1)
    assert now(connection, product).price == Decimal(new or price)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (ChangePriceBy(Decimal(-5)), "The price would fall below zero."),
        (ChangePriceBy(Decimal(99999999)), "above the highest possible, 99,999,999.99."),
        (ChangeStockBy(-1), "The stock would fall below zero."),
        (ChangeStockBy(MAX_STOCK + 1), "larger than the catalogue can hold."),
        (
            SetMetadata(("list", "w"), "1"),
            "“list” holds something else there than keys and values.",
        ),
        (SetMetadata(("a", "n", "w"), "1"), "“a.n” holds something else there"),
    ],
)
def test_that_why_a_product_cannot_be_changed_is_said_and_it_is_left(
    connection: Connection, change: BulkChange, why: str
) -> None:
    product = add(connection, metadata_text='{"list": [], "a": {"n": 5}}')
    shown = preview_bulk(connection, [product.id], change, 8)
    assert (shown.changing, shown.impossible, shown.rows) == (0, 1, ())
    assert why in shown.why_impossible
    assert apply(connection, [product.id], change)[0] == BulkOutcome(0, left=1)
    assert now(connection, product) == product


def test_that_tags_keep_their_order_and_new_ones_come_last(connection: Connection) -> None:
    product = add(connection, tags=("z", "a", "m"))
    apply(connection, [product.id], AddTags(("q", "a", "b")))
    assert now(connection, product).tags == ("z", "a", "m", "q", "b")
    apply(connection, [product.id], RemoveTags(("a", "q")))
    assert now(connection, product).tags == ("z", "m", "b")


def test_that_a_product_which_holds_the_value_is_not_written(connection: Connection) -> None:
    same, other = add(connection, category="New"), add(connection)
    outcome, batches = apply(connection, [same.id, other.id], SetCategory("New"))
    assert outcome == BulkOutcome(1)
    assert batches == [[RowChange(other.id, "Home", "New")]]
    assert now(connection, same).updated_at == same.updated_at
    assert now(connection, other).updated_at > other.updated_at


def test_that_a_metadata_change_leaves_every_other_byte(connection: Connection) -> None:
    text = '{"n": 12345678901234567890.10, "a": {"c": 1e2, "e": 1.00}, "": [1.0]}'
    product = add(connection, metadata_text=text)
    apply(connection, [product.id], SetMetadata(("a", "b"), "7.00"))
    changed = now(connection, product).metadata_text
    assert changed == product.metadata_text.replace('"a": {', '"a": {"b": 7.00, ')
    apply(connection, [product.id], RemoveMetadata(("a", "b")))
    assert now(connection, product).metadata_text == product.metadata_text


def test_that_the_first_rows_are_the_first_that_would_change_in_the_order_given(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "FIRST_LOOK_ROWS", 2)
    products = [add(connection, f"{n}", stock=n % 2) for n in range(30)]
    wanted = list(reversed(products))
    shown = preview_bulk(connection, [each.id for each in wanted], ChangeStockBy(-1), 12)
    assert [name for name, _, _ in shown.rows] == [each.name for each in wanted if each.stock][:12]
    assert (shown.changing, shown.impossible) == (15, 15)


def test_that_products_that_are_gone_are_counted(connection: Connection) -> None:
    products = [add(connection, f"{n}") for n in range(3)]
    ids = [*(each.id for each in products), uuid4()]
    assert preview_bulk(connection, ids, SetCategory("New"), 8).gone == 1
    outcome, batches = apply(connection, [*ids, ids[0]], SetCategory("New"))
    assert outcome == BulkOutcome(3, gone=1)
    connection.execute("DELETE FROM products WHERE name = '1'")
    assert revert(connection, SetCategory("New"), batches) == BulkOutcome(2, gone=1)


def test_that_what_a_colleague_changed_since_is_not_taken_back(
    connection: Connection, colleague: Connection
) -> None:
    products = [add(connection, f"{n}") for n in range(3)]
    change = SetCategory("New")
    _, batches = apply(connection, [each.id for each in products], change)
    colleague.execute("UPDATE products SET category = 'Theirs' WHERE name = '1'")
    colleague.execute("UPDATE products SET price = 7 WHERE name = '2'")
    assert revert(connection, change, batches) == BulkOutcome(2, left=1)
    assert [now(connection, each).category for each in products] == ["Home", "Theirs", "Home"]
    assert now(connection, products[2]).price == 7


def test_that_pieces_are_taken_back_from_what_is_there_by_now(
    connection: Connection, colleague: Connection
) -> None:
    first, second = add(connection, "a", stock=5), add(connection, "b", stock=5)
    change = ChangeStockBy(10)
    _, batches = apply(connection, [first.id, second.id], change)
    colleague.execute("UPDATE products SET stock = stock - 3 WHERE name = 'a'")
    colleague.execute("UPDATE products SET stock = 4 WHERE name = 'b'")
    assert revert(connection, change, batches) == BulkOutcome(1, left=1)
    assert (now(connection, first).stock, now(connection, second).stock) == (2, 4)


def test_that_taking_back_removes_the_objects_it_made_and_no_other(
    connection: Connection, colleague: Connection
) -> None:
    texts = {"none": "{}", "empty": '{"a": {}}', "filled": '{"a": {"x": 1}}', "joined": "{}"}
    products = {name: add(connection, name, metadata_text=text) for name, text in texts.items()}
    change = SetMetadata(("a", "b", "c"), "1")
    _, batches = apply(connection, [each.id for each in products.values()], change)
    colleague.execute(
        """UPDATE products SET metadata = jsonb_set(metadata, '{a,mine}', '2') WHERE name = 'joined'"""
    )
    assert revert(connection, change, batches).changed == 4
    assert {name: now(connection, each).metadata_text for name, each in products.items()} == {
        **texts,
        "joined": '{"a": {"mine": 2}}',
    }


def test_that_the_rows_come_in_batches_in_the_order_of_the_ids(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH_ROWS", 10)
    ids = [add(connection, f"{n}").id for n in range(25)]
    batches: list[list[RowChange]] = []
    steps: list[int] = []
    with connection.transaction():
        apply_bulk(connection, ids, ChangeStockBy(1), batches.append, steps.append)
    assert steps == [10, 20, 25]
    assert [row.product_id for batch in batches for row in batch] == sorted(ids)
    steps.clear()
    with connection.transaction():
        revert_bulk(
            connection,
            ChangeStockBy(1),
            [[row for batch in batches for row in batch]],
            steps.append,
        )
    assert steps == [10, 20, 25]


def test_that_stopping_in_the_middle_changes_nothing(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH_ROWS", 10)
    ids = [add(connection, f"{n}").id for n in range(25)]
    before = everything(connection)

    class Stopped(Exception):
        pass

    def stop(done: int) -> None:
        if done == 20:
            raise Stopped

    with pytest.raises(Stopped), connection.transaction():
        apply_bulk(connection, ids, ChangeStockBy(1), lambda rows: None, stop)
    assert everything(connection) == before


def test_that_products_kept_by_a_row_policy_are_counted_as_left(
    connection: Connection, catalogue_uri: str
) -> None:
    ids = [add(connection, f"{n}", category=c).id for n, c in enumerate(("Mine", "Mine", "Not"))]
    role = f"clerk_{uuid4().hex[:8]}"
    connection.execute("ALTER TABLE products ENABLE ROW LEVEL SECURITY")
    connection.execute("CREATE POLICY look ON products FOR SELECT USING (true)")
    connection.execute("CREATE POLICY change ON products FOR UPDATE USING (category = 'Mine')")
    connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
    connection.execute(
        sql.SQL("GRANT SELECT, UPDATE ON products TO {}").format(sql.Identifier(role))
    )
    try:
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
        outcome, batches = apply(connection, ids, ChangeStockBy(1))
        assert outcome == BulkOutcome(2, left=1)
        assert revert(connection, ChangeStockBy(1), batches) == BulkOutcome(2)
        with pytest.raises(AccessDenied) as caught:
            apply(connection, ids, SetCategory("Elsewhere"))
        assert "Nothing was changed" in caught.value.hint
    finally:
        connection.execute("RESET ROLE")
        connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def test_that_a_value_that_cannot_be_stored_is_said(connection: Connection) -> None:
    product = add(connection)
    for change in (SetCategory("a\x00b"), AddTags(("a\x00",)), SetMetadata(("a",), '"\\u0000"')):
        with pytest.raises(InvalidValue):
            preview_bulk(connection, [product.id], change, 8)
        with pytest.raises(InvalidValue):
            apply(connection, [product.id], change)


@pytest.mark.parametrize("change", [SetMetadata((), "{}"), RemoveMetadata(())], ids=repr)
def test_that_a_change_without_a_key_does_not_touch_the_whole_metadata(
    connection: Connection, change: BulkChange
) -> None:
    product = add(connection, metadata_text='{"a": 1}')
    with pytest.raises(InvalidValue):
        apply(connection, [product.id], change)
    assert now(connection, product) == product


def test_that_two_bulk_changes_of_the_same_products_never_wait_in_a_circle(
    connection: Connection, catalogue_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH_ROWS", 5)
    ids = [add(connection, f"{n}").id for n in range(60)]
    barrier = threading.Barrier(3)

    def work(order: list[UUID]) -> None:
        with open_connection(Target.from_uri(catalogue_uri)) as own:
            barrier.wait(10)
            for _ in range(5):
                apply(own, order, ChangeStockBy(1))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, (ids, ids[::-1], ids[20:] + ids[:20])))
    assert connection.execute("SELECT DISTINCT stock FROM products").fetchall() == [(15,)]


def test_that_a_change_made_while_the_bulk_waits_is_built_upon(
    connection: Connection, colleague: Connection, catalogue_uri: str
) -> None:
    product = add(connection, price=Decimal("1.00"), stock=1)
    with ThreadPoolExecutor(1) as pool:
        with colleague.transaction():
            colleague.execute("UPDATE products SET price = 5, stock = 9")
            running = pool.submit(apply, connection, [product.id], ChangePriceBy(Decimal("0.50")))
            wait_until_blocked(catalogue_uri, connection)
        _, batches = running.result(10)
    assert batches == [[RowChange(product.id, "5.00", "5.50")]]
    assert (now(connection, product).price, now(connection, product).stock) == (Decimal("5.50"), 9)


def wait_until_blocked(uri: str, connection: Connection) -> None:
    """Return when a connection waits for a lock that somebody else holds."""
    with open_connection(Target.from_uri(uri)) as watcher:
        for _ in range(10_000):
            if watcher.execute(
                "SELECT cardinality(pg_blocking_pids(%s)) > 0", (connection.info.backend_pid,)
            ).fetchone() == (True,):
                return
    raise AssertionError("nobody waits")


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read"])
def test_that_a_collision_says_that_nothing_was_changed_and_to_try_again(
    connection: Connection, colleague: Connection, catalogue_uri: str, isolation: str
) -> None:
    first, second = sorted((add(connection, "a"), add(connection, "b")), key=lambda p: p.id)
    connection.execute(
        "SELECT set_config('default_transaction_isolation', %s, false)", (isolation,)
    )
    connection.execute("SET deadlock_timeout = '50ms'")
    colleague.execute("SET deadlock_timeout = '1h'")
    change = ChangeStockBy(1)

    def both() -> None:
        with connection.transaction():
            apply_bulk(connection, [first.id], change, lambda rows: None, lambda done: None)
            apply_bulk(connection, [second.id], change, lambda rows: None, lambda done: None)

    with ThreadPoolExecutor(2) as pool:
        with colleague.transaction():
            colleague.execute("UPDATE products SET stock = 5 WHERE id = %s", (second.id,))
            running = pool.submit(both)
            wait_until_blocked(catalogue_uri, connection)
            if isolation == "read committed":
                colleague.execute("UPDATE products SET stock = 5 WHERE id = %s", (first.id,))
        with pytest.raises(CatalogueError) as caught:
            running.result(10)
    assert caught.value.title == "Not saved"
    assert caught.value.hint == "Nothing was changed. Try again in a moment."
    stocks = (now(connection, first).stock, now(connection, second).stock)
    assert stocks == ((5, 5) if isolation == "read committed" else (0, 5))
