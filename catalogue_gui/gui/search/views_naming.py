"""Where a view gets its name: a field in the views popup, with what is wrong or asked about it below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from catalogue_gui.catalogue.remembered import SavedView
from catalogue_gui.gui.search.views_rows import Naming, suggest_name


class NamingPanel(QWidget):
    """Asks for the name of a new view, or another name for one that is there."""

    named = Signal(object, str)  # Naming, name: fit, and agreed to where it replaces a view
    left = Signal()  # given up
    grown = Signal()  # it needs another height

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._naming = Naming()
        self._views: Sequence[SavedView] = ()
        self._is_asked = False
        self._caption = QLabel()
        self._caption.setObjectName("viewNameCaption")
        self._caption.setTextFormat(Qt.TextFormat.PlainText)
        self._name = QLineEdit()
        self._name.setObjectName("viewNameField")
        self._name.setAccessibleName("Name of the view")
        self._name.textEdited.connect(self._on_typed)
        self._name.returnPressed.connect(self._on_agreed)
        self._caption.setBuddy(self._name)
        self._reason = QLabel()
        self._reason.setObjectName("viewNameReason")
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.setWordWrap(True)
        self._reason.setForegroundRole(QPalette.ColorRole.Text)
        self._agree = self._make_button("viewSaveButton", "Save")
        self._agree.clicked.connect(self._on_agreed)
        cancel = self._make_button("viewCancelButton", "Cancel")
        cancel.setToolTip("Go back to the views (Esc)")
        cancel.clicked.connect(self.left)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self._agree)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        for widget in (self._caption, self._name, self._reason):
            column.addWidget(widget)
        column.addLayout(buttons)

    def ask(self, naming: Naming, views: Sequence[SavedView]) -> None:
        """Ask for a name; ``named`` or ``left`` follows.

        Args:
            naming: what is being named.
            views: the views there are.
        """
        self._naming, self._views = naming, views
        is_new = not naming.renamed
        self._caption.setText("Save this search as" if is_new else "Rename the view to")
        self._name.setText(suggest_name(naming.present, views) if is_new else naming.renamed)
        self._on_typed()
        self._name.selectAll()
        self._name.setFocus()

    def height_for(self, width: int) -> int:
        """The height it needs at a width, in pixels: what it has to say wraps."""
        layout = self.layout()
        assert layout is not None
        return max(layout.totalHeightForWidth(width), layout.totalSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _on_typed(self) -> None:
        self._is_asked = False
        mistake = self._naming.mistake_in(self._name.text(), self._views)
        # An empty field needs no words to say that it is empty.
        self._say(mistake if self._name.text().strip() else "")
        self._agree.setEnabled(not mistake)
        self._agree.setText("Rename" if self._naming.renamed else "Save")
        self._agree.setAccessibleName(self._agree.text())

    def _on_agreed(self) -> None:
        name = self._name.text()
        if not self._agree.isEnabled():
            return
        replaced = self._naming.replaces(name, self._views)
        if replaced and not self._is_asked:
            self._is_asked = True
            self._say(
                f"There is a view called “{replaced}” already. Let it show this search instead?"
            )
            self._agree.setText("Replace")
            self._agree.setAccessibleName(f"Replace the view {replaced}")
            self._agree.setFocus()
        else:
            self.named.emit(self._naming, name)

    def _say(self, words: str) -> None:
        self._reason.setText(words)
        self._reason.setVisible(bool(words))
        self._name.setAccessibleDescription(words)
        self.grown.emit()

    def _make_button(self, name: str, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setAutoDefault(True)  # Return presses it where it has the focus, in a popup too
        return button
