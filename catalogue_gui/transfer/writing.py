"""The write of a checked file: once only, whatever becomes of the line while it is committed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from catalogue_gui.catalogue.errors import (
    ConnectionLost,
    ImportRefused,
)
from catalogue_gui.catalogue.importing import ImportUndo
from catalogue_gui.catalogue.transactions import TransactionState
from catalogue_gui.database.transactions import transaction_state
from catalogue_gui.transfer.applying import WriteContext, Written, write_staged
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.check import CheckedFile
from catalogue_gui.transfer.passes import ReportProgress
from catalogue_gui.transfer.session import ServerSession
from catalogue_gui.transfer.tidying import Tidying

_log = logging.getLogger(__name__)

Announce = Callable[[str, ImportUndo | None], None]


@dataclass(frozen=True, slots=True)
class _OpenCommit:
    """A commit that was begun: its transaction, and how the import can be taken back."""

    number: str
    undo: ImportUndo | None


class Writer:
    """Writes checked files, one after the other.

    Args:
        session: that the staging tables live in.
        report: told how far it is.
        cancellation: asked now and then whether to stop.
        announce: told before a commit the transaction's number, and how the import can be taken back.
    Thread: one.
    """

    def __init__(
        self,
        session: ServerSession,
        report: ReportProgress,
        cancellation: Cancellation,
        announce: Announce,
    ) -> None:
        self._session = session
        self._report = report
        self._cancellation = cancellation
        self._announce = announce
        self._open_commit: _OpenCommit | None = None
        self._tidying: Tidying | None = None

    def write(self, checked: CheckedFile, undo_folder: Path | None) -> None:
        """Write a checked file whose session is alive; its report then says what was done.

        Raises:
            ConnectionLost, FileProblem, Cancelled; psycopg.Error.
        """
        started = time.monotonic()
        done = self._write(checked, undo_folder)
        report = checked.report
        checked.report = replace(
            report,
            written=done.written,
            undo=done.undo,
            seconds=round(report.seconds + time.monotonic() - started, 3),
        )

    def _write(self, checked: CheckedFile, undo_folder: Path | None) -> Written:
        self.close()
        tidying = Tidying(checked.staging.rules.products, self._session.open_another)

        def announce(number: str, undo: ImportUndo | None) -> None:
            # Before the commit, because the staging tables may go with it.
            if checked.staging.rules.is_compared:
                checked.take_stock()
            self._open_commit = _OpenCommit(number, undo)
            self._announce(number, undo)

        context = WriteContext(
            records=checked.report.records,
            undo_folder=undo_folder,
            names_server=checked.names_server,
            connect=self._session.open_another,
            announce=announce,
            report=self._report,
            cancellation=self._cancellation,
        )
        try:
            done = write_staged(checked.staging, context, tidying)
        except BaseException as error:
            if not getattr(error, "outcome_unknown", False):
                self._open_commit = None
            tidying.leave()
            raise
        self._open_commit = None
        checked.is_written = True
        tidying.finish()
        self._tidying = tidying
        return done

    def was_written_after_all(self, checked: CheckedFile) -> bool:
        """Ask about a commit whose answer was never heard, before the same is written a second time.

        Raises:
            ConnectionLost: with ``outcome_unknown``; the server does not know either, or not yet.
        """
        last = self._open_commit
        if last is None:
            return False
        connection = self._session.connection()
        state = transaction_state(connection, last.number, names_server="@" in last.number)
        if state not in (TransactionState.COMMITTED, TransactionState.ABORTED):
            raise ConnectionLost(
                "It is still not known whether the import was written.",
                title="Outcome unknown",
                hint="Look at the products. If it was not written, check the file again.",
                outcome_unknown=True,
            )
        self._open_commit = None
        if state == TransactionState.ABORTED:
            if last.undo is not None and last.undo.file is not None:
                Path(last.undo.file).unlink(missing_ok=True)
            return False
        checked.is_written = True
        report = checked.report
        checked.report = replace(report, written=report.new + report.changed, undo=last.undo)
        return True

    def require_unwritten(self, checked: CheckedFile) -> None:
        """Refuse to write the same twice.

        Raises:
            ImportRefused.
        """
        if checked.is_written:
            raise ImportRefused(
                "This file has been written already.",
                hint="Nothing was written a second time. Check the file again to write it once more.",
            )

    def wait_until_tidy(self) -> None:
        """Wait for what the server does after a write."""
        if self._tidying is not None:
            self._tidying.wait(self._report, self._cancellation)

    def forget(self) -> None:
        """Another file is checked: what became of the last one is no matter any more."""
        self._open_commit = None

    def close(self) -> None:
        """Let the server finish by itself what it does after a write."""
        if self._tidying is not None:
            self._tidying.leave()
            self._tidying = None
