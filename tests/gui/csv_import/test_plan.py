"""What the wizard decides, without a window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from catalogue_gui.catalogue.importing import (
    ColumnView,
    FileView,
    ImportReport,
    Mode,
    ReadOptions,
)
from catalogue_gui.catalogue.product import Field
from catalogue_gui.catalogue.typed_values import NumberMarks
from catalogue_gui.gui.csv_import.plan import ImportPlan
from catalogue_gui.gui.csv_import.steps import Step
from catalogue_gui.gui.csv_import.wording import field_words


def column(key: str, field: str, header: str | None = None) -> ColumnView:
    return ColumnView(key, key if header is None else header, field, f"header “{key}”", ("x",))


def view_of(*columns: ColumnView) -> FileView:
    return FileView(
        path="/shop.csv",
        size_bytes=100,
        encoding="utf-8",
        delimiter=",",
        quote='"',
        header=True,
        evidence=(),
        columns=columns,
        rows=((2, ("x",) * len(columns)),),
    )


def report_of(
    new: int = 0, changed: int = 0, unchanged: int = 0, rejected: int = 0
) -> ImportReport:
    return ImportReport(
        new + changed + unchanged + rejected, new, changed, unchanged, rejected,
        0, "utf-8", ",", True, {}, {}, None, 0.1,
    )  # fmt: skip


@pytest.fixture
def plan() -> ImportPlan:
    """A file with name, price, category, a sale price and an article number."""
    made = ImportPlan()
    made.choose_file(Path("/shop.csv"))
    made.show(
        view_of(
            column("Name", "name"),
            column("Price", "price"),
            column("Category", "category"),
            column("Sale", "metadata.Sale"),
            column("SKU", "metadata.SKU"),
        )
    )
    return made


def test_that_the_suggested_columns_are_enough_to_go_on(plan: ImportPlan) -> None:
    assert plan.obstacle(Step.FILE) == ""
    assert plan.obstacle(Step.COLUMNS) == ""
    assert not plan.has_choices


def test_that_without_a_file_the_way_is_closed_and_it_is_said_why() -> None:
    plan = ImportPlan()
    assert plan.obstacle(Step.FILE) == "Choose a file first."
    plan.choose_file(Path("/shop.csv"))
    assert plan.obstacle(Step.FILE) == "Choose a file that can be read."
    plan.show(replace(view_of(column("Name", "name")), rows=()))
    assert plan.obstacle(Step.FILE) == "The file has no records to import."


def test_that_a_field_chosen_for_another_column_leaves_the_first_as_metadata(
    plan: ImportPlan,
) -> None:
    price, sale = plan.columns[1], plan.columns[3]
    plan.choose_field(sale, "price")
    assert plan.field_of(sale) == "price"
    assert plan.field_of(price) == "metadata.Price"
    assert plan.reason_of(price) == "another column is the price"
    assert plan.doubled_fields() == ()
    plan.choose_field(price, "price")
    assert plan.field_of(price) == "price"
    assert plan.field_of(sale) == "metadata.Sale"
    assert not plan.choices


def test_that_leaving_the_others_out_spares_what_the_user_chose(plan: ImportPlan) -> None:
    sku = plan.columns[4]
    plan.choose_others(keep=False)
    assert [plan.field_of(each) for each in plan.columns[3:]] == ["ignore", "ignore"]
    plan.choose_field(sku, "metadata.SKU")
    assert [plan.field_of(each) for each in plan.columns[3:]] == ["ignore", "metadata.SKU"]
    assert plan.to_options().extra == "ignore"


def test_that_two_columns_never_become_the_same_metadata_key() -> None:
    plan = ImportPlan()
    plan.show(view_of(column("#1", "name", "Colour"), column("#2", "metadata.Colour", "Colour")))
    plan.choose_field(plan.columns[0], plan.metadata_field(plan.columns[0]))
    assert [plan.field_of(each) for each in plan.columns] == [
        "metadata.Colour (2)",
        "metadata.Colour",
    ]
    assert plan.doubled_fields() == ()


@pytest.mark.parametrize("mode", [Mode.ADD, Mode.UPSERT])
def test_that_a_required_field_without_column_or_default_is_missing(
    plan: ImportPlan, mode: Mode
) -> None:
    plan.mode = mode
    plan.choose_field(plan.columns[2], "ignore")
    assert plan.missing_fields() == (Field.CATEGORY,)
    assert "category" in plan.obstacle(Step.COLUMNS)
    plan.typed_defaults[Field.CATEGORY] = "  "
    assert plan.missing_fields() == (Field.CATEGORY,)
    plan.typed_defaults[Field.CATEGORY] = "Various"
    assert plan.obstacle(Step.COLUMNS) == ""


def test_that_an_update_needs_no_more_than_what_finds_the_product(plan: ImportPlan) -> None:
    plan.mode = Mode.UPDATE
    for each in plan.columns[1:3]:
        plan.choose_field(each, "ignore")
    assert plan.missing_fields() == ()
    assert plan.match == "name"
    assert plan.obstacle(Step.COLUMNS) == ""
    for each in plan.columns:
        plan.choose_field(each, "ignore")
    assert plan.match is None
    assert "find their product" in plan.obstacle(Step.COLUMNS)


def test_that_blank_cells_clear_only_in_an_update_and_only_when_it_is_said(
    plan: ImportPlan,
) -> None:
    plan.clear_blanks = True
    assert plan.to_options().blanks == {}
    plan.mode = Mode.UPSERT
    assert plan.to_options().blanks == {"tags": "clear", "stock": "clear", "metadata": "clear"}
    plan.clear_blanks = False
    assert plan.to_options().blanks == {}


def test_that_records_are_new_unless_they_are_to_be_looked_for(plan: ImportPlan) -> None:
    assert plan.match is None
    assert plan.match_choices == (None, "name", "metadata.Sale", "metadata.SKU")
    plan.chosen_match = "metadata.SKU"
    assert plan.to_options().match == "metadata.SKU"
    plan.choose_field(plan.columns[4], "ignore")
    assert plan.match is None  # what was chosen is not there any more


def test_that_an_id_column_always_finds_its_products() -> None:
    plan = ImportPlan()
    plan.show(view_of(column("id", "id"), column("Name", "name")))
    assert plan.match_choices == ("id", "name")
    assert plan.match == "id"


def test_that_a_default_price_is_read_as_the_user_writes_and_sent_as_the_file_does() -> None:
    plan = ImportPlan(marks=NumberMarks(",", "."))
    plan.show(view_of(column("Name", "name")))
    plan.typed_defaults = {Field.PRICE: "1.299,50", Field.CATEGORY: " Home "}
    assert plan.to_options().defaults == {"price": "1299.50", "category": "Home"}
    plan.decimal = ","
    assert plan.to_options().defaults["price"] == "1299,50"
    plan.typed_defaults[Field.PRICE] = "cheap"
    assert "“cheap” is not a price." in plan.obstacle(Step.COLUMNS)


def test_that_every_column_is_named_by_its_place_in_what_is_asked_of_the_engine(
    plan: ImportPlan,
) -> None:
    assert plan.to_options().mapping == {
        "#1": "name",
        "#2": "price",
        "#3": "category",
        "#4": "metadata.Sale",
        "#5": "metadata.SKU",
    }


def test_that_a_check_counts_only_for_the_choices_it_was_made_with(plan: ImportPlan) -> None:
    assert plan.needs_check
    plan.take_check(plan.to_options(), report_of(new=2))
    assert not plan.needs_check
    plan.typed_defaults[Field.CATEGORY] = "Various"
    assert plan.needs_check
    plan.typed_defaults.clear()
    assert not plan.needs_check
    plan.correct(ReadOptions(encoding="cp1252"))
    assert plan.needs_check


def test_that_what_was_written_is_not_written_again_without_another_check(plan: ImportPlan) -> None:
    plan.take_check(plan.to_options(), report_of(new=2))
    plan.take_written(report_of(new=2))
    assert plan.needs_check


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (report_of(rejected=3), "Nothing to write: every record is rejected."),
        (report_of(unchanged=3), "Nothing to write: the catalogue holds all of this already."),
        (report_of(unchanged=1, rejected=2), "Nothing to write: no record is new or changed."),
        (report_of(new=1, rejected=2), ""),
        (report_of(changed=1), ""),
    ],
)
def test_that_there_is_a_reason_when_nothing_can_be_written(
    plan: ImportPlan, report: ImportReport, words: str
) -> None:
    plan.take_check(plan.to_options(), report)
    assert plan.obstacle(Step.CHANGES) == words


def test_that_another_file_begins_without_the_corrections_of_the_one_before(
    plan: ImportPlan,
) -> None:
    plan.correct(ReadOptions(delimiter=";"))
    plan.choose_file(Path("/shop.csv"))
    assert plan.read == ReadOptions(delimiter=";")  # the same file, read again
    plan.choose_file(Path("/other.csv"))
    assert plan.read == ReadOptions()
    assert plan.view is None


def test_that_a_choice_comes_back_with_its_column(plan: ImportPlan) -> None:
    before = plan.view
    plan.choose_field(plan.columns[3], "price")
    plan.show(view_of(column("Name;Price;Sale", "metadata.Name;Price;Sale")))
    assert plan.column_for("price") is None
    assert before is not None
    plan.show(before)
    found = plan.column_for("price")
    assert found is not None
    assert found.key == "Sale"


def test_that_fields_are_called_as_on_the_screen() -> None:
    names = ("name", "metadata.Colour", "metadata", "ignore")
    assert [field_words(name) for name in names] == [
        "Name",
        "Metadata: Colour",
        "Metadata (whole object)",
        "Leave out",
    ]


def test_that_columns_are_joined_for_a_field_that_several_can_fill(plan: ImportPlan) -> None:
    category, sku = plan.columns[2], plan.columns[4]
    assert plan.can_join(sku, "category")
    assert not plan.can_join(category, "category")
    assert not plan.can_join(sku, "price")
    plan.join_field(sku, "category")
    assert [each.key for each in plan.columns_for("category")] == ["Category", "SKU"]
    assert plan.doubled_fields() == ()
    assert plan.obstacle(Step.COLUMNS) == ""
    assert [plan.to_options().mapping[key] for key in ("#3", "#5")] == ["category", "category"]
    plan.choose_field(sku, "category")  # alone
    assert [each.key for each in plan.columns_for("category")] == ["SKU"]
    assert plan.field_of(category) == "metadata.Category"


def test_that_a_guess_is_said_to_be_one_until_the_user_has_chosen() -> None:
    plan = ImportPlan()
    guess = replace(column("maker", "category"), reason="comes nearest to it", confidence=0.4)
    plan.show(view_of(column("Name", "name"), guess))
    assert plan.is_guess(guess)
    assert plan.reason_of(guess) == "a guess: comes nearest to it"
    plan.choose_field(guess, "ignore")
    assert not plan.is_guess(guess)
    assert plan.reason_of(guess) == "your choice"
