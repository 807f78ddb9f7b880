"""The program is killed while somebody types: each edit is in the catalogue afterwards, or offered again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from pytestqt.qtbot import QtBot

from catalogue_gui.gui.products.pending_edits import PendingState
from tests.gui.conftest import OpenWindow, open_window, shop_uri  # noqa: F401
from tests.gui.test_main_window import banner_text

KILLS = 50
AT_ONCE = 5
LONG_MS = 60_000
_PROGRAM = Path(__file__).with_name("typing_window.py")


def _start(uri: str, settings: Path, row: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(_PROGRAM), uri, str(settings), str(row), str(row)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def _kill(process: subprocess.Popen[str], pause_s: float) -> int:
    """Let it type for a while, kill it, and say how often it had typed by then."""
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    time.sleep(pause_s)  # the random moment is what is tested
    process.send_signal(signal.SIGKILL)
    said = process.stdout.read().split()
    process.wait()
    process.stdout.close()
    return int(said[-1]) if said else 0


def _stocks(uri: str) -> list[int]:
    with psycopg.connect(uri) as connection:
        rows = connection.execute("SELECT stock FROM products ORDER BY name LIMIT %s", (KILLS,))
        return [row[0] for row in rows]


def test_that_each_edit_is_saved_once_or_offered_again_after_fifty_kills(
    qtbot: QtBot,
    open_window: OpenWindow,  # noqa: F811
    shop_uri: str,  # noqa: F811
    settings_folder: Path,
) -> None:
    pauses = random.Random(7)
    before = _stocks(shop_uri)
    typed: list[int] = []
    for first in range(0, KILLS, AT_ONCE):
        rows = range(first, first + AT_ONCE)
        processes = [_start(shop_uri, settings_folder, row) for row in rows]
        typed += [_kill(process, pauses.random() * 0.15) for process in processes]
    assert any(typed), "they did type"
    window = open_window("--dsn", shop_uri)
    pending = window.editing.pending
    qtbot.waitUntil(lambda: "not saved" in banner_text(window), timeout=LONG_MS)
    assert pending.in_state(PendingState.LEFT), "what was on its way is offered"
    window.editing.send_left()
    qtbot.waitUntil(lambda: len(pending) == 0, timeout=LONG_MS)
    gained = [after - stock for stock, after in zip(before, _stocks(shop_uri), strict=True)]
    # Killed between typing and saying so, it may have typed once more than it could say.
    odd = [
        (row, said, got)
        for row, (said, got) in enumerate(zip(typed, gained, strict=True))
        if got not in (said, said + 1)
    ]
    assert odd == []
