"""What the user is told about copying: under way, done, too much, failed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale

from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.messages import Message, Messages
from catalogue_gui.gui.products.copying import MAX_ROWS, RowCopying
from catalogue_gui.gui.status_line import StatusLine

TOPIC = "copy"


class CopyAnnouncements:
    """Listens to the copying; its progress and its end stand at the bottom, what stands against it in the banner.

    Args:
        copying: what is told about.
        messages: the banner.
        status: the line at the bottom.
        export: what is offered where there are too many rows to copy.
    """

    def __init__(
        self,
        copying: RowCopying,
        messages: Messages,
        status: StatusLine,
        export: Callable[[], None],
    ) -> None:
        self._copying = copying
        self._messages = messages
        self._status = status
        self._export = export
        copying.progressed.connect(self._on_progressed)
        copying.copied.connect(self._on_copied)
        copying.too_many.connect(self._on_too_many)
        copying.failed.connect(self._on_failed)

    def _on_progressed(self, progress: Progress) -> None:
        self._status.show_work(progress, self._copying, self._cancel)

    def _on_copied(self, count: int) -> None:
        self._status.end_work(self._copying)
        self._status.show_note(
            "Copied" if count == 1 else f"{QLocale().toString(count)} rows copied"
        )

    def _cancel(self) -> None:
        self._copying.cancel()
        self._status.end_work(self._copying)

    def _on_failed(self, error: CatalogueError) -> None:
        self._status.end_work(self._copying)
        self._messages.show_error(error, topic=TOPIC)

    def _on_too_many(self, count: int) -> None:
        locale = QLocale()
        self._messages.show(
            Message(
                "Too many rows to copy",
                f"{locale.toString(count)} rows are selected; {locale.toString(MAX_ROWS)} can be copied at once. "
                "An export writes any number of them to a file.",
                actions=(Action("Export…", self._export, "exportInsteadButton"),),
                topic=TOPIC,
            )
        )
