"""``catalogue-gui profiles export | import | find``, and the options of ``add`` for what a profile can hold besides."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.unit.commands.test_profiles_command import Command, command, no_keyring

__all__ = ["command", "no_keyring"]


def test_that_every_further_setting_can_be_given_and_is_shown(
    command: Command, no_keyring: None
) -> None:
    options = [
        "--group",
        "South",
        "--schema",
        "shop",
        "--table",
        "items",
        "--colour",
        "#2563eb",
        "--host",
        "a,b",
    ]
    flags = ["--production", "--browse-on-standby", "--keep-password", "ask"]
    assert command.run("add", "Shop", *options, *flags).code == 0
    shop = command.store.get("Shop")
    assert (shop.group, shop.schema, shop.table, shop.colour) == (
        "South",
        "shop",
        "items",
        "#2563eb",
    )
    assert (shop.is_production, shop.browse_on_standby, shop.password_keeping) == (
        True,
        True,
        "ask",
    )
    shown = command.run("show", "Shop").output.splitlines()
    for line in ("group: South", "table: items", "schema: shop", "password_keeping: ask"):
        assert line in shown
    assert "password: none kept" in shown


def test_that_a_value_that_cannot_be_used_is_refused_by_its_name(
    command: Command, no_keyring: None
) -> None:
    found = command.run("add", "Shop", "--table", "x" * 64)
    assert found.code == 2
    assert "The catalogue table may have 63 bytes at most" in found.complaint
    assert command.store.list() == ()


@pytest.mark.parametrize("keeping", ["ask", "session"])
def test_that_no_password_is_asked_for_nor_kept_where_none_is_to_be_kept(
    command: Command, no_keyring: None, monkeypatch: pytest.MonkeyPatch, keeping: str
) -> None:
    uri = "postgresql://ann:hunter2@db/shop"
    found = command.run("add", "Shop", "--uri", uri, "--keep-password", keeping, typed="hunter3\n")
    assert found.code == 0
    assert sys.stdin is not None
    assert sys.stdin.readline() == "hunter3\n"
    assert "not kept" in found.complaint
    assert "hunter" not in f"{found.output}{found.complaint}{command.everything_on_disk()}"


def test_that_an_exported_file_is_imported_elsewhere_without_overwriting(
    command: Command, no_keyring: None, tmp_path: Path
) -> None:
    file = tmp_path / "connections.json"
    command.run("add", "Shop", "--host", "db")
    command.run("add", "Office")
    exported = command.run("export", str(file))
    assert exported.code == 0
    assert "2 connections written" in exported.output
    content = json.loads(file.read_text())
    content["connections"][0]["host"] = "elsewhere"
    content["connections"].append({"name": "Broken", "port": "none"})
    file.write_text(json.dumps(content))
    imported = command.run("import", str(file))
    assert imported.code == 1
    assert "Added “Shop (2)” (“Shop” is taken): elsewhere" in imported.output
    assert "Here already: “Office”" in imported.output
    assert "“Broken” (entry 3)" in imported.complaint
    assert [each.name for each in command.store.list()] == ["Shop", "Office", "Shop (2)"]
    assert command.store.get("Shop").host == "db"


def test_that_a_file_of_another_kind_changes_nothing(command: Command, tmp_path: Path) -> None:
    (tmp_path / "prices.csv").write_text("name,price\n")
    for file in ("prices.csv", "missing.json"):
        found = command.run("import", str(tmp_path / file))
        assert found.code == 2
        assert found.complaint
    assert command.run("export", str(tmp_path / "no folder" / "x.json")).code == 2


def test_that_what_postgresqls_tools_know_is_listed_without_its_passwords(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".pg_service.conf").write_text(
        "[stock]\nhost=stock.example.org\npassword=hunter2\n"
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PGSYSCONFDIR", str(tmp_path / "none"))
    for name in ("PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGSERVICEFILE", "PGPASSFILE"):
        monkeypatch.delenv(name, raising=False)
    found = command.run("find")
    assert found.code == 0
    assert found.output.startswith("stock\tstock.example.org\tservice in ")
    assert "with a password" in found.output
    assert "hunter2" not in found.output
    assert command.store.list() == ()
