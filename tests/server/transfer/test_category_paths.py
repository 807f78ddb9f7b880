"""Categories of a shop's export on their way to the catalogue's paths."""

from __future__ import annotations

import pytest

from catalogue_gui.catalogue.importing import Outcome

SHOP = (
    "name,price,category\n"
    "Hoodie,5,Clothing > Hoodies\n"
    'Cap,6,"Clothing > Caps, Sale > Summer"\n'
    "Tee,7,Clothing > Tees\n"
    "Tee 2,7,Clothing > Tees\n"
    "Song,1,Music\n"
)


def categories(bench) -> list[str]:
    return [
        row["category"] for row in bench.ask("SELECT category FROM products ORDER BY price, name")
    ]


def test_that_levels_become_those_of_a_path_and_it_is_told(bench, write_file):
    report = bench.load(write_file(SHOP))
    assert categories(bench) == ["Music", "Clothing/Hoodies", "Clothing/Caps", "Clothing/Tees", "Clothing/Tees"]  # fmt: skip
    assert report.warnings == {"category_path": 3, "first_category": 1}


def test_that_the_same_file_changes_nothing_the_second_time(bench, write_file):
    path = write_file(SHOP)
    bench.load(path)
    assert bench.check(path, mode="upsert").unchanged == 5


@pytest.mark.parametrize(
    ("separator", "expected"),
    [("", "Clothing > Hoodies"), (">", "Clothing/Hoodies"), ("|", "Clothing > Hoodies")],
)
def test_that_a_choice_wins_over_what_the_column_says(bench, write_file, separator, expected):
    bench.load(write_file(SHOP), category_separator=separator)
    assert expected in categories(bench)


def test_that_a_mark_that_comes_late_in_a_long_file_counts_for_all_of_it(bench, write_file):
    rows = "".join(f"P{number},1,Music\n" for number in range(30_000))
    bench.load(write_file(f"name,price,category\n{rows}Hoodie,5,Clothing > Hoodies\n"))
    assert categories(bench)[-1] == "Clothing/Hoodies"


def test_that_an_unclear_column_is_taken_as_it_is_written(bench, write_file):
    report = bench.load(write_file("name,price,category\nShoe,5,Men/Women > Shoes\n"))
    assert categories(bench) == ["Men/Women > Shoes"]
    assert report.warnings == {}


def test_that_columns_that_make_one_path_together_are_not_split(bench, write_file):
    text = "name,price,category 1,category 2\nA,1,x > y,z\nB,2,x,q\n"
    bench.load(write_file(text))
    assert categories(bench) == ["x > y/z", "x/q"]


def test_that_what_was_typed_over_a_reject_becomes_a_path_too(bench, write_file):
    bench.check(write_file(SHOP + "Belt,cheap,Clothing > Belts\n"))
    bench.importer.mend({7: ["Belt", "9", "Clothing > Belts"]})
    assert "Clothing/Belts" in [
        new
        for row in bench.importer.rows(Outcome.NEW, 0, 10)
        for name, _old, new in row.changes
        if name == "category"
    ]
