"""Text of several lines that breaks even within long words, and ends in … where it is too much."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from tikscheduler.ui.theme import BODY_PX, Theme


class Lines(QWidget):
    """A label for file names and captions, which can be one long word. `most` 0: all of it."""

    def __init__(
        self,
        theme: Theme,
        ink: str = "text",
        *,
        most: int = 0,
        bold: bool = False,
        pixels: int = BODY_PX,
        pitch: int = 18,
    ) -> None:
        super().__init__()
        self._theme, self._ink, self._most, self._pitch = theme, ink, most, pitch
        self._text = ""
        font = self.font()
        font.setPixelSize(pixels)
        if bold:
            font.setWeight(font.Weight.DemiBold)
        self._used_font = font
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def show_text(self, text: str, ink: str = "") -> None:
        """Say this; without words it takes no room."""
        self._ink = ink or self._ink
        self.setVisible(bool(text))
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.updateGeometry()
        self.update()

    def _laid_out(self, width: float) -> list[str]:
        layout = QTextLayout(self._text.replace("\n", "\u2028"), self._used_font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        found: list[tuple[int, int]] = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1.0))
            found.append((line.textStart(), line.textLength()))
        layout.endLayout()
        texts = [self._text[start : start + length].strip() for start, length in found]
        if self._most and len(texts) > self._most:
            rest = self._text[found[self._most - 1][0] :].replace("\n", " ")
            metrics = QFontMetricsF(self._used_font)
            last = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)
            texts = [*texts[: self._most - 1], last]
        return texts

    def hasHeightForWidth(self) -> bool:
        """Qt: the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt: one pitch a line."""
        return self._pitch * len(self._laid_out(width)) if self._text else 0

    def sizeHint(self) -> QSize:
        """Qt: the width is given from outside, and the height follows from it."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Qt: at least a line."""
        return QSize(20, self._pitch if self._text else 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: line under line."""
        with QPainter(self) as painter:
            painter.setFont(self._used_font)
            painter.setPen(self._theme.colour(self._ink))
            metrics = QFontMetricsF(self._used_font)
            down = (self._pitch - metrics.height()) / 2 + metrics.ascent()
            for number, text in enumerate(self._laid_out(self.width())):
                painter.drawText(QPointF(0, number * self._pitch + down), text)
