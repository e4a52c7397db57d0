"""Found by attacking the core: ways to send a post twice or days late. Each must stay shut."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOON, FakeClock
from tests.publishing.fakes import Bench, no_waiting, power_cut, run_until_settled
from tikscheduler.domain.errors import GiveUp, InputError, RetryLater, Unreachable, WaitForWindow
from tikscheduler.domain.ports import PublishState, Stage
from tikscheduler.domain.post import PostStatus
from tikscheduler.publishing.tokens import refresh_name

S = PostStatus
CUT = Unreachable("Cut.")


def lagging(bench: Bench, answers: int) -> None:
    """TikTok's count of bytes does not show the last part for the next few questions."""
    left, real = [answers], bench.tiktok.status

    def status(token: object, publish_id: str) -> PublishState:
        state = real(token, publish_id)  # type: ignore[arg-type]
        if left[0] > 0 and bench.tiktok.uploads[publish_id].complete:
            left[0] -= 1
            return PublishState(stage=Stage.RECEIVING, uploaded_bytes=0)
        return state

    bench.tiktok.status = status  # type: ignore[method-assign]


def test_the_last_part_of_a_retry_may_lag_as_well(bench: Bench, clock: FakeClock) -> None:
    no_waiting(bench)
    post_id = bench.schedule()
    bench.tiktok.faults["part"] = [CUT] * 4
    bench.run_due()
    clock.tick(minutes=20)  # long past the moment the first last part was begun
    bench.tiktok.faults["part"] = [("after", CUT)]
    lagging(bench, 4)
    run_until_settled(bench, clock, post_id)
    assert bench.tiktok.calls.count("init") == 1
    assert bench.tiktok.live(post_id) == 1


def test_a_death_right_after_the_last_part_of_a_retry(bench: Bench, clock: FakeClock) -> None:
    no_waiting(bench)
    post_id = bench.schedule()
    bench.tiktok.faults["part"] = [CUT] * 4
    bench.run_due()
    clock.tick(minutes=20)
    bench.run_due()  # learns that the part is missing
    bench.tiktok.on_call = power_cut_after
    with pytest.raises(SystemExit):
        bench.run_due()
    bench.tiktok.on_call = lambda _call, _when: None
    bench.storage.posts.release_all(clock())
    lagging(bench, 3)
    run_until_settled(bench, clock, post_id)
    assert bench.tiktok.live(post_id) == 1


def power_cut_after(call: str, when: str) -> None:
    if (call, when) == ("part", "after"):
        raise SystemExit("power cut")


def test_a_part_that_is_missing_is_sent_at_once_under_the_same_id(
    bench: Bench, clock: FakeClock
) -> None:
    """The network fails during the last part and comes back: no five minutes are lost."""
    no_waiting(bench)
    post_id = bench.schedule()
    bench.tiktok.faults["part"] = [CUT]
    bench.tiktok.faults["status"] = [CUT]
    bench.run_due()
    post = bench.post(post_id)
    assert (post.status, post.fault and post.fault.message) == (S.PROCESSING, "Cut.")
    run_until_settled(bench, clock, post_id)
    assert clock.time - NOON < timedelta(minutes=1)
    assert bench.tiktok.calls.count("init") == 1


@pytest.mark.parametrize("status", ["part", "status"])
def test_a_post_left_in_the_middle_does_not_go_out_days_later(
    bench: Bench, clock: FakeClock, status: str
) -> None:
    """The network is cut, the lid is closed; on Thursday the computer wakes."""
    no_waiting(bench)
    post_id = bench.schedule()
    bench.tiktok.faults["part"] = [CUT] * 4
    bench.tiktok.faults["status"] = [CUT] * (4 if status == "status" else 0)
    bench.run_due()
    clock.tick(days=3)
    bench.tiktok.faults.clear()
    bench.run_due()
    run_until_settled(bench, clock, post_id)
    assert bench.post(post_id).status is S.MISSED
    assert bench.tiktok.live(post_id) == 0


def test_a_question_that_fails_after_days_is_no_new_promise(
    bench: Bench, clock: FakeClock, long_video: Path
) -> None:
    bench.video = long_video
    post_id = bench.schedule()
    bench.tiktok.on_call = power_cut("part", 3)  # type: ignore[assignment]
    with pytest.raises(SystemExit):
        bench.run_due()
    bench.tiktok.on_call = lambda _call, _when: None
    clock.tick(days=3)
    bench.storage.posts.release_all(clock())
    bench.tiktok.faults["status"] = [CUT]  # the network is not up yet
    run_until_settled(bench, clock, post_id)
    assert bench.post(post_id).status is S.MISSED
    assert bench.tiktok.live(post_id) == 0


@pytest.mark.parametrize("call", ["creator", "part"])
def test_a_computer_that_sleeps_in_the_middle_of_a_step_starts_nothing_afterwards(
    bench: Bench, clock: FakeClock, call: str
) -> None:
    no_waiting(bench)
    post_id = bench.schedule()

    def sleep(name: str, when: str) -> None:
        if (name, when) == (call, "before"):
            bench.tiktok.on_call = lambda _call, _when: None
            clock.tick(days=1)
            for upload in bench.tiktok.uploads.values():
                upload.expired = True

    bench.tiktok.on_call = sleep
    bench.run_due()
    run_until_settled(bench, clock, post_id)
    assert bench.post(post_id).status is S.MISSED
    assert bench.tiktok.live(post_id) == 0


def test_a_failure_that_is_learned_of_days_later_is_not_repaired_by_itself(
    bench: Bench, clock: FakeClock
) -> None:
    post_id = bench.schedule()
    bench.run_due()
    error = RetryLater("TikTok failed inside.", code="internal")
    bench.tiktok.final = PublishState(stage=Stage.FAILED, error=error)
    clock.tick(days=3)
    bench.run_due()
    clock.tick(minutes=3)
    run_until_settled(bench, clock, post_id)
    post = bench.post(post_id)
    assert post.status is S.MISSED
    assert post.fault is not None
    assert "TikTok failed inside." in post.fault.message
    assert bench.tiktok.calls.count("init") == 1


def test_windows_that_stay_shut_for_an_hour_each_are_bounded_in_time(
    bench: Bench, clock: FakeClock
) -> None:
    post_id = bench.schedule()
    shut = WaitForWindow("Slow down.", after=timedelta(minutes=61))
    bench.tiktok.faults["init"] = [shut] * 60
    run_until_settled(bench, clock, post_id)
    assert bench.post(post_id).status in (S.FAILED, S.MISSED)
    assert clock.time - NOON < timedelta(hours=6)


def test_a_refusal_of_the_last_part_is_not_believed_before_tiktok_was_asked(
    bench: Bench, clock: FakeClock
) -> None:
    post_id = bench.schedule()
    bench.tiktok.faults["part"] = [("after", GiveUp("TikTok did not take it."))]
    run_until_settled(bench, clock, post_id)
    assert bench.post(post_id).status is S.PUBLISHED
    assert bench.tiktok.live(post_id) == 1


def test_a_last_part_that_is_always_refused_ends_as_failed(bench: Bench, clock: FakeClock) -> None:
    post_id = bench.schedule()
    bench.tiktok.faults["part"] = [GiveUp("TikTok did not take it.")] * 100
    run_until_settled(bench, clock, post_id)
    assert bench.post(post_id).status is S.FAILED
    assert bench.tiktok.calls.count("part") <= 8


def test_parts_that_tiktok_forgets_again_and_again_end_the_try(
    bench: Bench, clock: FakeClock, long_video: Path
) -> None:
    no_waiting(bench)
    bench.video = long_video
    post_id = bench.schedule()

    def forget(call: str, when: str) -> None:
        upload = next(iter(bench.tiktok.uploads.values()), None)
        if (call, when) == ("part", "before") and upload and upload.received >= 20_000_000:
            upload.received = 0

    bench.tiktok.on_call = forget
    bench.run_due()
    assert bench.post(post_id).status is S.RETRYING
    assert bench.tiktok.calls.count("part") < 30


@pytest.mark.parametrize("status", [S.SCHEDULED, S.PROCESSING, S.PUBLISHED])
def test_missing_credentials_are_named_and_nothing_runs_for_ever(
    bench: Bench, clock: FakeClock, status: PostStatus
) -> None:
    """They are noticed in a refresh, in the middle of any step."""
    post_id = bench.schedule()
    if status is not S.SCHEDULED:
        bench.run_due()
    if status is S.PUBLISHED:
        bench.tiktok.final = PublishState(stage=Stage.LIVE)
        run_until_settled(bench, clock, post_id)
    bench.storage.accounts.update(bench.account_id, access_expires_at=NOON)
    bench.oauth.faults = [InputError("The key and secret are not set.")] * 10_000
    assert bench.secrets.read(refresh_name("open-mira.films"))
    for _ in range(300):
        post = bench.post(post_id)
        if post.due_at is None:
            break
        clock.time = max(clock.time, post.due_at)
        bench.run_due()
    post = bench.post(post_id)
    expected = S.PUBLISHED if status is S.PUBLISHED else S.HELD
    assert (post.status, post.due_at, post.crashes) == (expected, None, 0)
    if expected is S.HELD:
        assert post.fault is not None
        assert post.fault.message == "The key and secret are not set."


def test_a_post_that_is_put_back_keeps_its_place(
    bench: Bench, clock: FakeClock, long_video: Path
) -> None:
    bench.video = long_video
    first = bench.schedule()
    clock.tick(minutes=2)
    second = bench.schedule(NOON + timedelta(minutes=1))
    bench.tiktok.on_call = lambda call, when: (
        bench.stopping.set() if (call, when) == ("part", "after") else None
    )
    bench.run_due()
    bench.stopping.clear()
    bench.tiktok.on_call = lambda _call, _when: None
    bench.run_due()
    assert bench.tiktok.live(first) == 1
    assert bench.tiktok.live(second) == 0
