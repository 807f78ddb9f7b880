"""What PostgreSQL's own tools know is found, and read as libpq reads it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import pq

from catalogue_gui.profiles.libpq_files import VARIABLES, FoundConnections, find_connections
from catalogue_gui.profiles.password_file import read_password_file

SERVICES = """
# the shops
[shop]
host=db.example.org
port=5433
dbname=shop
user=ann
sslmode=verify-full

[mirror]
host=a.example.org,b.example.org
password=hunter2
target_session_attrs=prefer-standby
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def find(home: Path, **environment: str) -> FoundConnections:
    return find_connections({"PGSYSCONFDIR": str(home / "nowhere"), **environment}, home)


def write_passwords(home: Path, text: str, mode: int = 0o600) -> Path:
    path = home / ".pgpass"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_that_a_computer_without_any_of_them_has_none_and_says_nothing(home: Path) -> None:
    assert find(home) == FoundConnections()


def test_that_each_service_is_found_with_its_settings(home: Path) -> None:
    (home / ".pg_service.conf").write_text(SERVICES)
    shop, mirror = find(home).connections
    assert shop.profile.name == "shop"
    assert shop.profile.address == "ann@db.example.org:5433/shop"
    assert shop.profile.sslmode == "verify-full"
    assert str(home / ".pg_service.conf") in shop.origin
    assert mirror.profile.target_session_attrs == "prefer-standby"
    assert mirror.password == "hunter2"
    assert "hunter2" not in f"{mirror!r} {mirror.profile!r}"


def test_that_the_users_own_service_goes_before_the_systems(home: Path) -> None:
    folder = home / "system"
    folder.mkdir()
    (folder / "pg_service.conf").write_text("[shop]\nhost=system\n[other]\nhost=other\n")
    (home / "mine.conf").write_text("[shop]\nhost=mine\n")
    found = find(home, PGSYSCONFDIR=str(folder), PGSERVICEFILE=str(home / "mine.conf"))
    assert [each.profile.host for each in found.connections] == ["mine", "other"]


def test_that_a_bad_line_costs_itself_and_is_not_repeated(home: Path) -> None:
    (home / ".pg_service.conf").write_text("[shop]\nhost=db\nhunter2\nldap://x\npasswort=hunter2\n")
    found = find(home)
    assert [each.profile.host for each in found.connections] == ["db"]
    assert len(found.notices) == 3
    assert "Line 3 of" in found.notices[0].message
    assert not any("hunter2" in f"{each} {each.detail}" for each in found.notices)


def test_that_a_service_with_a_secret_of_another_kind_is_said_to_be_passed_over(home: Path) -> None:
    (home / ".pg_service.conf").write_text("[shop]\nhost=db\nsslpassword=hunter2\n")
    found = find(home)
    assert found.connections == ()
    (notice,) = found.notices
    assert "“shop”" in notice.message
    assert "hunter2" not in str(notice)


def test_that_the_password_file_gives_connections_and_the_others_their_passwords(
    home: Path,
) -> None:
    (home / ".pg_service.conf").write_text(SERVICES)
    write_passwords(
        home,
        "# mine\n\n"
        "db.example.org:5433:shop:ann:for the shop\n"
        r"odd\:host:*:o\\dd:bob:a\:b\\c:ignored" + "\n"
        "*:*:*:carl:for any server\n"
        "too:few:fields\n",
    )
    found = find(home, PGHOST="elsewhere", PGUSER="carl")
    by_host = {each.profile.host: each for each in found.connections}
    assert list(by_host) == [
        "db.example.org",
        "a.example.org,b.example.org",
        "elsewhere",
        "odd:host",
    ]
    assert by_host["db.example.org"].password == "for the shop"
    assert by_host["db.example.org"].origin.startswith("service")
    assert by_host["elsewhere"].password == "for any server"
    odd = by_host["odd:host"]
    assert (odd.profile.port, odd.profile.dbname, odd.profile.user) == ("", "o\\dd", "bob")
    assert odd.password == "a:b\\c"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_that_a_password_file_that_others_may_read_is_passed_over_as_libpq_does(
    home: Path, mode: int
) -> None:
    write_passwords(home, "db:*:*:ann:hunter2\n", mode)
    found = find(home)
    assert found.connections == ()
    (notice,) = found.notices
    assert "other users of this computer may read it" in notice.message
    assert "chmod 0600" in notice.hint
    assert "hunter2" not in f"{notice} {notice.hint} {notice.detail}"


def test_that_another_password_file_can_be_named(home: Path) -> None:
    path = write_passwords(home, "db:*:*:ann:hunter2\n")
    found = find(home / "empty", PGPASSFILE=str(path))
    assert [each.profile.host for each in found.connections] == ["db"]


def test_that_a_folder_in_the_place_of_a_file_is_no_reason_to_fail(home: Path) -> None:
    (home / ".pgpass").mkdir()
    (home / ".pg_service.conf").mkdir()
    assert "no plain file" in find(home).notices[0].message


def test_that_variables_that_only_say_how_make_no_connection(home: Path) -> None:
    assert find(home, PGSSLMODE="require", PGPASSWORD="hunter2").connections == ()


def test_that_every_variable_means_what_libpq_takes_it_for() -> None:
    theirs = {
        option.envvar.decode(): option.keyword.decode()
        for option in pq.Conninfo.get_defaults()
        if option.envvar
    }
    assert {name: theirs[name] for name in VARIABLES} == dict(VARIABLES)


def test_that_environment_and_service_together_are_read_as_libpq_reads_them(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / ".pg_service.conf").write_text(SERVICES)
    for name in [each for each in os.environ if each.startswith("PG")]:
        monkeypatch.delenv(name)
    environment = {
        "PGSERVICEFILE": str(home / ".pg_service.conf"),
        "PGSERVICE": "shop",
        "PGHOST": "not used: the service has one",
        "PGCONNECT_TIMEOUT": "7",
        "PGOPTIONS": "-c x=1",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    theirs = {
        option.keyword.decode(): option.val.decode()
        for option in pq.Conninfo.get_defaults()
        if option.val is not None
    }
    # As a service of the same address it is one connection; a user of its own keeps the two apart.
    (home / ".pg_service.conf").write_text(SERVICES.replace("user=ann", ""))
    found = find(home, **environment, PGUSER="ann")
    (ours,) = [each.profile for each in found.connections if each.origin.startswith("PG")]
    for keyword in ("host", "port", "dbname", "user", "sslmode"):
        assert getattr(ours, keyword) == theirs[keyword], keyword
    assert str(ours.connect_timeout_s) == theirs["connect_timeout"]
    assert dict(ours.other_settings)["options"] == theirs["options"]


_FIELD = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=12).filter(
    lambda text: text != "*" and text.strip() == text and not text.startswith("#")
)


@given(st.lists(_FIELD, min_size=5, max_size=5))
def test_that_a_line_with_any_characters_comes_back_as_it_was_meant(
    tmp_path_factory: pytest.TempPathFactory, fields: list[str]
) -> None:
    line = ":".join(each.replace("\\", "\\\\").replace(":", "\\:") for each in fields)
    path = write_passwords(tmp_path_factory.mktemp("home"), line + "\n")
    (entry,) = read_password_file(path).entries
    assert [entry.host, entry.port, entry.dbname, entry.user, entry.password] == fields


def test_that_no_repr_shows_a_password_that_was_found(home: Path) -> None:
    write_passwords(home, "db:*:*:ann:hunter2\n")
    (home / ".pg_service.conf").write_text(SERVICES)
    assert "hunter2" not in f"{find(home)!r} {read_password_file(home / '.pgpass')!r}"
