"""A place on a day's column is an instant, on days of 23, 24 and 25 hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tikscheduler.ui.calendar.hours import Axis, Mark, day_of, snap, wall_minute

PARIS = "Europe/Paris"
NORMAL = date(2026, 11, 23)
FORWARD = date(2026, 3, 29)  # 02:00 -> 03:00
BACK = date(2026, 10, 25)  # 03:00 -> 02:00

ZONES = st.sampled_from(
    [
        "UTC",
        PARIS,
        "America/New_York",
        "America/Santiago",  # changes at midnight
        "America/Nuuk",  # changes in the last hour of a day
        "Atlantic/Azores",  # changes in the first hour of a day
        "Australia/Lord_Howe",  # by half an hour
        "Antarctica/Troll",  # by two hours
        "Asia/Kathmandu",
        "Africa/Casablanca",
    ]
)
DAYS = st.one_of(
    st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    st.sampled_from([date(2026, month, day) for month in (3, 4, 9, 10) for day in range(1, 31)]),
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def hours(day: date) -> float:
    made = day_of(day, PARIS)
    return (made.end - made.start) / timedelta(hours=1)


def test_a_day_has_the_hours_it_has() -> None:
    assert (hours(NORMAL), hours(FORWARD), hours(BACK)) == (24, 23, 25)
    assert [(one.wall, one.minutes) for one in day_of(FORWARD, PARIS).stretches] == [
        (0, 120),
        (180, 21 * 60),
    ]
    assert [(one.wall, one.minutes) for one in day_of(BACK, PARIS).stretches] == [
        (0, 180),
        (120, 22 * 60),
    ]


def test_a_day_whose_midnight_is_skipped_begins_at_the_jump() -> None:
    day = day_of(date(2026, 9, 6), "America/Santiago")
    assert day.start == utc(2026, 9, 6, 4)
    assert [one.wall for one in day.stretches] == [60]


def test_a_day_that_was_left_out_has_no_time() -> None:
    day = day_of(date(2011, 12, 30), "Pacific/Apia")
    assert day.start == day.end
    axis = Axis([day, day_of(date(2011, 12, 31), "Pacific/Apia")])
    assert axis.missing(day) == [(0, 24 * 60)]


def test_a_day_that_stands_alone_leaves_the_skipped_hour_out() -> None:
    day = day_of(FORWARD, PARIS)
    axis = Axis([day])
    assert axis.length == 23 * 60
    assert axis.missing(day) == []
    assert [mark.wall // 60 for mark in axis.marks()] == [0, 1, *range(3, 24)]


def test_a_day_that_stands_alone_has_the_repeated_hour_twice() -> None:
    day = day_of(BACK, PARIS)
    axis = Axis([day])
    assert axis.length == 25 * 60
    assert axis.marks()[1:5] == [
        Mark(60, 60, again=False),
        Mark(120, 120, again=False),
        Mark(180, 120, again=True),
        Mark(240, 180, again=False),
    ]
    assert axis.place(day, utc(2026, 10, 25, 0, 30)) == 150
    assert axis.place(day, utc(2026, 10, 25, 1, 30)) == 210


def test_beside_other_days_the_skipped_hour_is_ground_without_time() -> None:
    sunday, monday = day_of(FORWARD, PARIS), day_of(FORWARD + timedelta(days=1), PARIS)
    axis = Axis([sunday, monday])
    assert axis.length == 24 * 60
    assert axis.missing(sunday) == [(120, 180)]
    assert axis.missing(monday) == []
    assert axis.instant(sunday, 150) == utc(2026, 3, 29, 1)  # the moment of the jump
    assert axis.place(sunday, utc(2026, 3, 29, 10)) == axis.place(monday, utc(2026, 3, 30, 10))


def test_beside_other_days_the_repeated_hour_has_a_row_of_its_own() -> None:
    sunday, saturday = day_of(BACK, PARIS), day_of(BACK - timedelta(days=1), PARIS)
    axis = Axis([saturday, sunday])
    assert axis.length == 25 * 60
    assert axis.missing(sunday) == []
    assert axis.missing(saturday) == [(180, 240)]
    assert axis.place(saturday, utc(2026, 10, 24, 10)) == axis.place(sunday, utc(2026, 10, 25, 11))
    assert axis.instant(saturday, 200) == utc(2026, 10, 24, 1)


def test_an_hour_that_is_repeated_half_is_told_from_where_it_begins_again() -> None:
    day = day_of(date(2026, 4, 5), "Australia/Lord_Howe")
    assert [mark for mark in Axis([day]).marks() if mark.again] == [Mark(120, 90, again=True)]


def test_another_days_instant_has_no_place() -> None:
    day = day_of(NORMAL, PARIS)
    assert Axis([day]).place(day, day.end) is None
    assert Axis([day]).place(day, day.start - timedelta(seconds=1)) is None


@given(day=DAYS, zone=ZONES, count=st.sampled_from([1, 7]), minutes=st.integers(0, 25 * 60 - 1))
def test_an_instant_stays_itself_on_the_way_to_the_screen_and_back(
    day: date, zone: str, count: int, minutes: int
) -> None:
    days = [day_of(day + timedelta(days=n), zone) for n in range(count)]
    axis = Axis(days)
    for one in days:
        instant = one.start + timedelta(minutes=minutes)
        place = axis.place(one, instant)
        if instant >= one.end:
            assert place is None
        else:
            assert place is not None
            assert axis.instant(one, place) == instant
            shown = instant.astimezone(ZoneInfo(zone))
            assert shown.date() == one.date
            assert wall_minute(one, instant) == shown.hour * 60 + shown.minute


@given(day=DAYS, zone=ZONES, count=st.sampled_from([1, 7]), at=st.floats(0, 25 * 60))
def test_a_place_stays_itself_unless_the_day_has_no_time_there(
    day: date, zone: str, count: int, at: float
) -> None:
    days = [day_of(day + timedelta(days=n), zone) for n in range(count)]
    axis = Axis(days)
    for one in days:
        instant = axis.instant(one, at)
        assert one.start <= instant < one.end
        hollow = any(low <= at < high for low, high in axis.missing(one)) or at >= axis.length
        if not hollow:
            assert axis.place(one, instant) == pytest.approx(at, abs=1e-4)


@given(day=DAYS, zone=ZONES, count=st.sampled_from([1, 7]))
def test_later_is_further_down(day: date, zone: str, count: int) -> None:
    days = [day_of(day + timedelta(days=n), zone) for n in range(count)]
    axis = Axis(days)
    for one in days:
        pieces = axis.pieces(one)
        assert (
            sum(piece.bottom - piece.top for piece in pieces) * 60
            == (one.end - one.start).total_seconds()
        )
        for before, after in pairwise(pieces):
            assert before.start < after.start
            assert before.bottom <= after.top
        assert pieces[-1].bottom <= axis.length


@given(day=DAYS, zone=ZONES)
def test_the_lines_stand_where_the_hours_are(day: date, zone: str) -> None:
    one = day_of(day, zone)
    axis = Axis([one])
    marks = axis.marks()
    assert [mark.at for mark in marks] == sorted({mark.at for mark in marks})
    for mark in marks:
        assert wall_minute(one, axis.instant(one, mark.at)) == mark.wall


@given(
    zone=ZONES,
    instant=st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    step=st.sampled_from([1, 15]),
)
def test_snaps_to_the_nearest_round_time(zone: str, instant: datetime, step: int) -> None:
    found = snap(instant, zone, step)
    assert abs(found - instant) <= timedelta(minutes=step) / 2
    shown = found.astimezone(ZoneInfo(zone))
    assert (shown.minute % step, shown.second, shown.microsecond) == (0, 0, 0)


def test_the_last_minutes_of_a_day_stay_in_it() -> None:
    day = day_of(NORMAL, PARIS)
    axis = Axis([day])
    assert axis.snapped(day, 24 * 60 - 1) == day.end - timedelta(minutes=15)
    assert axis.snapped(day, 24 * 60) == day.end - timedelta(minutes=15)
    assert axis.snapped(day, 24 * 60 - 1, down=True) == day.end - timedelta(minutes=15)
    assert axis.snapped(day, 7) == day.start
    assert axis.snapped(day, 8) == day.start + timedelta(minutes=15)
    assert axis.snapped(day, 14, down=True) == day.start


@given(day=DAYS, zone=ZONES, at=st.floats(0, 24 * 60), step=st.sampled_from([1, 15]))
def test_what_is_pointed_at_is_a_round_time_of_that_day(
    day: date, zone: str, at: float, step: int
) -> None:
    days = [day_of(day + timedelta(days=n), zone) for n in range(7)]
    axis = Axis(days)
    for one in days:
        found = axis.snapped(one, at, step)
        assert one.start <= found < one.end
        assert wall_minute(one, found) % step == 0
