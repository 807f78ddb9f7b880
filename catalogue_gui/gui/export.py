"""Exporting what is found, by the helper process, with progress in the status line."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.catalogue.query import ProductQuery, Sort
from catalogue_gui.catalogue.query_text import format_query
from catalogue_gui.catalogue.sort_text import format_sort
from catalogue_gui.gui.messages import Message, Messages, Tone
from catalogue_gui.gui.services import Services
from catalogue_gui.gui.session import CatalogueSession
from catalogue_gui.gui.status_line import StatusLine
from catalogue_gui.jobs.helper_process import Answer, HelperProcess, HelperRequest

TOPIC = "export"


class ProductExport(QObject):
    """Asks for a file, then writes to it what a query finds."""

    def __init__(
        self,
        services: Services,
        session: CatalogueSession,
        messages: Messages,
        status: StatusLine,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._services = services
        self._session = session
        self._messages = messages
        self._status = status
        self._window = window
        self._helper: HelperProcess | None = None
        self._request: HelperRequest | None = None
        status.cancel_work.clicked.connect(self.cancel)

    def ask(self, query: ProductQuery, order: Sort) -> None:
        """Ask for a file and export to it."""
        if self._request is not None and self._request.is_active:
            self._messages.show(
                Message(
                    "An export is running", "Wait for it, or cancel it at the bottom.", topic=TOPIC
                )
            )
            return
        dialog = QFileDialog(self._window, "Export products")
        dialog.setObjectName("exportDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["CSV files (*.csv)", "All files (*)"])
        dialog.setDefaultSuffix("csv")
        dialog.selectFile("products.csv")
        dialog.fileSelected.connect(lambda path: self.start(Path(path), query, order))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def start(self, path: Path, query: ProductQuery, order: Sort) -> None:
        """Export to a file; a file of that name is replaced once the export is complete."""
        catalogue = self._session.catalogue
        if catalogue is None:
            return
        self.end()
        self._helper = self._services.make_helper(catalogue.database.target)
        self._helper.start()
        self._status.show_work(Progress("Exporting"))
        self._request = self._helper.request(
            "export",
            {
                "path": str(path),
                "query": format_query(query),
                "sort": format_sort(order),
            },
            owner=self,
            on_success=self._on_exported,
            on_failure=self._on_failed,
            on_progress=self._status.show_work,
            on_cancelled=self._on_cancelled,
        )

    def cancel(self) -> None:
        """Stop the export; the file is not made."""
        if self._request is not None:
            self._request.cancel()

    def end(self) -> None:
        """End the helper, if one runs. Bounded."""
        helper, self._helper, self._request = self._helper, None, None
        self._status.end_work()
        if helper is not None:
            helper.close()
            helper.deleteLater()

    def _on_exported(self, answer: Answer) -> None:
        self.end()
        rows = QLocale().toString(int(answer["rows"]))
        self._messages.show(
            Message(
                f"Exported {rows} products",
                str(answer.get("path", "")),
                tone=Tone.SUCCESS,
                topic=TOPIC,
            )
        )

    def _on_failed(self, error: CatalogueError) -> None:
        self.end()
        self._messages.show_error(error, topic=TOPIC)

    def _on_cancelled(self) -> None:
        self.end()
        self._messages.show(Message("Export cancelled", "No file was written.", topic=TOPIC))
