"""A real PgBouncer before a server: the same database by the transaction and by the session."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.older_server import _user

STARTS_WITHIN_S = 10.0
STOPS_WITHIN_S = 10.0

# Taking turns is the hardest of its ways: what is left in a session is met by somebody else at once.
_SETTINGS = """\
[databases]
by_transaction = host={host} port={port} dbname={name} user={user} pool_mode=transaction
by_session = host={host} port={port} dbname={name} user={user} pool_mode=session

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
unix_socket_dir =
auth_type = any
server_round_robin = 1
default_pool_size = 12
logfile = {folder}/log
pidfile = {folder}/pid
"""


@dataclass(frozen=True)
class Bouncer:
    """Where it is reached."""

    by_transaction: str
    by_session: str


@contextmanager
def running_bouncer(server_uri: str) -> Iterator[Bouncer]:
    """Start a PgBouncer before a database, and stop it.

    Args:
        server_uri: the database, of a server whose socket the server's own user may reach.
    """
    program = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/sbin")
    if program is None:
        pytest.skip("no PgBouncer is installed in the system")
    at = conninfo_to_dict(server_uri)
    with socket.create_server(("127.0.0.1", 0)) as free:
        own_port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="cgb"))
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        _SETTINGS.format(
            host=at["host"],
            port=at.get("port") or 5432,
            name=at["dbname"],
            user=at["user"],
            own_port=own_port,
            folder=folder,
        )
    )
    user = _user()
    if user is not None:
        shutil.chown(folder, user)
        shutil.chown(settings, user)
    process = subprocess.Popen(
        [program, settings],
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"postgresql://{at['user']}@127.0.0.1:{own_port}"
        _wait_until_up(f"{address}/by_session")
        yield Bouncer(f"{address}/by_transaction", f"{address}/by_session")
    finally:
        process.terminate()
        process.wait(STOPS_WITHIN_S)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_up(uri: str) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            psycopg.connect(uri).close()
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, "PgBouncer does not answer"
        else:
            return
