"""The health of the connections in words. No widgets: tested without any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale

from catalogue_gui.catalogue.connection_health import PoolFigures, ServerFacts
from catalogue_gui.gui.session import State

UNKNOWN = "–"
_STATES = {
    State.CLOSED: "Not connected",
    State.CONNECTING: "Connecting…",
    State.READY: "Connected",
    State.AWAY: "The server is away; it is tried again by itself",
    State.FAILED: "Not connected",
    State.EMPTY: "Connected, without a catalogue",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the panel.

    Args:
        name: what it is, the same as long as the program lives.
        label: what stands before it.
        text: what is found.
        help: what it means, for those who ask.
    """

    name: str
    label: str
    text: str
    help: str


def describe(
    state: State,
    facts: Sequence[ServerFacts],
    round_trips_ms: Sequence[float],
    figures: PoolFigures,
) -> list[Line]:
    """Everything the panel says.

    Args:
        state: where the connection stands.
        facts: of the server that is written to, then of the one that is read from, if that is another.
        round_trips_ms: to the server last named in ``facts``, oldest first.
        figures: what the pool counts.
    """
    own = facts[0] if facts else None
    lines = [Line("state", "Connection", _STATES[state], "Where the connection stands.")]
    if len(facts) > 1:
        lines.append(Line("server", "Changes go to", _server(facts[0]), _SERVER_HELP))
        lines.append(Line("reading", "Browsing reads", _server(facts[1]), _SERVER_HELP))
    else:
        lines.append(Line("server", "Server", _server(own), _SERVER_HELP))
    lines += [
        Line(
            "encryption",
            "Encryption",
            _encryption(own),
            "Whether others on the way can read along.",
        ),
        Line(
            "roundTrip",
            "Round trip",
            _round_trip(round_trips_ms),
            "How long a question to the server and its answer take: everything waits for at least one of them.",
        ),
        Line(
            "connections",
            "Connections",
            _connections(figures),
            "Work that runs at the same time needs one each. Those not needed for a while are given back.",
        ),
        Line(
            "waiting",
            "Waiting",
            _waiting(figures),
            "Work that found every connection in use. Where this grows, allow more connections in the profile.",
        ),
        Line(
            "errors",
            "Trouble",
            _errors(figures),
            "Since the connection was opened, or last came back.",
        ),
    ]
    return lines


def as_text(lines: Sequence[Line]) -> str:
    """The lines for the clipboard."""
    return "\n".join(f"{line.label}: {line.text}" for line in lines)


_SERVER_HELP = (
    "A primary takes changes. A standby follows it, may be a moment behind, and can only be read."
)


def _server(facts: ServerFacts | None) -> str:
    if facts is None:
        return UNKNOWN
    where = f" at {facts.host}" if facts.host else " on this computer"
    role = "primary"
    if facts.is_standby:
        role = "standby"
        if facts.behind_s is not None:
            role += (
                ", up to date" if facts.behind_s < 1 else f", {_number(facts.behind_s)} s behind"
            )
    between = ", through a connection pooler" if facts.is_pooled else ""
    return f"PostgreSQL {facts.version}{where}, {role}{between}"


def _encryption(facts: ServerFacts | None) -> str:
    if facts is None:
        return UNKNOWN
    if facts.encryption:
        return f"Encrypted ({facts.encryption})"
    return "Not encrypted" if facts.host else "Not encrypted, and not needed on this computer"


def _round_trip(round_trips_ms: Sequence[float]) -> str:
    if not round_trips_ms:
        return UNKNOWN
    latest = f"{_number(round_trips_ms[-1])} ms"
    if len(round_trips_ms) < 3:
        return latest
    least, most = _number(min(round_trips_ms)), _number(max(round_trips_ms))
    return f"{latest} (lately {least} to {most} ms)"


def _connections(figures: PoolFigures) -> str:
    return f"{figures.open} open of at most {figures.most}, {figures.in_use} in use"


def _waiting(figures: PoolFigures) -> str:
    waited = "never until now"
    if figures.waits:
        average = _number(figures.wait_ms / figures.waits)
        waited = (
            f"{_count(figures.waits)} of {_count(figures.loans)} waited, {average} ms on average"
        )
    elif figures.loans:
        waited = f"none of {_count(figures.loans)} had to wait"
    now = f"{figures.waiting} now; " if figures.waiting else ""
    return now + waited


def _errors(figures: PoolFigures) -> str:
    parts = []
    if figures.errors:
        parts.append(f"{_count(figures.errors)} not served or broken")
    if figures.lost:
        parts.append(f"{_count(figures.lost)} lost while idle")
    return ", ".join(parts) or "None"


def _count(number: int) -> str:
    return QLocale().toString(number)


def _number(value: float) -> str:
    return QLocale().toString(float(value), "f", 2 if value < 1 else 1 if value < 100 else 0)
