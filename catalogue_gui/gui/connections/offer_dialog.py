"""Connections from elsewhere, each with a tick: which of them shall be taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from catalogue_gui.gui.connections.taking import Offer, Offers


class OfferDialog(QDialog):
    """Lists offers; what is here already is not ticked, and nothing is overwritten.

    Args:
        title: the window's.
        offers: what was found, and what there is to say about the rest.
    """

    chosen = Signal(object, bool)  # the offers ticked, whether with their passwords

    def __init__(self, title: str, offers: Offers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("offerDialog")
        self.setAccessibleName(title)
        self.setWindowTitle(title)
        self._offers = offers.offers
        self._list = QListWidget()
        self._list.setObjectName("offerList")
        self._list.setAccessibleName("Connections that were found")
        self._list.setSpacing(2)
        self._list.setWordWrap(True)
        for offer in self._offers:
            self._list.addItem(_item_of(offer))
        self._list.itemChanged.connect(lambda _: self._enable())
        self._passwords = QCheckBox("Keep the passwords found with them in the keyring")
        self._passwords.setObjectName("takePasswordsField")
        self._passwords.setAccessibleName("Keep the passwords found with them in the keyring")
        self._passwords.setToolTip(
            "Otherwise they stay where they are: in PostgreSQL's own files they are found there again"
        )
        self._passwords.setChecked(True)
        self._passwords.setVisible(any(each.password for each in self._offers))
        self._add = _make_button("takeConnectionsButton", "Add")
        self._add.setDefault(True)
        self._add.clicked.connect(lambda _: self._on_add())
        self._close = _make_button("closeOffersButton", "Cancel")
        self._close.clicked.connect(lambda _: self.reject())
        self._arrange(offers)
        self._enable()

    def _arrange(self, offers: Offers) -> None:
        head = QLabel(
            "Ticked ones are added to your connections. Nothing is overwritten: where a name is taken, "
            "the new one gets a number."
        )
        head.setObjectName("offerWords")
        head.setWordWrap(True)
        notices = QLabel(
            "\n".join(f"{each.message} {each.hint}".strip() for each in offers.notices)
        )
        notices.setObjectName("offerNotices")
        notices.setTextFormat(Qt.TextFormat.PlainText)
        notices.setWordWrap(True)
        notices.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        notices.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        notices.setVisible(bool(offers.notices))
        if not self._offers:
            head.setText(
                "None were found. Looked for: service files (pg_service.conf), the password file (.pgpass) and "
                "the PG… variables of the environment."
            )
            self._close.setText("Close")
            self._add.hide()
            self._list.hide()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._close)
        row.addWidget(self._add)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(head)
        column.addWidget(self._list, 1)
        column.addWidget(notices)
        column.addWidget(self._passwords)
        column.addLayout(row)
        self.resize(560, 420 if self._offers else 160)

    def _ticked(self) -> list[Offer]:
        return [
            offer
            for row, offer in enumerate(self._offers)
            if self._list.item(row).checkState() == Qt.CheckState.Checked
        ]

    def _enable(self) -> None:
        count = len(self._ticked())
        self._add.setEnabled(count > 0)
        self._add.setText(f"Add {count}" if count else "Add")

    def _on_add(self) -> None:
        self.chosen.emit(
            self._ticked(), not self._passwords.isHidden() and self._passwords.isChecked()
        )
        self.accept()


def _item_of(offer: Offer) -> QListWidgetItem:
    profile = offer.profile
    origin = " · ".join(
        filter(
            None,
            (
                profile.address,
                offer.origin,
                "with its password" if offer.password else "",
                f"here already as “{offer.here_as}”" if offer.here_as else "",
            ),
        )
    )
    item = QListWidgetItem(f"{profile.name}\n{origin}")
    item.setFlags(
        Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
    )
    item.setCheckState(Qt.CheckState.Unchecked if offer.here_as else Qt.CheckState.Checked)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{profile.name}, {origin}")
    return item


def _make_button(name: str, words: str) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(name)
    button.setAccessibleName(words)
    button.setAutoDefault(False)
    return button
