"""A program that is closed, killed or overtaken leaves each post so that it goes on, once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOON, FakeClock
from tests.publishing.fakes import Bench, no_waiting, power_cut, run_until_settled
from tikscheduler.domain.errors import (
    Stopping,
)
from tikscheduler.domain.post import PostStatus

S = PostStatus


def test_an_interrupted_upload_is_not_taken_up_a_day_later(
    bench: Bench, clock: FakeClock, long_video: Path
) -> None:
    no_waiting(bench)
    bench.video = long_video
    post_id = bench.schedule()
    bench.tiktok.on_call = power_cut("part", 3)
    with pytest.raises(SystemExit):
        bench.run_due()
    bench.tiktok.on_call = lambda _call, _when: None
    clock.tick(days=1)
    bench.storage.posts.release_all(clock())
    bench.run_due()
    assert bench.post(post_id).status is S.MISSED
    assert bench.tiktok.live(post_id) == 0


def test_a_stop_during_the_upload_puts_the_post_back(
    bench: Bench, clock: FakeClock, long_video: Path
) -> None:
    bench.video = long_video
    post_id = bench.schedule()
    bench.tiktok.on_call = lambda call, when: (
        bench.stopping.set() if (call, when) == ("part", "after") else None
    )
    bench.run_due()
    post = bench.post(post_id)
    assert (post.status, post.tries, post.claim_id) == (S.RETRYING, 0, "")
    assert post.due_at == clock.time
    assert post.promised_at == NOON
    bench.stopping.clear()
    bench.tiktok.on_call = lambda _call, _when: None
    assert run_until_settled(bench, clock, post_id)[-1] == "published"
    assert bench.tiktok.calls.count("init") == 1
    assert bench.tiktok.live(post_id) == 1


def test_a_stop_during_a_question_leaves_the_post_to_be_asked_about(
    bench: Bench, clock: FakeClock
) -> None:
    """Also when the day that TikTok has for its word has passed by then."""
    post_id = bench.schedule()
    bench.tiktok.processing_polls = 10_000
    while clock.time - NOON < timedelta(hours=23, minutes=50):
        bench.run_due()
        clock.time = bench.post(post_id).due_at or clock.time
    clock.tick(hours=2)
    bench.tiktok.faults["status"] = [Stopping("The program is closing.")]
    bench.run_due()
    post = bench.post(post_id)
    assert (post.status, post.due_at, post.claim_id) == (S.PROCESSING, clock.time, "")


def test_a_video_that_kills_the_program_is_held_at_last(bench: Bench, clock: FakeClock) -> None:
    post_id = bench.schedule()
    for _ in range(9):
        bench.tiktok.on_call = power_cut("creator", 1)
        try:
            bench.run_due()
        except SystemExit:
            bench.storage.posts.release_all(clock())
    post = bench.post(post_id)
    assert (post.status, post.fault and post.fault.code) == (S.HELD, "crashed")


def test_a_lease_that_runs_out_brings_the_post_back(bench: Bench, clock: FakeClock) -> None:
    post_id = bench.schedule()
    bench.tiktok.on_call = power_cut("part", 1)
    with pytest.raises(SystemExit):
        bench.run_due()
    bench.tiktok.on_call = lambda _call, _when: None
    assert bench.run_due() == 0
    assert bench.publisher.next_due(clock()) == bench.post(post_id).due_at
    assert run_until_settled(bench, clock, post_id)[-1] == "published"
    assert bench.tiktok.live(post_id) == 1


def test_a_slow_worker_that_lost_its_claim_writes_nothing(bench: Bench, clock: FakeClock) -> None:
    post_id = bench.schedule()

    def stolen(call: str, when: str) -> None:
        if (call, when) == ("creator", "after"):
            bench.tiktok.on_call = lambda _call, _when: None
            clock.tick(hours=0.5)
            bench.run_due()

    bench.tiktok.on_call = stolen
    bench.run_due()
    assert run_until_settled(bench, clock, post_id)[-1] == "published"
    assert bench.tiktok.live(post_id) == 1
