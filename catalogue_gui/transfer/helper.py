"""The helper process: the import and export engine behind standard input and output, for a window that must not pause.

Both directions carry one JSON object a line, UTF-8. The first line in is the target, with its password; it is answered by
nothing. Then requests, each with an ``id`` (int, from 1) that its events repeat; they are worked off one after another. Events
with the id 0 belong to no request.

    {"target": Target.to_json()}

    {"id": 1, "command": "open", "path": str, "read": ReadOptions.to_json(), "mapping": {column: field}}
        → {"id": 1, "event": "opened", "file": FileView.to_json()}              ("read" and "mapping" may be left out)
    {"id": 2, "command": "check", "path": str, "options": ImportOptions.to_json()}
        → progress…, {"id": 2, "event": "checked", "report": ImportReport.to_json()}
          ("path" may be left out: the file opened last)
    {"id": 3, "command": "rows", "outcome": "new" | "changed" | "unchanged" | "rejected", "offset": 0, "limit": 100, "field": ""}
        → {"id": 3, "event": "rows", "outcome": …, "offset": 0, "rows": [RowPreview…] or "rejects": [Reject…]}
          ("field": of the changed ones only those that change it; may be left out)
    {"id": 3, "command": "fields"}
        → {"id": 3, "event": "fields", "fields": {name or "metadata.KEY": number of records that change it}}
    {"id": 4, "command": "mend", "records": [[line, [cell…]], …]}
        → progress…, {"id": 4, "event": "checked", "report": ImportReport.to_json()}
          (records typed over, in place of the file's; no cells: as in the file again. What was typed is kept until another check)
    {"id": 4, "command": "write", "undo_folder": str or null}
        → progress…, {"id": 4, "event": "written", "report": ImportReport.to_json()}
          (what is needed to take it back is kept in the folder; the report's "undo" says where. May be left out)
    {"id": 4, "command": "undo_import", "undo": ImportUndo.to_json()}
        → progress…, {"id": 4, "event": "undone", "taken_back": int, "left": int}
    {"id": 5, "command": "save_rejects", "path": str}
        → {"id": 5, "event": "saved", "path": str, "report": ImportReport.to_json()}
    {"id": 6, "command": "export", "path": str, "ids_file": str or null, **ExportOptions.to_json()}
        → progress…, {"id": 6, "event": "exported", "path": str, "rows": int}
          (all but "path" may be left out; "columns" are names as in ExportOptions, null for all; "form" is "exchange" or
          "spreadsheet"; "ids_file" holds 16 bytes for each product that is meant, in the order of the file to be, in place
          of "query" and "sort": the window writes it, and removes it)
    {"id": 6, "command": "cancel"}
        stops request 6, running or waiting, which is answered by {"id": 6, "event": "cancelled"}: nothing was written. A
        write that had committed already is answered by "written". A request that is over is left alone, and the cancel
        itself has no answer.
    {"id": 0, "command": "close"}, or the end of the input: the process ends; nothing is left in the database.

A RowPreview comes as {"line", "outcome", "name", "changes": [[field, old text or null, new text]…]}, a Reject as {"line",
"column", "value", "reason", "cells"}. Cells, samples and texts of rows longer than 2,000 characters come cut, with an ellipsis; what is written
is whole, and so is a cut cell that comes back in "mend" as it was. Progress comes as

    {"id": …, "event": "progress", "progress": {"phase", "done", "total", "unit", "records"}}

at most ten times a second and at least once a second, the last of each phase always. The phases of a check are Opening (a
file that was not open yet), Reading, Checking, Comparing; of a write, perhaps Waiting for another import, then Writing,
perhaps Building indexes (unit "percent"), and Committing; of an undo, Reading what was there, Taking changes back, Removing
what was added (unit "rows"), Committing. A process that dies in Committing leaves the outcome unknown to whoever listens; of
a write, the first progress of that phase therefore comes with two more members,

    "transaction": the server's number for it, which Catalogue.transaction_state takes, "undo": ImportUndo.to_json() or null

and the file that "undo" names is to be removed if the server says that the transaction was not committed. A command that fails
is answered by

    {"id": …, "event": "failed", "error": {"kind", "title", "message", "hint", "detail"}}

where kind is the name of a CatalogueError's class (``FileProblem``, ``ImportRefused``, ``ConnectionLost``…; ``CatalogueBug`` for
a mistake of this program). Two carry more: ``DecimalUndecided`` asks for ``options.decimal`` ("," or ".") to be set and the check
made again; ``ConnectionLost`` has ``"outcome_unknown": true`` when the connection broke while committing. The process goes on
after a failure and takes the next command.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from catalogue_gui.catalogue import errors
from catalogue_gui.catalogue.error_json import error_to_json
from catalogue_gui.catalogue.errors import Cancelled, CatalogueBug, CatalogueError
from catalogue_gui.catalogue.exporting import ExportOptions
from catalogue_gui.catalogue.importing import ImportOptions, ImportUndo, Outcome, ReadOptions
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.pooler import ServerConnection
from catalogue_gui.database.target import Target
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.committing import COMMITTING
from catalogue_gui.transfer.export import export_products
from catalogue_gui.transfer.importer import Importer
from catalogue_gui.transfer.shortening import shortened_file, shortened_row
from catalogue_gui.transfer.throttle import ProgressThrottle

_log = logging.getLogger(__name__)
_MOST_ROWS = 1000

Message = dict[str, Any]


def serve(stdin: TextIO, stdout: TextIO) -> int:
    """Work as the helper process until the input ends.

    Args:
        stdin: target and commands, one JSON object a line.
        stdout: events, one JSON object a line; nothing else is ever written there.
    Returns:
        The process's exit code: 0, or 2 when the first line is no target.
    Thread: main; a second one reads the input, so that a cancel is heard during work.
    """
    try:
        target = Target.from_json(json.loads(stdin.readline())["target"])
    except (ValueError, KeyError, TypeError):
        # What was sent is not repeated: it may hold a password.
        _Output(stdout).send({"id": 0, "event": "failed", "error": _describe(_no_target())})
        return 2
    service = _Service(target, _Output(stdout))
    reader = threading.Thread(
        target=service.read_commands, args=(stdin,), name="helper-input", daemon=True
    )
    reader.start()
    try:
        service.work()
    finally:
        service.close()
    return 0


def _refuse_unknown(message: Message) -> Message:
    raise CatalogueBug(f"The helper process knows no command “{message['command']}”.")


def _no_target() -> CatalogueBug:
    return CatalogueBug("The helper process was started without saying which server to use.")


class _Output:
    """Standard output, one whole line at a time from whichever thread."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, message: Message) -> None:
        text = json.dumps(message, default=str)  # ASCII only, whatever encoding the stream has
        with self._lock:
            self._stream.write(text + "\n")
            self._stream.flush()


class _Service:
    def __init__(self, target: Target, output: _Output) -> None:
        self._target = target
        self._output = output
        self._commands: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._cancellation = Cancellation()
        self._lock = threading.Lock()
        self._waiting: set[int] = set()
        self._cancelled: set[int] = set()
        self._current = 0
        self._throttle = ProgressThrottle(self._send_progress)
        self._importer = Importer(
            self._connect,
            report=self._throttle.report,
            cancellation=self._cancellation,
            announce=self._announce,
            products=target.table_name,
        )
        self._path: Path | None = None
        self._handlers: dict[str, Callable[[Message], Message]] = {
            "open": self._open,
            "check": self._check,
            "rows": self._rows,
            "fields": self._fields,
            "mend": self._mend,
            "write": self._write,
            "undo_import": self._undo_import,
            "save_rejects": self._save_rejects,
            "export": self._export,
        }

    def read_commands(self, stdin: TextIO) -> None:
        """Take commands in until the input ends. Thread: the reader's."""
        for line in stdin:
            try:
                message = json.loads(line)
                number = int(message["id"])
                command = str(message["command"])
            except (ValueError, KeyError, TypeError):
                bug = CatalogueBug("The helper process was sent a line that is no command.")
                self._output.send({"id": 0, "event": "failed", "error": _describe(bug)})
                continue
            if command == "close":
                break
            if command == "cancel":
                self._cancel(number)
                continue
            with self._lock:
                self._waiting.add(number)
            self._commands.put(message)
        self._cancel_all()
        self._commands.put(None)

    def _cancel(self, number: int) -> None:
        with self._lock:
            if number not in self._waiting:
                return
            self._cancelled.add(number)
            if number == self._current:
                # Within the lock: the next request is not to be hit by a cancel meant for this one.
                self._cancellation.cancel()

    def _cancel_all(self) -> None:
        with self._lock:
            self._cancelled |= self._waiting
            self._cancellation.cancel()

    def work(self) -> None:
        """Work requests off until there are no more. Thread: main."""
        while (message := self._commands.get()) is not None:
            with self._lock:
                self._current = int(message["id"])
                is_cancelled = self._current in self._cancelled
            event = {"event": "cancelled"} if is_cancelled else self._answer(message)
            number = self._current
            with self._lock:
                self._waiting.discard(number)
                self._cancelled.discard(number)
                self._cancellation.reset()
                self._current = 0
            self._output.send({"id": number, **event})

    def _answer(self, message: Message) -> Message:
        handler = self._handlers.get(str(message["command"]), _refuse_unknown)
        try:
            event = handler(message)
            self._throttle.flush()
        except Cancelled:
            self._throttle.drop()
            return {"event": "cancelled"}
        except CatalogueError as error:
            self._throttle.drop()
            return {"event": "failed", "error": _describe(error)}
        except Exception as error:  # noqa: BLE001 - whatever it is, the window has to hear of it
            _log.exception("the command %s failed", message["command"])
            self._throttle.drop()
            detail = "".join(traceback.format_exception_only(error)).strip()
            bug = CatalogueBug("Something unforeseen went wrong in the import.", detail=detail)
            return {"event": "failed", "error": _describe(bug)}
        return event

    def close(self) -> None:
        """End the session with the server."""
        self._importer.close()

    def _connect(self) -> ServerConnection:
        return open_connection(self._target, role="import")

    def _send_progress(self, progress: Progress) -> None:
        self._output.send({"id": self._current, "event": "progress", "progress": asdict(progress)})

    def _open(self, message: Message) -> Message:
        read = ReadOptions.from_json(message.get("read") or {})
        self._path = Path(message["path"])
        view = self._importer.open(self._path, read, message.get("mapping"))
        return {"event": "opened", "file": shortened_file(view).to_json()}

    def _check(self, message: Message) -> Message:
        options = ImportOptions.from_json(message.get("options") or {})
        path = Path(message["path"]) if message.get("path") else self._path
        if path is None:
            raise CatalogueBug("There is no file to check.")
        self._path = path
        return {"event": "checked", "report": self._importer.check(path, options).to_json()}

    def _rows(self, message: Message) -> Message:
        outcome = Outcome(message["outcome"])
        offset = int(message.get("offset", 0))
        limit = max(1, min(_MOST_ROWS, int(message.get("limit", 100))))
        found = self._importer.rows(outcome, offset, limit, str(message.get("field") or ""))
        rows = [asdict(shortened_row(row)) for row in found]
        kind = "rejects" if outcome == Outcome.REJECTED else "rows"
        return {"event": "rows", "outcome": outcome, "offset": offset, kind: rows}

    def _fields(self, _message: Message) -> Message:
        return {"event": "fields", "fields": self._importer.changed_fields()}

    def _mend(self, message: Message) -> Message:
        typed = {int(line): [str(cell) for cell in cells] for line, cells in message["records"]}
        return {"event": "checked", "report": self._importer.mend(typed).to_json()}

    def _write(self, message: Message) -> Message:
        folder = message.get("undo_folder")
        report = self._importer.write(None if folder is None else Path(folder))
        return {"event": "written", "report": report.to_json()}

    def _announce(self, number: str, undo: ImportUndo | None) -> None:
        self._throttle.flush()
        self._output.send(
            {
                "id": self._current,
                "event": "progress",
                "progress": asdict(Progress(COMMITTING)),
                "transaction": number,
                "undo": None if undo is None else undo.to_json(),
            }
        )

    def _undo_import(self, message: Message) -> Message:
        done = self._importer.undo_import(ImportUndo.from_json(message["undo"]))
        return {"event": "undone", "taken_back": done.taken_back, "left": done.left}

    def _save_rejects(self, message: Message) -> Message:
        report = self._importer.save_rejects(Path(message["path"]))
        return {"event": "saved", "path": message["path"], "report": report.to_json()}

    def _export(self, message: Message) -> Message:
        path = Path(message["path"])
        ids_file = message.get("ids_file")
        rows = export_products(
            lambda: open_connection(self._target, role="export"),
            path,
            ExportOptions.from_json(message),
            report=self._throttle.report,
            cancellation=self._cancellation,
            ids_file=Path(ids_file) if ids_file else None,
            products=self._target.table_name,
        )
        return {"event": "exported", "path": str(path), "rows": rows}


def _describe(error: CatalogueError) -> Message:
    """An error as the window can rebuild it; a class that only the engine knows goes as the one it is a kind of."""
    described = error_to_json(error)
    known = next(each for each in type(error).__mro__ if hasattr(errors, each.__name__))
    described["kind"] = known.__name__
    return described
