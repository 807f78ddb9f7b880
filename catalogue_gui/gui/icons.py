"""The program's line icons, drawn in the colour of the text beside them, light or dark."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from catalogue_gui.bundled import bundled_file

_INK = b"#000000"  # the stroke in the files, replaced by the palette's colour


class _LineIconEngine(QIconEngine):
    """Draws an SVG in the current palette's text colour, at any size and pixel ratio."""

    def __init__(self, source: bytes) -> None:
        super().__init__()
        self._source = source

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _: QIcon.State) -> None:
        group = (
            QPalette.ColorGroup.Disabled
            if mode == QIcon.Mode.Disabled
            else QPalette.ColorGroup.Active
        )
        colour = QApplication.palette().color(group, QPalette.ColorRole.ButtonText)
        _renderer(self._source, colour.name()).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, pixmap.rect(), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _LineIconEngine(self._source)


@lru_cache(maxsize=128)
def _renderer(source: bytes, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(source.replace(_INK, colour.encode())))


@lru_cache(maxsize=64)
def _source(name: str) -> bytes:
    return bundled_file(f"icons/{name}.svg").read_bytes()


def line_icon(name: str) -> QIcon:
    """One of the program's own icons by its file's name."""
    return QIcon(_LineIconEngine(_source(name)))


def application_icon() -> QIcon:
    """The program's icon."""
    return QIcon(str(bundled_file("icons/catalogue.svg")))


def blended(first: QColor, second: QColor, share: float) -> QColor:
    """A colour between two: ``share`` 0.0..1.0 of the second."""
    one, other = first.toRgb(), second.toRgb()
    return QColor(
        round(one.red() * (1 - share) + other.red() * share),
        round(one.green() * (1 - share) + other.green() * share),
        round(one.blue() * (1 - share) + other.blue() * share),
    )
