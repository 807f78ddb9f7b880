"""Whose a record is, and whether that window is still there."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from catalogue_gui.file_lock import LOCK_TIMEOUT_S, PassingLock


class Owners:
    """The windows that share a journal, each known by a lock that it holds for as long as it lives.

    The lock ends with the process, however it ends, so that what a killed window leaves behind is known to be nobody's.
    Two objects in one process are two owners.

    Args:
        path: the journal's file; the locks stand beside it.
    Thread: any; the caller sees to it that ``begin`` and ``end`` do not run at once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock: PassingLock | None = None
        self.me = uuid4().hex

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one, of all windows, that opens the journal or looks who is still there.

        Raises:
            TimeoutError: another window does not let go.
            OSError: the lock's file cannot be made.
        """
        place = self._path.with_name(f"{self._path.name}.lock")
        lock = PassingLock.take(place, timeout_s=LOCK_TIMEOUT_S)
        if lock is None:
            raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT), str(place))
        try:
            yield
        finally:
            lock.release()

    def begin(self) -> None:
        """Be known as living from now on, and clear away the locks of those that ended. Call it ``alone``."""
        if self._lock is not None:
            return
        prefix = f"{self._path.name}.owner-"
        for left in self._path.parent.iterdir():
            if left.name.startswith(prefix):
                _is_free(left)
        self._lock = PassingLock.take(self._place_of(self.me))
        if self._lock is None:
            raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(self._place_of(self.me)))

    def ended(self, owners: Iterable[str]) -> list[str]:
        """Those of the owners that are no longer there.

        Raises:
            OSError: the locks cannot be looked at.
        """
        with self.alone():
            return [each for each in owners if each != self.me and _is_free(self._place_of(each))]

    def end(self) -> None:
        """Be known as ended; what is still mine is anybody's now."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _place_of(self, owner: str) -> Path:
        return self._path.with_name(f"{self._path.name}.owner-{owner}")


def _is_free(place: Path) -> bool:
    """True when nobody holds the lock; its file is then gone as well."""
    if not place.exists():
        return True
    lock = PassingLock.take(place)
    if lock is None:
        return False
    lock.release()
    return True
