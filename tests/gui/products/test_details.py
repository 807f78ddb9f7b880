"""The product beside the table, saved on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from catalogue_gui.database.catalogue import Catalogue
from catalogue_gui.database.target import Target
from catalogue_gui.gui.editors.metadata_items import MetadataItem
from catalogue_gui.gui.editors.tag_editor import TagEditor
from catalogue_gui.gui.products.details import ProductDetails
from catalogue_gui.gui.products.editing import ProductEditing
from catalogue_gui.gui.products.metadata_tree import MetadataTree
from catalogue_gui.jobs import JobRunner
from tests.gui.editors.driving import focus, part

METADATA = '{"big": 12345678901234567890, "brand": "Acme", "dims": {"h": 4.00, "w": 10.0}}'


@pytest.fixture
def pane(qtbot: QtBot, qapp: QCoreApplication, catalogue_uri: str) -> Iterator[ProductDetails]:
    """One product of a real catalogue; what the server returns is shown, as the window does it."""
    with psycopg.connect(catalogue_uri) as connection:
        connection.execute(
            "INSERT INTO products (name, price, category, tags, stock, metadata)"
            " VALUES ('Kettle', 24.90, 'Home', ARRAY['new', 'a  b'], 17, %s)",
            (METADATA,),
        )
        row = connection.execute("SELECT id FROM products").fetchone()
    assert row is not None
    catalogue = Catalogue(Target.from_uri(catalogue_uri))
    runner = JobRunner(catalogue.database)
    catalogue.database.open()
    editing = ProductEditing(runner)
    made = ProductDetails(editing)
    qtbot.addWidget(made)
    made.resize(340, 800)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)

    with psycopg.connect(catalogue_uri) as connection:
        made.show_product(catalogue.fetch_page(connection, [row[0]])[0])
    editing.use_catalogue(catalogue)
    editing.product_changed.connect(made.show_product)
    made.editing = editing  # type: ignore[attr-defined]  # for the tests to wait on
    yield made
    assert runner.shutdown()
    catalogue.database.close()


def wait_until_saved(qtbot: QtBot, pane: ProductDetails) -> None:
    editing: ProductEditing = pane.editing  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: len(editing.pending) == 0, timeout=10_000)


def stored(uri: str, column: str) -> Any:
    with psycopg.connect(uri) as connection:
        row = connection.execute(f"SELECT {column} FROM products").fetchone()  # type: ignore[arg-type]
    assert row is not None
    return row[0]


def type_over(qtbot: QtBot, editor: QLineEdit, text: str) -> None:
    focus(qtbot, editor)
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("name", "typed", "column", "value"),
    [
        ("productName", "Tea %s {} '; -- \\", "name", "Tea %s {} '; -- \\"),
        ("productPrice", "7.5", "price", Decimal("7.50")),
        ("productCategory", "Home/%(x)s", "category", "Home/%(x)s"),
        ("productStock", "-3", "stock", 14),
        ("productStock", "5", "stock", 5),
    ],
)
def test_that_what_is_typed_beside_the_table_is_saved(
    qtbot: QtBot,
    pane: ProductDetails,
    catalogue_uri: str,
    name: str,
    typed: str,
    column: str,
    value: object,
) -> None:
    type_over(qtbot, part(pane, QLineEdit, name), typed)
    wait_until_saved(qtbot, pane)
    assert stored(catalogue_uri, column) == value
    if column == "name":
        assert part(pane, QLabel, "productTitle").text() == value


def test_that_pieces_are_added_to_the_stock_of_now(
    qtbot: QtBot, pane: ProductDetails, catalogue_uri: str
) -> None:
    with psycopg.connect(catalogue_uri) as other:
        other.execute("UPDATE products SET stock = 100")
    for _ in range(3):
        qtbot.mouseClick(part(pane, QToolButton, "stockMore"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: part(pane, QLineEdit, "productStock").text() == "103", timeout=10_000)
    assert stored(catalogue_uri, "stock") == 103


def test_that_a_tag_is_added_and_the_others_stay_as_they_are(
    qtbot: QtBot, pane: ProductDetails, catalogue_uri: str
) -> None:
    tags = part(pane, TagEditor, "productTags")
    focus(qtbot, tags)
    qtbot.keyClicks(tags.line, "{x},")
    qtbot.keyClick(tags.line, Qt.Key.Key_Return)
    wait_until_saved(qtbot, pane)
    assert stored(catalogue_uri, "tags") == ["new", "a  b", "{x}"]


def test_that_one_key_changes_and_every_other_letter_of_the_metadata_stays(
    qtbot: QtBot, pane: ProductDetails, catalogue_uri: str
) -> None:
    before = stored(catalogue_uri, "metadata::text")
    tree = part(pane, MetadataTree, "metadataTree")
    focus(qtbot, tree)
    item = tree.item_of("brand")
    assert isinstance(item, MetadataItem)
    tree.setCurrentItem(item)
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    (editor,) = (each for each in tree.findChildren(QLineEdit, "metadataValue") if each.isVisible())
    qtbot.keyClicks(editor, "Bolt")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tree.is_editing)
    wait_until_saved(qtbot, pane)
    assert stored(catalogue_uri, "metadata::text") == before.replace("Acme", "Bolt")
