"""A due post goes out, once, in its turn, and as its creator still wants it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.conftest import CREATOR, NOON, FakeClock, add_account
from tests.publishing.fakes import Bench, run_until_settled
from tikscheduler.domain.ports import Lane, PublishState, Stage
from tikscheduler.domain.post import Mode, PostStatus, Privacy

S = PostStatus


def test_a_due_post_goes_out_once(bench: Bench, clock: FakeClock) -> None:
    post_id = bench.schedule()
    assert run_until_settled(bench, clock, post_id) == ["processing", "published"]
    post = bench.post(post_id)
    assert bench.tiktok.live(post_id) == 1
    assert bench.tiktok.calls == ["creator", "init", "part", "status", "status"]
    assert post.tiktok_post_id == "7300000000000000001"
    assert post.published_at == clock.time
    assert post.upload_url == ""
    [attempt] = bench.storage.posts.attempts(post_id)
    assert (attempt.number, attempt.outcome, attempt.publish_id) == (
        1,
        "published",
        post.publish_id,
    )


def test_nothing_goes_before_its_time(bench: Bench) -> None:
    bench.schedule(NOON + timedelta(microseconds=1))
    assert bench.run_due() == 0
    assert bench.tiktok.calls == []


def test_a_draft_ends_in_the_inbox_and_asks_nobody_for_creator_info(
    bench: Bench, clock: FakeClock
) -> None:
    bench.tiktok.final = PublishState(stage=Stage.IN_INBOX)
    post_id = bench.schedule(mode=Mode.DRAFT, privacy=None)
    assert run_until_settled(bench, clock, post_id)[-1] == "delivered"
    assert "creator" not in bench.tiktok.calls


def test_a_changed_or_missing_video_is_held_before_anything_is_sent(
    bench: Bench, clock: FakeClock
) -> None:
    post_id = bench.schedule()
    bench.video.write_bytes(b"another video")
    bench.run_due()
    post = bench.post(post_id)
    assert (post.status, post.fault and post.fault.code) == (S.HELD, "file_changed")
    bench.video.unlink()
    bench.storage.posts.move(post_id, S.SCHEDULED, NOON, due_at=NOON)
    bench.run_due()
    post = bench.post(post_id)
    assert (post.status, post.fault and post.fault.code) == (S.HELD, "file_missing")
    assert "init" not in bench.tiktok.calls


def test_a_creator_who_no_longer_allows_it_is_asked_about_never_overruled(bench: Bench) -> None:
    for change, code in (
        ({"privacy_options": (Privacy.FRIENDS,)}, "privacy_level_option_mismatch"),
        ({"comment_disabled": True}, "comments_disabled"),
        ({"max_duration_sec": 2}, "duration_check_failed"),
    ):
        bench.tiktok.creator = replace(CREATOR, **change)  # type: ignore[arg-type]
        post_id = bench.schedule(allow_comment=True)
        bench.run_due()
        post = bench.post(post_id)
        assert (post.status, post.fault and post.fault.code) == (S.HELD, code)
    assert "init" not in bench.tiktok.calls


def test_one_post_at_a_time_per_account_in_order_of_time(bench: Bench, clock: FakeClock) -> None:
    other = add_account(bench.storage, "jonas.cooks")
    bench.secrets["access:open-jonas.cooks"] = "act.j"
    second = bench.schedule(NOON - timedelta(seconds=1))
    first = bench.schedule(NOON - timedelta(seconds=2))
    theirs = bench.schedule(account_id=other.id)
    claimed: list[int] = []
    bench.publisher.sweep(lambda post_id, _claim: claimed.append(post_id), limit=9, lane=Lane.SHORT)
    assert claimed == [first, theirs]
    bench.publisher.sweep(lambda post_id, _claim: claimed.append(post_id), limit=9, lane=Lane.SHORT)
    assert second not in claimed


def test_a_message_delivered_twice_does_one_step(bench: Bench) -> None:
    post_id = bench.schedule()
    messages: list[tuple[int, str]] = []
    publisher = bench.publisher
    publisher.sweep(lambda *message: messages.append(message), limit=9, lane=Lane.SHORT)
    for message in messages * 2:
        publisher.advance(*message)
    assert bench.tiktok.calls == ["creator", "init", "part"]
    assert bench.tiktok.live(post_id) == 1


def test_no_alarm_is_set_for_what_is_far_ahead(bench: Bench, clock: FakeClock) -> None:
    near = NOON + timedelta(minutes=9)
    bench.schedule(NOON + timedelta(minutes=11))
    assert bench.publisher.next_due(clock()) is None
    bench.schedule(near)
    assert bench.publisher.next_due(clock()) == near
