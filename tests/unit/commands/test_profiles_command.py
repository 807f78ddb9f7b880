"""``catalogue-gui profiles``, run as a program of its own and in this process."""

from __future__ import annotations

import argparse
import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from catalogue_gui.commands import profiles
from catalogue_gui.profiles.secrets import KeyringStore
from catalogue_gui.profiles.store import ProfileStore
from tests.secret_service import SecretService, secret_service

__all__ = ["secret_service"]

PASSWORD = "hunter2-@:/ %"


@dataclass
class Result:
    """How one run of the command ended."""

    code: int
    output: str
    complaint: str


class Command:
    """``profiles`` with one settings folder."""

    def __init__(
        self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.store = ProfileStore(folder / "profiles.json")
        self._folder = folder
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def run(self, *arguments: str, typed: str = "") -> Result:
        parser = argparse.ArgumentParser()
        profiles.add_parser(parser.add_subparsers())
        args = parser.parse_args(["profiles", "--settings", str(self._folder), *arguments])
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = profiles.run(args)
        printed = self._capsys.readouterr()
        return Result(code, printed.out, printed.err)

    def everything_on_disk(self) -> str:
        files = [each for each in self._folder.rglob("*") if each.is_file()]
        return "\n".join(each.read_text(encoding="utf-8") for each in files)


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    import keyring.core

    monkeypatch.setattr(keyring.core, "_keyring_backend", None)


@pytest.fixture
def command(
    settings_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:
    return Command(settings_folder, capsys, monkeypatch)


@pytest.fixture
def login(catalogue_uri: str) -> Iterator[dict[str, str]]:
    """A user of the catalogue who logs in with a password."""
    name = f"ann_{os.urandom(4).hex()}"
    with psycopg.connect(catalogue_uri, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), PASSWORD)
        )
        connection.execute(sql.SQL("GRANT SELECT ON products TO {}").format(sql.Identifier(name)))
        yield {**conninfo_to_dict(catalogue_uri), "user": name, "password": PASSWORD}
        connection.execute(sql.SQL("DROP OWNED BY {0}").format(sql.Identifier(name)))
        connection.execute(sql.SQL("DROP ROLE {0}").format(sql.Identifier(name)))


def test_that_no_saved_connection_lists_nothing(command: Command) -> None:
    assert command.run("list") == Result(0, "", "")


def test_that_a_connection_added_by_options_is_listed_and_shown(
    command: Command, no_keyring: None
) -> None:
    added = command.run(
        *("add", "Shop", "--host", "db.example.org", "--port", "5433", "--dbname", "shop"),
        *("--user", "ann", "--sslmode", "require", "--read-only"),
    )
    assert (added.code, added.complaint) == (0, "")
    assert command.run("list").output == "Shop\tann@db.example.org:5433/shop\n"
    shown = command.run("show", "shop")
    assert shown.code == 0
    for line in ("host: db.example.org", "port: 5433", "sslmode: require", "read_only: yes"):
        assert line in shown.output.splitlines()
    assert "password: cannot be told" in shown.output


def test_that_options_go_before_the_address(command: Command, no_keyring: None) -> None:
    command.run(
        "add", "Shop", "--uri", "postgresql://ann@db:1/shop?target_session_attrs=any", "--port", "2"
    )
    profile = command.store.get("Shop")
    assert (profile.host, profile.port, profile.user) == ("db", "2", "ann")
    assert profile.target_session_attrs == "any"


@pytest.mark.secret_service
def test_that_a_password_typed_goes_to_the_keyring_and_nowhere_else(
    command: Command, secret_service: SecretService
) -> None:
    result = command.run("add", "Shop", "--host", "db", typed=f"{PASSWORD}\nnot this\n")
    assert result.code == 0
    assert KeyringStore().read(command.store.get("Shop").id) == PASSWORD
    shown = command.run("show", "Shop")
    assert "password: kept in the keyring" in shown.output
    said = f"{result.output}{result.complaint}{shown.output}{command.everything_on_disk()}"
    assert PASSWORD not in said


@pytest.mark.secret_service
def test_that_a_password_in_an_address_is_split_off_into_the_keyring(
    command: Command, secret_service: SecretService
) -> None:
    uri = f"postgresql://ann:{quote(PASSWORD, safe='')}@db/shop"
    result = command.run("add", "Shop", "--uri", uri, typed="never read\n")
    assert result.code == 0
    assert KeyringStore().read(command.store.get("Shop").id) == PASSWORD
    said = f"{result.output}{result.complaint}{command.everything_on_disk()}"
    assert PASSWORD not in said
    assert quote(PASSWORD, safe="") not in said


@pytest.mark.secret_service
def test_that_an_empty_line_keeps_no_password(
    command: Command, secret_service: SecretService
) -> None:
    assert command.run("add", "Shop", typed="\n").code == 0
    assert KeyringStore().read(command.store.get("Shop").id) is None
    assert "password: none kept" in command.run("show", "Shop").output


@pytest.mark.secret_service
def test_that_removing_a_connection_removes_its_password(
    command: Command, secret_service: SecretService
) -> None:
    command.run("add", "Shop", typed=f"{PASSWORD}\n")
    profile_id = command.store.get("Shop").id
    assert command.run("remove", "Shop").code == 0
    assert command.store.list() == ()
    assert KeyringStore().read(profile_id) is None


@pytest.mark.secret_service
def test_that_a_locked_keyring_at_removal_is_told(
    command: Command, secret_service: SecretService
) -> None:
    command.run("add", "Shop", typed=f"{PASSWORD}\n")
    secret_service.lock()
    result = command.run("remove", "Shop")
    assert result.code == 1
    assert "may still be in the keyring" in result.complaint
    assert command.store.list() == ()


def test_that_without_a_keyring_the_connection_is_saved_and_its_password_is_said_not_to_be(
    command: Command, no_keyring: None
) -> None:
    result = command.run("add", "Shop", "--host", "db", typed=f"{PASSWORD}\n")
    assert result.code == 1
    assert "password is not" in result.complaint
    assert "keyring" in result.complaint
    assert command.store.get("Shop").host == "db"
    assert PASSWORD not in f"{result}{command.everything_on_disk()}"


@pytest.mark.parametrize("action", ["show", "remove", "test"])
def test_that_an_unknown_name_is_said_to_be_unknown(command: Command, action: str) -> None:
    result = command.run(action, "Shop")
    assert result.code == 2
    assert "no connection called “Shop”" in result.complaint


@pytest.mark.parametrize(
    "options",
    [
        ("--uri", "postgresql://ann:hunter2@db:port/shop"),
        ("--port", "none"),
        ("--uri", "shop hunter2"),
    ],
)
def test_that_a_connection_that_cannot_be_used_is_refused_and_not_saved(
    command: Command, options: tuple[str, ...]
) -> None:
    result = command.run("add", "Shop", *options)
    assert result.code == 2
    assert result.complaint
    assert "hunter2" not in result.complaint
    assert command.store.list() == ()


def test_that_a_taken_name_is_refused_before_a_password_is_read(
    command: Command, no_keyring: None
) -> None:
    command.run("add", "Shop", "--host", "first")
    result = command.run("add", "SHOP", "--host", "second", typed=f"{PASSWORD}\n")
    assert result.code == 2
    assert "already called" in result.complaint
    assert command.store.get("Shop").host == "first"


def test_that_a_settings_folder_that_is_a_file_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    result = Command(tmp_path / "file", capsys, monkeypatch).run("list")
    assert result.code == 2
    assert "settings folder" in result.complaint


def test_that_a_bad_entry_is_told_beside_the_good_ones(command: Command, no_keyring: None) -> None:
    command.run("add", "Shop")
    content = json.loads(command.store.path.read_text())
    content["profiles"].append({"name": "Bad"})
    command.store.path.write_text(json.dumps(content))
    result = command.run("list")
    assert result.output.startswith("Shop\t")
    assert "“Bad”" in result.complaint


@pytest.mark.secret_service
def test_that_a_usable_connection_is_tested_step_by_step(
    command: Command, secret_service: SecretService, login: dict[str, str]
) -> None:
    command.run("add", "Shop", "--uri", make_conninfo(**login))
    result = command.run("test", "Shop")
    assert result.code == 0, result
    for step in ("Port", "Login", "Encryption", "Catalogue", "Rights"):
        assert f"{step}: " in result.output
    assert login["user"] in result.output
    assert PASSWORD not in f"{result}"


def test_that_a_port_where_nothing_listens_fails_the_test(
    command: Command, no_keyring: None
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        command.run("add", "Shop", "--host", "127.0.0.1", "--port", str(port))
        result = command.run("test", "Shop")
    assert result.code == 3
    assert "FAILED  Port" in result.output
    assert "Login" not in result.output


def test_that_the_command_alone_loads_neither_qt_nor_a_postgresql_client() -> None:
    code = (
        "import sys, catalogue_gui.commands.profiles as p;"
        "print([m for m in ('PySide6', 'psycopg', 'keyring') if m in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
