"""What people write as a time becomes the instant they mean, in every zone, on every odd day."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tikscheduler.domain.errors import InputError
from tikscheduler.domain.zones import (
    SkippedTime,
    UnknownZone,
    UnreadableTime,
    at_instant,
    at_wall_time,
    find_zone,
    next_at,
    read_when,
    show,
)

ZONES = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "America/Los_Angeles",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Jerusalem",
    "Asia/Kolkata",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/London",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Easter",
    "UTC",
]
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
WALL_1971, WALL_2037 = (datetime.fromisoformat(f"{year}-06-01T00:00") for year in (1971, 2037))
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


@cache
def transitions(zone: str) -> list[tuple[datetime, timedelta]]:
    """Each change of the clock in 2026 and 2027: its instant, and how far the clock jumps."""
    tz, found, at = ZoneInfo(zone), [], FIRST
    while at < LAST:
        before, after = at, at + 6 * HOUR
        jump = _offset(after, tz) - _offset(before, tz)
        while jump and after - before > SECOND:
            middle = (before + (after - before) / 2).replace(microsecond=0)
            if _offset(middle, tz) == _offset(at, tz):
                before = middle
            else:
                after = middle
        if jump:
            found.append((after, jump))
        at += 6 * HOUR
    return found


def refusal(call: Callable[[], object]) -> str:
    """The sentence with which something is refused; "" when it is not."""
    try:
        call()
    except InputError as error:
        return error.message
    return ""


def _offset(at: datetime, tz: ZoneInfo) -> timedelta:
    return at.astimezone(tz).utcoffset() or timedelta(0)


CHANGES = [(zone, at, jump) for zone in ZONES for at, jump in transitions(zone)]
GAPS = [change for change in CHANGES if change[2] > timedelta(0)]
FOLDS = [change for change in CHANGES if change[2] < timedelta(0)]
by_zone_and_day = {"ids": lambda value: str(value) if isinstance(value, str | datetime) else ""}


def test_the_years_tried_hold_many_changes() -> None:
    assert len(GAPS) >= 40
    assert len(FOLDS) >= 40
    assert {abs(jump) for _, _, jump in CHANGES} >= {HOUR, HOUR / 2, 2 * HOUR}


@pytest.mark.parametrize(("zone", "at", "jump"), GAPS, **by_zone_and_day)
def test_a_time_the_clock_jumps_over_is_refused_with_two_that_exist(
    zone: str, at: datetime, jump: timedelta
) -> None:
    last = (at - SECOND).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    for into in (SECOND, jump / 2, jump):  # the first, a middle, and the last second of the gap
        with pytest.raises(SkippedTime) as raised:
            at_wall_time(last + into, zone)
        error = raised.value
        before, after = at_wall_time(error.before, zone), at_wall_time(error.after, zone)
        assert before.utc < at <= after.utc
        assert after.utc - before.utc == jump
        assert show(error.before) in error.message
        assert show(error.after) in error.message
    at_wall_time(last, zone)
    at_wall_time(last + jump + SECOND, zone)


@pytest.mark.parametrize(("zone", "at", "jump"), FOLDS, **by_zone_and_day)
def test_of_a_time_that_comes_twice_the_first_is_meant_and_said(
    zone: str, at: datetime, jump: timedelta
) -> None:
    again = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    for into in (timedelta(0), -jump / 2, -jump - SECOND):
        moment = at_wall_time(again + into, zone)
        assert moment.utc == at + jump + into
        assert "comes twice" in moment.note
        assert "first" in moment.note
    assert at_wall_time(again - SECOND, zone).note == ""
    assert at_wall_time(again - jump, zone).note == ""


@given(
    zone=st.sampled_from(ZONES),
    instant=st.datetimes(WALL_1971, WALL_2037, timezones=st.just(UTC)),
)
def test_an_instant_read_off_a_clock_leads_back_to_it(zone: str, instant: datetime) -> None:
    shown = at_instant(instant, zone)
    moment = at_wall_time(shown.wall, zone)
    assert shown.utc == instant
    assert shown.utc.tzinfo is UTC
    # Unless the clock showed it for the second time, which no wall time can say.
    assert moment.utc == instant or (moment.note and moment.utc < instant)


@given(zone=st.sampled_from(ZONES), wall=st.datetimes(WALL_1971, WALL_2037))
def test_a_planned_time_is_what_the_clock_shows_then(zone: str, wall: datetime) -> None:
    with suppress(SkippedTime):  # see the gaps above
        moment = at_wall_time(wall, zone)
        assert moment.utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-01 18:00",
        "2026-12-01T18:00",
        "2026-12-01T18:00:00",
        "  2026-12-01 18:00  ",
        "20261201T180000",
        "2026-12-01T17:00:00Z",
        "2026-12-01 17:00+00:00",
        "2026-12-01T12:00-05:00",
    ],
)
def test_times_are_read_as_people_and_programs_write_them(text: str) -> None:
    moment = read_when(text, "Europe/Berlin", NOW)
    assert moment.utc == datetime(2026, 12, 1, 17, tzinfo=UTC)
    assert moment.wall == datetime.fromisoformat("2026-12-01T18:00")
    assert moment.zone == "Europe/Berlin"


@pytest.mark.parametrize("text", ["now", "NOW", " Now "])
def test_now_is_now(text: str) -> None:
    assert read_when(text, "Europe/Berlin", NOW).utc == NOW


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "soon",
        "18:00",
        "2026-12-01",
        "20261201",
        "2026-W49-2",
        "2026-12-01T",
        "2026-13-01 18:00",
        "2026-02-29 18:00",
        "2026-12-01 25:00",
        "01.12.2026 18:00",
        "2026-12-01 18:00 Europe/Berlin",
        "2026-12-01 18:00\0",
        "\ud800:",
        "10000-01-01 00:00",
        "0000-01-01 00:00",
        "9" * 5000 + ":00",
    ],
)
def test_what_is_no_time_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(UnreadableTime) as raised:
        read_when(text, "Europe/Berlin", NOW)
    assert "2026-12-01 18:00" in raised.value.message
    assert raised.value.message.isprintable()
    assert len(raised.value.message) < 200


@given(text=st.one_of(st.text(), st.from_regex(r"[0-9]{1,5}[-/.:TZ+ 0-9]{0,20}")))
def test_no_text_at_all_upsets_the_reading(text: str) -> None:
    refused = refusal(lambda: read_when(text, "Europe/Berlin", NOW))
    assert refused.isprintable()
    assert len(refused) < 200


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "UTC"])
@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01 00:00",
        "9999-12-31 23:59:59",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-12:00",
        "9999-12-31T23:59Z",
    ],
)
def test_the_ends_of_the_calendar_are_read_or_refused(text: str, zone: str) -> None:
    try:
        moment = read_when(text, zone, NOW)
    except UnreadableTime:
        return
    assert moment.utc.year in (1, 9999)


@pytest.mark.parametrize(
    "wall",
    ["0001-01-01T00:00:00", "9999-12-31T23:59:59"],
)
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_a_wall_time_off_the_calendar_is_refused_in_words(wall: str, zone: str) -> None:
    refused = refusal(lambda: at_wall_time(datetime.fromisoformat(wall), zone))
    assert refused == "" or wall[:10] in refused


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".",
        "..",
        "../../etc/passwd",
        "/etc/localtime",
        "Europe",
        "Europe/",
        "Europe/Nowhere",
        "Europe/Berlin\0",
        "Europe\\Berlin",
        "zone.tab",
        "tzdata.zi",
        "__init__.py",
        "\ud800",
        "x" * 100_000,
        "Europe/Berlin\nDROP",
    ],
)
def test_a_name_of_no_zone_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(UnknownZone) as raised:
        find_zone(name)
    assert "Europe/Berlin" in raised.value.message
    assert raised.value.message.isprintable()
    assert len(raised.value.message) < 200


@given(st.text())
def test_any_text_is_a_zone_or_refused(name: str) -> None:
    refused = refusal(lambda: find_zone(name))
    assert refused.isprintable()
    assert refused or find_zone(name).key == name


@pytest.mark.parametrize("zone", ZONES)
def test_what_runs_daily_at_two_runs_once_for_every_day(zone: str) -> None:
    tz, at, days = ZoneInfo(zone), FIRST + 12 * HOUR, []
    while at < LAST:
        before, at = at, next_at(2, tz, at)
        assert at > before
        days.append(at.astimezone(tz).date())
        assert at.astimezone(tz).hour in {2, 3, 4}
    assert days == [days[0] + n * DAY for n in range(len(days))]


@given(
    zone=st.sampled_from(ZONES),
    hour=st.integers(0, 23),
    after=st.integers(0, 2 * 365 * 86400).map(lambda n: FIRST + n * SECOND),
)
def test_the_next_run_is_later_and_within_a_day_or_so(
    zone: str, hour: int, after: datetime
) -> None:
    found = next_at(hour, ZoneInfo(zone), after)
    assert after < found <= after + DAY + 2 * HOUR
    assert found.tzinfo is UTC


def test_a_skipped_two_oclock_runs_when_the_clock_jumps() -> None:
    # New York jumps from 2:00 to 3:00 on 2026-03-08, at 07:00 UTC.
    zone, jump = ZoneInfo("America/New_York"), datetime(2026, 3, 8, 7, tzinfo=UTC)
    assert next_at(2, zone, jump - HOUR) == jump
    assert next_at(2, zone, jump) == datetime(2026, 3, 9, 6, tzinfo=UTC)


def test_a_two_oclock_that_comes_twice_runs_at_the_first() -> None:
    # Berlin sets 3:00 back to 2:00 on 2026-10-25, at 01:00 UTC.
    zone, first = ZoneInfo("Europe/Berlin"), datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert next_at(2, zone, first - HOUR) == first
    assert next_at(2, zone, first) == datetime(2026, 10, 26, 1, tzinfo=UTC)


def test_a_day_that_never_was_is_stepped_over() -> None:
    # Samoa had no 2011-12-30.
    zone, at = ZoneInfo("Pacific/Apia"), datetime(2011, 12, 29, 0, tzinfo=UTC)
    days = []
    for _ in range(4):
        at = next_at(2, zone, at)
        days.append(at.astimezone(zone).date())
    assert days == [date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1), date(2012, 1, 2)]


@pytest.mark.parametrize(
    ("wall", "text"),
    [("2026-12-01T18:00:00", "2026-12-01 18:00"), ("2026-12-01T18:00:05", "2026-12-01 18:00:05")],
)
def test_seconds_are_shown_where_there_are_any(wall: str, text: str) -> None:
    assert show(datetime.fromisoformat(wall)) == text
