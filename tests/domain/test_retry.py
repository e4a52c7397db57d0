"""When a failed post goes again, when it is too late, and how often TikTok is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tikscheduler.domain.errors import RetryLater
from tikscheduler.domain.retry import is_late, next_try, poll_delay

NOW = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("tries", "minutes"), [(1, 5), (2, 15), (3, 30)])
def test_three_retries_wait_longer_each_time_from_the_failure(tries: int, minutes: int) -> None:
    assert next_try(RetryLater("no"), tries, NOW) == NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize("tries", [4, 5, 100])
def test_then_there_is_no_other_try(tries: int) -> None:
    assert next_try(RetryLater("no"), tries, NOW) is None
    assert next_try(RetryLater("no", after=HOUR), tries, NOW) is None


@pytest.mark.parametrize(("asked", "waits"), [(1, 5), (5, 5), (7, 7), (600, 600)])
def test_the_longer_of_our_wait_and_the_servers_wins(asked: int, waits: int) -> None:
    error = RetryLater("no", after=timedelta(minutes=asked))
    assert next_try(error, 1, NOW) == NOW + timedelta(minutes=waits)


@given(delays=st.lists(st.timedeltas(timedelta(0), timedelta(days=366)), max_size=20))
def test_as_many_retries_as_delays(delays: list[timedelta]) -> None:
    found = [next_try(RetryLater("no"), n, NOW, delays) for n in range(1, len(delays) + 2)]
    assert found == [*(NOW + delay for delay in delays), None]


@pytest.mark.parametrize(
    ("late_by", "late"),
    [
        (timedelta(0), False),
        (-HOUR, False),
        (HOUR, False),
        (HOUR + timedelta(microseconds=1), True),
    ],
)
def test_late_is_more_than_an_hour(late_by: timedelta, late: bool) -> None:
    assert is_late(NOW, NOW + late_by) is late


def test_what_was_promised_for_no_time_is_never_late() -> None:
    assert not is_late(None, NOW)


def test_the_lateness_limit_can_be_chosen() -> None:
    assert is_late(NOW, NOW + timedelta(seconds=11), timedelta(seconds=10))


FIRST = st.floats(0.01, 3600).map(lambda seconds: timedelta(seconds=seconds))
WAITED = st.timedeltas(timedelta(0), timedelta(days=2))


@given(first=FIRST, polls=st.integers(0, 10_000), waited=WAITED)
def test_polls_wait_at_least_the_first_wait_and_at_most_half_an_hour(
    first: timedelta, polls: int, waited: timedelta
) -> None:
    assert first <= poll_delay(polls, waited, first) <= max(first, timedelta(minutes=30))


@given(
    first=FIRST,
    polls=st.lists(st.integers(0, 10_000), min_size=2, max_size=2).map(sorted),
    waited=st.lists(WAITED, min_size=2, max_size=2).map(sorted),
)
def test_polls_never_come_faster_again(
    first: timedelta, polls: list[int], waited: list[timedelta]
) -> None:
    earlier, later = (poll_delay(p, w, first) for p, w in zip(polls, waited, strict=True))
    assert earlier <= later


def test_the_poll_plan() -> None:
    first, early = timedelta(seconds=5), timedelta(minutes=1)
    seconds = [poll_delay(n, early, first).total_seconds() for n in range(6)]
    assert seconds == [5, 7.5, 11.25, 16.875, 25.3125, 30]
    assert poll_delay(40, timedelta(minutes=10), first) == timedelta(minutes=3)
    assert poll_delay(40, timedelta(hours=3), first) == timedelta(minutes=30)
