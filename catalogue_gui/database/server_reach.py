"""The way to a server, before PostgreSQL has a say: is its name known, does its port answer."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from catalogue_gui.database.target import Target

DEFAULT_PORT: Final = 5432

_FIND = "Server name"
_REACH = "Port"


@dataclass(frozen=True, slots=True)
class StepResult:
    """How one step went.

    Args:
        step: its name, two words at most.
        ok: False when the connection cannot be used because of it; it is then the last step.
        message: what was found, one sentence.
        hint: what can be done about it, or what to know; empty when there is nothing to say.
        is_warning: True when it went well, and there is still something the user should know.
    """

    step: str
    ok: bool
    message: str
    hint: str = ""
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """One server as it is given: a name or address with a port, or a folder with a socket in it."""

    host: str
    port: int

    @property
    def is_socket(self) -> bool:
        # "@" begins the name of a socket without a file (Linux).
        return self.host.startswith(("/", "@"))

    @property
    def is_this_computer(self) -> bool:
        return self.is_socket or self.host in ("localhost", "::1") or self.host.startswith("127.")

    @property
    def words(self) -> str:
        return f"{self.host}:{self.port}"


def places_of(target: Target) -> list[Place]:
    """Return the servers in the order they are tried; none where libpq finds them by itself.

    Source: PostgreSQL manual, 34.1.1.3 "Specifying Multiple Hosts".
    """
    parameters = target.parameters
    # Where both are given, hostaddr is where the connection goes to.
    hosts = [
        each.strip()
        for each in (parameters.get("hostaddr") or parameters.get("host", "")).split(",")
    ]
    if not any(hosts):
        return []
    ports = [each.strip() for each in parameters.get("port", "").split(",")]
    if len(ports) == 1:
        ports *= len(hosts)
    return [
        Place(host, int(port) if port.isdecimal() else DEFAULT_PORT)
        for host, port in zip(hosts, ports, strict=False)
        if host and (hasattr(socket, "AF_UNIX") or not host.startswith(("/", "@")))
    ]


def find_servers(places: list[Place]) -> StepResult | None:
    """Look the servers' names up; None where there is only a socket of this computer.

    Thread: worker. The system's own time limit applies.
    """
    unknown: list[str] = []
    found: list[str] = []
    for place in places:
        if place.is_socket:
            continue
        try:
            answers = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):  # UnicodeError: no name could look like this
            unknown.append(place.host)
        else:
            address = str(answers[0][4][0])
            if address != place.host:
                found.append(f"{place.host} is {address}")
    if unknown and len(unknown) == len(places):
        return StepResult(
            _FIND,
            ok=False,
            message=f"No server is known by the name {listed(unknown)}.",
            hint="Check the spelling, and that this computer is on the right network or VPN.",
        )
    if unknown:
        return StepResult(
            _FIND,
            ok=True,
            is_warning=True,
            message=f"{listed(found) or 'One server'}, but no server is known by the name {listed(unknown)}.",
            hint="The connection works with the servers that are found.",
        )
    return StepResult(_FIND, ok=True, message=f"{listed(found)}.") if found else None


def reach_ports(places: list[Place], timeout_s: int) -> StepResult:
    """Knock at each server's port, for ``timeout_s`` at most each; one that answers is enough."""
    opened: list[str] = []
    failures: list[tuple[Place, OSError]] = []
    for place in places:
        try:
            _knock(place, timeout_s)
        except OSError as error:
            failures.append((place, error))
        except UnicodeError:
            failures.append((place, OSError("its name cannot be looked up")))
        else:
            opened.append("this computer" if place.is_socket else place.words)
    if not opened:
        message, hint = _why_not_reached(*failures[0])
        return StepResult(_REACH, ok=False, message=message, hint=hint)
    if failures:
        return StepResult(
            _REACH,
            ok=True,
            is_warning=True,
            message=f"{listed(opened)} answers, {listed([each.words for each, _ in failures])} does not.",
            hint="The connection works with the servers that answer.",
        )
    return StepResult(
        _REACH, ok=True, message=f"{listed(opened)} answer{'s' if len(opened) == 1 else ''}."
    )


def _knock(place: Place, timeout_s: int) -> None:
    """Open a connection and close it again.

    Raises:
        OSError: nothing answered, or not in time.
    """
    if not place.is_socket:
        socket.create_connection((place.host, place.port), timeout=timeout_s).close()
        return
    path = f"{place.host}/.s.PGSQL.{place.port}"
    if path.startswith("@"):
        path = f"\0{path[1:]}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as knocking:
        knocking.settimeout(timeout_s)
        knocking.connect(path)


def _why_not_reached(place: Place, error: OSError) -> tuple[str, str]:
    """Return a message and a hint."""
    if place.is_socket:
        return (
            f"No PostgreSQL server of this computer listens in {place.host} at port {place.port}.",
            "Check that the server is running, the folder and the port.",
        )
    if isinstance(error, TimeoutError):
        return (
            f"{place.words} did not answer in time.",
            "Check the server's name and port, your network or VPN; a firewall may be in the way.",
        )
    if isinstance(error, ConnectionRefusedError):
        return (
            f"The computer {place.host} is there, but nothing listens at port {place.port}.",
            "Check the port (usually 5432), and that the server is running.",
        )
    return (
        f"{place.words} cannot be reached: {error.strerror or error}.",
        "Check the server's name and port, and your network or VPN.",
    )


def listed(names: list[str]) -> str:
    """Return names as they stand in a sentence."""
    return ", ".join(names)
