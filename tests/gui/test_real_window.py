"""The program as its user has it: a process of its own, a window on a screen, a keyboard."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

PROGRAMS = ("Xvfb", "xdotool")
LIMIT_S = 30.0

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, PROGRAMS)), reason="Xvfb and xdotool are not installed"
)


@pytest.fixture
def display() -> Iterator[str]:
    """A screen of its own."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1440x900x24"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as answer:
        number = answer.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait(10)


def wait_for(condition: Callable[[], object], limit_s: float = LIMIT_S) -> None:
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)


class Desktop:
    """A keyboard in front of a screen."""

    def __init__(self, display: str) -> None:
        self._environment = {**os.environ, "DISPLAY": display}

    def do(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
        return done.stdout

    def has_window(self, title: str) -> bool:
        return bool(self.do("search", "--onlyvisible", "--name", title).strip())


def test_that_the_keyboard_alone_searches_changes_a_price_and_closes(
    display: str, shop_uri: str, settings_folder: Path
) -> None:
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    program = subprocess.Popen(
        [sys.executable, "-m", "catalogue_gui", "--dsn", shop_uri, "--settings", str(settings_folder)],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    desktop = Desktop(display)

    def price_of(name: str) -> str:
        with psycopg.connect(shop_uri) as connection:
            row = connection.execute("SELECT price::text FROM products WHERE name = %s", (name,))
            return str(row.fetchone()[0])  # type: ignore[index]

    def sessions() -> int:
        with psycopg.connect(shop_uri) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'Catalogue Browser%'"
            ).fetchone()
        return int(row[0])  # type: ignore[index]

    def has_searched() -> bool:
        with psycopg.connect(shop_uri) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%name ILIKE%' "
                "AND application_name LIKE 'Catalogue Browser%'"
            ).fetchone()
        return bool(row[0])  # type: ignore[index]

    def try_to_change() -> bool:
        """Search for one product, go to its price, type over it. Keys pressed too early do no harm."""
        desktop.do("search", "--onlyvisible", "--name", "Catalogue Browser", "windowfocus")
        desktop.do("key", "ctrl+f")
        desktop.do("type", "00321")
        desktop.do("key", "Return")
        wait_for(has_searched)
        desktop.do("key", "Down", "Home", "Right", "F2")
        desktop.do("type", "45.60")
        desktop.do("key", "Return")
        return price_of("Product 00321") == "45.60"

    try:
        wait_for(lambda: desktop.has_window("Catalogue Browser") and sessions() > 0)
        wait_for(try_to_change)
        program.send_signal(signal.SIGTERM)
        _, errors = program.communicate(timeout=20)
    finally:
        program.kill()
        program.wait(10)
    assert program.returncode == 0
    assert "Traceback" not in errors
    wait_for(lambda: sessions() == 0)
