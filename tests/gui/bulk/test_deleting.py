"""Deleting products: at once where it is a few, asked about where it is many or a production catalogue."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from catalogue_gui.gui.bulk.delete_dialog import DeleteDialog, delete_after_asking, needs_asking
from tests.gui.bulk.conftest import Shop


@pytest.mark.parametrize(
    ("count", "is_production", "is_asked"),
    [(1, False, False), (20, False, False), (21, False, True), (1, True, True), (0, True, False)],
)
def test_that_many_and_real_ones_are_asked_about(
    count: int, is_production: bool, is_asked: bool
) -> None:
    assert needs_asking(count, is_production=is_production) == is_asked


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """What the dialog belongs to."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def dialog_of(window: QWidget) -> DeleteDialog:
    dialog = window.findChild(DeleteDialog, "deleteDialog")
    assert dialog is not None
    return dialog


def test_that_a_few_are_deleted_without_a_question(shop: Shop, window: QWidget) -> None:
    with shop.qtbot.waitSignal(shop.bulk.finished):
        delete_after_asking(shop.bulk, shop.found("name < 'Product 00020'"), "Shop", window)
    assert window.findChild(DeleteDialog) is None
    assert len(shop.everything()) == 40


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_that_return_and_escape_delete_nothing(shop: Shop, window: QWidget, key: Qt.Key) -> None:
    delete_after_asking(shop.bulk, shop.found(), "Shop", window)
    dialog = dialog_of(window)
    with shop.qtbot.waitSignal(dialog.rejected):
        shop.qtbot.keyClick(dialog, key)
    assert not shop.bulk.is_running
    assert len(shop.everything()) == 60


def test_that_the_question_names_number_and_place_and_its_button_deletes(
    shop: Shop, window: QWidget
) -> None:
    delete_after_asking(
        shop.bulk, shop.found("name = 'Product 00001'"), "Shop", window, is_production=True
    )
    dialog = dialog_of(window)
    question, truth = (dialog.findChild(QLabel, name) for name in ("deleteQuestion", "deleteTruth"))
    button = dialog.findChild(QPushButton, "deleteProductsButton")
    assert question is not None
    assert truth is not None
    assert button is not None
    assert question.text() == "Delete 1 product from Shop?"
    assert "production" in truth.text()
    with shop.qtbot.waitSignal(shop.bulk.finished):
        button.click()
    assert shop.said == ["Deleted “Product 00001”."]
