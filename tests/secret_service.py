"""A real Secret Service for one test: gnome-keyring on a session bus of its own, with a home of its own.

Nothing of it outlives the test, and nothing of the user's own keyring is ever touched.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAMS = ("dbus-run-session", "gnome-keyring-daemon")

# The bus lives as long as this script, and the script until its standard input ends.
_BUS_SCRIPT = 'echo "$DBUS_SESSION_BUS_ADDRESS"; cat >/dev/null'
KEYRING_PASSWORD = "of-this-test-only"
# The person in front of the keyring: the library that GNOME's own questions come from has one for tests. What is
# expected is answered in order; a question that nobody expects is closed without an answer, as all are without it.
_PERSON_SCRIPT = """
import ctypes, sys
library = ctypes.CDLL("libgcr-base-3.so.1")
library.gcr_mock_prompter_start.restype = ctypes.c_char_p
print(library.gcr_mock_prompter_start().decode(), flush=True)
for line in sys.stdin:
    word, _, rest = line.rstrip("\\n").partition(" ")
    answer = 0
    if word == "type":
        library.gcr_mock_prompter_expect_password_ok(ctypes.c_char_p(rest.encode()), None)
    elif word == "dismiss":
        library.gcr_mock_prompter_expect_password_cancel()
    elif word == "delay":
        library.gcr_mock_prompter_set_delay_msec(int(rest))
    elif word == "is_asked":
        answer = library.gcr_mock_prompter_is_prompting()
    elif word == "is_expecting":
        answer = library.gcr_mock_prompter_is_expecting()
    print(answer, flush=True)
"""
_START_LIMIT_S = 20.0
_END_LIMIT_S = 10.0


class Person:
    """Answers the keyring's questions in the order in which answers were prepared."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def will_type(self, password: str = KEYRING_PASSWORD) -> None:
        """Answer the next question with a password."""
        self._say(f"type {password}")

    def will_dismiss(self) -> None:
        """Close the next question without an answer."""
        self._say("dismiss")

    def takes(self, delay_ms: int) -> None:
        """Take so long for each answer."""
        self._say(f"delay {delay_ms}")

    @property
    def is_asked(self) -> bool:
        """True while a question is in front of them."""
        return self._say("is_asked") == "1"

    @property
    def has_more_to_say(self) -> bool:
        """True while an answer that was prepared has not been asked for."""
        return self._say("is_expecting") == "1"

    def _say(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


@dataclass(frozen=True)
class SecretService:
    """A running service.

    Args:
        bus_address: what ``DBUS_SESSION_BUS_ADDRESS`` has to be.
        home: the home folder of the service; its keyring files are below it.
        daemon_id: process id of gnome-keyring.
        person: who answers its questions; None for nobody, and each is then closed without an answer.
    """

    bus_address: str
    home: Path
    daemon_id: int
    person: Person | None = None

    def lock(self) -> None:
        """Lock the default collection, as the screen saver of a desktop may."""
        import secretstorage

        with closing(secretstorage.dbus_init()) as bus:
            secretstorage.Collection(bus).lock()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let the service hang for the length of this: it takes every question and answers none."""
        os.kill(self.daemon_id, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.daemon_id, signal.SIGCONT)

    def stop(self) -> None:
        """End the service in the middle of things; the bus stays. It is not started again."""
        os.kill(self.daemon_id, 9)
        _wait_for_end(self.daemon_id)


@contextmanager
def running_secret_service(
    *, unlocked: bool = True, attended: bool = False
) -> Iterator[SecretService]:
    """Start gnome-keyring on a bus of its own, and end both.

    Args:
        unlocked: False for a service whose user has no keyring yet and is asked for one at the first save.
        attended: True for somebody in front of it who answers its questions.
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
    try:
        with _lasting(["dbus-run-session", "--", "sh", "-c", _BUS_SCRIPT], environment) as (
            _,
            address,
        ):
            assert address, "the session bus did not start"
            environment["DBUS_SESSION_BUS_ADDRESS"] = address
            with ExitStack() as stack:
                person = None
                if attended:
                    command = [sys.executable, "-c", _PERSON_SCRIPT]
                    process, name = stack.enter_context(_lasting(command, environment))
                    assert name, "nobody is in front of the keyring"
                    environment["GNOME_KEYRING_TEST_PROMPTER"] = name
                    person = Person(process)
                _start_daemon(environment, unlocked=unlocked)
                daemon_id = _owner_of_secrets(address)
                yield SecretService(address, home, daemon_id, person)
        _wait_for_end(daemon_id)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _lasting(
    command: list[str], environment: dict[str, str]
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a program until its standard input ends; gives the first line that it says."""
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.stdin.close()
            process.wait(_END_LIMIT_S)


def _start_daemon(environment: dict[str, str], *, unlocked: bool) -> None:
    # DISPLAY is not in the environment: a question for the user can appear nowhere but before the person of the test.
    subprocess.run(
        ["gnome-keyring-daemon", "--unlock" if unlocked else "--start", "--components=secrets"],
        input=KEYRING_PASSWORD if unlocked else "",
        text=True,
        env=environment,
        check=True,
        capture_output=True,
        timeout=_START_LIMIT_S,
    )


@pytest.fixture
def attended_service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[SecretService]:
    """An unlocked Secret Service with somebody in front of it, that this process's keyring speaks to."""
    require_secret_service()
    with running_secret_service(attended=True) as service:
        use_secret_service(monkeypatch, tmp_path, service.bus_address)
        yield service


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
