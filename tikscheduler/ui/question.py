"""A question to the user: a heading, some words, and buttons at the lower right."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from tikscheduler.ui.widgets import label

WIDTH = 440
MARGIN = 20


class Question(QDialog):
    """Whoever asks adds what is asked to `column`, then buttons to `buttons`, then finishes it."""

    def __init__(self, heading: str, text: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(heading)
        self.setFixedWidth(WIDTH)
        self.text = text
        self.setAccessibleDescription(text)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.column.setSpacing(10)
        self.column.addWidget(label(heading, "heading", wrap=True))
        self.column.addWidget(label(text, "dim", wrap=True))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addStretch(1)

    def finish(self) -> None:
        """Put the buttons under everything else."""
        self.column.addSpacing(6)
        self.column.addLayout(self.buttons)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: as wide as its buttons need, and as high as its words need at this width."""
        width = max(WIDTH, self.column.totalMinimumSize().width())
        self.setFixedSize(width, self.column.totalHeightForWidth(width))
        super().showEvent(event)
