"""Categories with levels, as shops write them, and what the catalogue keeps."""

from __future__ import annotations

import pytest

from catalogue_gui.catalogue.category_paths import (
    SeparatorEvidence,
    category_path,
    category_separator,
)


@pytest.mark.parametrize(
    ("values", "separator"),
    [
        (["Clothing > Hoodies", "Music", "Clothing"], ">"),
        (["Home»Kitchen", "Home»Garden", "Music"], "»"),
        (["Home › Kitchen"], "›"),
        (["Home\\Kitchen", "Home\\Garden"], "\\"),
        (["Home / Kitchen", "Home/Garden"], "/"),
        (["Home/Kitchen", "Music"], None),
        (["Music", "Food"], None),
        ([], None),
        (["Red | Blue", "Green | Red"], None),
        (["Size >3", "Music", "Food"], None),
        (["Men/Women > Shoes", "Home > Garden"], None),
        (["Home > Kitchen", "Home » Garden"], None),
        (["C:\\", "Music", "Food"], None),
    ],
)
def test_that_the_whole_column_says_what_stands_between_levels(values, separator):
    assert category_separator(values) == separator


def test_that_marks_that_say_nothing_for_sure_are_known_to_be_unclear():
    evidence = SeparatorEvidence()
    evidence.look_at(["Men/Women > Shoes"])
    assert evidence.is_unclear
    assert evidence.sample == "Men/Women > Shoes"


@pytest.mark.parametrize(
    ("text", "path", "is_first"),
    [
        ("Clothing > Hoodies", "Clothing/Hoodies", False),
        ("A>B  >  C", "A/B/C", False),
        ("Music", "Music", False),
        ("> Music >", "Music", False),
        (">", ">", False),
        ("A > B, A > C", "A/B", True),
        ("A > B | C > D > E", "C/D/E", True),
        ("Clothing, Clothing > Hoodies", "Clothing/Hoodies", False),
        ("Clothing > Hoodies, Clothing", "Clothing/Hoodies", False),
        ("Food, Beverages & Tobacco > Food Items", "Food, Beverages & Tobacco/Food Items", False),
        ("Home > Bed, Bath", "Home/Bed, Bath", False),
    ],
)
def test_that_levels_become_a_path_and_of_several_categories_the_first_is_taken(
    text, path, is_first
):
    assert category_path(text, ">") == (path, is_first)


@pytest.mark.parametrize("separator", [None, ""])
def test_that_without_a_separator_a_category_stays_as_it_is_written(separator):
    assert category_path("Home > Rugs", separator) == ("Home > Rugs", False)


def test_that_a_slash_with_blanks_around_loses_them():
    assert category_path("Home / Garden/ Pots", "/") == ("Home/Garden/Pots", False)


def test_that_bars_are_levels_where_that_is_chosen():
    assert category_path("Home|Garden|Pots", "|") == ("Home/Garden/Pots", False)
