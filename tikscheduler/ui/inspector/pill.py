"""A post's status as a word on its colour."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tikscheduler.domain.post import PostStatus
from tikscheduler.ui import words
from tikscheduler.ui.theme import Theme

HEIGHT, PAD = 20, 8


class Pill(QWidget):
    """As wide as its word; `count` stands before it."""

    def __init__(self, theme: Theme, status: PostStatus, count: int = 0) -> None:
        super().__init__()
        self._theme = theme
        self._font = QFont(self.font())
        self._font.setPixelSize(12)
        self._font.setWeight(QFont.Weight.DemiBold)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.show_status(status, count)

    def show_status(self, status: PostStatus, count: int = 0) -> None:
        """Say this status."""
        self._look = words.LOOKS[status]
        word = words.status_word(status)
        self.text = f"{count:,} {word}" if count else word
        self.setAccessibleName(self.tr("Status: %1").replace("%1", self.text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: room for the word."""
        width = QFontMetricsF(self._font).horizontalAdvance(self.text)
        return QSize(int(width) + 2 * PAD + 1, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the word on its ground."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour(self._look.ground))
            painter.drawRoundedRect(QRectF(self.rect()), HEIGHT / 2, HEIGHT / 2)
            painter.setFont(self._font)
            painter.setPen(self._theme.colour(self._look.token))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text)
