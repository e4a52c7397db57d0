from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import CREATOR, NOON, FakeClock, add_account
from tests.publishing.fakes import Bench
from tikscheduler.domain.errors import (
    GiveUp,
    LoginNeeded,
    NeedsUser,
    RetryLater,
    ServerTrouble,
    Stopping,
    Unreachable,
    VaultError,
    WaitForWindow,
)
from tikscheduler.domain.ports import Lane, PublishState, Stage
from tikscheduler.domain.post import Mode, PostStatus, Privacy

S = PostStatus


def run_until_settled(bench: Bench, clock: FakeClock, post_id: int, most: int = 60) -> list[str]:
    """Let time pass from due moment to due moment; the statuses the post went through."""
    seen: list[str] = []
    for _ in range(most):
        bench.run_due()
        post = bench.post(post_id)
        if not seen or seen[-1] != post.status:
            seen.append(str(post.status))
        if post.due_at is None or post.status in (S.PUBLISHED, S.DELIVERED):
            return seen
        clock.time = max(clock.time, post.due_at)
    raise AssertionError(f"not settled: {seen}")


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
        assert post.next_attempt_at == clock.time + timedelta(minutes=1)
        clock.tick(minutes=1)
    assert run_until_settled(bench, clock, post_id)[-1] == "published"


def test_a_window_that_never_opens_ends_as_failed(bench: Bench, clock: FakeClock) -> None:
    post_id = bench.schedule()
    shut = WaitForWindow("Slow down.", after=timedelta(minutes=1))
    bench.tiktok.faults["init"] = [shut] * 500
    assert run_until_settled(bench, clock, post_id, most=500)[-1] == "failed"


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


def no_waiting(bench: Bench) -> None:
    """Pauses between parts end at once, without the program being told to stop."""
    bench.stopping.wait = lambda timeout=None: False  # type: ignore[method-assign]


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


def power_cut(call: str, number: int) -> object:
    """Ends the process at the n-th call of a kind."""
    left = [number]

    def strike(name: str, when: str) -> None:
        if (name, when) == (call, "before"):
            left[0] -= 1
            if left[0] == 0:
                raise SystemExit("power cut")

    return strike


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
        ({"blocked": "spam_risk_too_many_posts"}, "spam_risk_too_many_posts"),
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


def test_progress_is_told_for_what_is_sent(bench: Bench, long_video: Path) -> None:
    bench.video = long_video
    post_id = bench.schedule()
    bench.run_due()
    assert bench.progress[-1] == (post_id, 64_000_001)


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
