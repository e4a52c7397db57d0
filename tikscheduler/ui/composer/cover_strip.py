"""The film strip from which the cover is picked."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSlider, QWidget

from tikscheduler.ui.composer.footage import FRAMES
from tikscheduler.ui.theme import Theme

TICK_MS = 100
"""The cover is picked to a tenth of a second."""
HEIGHT = 46
MARKER = 28
GAP = 2


class CoverStrip(QSlider):
    """Counts in tenths of a second. Arrows move by one, Page Up and Down by a second, Home takes
    the first frame, which is TikTok's own choice. Without a video it is shut."""

    picked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._strip: list[tuple[int, QImage]] = []
        self._kept: int | None = None
        self.setAccessibleName(self.tr("Cover"))
        self.setToolTip(self.tr("Drag, or use the arrow keys, to choose the cover"))
        self.setFixedHeight(HEIGHT + 6)
        self.setSingleStep(1)
        self.setPageStep(10)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_duration(0)
        self.valueChanged.connect(self._on_moved)
        theme.changed.connect(self.update)

    @property
    def cover_ms(self) -> int | None:
        """The place of the cover; None leaves TikTok the first frame.

        A place kept from before is given back as it was until the marker is moved.
        """
        if self._kept is not None:
            return self._kept
        return self.value() * TICK_MS or None

    @property
    def words(self) -> str:
        """The place as people read it: 0:21.4."""
        return tenths(self.value() * TICK_MS)

    def keep(self, cover_ms: int | None) -> None:
        """Put the marker at a place, now or as soon as the video's length is known."""
        if self.maximum():
            self.setValue((cover_ms or 0) // TICK_MS)
        self._kept = cover_ms

    def set_duration(self, duration_ms: int) -> None:
        """Take a video of this length; the marker stays if its place is still there."""
        kept = self._kept
        self.setRange(0, max(0, duration_ms - 1) // TICK_MS)
        self.setEnabled(duration_ms > 0)
        if kept is not None and duration_ms:
            self.setValue(kept // TICK_MS)
            self._kept = kept
        self.update()

    def set_strip(self, strip: list[tuple[int, QImage]]) -> None:
        """Show these pictures."""
        self._strip = strip
        self.update()

    def nearest(self) -> QImage | None:
        """The picture of the strip that is nearest to the marker."""
        at_ms = self.value() * TICK_MS
        return min(self._strip, key=lambda one: abs(one[0] - at_ms))[1] if self._strip else None

    # --- events ----------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Qt: nine narrow pictures."""
        return QSize(260, HEIGHT + 6)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: the marker comes to the mouse."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._go_to(event.position().x())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: and goes with it."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event.position().x())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: nothing is left to do."""
        event.accept()

    def _on_moved(self) -> None:
        self._kept = None
        self.picked.emit()

    def _go_to(self, x: float) -> None:
        way = max(1.0, self.width() - MARKER)
        share = min(1.0, max(0.0, (x - MARKER / 2) / way))
        self.setValue(round(share * self.maximum()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the pictures side by side, and the marker over them."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            width = (self.width() + GAP) / FRAMES - GAP
            for number in range(FRAMES):
                place = QRectF(number * (width + GAP), 3, width, HEIGHT)
                if number < len(self._strip):
                    draw_filling(painter, self._strip[number][1], place)
                else:
                    painter.fillRect(place, self._theme.colour("faint_line"))
            if self.isEnabled():
                self._draw_marker(painter)

    def _draw_marker(self, painter: QPainter) -> None:
        share = self.value() / self.maximum() if self.maximum() else 0
        left = share * (self.width() - MARKER)
        place = QRectF(left, 1.5, MARKER, HEIGHT + 3).adjusted(1, 0, -1, 0)
        path = QPainterPath()
        path.addRoundedRect(place, 4, 4)
        picture = self.nearest()
        if picture is not None:
            painter.save()
            painter.setClipPath(path)
            draw_filling(painter, picture, place)
            painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(255, 255, 255), 4 if self.hasFocus() else 3))
        painter.drawPath(path)
        painter.setPen(QPen(self._theme.colour("accent"), 3 if self.hasFocus() else 2))
        painter.drawPath(path)


def draw_filling(painter: QPainter, picture: QImage, place: QRectF) -> None:
    """Draw a picture so that it fills a place, cut where it is too wide or too high."""
    if picture.isNull() or not place.height():
        return
    wide = place.width() / place.height()
    width, height = float(picture.width()), float(picture.height())
    if width / height > wide:
        cut = height * wide
        source = QRectF((width - cut) / 2, 0, cut, height)
    else:
        cut = width / wide
        source = QRectF(0, (height - cut) / 2, width, cut)
    painter.drawImage(place, picture, source)


def tenths(at_ms: int) -> str:
    """A place in a video: 0:21.4."""
    minutes, rest = divmod(at_ms, 60_000)
    return f"{minutes}:{rest // 1000:02}.{rest % 1000 // 100}"
