"""The counts beside the table."""

from __future__ import annotations

import psycopg

from catalogue_gui.catalogue.facets import MetadataKeyFacet, ValueKind
from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.facets import (
    fetch_count,
    fetch_facets,
    fetch_metadata_keys,
    fetch_metadata_values,
    fetch_tags,
)
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
        vegan_toys = fetch_facets(connection, parse_query("tag:vegan category:Toys"))
        assert dict(vegan_toys.categories) == {"Home": 1, "Home/Kitchen": 1}
        assert vegan_toys.tags == ()
        vegan = fetch_facets(connection, parse_query("tag:vegan"))
        assert dict(vegan.tags) == {"vegan": 2, "organic": 1}


def test_that_tags_of_which_any_may_be_there_are_counted_as_alternatives(
    catalogue_uri: str,
) -> None:
    with psycopg.connect(catalogue_uri) as owner:
        owner.execute(SHOP)
    with open_connection(Target.from_uri(catalogue_uri)) as connection:
        either = fetch_facets(connection, parse_query("tag:vegan,none"))
        assert dict(either.tags) == {"vegan": 2, "organic": 2}
        assert fetch_count(connection, parse_query("tag:vegan -category:Toys")) == 2


def test_that_metadata_keys_are_found_in_nested_objects_with_the_kind_of_their_values(
    catalogue_uri: str,
) -> None:
    with psycopg.connect(catalogue_uri) as owner:
        owner.execute("""
            INSERT INTO products (name, price, category, metadata) VALUES
                ('a', 1, 'C', '{"brand": "x", "dims": {"w": 1, "a.b": null}, "sizes": ["S"], "new": true}'),
                ('b', 1, 'C', '{"brand": "y", "dims": {"w": "wide"}}'),
                ('c', 1, 'C', '{"brand": 3, "dims": {"w": 2}}'),
                ('d', 1, 'C', '[1, 2]')
        """)
    with open_connection(Target.from_uri(catalogue_uri)) as connection:
        keys = fetch_metadata_keys(connection)
    kind = ValueKind
    assert {key.path: key.kind for key in keys} == {
        ("brand",): kind.TEXT,
        ("dims",): kind.OBJECT,
        ("dims", "w"): kind.NUMBER,
        ("dims", "a.b"): kind.TEXT,
        ("sizes",): kind.LIST,
        ("new",): kind.BOOLEAN,
    }
    assert keys[0] == MetadataKeyFacet(("brand",), kind.TEXT)


def test_that_values_and_tags_are_suggested_by_how_they_begin(catalogue_uri: str) -> None:
    with psycopg.connect(catalogue_uri) as owner:
        owner.execute("""
            INSERT INTO products (name, price, category, tags, metadata) VALUES
                ('a', 1, 'C', '{Sale,summer}', '{"size": ["S", "M"], "w": 10.00}'),
                ('b', 1, 'C', '{Sale}', '{"size": ["M"], "w": 5, "on": true}'),
                ('c', 1, 'C', '{100%}', '{"size": {"x": 1}}')
        """)
    with open_connection(Target.from_uri(catalogue_uri)) as connection:
        assert fetch_metadata_values(connection, ("size",)) == (("M", 2), ("S", 1))
        assert fetch_metadata_values(connection, ("size",), "s") == (("S", 1),)
        assert fetch_metadata_values(connection, ("size", "x")) == (("1", 1),)
        assert fetch_metadata_values(connection, ("w",), "10") == (("10.00", 1),)
        assert fetch_metadata_values(connection, ("on",)) == (("true", 1),)
        assert fetch_tags(connection, "s") == (("Sale", 2), ("summer", 1))
        assert fetch_tags(connection, "100%") == (("100%", 1),)
        assert fetch_tags(connection, "%") == ()


def test_that_keys_are_looked_for_all_over_a_large_table(catalogue_uri: str) -> None:
    with psycopg.connect(catalogue_uri, autocommit=True) as owner:
        owner.execute("""
            INSERT INTO products (name, price, category, metadata)
            SELECT n, 1, 'C', CASE WHEN n < 50000 THEN '{"old": 1}' ELSE '{"new": 1}' END::jsonb
            FROM generate_series(1, 100000) AS n
        """)
        owner.execute("ANALYZE products")
    with open_connection(Target.from_uri(catalogue_uri)) as connection:
        assert {key.path for key in fetch_metadata_keys(connection)} == {("old",), ("new",)}
