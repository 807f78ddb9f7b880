"""Watching the connections for as long as somebody looks, and no longer."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

from catalogue_gui.catalogue.connection_health import PoolFigures, ServerFacts
from catalogue_gui.catalogue.errors import CatalogueError
from catalogue_gui.gui.icons import line_icon
from catalogue_gui.gui.session import CatalogueSession
from catalogue_gui.jobs import JobContext, JobHandle, JobRunner

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue
    from catalogue_gui.gui.health.panel import HealthPanel

LOOK_EVERY_MS = 1_000  # at the pool's counters, which costs nothing
# At the server, which costs it two short questions.
ASK_EVERY_LOOKS = 3
KEPT_ROUND_TRIPS = 60  # the last three minutes


class ConnectionHealth(QObject):
    """Opens the panel and fills it. ``action`` and ``button`` open it; nothing is asked while it is closed.

    Args:
        session: the window's connection.
        runner: asks the server.
        window: the panel's parent.
        look_every_ms: how often the figures are renewed.
    """

    def __init__(
        self,
        session: CatalogueSession,
        runner: JobRunner,
        window: QWidget,
        *,
        look_every_ms: int = LOOK_EVERY_MS,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._runner = runner
        self._window = window
        self._panel: HealthPanel | None = None
        self._asked_of: Catalogue | None = None
        self._facts: list[ServerFacts] = []
        self._round_trips_ms: deque[float] = deque(maxlen=KEPT_ROUND_TRIPS)
        self._looks = 0
        self._asking: JobHandle[list[ServerFacts]] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(look_every_ms)
        self._timer.timeout.connect(self._look)
        self.action = QAction("Connection health…", self)
        self.action.setObjectName("healthAction")
        self.action.triggered.connect(self.show_panel)
        self.button = QToolButton()
        self.button.setObjectName("healthButton")
        self.button.setAccessibleName("Connection health")
        self.button.setToolTip("Connection health: how quick, how busy, how safe the connection is")
        self.button.setIcon(line_icon("info"))
        self.button.setAutoRaise(True)
        self.button.clicked.connect(self.show_panel)

    @property
    def panel(self) -> HealthPanel | None:
        """The panel, while it is open."""
        return self._panel

    def show_panel(self) -> None:
        """Open the panel, or bring it to the front."""
        if self._panel is None:
            # Imported when it is asked for: the window has rows to show first.
            from catalogue_gui.gui.health.panel import HealthPanel

            self._panel = HealthPanel(self._window)
            self._panel.finished.connect(self._on_closed)
            self._looks = 0
            self._look()
            self._timer.start()
        self._panel.show()
        self._panel.raise_()
        self._panel.activateWindow()

    def _on_closed(self) -> None:
        self._timer.stop()
        if self._asking is not None:
            self._asking.cancel()
        panel, self._panel = self._panel, None
        if panel is not None:
            panel.deleteLater()

    def _look(self) -> None:
        catalogue = self._session.catalogue
        if catalogue is not self._asked_of:
            self._asked_of = catalogue
            self._facts = []
            self._round_trips_ms.clear()
            self._looks = 0
        if catalogue is not None and self._looks % ASK_EVERY_LOOKS == 0:
            self._ask(catalogue)
        self._looks += 1
        self._show()

    def _ask(self, catalogue: Catalogue) -> None:
        if self._asking is not None and self._asking.is_active:
            return  # a busy pool or a slow line is not helped by another question

        def work(_: JobContext) -> list[ServerFacts]:
            return catalogue.database.ask_servers()

        def done(facts: list[ServerFacts]) -> None:
            if catalogue is self._asked_of and facts:
                self._facts = facts
                self._round_trips_ms.append(facts[-1].round_trip_ms)
                self._show()

        self._asking = self._runner.submit(
            work, owner=self, on_success=done, on_failure=self._on_no_answer
        )

    def _on_no_answer(self, _: CatalogueError) -> None:
        """The session says what is the matter; what was known of the server is no longer certain."""
        self._facts = []
        self._show()

    def _show(self) -> None:
        if self._panel is None:
            return
        from catalogue_gui.gui.health.wording import describe

        catalogue = self._asked_of
        figures = catalogue.database.figures() if catalogue is not None else PoolFigures()
        lines = describe(self._session.state, self._facts, self._round_trips_ms, figures)
        self._panel.show_lines(lines, self._round_trips_ms)
