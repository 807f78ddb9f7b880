"""What a profile holds, refuses and gives to libpq."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.profiles.profile import ConnectionProfile


def test_that_a_new_profile_has_an_id_of_its_own() -> None:
    assert ConnectionProfile(name="a").id != ConnectionProfile(name="a").id


def test_that_only_what_was_set_goes_to_libpq() -> None:
    profile = ConnectionProfile(name="Shop", host="db", dbname="shop", sslmode="require")
    assert profile.libpq_parameters() == {"host": "db", "dbname": "shop", "sslmode": "require"}


def test_that_a_field_wins_over_a_further_setting_of_the_same_meaning() -> None:
    profile = ConnectionProfile(name="Shop", host="db", other_settings=(("host", "elsewhere"),))
    assert profile.libpq_parameters()["host"] == "db"
    assert "other_settings" in profile.problems()


def test_that_the_arguments_of_a_target_carry_every_limit() -> None:
    profile = ConnectionProfile(
        name="Shop", read_only=True, pool_min=2, pool_max=3, connect_timeout_s=7, lock_timeout_s=1
    )
    assert profile.target_arguments() == {
        "parameters": {"sslmode": "prefer"},
        "label": "Shop",
        "read_only": True,
        "pool_min": 2,
        "pool_max": 3,
        "connect_timeout_s": 7,
        "statement_timeout_s": 60,
        "lock_timeout_s": 1,
        "schema": "",
        "table": "products",
        "browse_on_standby": False,
    }


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({}, "this computer"),
        ({"dbname": "shop"}, "this computer/shop"),
        ({"host": "db", "user": "ann", "dbname": "shop"}, "ann@db/shop"),
        ({"host": "a,b", "port": "1,2"}, "a:1,b:2"),
        ({"host": "a,b", "port": "5433"}, "a:5433,b:5433"),
        ({"host": "::1", "port": "5433"}, "[::1]:5433"),
    ],
)
def test_that_the_address_is_short_and_for_people(changes: dict[str, str], address: str) -> None:
    assert replace(ConnectionProfile(name="x"), **changes).address == address


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"name": ""}),
        ("name", {"name": " Shop"}),
        ("name", {"name": "x" * 101}),
        ("name", {"name": "a\nb"}),
        ("id", {"id": "42"}),
        ("colour", {"colour": "red"}),
        ("port", {"port": "0"}),
        ("port", {"port": "65536"}),
        ("port", {"port": "five"}),
        ("port", {"port": "٥٤٣٢"}),
        ("port", {"port": "9" * 5000}),
        ("port", {"host": "a,b,c", "port": "1,2"}),
        ("host", {"host": "a\0b"}),
        ("dbname", {"dbname": "\ud800"}),
        ("sslmode", {"sslmode": "maybe"}),
        ("sslmode", {"sslrootcert": "system", "sslmode": "require"}),
        ("sslcert", {"sslcert": "/c.pem"}),
        ("sslkey", {"sslkey": "/k.pem"}),
        ("target_session_attrs", {"target_session_attrs": "fastest"}),
        ("pool_min", {"pool_min": 5, "pool_max": 4}),
        ("pool_max", {"pool_max": 0}),
        ("connect_timeout_s", {"connect_timeout_s": 1}),
        ("statement_timeout_s", {"statement_timeout_s": -1}),
        ("lock_timeout_s", {"lock_timeout_s": 3601}),
        ("group", {"group": " Shops"}),
        ("group", {"group": "x" * 101}),
        ("schema", {"schema": "x" * 64}),
        ("table", {"table": ""}),
        ("table", {"table": "ü" * 32}),
        ("table", {"table": "a\0b"}),
        ("browse_on_standby", {"browse_on_standby": True, "target_session_attrs": "standby"}),
        ("password_keeping", {"password_keeping": "on a slip of paper"}),
        ("other_settings", {"other_settings": (("password", "x"),)}),
        ("other_settings", {"other_settings": (("sslpassword", "x"),)}),
        ("other_settings", {"other_settings": (("colour", "x"),)}),
    ],
)
def test_that_a_value_that_cannot_be_used_is_named_with_its_reason(
    field: str, changes: dict[str, object]
) -> None:
    profile = replace(ConnectionProfile(name="Shop"), **changes)
    assert set(profile.problems()) >= {field}
    with pytest.raises(InvalidValue) as caught:
        profile.check()
    assert caught.value.reason.endswith(".")


def test_that_a_good_profile_has_no_problems() -> None:
    profile = ConnectionProfile(
        name="Größe · 店",
        colour="#2563EB",
        host="a, b",
        port="5432, 5433",
        sslcert="/c",
        sslkey="/k",
        target_session_attrs="prefer-standby",
        group="Läden / Süd",
        schema="Katalog 2026",
        table='Product "List"',
        browse_on_standby=True,
        password_keeping="ask",
        other_settings=(("options", "-c x=1"),),
    )
    assert profile.problems() == {}


def test_that_an_address_is_split_into_a_profile_and_a_password() -> None:
    profile, password = ConnectionProfile.from_uri(
        "Shop",
        "postgresql://ann:p%40ss@a:1,b:2/shop?sslmode=require&connect_timeout=9&options=-c%20x%3D1",
    )
    assert password == "p@ss"
    assert (profile.name, profile.user, profile.host, profile.port, profile.dbname) == (
        "Shop",
        "ann",
        "a,b",
        "1,2",
        "shop",
    )
    assert (profile.sslmode, profile.connect_timeout_s) == ("require", 9)
    assert profile.other_settings == (("options", "-c x=1"),)


@pytest.mark.parametrize("uri", ["postgresql://ann:hunter2@db/shop", "password=hunter2 host=db"])
def test_that_no_password_stays_in_a_profile(uri: str) -> None:
    profile, password = ConnectionProfile.from_uri("Shop", uri)
    assert password == "hunter2"
    assert "hunter2" not in f"{profile!r} {asdict(profile)} {profile.to_json()} {profile.address}"


@pytest.mark.parametrize("keyword", ["sslpassword", "oauth_client_secret", "scram_client_key"])
def test_that_an_address_with_another_secret_in_it_is_refused(keyword: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        ConnectionProfile.from_uri("Shop", f"host=db {keyword}=hunter2")
    assert keyword in caught.value.reason
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("given_s", "kept_s"),
    [("0", 5), ("-1", 5), ("1", 2), ("soon", 5), ("9" * 5000, 5), ("400", 300)],
)
def test_that_no_address_makes_the_window_wait_for_ever(given_s: str, kept_s: int) -> None:
    profile, _ = ConnectionProfile.from_uri("Shop", f"host=db connect_timeout={given_s}")
    assert profile.connect_timeout_s == kept_s


def test_that_trusting_the_systems_authorities_checks_the_servers_name_too() -> None:
    profile, _ = ConnectionProfile.from_uri("Shop", "host=db sslrootcert=system")
    assert profile.sslmode == "verify-full"


_TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30)


@given(
    st.builds(
        ConnectionProfile,
        name=_TEXT.map(str.strip).filter(bool),
        colour=st.sampled_from(["", "#ff8800"]),
        host=_TEXT.filter(lambda text: "," not in text),
        port=st.sampled_from(["", "5432"]),
        dbname=_TEXT,
        user=_TEXT,
        pool_min=st.integers(1, 4),
        read_only=st.booleans(),
        is_production=st.booleans(),
        other_settings=_TEXT.map(lambda text: (("options", text),)),
    )
)
def test_that_a_profile_comes_back_from_its_json_as_it_was(profile: ConnectionProfile) -> None:
    assert ConnectionProfile.from_json(json.loads(json.dumps(profile.to_json()))) == profile


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", None),
        ("name", 5),
        ("pool_max", "4"),
        ("pool_max", True),
        ("read_only", "yes"),
        ("read_only", 1),
        ("other_settings", []),
        ("other_settings", {"options": 1}),
        ("port", 70000),
        ("port", 1.5),
    ],
)
def test_that_an_entry_with_a_value_of_the_wrong_kind_is_refused(field: str, value: object) -> None:
    entry = {**ConnectionProfile(name="Shop").to_json(), field: value}
    with pytest.raises(InvalidValue) as caught:
        ConnectionProfile.from_json(entry)
    assert caught.value.field == field


def test_that_an_entry_written_by_hand_needs_a_name_and_an_id_only() -> None:
    profile = ConnectionProfile.from_json(
        {"id": "0" * 32, "name": "Shop", "port": 5433, "note": "x"}
    )
    assert (profile.name, profile.port, profile.sslmode) == ("Shop", "5433", "prefer")
    assert (profile.group, profile.schema, profile.table) == ("", "", "products")
    assert (profile.browse_on_standby, profile.password_keeping) == (False, "keyring")
