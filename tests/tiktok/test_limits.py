from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.tiktok.line import Line
from tests.tiktok.servers import answer, envelope, sequence
from tikscheduler.domain.account import AccessToken
from tikscheduler.domain.errors import ServerTrouble, Stopping, WaitForWindow
from tikscheduler.tiktok.client import TikTok
from tikscheduler.tiktok.limits import PER_MINUTE, WINDOW, Endpoint, Limits


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def limits(time: Time) -> Limits:
    return Limits(clock=lambda: time.now, pause=time.sleep, longest_wait=3)


def fill(limits: Limits, endpoint: Endpoint, open_id: str = "a") -> None:
    for _ in range(PER_MINUTE[endpoint]):
        limits.enter(open_id, endpoint)


@pytest.mark.parametrize(
    ("endpoint", "limit"),
    [
        (Endpoint.CREATOR_INFO, 20),
        (Endpoint.VIDEO_INIT, 6),
        (Endpoint.DRAFT_INIT, 6),
        (Endpoint.STATUS, 30),
        (Endpoint.USER_INFO, 600),
        (Endpoint.VIDEO_QUERY, 600),
    ],
)
def test_each_endpoint_lets_in_its_number_a_minute(
    limits: Limits, time: Time, endpoint: Endpoint, limit: int
) -> None:
    for _ in range(limit):
        limits.enter("a", endpoint)
    with pytest.raises(WaitForWindow) as e:
        limits.enter("a", endpoint)
    assert e.value.after == timedelta(seconds=WINDOW)
    assert not time.slept
    time.now += WINDOW
    limits.enter("a", endpoint)


def test_every_endpoint_has_a_limit() -> None:
    assert set(PER_MINUTE) == set(Endpoint)


def test_the_window_slides(limits: Limits, time: Time) -> None:
    for _ in range(6):
        limits.enter("a", Endpoint.VIDEO_INIT)
        time.now += 10
    time.now += 1  # now the first is out, and only the first
    limits.enter("a", Endpoint.VIDEO_INIT)
    with pytest.raises(WaitForWindow) as e:
        limits.enter("a", Endpoint.VIDEO_INIT)
    assert e.value.after == timedelta(seconds=10)


def test_accounts_and_endpoints_do_not_share_a_window(limits: Limits) -> None:
    fill(limits, Endpoint.VIDEO_INIT)
    limits.enter("b", Endpoint.VIDEO_INIT)
    limits.enter("a", Endpoint.DRAFT_INIT)


def test_a_short_wait_is_waited_out(limits: Limits, time: Time) -> None:
    fill(limits, Endpoint.VIDEO_INIT)
    time.now += WINDOW - 2
    limits.enter("a", Endpoint.VIDEO_INIT)
    assert time.slept == [pytest.approx(2)]


def test_a_refused_call_takes_no_place(limits: Limits, time: Time) -> None:
    fill(limits, Endpoint.VIDEO_INIT)
    for _ in range(50):
        with pytest.raises(WaitForWindow):
            limits.enter("a", Endpoint.VIDEO_INIT)
    time.now += WINDOW
    fill(limits, Endpoint.VIDEO_INIT)


def test_those_who_wait_go_one_after_the_other(time: Time) -> None:
    limits = Limits(clock=lambda: time.now, pause=time.slept.append, longest_wait=1000)
    fill(limits, Endpoint.VIDEO_INIT)
    for _ in range(12):  # the clock stands still, so each must be given a place of its own
        limits.enter("a", Endpoint.VIDEO_INIT)
    assert time.slept == [WINDOW] * 6 + [2 * WINDOW] * 6


def test_closing_the_program_gives_the_reserved_place_back(time: Time) -> None:
    def stop(seconds: float) -> None:
        raise Stopping("closing")

    limits = Limits(clock=lambda: time.now, pause=stop)
    fill(limits, Endpoint.VIDEO_INIT)
    time.now += WINDOW - 1
    with pytest.raises(Stopping):
        limits.enter("a", Endpoint.VIDEO_INIT)
    time.now += 1
    fill(limits, Endpoint.VIDEO_INIT)


def test_many_threads_get_no_more_than_the_limit(limits: Limits) -> None:
    entered = []

    def enter() -> None:
        for _ in range(20):
            try:
                limits.enter("a", Endpoint.STATUS)
            except WaitForWindow:
                continue
            entered.append(1)

    threads = [threading.Thread(target=enter) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(entered) == PER_MINUTE[Endpoint.STATUS]


def test_tiktoks_own_refusal_closes_the_window_of_that_account(
    connect: Callable[..., Line], token: AccessToken, limits: Limits, time: Time
) -> None:
    good = envelope({"status": "FAILED"})
    refused = envelope(code="rate_limit_exceeded", status=429)
    line = connect(sequence(refused, good))
    api = TikTok(line.transport, limits=limits)
    for _ in range(2):
        with pytest.raises(WaitForWindow) as e:
            api.status(token, "p")
        assert e.value.after == timedelta(seconds=60)
    assert len(line.server.seen) == 1
    api.status(AccessToken(open_id="other", secret="act.other"), "p")
    time.now += 60
    api.status(token, "p")
    assert len(line.server.seen) == 3


def test_a_window_that_closes_during_the_wait_lets_nobody_in(time: Time) -> None:
    made: list[Limits] = []

    def sleep_while_tiktok_refuses(seconds: float) -> None:
        made[0].close("a", Endpoint.VIDEO_INIT, timedelta(seconds=60))
        time.now += seconds

    made.append(Limits(clock=lambda: time.now, pause=sleep_while_tiktok_refuses))
    fill(made[0], Endpoint.VIDEO_INIT)
    time.now += WINDOW - 2
    with pytest.raises(WaitForWindow) as e:
        made[0].enter("a", Endpoint.VIDEO_INIT)
    assert e.value.after == timedelta(seconds=58)


def test_each_try_of_a_call_takes_a_place(
    connect: Callable[..., Line], token: AccessToken, limits: Limits
) -> None:
    line = connect(answer(500))
    api = TikTok(line.transport, limits=limits)
    for _ in range(10):
        with pytest.raises(ServerTrouble):
            api.status(token, "p")
    with pytest.raises(WaitForWindow):
        api.status(token, "p")
    assert len(line.server.seen) == PER_MINUTE[Endpoint.STATUS]
