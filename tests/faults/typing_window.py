"""A program of its own for the tests: types into one product until it is killed, saying what it has typed.

``python typing_window.py URI SETTINGS ROW SEED``; each line printed is the number of pieces asked for so far.
"""

from __future__ import annotations

import random
import sys

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QTableView

from catalogue_gui.app import build

STOCK = 4


def main() -> None:
    uri, settings, row, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    pauses = random.Random(seed)
    _, window = build(["--dsn", uri, "--settings", settings])
    table = window.findChild(QTableView, "productTable")
    model = table.model()
    loop = QEventLoop()
    waker = QTimer()
    waker.start(5)
    while not (
        model.rowCount() > row
        and window.model.product_at(row) is not None
        and model.flags(model.index(row, STOCK)).value & 2
    ):
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    pieces = 0
    print("ready", flush=True)
    while True:
        model.setData(model.index(row, STOCK), "+1")
        pieces += 1
        print(pieces, flush=True)
        for _ in range(pauses.randrange(6)):
            loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


if __name__ == "__main__":
    main()
