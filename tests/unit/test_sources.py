"""What opening a profile gives: under which name the work with it is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from catalogue_gui.profiles.profile import ConnectionProfile
from catalogue_gui.sources import Sources

SHOP = ConnectionProfile(name="Shop", host="db.example.com", dbname="shop")


def work_key(folder: Path, profile: ConnectionProfile) -> str:
    return Sources(folder).profile(profile, None).work_key


def test_that_edits_stay_with_the_table_that_they_were_made_on(tmp_path: Path) -> None:
    shop = work_key(tmp_path, SHOP)
    assert SHOP.id in shop
    for other in ({"dbname": "shop_test"}, {"table": "products_2"}, {"schema": "old"}):
        assert work_key(tmp_path, replace(SHOP, **other)) != shop
    # The same one may be called something else, and may move to another server.
    assert work_key(tmp_path, replace(SHOP, name="Store", host="10.0.0.7")) == shop


def test_that_the_demo_keeps_its_work_under_its_own_name(tmp_path: Path) -> None:
    assert Sources(tmp_path).demo().work_key == "demo"
