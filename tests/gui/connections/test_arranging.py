"""Connections in the order and under the headings that their user wants, by hand and by key."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from catalogue_gui.gui.connections.changes import WantedOrder
from catalogue_gui.profiles.profile import ConnectionProfile
from catalogue_gui.profiles.store import ProfileStore
from tests.gui.connections.test_connection_dialog import (
    Driver,
    Opener,
    no_keyring,
    open_dialog,
    runner,
    secrets,
    store,
)

__all__ = ["no_keyring", "open_dialog", "runner", "secrets", "store"]

A, B, C, D = (
    ConnectionProfile(name="A"),
    ConnectionProfile(name="B", group="South"),
    ConnectionProfile(name="C", group="South"),
    ConnectionProfile(name="D", group="North"),
)


@pytest.fixture
def dialog(open_dialog: Opener, no_keyring: None, store: ProfileStore) -> Driver:
    """A dialog with four connections, two of them in one group."""
    for each in (A, B, C, D):
        store.add(each)
    opened = open_dialog(count=6)
    assert opened.names == ["A", "South", "B", "C", "North", "D"]
    return opened


def saved(store: ProfileStore) -> list[tuple[str, str]]:
    return [(each.name, each.group) for each in store.list()]


def press_keys(qtbot: QtBot, dialog: Driver, key: Qt.Key, *, with_shift: bool = False) -> None:
    modifiers = Qt.KeyboardModifier.AltModifier
    if with_shift:
        modifiers |= Qt.KeyboardModifier.ShiftModifier
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, key, modifiers)


def drop_on(dialog: Driver, name: str, *, in_upper_half: bool) -> None:
    """Let the chosen connection go over a line."""
    box = dialog.list.visualItemRect(dialog.list.item(dialog.names.index(name)))
    y = box.top() + 2 if in_upper_half else box.bottom() - 2
    dialog.list.dropEvent(
        QDropEvent(
            QPointF(QPoint(box.center().x(), y)),
            Qt.DropAction.MoveAction,
            QMimeData(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_that_alt_and_an_arrow_move_a_connection_and_it_stays_chosen(
    dialog: Driver, qtbot: QtBot, store: ProfileStore
) -> None:
    dialog.choose("C")
    press_keys(qtbot, dialog, Qt.Key.Key_Up)
    assert dialog.names == ["A", "South", "C", "B", "North", "D"]
    assert dialog.text("nameField") == "C"
    press_keys(qtbot, dialog, Qt.Key.Key_Up)
    assert dialog.names == ["A", "C", "South", "B", "North", "D"]
    dialog.until(lambda: saved(store) == [("A", ""), ("C", ""), ("B", "South"), ("D", "North")])


def test_that_many_quick_steps_end_in_the_file_as_they_do_in_the_list(
    dialog: Driver, qtbot: QtBot, store: ProfileStore
) -> None:
    dialog.choose("A")
    for key in [Qt.Key.Key_Down] * 9 + [Qt.Key.Key_Up] * 4 + [Qt.Key.Key_Down] * 7:
        press_keys(qtbot, dialog, key)
    assert dialog.names == ["South", "B", "C", "North", "D", "A"]
    dialog.until(
        lambda: saved(store) == [("B", "South"), ("C", "South"), ("D", "North"), ("A", "North")]
    )


def test_that_a_group_moves_by_key_as_a_whole(
    dialog: Driver, qtbot: QtBot, store: ProfileStore
) -> None:
    dialog.choose("D")
    press_keys(qtbot, dialog, Qt.Key.Key_Up, with_shift=True)
    assert dialog.names == ["A", "North", "D", "South", "B", "C"]
    dialog.until(lambda: [name for name, _ in saved(store)] == ["A", "D", "B", "C"])


def test_that_a_dragged_connection_goes_where_it_is_dropped(
    dialog: Driver, store: ProfileStore
) -> None:
    dialog.choose("D")
    drop_on(dialog, "C", in_upper_half=True)
    assert dialog.names == ["A", "South", "B", "D", "C"]
    dialog.until(
        lambda: saved(store) == [("A", ""), ("B", "South"), ("D", "South"), ("C", "South")]
    )
    dialog.choose("B")
    drop_on(dialog, "A", in_upper_half=False)
    assert dialog.names == ["A", "B", "South", "D", "C"]


def test_that_a_connection_dropped_on_a_heading_stands_first_in_its_group(dialog: Driver) -> None:
    dialog.choose("A")
    drop_on(dialog, "North", in_upper_half=False)
    assert dialog.names == ["South", "B", "C", "North", "A", "D"]


def test_that_what_was_typed_survives_a_move_and_is_not_saved_by_it(
    dialog: Driver, qtbot: QtBot, store: ProfileStore
) -> None:
    dialog.choose("C")
    dialog.type("hostField", "typed.example.org")
    press_keys(qtbot, dialog, Qt.Key.Key_Up)
    dialog.until(lambda: [name for name, _ in saved(store)] == ["A", "C", "B", "D"])
    assert dialog.text("hostField") == "typed.example.org"
    assert store.get("C").host == ""
    assert dialog.find(QAbstractButton, "saveProfileButton").isEnabled()


def test_that_a_move_alone_leaves_nothing_unsaved(dialog: Driver, qtbot: QtBot) -> None:
    dialog.choose("B")
    press_keys(qtbot, dialog, Qt.Key.Key_Up)
    assert not dialog.find(QAbstractButton, "saveProfileButton").isEnabled()
    dialog.press("closeConnectionsButton")
    assert not dialog.dialog.isVisible()


def test_that_a_new_group_is_typed_and_the_connection_stands_under_it_once_saved(
    dialog: Driver, qtbot: QtBot, store: ProfileStore
) -> None:
    dialog.choose("A")
    group = dialog.find(QComboBox, "groupField")
    assert [group.itemText(at) for at in range(group.count())] == ["South", "North"]
    qtbot.keyClicks(group.lineEdit(), "East / Überall")
    assert dialog.names[0] == "A"
    dialog.press("saveProfileButton")
    dialog.until(lambda: dialog.names == ["East / Überall", "A", "South", "B", "C", "North", "D"])
    assert store.get("A").group == "East / Überall"
    assert dialog.text("nameField") == "A"


def test_that_arrow_keys_pass_over_the_headings(dialog: Driver, qtbot: QtBot) -> None:
    dialog.choose("A")
    dialog.list.setFocus()
    seen = []
    for _ in range(4):
        seen.append(dialog.text("nameField"))
        qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    assert seen == ["A", "B", "C", "D"]


def test_that_another_windows_connections_stay_where_they_are(
    dialog: Driver, qtbot: QtBot, store: ProfileStore
) -> None:
    store.add(ConnectionProfile(name="Of another window", group="South"))
    store.remove(D.id)
    store.update(replace(B, host="changed.example.org"))
    dialog.choose("C")
    press_keys(qtbot, dialog, Qt.Key.Key_Up)
    dialog.until(lambda: [name for name, _ in saved(store)] == ["A", "C", "B", "Of another window"])
    assert store.get("B").host == "changed.example.org"


def test_that_fifty_connections_can_be_searched_by_name_address_and_group(
    open_dialog: Opener, no_keyring: None, store: ProfileStore
) -> None:
    store.merge(
        ConnectionProfile(name=f"Branch {at}", host=f"b{at}.example.org", group=f"Region {at % 5}")
        for at in range(50)
    )
    dialog = open_dialog(count=55)

    def shown() -> list[str]:
        rows = (dialog.list.item(row) for row in range(dialog.list.count()))
        return [each.text() for each in rows if not each.isHidden()]

    field = dialog.find(QLineEdit, "profileFilter")
    assert field.isVisible()
    dialog.type("profileFilter", "b17.example")
    assert shown() == ["Region 2", "Branch 17"]
    dialog.type("profileFilter", "REGION branch 48")
    assert shown() == ["Region 3", "Branch 48"]
    field.clear()
    assert len(shown()) == 55


def test_that_of_two_orders_on_their_way_the_later_one_stands(store: ProfileStore) -> None:
    for each in (A, B):
        store.add(each)
    is_held, go_on = threading.Event(), threading.Event()

    class SlowAtFirst(ProfileStore):
        def arrange(self, groups: Mapping[str, str]) -> None:
            if not is_held.is_set():
                is_held.set()
                assert go_on.wait(10)
            super().arrange(groups)

    order = WantedOrder(SlowAtFirst(store.path))
    order.want({B.id: "first", A.id: "first"})
    first = threading.Thread(target=order.write)
    first.start()
    assert is_held.wait(10)
    order.want({A.id: "second", B.id: "second"})
    second = threading.Thread(target=order.write)
    second.start()
    second.join(0.2)  # if it does not wait for the first one it is done by then
    go_on.set()
    for each in (first, second):
        each.join(10)
    assert saved(store) == [("A", "second"), ("B", "second")]


def test_that_the_tab_key_comes_to_everything_one_can_act_on(dialog: Driver, qtbot: QtBot) -> None:
    dialog.choose("B")
    dialog.type("hostField", "db")  # so that it can be saved
    dialog.press("moreButton")
    dialog.list.setFocus()
    seen = set()
    for _ in range(60):
        focus = dialog.dialog.focusWidget()
        assert focus is not None
        seen.add(focus.objectName())
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    wanted = {
        each.objectName()
        for kind in (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox)
        for each in dialog.dialog.findChildren(kind)
        if each.isVisible()
        and each.isEnabled()
        and each.objectName()
        # Of several radio buttons or colours, Tab comes to one, and the arrow keys to the others.
        and not (isinstance(each, QAbstractButton) and each.group() is not None)
        and not each.objectName().startswith("qt_")
    }
    assert wanted - seen == set()
    assert {"profileList", "furtherProfilesButton", "groupField", "sslrootcertBrowseButton"} <= seen
