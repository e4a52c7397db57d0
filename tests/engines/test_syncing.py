"""Accounts are synced at 02:00, after it if the computer slept then, and after any long sleep."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from apscheduler.schedulers.background import BackgroundScheduler

from tests.conftest import FakeClock
from tests.engines.conftest import going, wait_until
from tests.publishing.fakes import Bench
from tikscheduler.domain.zones import find_zone, next_at
from tikscheduler.engines import clock, syncing
from tikscheduler.engines.clock import Engine
from tikscheduler.engines.syncing import AGAIN, NETWORK, SLEPT, Syncing

BERLIN = find_zone("Europe/Berlin")
EVENING = datetime(2026, 11, 23, 21, tzinfo=UTC)  # 22:00 in Berlin
MORNING = datetime(2026, 11, 24, 6, tzinfo=UTC)
TWO = datetime(2026, 11, 24, 1, tzinfo=UTC)
SECONDS = timedelta(seconds=10)


class Diary:
    """What `Accounts` does: the time of the last sync decides about the next."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now, self.last = now, now()
        self.ran: list[datetime] = []

    def sync(self) -> None:
        self.last = self.now()
        self.ran.append(self.last)

    def next_at(self) -> datetime:
        return next_at(2, BERLIN, self.last)


class Ringing(BackgroundScheduler):  # type: ignore[misc]
    """Keeps the job and rings when the test says so."""

    def due(self) -> datetime:
        [job] = self.get_jobs()
        found: datetime = job.trigger.run_date
        return found

    def ring(self) -> None:
        before = threading.active_count()
        self.get_job("sync").func()
        wait_until(lambda: threading.active_count() <= before)


@pytest.fixture
def now() -> FakeClock:
    made = FakeClock()
    made.time = EVENING
    return made


@pytest.fixture
def diary(now: FakeClock) -> Diary:
    return Diary(now)


@pytest.fixture
def bell() -> Iterator[Ringing]:
    made = Ringing(timezone=UTC)
    made.start(paused=True)
    yield made
    made.shutdown()


@pytest.fixture
def alarm(bell: Ringing, diary: Diary, now: FakeClock) -> Syncing:
    made = Syncing(bell, diary.sync, diary.next_at, now)
    made.arm()
    return made


def test_it_rings_at_two_and_the_day_after(
    alarm: Syncing, bell: Ringing, diary: Diary, now: FakeClock
) -> None:
    assert bell.due() == TWO
    now.time = TWO
    bell.ring()
    assert diary.ran == [TWO]
    assert bell.due() == TWO + timedelta(days=1)


def test_while_the_computer_is_awake_looking_changes_nothing(
    alarm: Syncing, bell: Ringing, now: FakeClock
) -> None:
    for _ in range(100):
        now.time += SECONDS
        alarm.look()
    now.time += SLEPT - SECONDS  # a nap
    alarm.look()
    assert bell.due() == TWO


def test_a_long_sleep_is_followed_by_a_sync_although_two_is_still_to_come(
    alarm: Syncing, bell: Ringing, diary: Diary, now: FakeClock
) -> None:
    now.time += SLEPT
    alarm.look()
    assert bell.due() == now.time + NETWORK
    now.time += NETWORK
    bell.ring()
    assert len(diary.ran) == 1
    assert bell.due() == TWO
    now.time += SECONDS
    alarm.look()
    assert bell.due() == TWO


def test_who_slept_through_two_is_synced_once(
    alarm: Syncing, bell: Ringing, diary: Diary, now: FakeClock
) -> None:
    now.time = MORNING
    alarm.look()
    now.time += NETWORK
    bell.ring()
    alarm.look()
    assert diary.ran == [MORNING + NETWORK]
    assert bell.due() == TWO + timedelta(days=1)


def test_once_too_where_the_alarm_rings_before_anybody_looks(
    alarm: Syncing, bell: Ringing, diary: Diary, now: FakeClock
) -> None:
    now.time = MORNING
    bell.ring()
    now.time += SECONDS
    alarm.look()
    assert diary.ran == [MORNING]
    assert bell.due() == TWO + timedelta(days=1)


def test_a_sync_that_did_nothing_is_tried_again_but_not_in_circles(
    bell: Ringing, diary: Diary, now: FakeClock
) -> None:
    tried = []
    alarm = Syncing(bell, lambda: tried.append(now()), diary.next_at, now)  # keeps no diary
    now.time = MORNING
    alarm.arm()
    assert bell.due() == TWO  # at once
    bell.ring()
    assert tried == [MORNING]
    assert bell.due() == MORNING + AGAIN


def test_two_at_once_are_one(bell: Ringing, diary: Diary, now: FakeClock) -> None:
    gate, begun = threading.Event(), list[int]()

    def slow() -> None:
        begun.append(1)
        gate.wait(10)
        diary.sync()

    alarm = Syncing(bell, slow, diary.next_at, now)
    alarm.arm()
    first = bell.get_job("sync").func
    first()
    wait_until(lambda: begun == [1])
    first()
    gate.set()
    wait_until(lambda: len(diary.ran) == 1)
    wait_until(lambda: not alarm._running.locked())
    assert begun == [1]


@pytest.mark.parametrize("hours", [8, 3.1])
def test_the_engine_syncs_once_after_a_sleep(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, hours: float
) -> None:
    """The wall clock goes on by hours while the engine waits for its next alarm."""
    monkeypatch.setattr(clock, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(syncing, "NETWORK", timedelta(seconds=0.2))
    options: dict[str, Any] = {}
    with time_machine.travel(EVENING, tick=True) as machine:
        diary = Diary(clock.utc_now)
        options = {"sync": diary.sync, "next_sync": diary.next_at}
        with going(Engine(bench.publisher, stopping=bench.stopping, **options)) as engine:
            wait_until(lambda: engine._up.is_set())
            looked = engine._syncing
            assert looked is not None
            before = looked._seen
            wait_until(lambda: looked._seen > before)
            assert diary.ran == []
            machine.shift(timedelta(hours=hours))
            wait_until(lambda: len(diary.ran) == 1)
            for _ in range(8):  # the absence of a second one takes some looks to be seen
                before = looked._seen
                wait_until(lambda before=before: looked._seen > before)  # type: ignore[misc]
    assert len(diary.ran) == 1
    assert diary.ran[0] >= EVENING + timedelta(hours=hours)
