"""A line that opens and shows what lies under it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from tikscheduler.ui import icons
from tikscheduler.ui.theme import Theme


class Foldout(QWidget):
    """Closed at first. `inside` is where its content goes."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self._theme = theme
        self.head = QToolButton()
        self.head.setProperty("kind", "fold")
        self.head.setText(text)
        self.head.setAccessibleName(text)
        self.head.setCheckable(True)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.head.toggled.connect(self._on_toggled)
        self._body = QWidget()
        self._body.hide()
        self.inside = QVBoxLayout(self._body)
        self.inside.setContentsMargins(0, 2, 0, 0)
        self.inside.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._body)
        theme.changed.connect(self._paint_icon)
        self._paint_icon()

    def say(self, text: str) -> None:
        """Other words on the line."""
        self.head.setText(text)
        self.head.setAccessibleName(text)

    def _on_toggled(self, open_: bool) -> None:
        self._body.setVisible(open_)
        self._paint_icon()

    def _paint_icon(self) -> None:
        name = "down" if self.head.isChecked() else "right"
        self.head.setIcon(icons.icon(name, self._theme.tokens.dim))
