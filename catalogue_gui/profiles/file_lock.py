"""One process at a time: an advisory lock on a file beside the one that is guarded."""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Another window holds the lock for a few milliseconds. One that holds it for this long is stuck.
LOCK_TIMEOUT_S: Final = 5.0
_RETRY_PAUSE_S: Final = 0.02

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EDEADLK):
                return False
            raise
        return True

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def locked_file(path: Path, *, timeout_s: float = LOCK_TIMEOUT_S) -> Iterator[None]:
    """Hold the lock for the length of a ``with`` block, against other processes and other threads.

    The lock file stays behind: removing it would let two processes lock two different files of one name. The lock
    itself ends with the process, however it ends.

    Args:
        path: the lock file, made when missing, readable by its owner only.
        timeout_s: how long to wait for another holder.
    Raises:
        TimeoutError: it was still held at the end of ``timeout_s``.
        OSError: the lock file cannot be made or opened.
    Source: flock(2); Microsoft C runtime reference, "_locking".
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        give_up_at = time.monotonic() + timeout_s
        while not _try_lock(descriptor):
            if time.monotonic() >= give_up_at:
                raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT), str(path))
            time.sleep(_RETRY_PAUSE_S)
        try:
            yield
        finally:
            _unlock(descriptor)
    finally:
        os.close(descriptor)
