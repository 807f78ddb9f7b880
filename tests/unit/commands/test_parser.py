"""The command line as a whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from catalogue_gui.commands.parser import parse_arguments


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "catalogue_gui", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_that_without_a_command_the_window_is_meant() -> None:
    arguments = parse_arguments(["--demo"])
    assert arguments.command is None
    assert arguments.demo
    assert arguments.profile is None


@pytest.mark.parametrize(
    "arguments",
    [
        ["--settings", "here", "--dsn", "postgresql://h/d", "import", "prices.csv"],
        ["import", "prices.csv", "--dsn", "postgresql://h/d", "--settings", "here"],
    ],
)
def test_that_the_catalogue_may_be_named_before_or_after_the_command(arguments: list[str]) -> None:
    read = parse_arguments(arguments)
    assert (read.dsn, read.settings, read.file) == (
        "postgresql://h/d",
        Path("here"),
        Path("prices.csv"),
    )


@pytest.mark.parametrize("command", [[], ["import"], ["export"], ["profiles"]])
def test_that_help_is_there_for_the_program_and_each_command(command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.returncode == 0
    assert "usage: catalogue-gui" in done.stdout
    assert "helper" not in done.stdout


def test_that_only_one_catalogue_can_be_named() -> None:
    assert run("--demo", "--profile", "Shop").returncode == 2


def test_that_a_command_without_a_catalogue_says_how_to_name_one(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("name,price,category\nKettle,1.00,Home\n")
    done = run("import", str(path), "--settings", str(tmp_path / "settings"))
    assert done.returncode == 2
    assert "--demo" in done.stderr
    assert "Traceback" not in done.stderr
