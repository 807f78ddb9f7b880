"""What stands where the table would be when there is nothing to show, and what helps then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from catalogue_gui.catalogue.query import ProductQuery
from catalogue_gui.gui.action_row import Action, ActionRow
from catalogue_gui.gui.products.emptiness import Emptiness
from catalogue_gui.gui.products.empty_words import describe_search, query_of
from catalogue_gui.gui.products.relax_buttons import RelaxButtons
from catalogue_gui.gui.products.relaxations import Relaxation

TEXT_WIDTH = 400
_MARGIN = 24


@dataclass(frozen=True)
class Help:
    """What can be done when there is nothing to show.

    ``set_up`` is told whether text search shall be made fast, which adds an extension to the database.
    """

    connect: Callable[[], None]
    open_demo: Callable[[], None]
    set_up: Callable[[bool], None]
    import_file: Callable[[], None]
    add: Callable[[], None]
    clear_search: Callable[[], None]


class EmptyState(QWidget):
    """A title, a sentence and a few buttons, in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("emptyState")
        self._shown: tuple[object, ...] = ()
        self._query = ProductQuery()
        self._title = _label("emptyStateTitle")
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        self._title.setFont(font)
        self._text = _label("emptyStateText")
        self._looking = _label("emptyLookingLabel")
        self._looking.setText("Looking for what could be left out…")
        self._looking.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._relax = RelaxButtons()
        self._fast_text = QCheckBox("Make text search fast (adds the extension pg_trgm)")
        self._fast_text.setObjectName("fastTextCheck")
        self._fast_text.setAccessibleName(self._fast_text.text())
        self._fast_text.setToolTip(
            "With it, words in the middle of a name are found at once in large catalogues too."
        )
        self._buttons = ActionRow()
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(10)
        layout.addStretch(2)
        layout.addWidget(self._title)
        layout.addWidget(self._text)
        layout.addWidget(self._fast_text, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._looking)
        layout.addWidget(self._relax)
        layout.addSpacing(2)
        row = QHBoxLayout()
        row.addStretch()
        row.addLayout(self._buttons)
        row.addStretch()
        layout.addLayout(row)
        layout.addStretch(3)

    def minimumSizeHint(self) -> QSize:
        # The texts wrap: they are no reason for the window to be wide.
        width = 240
        if not self._fast_text.isHidden():
            width = max(width, self._fast_text.minimumSizeHint().width() + 2 * _MARGIN)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The column in the middle is made by the margins: only at its own width does a text that wraps know its height.
        side = max(_MARGIN, (self.width() - TEXT_WIDTH) // 2)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(side, _MARGIN, side, _MARGIN)

    def show_reason(
        self,
        reason: Emptiness,
        search_text: str,
        help_: Help,
        *,
        can_have_fast_text: bool = False,
    ) -> None:
        """Say why there is nothing and offer what helps. The same reason again changes nothing.

        Args:
            reason: why.
            search_text: what was looked for.
            help_: what can be done about it.
            can_have_fast_text: True when "Set up catalogue" could add the extension for fast text search.
        """
        shown = (reason, search_text, help_, can_have_fast_text)
        if shown == self._shown:
            return  # what was found out meanwhile, and the keyboard's focus, stay
        self._shown = shown
        is_searched = reason == Emptiness.NOTHING_FOUND
        self._query = query_of(search_text) if is_searched else ProductQuery()
        # A single term is left out by clearing the search.
        self._looking.setVisible(len(self._query.terms) > 1)
        self._relax.offer((), lambda _: None)
        self._fast_text.setVisible(reason == Emptiness.NO_TABLE and can_have_fast_text)
        self._fast_text.setChecked(can_have_fast_text)
        self._describe(reason, search_text, help_)

    def show_relaxations(
        self,
        query: ProductQuery,
        relaxations: Sequence[Relaxation],
        choose: Callable[[ProductQuery], None],
    ) -> None:
        """Offer to leave terms out of the search that finds nothing.

        Args:
            query: the search they belong to; another one than the one shown is of no interest any more.
            relaxations: the best first; none when nothing helps, or when it could not be found out.
            choose: gets the query that the user chose.
        """
        if self._query.is_empty or query != self._query:
            return
        self._looking.hide()
        self._relax.offer(relaxations, choose)

    def _describe(self, reason: Emptiness, search_text: str, help_: Help) -> None:
        connect = Action("Connections…", help_.connect, "emptyConnectButton")
        match reason:
            case Emptiness.CLOSED:
                self._say(
                    "No catalogue open",
                    "Connect to your catalogue's server, or look around in the demo catalogue on this computer.",
                    connect,
                    Action("Open the demo catalogue", help_.open_demo, "emptyDemoButton"),
                )
            case Emptiness.OPENING:
                self._say("Opening…", "")
            case Emptiness.NO_TABLE:
                self._say(
                    "No products table in this database",
                    "“Set up catalogue” makes an empty one. What is in the database stays as it is.",
                    Action(
                        "Set up catalogue",
                        lambda: help_.set_up(self._wants_fast_text),
                        "emptySetUpButton",
                    ),
                    connect,
                )
            case Emptiness.NO_PRODUCTS:
                self._say(
                    "No products yet",
                    "Import a price list, or add the first product by hand. "
                    "A CSV file can also be dropped anywhere on this window.",
                    Action("Import a CSV file…", help_.import_file, "emptyImportButton"),
                    Action("Add a product…", help_.add, "emptyNewButton"),
                )
            case Emptiness.NOTHING_FOUND:
                self._say(
                    "Nothing found",
                    describe_search(search_text),
                    Action("Clear the search", help_.clear_search, "emptyClearButton"),
                )

    @property
    def _wants_fast_text(self) -> bool:
        return not self._fast_text.isHidden() and self._fast_text.isChecked()

    def _say(self, title: str, text: str, *actions: Action) -> None:
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._buttons.show_actions(actions)


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
