"""Certificates made for a test by the system's openssl: an authority, and what it vouches for."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

_TIMEOUT_S = 60


@dataclass(frozen=True)
class Certificate:
    """A certificate and its key, as files."""

    certificate: Path
    key: Path


class Authority:
    """An authority of its own.

    Args:
        folder: where its files go.
        name: its name, and theirs.
    """

    def __init__(self, folder: Path, name: str) -> None:
        if shutil.which("openssl") is None:
            pytest.skip("no openssl is installed in the system")
        self._folder = folder
        self._own = Certificate(folder / f"{name}.crt", folder / f"{name}.key")
        _openssl(
            "req", "-x509", *_NEW_KEY, "-keyout", str(self._own.key), "-out", str(self._own.certificate),
            "-days", "2", "-subj", f"/CN={name}",
        )  # fmt: skip

    @property
    def certificate(self) -> Path:
        """What others check against."""
        return self._own.certificate

    def issue(
        self, file_name: str, subject: str, alternative: str = "", *, days: int = 2
    ) -> Certificate:
        """Vouch for somebody.

        Args:
            file_name: of the files, without an ending.
            subject: the common name: a user, for a client.
            alternative: the names of a server, such as ``DNS:localhost,IP:127.0.0.1``.
            days: how long it holds; less than 0 for one that has expired.
        """
        made = Certificate(self._folder / f"{file_name}.crt", self._folder / f"{file_name}.key")
        request = self._folder / f"{file_name}.csr"
        _openssl(
            "req",
            *_NEW_KEY,
            "-keyout",
            str(made.key),
            "-out",
            str(request),
            "-subj",
            f"/CN={subject}",
        )
        extensions: list[str] = []
        if alternative:
            path = self._folder / f"{file_name}.ext"
            path.write_text(f"subjectAltName={alternative}\n")
            extensions = ["-extfile", str(path)]
        _openssl(
            "x509", "-req", "-in", str(request), "-CA", str(self._own.certificate), "-CAkey", str(self._own.key),
            "-CAcreateserial", "-out", str(made.certificate), "-days", str(days), *extensions,
        )  # fmt: skip
        made.key.chmod(0o600)
        return made


_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def _openssl(*arguments: str) -> None:
    subprocess.run(
        ["openssl", *arguments],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_TIMEOUT_S,
    )
