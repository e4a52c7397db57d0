"""The picture of the selected post's video, with its length in the corner."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from tikscheduler.domain.post import Post
from tikscheduler.ui import icons, words
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.theme import LABEL_PX, RADIUS

WIDTH, HEIGHT = 96, 170
ICON = 28


class Poster(QWidget):
    """Fills its place; what does not fit of the picture is cut away at the sides."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._post: Post | None = None
        self.setFixedSize(QSize(WIDTH, HEIGHT))
        kit.pictures.ready.connect(self._on_ready)
        kit.theme.changed.connect(self.update)

    def show_post(self, post: Post) -> None:
        """Show this post's picture as soon as there is one."""
        self._post = post
        length = words.length(post.duration_ms)
        self.setAccessibleName(self.tr("Picture of the video, %1 long").replace("%1", length))
        self.update()

    def _on_ready(self, key: object) -> None:
        if self._post is not None and key == self._kit.pictures.key(self._post):
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the picture, or a film strip where there is none."""
        if self._post is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            frame = QPainterPath()
            frame.addRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
            painter.setClipPath(frame)
            self._paint_picture(painter, self._post)
            self._paint_length(painter, words.length(self._post.duration_ms))

    def _paint_picture(self, painter: QPainter, post: Post) -> None:
        picture = self._kit.pictures.poster(post)
        theme = self._kit.theme
        if picture is None:
            painter.fillRect(self.rect(), theme.colour("idle_bg"))
            place = QRectF((WIDTH - ICON) / 2, (HEIGHT - ICON) / 2, ICON, ICON)
            icons.paint(painter, "film", place, theme.colour("faint"))
            return
        size = picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        left, top = (WIDTH - size.width()) / 2, (HEIGHT - size.height()) / 2
        target = QRectF(left, top, size.width(), size.height())
        painter.drawPixmap(target, picture, QRectF(picture.rect()))

    def _paint_length(self, painter: QPainter, text: str) -> None:
        font = QFont(self.font())
        font.setPixelSize(LABEL_PX)
        metrics = QFontMetricsF(font)
        width, height = metrics.horizontalAdvance(text) + 10, 17.0
        box = QRectF(WIDTH - width - 6, HEIGHT - height - 6, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 150))
        painter.drawRoundedRect(box, 3, 3)
        painter.setFont(font)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
