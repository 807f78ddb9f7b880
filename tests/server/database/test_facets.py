"""The counts beside the table."""

from __future__ import annotations

import psycopg

from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.facets import fetch_facets
from catalogue_gui.database.target import Target

SHOP = """
    INSERT INTO products (name, price, category, tags, metadata) VALUES
        ('a', 1, 'Home', '{vegan,organic}', '{"brand": "x"}'),
        ('b', 1, 'Home/Kitchen', '{vegan}', '{"brand": "y", "size": 1}'),
        ('c', 1, 'Toys', '{organic}', '{}')
"""


def test_that_each_further_choice_is_counted_within_what_it_would_leave(catalogue_uri: str) -> None:
    with psycopg.connect(catalogue_uri) as owner:
        owner.execute(SHOP)
    with open_connection(Target.from_uri(catalogue_uri)) as connection:
        everything = fetch_facets(connection, parse_query(""))
        assert dict(everything.categories) == {"Home": 1, "Home/Kitchen": 1, "Toys": 1}
        assert dict(everything.tags) == {"vegan": 2, "organic": 2}
        assert everything.metadata_keys == ("brand", "size")
        vegan_toys = fetch_facets(connection, parse_query("tag:vegan category:Toys"))
        assert dict(vegan_toys.categories) == {"Home": 1, "Home/Kitchen": 1}
        assert vegan_toys.tags == ()
        vegan = fetch_facets(connection, parse_query("tag:vegan"))
        assert dict(vegan.tags) == {"vegan": 2, "organic": 1}
