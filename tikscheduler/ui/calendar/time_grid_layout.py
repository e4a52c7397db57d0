"""Where days, hours and tiles stand on the ground of the week and the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QRect

from tikscheduler.domain.post import Post
from tikscheduler.ui.calendar.hours import HOUR, Axis, Day, day_of
from tikscheduler.ui.calendar.time_grid_clusters import Slot, side_by_side

HOUR_PX = 62
TILE_PX = 50
GUTTER = 54
"""Left of the first day, where the hours are written."""
TOP = 8
"""Over the first line, so that its label is not cut."""
LEFT, RIGHT, BETWEEN = 6, 3, 6
"""Around the tiles of a day, and between those that share it."""
APART = 2
"""Between tiles that follow each other."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle of the ground and the posts it stands for: more than one is a bunch."""

    rect: QRect
    posts: tuple[Post, ...]


class GridLayout:
    """The ground of some days: x as on the viewport, y from the top of the first hour's label.

    `narrowest` is the width below which tiles are not set side by side any more.
    """

    def __init__(self, zone: str, narrowest: int) -> None:
        self._zone, self._narrowest = zone, narrowest
        self._width = 0
        self._tiles: dict[date, tuple[Sequence[Post], list[Tile]]] = {}
        self.days: list[Day] = []
        self.axis = Axis([])

    def show(self, days: Sequence[date], width: int) -> None:
        """Lay out these days on so many pixels."""
        if [day.date for day in self.days] != list(days):
            self.days = [day_of(one, self._zone) for one in days]
            self.axis = Axis(self.days)
            self._tiles.clear()
        if width != self._width:
            self._width = width
            self._tiles.clear()

    @property
    def height(self) -> int:
        """Pixels from the first line's label to the end of a tile at the last minute."""
        return self.y(self.axis.length) + TILE_PX

    # --- from time to place ----------------------------------------------------------------------

    def y(self, at: float) -> int:
        """The row of a place on the axis."""
        return TOP + round(at * HOUR_PX / HOUR)

    def column(self, number: int) -> QRect:
        """The ground of a day."""
        left, right = self._edge(number), self._edge(number + 1)
        return QRect(left, 0, right - left, self.height)

    def rect_at(self, number: int, instant: datetime) -> QRect | None:
        """A tile over the whole width of a day; None if the instant is not of that day."""
        at = self.axis.place(self.days[number], instant)
        if at is None:
            return None
        column = self.column(number)
        return QRect(column.left() + LEFT, self.y(at), column.width() - LEFT - RIGHT, TILE_PX)

    def number_of(self, day: date) -> int | None:
        """Which of the columns a day is."""
        return next((n for n, one in enumerate(self.days) if one.date == day), None)

    # --- from place to time ----------------------------------------------------------------------

    def number_at(self, x: int) -> int | None:
        """The day whose ground this is."""
        if not GUTTER <= x < self._width:
            return None
        return next((n for n in range(len(self.days)) if x < self._edge(n + 1)), None)

    def at(self, y: float) -> float:
        """The place on the axis of a row."""
        return min(max(0.0, (y - TOP) * HOUR / HOUR_PX), self.axis.length)

    # --- tiles -----------------------------------------------------------------------------------

    def tiles(self, number: int, posts: Sequence[Post]) -> list[Tile]:
        """The tiles of a day in order of time. `posts` is another list when they change."""
        day = self.days[number]
        kept = self._tiles.get(day.date)
        if kept is None or kept[0] is not posts:
            kept = posts, self._lay_out(number, posts)
            self._tiles[day.date] = kept
        return kept[1]

    def _lay_out(self, number: int, posts: Sequence[Post]) -> list[Tile]:
        day, ground = self.days[number], self.column(number)
        left, room = ground.left() + LEFT, ground.width() - LEFT - RIGHT
        by_id = {post.id: post for post in posts}
        tops = [
            (self.y(at), post.id)
            for post in posts
            if post.scheduled_at and (at := self.axis.place(day, post.scheduled_at)) is not None
        ]
        most = max(1, (room + BETWEEN) // (self._narrowest + BETWEEN))
        return [
            Tile(_rect(slot, left, room), tuple(by_id[one] for one in slot.ids))
            for slot in side_by_side(tops, TILE_PX + APART, most)
        ]

    def _edge(self, number: int) -> int:
        return GUTTER + round(number * (self._width - GUTTER) / max(1, len(self.days)))


def _rect(slot: Slot, left: int, room: int) -> QRect:
    def edge(column: int) -> int:
        return left + round(column * (room + BETWEEN) / slot.columns)

    return QRect(
        edge(slot.column),
        int(slot.top),
        edge(slot.column + slot.span) - BETWEEN - edge(slot.column),
        TILE_PX,
    )
