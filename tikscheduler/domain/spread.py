"""Several posts from one choice of time: the moments they are spread over."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, timedelta
from enum import StrEnum

from tikscheduler.domain.zones import (
    Moment,
    SkippedTime,
    UnreadableTime,
    at_instant,
    at_wall_time,
    find_zone,
    show,
)


class Spread(StrEnum):
    """How far the posts lie apart. `DAYS` keeps the time of day, whatever the clock does."""

    SAME_TIME = "same_time"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"


SECOND = timedelta(seconds=1)
STEPS = {Spread.MINUTES: timedelta(minutes=1), Spread.HOURS: timedelta(hours=1)}


def spread(
    first_wall: datetime, zone: str, count: int, how: Spread, every: int = 1
) -> list[Moment]:
    """`count` moments from the naive `first_wall` on, `every` minutes, hours or days apart.

    Minutes and hours are those that really pass, so no post comes close to another when the clock
    is changed; days keep the time of day. A time the clock jumps over moves to the end of the
    gap, one that comes twice means the first, and the note says so. The same arguments give the
    same moments. Raises `UnknownZone`, and `UnreadableTime` past the end of the calendar.
    """
    if every < 1:
        raise ValueError("`every` counts from 1")
    if count < 1:
        find_zone(zone)
        return []
    try:
        if how is Spread.DAYS:
            walls = [first_wall + timedelta(days=every * n) for n in range(count)]
            return [_at_or_after(wall, zone) for wall in walls]
        first = _at_or_after(first_wall, zone)
        if how is Spread.SAME_TIME:
            return [first] * count
        step = STEPS[how] * every
        return [first, *(at_instant(first.utc + step * n, zone) for n in range(1, count))]
    except OverflowError as error:
        raise UnreadableTime(
            f"{count} posts from {show(first_wall)} on reach too far to plan for."
        ) from error


def _at_or_after(wall: datetime, zone: str) -> Moment:
    """The moment of a wall time, or of the end of the gap it falls into."""
    try:
        return at_wall_time(wall, zone)
    except SkippedTime as skipped:
        end = _end_of_gap(skipped, zone)
    return Moment(
        wall=end.wall,
        zone=zone,
        utc=end.utc,
        note=f"{show(wall)} does not exist in {zone}, because the clock is put forward then; "
        f"it goes out at {show(end.wall)}.",
    )


def _end_of_gap(skipped: SkippedTime, zone: str) -> Moment:
    """The first instant after the jump; the zone itself does not tell when it jumps."""
    tz = find_zone(zone)
    start = at_wall_time(skipped.before, zone).utc.replace(microsecond=0)
    jump = (skipped.after - skipped.before) // SECOND
    old = start.astimezone(tz).utcoffset()
    passed = bisect_left(
        range(jump), True, key=lambda n: (start + n * SECOND).astimezone(tz).utcoffset() != old
    )
    return at_instant(start + passed * SECOND, zone)
