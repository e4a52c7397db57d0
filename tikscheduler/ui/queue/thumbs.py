"""The small pictures of rows, cut to their rounded shape once."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap

from tikscheduler.domain.post import Post
from tikscheduler.ui import icons
from tikscheduler.ui.kit import Kit

WIDTH, HEIGHT, RADIUS = 22, 36, 3
KEPT = 600


class Thumbs:
    """Pictures that are there are shown at once. Others are asked for only while `asking`: of all
    that a fast scroll runs past, nobody waits for the pictures."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._kept: OrderedDict[tuple[object, float], QPixmap] = OrderedDict()
        self._blank: dict[tuple[str, float], QPixmap] = {}
        self.asking = True

    def of(self, post: Post, scale: float) -> QPixmap:
        """The picture of a post for a screen of this scale, or a blank one."""
        pictures = self._kit.pictures
        key = (pictures.key(post), scale)
        found = self._kept.get(key)
        if found is not None:
            return found
        small = pictures.small(post) if self.asking else None
        if small is None:
            return self._nothing(scale)
        made = self._kept[key] = _rounded(small, scale)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return made

    def _nothing(self, scale: float) -> QPixmap:
        tokens = self._kit.theme.tokens
        key = (tokens.idle_bg, scale)
        if key not in self._blank:
            made = _canvas(scale)
            with QPainter(made) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._kit.theme.colour("idle_bg"))
                painter.drawRoundedRect(QRectF(0, 0, WIDTH, HEIGHT), RADIUS, RADIUS)
                icons.paint(painter, "film", QRectF(5, 12, 12, 12), self._kit.theme.colour("faint"))
            self._blank[key] = made
        return self._blank[key]


def _canvas(scale: float) -> QPixmap:
    made = QPixmap(round(WIDTH * scale), round(HEIGHT * scale))
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    return made


def _rounded(picture: QPixmap, scale: float) -> QPixmap:
    made = _canvas(scale)
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(0, 0, WIDTH, HEIGHT), RADIUS, RADIUS)
    wide, high = picture.width(), picture.height()
    factor = min(wide / WIDTH, high / HEIGHT)
    source = QRectF(0, 0, WIDTH * factor, HEIGHT * factor)
    source.moveCenter(QRectF(0, 0, wide, high).center())
    with QPainter(made) as painter:
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        painter.setClipPath(shape)
        painter.drawPixmap(QRectF(0, 0, WIDTH, HEIGHT), picture, source)
    return made
