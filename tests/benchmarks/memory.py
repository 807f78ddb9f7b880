"""What the window holds in memory on a large catalogue, scrolled from end to end, more than on an empty one.

``python -m tests.benchmarks.memory [--uri URI]``
"""

from __future__ import annotations

import subprocess
import sys

from tests.benchmarks.figures import median, print_figure, print_head
from tests.benchmarks.million import arguments, catalogue, empty_catalogue, size_of

LIMIT_MB = 150.0
# Each in a process of its own: memory that was used once is seldom given back.
_WINDOW = """
import sys, psutil
from tests.benchmarks.window import PaintWatch, go_to, opened, rest, wait_until_complete, wait_until_quiet
with opened(sys.argv[1]) as window:
    wait_until_complete(window)
    wait_until_quiet(sys.argv[1])
    bar = window.table.verticalScrollBar()
    if bar.maximum():
        watch = PaintWatch(window)
        steps = min(1500, bar.maximum())
        for number in range(1, steps + 1):
            go_to(window, watch, bar.maximum() * number // steps)
    rest(1.0)
    memory = psutil.Process().memory_full_info()
    print(memory.uss, memory.rss)
"""


def measure(uri: str) -> tuple[float, float]:
    """The memory that is a window's own, and all that it sees, in MB."""
    done = subprocess.run(
        [sys.executable, "-c", _WINDOW, uri], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    own, seen = (int(each) / 1e6 for each in done.stdout.split())
    return own, seen


def main() -> None:
    """The command line."""
    given = arguments(__doc__, rounds=3).parse_args()
    with catalogue(given.uri) as uri, empty_catalogue(uri) as empty_uri:
        size = size_of(uri)
        pairs = [(measure(uri), measure(empty_uri)) for _ in range(given.rounds)]
    full, empty = (median(pair[side][0] for pair in pairs) for side in (0, 1))
    print_head("Memory of the window, scrolled from end to end", size)
    print_figure("its own memory", full, "MB", beside=f"on an empty catalogue {empty:.1f} MB")
    print_figure("more than on an empty catalogue", full - empty, "MB", limit=LIMIT_MB)
    print_figure(
        "resident memory, more than on an empty catalogue",
        median(pair[0][1] - pair[1][1] for pair in pairs),
        "MB",
    )


if __name__ == "__main__":
    main()
