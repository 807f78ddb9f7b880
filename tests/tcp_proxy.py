"""A network between the program and the server that a test can break: a TCP proxy on loopback."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from psycopg.conninfo import conninfo_to_dict, make_conninfo

_BLOCK = 1 << 16
_JOIN_S = 5.0
_DELAY_S = 0.4
_TRICKLE_BYTES = 40  # at a time
_TRICKLE_S = 0.01  # between two of them


class Fault(StrEnum):
    """What can happen to a line."""

    DELAYED = "delayed"  # what is sent arrives late
    DROPPED = "dropped"  # the line ends
    RESET = "reset"  # it ends at once, and the other side is told so
    TRICKLING = "trickling"  # a few bytes at a time
    DEAF = "deaf"  # all is taken, nothing arrives, until the network is given back


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
        self._fault: tuple[bytes, Fault] | None = None
        self._is_trickling = threading.Event()
        self.has_struck = threading.Event()
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

    def strike_at(self, step: bytes, fault: Fault) -> None:
        """Let something happen to the line on which the client sends this next, before it gets through.

        ``has_struck`` is set when it has; ``restore`` ends what lasts.
        """
        self.has_struck.clear()
        self._fault = (step, fault)

    def restore(self) -> None:
        """Give the network back, at the same port."""
        self._fault = None
        self._is_trickling.clear()
        if self._is_deaf.is_set():
            # What was swallowed is gone: a line that lost bytes never works again.
            self.drop()
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

    def _strike(self, client: socket.socket, server: socket.socket, block: bytes) -> bool:
        """Do what is to happen at this block; False where the line ends with it."""
        with self._lock:
            if self._fault is None or self._fault[0] not in block:
                return True
            fault, self._fault = self._fault[1], None
        if fault == Fault.DELAYED:
            time.sleep(_DELAY_S)
        elif fault == Fault.TRICKLING:
            self._is_trickling.set()
        elif fault == Fault.DEAF:
            self._is_deaf.set()
        elif fault == Fault.RESET:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()
        self.has_struck.set()
        return fault not in (Fault.DROPPED, Fault.RESET)

    def _send(self, sink: socket.socket, block: bytes) -> None:
        if not self._is_trickling.is_set():
            sink.sendall(block)
            return
        for start in range(0, len(block), _TRICKLE_BYTES):
            sink.sendall(block[start : start + _TRICKLE_BYTES])
            if self._is_trickling.is_set():
                time.sleep(_TRICKLE_S)

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
                if is_from_client and not self._strike(source, sink, block):
                    break
                if self._is_deaf.is_set():
                    continue
                self._send(sink, block)
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
