"""Wall times and zones: what the user meant, as one instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from tikscheduler.domain.errors import InputError


class UnknownZone(InputError):
    """There is no time zone of this name."""

    code = "unknown_zone"


class UnreadableTime(InputError):
    """The text is no date and time."""

    code = "unreadable_time"


class SkippedTime(InputError):
    """The clock jumps over this time; `before` and `after` are the naive neighbours."""

    code = "skipped_time"

    def __init__(self, wall: datetime, zone: str, before: datetime, after: datetime) -> None:
        super().__init__(
            f"{show(wall)} does not exist in {zone}, because the clock is put forward then; "
            f"choose {show(before)} or {show(after)}."
        )
        self.before, self.after = before, after


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A planned time: the naive `wall` time in `zone`, the `utc` instant, and a note, if any."""

    wall: datetime
    zone: str
    utc: datetime
    note: str = ""


def show(wall: datetime) -> str:
    """A wall time as people write it; seconds only where there are any."""
    return wall.replace(tzinfo=None).isoformat(" ", "seconds" if wall.second else "minutes")


def find_zone(name: str) -> ZoneInfo:
    """The IANA zone of this name; `UnknownZone` where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:  # not found, a folder, no name at all
        raise UnknownZone(
            f"There is no time zone called “{_quoted(name)}”; write it as in Europe/Berlin or "
            "America/New_York."
        ) from error


def at_wall_time(wall: datetime, zone: str) -> Moment:
    """The instant of a naive wall time in a zone.

    A time that the clock jumps over raises `SkippedTime`; of a time that comes twice the first
    is meant, and the note says so. At the calendar's ends, where UTC or a neighbour would be in
    year 0 or 10000, it raises `UnreadableTime`.
    """
    try:
        return _at_wall_time(wall, zone, find_zone(zone))
    except OverflowError as error:
        raise UnreadableTime(f"{show(wall)} is too far off to plan for.") from error


def _at_wall_time(wall: datetime, zone: str, tz: ZoneInfo) -> Moment:
    first, second = wall.replace(tzinfo=tz, fold=0), wall.replace(tzinfo=tz, fold=1)
    utc = _to_utc(first)
    if utc.astimezone(tz).replace(tzinfo=None) != wall:
        # In a gap fold=0 reads with the offset before it and fold=1 with the one after.
        before = _to_utc(second).astimezone(tz).replace(tzinfo=None)
        after = utc.astimezone(tz).replace(tzinfo=None)
        raise SkippedTime(wall, zone, before, after)
    note = ""
    if first.utcoffset() != second.utcoffset():
        note = f"{show(wall)} comes twice in {zone}; the first of the two is meant."
    return Moment(wall=wall, zone=zone, utc=utc, note=note)


def at_instant(instant: datetime, zone: str) -> Moment:
    """The moment of an aware instant, as a clock in `zone` shows it."""
    utc = _to_utc(instant)
    return Moment(wall=utc.astimezone(find_zone(zone)).replace(tzinfo=None), zone=zone, utc=utc)


def read_when(text: str, zone: str, now: datetime) -> Moment:
    """Read `now`, ISO 8601, or a date and a time with a space between, in `zone`.

    A text that carries its own offset names an instant; `zone` then only says how it is shown.
    Raises `UnreadableTime`, `UnknownZone` or `SkippedTime`.
    """
    text = text.strip()
    if text.lower() == "now":
        return at_instant(now, zone)
    unreadable = UnreadableTime(
        f"“{_quoted(text)}” is no date and time; write it as in 2026-12-01 18:00."
    )
    # A date alone names no moment. `fromisoformat` stops reading at a NUL.
    if not any(mark in text for mark in ":Tt ") or "\0" in text:
        raise unreadable
    try:
        read = datetime.fromisoformat(text)
        return at_instant(read, zone) if read.tzinfo else at_wall_time(read, zone)
    except (ValueError, OverflowError) as error:
        raise unreadable from error


def next_at(hour: int, zone: tzinfo, after: datetime) -> datetime:
    """The first instant (UTC) after `after` at which it is `hour` o'clock in `zone`, once a day.

    An hour that comes twice means the first; a skipped hour is read with the offset before the
    jump, which is the moment of the jump where it starts at that hour.
    """
    day = after.astimezone(zone).date()
    for days in range(3):
        wall = datetime.combine(day + timedelta(days=days), datetime.min.time(), tzinfo=zone)
        found = wall.replace(hour=hour).astimezone(UTC)
        if found > after:
            return found
    raise AssertionError("no such hour in three days")  # pragma: no cover


def _quoted(text: str) -> str:
    """What somebody wrote, fit to stand in a sentence on one line."""
    short = text if len(text) <= 40 else text[:40] + "…"
    return "".join(char if char.isprintable() else " " for char in short)


def _to_utc(aware: datetime) -> datetime:
    return aware.astimezone(UTC)
