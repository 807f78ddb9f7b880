"""Buttons that leave a term out of a search that finds nothing, each with what it would find."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from catalogue_gui.catalogue.query import ProductQuery
from catalogue_gui.gui.products.empty_words import count_words, name_terms
from catalogue_gui.gui.products.relaxations import Relaxation

MAX_OFFERED = 4
_ROOM_IN_BUTTON = 28


class _RelaxButton(QPushButton):
    """Shortens the name of what is left out, never the count."""

    def __init__(self, relaxation: Relaxation) -> None:
        super().__init__()
        self.setObjectName("emptyRelaxButton")
        self._name = name_terms(relaxation.terms_removed)
        self._count = count_words(relaxation.count)
        whole = self._words(self._name)
        self.setAccessibleName(whole)
        self.setToolTip(whole)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        metrics = self.fontMetrics()
        room = self.width() - _ROOM_IN_BUTTON - metrics.horizontalAdvance(self._words(""))
        name = metrics.elidedText(self._name, Qt.TextElideMode.ElideMiddle, max(0, room))
        # In a button's text a single ampersand would be taken for a key.
        self.setText(self._words(name).replace("&", "&&"))

    def _words(self, name: str) -> str:
        return f"Without {name}: {self._count}"


class RelaxButtons(QWidget):
    """Offers up to four ways to find something, one below the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def offer(
        self, relaxations: Sequence[Relaxation], choose: Callable[[ProductQuery], None]
    ) -> None:
        """Make a button for each, in place of those before.

        Args:
            relaxations: the best first.
            choose: gets the query without those terms when a button is pressed.
        """
        while (item := self._column.takeAt(0)) is not None:
            button = item.widget()
            if button is not None:
                button.setParent(None)
                button.deleteLater()
        for relaxation in relaxations[:MAX_OFFERED]:
            made = _RelaxButton(relaxation)
            made.clicked.connect(lambda _=False, query=relaxation.query: choose(query))
            self._column.addWidget(made)
        self.setVisible(bool(relaxations))
