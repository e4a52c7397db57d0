"""Days of hours side by side: what is where on the screen, and how it is painted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.domain.zones import at_wall_time
from tikscheduler.ui import words
from tikscheduler.ui.calendar.hours import HOUR, SNAP
from tikscheduler.ui.calendar.time_grid_ground import HEADER, Ground
from tikscheduler.ui.calendar.time_grid_layout import HOUR_PX, TOP, GridLayout, Tile
from tikscheduler.ui.calendar.time_grid_slot import FocusedSlot
from tikscheduler.ui.calendar.time_grid_tile import TilePainter
from tikscheduler.ui.calendar.view import CalendarView
from tikscheduler.ui.calendar.visible import DAY, VisiblePosts
from tikscheduler.ui.dragging import DraggedPosts, Place
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import line

GHOSTS = 100
"""Places of dragged posts that are drawn; of more than these nobody tells them apart."""

_KEY = Qt.Key
SHIFTS = {
    _KEY.Key_Left: -DAY,
    _KEY.Key_Right: DAY,
    _KEY.Key_Up: timedelta(minutes=-SNAP),
    _KEY.Key_Down: timedelta(minutes=SNAP),
}


class TimeGridBase(CalendarView):
    """Posts stand where their time is. Points and rectangles are those of the viewport, unless they
    are said to be of the ground, which is scrolled under the names of the days."""

    def __init__(self, kit: Kit, visible: VisiblePosts, *, narrowest: int) -> None:
        super().__init__(kit, visible)
        self.grid = GridLayout(kit.zone, narrowest)
        self.slot = FocusedSlot(kit.zone, kit.desk.now())
        self._painter = TilePainter(kit, self.font(), visible.conflicts.has)
        self._ground = Ground(kit.theme, self.grid, self.font())
        self._fine = False
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(HOUR_PX // 2)
        self.addScrollBarWidget(_corner(), Qt.AlignmentFlag.AlignTop)

    # --- where things are ------------------------------------------------------------------------

    def shown_days(self) -> list[date]:
        """Every day from the first to the last."""
        first, last = self.days()
        return [first + n * DAY for n in range((last - first).days + 1)]

    def lay_out(self) -> None:
        """Put the days on the ground; tiles are laid out when they come into sight."""
        self.grid.show(self.shown_days(), self.viewport().width())
        bar, room = self.verticalScrollBar(), self.viewport().height() - HEADER
        bar.setPageStep(max(1, room))
        bar.setRange(0, max(0, self.grid.height - room))

    @property
    def _down(self) -> int:
        """How far the ground is moved on the viewport."""
        return HEADER - self.verticalScrollBar().value()

    def _ground_in_sight(self) -> QRect:
        """The part of the ground that is on the screen."""
        view = self.viewport()
        return QRect(0, HEADER - self._down, view.width(), view.height() - HEADER)

    def _in_sight(self) -> Iterator[tuple[QRect, Tile]]:
        """The tiles on the screen, and where there."""
        down, height = self._down, self.viewport().height()
        for number, day in enumerate(self.grid.days):
            for tile in self.grid.tiles(number, self.visible.of_day(day.date)):
                rect = tile.rect.translated(0, down)
                if rect.bottom() >= HEADER and rect.top() < height:
                    yield rect, tile

    def tiles(self) -> Iterator[tuple[QRect, Post]]:
        """The posts on the screen; those of a bunch are all in one place."""
        for rect, tile in self._in_sight():
            for post in tile.posts:
                yield rect, post

    def hit(self, point: QPoint) -> Post | None:
        """The post painted at a point; a bunch is none of its posts."""
        tile = self.tile_at(point)
        return tile.posts[0] if tile and len(tile.posts) == 1 else None

    def tile_at(self, point: QPoint) -> Tile | None:
        """The tile or bunch painted at a point."""
        if point.y() < HEADER:
            return None
        return next((tile for rect, tile in self._in_sight() if rect.contains(point)), None)

    def day_at(self, point: QPoint) -> date | None:
        """The day whose column this is."""
        number = self.grid.number_at(point.x())
        return None if number is None else self.grid.days[number].date

    def place_at(self, point: QPoint, dragged: DraggedPosts | None) -> Place | None:
        """A quarter of an hour; with Alt held a minute; on a day's name the day alone."""
        number = self.grid.number_at(point.x())
        if number is None:
            return None
        day = self.grid.days[number]
        if point.y() < HEADER:
            return Place(wall=datetime.combine(day.date, time()), all_day=True)
        # A tile goes by its upper edge, and that comes to the nearest; else the pointer is in it.
        hold = dragged.hold.y() if dragged else -0.5
        at = self.grid.at(point.y() - self._down - hold)
        step = 1 if self._fine else SNAP
        instant = self.grid.axis.snapped(day, at, step, down=dragged is None)
        return Place(wall=words.local(instant, self.kit.zone).replace(tzinfo=None, fold=0))

    def shift_of(self, key: int) -> timedelta | None:
        """Alt+Shift: a quarter of an hour up and down, a day left and right."""
        return SHIFTS.get(_KEY(key)) if key in SHIFTS else None

    def show_hour(self, hour: int) -> None:
        """Scroll until this hour is at the top."""
        marks = (mark for mark in self.grid.axis.marks() if mark.wall >= hour * HOUR)
        mark = next(marks, None)
        self.verticalScrollBar().setValue(self.grid.y(mark.at) - TOP if mark else 0)

    def show_slot(self) -> None:
        """Scroll until the focused slot is in sight."""
        rect = self._slot_rect()
        if rect is None:
            return
        bar, room = self.verticalScrollBar(), self.viewport().height() - HEADER
        if rect.top() < bar.value():
            bar.setValue(rect.top() - TOP)
        elif rect.bottom() > bar.value() + room:
            bar.setValue(rect.bottom() + TOP - room)

    def _slot_rect(self) -> QRect | None:
        """The ground of the focused slot."""
        number = self.grid.number_of(self.slot.wall.date())
        rect = self.grid.rect_at(number, self.slot.at) if number is not None else None
        if rect is not None:
            rect.adjust(-3, 0, 1, 0)  # seen beside a tile that covers it
            rect.setHeight(HOUR_PX * SNAP // HOUR + 1)
        return rect

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: only what is asked for."""
        now, down = self.kit.desk.now(), self._down
        part = event.rect()
        with QPainter(self.viewport()) as painter:
            painter.fillRect(part, self.kit.theme.colour("window"))
            painter.setClipRect(part.intersected(self.viewport().rect().adjusted(0, HEADER, 0, 0)))
            painter.translate(0, down)
            ground = part.translated(0, -down)
            self._ground.paint(painter, ground, now)
            self._paint_slot(painter)
            painter.translate(0, -down)
            self._paint_tiles(painter, part)
            painter.translate(0, down)
            self._paint_ghosts(painter)
            self._ground.paint_now(painter, now)
            painter.translate(0, -down)
            if part.top() < HEADER:
                painter.setClipRect(part)
                drop = self.drops.current
                over = drop.place.day if drop and drop.place.all_day else None
                self._ground.paint_header(painter, self.viewport().width(), self.today(), over)

    def _paint_tiles(self, painter: QPainter, part: QRect) -> None:
        frames = []
        for rect, tile in self._in_sight():
            if not part.intersects(rect.adjusted(-3, -3, 3, 3)):
                continue
            self._painter.paint(painter, rect, tile.posts)
            if any(post.id in self._selected for post in tile.posts):
                frames.append(rect)
            elif len(tile.posts) == 1 and tile.posts[0].status is PostStatus.PUBLISHING:
                self._paint_sent(painter, rect, tile.posts[0].id)
        for rect in frames:
            self._ground.paint_frame(painter, rect)

    def _paint_sent(self, painter: QPainter, rect: QRect, post_id: int) -> None:
        transfer = self.kit.transfers.of(post_id)
        if transfer:
            room = rect.width() - 16
            sent = QRect(rect.left() + 8, rect.bottom() - 2, round(room * transfer.share), 2)
            painter.fillRect(sent, self.kit.theme.colour("running"))

    def _paint_slot(self, painter: QPainter) -> None:
        rect = self._slot_rect() if self.hasFocus() and self.drops.current is None else None
        if rect is not None and self.selection.current is None:
            self._ground.paint_box(painter, rect, words.clock(self.slot.wall))

    def _paint_ghosts(self, painter: QPainter) -> None:
        drop = self.drops.current
        if drop is None or (drop.place.all_day and not drop.posts):
            return
        walls = list(drop.walls.values())[:GHOSTS] or list(drop.times) or [drop.place.wall]
        for wall in walls:
            number = self.grid.number_of(wall.date())
            if number is None:
                continue
            rect = self.grid.rect_at(number, at_wall_time(wall, self.kit.zone).utc)
            if rect is not None:
                self._ground.paint_box(painter, rect, words.clock(wall), refused=bool(drop.reason))


def _corner() -> QWidget:
    """What goes on with the line under the names of the days over the scroll bar."""
    corner = QWidget()
    corner.setFixedHeight(HEADER)
    column = QVBoxLayout(corner)
    column.setContentsMargins(0, 0, 0, 0)
    column.addStretch(1)
    column.addWidget(line())
    return corner
