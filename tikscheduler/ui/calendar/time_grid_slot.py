"""The quarter of an hour that the keys have come to in the week and the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from tikscheduler.domain.post import Post
from tikscheduler.domain.zones import at_wall_time
from tikscheduler.ui.calendar.hours import MINUTE, SNAP, Day, day_of, snap
from tikscheduler.ui.dragging import existing
from tikscheduler.ui.words import local

STEP = SNAP * MINUTE


class FocusedSlot:
    """Where it is. `at` is its first instant (UTC); it never leaves its day by going up or down."""

    def __init__(self, zone: str, now: datetime) -> None:
        self._zone = zone
        self.at = snap(now, zone, down=True) + STEP

    @property
    def wall(self) -> datetime:
        """What a clock shows then, naive. Of a time that comes twice the first is planned for."""
        return local(self.at, self._zone).replace(tzinfo=None, fold=0)

    @property
    def day(self) -> Day:
        """The day it is in."""
        return day_of(self.wall.date(), self._zone)

    def holds(self, instant: datetime) -> bool:
        """Whether an instant is in it."""
        return self.at <= instant < self.at + STEP

    def go_to(self, instant: datetime) -> None:
        """Take the slot of an instant."""
        self.at = snap(instant, self._zone, down=True)

    def go_to_day(self, day: date) -> None:
        """Keep the time of day on another day, or the end of the gap where that has none."""
        wall = existing(datetime.combine(day, self.wall.time()), self._zone)
        self.at = at_wall_time(wall, self._zone).utc

    def step(self, by: int) -> bool:
        """Go up or down; False at the day's ends."""
        there = self.at + by * STEP
        if not self.day.start <= there < self.day.end:
            return False
        self.at = there
        return True

    def posts(self, posts: Iterable[Post]) -> list[Post]:
        """Those of these posts that are in it."""
        return [post for post in posts if post.scheduled_at and self.holds(post.scheduled_at)]
