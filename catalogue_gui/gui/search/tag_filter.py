"""Choose tags: all of some, any of some, none of some."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QListView,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.catalogue.query import ProductQuery
from catalogue_gui.catalogue.tag_groups import (
    TagChoice,
    TagGroup,
    in_present_order,
    listed_tags,
)
from catalogue_gui.gui.search.counted_rows import (
    COUNTING,
    MARGIN,
    fit_height,
    paint_nothing_here,
)
from catalogue_gui.gui.search.segments import Segment, join_segments
from catalogue_gui.gui.search.tag_model import TagDelegate, TagModel
from catalogue_gui.gui.search.vocabulary import Counts, Vocabulary

MANY_TAGS = 12  # more than one finds by looking
LISTED_AT_MOST = 500  # with so many in the counts there may be more on the server
_ASK_DELAY_MS = 200
_GROUPS = (
    (TagGroup.ALL, "All", "Products with all of these tags"),
    (TagGroup.ANY, "Any", "Products with any of these tags"),
    (TagGroup.NONE, "None", "Products with none of these tags"),
)
_PUTS = (
    (TagGroup.ALL, "Must have it"),
    (TagGroup.ANY, "Have it or another"),
    (TagGroup.NONE, "Leave it out"),
    (None, "No matter"),
)


class TagList(QListView):
    """The tags; a click anywhere in a row, Space or Return asks for the tag or gives it up."""

    chosen = Signal(str)

    def __init__(self, model: TagModel) -> None:
        super().__init__()
        self.setObjectName("tagFilter")
        self.setAccessibleName("Tags")
        self.empty_words = ""
        self._tags = model
        self.setModel(model)
        self.setItemDelegate(TagDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)  # the row under the pointer lights up
        self.clicked.connect(lambda index: self.chosen.emit(model.tag_at(index.row())))
        model.toggled.connect(self.chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Return choose as a click does."""
        index = self.currentIndex()
        if (
            event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and index.isValid()
        ):
            self.chosen.emit(self._tags.tag_at(index.row()))
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say so when there is nothing to choose from."""
        super().paintEvent(event)
        if self._tags.rowCount() == 0:
            paint_nothing_here(self, self.empty_words)


class TagFilter(QWidget):
    """Says which group a click puts a tag into, finds a tag among many, lists them with their counts.

    Args:
        vocabulary: knows tags that the counts do not list.
    """

    query_wanted = Signal(object)  # ProductQuery

    def __init__(self, vocabulary: Vocabulary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vocabulary = vocabulary
        self._choice = TagChoice()
        self._query = ProductQuery()
        self._counts: Counts = ()
        self._found: tuple[str, ...] = ()
        self._needle = ""
        self._is_counting = False
        self._model = TagModel(self)
        self._list = TagList(self._model)
        self._list.chosen.connect(self._on_tag_chosen)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._show_menu)
        self._search = _search_field()
        self._search.textChanged.connect(self._on_search_typed)
        self._search.returnPressed.connect(self._on_search_return)
        self._ask = QTimer(self)
        self._ask.setSingleShot(True)
        self._ask.setInterval(_ASK_DELAY_MS)
        self._ask.timeout.connect(lambda: vocabulary.find_tags(self._search.text().strip()))
        vocabulary.tags_found.connect(self._on_tags_found)
        vocabulary.changed.connect(self._fill)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        # No higher than the list of tags may grow, so that a short one leaves the room to others.
        layout.setSizeConstraint(QLayout.SizeConstraint.SetMinAndMaxSize)
        above = QVBoxLayout()
        above.setContentsMargins(MARGIN, 0, MARGIN, 0)
        above.setSpacing(4)
        above.addLayout(self._make_segments())
        above.addWidget(self._search)
        layout.addLayout(above)
        layout.addWidget(self._list, 1)
        self._fill()

    def show_counts(self, counts: Counts) -> None:
        """Show the tags of what was found, the most frequent first."""
        self._counts = counts
        self._is_counting = False
        self._fill()

    def show_counting(self) -> None:
        """Say that the counts are on their way, where there are none yet."""
        self._is_counting = True
        self._fill()

    def show_query(self, query: ProductQuery) -> None:
        """Mark the tags that a query names."""
        self._query = query
        self._fill()

    def _make_segments(self) -> QHBoxLayout:
        segments = []
        together = QButtonGroup(self)
        for group, text, words in _GROUPS:
            button = Segment(f"tagMode{text}", text, words)
            button.setChecked(group == self._choice.group)
            button.clicked.connect(lambda _, group=group: self._on_group_chosen(group))
            together.addButton(button)
            segments.append(button)
        return join_segments(segments)

    def _fill(self) -> None:
        needle = self._search.text()
        marks = self._choice.marks(self._query)
        # A tag that goes with none of those chosen has no count here, and in "any" it is the one to add.
        is_any = self._choice.group == TagGroup.ANY
        known = [tag for tag, _ in self._vocabulary.tags] if is_any else []
        if needle:
            known.extend(self._found)
        rows = listed_tags(self._counts, marks, known, needle)
        is_held = self.underMouse() and needle == self._needle and self._model.rowCount() > 0
        self._needle = needle
        if is_held:
            rows = in_present_order(rows, self._model.tags())
        self._search.setVisible(bool(needle) or len(rows) > MANY_TAGS)
        if needle.strip():
            self._list.empty_words = f"No tag with “{needle.strip()}”"
        else:
            self._list.empty_words = COUNTING if self._is_counting else "No tags"
        top = self._list.verticalScrollBar().value()
        current = self._list.currentIndex()
        tag = self._model.tag_at(current.row()) if current.isValid() else ""
        if not is_held:
            fit_height(self._list, len(rows))
        if self._model.show(rows, marks):
            self._list.setCurrentIndex(self._model.index(self._model.row_of(tag)))
            self._list.doItemsLayout()
            self._list.verticalScrollBar().setValue(top)

    def _on_tag_chosen(self, tag: str) -> None:
        self.query_wanted.emit(self._choice.toggled(self._query, tag))

    def _on_group_chosen(self, group: TagGroup) -> None:
        query = self._choice.choose_group(self._query, group)
        self._fill()
        if query != self._query:
            self.query_wanted.emit(query)

    def menu(self, tag: str) -> QMenu:
        """What can be done with one tag, whichever group is the present one."""
        menu = QMenu(self)
        menu.setObjectName("tagMenu")
        for group, words in _PUTS:
            action = menu.addAction(words, partial(self._put, tag, group))
            action.setCheckable(True)
            groups = self._choice.marks(self._query).get(tag, ())
            action.setChecked(group in groups if group is not None else not groups)
        return menu

    def _put(self, tag: str, group: TagGroup | None) -> None:
        self.query_wanted.emit(self._choice.put(self._query, tag, group))

    def _show_menu(self, place: QPoint) -> None:
        index = self._list.indexAt(place)
        if index.isValid():
            menu = self.menu(self._model.tag_at(index.row()))
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self._list.viewport().mapToGlobal(place))

    def leaveEvent(self, event: QEvent) -> None:
        """Put the tags in order again, which stood still under the pointer."""
        super().leaveEvent(event)
        self._fill()

    def _on_search_typed(self, text: str) -> None:
        self._found = ()
        if text.strip() and len(self._counts) >= LISTED_AT_MOST:
            self._ask.start()
        else:
            self._ask.stop()
        self._fill()

    def _on_search_return(self) -> None:
        if self._search.text().strip() and self._model.rowCount():
            self._on_tag_chosen(self._model.tag_at(0))

    def _on_tags_found(self, prefix: str, found: Counts) -> None:
        if prefix and prefix == self._search.text().strip():
            self._found = tuple(tag for tag, _ in found)
            self._fill()


def _search_field() -> QLineEdit:
    field = QLineEdit()
    field.setObjectName("tagSearch")
    field.setAccessibleName("Find a tag")
    field.setPlaceholderText("Find a tag")
    field.setToolTip("Lists only tags with this text. Return chooses the first one.")
    field.setClearButtonEnabled(True)
    for button in field.findChildren(QToolButton):
        button.setObjectName("tagSearchClearButton")
        button.setAccessibleName("List all tags")
    return field
