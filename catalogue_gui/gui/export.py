"""Exporting what is found or selected, by the helper process, with progress in the status line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, QObject, QTimeZone, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from catalogue_gui.catalogue.errors import CatalogueError, FileProblem
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.exporting.choice import ExportOffer, ExportWish
from catalogue_gui.gui.exporting.ids_file import new_ids_path, write_ids
from catalogue_gui.gui.exporting.remembering import ExportMemory
from catalogue_gui.gui.exporting.wording import exported_text, exported_title
from catalogue_gui.gui.messages import Message, Messages, Tone
from catalogue_gui.gui.products.columns import OWN_COLUMNS
from catalogue_gui.gui.services import Services
from catalogue_gui.gui.session import CatalogueSession
from catalogue_gui.gui.status_line import StatusLine
from catalogue_gui.jobs import JobContext, JobHandle
from catalogue_gui.jobs.helper_process import Answer, HelperProcess, HelperRequest

TOPIC = "export"


class ProductExport(QObject):
    """Asks what to write and where to, then has it written.

    Args:
        open_url: shows a file or a folder in the program that the system has for it.
    """

    def __init__(
        self,
        services: Services,
        session: CatalogueSession,
        messages: Messages,
        status: StatusLine,
        window: QWidget,
        *,
        open_url: Callable[[QUrl], object] = QDesktopServices.openUrl,
    ) -> None:
        super().__init__(window)
        self._services = services
        self._session = session
        self._messages = messages
        self._status = status
        self._window = window
        self._open_url = open_url
        self._memory = ExportMemory(services.settings_folder)
        self._helper: HelperProcess | None = None
        self._request: HelperRequest | None = None
        self._listing: JobHandle[None] | None = None
        self._ids_path: Path | None = None

    @property
    def is_running(self) -> bool:
        """True while a file is being written."""
        return self._request is not None or self._listing is not None

    # Asking

    def ask(self, query: ProductQuery, order: Sort) -> None:
        """Ask how to export what a query finds, where no more of the window is known."""
        shown = tuple(column.key for column in OWN_COLUMNS if column.is_shown_at_first)
        self.offer(ExportOffer(query, order, shown=shown))

    def offer(self, offer: ExportOffer) -> None:
        """Ask what of an offer to export, and in what form; then for the file."""
        if self.is_running:
            self._messages.show(
                Message(
                    "An export is running", "Wait for it, or cancel it at the bottom.", topic=TOPIC
                )
            )
            return
        # Imported when it is asked for: the window has rows to show first.
        from catalogue_gui.gui.exporting.dialog import ExportDialog

        dialog = ExportDialog(offer, self._memory.load(), self._window)
        dialog.wished.connect(lambda _: self._memory.save(dialog.choice))
        dialog.wished.connect(self.ask_for_file)
        dialog.open()

    def ask_for_file(self, wish: ExportWish) -> None:
        """Ask where to, and export; that a file is replaced is asked by that dialog."""
        from catalogue_gui.gui.exporting.file_dialog import ExportFileDialog

        dialog = ExportFileDialog(self._window, self._memory.load().folder)
        dialog.path_chosen.connect(lambda path: self.start(path, wish))
        dialog.open()

    # Writing

    def start(self, path: Path, wish: ExportWish) -> None:
        """Export to a file; a file of that name is replaced once the export is complete."""
        if self._session.catalogue is None or self.is_running:
            return
        self._memory.save_folder(str(path.parent))
        self._messages.withdraw(TOPIC)
        self._status.show_work(Progress("Exporting", 0, wish.count, "products"), self, self.cancel)
        scope = wish.scope
        if scope is None:
            self._send(path, wish)
            return
        ids_path = self._ids_path = new_ids_path()

        def list_ids(context: JobContext) -> None:
            write_ids(scope, ids_path, context.check_cancelled)

        self._listing = self._services.runner.submit(
            list_ids,
            owner=self,
            on_success=lambda _: self._on_listed(path, wish),
            on_failure=partial(self._on_failed, path, wish),
        )

    def _on_listed(self, path: Path, wish: ExportWish) -> None:
        self._listing = None
        self._send(path, wish)

    def _send(self, path: Path, wish: ExportWish) -> None:
        catalogue = self._session.catalogue
        if catalogue is None:
            self._settle()
            return
        arguments: dict[str, Any] = wish.options(
            QLocale().decimalPoint(), bytes(QTimeZone.systemTimeZoneId().data()).decode()
        ).to_json()
        helper = self._helper = self._services.make_helper(catalogue.database.target)
        helper.start()
        self._request = helper.request(
            "export",
            {
                **arguments,
                "path": str(path),
                "ids_file": str(self._ids_path) if self._ids_path is not None else None,
            },
            owner=self,
            on_success=partial(self._on_exported, wish),
            on_failure=partial(self._on_failed, path, wish),
            on_progress=partial(self._status.show_progress, owner=self),
            on_cancelled=self._on_cancelled,
        )

    def cancel(self) -> None:
        """Stop the export; the file is not made."""
        if self._listing is not None:
            self._listing.cancel()
            self._on_cancelled()
        elif self._request is not None:
            self._request.cancel()

    def end(self) -> None:
        """Stop, and end the helper, if one runs, without waiting for it."""
        if self._listing is not None:
            self._listing.cancel()
        helper = self._settle()
        if helper is not None:
            helper.leave()

    def _settle(self) -> HelperProcess | None:
        """Be ready for another export; returns the helper that is to be ended."""
        helper, self._helper, self._request, self._listing = self._helper, None, None, None
        ids_path, self._ids_path = self._ids_path, None
        self._status.end_work(self)
        if ids_path is not None:
            ids_path.unlink(missing_ok=True)
        return helper

    # How it ended

    def _on_exported(self, wish: ExportWish, answer: Answer) -> None:
        self.end()
        path, rows = Path(str(answer["path"])), int(answer["rows"])
        self._messages.show(
            Message(
                exported_title(rows),
                exported_text(str(path), rows, wish),
                tone=Tone.SUCCESS,
                actions=(
                    Action("Open file", partial(self._show, path), "openExportButton"),
                    Action("Open folder", partial(self._show, path.parent), "openFolderButton"),
                ),
                topic=TOPIC,
            )
        )

    def _show(self, path: Path) -> None:
        self._open_url(QUrl.fromLocalFile(str(path)))

    def _on_failed(self, path: Path, wish: ExportWish, error: CatalogueError) -> None:
        self.end()
        again = Action("Try again", lambda: self.start(path, wish), "exportAgainButton")
        if isinstance(error, FileProblem):
            again = Action(
                "Choose another file…", lambda: self.ask_for_file(wish), "exportElsewhereButton"
            )
        self._messages.show_error(error, actions=(again,), topic=TOPIC)

    def _on_cancelled(self) -> None:
        self.end()
        self._messages.show(Message("Export cancelled", "No file was written.", topic=TOPIC))
