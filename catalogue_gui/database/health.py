"""What a server says of itself, and how long it takes to say anything."""

from __future__ import annotations

import time

from catalogue_gui.catalogue.connection_health import ServerFacts
from catalogue_gui.database.pooler import ServerConnection
from catalogue_gui.database.translate import translated_errors


def server_facts(connection: ServerConnection) -> ServerFacts:
    """Ask a server how it is.

    Raises:
        ConnectionLost, QueryTimedOut.
    Thread: worker.
    """
    with translated_errors():
        asked_s = time.perf_counter()
        connection.execute("")
        answered_s = time.perf_counter()
        # What pg_stat_ssl says is about the line that ends at the server; behind a pooler that is another one than ours.
        row = connection.execute(
            """
            SELECT current_setting('server_version'), pg_is_in_recovery(),
                   CASE WHEN NOT pg_is_in_recovery() THEN NULL
                        WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
                        ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp()) END,
                   (SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid())
            """
        ).fetchone()
    assert row is not None
    version, is_standby, behind_s, protocol = row
    info = connection.info
    is_local = info.host.startswith(("/", "@")) or not info.host
    encryption = ""
    if connection.pgconn.ssl_in_use:
        encryption = str(protocol) if connection.has_own_session and protocol else "TLS"
    return ServerFacts(
        round_trip_ms=(answered_s - asked_s) * 1000,
        version=str(version).split()[0],
        host="" if is_local else f"{info.host}:{info.port}",
        encryption=encryption,
        is_standby=bool(is_standby),
        behind_s=None if behind_s is None else float(behind_s),
        is_pooled=not connection.has_own_session,
    )
