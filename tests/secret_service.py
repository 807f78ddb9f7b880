"""A real Secret Service for one test: gnome-keyring on a session bus of its own, with a home of its own.

Nothing of it outlives the test, and nothing of the user's own keyring is ever touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAMS = ("dbus-run-session", "gnome-keyring-daemon")

# The bus lives as long as this script, and the script until its standard input ends. DISPLAY is not handed on, so
# that a question for the user can appear nowhere and counts as closed without an answer.
_SCRIPT = """
if [ "$1" = unlocked ]; then
    printf 'of this test only\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null
else
    gnome-keyring-daemon --start --components=secrets >/dev/null
fi
echo "$DBUS_SESSION_BUS_ADDRESS"
cat >/dev/null
"""
_START_LIMIT_S = 20.0
_END_LIMIT_S = 10.0


@dataclass(frozen=True)
class SecretService:
    """A running service.

    Args:
        bus_address: what ``DBUS_SESSION_BUS_ADDRESS`` has to be.
        home: the home folder of the service; its keyring files are below it.
        daemon_id: process id of gnome-keyring.
    """

    bus_address: str
    home: Path
    daemon_id: int

    def lock(self) -> None:
        """Lock the default collection, as the screen saver of a desktop may."""
        import secretstorage

        with closing(secretstorage.dbus_init()) as bus:
            secretstorage.Collection(bus).lock()

    def stop(self) -> None:
        """End the service in the middle of things; the bus stays. It is not started again."""
        os.kill(self.daemon_id, 9)
        _wait_for_end(self.daemon_id)


@contextmanager
def running_secret_service(*, unlocked: bool = True) -> Iterator[SecretService]:
    """Start gnome-keyring on a bus of its own, and end both.

    Args:
        unlocked: False for a service whose user has no keyring yet and is asked for one at the first save.
    """
    # Not pytest's own folder: a socket's path may have 107 characters.
    home = Path(tempfile.mkdtemp(prefix="cgk"))
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_RUNTIME_DIR": str(home),
        "LC_ALL": "C.UTF-8",
    }
    state = "unlocked" if unlocked else "new"
    try:
        with subprocess.Popen(
            ["dbus-run-session", "--", "sh", "-c", _SCRIPT, "sh", state],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            text=True,
        ) as session:
            assert session.stdin is not None
            assert session.stdout is not None
            address = session.stdout.readline().strip()
            assert address, "the session bus did not start"
            daemon_id = _owner_of_secrets(address)
            try:
                yield SecretService(address, home, daemon_id)
            finally:
                session.stdin.close()
                session.wait(_END_LIMIT_S)
        _wait_for_end(daemon_id)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def secret_service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[SecretService]:
    """An unlocked Secret Service that this process's keyring speaks to."""
    require_secret_service()
    with running_secret_service() as service:
        use_secret_service(monkeypatch, tmp_path, service.bus_address)
        yield service


def require_secret_service() -> None:
    """Skip the test where the programs are not installed."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


def use_secret_service(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, bus_address: str | None
) -> None:
    """Have the package ``keyring`` look for its backends anew, on this bus only.

    Args:
        bus_address: None for a computer without a session bus.
    """
    if bus_address is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus_address)
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    # keyringrc.cfg of whoever runs the tests has no say in them.
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    import keyring.core

    monkeypatch.setattr(keyring.core, "_keyring_backend", None)


def _owner_of_secrets(bus_address: str) -> int:
    """Process id of whoever has the name of the Secret Service on a bus."""
    from jeepney import message_bus
    from jeepney.io.blocking import Proxy, open_dbus_connection

    with closing(open_dbus_connection(bus_address)) as connection:
        bus = Proxy(message_bus, connection)
        give_up_at = time.monotonic() + _START_LIMIT_S
        while not bus.NameHasOwner("org.freedesktop.secrets")[0]:
            assert time.monotonic() < give_up_at, "gnome-keyring did not start"
        return int(bus.GetConnectionUnixProcessID("org.freedesktop.secrets")[0])


def _wait_for_end(process_id: int) -> None:
    give_up_at = time.monotonic() + _END_LIMIT_S
    while _is_running(process_id):
        if time.monotonic() > give_up_at:
            os.kill(process_id, 9)
            raise AssertionError("gnome-keyring outlived its session bus")
        time.sleep(0.01)  # between two looks: there is nothing to wait on for another's child


def _is_running(process_id: int) -> bool:
    try:
        status = Path(f"/proc/{process_id}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    # A zombie has ended, and only its parent has not looked yet.
    return status.rpartition(")")[2].split()[0] != "Z"
