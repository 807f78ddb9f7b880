"""A product as a new one: the dialog opens filled, and what is not typed comes along."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import psycopg
import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.product import Field, Product
from catalogue_gui.catalogue.typed_values import NumberMarks
from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.gui.messages import Messages
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.new_product import (
    NewProductDialog,
    copy_of,
    read_new_product,
    texts_of,
)
from catalogue_gui.jobs import JobRunner

METADATA = '{"n": 12345678901234567890, "price": 10.00}'


@pytest.fixture
def catalogue(catalogue_uri: str) -> Iterator[Catalogue]:
    """A catalogue of one product."""
    with psycopg.connect(catalogue_uri) as connection:
        connection.execute(
            "INSERT INTO products (name, price, category, tags, metadata, stock) VALUES "
            "('Tea', 1234.50, 'Food', %s, %s, 7)",
            (["hot", "a, b"], METADATA),
        )
    catalogue = Catalogue(Target.from_uri(catalogue_uri))
    catalogue.database.open()
    yield catalogue
    catalogue.database.close()


@pytest.fixture
def editing(qapp: QCoreApplication, catalogue: Catalogue) -> Iterator[ProductEditing]:
    """What adds products to it."""
    runner = JobRunner(catalogue.database)
    editing = ProductEditing(runner)
    editing.use_catalogue(catalogue)
    yield editing
    assert runner.shutdown()


@pytest.fixture
def tea(catalogue: Catalogue) -> Product:
    """The product."""
    with catalogue.database.connection() as connection:
        row = connection.execute("SELECT id FROM products").fetchone()
        assert row is not None
        (product,) = catalogue.fetch_page(connection, [row[0]])
    assert product is not None
    return product


def open_dialog(qtbot: QtBot, editing: ProductEditing, tea: Product) -> NewProductDialog:
    dialog = NewProductDialog(editing, Messages(), [], like=copy_of(tea))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def line(dialog: NewProductDialog, name: str) -> QLineEdit:
    found = dialog.findChild(QLineEdit, name)
    assert found is not None
    return found


def test_that_a_copy_is_another_product_with_everything_but_its_past(tea: Product) -> None:
    copy = copy_of(tea)
    assert (copy.name, copy.price, copy.tags) == ("Tea (copy)", Decimal("1234.50"), ("hot", "a, b"))
    assert (copy.id, copy.created_at) == (None, None)
    assert copy.metadata_text == tea.metadata_text


@pytest.mark.parametrize(
    "marks", [NumberMarks(".", ","), NumberMarks(",", "."), NumberMarks(",", " ")]
)
def test_that_what_is_filled_in_is_read_back_in_any_locale(
    tea: Product, marks: NumberMarks
) -> None:
    copy = copy_of(tea)
    assert read_new_product(texts_of(copy, marks), marks, None, copy.metadata_text) == copy


def test_that_the_dialog_opens_filled_and_adds_the_copy(
    qtbot: QtBot, editing: ProductEditing, tea: Product
) -> None:
    dialog = open_dialog(qtbot, editing, tea)
    assert dialog.windowTitle() == "Duplicate product"
    name = line(dialog, "newName")
    assert name.text() == "Tea (copy)"
    assert name.selectedText() == " (copy)"
    note = dialog.findChild(QLabel, "newMetadataNote")
    assert note is not None
    assert note.isVisible()
    name.setText("Green tea")
    save = dialog.findChild(QPushButton, "saveNewProductButton")
    assert save is not None
    with qtbot.waitSignal(editing.added_by_user) as added:
        save.click()
    assert added.args is not None
    product = added.args[0]
    assert (product.name, product.stock, product.category) == ("Green tea", 7, "Food")
    assert product.price == tea.price
    assert product.tags == tea.tags
    assert product.metadata_text == tea.metadata_text
    assert product.id != tea.id


def test_that_a_copy_nobody_changed_is_left_at_once_and_a_changed_one_not(
    qtbot: QtBot, editing: ProductEditing, tea: Product
) -> None:
    dialog = open_dialog(qtbot, editing, tea)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog = open_dialog(qtbot, editing, tea)
    line(dialog, "newStock").setText(QLocale().toString(8))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()


@pytest.mark.parametrize(("text", "stock"), [("+5", 5), ("5", 5), ("", 0)])
def test_that_a_plus_before_a_first_stock_is_no_matter(tea: Product, text: str, stock: int) -> None:
    marks = NumberMarks()
    texts = {**texts_of(copy_of(tea), marks), Field.STOCK: text}
    assert read_new_product(texts, marks).stock == stock


def test_that_a_first_stock_below_zero_is_told_at_its_field(
    qtbot: QtBot, editing: ProductEditing, tea: Product
) -> None:
    dialog = open_dialog(qtbot, editing, tea)
    line(dialog, "newStock").setText("-5")
    save = dialog.findChild(QPushButton, "saveNewProductButton")
    assert save is not None
    save.click()
    reason = dialog.findChild(QLabel, "newStockReason")
    assert reason is not None
    assert reason.isVisible()
    assert reason.text() == "The stock cannot be below zero."
