"""Finding parts of the pane, and reading what it sent."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from catalogue_gui.catalogue.product import Change, Field
from catalogue_gui.gui.products.details import ProductDetails
from catalogue_gui.gui.products.editing import ProductEditing
from tests.gui.editors.conftest import make_product

W = TypeVar("W", bound=QWidget)


def part(pane: QWidget, kind: type[W], name: str) -> W:
    """A part of the pane by its object name."""
    found = pane.findChild(kind, name)
    assert found is not None, name
    return found


def focus(qtbot: QtBot, widget: QWidget) -> None:
    """Put the keyboard's focus somewhere."""
    widget.setFocus()
    target = widget.focusProxy() or widget
    qtbot.waitUntil(target.hasFocus)


def sent(editing: ProductEditing, field: Field) -> Change | None:
    """What was sent for a field of the product; None when nothing was."""
    pending = editing.pending.get(make_product().id, field)
    return pending.change if pending is not None else None


def words(pane: ProductDetails, name: str) -> str:
    """What a label says; empty when it is hidden."""
    label = part(pane, QLabel, name)
    return "" if label.isHidden() else label.text()


def accessible(widget: QWidget, what: QAccessible.Text) -> str:
    """What assistive technology reads of a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    return interface.text(what)
