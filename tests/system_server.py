"""A PostgreSQL of the system's own that a test may set up, stop, copy and promote."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.older_server import _user, newest_installed

_TIMEOUT_S = 60


class SystemServer:
    """A server with a folder of its own, reached at a socket in it and, where it has a port, over TCP.

    Args:
        folder: an empty one, with a short path: a Unix socket's may have 107 characters.
    """

    def __init__(self, folder: Path) -> None:
        programs = newest_installed()
        if programs is None:
            pytest.skip("no PostgreSQL is installed in the system")
        self._programs = programs
        self._user = _user()
        self.data = folder / "pg"
        self.data.mkdir(mode=0o700)
        self.own(self.data)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.is_running = False

    @property
    def uri(self) -> str:
        """A superuser's address, at the socket."""
        return f"postgresql://postgres@/postgres?host={self.data}&port={self.port}"

    @property
    def tcp_uri(self) -> str:
        """A superuser's address, over TCP."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def own(self, path: Path) -> None:
        """Give a file to the server's user."""
        if self._user is not None:
            shutil.chown(path, self._user)

    def create(self) -> None:
        """Make the server's files."""
        self._run(
            "initdb",
            "--no-sync",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "-U",
            "postgres",
        )

    def copy_of(self, primary: SystemServer) -> None:
        """Become a standby of a running server."""
        self._run(
            "pg_basebackup", "-d", primary.uri, "-R", "-c", "fast", "-X", "stream", "--no-sync"
        )

    def configure(self, settings: Mapping[str, str], rules: str = "") -> None:
        """Write settings, and the rules of who is let in before those that are there."""
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        if rules:
            path = self.data / "pg_hba.conf"
            path.write_text(rules + path.read_text())

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        options = f"-k {self.data} -p {self.port} -F -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "-w", "-l", str(self.data / "log"), "-o", options, "start")
        self.is_running = True

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; ``immediate`` as if it had crashed."""
        if self.is_running:
            self.is_running = False
            self._run("pg_ctl", "-w", "-m", mode, "stop")

    def promote(self) -> None:
        """Make a standby the primary."""
        self._run("pg_ctl", "-w", "promote")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, "-D", self.data, *arguments],
            user=self._user,
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_TIMEOUT_S,
        )


@contextmanager
def system_servers(count: int) -> Iterator[list[SystemServer]]:
    """Some servers without files yet; whatever runs at the end is stopped, and all is removed."""
    folders = [Path(tempfile.mkdtemp(prefix="cgx")) for _ in range(count)]
    servers: list[SystemServer] = []
    try:
        for folder in folders:
            folder.chmod(0o755)
            servers.append(SystemServer(folder))
        yield servers
    finally:
        for server in servers:
            server.stop()
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
