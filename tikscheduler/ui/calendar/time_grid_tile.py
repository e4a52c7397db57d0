"""The tile of a post in the week and the day: drawn once, then shown as a picture."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.ui import icons, words
from tikscheduler.ui.calendar.tile import clock_words, covering, paint_badge, rounded, tabular
from tikscheduler.ui.calendar.time_grid_words import short_clock
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.theme import LABEL_PX, RADIUS

KEPT = 3000
BAR = 4
PICTURE = QRectF(8, 4, 24, 42)
SMALL_PICTURE = QRectF(9, 20, 15, 26)
TEXT = 37
"""Where the words begin, beside the picture."""
TIME_PX = 12
ICON = 13
LINES = (16.0, 31.0, 44.0)
"""The base lines of time, caption and account."""
WIDE = 200
"""From this width on there is room for the account and the word of the status."""
READABLE = 78
"""Below this width there is no room for words beside the picture."""

Key = tuple[object, ...]


class TilePainter:
    """Pictures of tiles, by all that can be seen of them."""

    def __init__(self, kit: Kit, font: QFont, warned: Callable[[int], bool]) -> None:
        """`warned` tells of a post's id whether its tile has the sign of a conflict."""
        self._kit, self._warned = kit, warned
        self._kept: OrderedDict[Key, QPixmap] = OrderedDict()
        self._set_fonts(font)

    def _set_fonts(self, font: QFont) -> None:
        self._bold = tabular(font, TIME_PX, bold=True)
        self._plain = tabular(font, TIME_PX)
        self._small = tabular(font, LABEL_PX)
        self._narrow = tabular(font, LABEL_PX, bold=True)
        self._narrow_metrics = QFontMetricsF(self._narrow)
        self._bold_metrics = QFontMetricsF(self._bold)
        self._plain_metrics = QFontMetricsF(self._plain)
        self._small_metrics = QFontMetricsF(self._small)

    def forget(self) -> None:
        """Colours, names or fonts are other ones."""
        self._kept.clear()

    def paint(self, painter: QPainter, rect: QRect, posts: tuple[Post, ...]) -> None:
        """Draw a post's tile, or that of a bunch."""
        picture = self._bunch if len(posts) > 1 else self._one
        painter.drawPixmap(rect.topLeft(), picture(posts, rect.size(), _ratio(painter)))

    def picture(self, post: Post, size: QSize, on: QPainter) -> QPixmap:
        """The tile of one post, as sharp as what is painted on."""
        return self._one((post,), size, _ratio(on))

    def _one(self, posts: tuple[Post, ...], size: QSize, ratio: float) -> QPixmap:
        post = posts[0]
        small = self._kit.pictures.small(post)
        warned = self._warned(post.id)
        key = (post.id, post.updated_at, post.status, size.width(), small is None, warned, ratio)

        def draw(painter: QPainter, rect: QRectF) -> None:
            self._draw(painter, rect, post, small)
            if warned:
                paint_badge(painter, self._kit, _corner(rect, rect.bottom() - ICON - 3))

        return self._keep(key, size, ratio, draw)

    def _bunch(self, posts: tuple[Post, ...], size: QSize, ratio: float) -> QPixmap:
        accounts = tuple(dict.fromkeys(post.account_id for post in posts))
        warned = any(self._warned(post.id) for post in posts)
        key = (len(posts), accounts, size.width(), warned, ratio)

        def draw(painter: QPainter, rect: QRectF) -> None:
            self._draw_bunch(painter, rect, len(posts), accounts)
            if warned:
                paint_badge(painter, self._kit, _corner(rect, 2))

        return self._keep(key, size, ratio, draw)

    def _keep(
        self, key: Key, size: QSize, ratio: float, draw: Callable[[QPainter, QRectF], object]
    ) -> QPixmap:
        found = self._kept.get(key)
        if found is None:
            found = QPixmap(size * ratio)
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            with QPainter(found) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                draw(painter, QRectF(0, 0, size.width(), size.height()))
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found

    # --- drawing ---------------------------------------------------------------------------------

    def _draw(self, painter: QPainter, rect: QRectF, post: Post, small: QPixmap | None) -> None:
        self._draw_ground(painter, rect, self._kit.book.colour(post.account_id))
        if rect.width() >= READABLE:
            self._draw_picture(painter, PICTURE, small)
            self._draw_words(painter, rect, post)
        else:
            self._draw_narrow(painter, rect, post, small)

    def _draw_narrow(
        self, painter: QPainter, rect: QRectF, post: Post, small: QPixmap | None
    ) -> None:
        """The time before all else, then as much of the picture as there is room for."""
        painter.setFont(self._narrow)
        painter.setPen(self._kit.theme.colour("text"))
        room = rect.width() - SMALL_PICTURE.left() - 1
        time = self._time(self._narrow_metrics, post, room)
        painter.drawText(QPointF(SMALL_PICTURE.left(), 15), time)
        self._draw_picture(painter, SMALL_PICTURE, small)
        if SMALL_PICTURE.right() + ICON + 5 <= rect.width():
            self._draw_status(painter, QPointF(SMALL_PICTURE.right() + 4, 27), post)

    def _draw_ground(self, painter: QPainter, rect: QRectF, bar: QColor) -> None:
        theme = self._kit.theme
        inside = rect.adjusted(0.5, 0.5, -0.5, -0.5)
        path = rounded(inside, RADIUS)
        painter.fillPath(path, theme.colour("card"))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawPath(path)
        painter.save()
        painter.setClipRect(QRectF(0, 0, BAR, rect.height()))
        painter.fillPath(path, bar)
        painter.strokePath(path, QPen(bar, 1))
        painter.restore()

    def _draw_picture(self, painter: QPainter, place: QRectF, small: QPixmap | None) -> None:
        path = rounded(place, 3)
        if small is None:
            painter.fillPath(path, self._kit.theme.colour("idle_bg"))
            return
        painter.save()
        painter.setClipPath(path)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, small, covering(small, place))
        painter.restore()

    def _draw_words(self, painter: QPainter, rect: QRectF, post: Post) -> None:
        theme = self._kit.theme
        room, wide = rect.width() - TEXT - 6, rect.width() >= WIDE
        icon = 0 if post.status is PostStatus.SCHEDULED else ICON + 5
        time = self._time(self._bold_metrics, post, room + 4 - icon)
        painter.setFont(self._bold)
        painter.setPen(theme.colour("text"))
        painter.drawText(QPointF(TEXT, LINES[0]), time)
        after = TEXT + self._bold_metrics.horizontalAdvance(time) + 5
        if after + ICON <= rect.width() - 3:
            self._draw_status(painter, QPointF(after, LINES[0] - 11), post, named=wide)
        painter.setFont(self._plain)
        painter.setPen(theme.colour("dim"))
        caption = words.first_words(post)
        painter.drawText(QPointF(TEXT, LINES[1]), _cut(self._plain_metrics, caption, room))
        if wide:
            painter.setFont(self._small)
            name = self._kit.book.name(post.account_id)
            room -= ICON + 4 if self._warned(post.id) else 0
            painter.drawText(QPointF(TEXT, LINES[2]), _cut(self._small_metrics, name, room))

    def _time(self, metrics: QFontMetricsF, post: Post, room: float) -> str:
        time = clock_words(post, self._kit.zone)
        if metrics.horizontalAdvance(time) > room and post.scheduled_at:
            time = short_clock(words.local(post.scheduled_at, self._kit.zone))
        return time

    def _draw_status(
        self, painter: QPainter, at: QPointF, post: Post, *, named: bool = False
    ) -> None:
        look, theme = words.LOOKS[post.status], self._kit.theme
        if post.status is not PostStatus.SCHEDULED or named:
            colour = theme.colour(look.token)
            icons.paint(painter, look.icon, QRectF(at.x(), at.y(), ICON, ICON), colour)
            if named:
                painter.setFont(self._small)
                painter.setPen(colour)
                word = words.status_word(post.status)
                painter.drawText(QPointF(at.x() + ICON + 4, LINES[0]), word)

    def _draw_bunch(
        self, painter: QPainter, rect: QRectF, count: int, accounts: tuple[int, ...]
    ) -> None:
        """How many posts stand here, and a dot for each of their accounts."""
        theme = self._kit.theme
        painter.setBrush(theme.colour("idle_bg"))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setFont(self._bold)
        painter.setPen(theme.colour("text"))
        painter.drawText(rect.adjusted(0, 6, 0, -24), Qt.AlignmentFlag.AlignCenter, f"+{count}")
        dots = accounts[: max(1, (round(rect.width()) - 8) // 9)]
        left = rect.center().x() - (len(dots) * 9 - 3) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        for number, account in enumerate(dots):
            painter.setBrush(self._kit.book.colour(account))
            painter.drawEllipse(QRectF(left + 9 * number, rect.top() + 30, 6, 6))


def _corner(rect: QRectF, top: float) -> QRectF:
    """Where the sign of a conflict stands: at the right edge."""
    return QRectF(rect.right() - ICON - 3, top, ICON, ICON)


def _ratio(painter: QPainter) -> float:
    return painter.device().devicePixelRatio()


def _cut(metrics: QFontMetricsF, text: str, room: float) -> str:
    return metrics.elidedText(text[:200], Qt.TextElideMode.ElideRight, room)
