"""The wizard's line to the import engine in the helper process, as typed requests.

A helper that has ended is replaced by a new one at the next request; what it knew of the file it is told again, because
every request names all that it needs but the last check, which the wizard has made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.importing import (
    FileView,
    ImportOptions,
    ImportReport,
    Outcome,
    ReadOptions,
    Reject,
    RowPreview,
)
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.jobs.helper_process import Answer, HelperFailed, HelperProcess, HelperRequest

Rows = list[RowPreview] | list[Reject]


@dataclass(frozen=True, slots=True)
class Reply:
    """What to call when a request is over: exactly one of them, once."""

    failure: Callable[[CatalogueError], None]
    cancelled: Callable[[], None]
    progress: Callable[[Progress], None]


class ImportEngine(QObject):
    """Sends the wizard's requests.

    Args:
        make_helper: makes a helper process, not started.
        undo_folder: where what is needed to take an import back is kept; None to keep nothing.
    """

    busy_changed = Signal()

    def __init__(
        self,
        make_helper: Callable[[], HelperProcess],
        parent: QObject,
        *,
        undo_folder: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self._undo_folder = str(undo_folder) if undo_folder is not None else None
        self._make_helper = make_helper
        self._helper: HelperProcess | None = None
        self._request: HelperRequest | None = None
        self._checked_by: HelperProcess | None = None
        self._is_cancelling = False
        self._is_ended = False

    @property
    def is_busy(self) -> bool:
        """True while the file is read, checked or written, or its rejects saved."""
        return self._request is not None

    @property
    def is_cancelling(self) -> bool:
        """True from a cancel until it has been answered."""
        return self._is_cancelling

    @property
    def process_id(self) -> int:
        """The operating system's number for the helper; 0 when none runs."""
        return self._helper.process_id if self._helper is not None else 0

    @property
    def holds_check(self) -> bool:
        """True while the helper that made the last check runs, so that its rows can be seen and written."""
        helper = self._helper
        return helper is not None and helper is self._checked_by and helper.is_running

    @property
    def open_commit(self) -> Answer | None:
        """What the helper said last of a write whose end it did not live to tell; None for none."""
        return self._helper.open_commit if self._helper is not None else None

    def warm_up(self) -> None:
        """Start the helper before it is needed."""
        self._live_helper()

    def open_file(
        self, path: Path, read: ReadOptions, done: Callable[[FileView], None], reply: Reply
    ) -> None:
        """Read a file's form and first records; an earlier opening under way is given up."""
        self.drop()
        arguments = {"path": str(path), "read": read.to_json()}
        self._send("open", arguments, lambda each: done(FileView.from_json(each["file"])), reply)

    def check(
        self,
        path: Path,
        options: ImportOptions,
        done: Callable[[ImportReport], None],
        reply: Reply,
    ) -> None:
        """Check a whole file; nothing is written."""

        def take(answer: Answer) -> None:
            self._checked_by = self._helper
            done(_report_of(answer))

        self._checked_by = None
        arguments = {"path": str(path), "options": options.to_json()}
        self._send("check", arguments, take, reply)

    def mend(
        self,
        records: Sequence[tuple[int, Sequence[str]]],
        done: Callable[[ImportReport], None],
        reply: Reply,
    ) -> None:
        """Check rejected records again with other cells; nothing is written.

        Args:
            records: the line of each and all its cells; no cells for one that is to be as in the file again.
            done: gets the report over the whole file.
            reply: for how else it may end.
        """
        typed = [[line, list(cells)] for line, cells in records]
        self._send("mend", {"records": typed}, lambda each: done(_report_of(each)), reply)

    def write(self, done: Callable[[ImportReport], None], reply: Reply) -> None:
        """Write what was checked."""
        self._send(
            "write", {"undo_folder": self._undo_folder}, lambda each: done(_report_of(each)), reply
        )

    def save_rejects(self, path: Path, done: Callable[[ImportReport], None], reply: Reply) -> None:
        """Write the rejected records of the last check to a file."""
        self._send("save_rejects", {"path": str(path)}, lambda each: done(_report_of(each)), reply)

    def fetch_rows(
        self,
        outcome: Outcome,
        offset: int,
        limit: int,
        done: Callable[[Rows], None],
        failure: Callable[[CatalogueError], None],
        field: str = "",
    ) -> None:
        """Ask for some of the records of one outcome of the last check; of the changed ones, those that change a field."""
        arguments: Answer = {"outcome": str(outcome), "offset": offset, "limit": limit}
        if field:
            arguments["field"] = field
        self._ask("rows", arguments, lambda answer: done(_rows_of(answer)), failure)

    def collect_rejects(
        self, offset: int, limit: int, done: Callable[[Rows], None], reply: Reply
    ) -> None:
        """Fetch rejects as part of longer work, during which nothing else can be done."""
        arguments: Answer = {"outcome": str(Outcome.REJECTED), "offset": offset, "limit": limit}
        self._send("rows", arguments, lambda answer: done(_rows_of(answer)), reply)

    def count_fields(
        self,
        done: Callable[[dict[str, int]], None],
        failure: Callable[[CatalogueError], None],
    ) -> None:
        """Ask how many of the changed records change each field."""
        self._ask("fields", {}, lambda answer: done(dict(answer["fields"])), failure)

    def _ask(
        self,
        command: str,
        arguments: Answer,
        done: Callable[[Answer], None],
        failure: Callable[[CatalogueError], None],
    ) -> None:
        """Ask about the last check, beside whatever else is under way."""
        if self._is_ended:
            return
        if self._helper is None or not self.holds_check:
            failure(
                HelperFailed(
                    "The part of the program that had checked the file has ended.",
                    hint="Nothing was written. Check the file again.",
                )
            )
            return
        self._helper.request(command, arguments, owner=self, on_success=done, on_failure=failure)

    def cancel(self) -> None:
        """Ask for what is under way to stop; its ``cancelled`` says when it has."""
        if self._request is not None and not self._is_cancelling:
            self._is_cancelling = True
            self._request.cancel()
            self.busy_changed.emit()

    def drop(self) -> None:
        """Stop what is under way and forget it: nothing more is heard of it."""
        request, self._request = self._request, None
        self._is_cancelling = False
        if request is not None:
            request.cancel()

    def end(self) -> None:
        """End the helper without waiting for it; it may be called again."""
        self._is_ended = True
        self._request = None
        self._checked_by = None
        helper, self._helper = self._helper, None
        if helper is not None:
            helper.leave()

    def _send(
        self, command: str, arguments: Answer, done: Callable[[Answer], None], reply: Reply
    ) -> None:
        if self._is_ended:
            return
        requests: list[HelperRequest] = []

        def is_over() -> bool:
            """Whether this was still wanted; from now on nothing is under way."""
            if not requests or self._request is not requests[0]:
                return False
            self._request = None
            self._is_cancelling = False
            self.busy_changed.emit()
            return True

        requests.append(
            self._live_helper().request(
                command,
                arguments,
                owner=self,
                on_success=lambda answer: done(answer) if is_over() else None,
                on_failure=lambda error: reply.failure(error) if is_over() else None,
                on_cancelled=lambda: reply.cancelled() if is_over() else None,
                on_progress=lambda progress: (
                    reply.progress(progress) if self._request is requests[0] else None
                ),
            )
        )
        self._request = requests[0]
        self.busy_changed.emit()

    def _live_helper(self) -> HelperProcess:
        if self._helper is None or not self._helper.is_running:
            if self._helper is not None:
                self._helper.deleteLater()
            self._helper = self._make_helper()
            self._helper.setParent(self)
            self._helper.start()
        return self._helper


def _report_of(answer: Answer) -> ImportReport:
    return ImportReport.from_json(answer["report"])


def _rows_of(answer: Answer) -> Rows:
    if "rejects" in answer:
        return [Reject.from_json(each) for each in answer["rejects"]]
    return [
        RowPreview(
            each["line"],
            Outcome(each["outcome"]),
            each["name"],
            tuple((name, old, new) for name, old, new in each["changes"]),
        )
        for each in answer["rows"]
    ]
