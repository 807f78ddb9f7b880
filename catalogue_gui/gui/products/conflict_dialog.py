"""What to do when somebody else was quicker: yours, theirs and what it was, side by side, with a choice for each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from catalogue_gui.gui.products.conflicts import ConflictLine

SHOWN_CHARACTERS = 300  # of one value; the tooltip holds more
TOOLTIP_CHARACTERS = 5_000
_WHOSE = {"Mine": "yours", "Theirs": "theirs", "Seen": "it was"}


class ConflictDialog(QDialog):
    """Shows a conflict line by line; nothing is overwritten unless the user says so.

    ``decided`` is emitted once with the lines that the user chose to have as typed; the others stay as they are in the
    catalogue.
    """

    decided = Signal(object)  # list[ConflictLine]

    def __init__(
        self, lines: Sequence[ConflictLine], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("conflictDialog")
        self.setAccessibleName("Changed by someone else")
        self.setWindowTitle("Changed by someone else")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        self._lines = list(lines)
        self._mine: list[QRadioButton] = []
        self._groups: list[QButtonGroup] = []
        title = QLabel(f"Someone else changed “{name}” while you were typing.")
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        title.setObjectName("conflictTitle")
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        truth = QLabel("Nothing was overwritten. What you typed is kept until you decide.")
        truth.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(truth)
        layout.addWidget(self._make_comparison(), 1)
        layout.addWidget(self._make_buttons())
        self._save.setVisible(len(self._lines) > 1)
        # It may open while somebody is typing: a key meant for the table is to overwrite nothing.
        self._later.setDefault(True)
        self._later.setFocus()

    def _make_comparison(self) -> QScrollArea:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(8)
        for column, words in enumerate(("", "Yours", "Theirs", "It was")):
            grid.addWidget(_quiet(words), 0, column)
        for row, line in enumerate(self._lines, 1):
            caption = _quiet(line.title)
            caption.setTextFormat(Qt.TextFormat.PlainText)
            grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            group = QButtonGroup(self)
            self._groups.append(group)
            for column, kind, text in ((1, "Mine", line.mine), (2, "Theirs", line.theirs)):
                choice = self._make_choice(line, kind, text)
                group.addButton(choice)
                if kind == "Mine":
                    self._mine.append(choice)
                grid.addWidget(self._beside(choice, _value(line, kind, text)), row, column)
            grid.addWidget(_value(line, "Seen", line.seen), row, 3)
        for column in (1, 2, 3):
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(len(self._lines) + 1, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        return area

    def _make_choice(self, line: ConflictLine, kind: str, text: str) -> QRadioButton:
        choice = QRadioButton()
        choice.setObjectName(f"choose{kind}{line.key}")
        choice.setAccessibleName(_spoken(line, kind, text))
        choice.setChecked(kind == "Mine")
        choice.setVisible(len(self._lines) > 1)  # a single one is decided by the buttons below
        return choice

    def _beside(self, choice: QRadioButton, label: QLabel) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(choice, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label, 1)
        return holder

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        many = len(self._lines) > 1
        accept, reject = (
            QDialogButtonBox.ButtonRole.AcceptRole,
            QDialogButtonBox.ButtonRole.RejectRole,
        )
        made = []
        for name, words, role, chosen in (
            ("useMineButton", "Use all mine" if many else "Use mine", accept, self._use_mine),
            ("keepTheirsButton", "Use all theirs" if many else "Keep theirs", accept, self._keep),
            ("saveChoicesButton", "Save as chosen", accept, self._save_choices),
            ("decideLaterButton", "Decide later", reject, self.reject),
        ):
            button = QPushButton(words)
            button.setObjectName(name)
            button.setAccessibleName(words)
            button.setAutoDefault(False)
            button.clicked.connect(chosen)
            buttons.addButton(button, role)
            made.append(button)
        self._save, self._later = made[2], made[3]
        return buttons

    def _use_mine(self) -> None:
        self._decide(self._lines)

    def _keep(self) -> None:
        self._decide([])

    def _save_choices(self) -> None:
        self._decide(
            [line for line, mine in zip(self._lines, self._mine, strict=True) if mine.isChecked()]
        )

    def _decide(self, mine: list[ConflictLine]) -> None:
        self.decided.emit(mine)
        self.accept()


def _spoken(line: ConflictLine, kind: str, text: str) -> str:
    return f"{line.title}: {_WHOSE[kind]}, {text[:SHOWN_CHARACTERS]}"


def _value(line: ConflictLine, kind: str, text: str) -> QLabel:
    shown = text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
    label = QLabel(shown)
    label.setObjectName(f"conflict{kind}{line.key}")
    label.setAccessibleName(_spoken(line, kind, text))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if shown != text:
        label.setToolTip(text[:TOOLTIP_CHARACTERS])
    return label


def _quiet(words: str) -> QLabel:
    label = QLabel(words)
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    return label
