"""The program is killed while it keeps its journal: what was noted is there, and goes to the next window."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from catalogue_gui.journal import Journal
from tests.unit.journal.samples import SHOP, entry

ROOT = Path(__file__).parents[2]
KILLS = 50
MOST_LINES = (
    150  # what the program has done when it is killed, at most; then it may be anywhere in the next
)

# Prints what is certain, the moment it is: "noted a" after note() of a has returned, "settling a" before settle().
PROGRAM = """
import sys
from itertools import count
from pathlib import Path
from catalogue_gui.journal import Journal
from tests.unit.journal.samples import SHOP, entry, row_changes

round_ = sys.argv[2]
print("started", flush=True)
journal = Journal(Path(sys.argv[1]))
step = None
for number in count():
    name = f"{round_}-{number}"
    journal.note(entry(name, text="x" * (number % 7) * 500))
    print("noted", name, flush=True)
    if number % 3 == 0:
        journal.note_transaction(name, str(number))
        print("numbered", name, flush=True)
    if number % 5 == 0:
        print("settling", name, flush=True)
        journal.settle(name)
    if number % 11 == 0:
        step = journal.open_step(SHOP, "anna", f"step {name}", "price")
        journal.add_rows(step, row_changes(300))
        journal.note_step_transaction(step, str(number))
        print("opened", step, flush=True)
    elif number % 11 == 5:
        print("closing", step, flush=True)
        journal.close_step(step, 300)
"""


def run_and_kill(path: Path, name: str, after_lines: int) -> list[list[str]]:
    """Run the program, kill it when it has printed so many lines, and return every whole line of it."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), name],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        lines = [program.stdout.readline() for _ in range(after_lines)]
        program.kill()
        lines += program.stdout.readlines()
        assert program.wait(timeout=30) == -signal.SIGKILL
    return [line.split() for line in lines if line.endswith("\n")]


def of(lines: list[list[str]], word: str) -> set[str]:
    """What was printed after this word."""
    return {line[1] for line in lines if line[0] == word}


@pytest.mark.skipif(sys.platform == "win32", reason="nothing there ends a program as SIGKILL does")
def test_that_a_program_killed_at_any_moment_loses_nothing_it_has_noted(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    moments = random.Random(20260304)
    beside = Journal(path)  # another window, there all the time
    beside.note(entry("of the other window"))
    for kill in range(KILLS):
        lines = run_and_kill(path, str(kill), moments.randint(1, MOST_LINES))
        with closing(sqlite3.connect(path)) as file:
            assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        next_window = Journal(path)
        found = {each.id: each for each in next_window.left_behind(SHOP)}
        noted, settling = of(lines, "noted"), of(lines, "settling")
        # Beyond what is certain at most the one thing that it was doing when it was killed.
        assert noted - settling <= set(found)
        assert len(set(found) - noted) <= 1
        assert len(set(found) & settling) <= 1
        assert all(found[each].transaction for each in of(lines, "numbered") - settling)
        opened, closing_ = of(lines, "opened"), of(lines, "closing")
        steps = {str(step.id): step for step in next_window.open_steps_left_behind(SHOP)}
        assert opened - closing_ <= set(steps)
        for each in opened & set(steps):
            assert steps[each].transaction
            assert sum(map(len, next_window.rows(int(each)))) == 300
        for each in steps:
            next_window.drop_step(int(each))
        for each in found:
            next_window.settle(each)
        next_window.close()
    assert beside.set_aside is None
    beside.close()
    last = Journal(path)
    assert [each.id for each in last.left_behind(SHOP)] == ["of the other window"]
    last.close()
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.mark.skipif(sys.platform == "win32", reason="nothing there ends a program as SIGKILL does")
def test_that_what_a_killed_window_had_taken_over_is_passed_on(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    first = Journal(path)
    first.note(entry("a"))
    first.close()
    take_over = (
        "import sys; from pathlib import Path; from catalogue_gui.journal import Journal\n"
        f"print(Journal(Path(sys.argv[1])).left_behind({SHOP!r})[0].id, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", take_over, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as second:
        assert second.stdout is not None
        assert second.stdout.readline() == "a\n"
        third = Journal(path)
        assert third.left_behind(SHOP) == []
        second.kill()
        second.wait(timeout=30)
    assert [each.id for each in third.left_behind(SHOP)] == ["a"]
    third.close()
