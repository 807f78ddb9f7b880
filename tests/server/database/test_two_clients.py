"""Two people at one catalogue, each going by what they last saw: nothing is lost, nothing is overwritten unseen."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue_gui.catalogue.bulk import (
    AddTags,
    BulkChange,
    ChangePriceBy,
    ChangeStockBy,
    RemoveMetadata,
    RemoveTags,
    SetCategory,
    SetMetadata,
)
from catalogue_gui.catalogue.errors import EditConflict
from catalogue_gui.catalogue.product import Change, Edit, Field, NewProduct, Product, StockDelta
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.target import Target
from tests.server.database.shop_clients import (
    AddPieces,
    ChangeMany,
    Client,
    Delete,
    Desk,
    Insert,
    Look,
    Step,
    Undo,
    Write,
)
from tests.server.database.shop_metadata import metadata_with
from tests.server.database.shop_model import Outcome, ShopModel

NASTY = "'; DROP TABLE products; -- % %s {} $1 \\ \" ☃"


@pytest.fixture
def desks(catalogue_uri: str) -> Iterator[tuple[Desk, Desk]]:
    """One catalogue, opened by two people.

    Each has one connection and holds it: the threads that make more draw random numbers, for which Hypothesis blames the
    test.
    """
    with contextlib.ExitStack() as stack:

        def sit_down() -> Desk:
            target = replace(Target.from_uri(catalogue_uri), pool_min=1, pool_max=1)
            catalogue = Catalogue(target)
            catalogue.database.open()
            stack.callback(catalogue.database.close)
            return Desk(catalogue, stack.enter_context(catalogue.database.connection()))

        yield sit_down(), sit_down()


SCALARS: dict[Field, st.SearchStrategy[Any]] = {
    Field.NAME: st.sampled_from(("Kettle", "Tea", NASTY)),
    Field.PRICE: st.sampled_from([Decimal(each) for each in ("0.00", "1.00", "2.50", "99.99")]),
    Field.CATEGORY: st.sampled_from(("Home", "Toys", NASTY)),
    Field.TAGS: st.lists(st.sampled_from(("new", "sale", NASTY, "a, b")), unique=True).map(tuple),
    Field.STOCK: st.integers(0, 5),
}
PATHS = st.sampled_from((("k",), ("a",), ("a", "b"), ("a", "c"), ("a", "b", "c"), ("", NASTY)))
VALUES = st.sampled_from(
    (
        "1",
        "1.0",
        "1.00",
        "true",
        "null",
        '"1"',
        "[1, {}]",
        "{}",
        '{"b": 1}',
        '{"b": {"c": 12345678901234567890}}',
    )
)
METADATA = st.sampled_from(("{}", '{"a": {"b": 1.0}, "k": 1}', '{"a": 5}'))
BULK_CHANGES: st.SearchStrategy[BulkChange] = st.one_of(
    st.builds(SetCategory, SCALARS[Field.CATEGORY]),
    st.builds(AddTags, SCALARS[Field.TAGS].filter(bool)),
    st.builds(RemoveTags, SCALARS[Field.TAGS].filter(bool)),
    st.builds(ChangePriceBy, st.sampled_from((Decimal("0.50"), Decimal("-1.00")))),
    st.builds(ChangeStockBy, st.sampled_from((3, -2))),
    st.builds(SetMetadata, PATHS, VALUES),
    st.builds(RemoveMetadata, PATHS),
)
PLACES = st.integers(0, 4)  # which of the products that the client has seen
WRITES = st.builds(
    Write,
    PLACES,
    st.fixed_dictionaries({}, optional=SCALARS),
    st.lists(st.tuples(PATHS, st.none() | VALUES), max_size=3),
    st.booleans(),
)
MANY = st.builds(ChangeMany, st.sets(PLACES, min_size=1), BULK_CHANGES)
COMMON: st.SearchStrategy[Step] = st.one_of(
    WRITES,
    st.builds(AddPieces, PLACES, st.sampled_from((12, 1, -1, -3))),
    st.builds(Undo, st.sampled_from((False, False, True))),
    MANY,
)
RARE: st.SearchStrategy[Step] = st.one_of(
    st.builds(Look, PLACES), st.builds(Insert, METADATA), st.builds(Delete, PLACES)
)
Turn = tuple[bool, Step]  # whether it is the second's, and what they do


@st.composite
def _crossings(draw: st.DrawFn) -> list[Turn]:
    """One takes back what the other has been at since; by chance alone that is rare."""
    who = draw(st.booleans())
    theirs = draw(st.one_of(WRITES, MANY, WRITES, MANY, st.builds(Delete, PLACES)))
    return [(who, draw(MANY)), (not who, theirs), (who, Undo(is_redo=False))]


@st.composite
def _meetings(draw: st.DrawFn) -> list[Turn]:
    """Both write to the same field or key of a product."""
    who, place, insists = draw(st.booleans()), draw(PLACES), draw(st.booleans())
    path, name = draw(PATHS), draw(st.none() | st.sampled_from(sorted(SCALARS)))

    def write() -> Write:
        if name is None:
            return Write(place, {}, [(path, draw(st.none() | VALUES))], insists)
        return Write(place, {name: draw(SCALARS[name])}, [], insists)

    return [(who, write()), (not who, write())]


# Mostly changes to the same few products: that is where two people meet.
STEPS = st.integers(0, 9).flatmap(lambda which: RARE if which == 9 else COMMON)
TURNS = st.lists(
    st.one_of(st.tuples(st.booleans(), STEPS).map(lambda turn: [turn]), _crossings(), _meetings()),
    min_size=10,
    max_size=30,
)


def test_that_whatever_two_people_do_the_table_holds_what_each_was_told(
    desks: tuple[Desk, Desk],
) -> None:
    met: Counter[str] = Counter()

    @given(turns=TURNS)
    @settings(max_examples=120, deadline=None)
    def play(turns: list[list[Turn]]) -> None:
        desks[0].connection.execute("DELETE FROM products")
        model = ShopModel()
        clients = [Client(desk, model, met) for desk in desks]
        for metadata_text in ("{}", '{"a": {"b": 1.0, "c": "x"}, "k": 1}', '{"a": 5}'):
            clients[0].take(Insert(metadata_text))
        for product_id in model.rows:
            clients[1].look(product_id)
        for is_second, step in chain.from_iterable(turns):
            clients[is_second].take(step)
        assert desks[0].table() == {key: row.exact() for key, row in model.rows.items()}

    play()
    bulk = {"bulk left", "bulk gone", "undo left", "undo gone"}
    assert {*Outcome, *bulk} == {what for what, count in met.items() if count}, "too tame a play"


COUNTS = 60


def test_that_of_two_who_count_at_the_same_moment_no_count_is_lost(
    desks: tuple[Desk, Desk],
) -> None:
    product = desks[0].insert(
        NewProduct("Kettle", Decimal("0.00"), "Home", (), '{"who": "", "k": 1.00}')
    )
    step = {"A": Decimal("1.00"), "B": Decimal("0.01")}

    def count(desk: Desk, who: str) -> int:
        """Raise the price and sign, as often as it takes; add a piece each time."""
        met = 0
        seen: Product | None = product
        for number in range(COUNTS):
            while True:
                assert seen is not None
                text = seen.metadata_text
                signed = json.dumps(f"{seen.metadata['who']}{who}")
                edit = Edit(
                    seen.id,
                    {
                        Field.PRICE: Change(seen.price, seen.price + step[who]),
                        Field.METADATA: Change(
                            text,
                            metadata_with(text, [(("who",), signed), ((who,), str(number))]),
                        ),
                        Field.STOCK: Change(seen.stock, StockDelta(1)),
                    },
                )
                try:
                    seen = desk.update(edit)
                    break
                except EditConflict:
                    met += 1
                    seen = desk.look(product.id)
        return met

    with ThreadPoolExecutor(2, "test-client") as pool:
        conflicts = list(pool.map(count, desks, "AB"))
    (row,) = desks[0].table().values()
    _, price, _, _, stock, metadata = row
    assert price == str(Decimal("1.01") * COUNTS)
    assert stock == 2 * COUNTS
    assert sorted(metadata["who"]) == ["A"] * COUNTS + ["B"] * COUNTS
    assert metadata["A"] == metadata["B"] == ("number", str(COUNTS - 1))
    assert metadata["k"] == ("number", "1.00")
    assert sum(conflicts) > 0, "they were never in each other's way"
