"""Where the days of a month, and the tiles on them, stand on the screen."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPoint, QRect, QSize

from tikscheduler.domain.post import Post
from tikscheduler.ui.calendar import tile
from tikscheduler.ui.calendar.visible import DAY

HEAD = 28
"""The line with the names of the weekdays."""
NUMBER = 26
"""The line with the number of a day; less where the days are low."""
LEFT, RIGHT = 6, 6
GAP = 3
MORE = 16
"""The line that tells how many more posts there are."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A day: its ground, the tiles that there is room for, and how many posts there is none for."""

    day: date
    rect: QRect
    tiles: tuple[tuple[QRect, Post], ...]
    hidden: int
    more: QRect


def first_shown(month: date, first_weekday: int) -> date:
    """The first day of the week that the month begins in. Weekdays count from Monday, 1."""
    first = month.replace(day=1)
    return first - ((first.isoweekday() - first_weekday) % 7) * DAY


def weeks_of(month: date, first_weekday: int) -> int:
    """How many weeks a month lies in: four to six."""
    days = monthrange(month.year, month.month)[1]
    before = (month.replace(day=1) - first_shown(month, first_weekday)).days
    return -(-(before + days) // 7)


class MonthGrid:
    """Whole weeks under a line of weekdays, as high as the screen allows."""

    def __init__(self, month: date, first_weekday: int, size: QSize) -> None:
        self.month = month.replace(day=1)
        self.first = first_shown(month, first_weekday)
        self.weeks = weeks_of(month, first_weekday)
        self.size = size

    @property
    def last(self) -> date:
        """The last day of the last week."""
        return self.first + (7 * self.weeks - 1) * DAY

    def column(self, number: int) -> tuple[int, int]:
        """The left edge of a column, and of the next."""
        width = self.size.width()
        return number * width // 7, (number + 1) * width // 7

    def row(self, number: int) -> tuple[int, int]:
        """The upper edge of a week, and of the next."""
        height = max(0, self.size.height() - HEAD)
        return HEAD + number * height // self.weeks, HEAD + (number + 1) * height // self.weeks

    def rect(self, day: date) -> QRect:
        """The ground of a day. The lines at its right and below belong to it."""
        row, column = divmod((day - self.first).days, 7)
        left, right = self.column(column)
        top, bottom = self.row(row)
        return QRect(left, top, right - left, bottom - top)

    def day_at(self, point: QPoint) -> date | None:
        """The day a point is on."""
        for row in range(self.weeks):
            top, bottom = self.row(row)
            if top <= point.y() < bottom:
                for column in range(7):
                    left, right = self.column(column)
                    if left <= point.x() < right:
                        return self.first + (7 * row + column) * DAY
        return None

    def cell(self, day: date, posts: Sequence[Post]) -> Cell:
        """A day with its posts laid out."""
        rect = self.rect(day)
        number, pitch, room = self._room(rect.height())
        fit = (rect.height() - number) // pitch
        if len(posts) > fit:
            fit = max(0, (rect.height() - number - room) // pitch)
        left, width = rect.left() + LEFT, rect.width() - LEFT - RIGHT
        top = rect.top() + number
        tiles = tuple(
            (QRect(left, top + n * pitch, width, tile.HEIGHT), post)
            for n, post in enumerate(posts[:fit])
        )
        more = QRect(left, top + len(tiles) * pitch, width, room)
        return Cell(day, rect, tiles, len(posts) - len(tiles), more)

    @staticmethod
    def _room(height: int) -> tuple[int, int, int]:
        """Height of the number, of a tile with its gap, and of "more": closer where that makes room
        for one tile more."""
        wide = (NUMBER, tile.HEIGHT + GAP, MORE)
        close = (NUMBER - 2, tile.HEIGHT + GAP - 1, MORE - 1)

        def fits(room: tuple[int, int, int]) -> int:
            return (height - room[0] - room[2]) // room[1]

        return close if fits(close) > fits(wide) else wide
