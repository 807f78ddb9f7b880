"""What is typed into the form of a bulk change, and what is read of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from catalogue_gui.catalogue.bulk import (
    AddTags,
    BulkChange,
    BulkPreview,
    ChangePriceBy,
    ChangePriceByPercent,
    ChangeStockBy,
    RemoveMetadata,
    RemoveTags,
    Rounding,
    SetCategory,
    SetMetadata,
)
from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.catalogue.typed_values import NumberMarks
from catalogue_gui.gui.bulk.form import (
    ChangeKind,
    Entry,
    FormState,
    NothingTyped,
    ValueType,
    needs_confirming,
    read_change,
)

ENGLISH, GERMAN = NumberMarks(".", ","), NumberMarks(",", ".")
KIND = ChangeKind


@pytest.mark.parametrize(
    ("kind", "texts", "marks", "change"),
    [
        (KIND.CATEGORY, {Entry.CATEGORY: "  Home/Bath "}, ENGLISH, SetCategory("Home/Bath")),
        (KIND.CATEGORY, {Entry.CATEGORY: "%s'); --"}, ENGLISH, SetCategory("%s'); --")),
        (KIND.ADD_TAGS, {Entry.TAGS: 'new, "a, b",new'}, ENGLISH, AddTags(("new", "a, b"))),
        (KIND.REMOVE_TAGS, {Entry.TAGS: "sale"}, ENGLISH, RemoveTags(("sale",))),
        (KIND.PRICE_AMOUNT, {Entry.AMOUNT: "0.50"}, ENGLISH, ChangePriceBy(Decimal("0.50"))),
        (
            KIND.PRICE_AMOUNT,
            {Entry.AMOUNT: "-1.000,25"},
            GERMAN,
            ChangePriceBy(Decimal("-1000.25")),
        ),
        (
            KIND.PRICE_AMOUNT,
            {Entry.AMOUNT: "\u22122", Entry.ROUNDING: ".99"},
            ENGLISH,
            ChangePriceBy(Decimal("-2.00"), Rounding.ENDING_99),
        ),
        (
            KIND.PRICE_PERCENT,
            {Entry.PERCENT: "+7,5 %", Entry.ROUNDING: "0.05"},
            GERMAN,
            ChangePriceByPercent(Decimal("7.50"), Rounding.FIVE_CENTS),
        ),
        (KIND.PRICE_PERCENT, {Entry.PERCENT: "-100"}, ENGLISH, ChangePriceByPercent(Decimal(-100))),
        (KIND.STOCK, {Entry.PIECES: "12"}, ENGLISH, ChangeStockBy(12)),
        (KIND.STOCK, {Entry.PIECES: "\u22123"}, ENGLISH, ChangeStockBy(-3)),
        (
            KIND.SET_METADATA,
            {Entry.KEY: "dims.w", Entry.VALUE_TYPE: "Number", Entry.VALUE: "10.00"},
            ENGLISH,
            SetMetadata(("dims", "w"), "10.00"),
        ),
        (
            KIND.SET_METADATA,
            {Entry.KEY: "n", Entry.VALUE_TYPE: "Number", Entry.VALUE: "\u22121,5"},
            GERMAN,
            SetMetadata(("n",), "-1.5"),
        ),
        (
            KIND.SET_METADATA,
            {Entry.KEY: '"a.b".c', Entry.VALUE_TYPE: "Text", Entry.VALUE: 'say "hi" \\ {}'},
            ENGLISH,
            SetMetadata(("a.b", "c"), '"say \\"hi\\" \\\\ {}"'),
        ),
        (
            KIND.SET_METADATA,
            {Entry.KEY: "vegan", Entry.VALUE_TYPE: "Yes or no", Entry.VALUE: "no"},
            ENGLISH,
            SetMetadata(("vegan",), "false"),
        ),
        (
            KIND.SET_METADATA,
            {Entry.KEY: "vegan", Entry.VALUE_TYPE: "Nothing", Entry.VALUE: "left over"},
            ENGLISH,
            SetMetadata(("vegan",), "null"),
        ),
        (
            KIND.SET_METADATA,
            {Entry.KEY: "x", Entry.VALUE_TYPE: "JSON", Entry.VALUE: '{"a": 1.00}'},
            ENGLISH,
            SetMetadata(("x",), '{"a": 1.00}'),
        ),
        (KIND.REMOVE_METADATA, {Entry.KEY: "meta.brand"}, ENGLISH, RemoveMetadata(("brand",))),
    ],
)
def test_that_the_form_is_read_as_it_is_meant(
    kind: ChangeKind, texts: dict[Entry, str], marks: NumberMarks, change: BulkChange
) -> None:
    assert read_change(kind, texts, marks) == change


@pytest.mark.parametrize(
    ("kind", "texts", "entry", "reason"),
    [
        (KIND.PRICE_AMOUNT, {Entry.AMOUNT: "much"}, Entry.AMOUNT, "“much” is not a number."),
        (KIND.PRICE_AMOUNT, {Entry.AMOUNT: "--5"}, Entry.AMOUNT, "“--5” is not a number."),
        (KIND.PRICE_AMOUNT, {Entry.AMOUNT: "0.00"}, Entry.AMOUNT, "Zero changes nothing."),
        (
            KIND.PRICE_AMOUNT,
            {Entry.AMOUNT: "-0.001"},
            Entry.AMOUNT,
            "It has more than two decimal places.",
        ),
        (
            KIND.PRICE_PERCENT,
            {Entry.PERCENT: "-101"},
            Entry.PERCENT,
            "A price cannot fall by more than 100 percent.",
        ),
        (KIND.STOCK, {Entry.PIECES: "1.5"}, Entry.PIECES, "“1.5” is not a whole number."),
        (KIND.STOCK, {Entry.PIECES: "+0"}, Entry.PIECES, "Zero changes nothing."),
        (
            KIND.REMOVE_METADATA,
            {Entry.KEY: "dims..w"},
            Entry.KEY,
            "A key is missing before or after a dot.",
        ),
        (
            KIND.SET_METADATA,
            {Entry.KEY: "n", Entry.VALUE_TYPE: "Number", Entry.VALUE: "1,000"},
            Entry.VALUE,
            "“1,000” is not a number. Write it without thousands marks.",
        ),
        (
            KIND.SET_METADATA,
            {Entry.KEY: "n", Entry.VALUE_TYPE: "JSON", Entry.VALUE: "{"},
            Entry.VALUE,
            "Line 1, column 2: a key in double quotes is expected.",
        ),
        (
            KIND.CATEGORY,
            {Entry.CATEGORY: "a\x00b"},
            Entry.CATEGORY,
            "It holds a character that cannot be stored.",
        ),
    ],
)
def test_that_a_mistake_is_told_where_it_stands(
    kind: ChangeKind, texts: dict[Entry, str], entry: Entry, reason: str
) -> None:
    with pytest.raises(InvalidValue) as raised:
        read_change(kind, texts, ENGLISH)
    assert (raised.value.field, raised.value.reason) == (entry, reason)
    assert not isinstance(raised.value, NothingTyped)


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_that_an_empty_form_is_no_mistake_but_says_what_to_type(kind: ChangeKind) -> None:
    with pytest.raises(NothingTyped, match=r"^Type "):
        read_change(kind, {Entry.VALUE_TYPE: ValueType.TEXT}, ENGLISH)


def preview(changing: int) -> BulkPreview:
    return BulkPreview((), changing, 0, 0, 0)


@pytest.mark.parametrize(
    ("state", "why_not"),
    [
        (FormState(NothingTyped("category", "Type a category.")), "Type a category."),
        (FormState(problem="The server is away."), "The server is away."),
        (FormState(), "Looking at the products…"),
        (FormState(preview=preview(0)), "There is nothing to change."),
        (FormState(preview=preview(1000)), ""),
        (FormState(preview=preview(1001)), "Tick above that it is meant."),
        (FormState(preview=preview(1001), is_confirmed=True), ""),
        (FormState(preview=preview(1), is_production=True), "Tick above that it is meant."),
        (FormState(preview=preview(1), is_production=True, is_confirmed=True), ""),
    ],
)
def test_that_the_form_says_what_stands_against_it(state: FormState, why_not: str) -> None:
    assert state.why_not == why_not


def test_that_nothing_to_change_needs_no_confirming() -> None:
    assert not needs_confirming(preview(0), is_production=True)
