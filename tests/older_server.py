"""The newest PostgreSQL that the system has, beside the one that the tests bring: an older major version as a rule.

``CATALOGUE_TEST_SERVER=/folder/of/programs`` names another one, which then takes the place of both.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

INSTALLED = Path("/usr/lib/postgresql")
CHOSEN = "CATALOGUE_TEST_SERVER"


def newest_installed() -> Path | None:
    """The folder of programs of the newest installed server."""
    found = [each for each in INSTALLED.glob("*/bin") if (each / "initdb").exists()]
    return max(found, key=lambda each: float(each.parent.name), default=None)


def chosen() -> Path | None:
    """The folder of programs of the server that whoever runs the tests wants them run against."""
    return Path(os.environ[CHOSEN]) if os.environ.get(CHOSEN) else None


def _user() -> str | None:
    """Whom to run the server as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("the system's PostgreSQL has no user of its own")
    return "postgres"


@contextmanager
def running_older_server() -> Iterator[str]:
    """Start the system's PostgreSQL in a folder of its own, and stop it. Yields a superuser's address."""
    programs = chosen() or newest_installed()
    if programs is None:
        pytest.skip("no PostgreSQL is installed in the system")
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="cgo"))
    folder.chmod(0o755)
    data = folder / "pg"
    data.mkdir(mode=0o700)
    if user is not None:
        shutil.chown(data, user)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, "-D", data, *arguments],
            user=user,
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=60,
        )

    try:
        run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-U", "postgres")
        run(
            "pg_ctl",
            "-w",
            "-l",
            str(data / "log"),
            "-o",
            f"-h '' -k {data} -F -c password_encryption=scram-sha-256",
            "start",
        )
        try:
            yield f"postgresql://postgres@/postgres?host={data}"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
