"""Bytes that do not arrive: asked about, sent again, and never under a second id in doubt."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOON, FakeClock
from tests.publishing.fakes import Bench, no_waiting, run_until_settled
from tikscheduler.domain.errors import (
    ServerTrouble,
    Unreachable,
)
from tikscheduler.domain.ports import PublishState, Stage
from tikscheduler.domain.post import PostStatus

S = PostStatus


@pytest.mark.parametrize("call", ["part", "status"])
def test_a_lasting_fault_during_the_upload_keeps_what_tiktok_has(
    bench: Bench, clock: FakeClock, long_video: Path, call: str
) -> None:
    bench.video = long_video
    post_id = bench.schedule()
    bench.tiktok.faults["part"] = [None, None, *[Unreachable("Cut.")] * 9]
    bench.tiktok.faults["status"] = [Unreachable("Cut.")] * 9 if call == "status" else []
    no_waiting(bench)
    bench.run_due()
    post = bench.post(post_id)
    assert post.status is S.RETRYING
    assert post.sent_bytes == 20_000_000
    bench.tiktok.faults.clear()
    assert run_until_settled(bench, clock, post_id)[-1] == "published"
    assert bench.tiktok.calls.count("init") == 1
    assert bench.tiktok.live(post_id) == 1


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("error", [Unreachable("Cut."), ServerTrouble("502.")])
def test_a_part_whose_answer_is_lost_is_asked_about_and_goes_on(
    bench: Bench, clock: FakeClock, long_video: Path, when: str, error: Exception
) -> None:
    no_waiting(bench)
    bench.video = long_video
    for number in range(6):
        bench.tiktok.faults["part"] = [None] * number + [
            error if when == "before" else ("x", error)
        ]
        post_id = bench.schedule(clock.time)
        assert run_until_settled(bench, clock, post_id) == ["processing", "published"]
        assert bench.tiktok.live(post_id) == 1
        assert len(bench.storage.posts.attempts(post_id)) == 1


def test_tiktoks_count_is_believed_when_a_part_is_out_of_step(
    bench: Bench, clock: FakeClock, long_video: Path
) -> None:
    no_waiting(bench)
    bench.video = long_video
    bench.tiktok.byte_counts = False  # then the refusal itself says how far it is
    bench.tiktok.faults["part"] = [None, ("after", Unreachable("Cut."))]
    post_id = bench.schedule()
    assert run_until_settled(bench, clock, post_id) == ["processing", "published"]
    assert bench.tiktok.calls.count("init") == 1


def test_an_expired_address_leads_to_a_new_init_only_when_bytes_are_missing(
    bench: Bench, clock: FakeClock, long_video: Path
) -> None:
    no_waiting(bench)
    bench.video = long_video
    post_id = bench.schedule()
    bench.tiktok.faults["part"] = [None, None, *[Unreachable("Cut.")] * 9]
    bench.run_due()
    [first] = bench.tiktok.uploads.values()
    first.expired = True
    bench.tiktok.faults.clear()
    assert run_until_settled(bench, clock, post_id)[-1] == "published"
    assert bench.tiktok.calls.count("init") == 2
    assert bench.tiktok.live(post_id) == 1


def test_an_address_of_an_hour_ago_is_not_tried_again(
    bench: Bench, clock: FakeClock, long_video: Path
) -> None:
    no_waiting(bench)
    bench.video = long_video
    post_id = bench.schedule()
    later = Unreachable("Cut.", after=timedelta(minutes=58))
    bench.tiktok.faults["part"] = [None, later, later, later, later]
    bench.run_due()
    bench.tiktok.calls.clear()
    assert run_until_settled(bench, clock, post_id)[-1] == "published"
    assert bench.tiktok.calls[:3] == ["status", "creator", "init"]


def test_the_last_part_is_noted_before_it_is_sent(bench: Bench) -> None:
    post_id = bench.schedule()
    noted = []
    bench.tiktok.on_call = lambda call, when: (
        noted.append(bench.post(post_id).last_part_at)
        if (call, when) == ("part", "before")
        else None
    )
    bench.run_due()
    assert noted == [NOON]


def test_a_lost_last_part_is_never_sent_under_a_new_id_while_tiktok_may_have_it(
    bench: Bench, clock: FakeClock
) -> None:
    """The answer to the last part is lost, TikTok's count lags, and its address is dead."""
    no_waiting(bench)
    post_id = bench.schedule()
    bench.tiktok.faults["part"] = [("after", Unreachable("Cut."))]
    lagging = [PublishState(stage=Stage.RECEIVING, uploaded_bytes=0)] * 6
    real = bench.tiktok.status

    def status(token: object, publish_id: str) -> PublishState:
        return lagging.pop() if lagging else real(token, publish_id)  # type: ignore[arg-type]

    bench.tiktok.status = status  # type: ignore[method-assign]
    run_until_settled(bench, clock, post_id)
    assert bench.post(post_id).status is S.PUBLISHED
    assert bench.tiktok.live(post_id) == 1
    assert bench.tiktok.calls.count("init") == 1


def test_progress_is_told_for_what_is_sent(bench: Bench, long_video: Path) -> None:
    bench.video = long_video
    post_id = bench.schedule()
    bench.run_due()
    assert bench.progress[-1] == (post_id, 64_000_001)
