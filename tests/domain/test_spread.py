"""Several posts from one choice of time, over changes of the clock too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tikscheduler.domain.spread import Spread, spread
from tikscheduler.domain.zones import SkippedTime, UnknownZone, UnreadableTime, at_wall_time

BERLIN = "Europe/Berlin"
ZONES = [BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "UTC"]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

zones = st.sampled_from(ZONES)
walls = st.datetimes(*(datetime.fromisoformat(f"{year}-06-01T00:00") for year in (2008, 2030)))


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def shown(text: str, count: int, how: Spread, every: int = 1, zone: str = BERLIN) -> list[str]:
    """Day, month and time of each moment, as a clock there shows it."""
    return [f"{m.wall:%d.%m. %H:%M}" for m in spread(wall(text), zone, count, how, every)]


def test_all_at_the_same_time() -> None:
    only = at_wall_time(wall("2026-11-23T18:00"), BERLIN)
    assert spread(only.wall, BERLIN, 3, Spread.SAME_TIME, 5) == [only, only, only]


def test_minutes_hours_and_days_apart() -> None:
    start = "2026-11-30T23:50"
    assert shown(start, 3, Spread.MINUTES, 5) == ["30.11. 23:50", "30.11. 23:55", "01.12. 00:00"]
    assert shown(start, 3, Spread.HOURS, 2) == ["30.11. 23:50", "01.12. 01:50", "01.12. 03:50"]
    assert shown(start, 3, Spread.DAYS) == ["30.11. 23:50", "01.12. 23:50", "02.12. 23:50"]


def test_hours_pass_while_the_clock_is_put_forward_and_back() -> None:
    # Berlin goes from 2:00 to 3:00 on 2027-03-28 and from 3:00 to 2:00 on 2026-10-25.
    forward = ["28.03. 01:00", "28.03. 03:00", "28.03. 04:00"]
    assert shown("2027-03-28T01:00", 3, Spread.HOURS) == forward
    back = ["25.10. 01:00", "25.10. 02:00", "25.10. 02:00", "25.10. 03:00"]
    assert shown("2026-10-25T01:00", 4, Spread.HOURS) == back


def test_days_keep_the_time_while_the_clock_changes() -> None:
    found = spread(wall("2027-03-27T18:00"), BERLIN, 2, Spread.DAYS)
    assert [m.wall.hour for m in found] == [18, 18]
    assert found[1].utc - found[0].utc == 23 * HOUR
    found = spread(wall("2026-10-24T18:00"), BERLIN, 2, Spread.DAYS)
    assert found[1].utc - found[0].utc == 25 * HOUR


@pytest.mark.parametrize(
    ("zone", "skipped", "end"),
    [
        (BERLIN, "2027-03-28T02:00", "2027-03-28T03:00"),
        (BERLIN, "2027-03-28T02:30", "2027-03-28T03:00"),
        (BERLIN, "2027-03-28T02:59:59.999999", "2027-03-28T03:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-04T02:30"),  # half an hour
        ("Africa/Cairo", "2026-04-24T00:15", "2026-04-24T01:00"),  # at midnight
        ("Pacific/Apia", "2011-12-30T09:00", "2011-12-31T00:00"),  # a whole day
    ],
)
@pytest.mark.parametrize("how", Spread)
def test_a_time_that_does_not_exist_moves_to_the_end_of_the_gap(
    zone: str, skipped: str, end: str, how: Spread
) -> None:
    with pytest.raises(SkippedTime):
        at_wall_time(wall(skipped), zone)
    [found] = spread(wall(skipped), zone, 1, how)
    assert found.wall == wall(end)
    assert found.utc == at_wall_time(wall(end), zone).utc
    assert skipped[:16].replace("T", " ") in found.note
    assert end.replace("T", " ") in found.note


def test_only_the_day_in_question_moves_and_the_next_are_as_chosen() -> None:
    found = spread(wall("2027-03-27T02:30"), BERLIN, 3, Spread.DAYS)
    assert [f"{m.wall:%d %H:%M}" for m in found] == ["27 02:30", "28 03:00", "29 02:30"]
    assert [bool(m.note) for m in found] == [False, True, False]


def test_of_a_time_that_comes_twice_the_first_is_meant_and_said() -> None:
    found = spread(wall("2026-10-24T02:30"), BERLIN, 2, Spread.DAYS)
    assert found[1].utc == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert [("comes twice" in m.note) for m in found] == [False, True]


@given(zone=zones, first=walls, how=st.sampled_from(Spread), every=st.integers(1, 500))
def test_moments_are_in_order_and_what_the_clock_shows_then(
    zone: str, first: datetime, how: Spread, every: int
) -> None:
    found = spread(first, zone, 5, how, every)
    assert len(found) == 5
    assert sorted(m.utc for m in found) == [m.utc for m in found]
    for moment in found:
        assert moment.zone == zone
        assert moment.utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) == moment.wall


@given(zone=zones, first=walls, count=st.integers(2, 30), every=st.integers(1, 90))
def test_minutes_are_minutes_that_pass(zone: str, first: datetime, count: int, every: int) -> None:
    for how, step in ((Spread.MINUTES, MINUTE), (Spread.HOURS, HOUR)):
        found = spread(first, zone, count, how, every)
        gaps = {b.utc - a.utc for a, b in pairwise(found)}
        assert gaps == {step * every}


@given(zone=zones, first=walls, every=st.integers(1, 40))
def test_days_show_the_time_chosen_or_say_why_not(zone: str, first: datetime, every: int) -> None:
    for number, moment in enumerate(spread(first, zone, 10, Spread.DAYS, every)):
        assert moment.wall == first + number * every * DAY or "does not exist" in moment.note


@pytest.mark.parametrize("how", Spread)
def test_none_is_wanted(how: Spread) -> None:
    assert spread(wall("2026-11-23T18:00"), BERLIN, 0, how) == []


@pytest.mark.parametrize("count", [0, 3])
@pytest.mark.parametrize("how", Spread)
def test_an_unknown_zone_is_refused(how: Spread, count: int) -> None:
    with pytest.raises(UnknownZone):
        spread(wall("2026-11-23T18:00"), "Europe/Nowhere", count, how)


@pytest.mark.parametrize("how", [Spread.MINUTES, Spread.HOURS, Spread.DAYS])
@pytest.mark.parametrize("every", [10**7, 10**12])
def test_past_the_end_of_the_calendar_is_refused_in_words(how: Spread, every: int) -> None:
    with pytest.raises(UnreadableTime, match="too far"):
        spread(wall("9999-01-01T00:00"), BERLIN, 100, how, every)


@pytest.mark.parametrize("every", [0, -1])
def test_a_distance_of_nothing_is_a_mistake_in_the_program(every: int) -> None:
    with pytest.raises(ValueError, match="from 1"):
        spread(wall("2026-11-23T18:00"), BERLIN, 2, Spread.DAYS, every)
