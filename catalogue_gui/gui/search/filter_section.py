"""A part of the filter panel under a header that folds it away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget


class FilterSection(QWidget):
    """A header with a triangle, and below it what it names.

    Args:
        name: for scripts and settings, such as ``tags``.
        title: what the user reads.
        content: what is folded away.
    """

    folded_changed = Signal()

    def __init__(self, name: str, title: str, content: QWidget) -> None:
        super().__init__()
        self.setObjectName(f"{name}Section")
        self.name = name
        self._title = title
        self._content = content
        self._active = 0
        self._is_folded = False
        self._header = QToolButton()
        self._header.setObjectName(f"{name}SectionButton")
        self._header.setAutoRaise(True)
        self._header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._header.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._header.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        font = self._header.font()
        font.setBold(True)
        self._header.setFont(font)
        self._header.clicked.connect(lambda: self.fold(not self._is_folded))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        # The section is as high as its content may be, and no higher: the rest of the room is for the others.
        layout.setSizeConstraint(QLayout.SizeConstraint.SetMinAndMaxSize)
        layout.addWidget(self._header)
        layout.addWidget(content, 1)
        self._label()

    @property
    def is_folded(self) -> bool:
        """True when only the header shows."""
        return self._is_folded

    def fold(self, is_folded: bool) -> None:
        """Fold the content away, or show it again."""
        if is_folded != self._is_folded:
            self._is_folded = is_folded
            self._content.setVisible(not is_folded)
            self._label()
            self.folded_changed.emit()

    def show_active(self, count: int) -> None:
        """Say in the header how many filters are set here, so that a folded section hides none."""
        if count != self._active:
            self._active = count
            self._label()

    def _label(self) -> None:
        self._header.setArrowType(
            Qt.ArrowType.RightArrow if self._is_folded else Qt.ArrowType.DownArrow
        )
        self._header.setText(f"{self._title} · {self._active}" if self._active else self._title)
        set_here = f", {self._active} set" if self._active else ""
        state = "folded" if self._is_folded else "open"
        self._header.setAccessibleName(f"{self._title} filters{set_here}, {state}")
        self._header.setToolTip("Show" if self._is_folded else "Fold away")
