"""The search field under a user's hands: what is announced, offered, taken and pointed at."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.facets import Facets
from catalogue_gui.catalogue.language import QueryMistake, parse_query
from catalogue_gui.catalogue.query import ProductQuery, TagTerm
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.gui.connections.field_box import problem_colour
from catalogue_gui.gui.search.completion_popup import CompletionPopup
from catalogue_gui.gui.search.search_field import SearchField
from catalogue_gui.gui.search.vocabulary import Vocabulary
from catalogue_gui.jobs import JobRunner

KEY = Qt.Key
MOD = Qt.KeyboardModifier
NEVER_MS = 60_000
SOON_MS = 50

SHOP = """
    INSERT INTO products (name, price, category, tags, metadata)
    SELECT 'Product ' || n, 1, 'Home/Kitchen', ARRAY['organic'],
           jsonb_build_object('brand', 'Brand ' || n % 3, 'dims', jsonb_build_object('width', n))
    FROM generate_series(1, 30) AS n
    UNION ALL SELECT 'Orange', 1, 'Home', ARRAY['orange'], '{}'
    UNION ALL SELECT 'Rarity', 1, 'Toys', ARRAY['rare find'], '{}'
"""
# What the counts beside the table have shown so far: the rare tag is not among it.
SEEN = Facets(
    categories=(("Home", 1), ("Home/Kitchen", 30), ("Toys", 1)),
    tags=(("organic", 30), ("orange", 1)),
)


class Desk:
    """A window with the field in it, and what it announced."""

    def __init__(self, qtbot: QtBot, field: SearchField) -> None:
        self.qtbot = qtbot
        self.field = field
        self.queries: list[ProductQuery] = []
        self.mistakes: list[QueryMistake | None] = []
        self.searches: list[str] = []
        field.query_changed.connect(self.queries.append)
        field.mistake_found.connect(self.mistakes.append)
        field.searched.connect(self.searches.append)
        self.window = QWidget()
        self.window.resize(700, 400)
        self.button = QPushButton("Refresh")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout = QVBoxLayout(self.window)
        layout.addWidget(field)
        layout.addStretch(1)
        layout.addWidget(self.button)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        field.setFocus()
        qtbot.waitUntil(field.hasFocus)

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.field, text)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = MOD.NoModifier) -> None:
        self.qtbot.keyClick(self.field, key, modifiers)

    @property
    def popup(self) -> CompletionPopup:
        (found,) = self.window.findChildren(CompletionPopup, "completionPopup")
        return found

    @property
    def tip(self) -> QLabel:
        (found,) = self.window.findChildren(QLabel, "searchMistake")
        return found

    @property
    def offered(self) -> list[str]:
        """The labels in sight."""
        return [each.label for each in self.popup.suggestions] if self.popup.isVisible() else []

    def wait_for_query(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: self.field.query == parse_query(text))


@pytest.fixture
def shop_uri(catalogue_uri: str) -> str:
    """A catalogue with tags, categories and metadata."""
    with psycopg.connect(catalogue_uri) as connection:
        connection.execute(SHOP)
    return catalogue_uri


@pytest.fixture
def vocabulary(qtbot: QtBot, shop_uri: str) -> Iterator[Vocabulary]:
    """The words of the real catalogue, with its metadata keys known."""
    catalogue = Catalogue(Target.from_uri(shop_uri))
    catalogue.database.open()
    runner = JobRunner(catalogue.database)
    words = Vocabulary(runner)
    words.use_catalogue(catalogue)
    words.learn(SEEN)
    qtbot.waitUntil(lambda: bool(words.metadata_keys))
    yield words
    assert runner.shutdown()
    catalogue.database.close()
    words.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def desk(qtbot: QtBot, vocabulary: Vocabulary) -> Desk:
    """A field with suggestions, in which a pause never comes by itself."""
    return Desk(qtbot, SearchField(vocabulary, mistake_ms=NEVER_MS, remember_ms=NEVER_MS))


@pytest.fixture
def hasty(qtbot: QtBot, vocabulary: Vocabulary) -> Desk:
    """A field with suggestions, in which any pause comes soon."""
    return Desk(qtbot, SearchField(vocabulary, mistake_ms=SOON_MS, remember_ms=NEVER_MS))


@pytest.fixture
def plain(qtbot: QtBot) -> Desk:
    """A field without a catalogue, in which a pause never comes by itself."""
    return Desk(qtbot, SearchField(mistake_ms=NEVER_MS, remember_ms=NEVER_MS))


# -- what is announced


def test_that_typing_announces_what_is_looked_for_without_return(plain: Desk) -> None:
    plain.type("blue mug")
    plain.wait_for_query("blue mug")


def test_that_what_comes_in_one_go_is_announced_once(qtbot: QtBot) -> None:
    desk = Desk(qtbot, SearchField(debounce_ms=150))
    desk.type("mug")
    desk.wait_for_query("mug")
    assert desk.queries == [parse_query("mug")]


def test_that_return_announces_at_once(qtbot: QtBot) -> None:
    desk = Desk(qtbot, SearchField(debounce_ms=NEVER_MS))
    desk.type("mug")
    assert desk.queries == []
    desk.press(KEY.Key_Return)
    assert desk.queries == [parse_query("mug")]


def test_that_a_query_that_says_the_same_leaves_the_text_as_it_was_typed(plain: Desk) -> None:
    plain.type("cat:Home   tags:a ")
    plain.field.set_query(parse_query("category:Home tag:a"))
    assert plain.field.text() == "cat:Home   tags:a "
    plain.field.set_query(parse_query("tag:b"))
    assert plain.field.text() == "tag:b"
    assert plain.queries[-1] == parse_query("tag:b")


def test_that_a_query_replaces_a_text_with_a_mistake(plain: Desk) -> None:
    plain.type("mug price:x")
    plain.field.set_query(plain.field.query)
    assert plain.field.text() == ""
    assert plain.field.query.is_empty


def test_that_a_search_that_stands_is_announced_as_one_to_remember(qtbot: QtBot) -> None:
    desk = Desk(qtbot, SearchField(remember_ms=50))
    desk.type("blue mug ")
    qtbot.waitUntil(lambda: bool(desk.searches))
    desk.press(KEY.Key_Return)
    assert desk.searches == ["blue mug"]


def test_that_return_announces_a_search_to_remember_and_an_empty_one_is_not(plain: Desk) -> None:
    plain.press(KEY.Key_Return)
    plain.type("price:x")
    plain.press(KEY.Key_Return)
    assert plain.searches == []
    plain.field.clear()
    plain.type("mug")
    plain.press(KEY.Key_Return)
    assert plain.searches == ["mug"]


def test_that_the_arrow_down_leads_on_while_nothing_is_offered(plain: Desk) -> None:
    plain.type("mug")
    with plain.qtbot.waitSignal(plain.field.left_downwards):
        plain.press(KEY.Key_Down)
    assert plain.queries == [parse_query("mug")]


# -- what is offered and taken


def test_that_suggestions_open_as_one_types_with_none_chosen(desk: Desk) -> None:
    desk.type("tag:o")
    assert desk.offered == ["organic", "orange"]
    assert desk.popup.chosen is None
    assert desk.field.hasFocus()
    assert desk.popup.accessibleName() == "Suggestions"


def test_that_one_letter_of_plain_text_and_plain_words_open_nothing(desk: Desk) -> None:
    desk.type("t")
    assert desk.offered == []
    desk.type("owel")
    assert desk.offered == []


def test_that_typed_letters_all_arrive_while_suggestions_are_open(desk: Desk) -> None:
    desk.type("tag:organic,orange")
    assert desk.field.text() == "tag:organic,orange"
    assert desk.offered == []  # all of it stands there already


def test_that_return_takes_what_was_walked_to(desk: Desk) -> None:
    desk.type("tag:o")
    desk.press(KEY.Key_Down)
    desk.press(KEY.Key_Down)
    desk.press(KEY.Key_Return)
    assert desk.field.text() == "tag:orange"
    assert desk.offered == []
    desk.wait_for_query("tag:orange")


def test_that_return_applies_the_search_while_nothing_is_chosen(desk: Desk) -> None:
    desk.type("tag:o")
    desk.press(KEY.Key_Down)
    desk.press(KEY.Key_Up)
    assert desk.popup.chosen is None
    desk.press(KEY.Key_Return)
    assert desk.field.text() == "tag:o"
    assert desk.queries[-1] == parse_query("tag:o")
    assert desk.offered == []


def test_that_tab_takes_what_is_chosen_and_else_leads_on(desk: Desk) -> None:
    desk.type("tag:or")
    desk.press(KEY.Key_PageDown)
    desk.press(KEY.Key_Tab)
    assert desk.field.text() == "tag:organic"
    assert desk.field.hasFocus()
    desk.type(",o")
    assert desk.offered == ["orange"]
    desk.press(KEY.Key_Tab)
    assert desk.button.hasFocus()
    assert desk.field.text() == "tag:organic,o"
    assert desk.offered == []


def test_that_a_click_takes_a_suggestion_and_leaves_the_focus_in_the_field(desk: Desk) -> None:
    desk.type("category:home/k")
    assert desk.offered == ["Home/Kitchen"]
    place = desk.popup.visualRect(desk.popup.model().index(0, 0)).center()
    desk.qtbot.mouseClick(desk.popup.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.field.text() == "category:Home/Kitchen"
    assert desk.field.hasFocus()


def test_that_a_press_elsewhere_in_the_window_closes_the_suggestions(desk: Desk) -> None:
    desk.type("tag:o")
    handle = desk.window.windowHandle()
    inside = desk.popup.mapTo(desk.window, QPoint(desk.popup.width() - 4, 4))
    QTest.mousePress(handle, Qt.MouseButton.RightButton, MOD.NoModifier, inside)
    assert desk.offered
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, MOD.NoModifier, QPoint(350, 300))
    assert desk.offered == []
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, MOD.NoModifier, QPoint(350, 300))


def test_that_a_key_taken_is_followed_by_its_values(desk: Desk) -> None:
    desk.type("-ta")
    assert desk.offered == ["tag:"]
    desk.press(KEY.Key_Down)
    desk.press(KEY.Key_Return)
    assert desk.field.text() == "-tag:"
    assert desk.offered == ["organic", "orange"]


def test_that_nested_metadata_is_walked_key_by_key(desk: Desk) -> None:
    desk.type("meta.di")
    assert desk.offered == ["dims", "dims.width"]
    desk.press(KEY.Key_Down)
    desk.press(KEY.Key_Return)
    assert desk.field.text() == "meta.dims."
    assert desk.offered == ["dims.width"]


def test_that_metadata_values_come_from_the_server(desk: Desk) -> None:
    desk.type("meta.brand:b")
    desk.qtbot.waitUntil(lambda: desk.offered == ["Brand 0", "Brand 1", "Brand 2"])
    desk.type("rand")
    desk.press(KEY.Key_Down)
    desk.press(KEY.Key_Return)
    assert desk.field.text() == 'meta.brand:"Brand 0"'
    desk.wait_for_query('meta.brand:"Brand 0"')


def test_that_a_rare_tag_comes_from_the_server(desk: Desk) -> None:
    desk.type("tag:ra")
    assert desk.offered == []
    desk.qtbot.waitUntil(lambda: desk.offered == ["rare find"])
    desk.press(KEY.Key_Down)
    desk.press(KEY.Key_Return)
    assert desk.field.text() == 'tag:"rare find"'


def test_that_an_answer_that_comes_late_opens_nothing_again(
    desk: Desk, vocabulary: Vocabulary
) -> None:
    desk.type("tag:o")
    desk.press(KEY.Key_Escape)
    with desk.qtbot.waitSignal(vocabulary.tags_found):
        vocabulary.find_tags("o")
    assert desk.offered == []
    assert desk.field.text() == "tag:o"


def test_that_what_is_chosen_stays_chosen_when_more_is_offered(
    desk: Desk, vocabulary: Vocabulary
) -> None:
    desk.type("tag:o")
    desk.press(KEY.Key_Down)
    desk.press(KEY.Key_Down)
    vocabulary.learn(Facets(tags=(("oak", 9),)))
    assert desk.offered == ["organic", "oak", "orange"]
    assert desk.popup.chosen is not None
    assert desk.popup.chosen.label == "orange"


def test_that_a_value_typed_in_part_is_not_looked_for_while_it_is_offered_in_whole(
    desk: Desk,
) -> None:
    desk.type("tag:organi")
    desk.qtbot.waitUntil(desk.popup.isVisible)
    desk.type("c")
    desk.wait_for_query("tag:organic")
    assert not any(
        isinstance(term, TagTerm) and term.tags != ("organic",)
        for each in desk.queries
        for term in each.terms
    )


def test_that_a_category_with_others_below_it_is_whole(desk: Desk) -> None:
    desk.type("category:Home")
    desk.wait_for_query("category:Home")


def test_that_a_value_typed_in_part_is_looked_for_after_a_pause(hasty: Desk) -> None:
    hasty.type("tag:or")
    hasty.wait_for_query("tag:or")
    assert hasty.popup.isVisible()


def test_that_escape_closes_the_suggestions_first_and_then_clears(desk: Desk) -> None:
    desk.type("tag:o")
    desk.qtbot.waitUntil(desk.popup.isVisible)
    desk.press(KEY.Key_Escape)
    assert desk.offered == []
    assert desk.field.text() == "tag:o"
    desk.wait_for_query("tag:o")
    desk.press(KEY.Key_Escape)
    assert desk.field.text() == ""
    assert desk.queries[-1].is_empty


@pytest.mark.parametrize(
    ("key", "modifier"), [(KEY.Key_Space, MOD.ControlModifier), (KEY.Key_Down, MOD.AltModifier)]
)
def test_that_the_empty_field_offers_recent_searches_and_keys_when_asked(
    desk: Desk, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    desk.field.set_recent(["tag:organic mug", "Brand"])
    desk.press(key, modifier)
    assert desk.offered[:4] == ["tag:organic mug", "Brand", "tag:", "category:"]
    desk.press(KEY.Key_Down)
    desk.press(KEY.Key_Return)
    assert desk.field.text() == "tag:organic mug"
    desk.wait_for_query("tag:organic mug")


def test_that_undo_takes_back_a_suggestion(desk: Desk) -> None:
    desk.type("tag:or")
    desk.press(KEY.Key_Down)
    desk.press(KEY.Key_Return)
    assert desk.field.text() == "tag:organic"
    desk.field.undo()
    assert desk.field.text() == "tag:or"


def test_that_a_suggestion_lands_behind_an_emoji_where_it_was_typed(desk: Desk) -> None:
    desk.field.setText("🍵 tag:o 🍵")
    desk.field.setCursorPosition(len("🍵 tag:o") + 1)
    desk.press(KEY.Key_Space, MOD.ControlModifier)
    desk.press(KEY.Key_Down)
    desk.press(KEY.Key_Return)
    assert desk.field.text() == "🍵 tag:organic 🍵"
    desk.type("!")
    assert desk.field.text() == "🍵 tag:organic! 🍵"


def test_that_moving_to_another_word_closes_the_suggestions(desk: Desk) -> None:
    desk.type("mug tag:o")
    assert desk.offered
    desk.press(KEY.Key_Left)
    assert desk.offered  # still in the same tag
    desk.press(KEY.Key_Home)
    assert desk.offered == []


def test_that_suggestions_stand_under_the_word_and_within_a_small_window(desk: Desk) -> None:
    desk.window.resize(320, 200)
    desk.type("mug mug mug tag:o")
    shown = desk.popup.geometry()
    assert desk.window.rect().contains(shown)
    assert shown.top() >= desk.field.geometry().bottom()
    before = shown.left()
    desk.field.clear()
    desk.type("tag:o")
    assert desk.popup.geometry().left() < before


# -- mistakes


def test_that_an_unfinished_text_is_pointed_at_only_after_a_pause(qtbot: QtBot) -> None:
    desk = Desk(qtbot, SearchField(mistake_ms=150))
    desk.type("mug price:abc")
    assert desk.mistakes == []
    qtbot.waitUntil(lambda: bool(desk.mistakes))
    (mistake,) = desk.mistakes
    assert mistake is not None
    assert (mistake.start, mistake.end) == (10, 13)
    assert desk.tip.isVisible()
    assert mistake.reason in desk.tip.text()
    assert "still shows the previous search" in desk.tip.text()
    assert desk.field.toolTip() == mistake.reason
    assert desk.field.accessibleDescription() == mistake.reason
    assert all(not query.terms[1:] for query in desk.queries)


def test_that_return_points_at_a_mistake_at_once(plain: Desk) -> None:
    plain.type("price:abc")
    plain.press(KEY.Key_Return)
    assert plain.tip.isVisible()
    assert plain.tip.y() >= plain.field.geometry().bottom()


def test_that_leaving_the_field_points_at_a_mistake_at_once(plain: Desk) -> None:
    plain.type("price:abc")
    plain.button.setFocus()
    plain.qtbot.waitUntil(plain.tip.isVisible)


def test_that_a_mistake_mended_is_pointed_at_no_more(plain: Desk) -> None:
    plain.type("price:5x")
    plain.press(KEY.Key_Return)
    plain.press(KEY.Key_Backspace)
    assert plain.mistakes[-1] is None
    assert not plain.tip.isVisible()
    assert "not a price" not in plain.field.toolTip()
    plain.wait_for_query("price:5")


def test_that_a_mistake_stays_pointed_at_while_one_types_on_behind_it(plain: Desk) -> None:
    plain.type("price:5x")
    plain.press(KEY.Key_Return)
    plain.type(" mug")
    assert plain.tip.isVisible()
    assert len(plain.mistakes) == 1


def test_that_clearing_takes_the_mistake_away(plain: Desk) -> None:
    plain.type("price:5x")
    plain.press(KEY.Key_Return)
    plain.press(KEY.Key_Escape)
    assert not plain.tip.isVisible()
    assert plain.mistakes[-1] is None


def test_that_the_tip_is_away_while_another_window_is_used(plain: Desk) -> None:
    plain.type("price:5x")
    plain.press(KEY.Key_Return)
    other = QLineEdit()
    plain.qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    plain.qtbot.waitUntil(lambda: not plain.tip.isVisible())
    plain.window.activateWindow()
    plain.qtbot.waitUntil(plain.tip.isVisible)


def test_that_the_tip_moves_nothing_and_gives_way_to_suggestions(desk: Desk) -> None:
    before = desk.button.geometry()
    desk.type("price:5x")
    desk.press(KEY.Key_Return)
    assert desk.tip.isVisible()
    assert desk.button.geometry() == before
    desk.type(" tag:o")
    assert desk.offered
    assert not desk.tip.isVisible()
    desk.press(KEY.Key_Escape)
    assert desk.tip.isVisible()


def test_that_pointing_touches_neither_text_nor_cursor_nor_undo(plain: Desk) -> None:
    field = plain.field
    plain.type("mug price:abc")
    field.setSelection(2, 4)
    changes: list[object] = []
    for signal in (
        field.textChanged,
        field.textEdited,
        field.cursorPositionChanged,
        field.selectionChanged,
    ):
        signal.connect(lambda *_: changes.append(1))
    field.apply()
    assert plain.mistakes[-1] is not None
    assert changes == []
    assert (field.text(), field.selectedText()) == ("mug price:abc", "g pr")
    field.undo()
    assert field.text() == ""
    field.redo()
    assert field.text() == "mug price:abc"


def test_that_a_mistake_is_underlined_in_the_field(plain: Desk) -> None:
    plain.type("mug price:abc")
    assert problem_columns(plain.field) == []
    plain.field.apply()
    columns = problem_columns(plain.field)
    metrics = plain.field.fontMetrics()
    start = plain.field.cursorRect().center().x() - metrics.horizontalAdvance("abc")
    assert columns
    assert min(columns) >= start - 2
    assert max(columns) <= plain.field.cursorRect().center().x() + 2


def problem_columns(field: SearchField) -> list[int]:
    """The x coordinates, in the field, where something is drawn in the colour of a problem."""
    image: QImage = field.grab().toImage()
    wanted = problem_colour(field.palette())

    def is_like(x: int, y: int) -> bool:
        colour = image.pixelColor(x, y)
        return colour.red() - colour.green() > (wanted.red() - wanted.green()) / 2

    return sorted({x for x in range(image.width()) for y in range(image.height()) if is_like(x, y)})


def test_that_letters_being_composed_are_left_to_the_input_method(plain: Desk) -> None:
    field = plain.field
    plain.type("price:abc ")
    compose(field, "にほ")
    field.apply()  # a mistake is found meanwhile
    assert field.text() == "price:abc "
    compose(field, "にほん")
    finish(field, "日本")
    assert field.text() == "price:abc 日本"
    assert problem_columns(field)


def test_that_composing_given_up_leaves_the_marks_as_they_were(plain: Desk) -> None:
    plain.type("price:abc ")
    plain.field.apply()
    before = problem_columns(plain.field)
    compose(plain.field, "に")
    compose(plain.field, "")
    assert problem_columns(plain.field) == before
    assert plain.field.text() == "price:abc "


def compose(field: SearchField, letters: str) -> None:
    """Show letters as an input method does that are not decided yet."""
    QCoreApplication.sendEvent(field, QInputMethodEvent(letters, []))


def finish(field: SearchField, letters: str) -> None:
    """Enter what was composed."""
    event = QInputMethodEvent("", [])
    event.setCommitString(letters)
    QCoreApplication.sendEvent(field, event)
