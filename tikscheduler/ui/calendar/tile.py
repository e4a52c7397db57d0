"""The tile of a post on one line: account colour, picture, time, first words, status."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QTransform,
)

from tikscheduler.domain.post import FINAL, Post, PostStatus
from tikscheduler.ui import icons, words
from tikscheduler.ui.kit import Kit

HEIGHT = 26
RADIUS = 5
TEXT_PX = 12
BAR = 3
PICTURE = QRectF(8, 3, 14, 20)
TIME_LEFT = 28
GAP = 6
ICON = 14
BADGE = 13
LEAST_WORDS = 16
NARROW = 88
"""A tile below this width goes without its picture, for the time and the status come first."""
FADED = 0.7
MOST = 600
"""Tiles kept as pictures: more than any screen holds, with those of the months around it."""


def tabular(font: QFont, pixels: int, *, bold: bool = False) -> QFont:
    """The font at a size, with figures that are all as wide."""
    made = QFont(font)
    made.setPixelSize(pixels)
    if bold:
        made.setWeight(QFont.Weight.DemiBold)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def rounded(rect: QRectF, radius: float) -> QPainterPath:
    """A rectangle with round corners."""
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    return path


class TilePainter:
    """Paints tiles, each once, and keeps the picture until the post or the look is another.

    A month may show two hundred, and repaints while the pointer drags over it.
    """

    def __init__(self, kit: Kit, font: QFont, warned: Callable[[int], bool]) -> None:
        """`warned` tells of a post's id whether its tile has the sign of a conflict."""
        self._kit, self._warned = kit, warned
        self._time_font = tabular(font, TEXT_PX, bold=True)
        self._font = tabular(font, TEXT_PX)
        self._small_font = tabular(font, TEXT_PX - 1)
        self._time_metrics = QFontMetricsF(self._time_font)
        self._metrics = QFontMetricsF(self._font)
        self._kept: dict[tuple[int, int, bool, bool], tuple[Post, bool, QPixmap]] = {}

    def forget(self) -> None:
        """The colours are others now."""
        self._kept.clear()

    def paint(
        self, painter: QPainter, rect: QRect, post: Post, today: date, *, selected: bool
    ) -> None:
        """Paint a post's tile; a selected one has a frame around it."""
        painter.drawPixmap(rect.topLeft(), self.picture(post, rect.width(), painter, today))
        if selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._kit.theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(-1.5, -1.5, 1.5, 1.5), 6.5, 6.5)

    def picture(self, post: Post, width: int, painter: QPainter, today: date) -> QPixmap:
        """A tile of this width, as sharp as the painter's device."""
        small = self._kit.pictures.small(post)
        faded = post.status in FINAL and _day(post, self._kit.zone) < today
        warned = self._warned(post.id)
        key = (post.id, width, faded, warned)
        kept = self._kept.get(key)
        scale = painter.device().devicePixelRatio()
        if (
            kept is not None
            and kept[0] is post
            and kept[1] == (small is not None)
            and kept[2].devicePixelRatio() == scale
        ):
            return kept[2]
        made = self._made(post, width, scale, small, faded=faded, warned=warned)
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = (post, small is not None, made)
        return made

    def _made(
        self,
        post: Post,
        width: int,
        scale: float,
        small: QPixmap | None,
        *,
        faded: bool,
        warned: bool,
    ) -> QPixmap:
        made = QPixmap(round(width * scale), round(HEIGHT * scale))
        made.setDevicePixelRatio(scale)
        made.fill(Qt.GlobalColor.transparent)
        with QPainter(made) as painter:
            painter.setRenderHints(
                QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
            )
            self._card(painter, width, self._kit.book.colour(post.account_id), faded=faded)
            if width < NARROW:
                self._narrow(painter, post, faded=faded)
                if warned:
                    box = QRectF(width - BADGE - 1, 1, BADGE, BADGE)
                    paint_badge(painter, self._kit, box)
            else:
                self._thumbnail(painter, small, faded=faded)
                self._words(painter, post, width, faded=faded, warned=warned)
        return made

    def _card(self, painter: QPainter, width: int, colour: QColor, *, faded: bool) -> None:
        theme = self._kit.theme
        whole = QRectF(0.5, 0.5, width - 1, HEIGHT - 1)
        outline = rounded(whole, RADIUS)
        painter.fillPath(outline, theme.colour("card"))
        painter.strokePath(outline, QPen(theme.colour("line"), 1))
        painter.setClipRect(QRectF(0, 0, BAR, HEIGHT))
        painter.setOpacity(FADED if faded else 1)
        painter.fillPath(rounded(QRectF(0, 0, width, HEIGHT), RADIUS), colour)
        painter.setClipping(False)
        painter.setOpacity(1)

    def _thumbnail(self, painter: QPainter, small: QPixmap | None, *, faded: bool) -> None:
        theme = self._kit.theme
        painter.setOpacity(FADED if faded else 1)
        painter.setPen(Qt.PenStyle.NoPen)
        if small is None:
            painter.setBrush(theme.colour("idle_bg"))
        else:
            part = covering(small, PICTURE)
            scale = PICTURE.width() / part.width()
            brush = QBrush(small)
            brush.setTransform(
                QTransform(
                    scale,
                    0,
                    0,
                    scale,
                    PICTURE.x() - part.x() * scale,
                    PICTURE.y() - part.y() * scale,
                )
            )
            painter.setBrush(brush)
        painter.drawRoundedRect(PICTURE, 2.5, 2.5)
        painter.setOpacity(1)

    def _icon(self, painter: QPainter, status: PostStatus, box: QRectF) -> None:
        look, scale = words.LOOKS[status], painter.device().devicePixelRatio()
        colour = self._kit.theme.colour(look.token).name()
        painter.drawPixmap(
            box.topLeft(), icons.pixmap(look.icon, colour, round(box.width()), scale)
        )

    def _narrow(self, painter: QPainter, post: Post, *, faded: bool) -> None:
        theme, left = self._kit.theme, 7.0
        if post.status is not PostStatus.SCHEDULED:
            box = QRectF(4, (HEIGHT - 12) / 2, 12, 12)
            self._icon(painter, post.status, box)
            left = 17
        painter.setFont(self._small_font)
        painter.setPen(theme.colour("dim" if faded else "text"))
        base = (HEIGHT + self._time_metrics.capHeight()) / 2
        painter.drawText(QPointF(left, base), clock_words(post, self._kit.zone))

    def _words(
        self, painter: QPainter, post: Post, width: int, *, faded: bool, warned: bool
    ) -> None:
        theme = self._kit.theme
        right = float(width - 4)
        if post.status is not PostStatus.SCHEDULED:
            box = QRectF(right - ICON, (HEIGHT - ICON) / 2, ICON, ICON)
            self._icon(painter, post.status, box)
            right = box.left() - 1
        if warned:
            box = QRectF(right - BADGE, (HEIGHT - BADGE) / 2, BADGE, BADGE)
            paint_badge(painter, self._kit, box)
            right = box.left() - 2
        time = clock_words(post, self._kit.zone)
        base = (HEIGHT + self._time_metrics.capHeight()) / 2
        painter.setFont(self._time_font)
        painter.setPen(theme.colour("dim" if faded else "text"))
        painter.drawText(QPointF(TIME_LEFT, base), time)
        left = TIME_LEFT + self._time_metrics.horizontalAdvance(time) + GAP
        if right - left > LEAST_WORDS:
            said = self._metrics.elidedText(
                words.first_words(post)[:80], Qt.TextElideMode.ElideRight, right - left
            )
            if said == "…":
                return
            painter.setFont(self._font)
            painter.setPen(theme.colour("dim"))
            painter.drawText(QPointF(left, base), said)


def paint_badge(painter: QPainter, kit: Kit, box: QRectF) -> None:
    """The sign of a post that stands against TikTok's limits, on ground of its own."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(kit.theme.colour("card"))
    painter.drawEllipse(box)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    icons.paint(painter, "attention", box, kit.theme.colour("wait"))


def covering(picture: QPixmap, rect: QRectF) -> QRectF:
    """The middle part of a picture that has the shape of a rectangle."""
    width, height = picture.width(), picture.height()
    scale = min(width / rect.width(), height / rect.height())
    part = QRectF(0, 0, rect.width() * scale, rect.height() * scale)
    part.moveCenter(QPointF(width / 2, height / 2))
    return part


def clock_words(post: Post, zone: str) -> str:
    """A post's time of day; "" for one without a time."""
    return words.clock(words.local(post.scheduled_at, zone)) if post.scheduled_at else ""


def _day(post: Post, zone: str) -> date:
    return words.local(post.scheduled_at, zone).date() if post.scheduled_at else date.max
