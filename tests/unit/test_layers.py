"""Who may import what, where a package's name alone does not tell: read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import catalogue_gui

PACKAGE = Path(catalogue_gui.__file__).parent


def imports() -> Iterator[tuple[str, str]]:
    """Each module, as a path below the package, with each name that it imports."""
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((place, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((place, f"{node.module}.{alias.name}") for alias in node.names)


def importers(name: str) -> set[str]:
    """The modules that import a package or something of it."""
    return {place for place, each in imports() if each == name or each.startswith(f"{name}.")}


def test_that_jobs_know_no_part_of_qt_but_qtcore() -> None:
    allowed = ("PySide6.QtCore.", "shiboken6")
    strangers = {
        each
        for place, each in imports()
        if place.startswith("jobs/")
        and each.startswith(("PySide6", "shiboken6"))
        and not each.startswith(allowed)
    }
    assert strangers == set()


def test_that_only_database_and_transfer_know_psycopg() -> None:
    for package in ("psycopg", "psycopg_pool"):
        assert all(place.startswith(("database/", "transfer/")) for place in importers(package))


def test_that_only_the_secrets_know_the_keyring() -> None:
    found = importers("keyring")
    assert found
    assert all(place.startswith("profiles/secrets/") for place in found)


def test_that_nobody_opens_a_message_box_behind_the_back_of_messages() -> None:
    assert importers("PySide6.QtWidgets.QMessageBox") <= {"gui/messages.py"}


def test_that_the_window_holds_no_sql() -> None:
    verbs = ("SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "CREATE TABLE ")
    found = [
        path.relative_to(PACKAGE).as_posix()
        for path in sorted((PACKAGE / "gui").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith(verbs)
    ]
    assert found == []


def test_that_no_nested_event_loop_is_run() -> None:
    # The program's own loop is the one that app.run() enters.
    nested = [
        f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
        for path in sorted((PACKAGE / "gui").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("exec", "exec_", "processEvents")
    ]
    assert nested == []
