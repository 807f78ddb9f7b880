"""Ctrl+C and a polite request to end, as a cancel that undoes what was begun."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalogue_gui.transfer.cancellation import Cancellation


@contextmanager
def interruptible() -> Iterator[Cancellation]:
    """A cancellation that SIGINT and SIGTERM set off while the block runs.

    The signal only asks: the work stops at its next look, the server at once, and the transaction is rolled back before the
    process ends.
    """
    from catalogue_gui.transfer.cancellation import Cancellation

    cancellation = Cancellation()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        # Not here: a signal interrupts the main thread anywhere, and the cancel talks to the server.
        threading.Thread(target=cancellation.cancel, name="cancel", daemon=True).start()

    previous = {each: signal.signal(each, on_signal) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield cancellation
    finally:
        for each, handler in previous.items():
            signal.signal(each, handler)
