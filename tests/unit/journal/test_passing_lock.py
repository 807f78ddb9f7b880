"""A lock whose file goes with it."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from catalogue_gui.file_lock import PassingLock

HOLD = """
import sys
from pathlib import Path
from catalogue_gui.file_lock import PassingLock
assert PassingLock.take(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_that_a_lock_is_held_by_one_and_its_file_goes_with_it(tmp_path: Path) -> None:
    place = tmp_path / "lock"
    lock = PassingLock.take(place)
    assert lock is not None
    assert PassingLock.take(place) is None
    lock.release()
    assert not place.exists()


def test_that_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    place = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert PassingLock.take(place) is None
        holder.kill()
        holder.wait(timeout=30)
    lock = PassingLock.take(place)
    assert lock is not None
    lock.release()


def test_that_a_file_removed_by_its_holder_is_never_locked_by_two(tmp_path: Path) -> None:
    place = tmp_path / "lock"
    counts = {"inside": 0, "most": 0}

    def take_turns(_: int) -> int:
        turns = 0
        for _ in range(50):
            lock = PassingLock.take(place, timeout_s=30)
            assert lock is not None
            counts["inside"] += 1
            counts["most"] = max(counts["most"], counts["inside"])
            turns += 1
            counts["inside"] -= 1
            lock.release()
        return turns

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(take_turns, range(6))) == 300
    assert counts["most"] == 1
    assert not place.exists()
