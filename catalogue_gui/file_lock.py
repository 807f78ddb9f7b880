"""One process at a time: an advisory lock on a file beside the one that is guarded."""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

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


class PassingLock:
    """A lock on a file that goes with it: held until it is released, or until the process ends, however it ends.

    A file left by a process that was killed can be locked by anybody, who removes it when he releases it.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path, *, timeout_s: float = 0.0) -> PassingLock | None:
        """Lock the file, made when missing and readable by its owner only.

        Args:
            path: the lock file; nothing else may be kept in it.
            timeout_s: how long to wait for another holder, in this process or another.
        Returns:
            The lock, or None when somebody else held it until the end of ``timeout_s``.
        Raises:
            OSError: the file cannot be made or opened.
        """
        give_up_at = time.monotonic() + timeout_s
        while True:
            lock, is_gone = cls._try(path)
            if lock is not None:
                return lock
            # Its holder has just removed it: the name is free for a new file, at once.
            if is_gone:
                continue
            if time.monotonic() >= give_up_at:
                return None
            time.sleep(_RETRY_PAUSE_S)

    @classmethod
    def _try(cls, path: Path) -> tuple[PassingLock | None, bool]:
        """The lock if it was free, and whether the file that was tried has lost its name meanwhile."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        lock = None
        is_gone = False
        try:
            if _try_lock(descriptor):
                is_gone = not _is_named(descriptor, path)
                lock = None if is_gone else cls(path, descriptor)
        finally:
            if lock is None:
                os.close(descriptor)
        return lock, is_gone

    def release(self) -> None:
        """Let go of the lock and remove its file."""
        if sys.platform == "win32":
            # An open file cannot be removed there; one that somebody else waits with is left to him.
            os.close(self._descriptor)
            with suppress(OSError):
                self._path.unlink()
            return
        # While it is still held: who waits for it then finds that the file has lost its name.
        with suppress(OSError):
            self._path.unlink()
        os.close(self._descriptor)


def _is_named(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
