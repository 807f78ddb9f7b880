"""Categories as a tree in flat form."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.category_rows import ROOT, CategoryRows


def lines(tree: CategoryRows, parent: int = ROOT, depth: int = 0) -> list[str]:
    found: list[str] = []
    for number in tree.rows[parent].children:
        row = tree.rows[number]
        found.append(f"{'.' * depth}{row.label} {row.count}")
        found.extend(lines(tree, number, depth + 1))
    return found


def test_that_counts_hold_what_lies_below() -> None:
    tree = CategoryRows([("Books", 3), ("Home", 2), ("Home/Bath", 4), ("Home/Bath/Towels", 1)])
    assert lines(tree) == ["Books 3", "Home 7", ".Bath 5", "..Towels 1"]


def test_that_a_category_that_is_kept_comes_in_its_place_with_no_products() -> None:
    tree = CategoryRows([("Books", 3), ("Toys", 2)], ["Home/Bath", "Books"])
    assert lines(tree) == ["Books 3", "Home 0", ".Bath 0", "Toys 2"]


def test_that_slashes_where_none_are_expected_make_rows_of_their_own() -> None:
    tree = CategoryRows([("", 1), ("/a", 2), ("b//c", 3)])
    assert lines(tree) == [" 3", ".a 2", "b 3", ". 3", "..c 3"]
    assert sorted(tree.numbers) == ["", "/a", "b", "b/", "b//c"]


def test_that_the_same_counts_make_the_same_tree_whatever_of_it_is_kept() -> None:
    counts = [("Home/Bath", 4)]
    tree = CategoryRows(counts, ["Home"])
    assert tree.is_for(counts, [])
    assert tree.is_for(counts, ["Home/Bath"])
    assert not tree.is_for(counts, ["Toys"])
    assert not tree.is_for([("Home/Bath", 5)], [])


def test_that_only_rows_under_unfolded_ones_are_in_sight() -> None:
    tree = CategoryRows([("a/b/c", 1), ("a/d", 1), ("e/f", 1)])
    unfolded = {tree.numbers["a"], tree.numbers["a/b"]}
    assert tree.count_in_sight(lambda _: False, 100) == 2
    assert tree.count_in_sight(unfolded.__contains__, 100) == 5
    assert tree.count_in_sight(lambda _: True, 100) == 6


@given(st.dictionaries(st.text("ab/", max_size=6), st.integers(0, 9)))
def test_that_every_product_is_counted_once_at_the_top(counts: dict[str, int]) -> None:
    tree = CategoryRows(list(counts.items()))
    top = sum(tree.rows[number].count for number in tree.rows[ROOT].children)
    assert top == sum(counts.values())
    for number, row in enumerate(tree.rows[1:], start=1):
        assert tree.rows[row.parent].children[row.place] == number
