"""Bulk work in a helper process: this program itself, started by QProcess, spoken to in JSON lines.

A thread that stages a million rows shares the interpreter lock with the window and makes it stutter; a process does
not. What the helper must know in secret goes to it as the first line of its standard input: arguments and environment
can be read by others.

Each request is one line with an ``id``; each answer carries that id and an ``event``. ``progress`` may come any number
of times; ``cancelled``, ``failed`` or any other event ends the request.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from catalogue_gui.catalogue.error_json import error_from_json
from catalogue_gui.catalogue.errors import CatalogueError, ConnectionLost
from catalogue_gui.catalogue.progress import Progress

logger = logging.getLogger(__name__)

# A helper asked to cancel answers within half a second; one that does not is stuck and is ended. What it had not
# committed the server then takes back by itself.
CANCEL_TIMEOUT_MS = 10_000
CLOSE_TIMEOUT_MS = 2_000
# The phase in which a change is being made final: whoever is cut off in it cannot know how it ended.
COMMITTING = "Committing"

Answer = dict[str, Any]


class HelperFailed(CatalogueError):
    """The helper process ended by itself, or could not be started."""

    default_title = "The work stopped"


@dataclass(slots=True)
class _Request:
    id: int
    owner: QObject
    on_success: Callable[[Answer], None]
    on_failure: Callable[[CatalogueError], None]
    on_progress: Callable[[Progress], None] | None
    on_cancelled: Callable[[], None] | None
    phase: str = ""
    commit: Answer | None = None  # what it said when it began to make its change final


class HelperRequest:
    """A request under way, as its sender sees it."""

    def __init__(self, process: HelperProcess, request_id: int) -> None:
        self._process = process
        self._id = request_id

    def cancel(self) -> None:
        """Ask the helper to stop; ``on_cancelled`` says when it has, with nothing written."""
        self._process.cancel(self._id)

    @property
    def is_active(self) -> bool:
        """True until it has been answered."""
        return self._process.is_pending(self._id)


class HelperProcess(QObject):
    """One helper process and the requests it works on, one after the other.

    ``open_commit`` is what the helper said last, when it died while making a change final: the server's number of the
    transaction in ``transaction``, by which can be found out what became of it.

    Args:
        command: program and arguments, never a secret among them.
        first_line: what the helper must know, secrets included; sent on its standard input.
    """

    ended = Signal()

    def __init__(
        self, command: Sequence[str], first_line: dict[str, Any], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._pending: dict[int, _Request] = {}
        self._next_id = 1
        self._buffer = b""
        self._errors = b""
        self._is_closing = False
        self.open_commit: Answer | None = None
        self._process = QProcess(self)
        self._process.setProgram(command[0])
        self._process.setArguments(list(command[1:]))
        self._process.readyReadStandardOutput.connect(self._on_output)
        self._process.readyReadStandardError.connect(self._on_error_output)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_process_error)
        self._first_line = first_line

    def start(self) -> None:
        """Start the process; returns at once. A failure to start reaches every request as HelperFailed."""
        self._process.start()
        self._write(self._first_line)
        self._first_line = {}

    @property
    def process_id(self) -> int:
        """The operating system's number for the process; 0 while it does not run."""
        return int(self._process.processId())

    @property
    def is_running(self) -> bool:
        """True from ``start`` until the process has ended."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def request(
        self,
        command: str,
        arguments: dict[str, Any] | None = None,
        *,
        owner: QObject,
        on_success: Callable[[Answer], None],
        on_failure: Callable[[CatalogueError], None],
        on_progress: Callable[[Progress], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
    ) -> HelperRequest:
        """Send one request.

        Args:
            command: what the helper shall do.
            arguments: plain JSON values.
            owner: nothing is delivered after it is destroyed.
            on_success: gets the answering event.
            on_failure: gets the error, also when the helper dies.
            on_progress: gets each Progress.
            on_cancelled: called when the helper has stopped after a cancel.
        Thread: GUI.
        """
        request = _Request(self._next_id, owner, on_success, on_failure, on_progress, on_cancelled)
        self._next_id += 1
        self._pending[request.id] = request
        self._write({"id": request.id, "command": command, **(arguments or {})})
        if not self.is_running:
            QTimer.singleShot(0, self, self._fail_everything)
        return HelperRequest(self, request.id)

    def is_pending(self, request_id: int) -> bool:
        """True while a request has not been answered."""
        return request_id in self._pending

    def cancel(self, request_id: int) -> None:
        """Ask the helper to stop a request; a helper that does not answer in time is ended."""
        if request_id not in self._pending:
            return
        self._write({"id": request_id, "command": "cancel"})
        QTimer.singleShot(CANCEL_TIMEOUT_MS, self, lambda: self._end_if_pending(request_id))

    def close(self) -> None:
        """End the helper: it is asked to, given a moment, then ended. Bounded; nothing is delivered any more."""
        self._is_closing = True
        self._pending.clear()
        if not self.is_running:
            return
        self._write({"id": 0, "command": "close"})
        self._process.closeWriteChannel()
        if not self._process.waitForFinished(CLOSE_TIMEOUT_MS):
            self._process.kill()
            self._process.waitForFinished(CLOSE_TIMEOUT_MS)

    def leave(self) -> None:
        """End the helper without waiting for it: the window goes on meanwhile. Nothing is delivered any more.

        It deletes itself when it has ended; ``end_those_left`` waits for it where the whole program ends.
        """
        self._is_closing = True
        self._pending.clear()
        if not self.is_running:
            self.deleteLater()
            return
        self.setParent(None)
        _LEFT.add(self)
        self.ended.connect(self._on_left)
        self._write({"id": 0, "command": "close"})
        self._process.closeWriteChannel()
        QTimer.singleShot(CLOSE_TIMEOUT_MS, self._process, self._process.kill)

    def _on_left(self) -> None:
        _LEFT.discard(self)
        self.deleteLater()

    def _write(self, message: dict[str, Any]) -> None:
        self._process.write(json.dumps(message).encode() + b"\n")

    def _on_output(self) -> None:
        self._buffer += bytes(self._process.readAllStandardOutput().data())
        *lines, self._buffer = self._buffer.split(b"\n")
        for line in lines:
            if not line.strip():
                continue
            try:
                event = json.loads(line)
            except ValueError:
                logger.warning("The helper wrote a line that is not JSON: %.200r", line)
                continue
            self._deliver(event)

    def _on_error_output(self) -> None:
        # Kept for the log: the last part of it tells why a helper died.
        self._errors = (self._errors + bytes(self._process.readAllStandardError().data()))[-8000:]

    def _deliver(self, event: Answer) -> None:
        request = self._pending.get(int(event.get("id", 0)))
        if request is None:
            return
        is_alive = shiboken6.isValid(request.owner)
        kind = event.get("event")
        if kind == "progress":
            progress = Progress(**event["progress"])
            request.phase = progress.phase
            if "transaction" in event:
                request.commit = event
            if is_alive and request.on_progress is not None:
                request.on_progress(progress)
            return
        del self._pending[request.id]
        if not is_alive:
            return
        if kind == "failed":
            request.on_failure(error_from_json(event["error"]))
        elif kind == "cancelled":
            if request.on_cancelled is not None:
                request.on_cancelled()
        else:
            request.on_success(event)

    def _end_if_pending(self, request_id: int) -> None:
        if request_id in self._pending:
            logger.warning("The helper did not answer a cancel in time and is ended")
            self._process.kill()

    def _on_process_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._fail_everything()

    def _on_finished(self) -> None:
        self._on_output()
        if self._errors and not self._is_closing:
            logger.error("The helper ended: %s", self._errors.decode(errors="replace"))
        self._fail_everything()
        self.ended.emit()

    def _fail_everything(self) -> None:
        pending, self._pending = self._pending, {}
        for request in pending.values():
            if shiboken6.isValid(request.owner):
                request.on_failure(self._death_of(request))

    def _death_of(self, request: _Request) -> CatalogueError:
        if request.phase == COMMITTING:
            self.open_commit = request.commit
            return ConnectionLost(
                "The work stopped at the very moment when it was being made final.",
                hint="It is not known whether it was written: either all of it was, or nothing. "
                "Refresh and look before you try again.",
                detail=self._process.errorString(),
                outcome_unknown=True,
            )
        return HelperFailed(
            "The part of the program that does this work stopped unexpectedly.",
            hint="Nothing was written. You can try again; the log tells more.",
            detail=self._process.errorString(),
        )


# Those that were asked to end and have not yet: somebody has to hold them until then.
_LEFT: set[HelperProcess] = set()


def end_those_left() -> None:
    """Wait until every helper that was left has ended. Bounded. Thread: GUI."""
    for helper in list(_LEFT):
        helper.close()
