"""The helper process at work on a file of a gigabyte: its memory, its first word, its silences, and how soon it stops.

Run by ``python -m tests.benchmarks.import_speed --memory``.
"""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from typing import Any

import psutil

from tests.benchmarks.figures import print_figure, print_head
from tests.import_helper import Helper

GIGABYTE = 1_000_000_000
MEMORY_LIMIT_MB = 200.0
FIRST_WORD_LIMIT_S = 1.0
SILENCE_LIMIT_S = 1.0
CANCEL_LIMIT_S = 0.5
# What is asked of the helper, the phases that it goes through, and the last of its progress to be heard before the cancel.
CHECK_PHASES = ("Opening", "Checking")
WRITE_PHASES = ("Writing", "Building indexes")
_EVENTS_BEFORE_CANCEL = 4


def grow(small: Path, path: Path) -> int:
    """Repeat the records of a file until they are a gigabyte; returns how many there are."""
    header, _, body = small.read_bytes().partition(b"\n")
    times = -(-GIGABYTE // len(body))
    with path.open("wb") as file:
        file.write(header + b"\n")
        for _ in range(times):
            file.write(body)
    return body.count(b"\n") * times


def measure_memory(uri: str, small: Path) -> None:
    """Measure and print.

    Args:
        uri: an empty catalogue; nothing is written in the end.
        small: a file to make the large one of.
    """
    path = small.with_name("gigabyte.csv")
    records = grow(small, path)
    print_head(f"{path.stat().st_size / 1e6:.0f} MB checked by the helper", records)
    began = time.perf_counter()
    work = _Watched(uri)
    try:
        work.run("check", path=str(path), options={})
        print_figure("checked in", time.perf_counter() - began, "s")
        work.run("write", cancel_in="Writing")
        print_figure("most memory", work.most_memory_mb(), "MB", limit=MEMORY_LIMIT_MB)
        print_figure("first progress after", work.first_word_s, "s", limit=FIRST_WORD_LIMIT_S)
        print_figure("longest silence", work.longest_silence_s, "s", limit=SILENCE_LIMIT_S)
    finally:
        work.end()
    for phase in CHECK_PHASES:
        _print_cancel(uri, path, phase, small=small)
    for phase in WRITE_PHASES:
        _print_cancel(uri, path, phase, small=small)
    path.unlink()


def _print_cancel(uri: str, path: Path, phase: str, *, small: Path) -> None:
    work = _Watched(uri)
    try:
        if phase in CHECK_PHASES:
            seconds = work.run("check", cancel_in=phase, path=str(path), options={})
        else:
            work.run("check", path=str(small), options={})
            seconds = work.run("write", cancel_in=phase)
        print_figure(f"cancel answered in {phase}", seconds, "s", limit=CANCEL_LIMIT_S)
    finally:
        work.end()


class _Watched:
    """A helper, and how it behaves."""

    def __init__(self, uri: str) -> None:
        self._helper = Helper(uri)
        self._numbers = itertools.count(1)
        self._process = psutil.Process(self._helper.process.pid)
        self._memory = 0
        self.first_word_s = 0.0
        self.longest_silence_s = 0.0

    def most_memory_mb(self) -> float:
        """The most that it held of its own at once."""
        return self._memory / 1e6

    def run(self, command: str, *, cancel_in: str = "", **arguments: Any) -> float:
        """Have it do something, cancelled in a phase if one is named; returns the seconds to the last answer."""
        number = next(self._numbers)
        began = last = time.perf_counter()
        asked = 0.0
        heard = 0
        self._helper.send({"id": number, "command": command, **arguments})
        while True:
            event = self._helper.next_event()
            now = time.perf_counter()
            self._memory = max(self._memory, self._process.memory_full_info().uss)
            self.first_word_s = self.first_word_s or now - began
            self.longest_silence_s = max(self.longest_silence_s, now - last)
            last = now
            if event["event"] != "progress":
                break
            heard += event["progress"]["phase"] == cancel_in
            if heard and not asked and (heard >= _EVENTS_BEFORE_CANCEL or cancel_in == "Opening"):
                self._helper.send({"id": number, "command": "cancel"})
                asked = time.perf_counter()
        expected = "cancelled" if cancel_in else {"check": "checked", "write": "written"}[command]
        if event["event"] != expected:
            raise SystemExit(f"{command} was not {expected}: {event}")
        return now - (asked or began)

    def end(self) -> None:
        """End the helper."""
        self._helper.process.kill()
        self._helper.process.communicate()
