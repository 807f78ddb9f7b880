"""Whether the certificate files of a connection are there and can be used; looked up in the background."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from catalogue_gui.jobs import JobRunner
    from catalogue_gui.profiles.profile import ConnectionProfile

FILE_FIELDS = ("sslrootcert", "sslcert", "sslkey")
_SYSTEM = "system"  # libpq's word for this computer's own authorities
_VERIFYING = ("verify-ca", "verify-full")
# A path is typed letter by letter; each would be said to be missing.
_PAUSE_MS = 350


def find_file_problems(profile: ConnectionProfile) -> dict[str, str]:
    """Return field to sentence for each file that is missing or cannot be used; empty when all is well.

    Thread: worker: a file can lie on a network drive that does not answer.
    Source: PostgreSQL manual, 34.19 "SSL Support".
    """
    found = {}
    for field in FILE_FIELDS:
        name = getattr(profile, field)
        if name and name != _SYSTEM:
            problem = _problem_of(Path(name), is_key=field == "sslkey")
            if problem:
                found[field] = problem
    usual = _usual_root_certificate()
    if profile.sslmode in _VERIFYING and not profile.sslrootcert and not usual.is_file():
        found["sslrootcert"] = (
            f"{profile.sslmode} needs this file, and there is none at {usual} either. Ask whoever runs the server "
            "for it, or write “system” if a public authority vouches for the server."
        )
    return found


def _problem_of(path: Path, *, is_key: bool) -> str:
    if path.parts[:1] == ("~",):
        return "Write the whole path: “~” is not understood here."
    try:
        status = path.stat()
    except FileNotFoundError:
        return "There is no such file."
    except (OSError, ValueError) as error:
        return f"This file cannot be looked at: {getattr(error, 'strerror', None) or error}."
    if stat.S_ISDIR(status.st_mode):
        return "This is a folder, not a file."
    if not os.access(path, os.R_OK):
        return "You may not read this file."
    if is_key and os.name == "posix" and _is_open_to_others(status):
        return f"Other users of this computer may read this key, so it is refused. “chmod 0600 {path}” mends that."
    return ""


def _is_open_to_others(status: os.stat_result) -> bool:
    allowed = stat.S_IRWXU
    if status.st_uid == 0:
        allowed |= stat.S_IRGRP  # a key of the administrator's may be shared with a group
    return bool(stat.S_IMODE(status.st_mode) & ~allowed)


def _usual_root_certificate() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", "")) / "postgresql" / "root.crt"
    return Path(os.path.expanduser("~")) / ".postgresql" / "root.crt"  # noqa: PTH111 - never raises


class CertificateCheck(QObject):
    """Looks at the files of the connection shown last, once the typing has paused.

    Args:
        runner: background work.
        pause_ms: how long nothing may have been typed.
    """

    found = Signal(object)  # field to sentence

    def __init__(self, runner: JobRunner, parent: QObject, *, pause_ms: int = _PAUSE_MS) -> None:
        super().__init__(parent)
        self._runner = runner
        self._profile: ConnectionProfile | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(pause_ms)
        self._timer.timeout.connect(self._look)

    def look_at(self, profile: ConnectionProfile) -> None:
        """Look at the files of a connection soon; nothing is done where they are the ones looked at already."""
        before, self._profile = self._profile, profile
        if before is None or _of_interest(before) != _of_interest(profile):
            self._timer.start()

    def look_at_anew(self, profile: ConnectionProfile) -> None:
        """Look at the files of another connection at once."""
        self._profile = profile
        self._timer.stop()
        self._look()

    def _look(self) -> None:
        profile = self._profile
        if profile is None:
            return
        self._runner.submit(
            lambda _: find_file_problems(profile),
            owner=self,
            on_success=self.found.emit,
            replaces="files",
        )


def _of_interest(profile: ConnectionProfile) -> tuple[str, ...]:
    return (profile.sslmode, *(getattr(profile, field) for field in FILE_FIELDS))
