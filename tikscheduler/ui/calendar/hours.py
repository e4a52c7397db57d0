"""The hours of days in a zone, put on one scale, so that a place on the screen is an instant.

A day has the hours it really has: 23 or 25 of them where the clock is put forward or back. Days
that stand side by side share one scale of wall time, the `Axis`. It holds every minute that any
of its days has. Where one day has none of them, the axis tells so (`missing`) and that ground is
hatched: the hour that the clock jumps over, in that day's column; and, in the columns of the other
days, the row that is put in for an hour that comes twice. So the days stay in line before and
after the change, and no place on a column means two instants or an instant of another day. A day
that stands alone has only its own hours: the skipped one is absent, the repeated one is there
twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from math import floor
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
HOUR = 60
DAY = 24 * HOUR
SNAP = 15
"""Minutes that a time is rounded to when it is pointed at."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of time in which the clock goes on evenly: it shows minute `wall` of the day first."""

    start: datetime
    minutes: float
    wall: float


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day in a zone, from its first instant (UTC) up to that of the next day."""

    date: date
    start: datetime
    end: datetime
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Where a run of a day's time stands on an axis, in minutes from its top."""

    top: float
    bottom: float
    start: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of an axis: minute `wall` of the day; `again` where it comes for the second time."""

    at: float
    wall: float
    again: bool


# --- days ------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def day_of(day: date, zone: str) -> Day:
    """The day as a clock in this IANA zone goes through it."""
    tz = ZoneInfo(zone)
    midnight = datetime.combine(day, time())
    start, end = _first_instant(midnight, tz), _first_instant(midnight + timedelta(days=1), tz)
    jumps = [start, *_jumps(start, end, tz), end]
    stretches = tuple(
        Stretch(one, (two - one) / MINUTE, (_wall(one, tz) - midnight) / MINUTE)
        for one, two in pairwise(jumps)
        if one < two
    )
    return Day(day, start, end, stretches)


def _wall(instant: datetime, tz: ZoneInfo) -> datetime:
    return instant.astimezone(tz).replace(tzinfo=None)


def _first_instant(wall: datetime, tz: ZoneInfo) -> datetime:
    """The first at which a clock shows this time or a later one."""
    aware = wall.replace(tzinfo=tz)
    found = aware.astimezone(UTC)
    if _wall(found, tz) == wall:
        return found
    # The clock jumps over it: what is later first is the moment of the jump.
    back = aware.replace(fold=1).astimezone(UTC)
    return _jump(back, found, tz)


def _jumps(start: datetime, end: datetime, tz: ZoneInfo) -> Iterable[datetime]:
    # Up to the last second: a change at the very end is the next day's.
    at, last = start, end - timedelta(seconds=1)
    while at < last:
        ahead = min(at + timedelta(hours=1), last)
        if at.astimezone(tz).utcoffset() != ahead.astimezone(tz).utcoffset():
            yield _jump(at, ahead, tz)
        at = ahead


def _jump(before: datetime, after: datetime, tz: ZoneInfo) -> datetime:
    """The moment between the two at which the offset changes."""
    old = before.astimezone(tz).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (before + timedelta(seconds=middle)).astimezone(tz).utcoffset() == old:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)


def wall_minute(day: Day, instant: datetime) -> float:
    """The minute of the day that the clock shows at an instant of it."""
    for stretch in reversed(day.stretches):
        if instant >= stretch.start:
            return stretch.wall + (instant - stretch.start) / MINUTE
    return 0.0


def snap(instant: datetime, zone: str, step: int = SNAP, *, down: bool = False) -> datetime:
    """The nearest instant at which the clock in the zone shows a multiple of `step` minutes; with
    `down` the last one up to `instant`."""
    offset = instant.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    steps = (instant + offset).timestamp() / (60 * step)
    return (
        datetime.fromtimestamp((floor(steps) if down else round(steps)) * 60 * step, UTC) - offset
    )


# --- the scale -------------------------------------------------------------------------------


class Axis:
    """The scale that days side by side share. `length` is its minutes."""

    def __init__(self, days: Sequence[Day]) -> None:
        runs = {day: _runs(day) for day in days}
        plain = [run for found in runs.values() for run in found if not run.again]
        self._plain = _union([(run.low, run.high) for run in plain]) or [(0.0, float(DAY))]
        self._again = sorted(
            {(run.high, run.low) for found in runs.values() for run in found if run.again}
        )
        self._pieces = {day: self._place_runs(found) for day, found in runs.items()}
        self.length = sum(high - low for low, high in self._plain)
        self.length += sum(high - low for high, low in self._again)

    def pieces(self, day: Day) -> list[Piece]:
        """Where the time of a day stands."""
        return self._pieces[day]

    def missing(self, day: Day) -> list[tuple[float, float]]:
        """The parts of the axis that are no time of this day."""
        edges = [0.0]
        for piece in sorted(self._pieces[day], key=lambda piece: piece.top):
            edges += [piece.top, piece.bottom]
        edges.append(self.length)
        return [
            (low, high) for low, high in zip(edges[::2], edges[1::2], strict=True) if low < high
        ]

    def place(self, day: Day, instant: datetime) -> float | None:
        """The place of an instant; None if it is of another day."""
        for piece in self._pieces[day]:
            minutes = (instant - piece.start) / MINUTE
            if 0 <= minutes < piece.bottom - piece.top:
                return piece.top + minutes
        return None

    def instant(self, day: Day, at: float) -> datetime:
        """The instant at a place. Where the day has none: the next one below, else its last."""
        below = [piece for piece in self._pieces[day] if at < piece.bottom]
        if not below:
            return max(day.start, day.end - MINUTE)
        piece = min(below, key=lambda piece: piece.top)
        return piece.start + max(0.0, at - piece.top) * MINUTE

    def snapped(self, day: Day, at: float, step: int = SNAP, *, down: bool = False) -> datetime:
        """The instant of the day next to a place at which the clock shows a round time; with
        `down` the last such instant before it."""
        exact = self.instant(day, at)
        wall = wall_minute(day, exact)
        steps = wall // step if down else round(wall / step)
        found = exact + (steps * step - wall) * MINUTE
        if found >= day.end:
            found -= step * MINUTE
        return max(found, day.start)

    def marks(self) -> list[Mark]:
        """The lines of the full hours, from top to bottom, and where an hour begins again."""
        hours = [
            Mark(self._down(hour), hour, again=False)
            for low, high in self._plain
            for hour in _full_hours(low, high)
        ]
        for high, low in self._again:
            top = self._down_again(high, low)
            walls = {low, *_full_hours(low, high)}
            hours += [Mark(top + wall - low, wall, again=True) for wall in walls]
        return sorted(hours, key=lambda mark: mark.at)

    def _down(self, wall: float) -> float:
        """How far down a minute of the day stands, when it comes for the first time."""
        plain = sum(min(max(wall - low, 0.0), high - low) for low, high in self._plain)
        return plain + sum(high - low for high, low in self._again if high <= wall)

    def _down_again(self, high: float, low: float) -> float:
        before = sum(h - lo for h, lo in self._again if (h, lo) < (high, low))
        plain = sum(min(max(high - one, 0.0), other - one) for one, other in self._plain)
        return plain + before

    def _place_runs(self, runs: list[_Run]) -> list[Piece]:
        found = []
        for run in runs:
            if run.again:
                top = self._down_again(run.high, run.low)
                found.append(Piece(top, top + run.high - run.low, run.start))
                continue
            cuts = [high for high, _ in self._again if run.low < high < run.high]
            for low, high in pairwise([run.low, *cuts, run.high]):
                top = self._down(low)
                found.append(Piece(top, top + high - low, run.start + (low - run.low) * MINUTE))
        return found


@dataclass(frozen=True, slots=True)
class _Run:
    """Minutes `low` up to `high` of a day's wall time; `again` if the day had them before."""

    low: float
    high: float
    start: datetime
    again: bool


def _runs(day: Day) -> list[_Run]:
    found: list[_Run] = []
    seen = float("-inf")
    for stretch in day.stretches:
        low, high = stretch.wall, stretch.wall + stretch.minutes
        turn = min(max(low, seen), high)
        if low < turn:
            found.append(_Run(low, turn, stretch.start, again=True))
        if turn < high:
            found.append(_Run(turn, high, stretch.start + (turn - low) * MINUTE, again=False))
        seen = max(seen, high)
    return found


def _union(ranges: list[tuple[float, float]]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return found


def _full_hours(low: float, high: float) -> list[float]:
    first = -(-low // HOUR) * HOUR
    return [first + HOUR * n for n in range(int(max(0.0, -(-(high - first) // HOUR))))]
