"""What failed goes again, waits or stops: the class of the error decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import NOON, FakeClock
from tests.publishing.fakes import Bench, run_until_settled
from tikscheduler.domain.errors import (
    GiveUp,
    LoginNeeded,
    NeedsUser,
    RetryLater,
    ServerTrouble,
    Unreachable,
    VaultError,
    WaitForWindow,
)
from tikscheduler.domain.ports import PublishState, Stage
from tikscheduler.domain.post import PostStatus

S = PostStatus


def test_retries_come_5_15_and_30_minutes_after_each_failure(
    bench: Bench, clock: FakeClock
) -> None:
    post_id = bench.schedule()
    waits = []
    while bench.post(post_id).status is not S.FAILED:
        bench.tiktok.faults["init"] = [ServerTrouble("TikTok answered 500.")]
        clock.tick(seconds=7)  # an attempt takes time: the wait counts from its failure
        bench.run_due()
        post = bench.post(post_id)
        if post.next_attempt_at:
            waits.append(post.next_attempt_at - clock.time)
            assert post.due_at == post.next_attempt_at
            assert post.status is S.RETRYING
            clock.time = post.next_attempt_at
    assert waits == [timedelta(minutes=m) for m in (5, 15, 30)]
    assert post.scheduled_at == NOON
    assert [a.outcome for a in bench.storage.posts.attempts(post_id)] == [
        "retrying",
        "retrying",
        "retrying",
        "failed",
    ]
    assert post.fault
    assert post.fault.message == "TikTok answered 500."
    assert bench.tiktok.live(post_id) == 0


def test_a_longer_wait_that_the_server_asked_for_wins(bench: Bench, clock: FakeClock) -> None:
    post_id = bench.schedule()
    bench.tiktok.faults["init"] = [ServerTrouble("Later.", after=timedelta(minutes=9))]
    bench.run_due()
    assert bench.post(post_id).next_attempt_at == clock.time + timedelta(minutes=9)


def test_a_closed_window_costs_no_try(bench: Bench, clock: FakeClock) -> None:
    post_id = bench.schedule()
    bench.tiktok.faults["init"] = [
        WaitForWindow("Slow down.", after=timedelta(minutes=1)) for _ in range(5)
    ]
    for _ in range(5):
        bench.run_due()
        post = bench.post(post_id)
        assert (post.status, post.tries) == (S.RETRYING, 0)
        assert post.due_at == clock.time + timedelta(minutes=1)
        clock.tick(minutes=1)
    assert run_until_settled(bench, clock, post_id)[-1] == "published"


@pytest.mark.parametrize("minutes", [1, 7, 25, 50, 61])
def test_a_window_that_does_not_open_in_time_is_no_new_promise(
    bench: Bench, clock: FakeClock, minutes: int
) -> None:
    post_id = bench.schedule()
    shut = WaitForWindow("Slow down.", after=timedelta(minutes=minutes))
    bench.tiktok.faults["init"] = [shut] * 500
    assert run_until_settled(bench, clock, post_id, most=500)[-1] == "missed"
    assert clock.time - NOON <= timedelta(hours=1)
    fault = bench.post(post_id).fault
    assert fault
    assert fault.message.startswith("Slow down. By then")


def test_the_hour_of_a_retry_is_not_begun_anew_by_a_closed_window(
    bench: Bench, clock: FakeClock
) -> None:
    post_id = bench.schedule()
    shut = WaitForWindow("Slow down.", after=timedelta(minutes=20))
    bench.tiktok.faults["init"] = [ServerTrouble("500."), *[shut] * 500]
    assert run_until_settled(bench, clock, post_id, most=500)[-1] == "missed"
    assert clock.time - NOON <= timedelta(minutes=5 + 60)


def test_windows_that_open_again_at_once_end_as_failed(bench: Bench, clock: FakeClock) -> None:
    post_id = bench.schedule()
    shut = WaitForWindow("Slow down.", after=timedelta(0))
    bench.tiktok.faults["init"] = [shut] * 500
    assert run_until_settled(bench, clock, post_id, most=500)[-1] == "failed"


def test_posts_that_wait_for_a_window_go_within_their_hour_or_not_at_all(
    bench: Bench, clock: FakeClock
) -> None:
    posts = [bench.schedule(NOON + timedelta(seconds=n)) for n in range(20)]
    clock.tick(minutes=56)
    begun: list[int] = []

    def one_a_minute(call: str, when: str) -> None:
        if (call, when) == ("init", "before"):
            if len(begun) > (clock.time - NOON).total_seconds() // 60 - 56:
                raise WaitForWindow("Slow down.", after=timedelta(minutes=1))
            begun.append(1)

    bench.tiktok.on_call = one_a_minute
    for _ in range(200):
        bench.run_due()
        clock.tick(seconds=10)
    last = sorted(bench.post(post_id).status for post_id in posts)
    assert last == [S.MISSED] * 15 + [S.PUBLISHED] * 5


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RetryLater("Again."), S.RETRYING),
        (Unreachable("Nobody there."), S.RETRYING),
        (ServerTrouble("Broken."), S.RETRYING),
        (VaultError("The keyring is locked."), S.RETRYING),
        (LoginNeeded("Log in."), S.HELD),
        (NeedsUser("Choose.", code="privacy_level_option_mismatch"), S.HELD),
        (GiveUp("Never.", code="spam_risk_text"), S.FAILED),
    ],
)
@pytest.mark.parametrize("call", ["creator", "init"])
def test_the_class_of_the_error_decides(
    bench: Bench, call: str, error: Exception, status: PostStatus
) -> None:
    post_id = bench.schedule()
    bench.tiktok.faults[call] = [error]
    bench.run_due()
    post = bench.post(post_id)
    assert post.status is status
    assert post.fault
    assert post.fault.message == str(error)
    assert post.claim_id == ""
    assert (post.due_at is None) is (status is not S.RETRYING)
    assert bench.tiktok.live(post_id) == 0


def test_final_failure_inside_tiktok_is_retried_with_a_new_init(
    bench: Bench, clock: FakeClock
) -> None:
    post_id = bench.schedule()
    error = RetryLater("TikTok failed inside.", code="internal")
    bench.tiktok.final = PublishState(stage=Stage.FAILED, error=error)
    bench.run_due()
    clock.tick(seconds=5)
    bench.run_due()
    clock.tick(seconds=30)
    bench.run_due()
    assert bench.post(post_id).status is S.RETRYING
    bench.tiktok.final = PublishState(stage=Stage.LIVE)
    assert run_until_settled(bench, clock, post_id)[-1] == "published"
    assert bench.tiktok.calls.count("init") == 2


def test_more_than_an_hour_late_is_missed_and_never_sent(bench: Bench, clock: FakeClock) -> None:
    on_time, late = bench.schedule(), bench.schedule(NOON - timedelta(seconds=1))
    clock.tick(hours=1)
    bench.run_due()
    bench.run_due()
    assert bench.post(late).status is S.MISSED
    assert bench.post(on_time).status is S.PROCESSING  # exactly an hour is not more
    assert bench.storage.posts.attempts(late) == []
    clock.tick(days=3)
    bench.run_due()
    assert bench.tiktok.live(late) == 0


def test_a_retry_is_late_by_its_own_time(bench: Bench, clock: FakeClock) -> None:
    first, second = bench.schedule(), bench.schedule(NOON + timedelta(seconds=1))
    bench.tiktok.faults["init"] = [ServerTrouble("500.")]
    bench.run_due()
    clock.tick(minutes=5 + 59)
    bench.run_due()
    assert bench.post(second).status is S.MISSED
    bench.run_due()
    assert bench.post(first).status is S.PROCESSING
