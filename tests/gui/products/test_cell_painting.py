"""Where a cell's text stands and where it is cut off, read off the picture."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from catalogue_gui.gui.products.cell_data import LEFT, RIGHT, Cell
from catalogue_gui.gui.products.cell_painting import CELL_PADDING, CellPainter

HEIGHT = 26


def painted_columns(cell: Cell, width: int, *, is_italic: bool = False) -> tuple[int, int]:
    """The first and the last column of pixels that a cell's text takes; the painter is asked for the middle cell of three."""
    picture = QImage(3 * width, HEIGHT, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    option = QStyleOptionViewItem()
    option.font = QApplication.font()
    option.fontMetrics = QFontMetrics(option.font)
    option.state = QStyle.StateFlag.State_Enabled | QStyle.StateFlag.State_Active
    option.rect = QRect(width, 0, width, HEIGHT)
    font = QFont(option.font)
    font.setItalic(is_italic)
    painter.setFont(font)
    CellPainter().paint(painter, option, cell, None)
    painter.end()
    inked = [
        x
        for x in range(picture.width())
        if any(picture.pixelColor(x, y).lightness() < 160 for y in range(HEIGHT))
    ]
    return (inked[0] - width, inked[-1] - width) if inked else (0, -1)


@pytest.mark.parametrize("text", ["1,299.00", "0", "Łódź 5 m²", "1٬299٫00", "e\u0301t\u00e9"])
@pytest.mark.parametrize("is_italic", [False, True])
def test_that_numbers_end_at_the_right_edge_whatever_the_letters(
    qapp: QApplication, text: str, is_italic: bool
) -> None:
    _, last = painted_columns(Cell(text, RIGHT), 160, is_italic=is_italic)
    assert abs(last - (160 - CELL_PADDING)) <= 4


@pytest.mark.parametrize("text", ["Kettle", "WWWW", "Ünïcödé", "ケトル"])
def test_that_words_begin_at_the_left_edge(qapp: QApplication, text: str) -> None:
    first, _ = painted_columns(Cell(text, LEFT), 160)
    assert abs(first - CELL_PADDING) <= 4


@pytest.mark.parametrize(
    "text",
    ["i" * 300, "W" * 300, "Ferð " * 60, "ケトル" * 100, "fi ffl AVAVAV " * 30, "a\u0301" * 200],
)
@pytest.mark.parametrize("side", [LEFT, RIGHT])
def test_that_a_text_too_long_never_leaves_its_cell(
    qapp: QApplication, text: str, side: object
) -> None:
    for width in (40, 41, 97, 160):
        first, last = painted_columns(Cell(text, side), width)  # type: ignore[arg-type]
        assert first >= 0
        assert last < width - CELL_PADDING + 2


def test_that_a_text_with_room_to_spare_is_not_cut_off(qapp: QApplication) -> None:
    metrics = QFontMetrics(QApplication.font())
    for text in ("Kettle AV To", "illicit", "Waffle iron 220-240 V~", "Ünïcödé fi"):
        room = metrics.horizontalAdvance(text) + 2 * CELL_PADDING + 4
        _, last = painted_columns(Cell(text, LEFT), room)
        _, alone = painted_columns(Cell(text, LEFT), 2 * room)
        assert last == alone


def test_that_a_blank_cell_is_left_as_it_is(qapp: QApplication) -> None:
    assert painted_columns(Cell(""), 60) == (0, -1)
