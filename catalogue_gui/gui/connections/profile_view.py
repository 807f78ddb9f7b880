"""The list of connections under their headings; a connection can be dragged to another place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from catalogue_gui.gui.connections.profile_painting import (
    ADDRESS,
    COLOUR,
    GROUP,
    ID,
    MARK,
    ProfileDelegate,
)
from catalogue_gui.gui.connections.wording import UNNAMED

if TYPE_CHECKING:
    from catalogue_gui.gui.connections.drafts import Draft


class ProfileView(QListWidget):
    """Shows drafts; says where one was dropped, and leaves the moving to whoever keeps the order."""

    dropped = Signal(
        str, object, str
    )  # profile id, id of the one it was dropped before or None, group

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("profileList")
        self.setAccessibleName("Connections")
        self.setItemDelegate(ProfileDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDropIndicatorShown(True)

    @property
    def current_id(self) -> str:
        """Id of the connection chosen, empty when none is."""
        item = self.currentItem()
        return str(item.data(ID)) if item is not None else ""

    def show_drafts(self, drafts: list[Draft], current_id: str) -> None:
        """Show these connections in this order, with a heading where a group begins, and choose one of them."""
        self.clear()
        group = ""
        chosen = None
        for draft in drafts:
            if draft.listed_group != group:
                group = draft.listed_group
                self._add_heading(group)
            item = QListWidgetItem()
            item.setData(ID, draft.profile.id)
            self.addItem(item)
            self.fill(item, draft)
            if draft.profile.id == current_id or chosen is None:
                chosen = item
        if chosen is not None:
            self.setCurrentItem(chosen)

    def item_of(self, profile_id: str) -> QListWidgetItem | None:
        """The line of a connection, None when it is not shown."""
        items = (self.item(row) for row in range(self.count()))
        return next((each for each in items if each.data(ID) == profile_id), None)

    def show_matching(self, text: str) -> None:
        """Show only what has this text in its name, its address or its group."""
        wanted = text.casefold().split()
        heading, has_members = None, False
        for row in range(self.count()):
            item = self.item(row)
            if not item.data(ID):
                if heading is not None:
                    heading.setHidden(not has_members)
                heading, has_members = item, False
                continue
            words = f"{item.text()} {item.data(ADDRESS)} {item.data(GROUP)}".casefold()
            is_shown = all(each in words for each in wanted)
            item.setHidden(not is_shown)
            has_members |= is_shown
        if heading is not None:
            heading.setHidden(not has_members)

    def fill(self, item: QListWidgetItem, draft: Draft) -> None:
        """Show a connection as it stands now."""
        profile = draft.profile
        item.setText(profile.name or UNNAMED)
        item.setData(ADDRESS, profile.address)
        item.setData(COLOUR, profile.colour)
        item.setData(GROUP, draft.listed_group)
        marks = []
        if profile.is_production:
            marks.append("production")
        if profile.read_only:
            marks.append("read only")
        if draft.is_changed:
            marks.append("not saved")
        item.setData(MARK, "not saved" if draft.is_changed else (marks[0] if marks else ""))
        item.setToolTip(f"{profile.name}\n{profile.address}")
        group = [f"group {draft.listed_group}"] if draft.listed_group else []
        item.setData(
            Qt.ItemDataRole.AccessibleTextRole,
            ", ".join([profile.name or UNNAMED, profile.address, *marks, *group]),
        )

    def dropEvent(self, event: QDropEvent) -> None:
        """Say where the chosen connection was dropped; the list is then shown anew by whoever keeps the order."""
        dragged = self.current_id
        before_id, group = self._place_at(event.position().toPoint())
        # Qt would otherwise take the dragged line away itself.
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if dragged:
            self.dropped.emit(dragged, before_id, group)

    def _place_at(self, point: QPoint) -> tuple[str | None, str]:
        """Before which connection, and under which heading, a point lies."""
        item = self.itemAt(point)
        if item is None:
            last = self.item(self.count() - 1)
            return None, str(last.data(GROUP) or "") if last is not None else ""
        row = self.row(item)
        if point.y() > self.visualItemRect(item).center().y() or not item.data(ID):
            row += 1
        group = str(item.data(GROUP))
        follower = self.item(row)
        if follower is None or follower.data(GROUP) != group or not follower.data(ID):
            return None, group
        return str(follower.data(ID)), group

    def _add_heading(self, group: str) -> None:
        heading = QListWidgetItem(group)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        heading.setData(ID, "")
        heading.setData(GROUP, group)
        heading.setData(Qt.ItemDataRole.AccessibleTextRole, f"Group {group}")
        self.addItem(heading)
