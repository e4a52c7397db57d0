"""Questions to TikTok about a post that it has all of, until its word is final and after."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import NOON, FakeClock
from tests.publishing.fakes import Bench, run_until_settled
from tikscheduler.domain.errors import (
    GiveUp,
    LoginNeeded,
    ServerTrouble,
    Unreachable,
    VaultError,
    WaitForWindow,
)
from tikscheduler.domain.ports import PublishState, Stage
from tikscheduler.domain.post import Mode, PostStatus, Privacy

S = PostStatus


def test_a_day_without_a_final_word_is_held_as_unconfirmed(bench: Bench, clock: FakeClock) -> None:
    post_id = bench.schedule()
    bench.tiktok.processing_polls = 10_000
    run_until_settled(bench, clock, post_id, most=2000)
    post = bench.post(post_id)
    assert post.status is S.HELD
    assert post.fault
    assert post.fault.code == "unconfirmed"
    assert timedelta(hours=24) < clock.time - NOON < timedelta(hours=25)
    assert bench.tiktok.live(post_id) == 1


def test_an_unconfirmed_post_that_is_retried_is_asked_about_not_sent(
    bench: Bench, clock: FakeClock
) -> None:
    post_id = bench.schedule()
    bench.tiktok.processing_polls = 10_000
    run_until_settled(bench, clock, post_id, most=2000)
    bench.storage.posts.move(
        post_id, S.SCHEDULED, clock.time, due_at=clock.time, next_attempt_at=clock.time
    )
    bench.tiktok.processing_polls = 0
    assert run_until_settled(bench, clock, post_id)[-1] == "published"
    assert bench.tiktok.calls.count("init") == 1


def test_polling_survives_every_kind_of_silence(bench: Bench, clock: FakeClock) -> None:
    post_id = bench.schedule()
    bench.run_due()
    bench.tiktok.faults["status"] = [
        Unreachable("Cut."),
        ServerTrouble("500."),
        VaultError("Locked."),
        WaitForWindow("Slow down.", after=timedelta(minutes=1)),
    ]
    assert run_until_settled(bench, clock, post_id)[-1] == "published"
    assert len(bench.storage.posts.attempts(post_id)) == 1


def test_an_upload_tiktok_has_forgotten_is_held_when_it_may_be_out(
    bench: Bench, clock: FakeClock
) -> None:
    post_id = bench.schedule()
    bench.run_due()
    bench.tiktok.uploads.clear()
    clock.tick(minutes=1)
    bench.run_due()
    post = bench.post(post_id)
    assert (post.status, post.fault and post.fault.code) == (S.HELD, "unconfirmed")


def test_a_public_post_is_asked_about_until_its_id_is_known(bench: Bench, clock: FakeClock) -> None:
    post_id = bench.schedule()
    bench.tiktok.final = PublishState(stage=Stage.LIVE)
    run_until_settled(bench, clock, post_id)
    out_at = clock.time
    for _ in range(4):
        due = bench.post(post_id).due_at
        assert due
        clock.time = due
        bench.run_due()
        assert (bench.post(post_id).status, bench.post(post_id).tiktok_post_id) == (S.PUBLISHED, "")
    bench.tiktok.final = PublishState(stage=Stage.LIVE, post_id="7300000000000000009")
    clock.tick(minutes=1)
    bench.run_due()
    post = bench.post(post_id)
    assert (post.tiktok_post_id, post.due_at) == ("7300000000000000009", None)
    assert post.published_at == out_at
    assert len(bench.storage.posts.attempts(post_id)) == 1


def test_a_private_post_never_gets_an_id_and_is_left_alone(bench: Bench, clock: FakeClock) -> None:
    bench.tiktok.final = PublishState(stage=Stage.LIVE)
    post_id = bench.schedule(privacy=Privacy.PRIVATE)
    run_until_settled(bench, clock, post_id)
    assert bench.post(post_id).due_at is None


@pytest.mark.parametrize(
    "answer",
    [
        PublishState(stage=Stage.RECEIVING),
        PublishState(stage=Stage.IN_INBOX),
        PublishState(stage=Stage.FAILED, error=GiveUp("Never.")),
        LoginNeeded("Log in."),
        Unreachable("Cut."),
        VaultError("Locked."),
    ],
)
def test_nothing_makes_a_post_that_is_out_less_out_and_asking_ends(
    bench: Bench, clock: FakeClock, answer: PublishState | Exception
) -> None:
    bench.tiktok.final = PublishState(stage=Stage.LIVE)
    post_id = bench.schedule()
    run_until_settled(bench, clock, post_id)
    if isinstance(answer, PublishState):
        bench.tiktok.final = answer
    else:
        bench.tiktok.faults["status"] = [answer] * 1000
    while due := bench.post(post_id).due_at:
        clock.time = due
        bench.run_due()
        assert (bench.post(post_id).status, bench.post(post_id).fault) == (S.PUBLISHED, None)
    assert timedelta(hours=24) < clock.time - NOON < timedelta(hours=25)


def test_a_draft_that_the_creator_posts_becomes_published(bench: Bench, clock: FakeClock) -> None:
    bench.tiktok.final = PublishState(stage=Stage.IN_INBOX)
    post_id = bench.schedule(mode=Mode.DRAFT, privacy=None)
    run_until_settled(bench, clock, post_id)
    bench.tiktok.final = PublishState(stage=Stage.LIVE, post_id="7300000000000000009")
    clock.tick(hours=3)
    bench.run_due()
    post = bench.post(post_id)
    assert (post.status, post.published_at, post.due_at) == (S.PUBLISHED, clock.time, None)
    assert [a.outcome for a in bench.storage.posts.attempts(post_id)] == ["delivered"]
