"""Conditions on the metadata, put together in the panel on a real catalogue."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.query_text import format_query
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.gui.search.counted_rows import COUNT_ROLE
from catalogue_gui.gui.search.metadata_filter import MetadataFilter
from catalogue_gui.gui.search.value_field import ValueField
from catalogue_gui.gui.search.vocabulary import Vocabulary
from catalogue_gui.jobs import JobRunner

PRODUCTS = """
    INSERT INTO products (name, price, category, metadata)
    SELECT 'Product ' || n, 1, 'Home', jsonb_build_object(
        'brand', CASE WHEN n < 3 THEN 'Acme' ELSE 'Bolt, Inc' END, 'dims', jsonb_build_object('w', n + 0.5),
        'vegan', n < 2, 'sizes', jsonb_build_array('M', 'L'))
    FROM generate_series(0, 4) AS n
"""


@pytest.fixture
def vocabulary(qtbot: QtBot, qapp: QCoreApplication, catalogue_uri: str) -> Iterator[Vocabulary]:
    """The words of a catalogue of five products."""
    with psycopg.connect(catalogue_uri) as connection:
        connection.execute(PRODUCTS)
    catalogue = Catalogue(Target.from_uri(catalogue_uri))
    catalogue.database.open()
    runner = JobRunner(catalogue.database)
    made = Vocabulary(runner)
    made.use_catalogue(catalogue)
    made.look_for_keys()
    qtbot.waitUntil(lambda: len(made.metadata_keys) == 5)
    yield made
    assert runner.shutdown()
    catalogue.database.close()


class Driver:
    """The filter, and the search text that its conditions are added to."""

    def __init__(self, qtbot: QtBot, vocabulary: Vocabulary) -> None:
        self.qtbot = qtbot
        self.filter = MetadataFilter(vocabulary)
        qtbot.addWidget(self.filter)
        self.filter.show()
        self.filter.activateWindow()
        qtbot.waitUntil(self.filter.isActiveWindow)
        self.text = ""
        self.filter.query_wanted.connect(self._on_query_wanted)
        key, operator = (
            self.filter.findChild(QComboBox, name) for name in ("metadataKey", "metadataOperator")
        )
        value, upper = (
            self.filter.findChild(QLineEdit, name) for name in ("metadataValue", "metadataValueTo")
        )
        add = self.filter.findChild(QPushButton, "metadataAddButton")
        reason = self.filter.findChild(QLabel, "metadataReason")
        assert key is not None
        assert operator is not None
        assert isinstance(value, ValueField)
        assert upper is not None
        assert add is not None
        assert reason is not None
        self.key, self.operator, self.value, self.upper = key, operator, value, upper
        self.add, self.reason = add, reason

    def _on_query_wanted(self, query: object) -> None:
        self.text = format_query(query)  # type: ignore[arg-type]
        self.filter.show_query(query)  # type: ignore[arg-type]

    def operators(self) -> list[str]:
        return [self.operator.itemText(row) for row in range(self.operator.count())]

    def choose(self, key: str, operator: str) -> None:
        self.key.setEditText(key)
        row = self.operator.findText(operator)
        assert row >= 0, operator
        self.operator.setCurrentIndex(row)

    @property
    def popup(self) -> QAbstractItemView:
        return self.value._popup

    def suggestions(self) -> list[tuple[str, str]]:
        if not self.popup.isVisible():
            return []
        model = self.popup.model()
        rows = (model.index(row, 0) for row in range(model.rowCount()))
        return [(str(each.data()), str(each.data(COUNT_ROLE))) for each in rows]

    def wait_for(self, suggestions: list[tuple[str, str]]) -> None:
        self.qtbot.waitUntil(lambda: self.suggestions() == suggestions)

    def pick(self, row: int) -> None:
        self.popup.setCurrentIndex(self.popup.model().index(row, 0))
        self.qtbot.keyClick(self.popup, Qt.Key.Key_Return)


@pytest.fixture
def driver(qtbot: QtBot, vocabulary: Vocabulary) -> Driver:
    return Driver(qtbot, vocabulary)


def test_that_the_keys_of_the_catalogue_are_offered_nested_ones_too(driver: Driver) -> None:
    keys = {driver.key.itemText(row) for row in range(driver.key.count())}
    assert keys == {"brand", "dims", "dims.w", "vegan", "sizes"}
    assert driver.key.currentText() == ""


def test_that_the_operators_are_those_of_the_values_kind(driver: Driver) -> None:
    first = {}
    for key in ("brand", "dims.w", "vegan", "sizes", "dims", "never seen"):
        driver.key.setEditText(key)
        first[key] = driver.operators()[0]
    assert first == {
        "brand": "is",
        "dims.w": "=",
        "vegan": "is yes",
        "sizes": "contains",
        "dims": "is there",
        "never seen": "is",
    }


def test_that_a_condition_is_added_after_the_others(driver: Driver) -> None:
    driver.filter.show_query(parse_query("mug -tag:a"))
    driver.choose("brand", "is")
    driver.qtbot.keyClicks(driver.value, "Acme")
    driver.qtbot.mouseClick(driver.add, Qt.MouseButton.LeftButton)
    assert driver.text == "mug -tag:a meta.brand:Acme"
    assert driver.value.text() == ""
    driver.choose("vegan", "is yes")
    assert not driver.value.isVisible()
    driver.add.click()
    assert driver.text == "mug -tag:a meta.brand:Acme meta.vegan:true"
    driver.choose("sizes", "is not there")
    driver.add.click()
    assert driver.text.endswith(" -has:meta.sizes")


def test_that_numbers_are_typed_as_the_locale_writes_them(driver: Driver) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    try:
        driver.choose("dims.w", "from – to")
        assert driver.upper.isVisible()
        driver.qtbot.keyClicks(driver.value, "1,5")
        driver.qtbot.keyClicks(driver.upper, "1.000")
        driver.qtbot.keyClick(driver.upper, Qt.Key.Key_Return)
        assert driver.text == "meta.dims.w:1.5..1000"
    finally:
        QLocale.setDefault(before)


def test_that_what_is_missing_or_wrong_is_said_beside_it(driver: Driver) -> None:
    driver.add.click()
    assert driver.reason.isVisible()
    assert driver.key.hasFocus()
    driver.choose("dims.w", ">")
    assert not driver.reason.isVisible()
    driver.qtbot.keyClicks(driver.value, "ten")
    driver.qtbot.keyClick(driver.value, Qt.Key.Key_Return)
    assert driver.reason.text() == "“ten” is not a number."
    assert driver.value.hasFocus()
    assert driver.text == ""
    driver.qtbot.keyClick(driver.value, Qt.Key.Key_Backspace)
    assert not driver.reason.isVisible()


def test_that_a_key_may_be_written_as_in_the_search_text(driver: Driver) -> None:
    driver.choose("meta.material", "is")
    driver.qtbot.keyClicks(driver.value, "oak")
    driver.qtbot.keyClick(driver.value, Qt.Key.Key_Return)
    assert driver.text == "meta.material:oak"


def test_that_a_click_suggests_the_values_that_there_are_with_their_counts(driver: Driver) -> None:
    driver.choose("brand", "is")
    driver.qtbot.mouseClick(driver.value, Qt.MouseButton.LeftButton)
    driver.wait_for([("Acme", "3"), ("Bolt, Inc", "2")])
    driver.pick(1)
    assert driver.text == ""
    assert not driver.reason.isVisible()
    assert driver.value.text() == "Bolt, Inc"
    driver.add.click()
    assert driver.text == 'meta.brand:"Bolt, Inc"'


def test_that_typing_narrows_the_suggestions(driver: Driver) -> None:
    driver.choose("brand", "is")
    driver.value.setFocus()
    driver.qtbot.keyClicks(driver.value, "bo")
    driver.wait_for([("Bolt, Inc", "2")])
    driver.qtbot.keyClick(driver.popup, Qt.Key.Key_Return)
    assert driver.text == "meta.brand:bo"
    assert not driver.popup.isVisible()


def test_that_of_several_values_each_is_suggested(driver: Driver) -> None:
    driver.choose("brand", "is one of")
    driver.value.setFocus()
    driver.qtbot.keyClicks(driver.value, "Acme, B")
    driver.wait_for([("Bolt, Inc", "2")])
    driver.pick(0)
    assert driver.value.text() == 'Acme, "Bolt, Inc"'
    driver.qtbot.keyClick(driver.value, Qt.Key.Key_Return)
    assert driver.text == 'meta.brand:Acme,"Bolt, Inc"'


def test_that_suggestions_for_another_key_are_not_shown(
    driver: Driver, vocabulary: Vocabulary
) -> None:
    driver.choose("brand", "is")
    driver.value.setFocus()
    driver.qtbot.keyClick(driver.value, Qt.Key.Key_Down)
    driver.key.setEditText("sizes")
    vocabulary.values_found.emit(("brand",), "", (("Acme", 3),))
    assert driver.suggestions() == []


def test_that_the_line_in_which_a_key_is_typed_has_a_name_of_its_own(driver: Driver) -> None:
    line = driver.filter.findChild(QLineEdit, "metadataKeyText")
    assert line is not None
    assert line.accessibleName() == "Metadata key"
