"""Files that are whole or not there: written out of sight and put in their place when complete."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from catalogue_gui.catalogue.errors import FileProblem

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EFBIG: "the disk cannot hold a file of that size",
    errno.EACCES: "you have no permission to write there, or another program has it open",
    errno.EPERM: "you have no permission to write there",
    errno.EROFS: "the disk can only be read",
    errno.ENOENT: "there is no such folder",
    errno.ENOTDIR: "there is no such folder",
    errno.ENAMETOOLONG: "its name is too long",
    errno.EISDIR: "it is a folder",
    errno.EIO: "the disk has failed",
}
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_USUAL_MODE = 0o666


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to that takes its place at the end, and leaves nothing behind when that is not reached.

    Where the system has files without a name, nothing is left behind even when the program is killed.

    Args:
        path: where to; a file there is replaced, and its permissions are kept. Of a link, what it leads to is replaced.
    Raises:
        FileProblem: it cannot be written.
    """
    try:
        place = path.resolve()
        mode = _mode_of(place)
        part = _NamelessPart.open(place.parent) or _NamedPart(place.parent)
        try:
            with os.fdopen(part.handle, "wb", buffering=1 << 20) as file:
                yield file
                file.flush()
                if mode is not None:
                    part.give_mode(mode)
                os.fsync(file.fileno())
                part.put(place)
        finally:
            part.remove()
    except OSError as error:
        raise _problem(path, error) from error


def _mode_of(place: Path) -> int | None:
    """The permissions of the file that is to be replaced; None where there is none.

    Raises:
        OSError: what is there cannot be replaced.
    """
    try:
        found = place.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found):
        raise IsADirectoryError(errno.EISDIR, "Is a directory")
    # Taking the place of a device or a pipe would break what others use it for.
    if not stat.S_ISREG(found):
        raise OSError(errno.EINVAL, "Not a regular file")
    # The folder's permissions alone would let a protected file be replaced.
    if not os.access(place, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise PermissionError(errno.EACCES, "Permission denied")
    return stat.S_IMODE(found)


class _NamedPart:
    """A file beside the place under a name of its own."""

    def __init__(self, folder: Path) -> None:
        self.handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=folder)
        self._path: Path | None = Path(name)
        mask = os.umask(0)
        os.umask(mask)
        # The mode that a new file of the user's would have; a temporary file's is narrower.
        self._path.chmod(_USUAL_MODE & ~mask)

    def give_mode(self, mode: int) -> None:
        if self._path is not None:
            self._path.chmod(mode)

    def put(self, place: Path) -> None:
        if self._path is not None:
            self._path.replace(place)
            self._path = None

    def remove(self) -> None:
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


class _NamelessPart:
    """A file that has no name until it is complete, so that the system itself removes what is given up.

    Source: Linux manual page open(2), O_TMPFILE.
    """

    def __init__(self, handle: int, folder: Path) -> None:
        self.handle = handle
        self._folder = folder
        self._named: Path | None = None

    @classmethod
    def open(cls, folder: Path) -> _NamelessPart | None:
        """A new one; None where the system or the folder's file system has no such files."""
        flag = getattr(os, "O_TMPFILE", 0)
        if not flag:
            return None
        try:
            handle = os.open(folder, flag | os.O_WRONLY, _USUAL_MODE)
        except OSError as error:
            if error.errno in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL):
                return None
            raise
        if not Path(f"/proc/self/fd/{handle}").exists():
            os.close(handle)
            return None
        return cls(handle, folder)

    def give_mode(self, mode: int) -> None:
        os.fchmod(self.handle, mode)

    def put(self, place: Path) -> None:
        named = self._folder / f".{uuid.uuid4().hex}.part"
        # A folder's handle has Python call linkat(), which alone follows the link to the nameless file.
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.link(f"/proc/self/fd/{self.handle}", named.name, dst_dir_fd=folder)
        finally:
            os.close(folder)
        self._named = named
        named.replace(place)
        self._named = None

    def remove(self) -> None:
        if self._named is not None:
            with suppress(OSError):
                self._named.unlink(missing_ok=True)


def _problem(path: Path, error: OSError) -> FileProblem:
    reason = _REASONS.get(error.errno or 0, "")
    if error.errno == errno.EINVAL and path.exists() and not path.is_file():
        reason = "it is no file but a device or a pipe"
    hint = (
        "Make room on the disk, or choose another place."
        if error.errno in _FULL
        else "Choose another place."
    )
    return FileProblem(
        f"The file “{path}” could not be written{f': {reason}' if reason else ''}.",
        title="File not written",
        hint=f"Nothing was left half written. {hint}",
        detail=str(error),
    )
