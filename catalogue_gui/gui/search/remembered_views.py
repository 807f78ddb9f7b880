"""What is remembered of the catalogue in the window: saved views, recent searches, columns, folded sections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from catalogue_gui.catalogue.remembered import ColumnSetting, Remembered, SavedView, fit_name
from catalogue_gui.gui.action_row import Action
from catalogue_gui.gui.messages import Message, Messages
from catalogue_gui.gui.search.memory import CatalogueMemory
from catalogue_gui.gui.search.view_counts import ViewCounts
from catalogue_gui.jobs import JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue
    from catalogue_gui.profiles.view_store import ViewStore

# A column is dragged in hundreds of steps; one write after the last of them is enough.
SETTLE_MS = 500
# A search that stood for less was on the way to another one.
STAND_MS = 3_000
UNDO_TOPIC = "view removed or replaced"


class RememberedViews(QObject):
    """What the window can remember, by name; a change shows at once and reaches the file behind the window's back.

    Args:
        runner: runs everything that touches the file or the server.
        store: the file.
        messages: where failures and the offer to undo are shown.
        settle_ms: pause in changes of the columns after which they are written.
        stand_ms: how long a search must stand to be remembered as a recent one.
    """

    changed = Signal()  # what is remembered is another
    loaded = Signal()  # the catalogue chosen by ``use`` has been read, or cannot be
    count_changed = Signal(str, object)  # a view's name; its products, None when not to be had

    def __init__(
        self,
        runner: JobRunner,
        store: ViewStore,
        messages: Messages,
        *,
        settle_ms: int = SETTLE_MS,
        stand_ms: int = STAND_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._messages = messages
        self._memory = CatalogueMemory(runner, store, messages, settle_ms=settle_ms, parent=self)
        self._memory.changed.connect(self.changed)
        self._memory.loaded.connect(self.loaded)
        self._counts = ViewCounts(runner, self)
        self._counts.counted.connect(self._on_counted)
        self._standing = QTimer(self)
        self._standing.setSingleShot(True)
        self._standing.setInterval(stand_ms)
        self._standing.timeout.connect(self._remember_standing)
        self._search = ""

    @property
    def key(self) -> str | None:
        """Under which the present catalogue is remembered; empty when only for as long as the window is open."""
        return self._memory.key

    @property
    def views(self) -> tuple[SavedView, ...]:
        """The saved views, in the user's order."""
        return self._memory.remembered.views

    @property
    def recent(self) -> tuple[str, ...]:
        """The recent searches, newest first."""
        return self._memory.remembered.recent

    @property
    def columns(self) -> tuple[ColumnSetting, ...]:
        """The table's columns, in the order in which they stand."""
        return self._memory.remembered.columns

    @property
    def folded(self) -> tuple[str, ...]:
        """The sections that are folded away."""
        return self._memory.remembered.folded

    def view(self, name: str) -> SavedView | None:
        """The saved view of that name, whatever its case."""
        return self._memory.remembered.view(name)

    # Which catalogue

    def use(self, key: str | None) -> None:
        """Remember for another catalogue from now on; None for none. ``loaded`` follows.

        Args:
            key: the catalogue's; empty to remember only until another one is chosen.
        """
        self.flush()
        self._messages.withdraw(UNDO_TOPIC)
        self._memory.use(key)

    def use_catalogue(self, catalogue: Catalogue | None) -> None:
        """Count in another catalogue from now on."""
        self._counts.use_catalogue(catalogue)

    def flush(self) -> None:
        """Write now what waits for a pause. Call before the runner is shut down."""
        self._remember_standing()
        self._memory.flush()

    # Views

    def save_view(self, name: str, query_text: str, sort_text: str) -> None:
        """Keep a search and an order under a name; a view of that name shows them instead from now on.

        Raises:
            InvalidValue: the name is not fit.
        """
        view = SavedView(fit_name(name), query_text, sort_text)
        before = self.view(view.name)
        if before is None:
            self._memory.change(
                lambda memory: memory.with_view(view),
                # Another window can have taken the name meanwhile.
                instead=("Replace it", lambda: self.save_view(name, query_text, sort_text)),
            )
            return
        self._memory.change(lambda memory: memory.with_view_replaced(view))
        self._offer_undo(
            f"View “{view.name}” replaced",
            "It shows the present search from now on.",
            lambda memory: memory.with_view_replaced(before),
        )

    def rename_view(self, name: str, new_name: str) -> None:
        """Give a view another name.

        Raises:
            InvalidValue: the new name is not fit or taken, or there is no such view.
        """
        self._memory.remembered.with_view_renamed(name, new_name)
        self._memory.change(lambda memory: memory.with_view_renamed(name, new_name))

    def move_view(self, name: str, by: int) -> None:
        """Move a view by so many places, up when negative."""
        if self._memory.remembered.view(name) is not None:
            self._memory.change(lambda memory: memory.with_view_moved(name, by))

    def remove_view(self, name: str) -> None:
        """Remove a view and offer to take that back."""
        view, at = self.view(name), self._memory.remembered.position(name)
        if view is None:
            return
        self._memory.change(lambda memory: memory.without_view(name))
        self._offer_undo(
            f"View “{view.name}” removed",
            "Its products are not touched.",
            lambda memory: memory.with_view(view, at),
        )

    def count_views(self) -> None:
        """Ask how many products each view finds; ``count_changed`` follows for one after the other."""
        self._counts.count([view.query_text for view in self.views])

    def stop_counting(self) -> None:
        """Give up counting, on the server too."""
        self._counts.stop()

    # Searches

    def remember_search(self, text: str, *, at_once: bool = False) -> None:
        """Remember a search as a recent one once it has stood for a while; a blank one is not remembered.

        Args:
            text: what is looked for now; the search before is forgotten unless it has stood long enough.
            at_once: True to remember it without waiting.
        """
        self._search = text.strip()
        self._standing.start()
        if at_once:
            self._remember_standing()

    def forget_search(self, text: str) -> None:
        """Take a search out of the recent ones."""
        self._memory.change(lambda memory: memory.without_recent(text))

    def clear_recent(self) -> None:
        """Forget the recent searches."""
        self._memory.change(lambda memory: replace(memory, recent=()))

    def _remember_standing(self) -> None:
        self._standing.stop()
        text, self._search = self._search, ""
        if text and self.recent[:1] != (text,):
            self._memory.change(lambda memory: memory.with_recent(text), is_quiet=True)

    # Layout

    def save_columns(self, columns: Sequence[ColumnSetting]) -> None:
        """Remember how the table's columns are shown; written after a pause."""
        wanted = tuple(columns)
        if wanted != self.columns:
            self._memory.change(
                lambda memory: replace(memory, columns=wanted), subject="columns", is_quiet=True
            )

    def save_folded(self, folded: Sequence[str]) -> None:
        """Remember which sections are folded away; written after a pause."""
        wanted = tuple(folded)
        if wanted != self.folded:
            self._memory.change(
                lambda memory: replace(memory, folded=wanted), subject="folded", is_quiet=True
            )

    def _offer_undo(self, title: str, text: str, undo: Callable[[Remembered], Remembered]) -> None:
        def put_back() -> None:
            self._messages.withdraw(UNDO_TOPIC)
            self._memory.change(undo)

        action = Action("Undo", put_back, "undoViewButton")
        self._messages.show(Message(title, text, actions=(action,), topic=UNDO_TOPIC))

    def _on_counted(self, query_text: str, count: int | None) -> None:
        for view in self.views:
            if view.query_text == query_text:
                self.count_changed.emit(view.name, count)
