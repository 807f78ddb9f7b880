"""How a catalogue's connections are doing, in figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PoolFigures:
    """What the pool counts; the counts begin anew when the connection comes back after it was lost.

    Args:
        open: connections that are open.
        in_use: of these, those that some work holds.
        waiting: pieces of work that wait for a connection.
        most: connections at most.
        loans: how often one was asked for.
        waits: of these, how often none was free at once.
        wait_ms: milliseconds waited, in all.
        errors: how often none could be had, or one came back broken.
        opened: connections opened so far.
        lost: connections found dead.
    """

    open: int = 0
    in_use: int = 0
    waiting: int = 0
    most: int = 0
    loans: int = 0
    waits: int = 0
    wait_ms: int = 0
    errors: int = 0
    opened: int = 0
    lost: int = 0

    def __add__(self, other: PoolFigures) -> PoolFigures:
        return PoolFigures(*(getattr(self, each) + getattr(other, each) for each in self.__slots__))


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What a server says of itself, and how long it took to say so.

    Args:
        round_trip_ms: from the question to the answer.
        version: PostgreSQL's, such as ``16.4``.
        host: the server reached, and its port; empty for one of this computer.
        encryption: such as ``TLSv1.3``; empty when the line is not encrypted.
        is_standby: True for a server that follows another one.
        behind_s: of a standby, how many seconds old what it shows may be; None when it cannot tell.
        is_pooled: True when a connection pooler is between.
    """

    round_trip_ms: float
    version: str
    host: str = ""
    encryption: str = ""
    is_standby: bool = False
    behind_s: float | None = None
    is_pooled: bool = False
