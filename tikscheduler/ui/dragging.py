"""Posts that are dragged: how they travel, where they may land, and what is told meanwhile."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QDrag, QFont, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from tikscheduler.domain.post import FINAL, IN_TIKTOKS_HANDS, Post
from tikscheduler.domain.spread import Spread, spread
from tikscheduler.ui.words import city, clock, day, local, tr, zone_of

POSTS_MIME = "application/x-tikscheduler-posts"
DRAG_PX = 5
"""How far the pointer goes with the button held before that is a drag."""
BESIDE = QPoint(16, 18)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraggedPosts:
    """Posts on their way. `grabbed` is the one under the pointer, which holds it at `hold`, counted
    from the tile's upper left corner; where it lands decides about the others."""

    ids: tuple[int, ...]
    grabbed: int
    hold: QPoint = field(default_factory=QPoint)

    def mime(self) -> QMimeData:
        """The posts as they travel."""
        text = json.dumps(
            {"ids": self.ids, "grabbed": self.grabbed, "hold": [self.hold.x(), self.hold.y()]}
        )
        made = QMimeData()
        made.setData(POSTS_MIME, text.encode())
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something would land: a naive wall time, or with `all_day` a day that leaves the time
    of day open."""

    wall: datetime
    all_day: bool = False

    @property
    def day(self) -> date:
        """The day of it."""
        return self.wall.date()


def posts_in(mime: QMimeData) -> DraggedPosts | None:
    """The posts that are dragged, if it is posts."""
    if not mime.hasFormat(POSTS_MIME):
        return None
    try:
        read = json.loads(bytes(mime.data(POSTS_MIME).data()))
        ids = tuple(int(one) for one in read["ids"])
        grabbed, hold = int(read.get("grabbed", ids[0])), read.get("hold", (0, 0))
        return DraggedPosts(ids=ids, grabbed=grabbed, hold=QPoint(int(hold[0]), int(hold[1])))
    except (ValueError, KeyError, TypeError, IndexError):
        return None  # another program's, or another version's


def copies(modifiers: Qt.KeyboardModifier) -> bool:
    """Whether the keys that are held make a drag a copy."""
    key = Qt.KeyboardModifier
    wanted = key.AltModifier if sys.platform == "darwin" else key.ControlModifier
    return bool(modifiers & wanted)


# --- where posts may land -----------------------------------------------------------------------


def wall_of(post: Post, zone: str) -> datetime | None:
    """A post's time as clocks in `zone` show it, naive."""
    return local(post.scheduled_at, zone).replace(tzinfo=None) if post.scheduled_at else None


def existing(wall: datetime, zone: str) -> datetime:
    """The same wall time, or the end of the gap that the clock jumps over there."""
    return spread(wall, zone, 1, Spread.SAME_TIME)[0].wall


def shifted(posts: Iterable[Post], by: timedelta, zone: str) -> dict[int, datetime]:
    """The wall times of planned posts moved by days or minutes of the clock, by their ids."""
    walls = ((post.id, wall_of(post, zone)) for post in posts)
    return {post_id: existing(wall + by, zone) for post_id, wall in walls if wall}


def why_not(
    posts: Sequence[Post], walls: Mapping[int, datetime], zone: str, now: datetime, *, copy: bool
) -> str:
    """Why these posts cannot go to these times, in words; "" where they can."""
    for post in () if copy else posts:
        if post.status in IN_TIKTOKS_HANDS:
            return tr("TikTok has this post already. Hold Ctrl to copy it.")
        if post.status in FINAL:
            return tr("This post is out already. Hold Ctrl to copy it.")
    return past(min(walls.values()), zone, now) if walls else ""


def past(wall: datetime, zone: str, now: datetime) -> str:
    """Why nothing can be planned for a time that has passed; "" for one to come."""
    there = local(now, zone).replace(tzinfo=None)
    if wall.date() < there.date():
        return tr("This day has passed")
    if wall <= there:
        return tr("%1 has passed").replace("%1", clock(wall))
    return ""


def landing(wall: datetime, zone: str, now: datetime) -> str:
    """A time as it is told beside the pointer: Thu 26 Nov, 09:00 · Paris."""
    named = _named(wall.date(), zone, now)
    return f"{named}, {clock(wall.replace(tzinfo=zone_of(zone)))} · {city(zone)}"


def landing_day(on: date, zone: str, now: datetime) -> str:
    """A day as it is told beside the pointer: Thu 26 Nov · Paris."""
    return f"{_named(on, zone, now)} · {city(zone)}"


def _named(on: date, zone: str, now: datetime) -> str:
    named = day(on, local(now, zone).date())
    return named[:1].upper() + named[1:]


# --- what is seen -------------------------------------------------------------------------------


class DragLabel(QLabel):
    """Tells beside the pointer where things would land, or why they cannot.

    A child of the view, for not every desktop lets a program place windows of their own.
    """

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setProperty("kind", "drag")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def tell(self, text: str, at: QPoint, *, refused: bool = False) -> None:
        """Show a text beside a point of the view."""
        wanted = "drag-no" if refused else "drag"
        if self.property("kind") != wanted:
            self.setProperty("kind", wanted)
            self.style().unpolish(self)
            self.style().polish(self)
        self.setText(text)
        self.adjustSize()
        room = self._over.rect().adjusted(4, 4, -4, -4)
        place = QRect(at + BESIDE, self.size())
        if place.right() > room.right():
            place.moveRight(min(at.x() - 8, room.right()))
        if place.bottom() > room.bottom():
            place.moveBottom(at.y() - 8)
        self.move(max(room.left(), place.left()), max(room.top(), place.top()))
        self.show()
        self.raise_()


def start_post_drag(
    view: QWidget, posts: DraggedPosts, tile: QPixmap, badge: QColor
) -> Qt.DropAction:
    """Let posts be dragged until the button is let go or Esc is pressed.

    `tile` is the picture of the grabbed one; how many there are is written on it.
    """
    drag = QDrag(view)
    drag.setMimeData(posts.mime())
    drag.setPixmap(drag_picture(tile, len(posts.ids), badge))
    drag.setHotSpot(posts.hold)
    actions = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    return drag.exec(actions, Qt.DropAction.MoveAction)


def drag_picture(tile: QPixmap, count: int, badge: QColor) -> QPixmap:
    """The tile, a little transparent, with the others' edges behind it and their number."""
    ratio, behind = tile.devicePixelRatio(), 0 if count < 2 else 4
    size = tile.deviceIndependentSize()
    around = 10 if count > 1 else 0
    picture = QPixmap(
        round((size.width() + behind + around) * ratio),
        round((size.height() + behind + around) * ratio),
    )
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        if behind:
            painter.setOpacity(0.45)
            painter.drawPixmap(behind, behind, tile)
        painter.setOpacity(0.9)
        painter.drawPixmap(0, 0, tile)
        if count > 1:
            painter.setOpacity(1)
            _paint_count(painter, QRect(round(size.width()) - 14, 0, 24, 18), count, badge)
    return picture


def _paint_count(painter: QPainter, rect: QRect, count: int, ground: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, 9, 9)
    font = QFont(painter.font())
    font.setPixelSize(11)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(Qt.GlobalColor.white if ground.lightnessF() < 0.62 else Qt.GlobalColor.black)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(count) if count < 1000 else "999+")
