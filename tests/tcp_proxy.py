"""A network between the program and the server that a test can break: a TCP proxy on loopback."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.conninfo import conninfo_to_dict, make_conninfo

_BLOCK = 1 << 16
_JOIN_S = 5.0


class TcpProxy:
    """Passes bytes between TCP clients and a PostgreSQL server's Unix socket.

    Args:
        server_uri: the server behind it.
    """

    def __init__(self, server_uri: str) -> None:
        parameters = conninfo_to_dict(server_uri)
        self._server_path = f"{parameters['host']}/.s.PGSQL.{parameters.get('port') or 5432}"
        self._is_deaf = threading.Event()
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener: socket.socket | None = None
        self.bytes_per_s = 0  # 0: as fast as it goes
        # Once the client has sent one of these, the network is cut: before it gets through, or when it has.
        self.cut_before = b""
        self.cut_after = b""
        self.port = 0
        self.uri = ""
        self.restore()
        self.uri = make_conninfo(server_uri, host="127.0.0.1", port=self.port, connect_timeout=2)

    def cut(self) -> None:
        """Take the network away: what is open breaks, and nothing new is let in."""
        with self._lock:
            listener, self._listener = self._listener, None
        if listener is not None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self.drop()

    def drop(self) -> None:
        """Break every open connection; new ones are let in."""
        with self._lock:
            sockets, self._sockets = self._sockets, set()
        for each in sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def go_deaf(self) -> None:
        """Keep everything open and pass nothing on, as a dead line does."""
        self._is_deaf.set()

    def restore(self) -> None:
        """Give the network back, at the same port."""
        self._is_deaf.clear()
        if self._listener is not None:
            return
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=50)
        self.port = self._listener.getsockname()[1]
        self._start(self._accept, self._listener)

    def close(self) -> None:
        """End it all and wait for its threads."""
        self._is_deaf.clear()
        self.cut()
        for thread in self._threads:
            thread.join(_JOIN_S)
            assert not thread.is_alive()

    def _swallow_answer(self, server: socket.socket, block: bytes) -> None:
        """Let the server have it and answer, and the client hear nothing but the end of the line."""
        self.go_deaf()
        server.sendall(block)
        time.sleep(0.2)  # the server works; nothing tells when it is done
        self.cut()

    def _start(self, work: object, *arguments: object) -> None:
        assert callable(work)
        thread = threading.Thread(target=work, args=arguments, name="test-proxy", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(self._server_path)
            except OSError:
                client.close()
                server.close()
                continue
            with self._lock:
                # Let in at the very moment of a cut: it must not outlive that.
                is_open = self._listener is listener
                if is_open:
                    self._sockets |= {client, server}
            if not is_open:
                client.close()
                server.close()
                return
            self._start(self._pass_on, client, server, True)
            self._start(self._pass_on, server, client, False)

    def _pass_on(self, source: socket.socket, sink: socket.socket, is_from_client: bool) -> None:
        with contextlib.suppress(OSError):
            while block := source.recv(_BLOCK):
                if self._is_deaf.is_set():
                    continue
                if is_from_client and self.cut_before and self.cut_before in block:
                    self.cut_before = b""
                    self.cut()
                    break
                if is_from_client and self.cut_after and self.cut_after in block:
                    self.cut_after = b""
                    self._swallow_answer(sink, block)
                    break
                sink.sendall(block)
                if self.bytes_per_s:
                    # The rest of the connection waits, as on a line of that width.
                    time.sleep(len(block) / self.bytes_per_s)
        for each in (source, sink):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._sockets -= {source, sink}
        source.close()


@contextmanager
def proxy_before(server_uri: str) -> Iterator[TcpProxy]:
    """A proxy for the length of a test."""
    proxy = TcpProxy(server_uri)
    try:
        yield proxy
    finally:
        proxy.close()
