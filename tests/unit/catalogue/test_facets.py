"""The tree of categories."""

from __future__ import annotations

from catalogue_gui.catalogue.facets import category_tree


def test_that_a_category_counts_what_lies_below_it() -> None:
    tree = category_tree([("Home", 2), ("Home/Kitchen", 3), ("Home/Kitchen/Tea", 4), ("Toys", 1)])
    assert list(tree) == ["Home", "Toys"]
    home = tree["Home"]
    assert home.count == 9
    assert home.children["Kitchen"].count == 7
    assert home.children["Kitchen"].children["Tea"].path == "Home/Kitchen/Tea"
