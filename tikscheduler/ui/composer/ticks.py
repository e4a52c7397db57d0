"""Check boxes and switches, drawn in the window's own colours."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QRadioButton, QWidget

from tikscheduler.ui import icons
from tikscheduler.ui.theme import Theme

BOX = 16
GAP = 8
SWITCH = QSize(34, 18)


class Tick(QCheckBox):
    """A check box. `why` says small, beside the words, why it cannot be ticked."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._why = ""
        self.setAccessibleName(text)
        theme.changed.connect(self.update)

    @property
    def why(self) -> str:
        """The small word beside it."""
        return self._why

    def set_why(self, word: str, tip: str) -> None:
        """Untick it and shut it off with a reason; an empty word opens it again."""
        self._why = word
        if word:
            self.setChecked(False)
        self.setEnabled(not word)
        self.setToolTip(tip)
        self.setAccessibleDescription(tip)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: box, words and reason on one line."""
        metrics = self.fontMetrics()
        width = BOX + GAP + metrics.horizontalAdvance(self.text()) + 4
        if self._why:
            width += metrics.horizontalAdvance(self._why) + GAP
        return QSize(width, max(BOX, metrics.height()) + 6)

    def minimumSizeHint(self) -> QSize:
        """Qt: no smaller."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """Qt: the words count as well as the box."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: a rounded box, filled when ticked."""
        colour = self._theme.colour
        right = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            left = self.width() - BOX - 1 if right else 1
            box = QRectF(left, (self.height() - BOX) / 2, BOX, BOX).adjusted(0.5, 0.5, -0.5, -0.5)
            on = self.isChecked()
            ground = colour("accent") if on else colour("card")
            edge = colour("accent") if on or self.hasFocus() else colour("faint")
            if not self.isEnabled():
                ground, edge = (colour("faint") if on else colour("side")), colour("line")
            painter.setPen(QPen(edge, 1.2))
            painter.setBrush(ground)
            painter.drawRoundedRect(box, 4, 4)
            if on:
                icons.paint(painter, "check", box.adjusted(2, 2, -2, -2), colour("accent_text"))
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(edge, 1))
                painter.drawRoundedRect(box.adjusted(-1.5, -1.5, 1.5, 1.5), 5, 5)
            self._draw_words(painter, right)

    def _draw_words(self, painter: QPainter, right: bool) -> None:
        colour = self._theme.colour
        words = self.rect().adjusted(BOX + GAP + 1, 0, 0, 0)
        if right:
            words = self.rect().adjusted(0, 0, -(BOX + GAP + 1), 0)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.setPen(colour("text") if self.isEnabled() else colour("faint"))
        painter.drawText(words, flags, self.text())
        if self._why:
            shift = self.fontMetrics().horizontalAdvance(self.text()) + GAP
            words.adjust(0, 0, -shift, 0) if right else words.adjust(shift, 0, 0, 0)
            small = painter.font()
            small.setPixelSize(11)
            painter.setFont(small)
            painter.setPen(colour("dim"))
            painter.drawText(words, flags, self._why)


class Pick(QRadioButton):
    """One of several: a ring, with a dot when it is the one."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self.setAccessibleName(text)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Qt: ring and words on one line."""
        metrics = self.fontMetrics()
        width = BOX + GAP + metrics.horizontalAdvance(self.text()) + 4
        return QSize(width, max(BOX, metrics.height()) + 6)

    def hitButton(self, pos: QPoint) -> bool:
        """Qt: the words count as well as the ring."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: filled with a smaller dot of the ground, as a tick is with its mark."""
        colour = self._theme.colour
        right = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            left = self.width() - BOX - 1 if right else 1
            ring = QRectF(left, (self.height() - BOX) / 2, BOX, BOX).adjusted(0.5, 0.5, -0.5, -0.5)
            on = self.isChecked()
            painter.setPen(QPen(colour("accent" if on or self.hasFocus() else "faint"), 1.2))
            painter.setBrush(colour("accent" if on else "card"))
            painter.drawEllipse(ring)
            if on:
                painter.setBrush(colour("accent_text"))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.drawEllipse(ring.adjusted(5, 5, -5, -5))
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(colour("accent"), 1))
                painter.drawEllipse(ring.adjusted(-1.5, -1.5, 1.5, 1.5))
            edge = BOX + GAP + 1
            words = self.rect().adjusted(0 if right else edge, 0, -edge if right else 0, 0)
            painter.setPen(colour("text"))
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())


class Switch(QCheckBox):
    """On or off. Its words stand elsewhere, so it is named for screen readers."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setToolTip(name)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Qt: the switch and room for its focus ring."""
        return SWITCH + QSize(4, 4)

    def hitButton(self, pos: QPoint) -> bool:
        """Qt: all of it."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: a knob at one end of a track; a tick marks "on" beside the colour."""
        colour = self._theme.colour
        on = self.isChecked()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            track = QRectF(2, (self.height() - SWITCH.height()) / 2, *_pair(SWITCH))
            radius = track.height() / 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent") if on and self.isEnabled() else colour("line"))
            painter.drawRoundedRect(track, radius, radius)
            side = track.height() - 4
            left = track.right() - side - 2 if on else track.left() + 2
            knob = QRectF(left, track.top() + 2, side, side)
            painter.setBrush(QColor(255, 255, 255) if self.isEnabled() else colour("faint"))
            painter.drawEllipse(knob)
            if on:
                icons.paint(painter, "check", knob.adjusted(2, 2, -2, -2), colour("accent"))
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(colour("accent"), 1.5))
                ring = track.adjusted(-1.2, -1.2, 1.2, 1.2)
                painter.drawRoundedRect(ring, radius + 1, radius + 1)


def _pair(size: QSize) -> tuple[float, float]:
    return float(size.width()), float(size.height())
