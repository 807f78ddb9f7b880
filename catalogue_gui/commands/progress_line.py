"""Progress on a terminal: one line that is written over; nothing where nobody watches."""

from __future__ import annotations

from types import TracebackType
from typing import Self, TextIO

from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.transfer.throttle import ProgressThrottle

_CLEAR_LINE = "\r\x1b[K"


class ProgressLine:
    """Shows progress on a stream if that is a terminal.

    Args:
        stream: standard error.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._throttle = ProgressThrottle(self._show)

    def report(self, progress: Progress) -> None:
        """Show how far the work is."""
        if self._is_terminal:
            self._throttle.report(progress)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._is_terminal:
            self._stream.write(_CLEAR_LINE)
            self._stream.flush()

    def _show(self, progress: Progress) -> None:
        self._stream.write(_CLEAR_LINE + describe(progress))
        self._stream.flush()


def describe(progress: Progress) -> str:
    """A progress in words: ``Checking  41 %  120,000 records``."""
    parts = [progress.phase]
    if progress.fraction is not None:
        parts.append(f"{progress.fraction:.0%}".replace("%", " %"))
    if progress.records is not None:
        parts.append(f"{progress.records:,} records")
    elif progress.unit != "bytes" and progress.done:
        parts.append(f"{progress.done:,} {progress.unit}")
    elif progress.done:
        parts.append(f"{progress.done / 1e6:,.1f} MB")
    return "  ".join(parts)
