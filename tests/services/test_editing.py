"""Changing a post that is stored: what it holds, its account, and that it goes now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.services.conftest import Office
from tikscheduler.domain.errors import InputError
from tikscheduler.domain.ports import Lane
from tikscheduler.domain.post import NO_UPLOAD, Fault, Mode, Post, PostStatus, Privacy
from tikscheduler.domain.zones import Moment, at_instant
from tikscheduler.media.samples import make_clip
from tikscheduler.services.scheduling import Wish

S = PostStatus
FAULT = Fault(code="file_changed", message="It was changed.")
DAY = timedelta(days=1)


@pytest.fixture
def wish(office: Office) -> Wish:
    office.connect()
    return Wish(
        video=office.clip,
        account="mira.films",
        when=at(office.clock() + DAY),
        privacy=Privacy.PUBLIC,
        caption="first",
    )


@pytest.fixture(scope="session")
def other_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "other.mp4"
    return make_clip(path, width=360, height=640, seconds=0.7)


def at(when: datetime) -> Moment:
    return at_instant(when, "Europe/Berlin")


def row(office: Office, post_id: int) -> Post:
    return office.program.storage.posts.get(post_id)


def run(office: Office, *, most: int = 30) -> None:
    """Publish all that is due, and what comes due by it, as an engine does."""
    publisher = office.program.publisher
    for _ in range(most):
        if not sum(publisher.sweep(publisher.advance, limit=9, lane=lane) for lane in Lane):
            return
        office.clock.tick(seconds=30)


def stand(office: Office, post: Post, status: PostStatus, **fields: object) -> Post:
    """Puts a post into a state that publishing leads to."""
    posts = office.program.storage.posts
    now = office.clock()
    for step in (S.CANCELLED, S.SCHEDULED) if post.status is not S.SCHEDULED else ():
        posts.move(post.id, step, now, due_at=now)
    if status is S.SCHEDULED:
        return posts.edit(post.id, now, **fields)
    if status in {S.CANCELLED, S.HELD, S.UNPLANNED}:
        return posts.move(post.id, status, now, **fields)
    posts.edit(post.id, now, due_at=now)
    [claim] = posts.claim_due(now, limit=1, lease_until=now + DAY, lane=Lane.SHORT)
    taken = posts.take(claim.post_id, claim.claim_id, lease_until=now + DAY)
    assert taken
    begun = posts.begin_attempt(taken, now)
    return posts.settle(begun, status, now, **fields)  # type: ignore[arg-type]


def half_sent(office: Office) -> dict[str, object]:
    """What the row says when TikTok has a part of the video."""
    now = office.clock()
    return {"publish_id": "p1", "chunk_size": 9, "upload_started_at": now, "sent_bytes": 9}


# --- edit -----------------------------------------------------------------------------------


def test_an_edit_changes_everything_and_keeps_the_id(
    office: Office, wish: Wish, other_clip: Path
) -> None:
    jonas = office.connect("jonas.cooks")
    post, _ = office.program.scheduling.schedule(wish)
    office.changed.clear()
    office.woken.clear()
    when = at(office.clock() + 2 * DAY)
    changed = Wish(
        video=other_clip, account="jonas.cooks", when=when, mode=Mode.DRAFT, caption="second"
    )
    edited, notes = office.program.scheduling.edit(post.id, changed)
    assert notes == []
    assert edited == row(office, post.id)
    assert (edited.id, edited.account_id, edited.status) == (post.id, jonas.id, S.SCHEDULED)
    assert (edited.video, edited.video_size) == (other_clip, other_clip.stat().st_size)
    assert (edited.caption, edited.mode, edited.privacy) == ("second", Mode.DRAFT, None)
    assert edited.scheduled_at == edited.due_at == when.utc
    assert edited.wall_time == when.wall
    assert (office.changed, office.woken) == ([post.id], [True])


def test_an_edit_is_checked_as_a_new_post_is(office: Office, wish: Wish) -> None:
    post, _ = office.program.scheduling.schedule(wish)
    with pytest.raises(InputError, match=r"2,300.*choose one of"):
        office.program.scheduling.edit(post.id, replace(wish, caption="x" * 2300, privacy=None))
    with pytest.raises(InputError, match="TikTok offers"):
        office.program.scheduling.edit(post.id, replace(wish, privacy=Privacy.FOLLOWERS))
    with pytest.raises(InputError, match="no account “nobody”"):
        office.program.scheduling.edit(post.id, replace(wish, account="nobody"))
    assert row(office, post.id) == post


def test_an_edit_without_a_time_leaves_a_post_unplanned_and_back(
    office: Office, wish: Wish
) -> None:
    post, _ = office.program.scheduling.schedule(wish)
    unplanned = replace(wish, when=None)
    edited, _ = office.program.scheduling.edit(post.id, unplanned)
    assert (edited.status, edited.due_at, edited.scheduled_at) == (S.UNPLANNED, None, None)
    edited, _ = office.program.scheduling.edit(post.id, replace(unplanned, caption="second"))
    assert (edited.status, edited.caption) == (S.UNPLANNED, "second")
    edited, _ = office.program.scheduling.edit(post.id, wish)
    assert (edited.status, edited.due_at) == (S.SCHEDULED, wish.when and wish.when.utc)


@pytest.mark.parametrize("status", [S.HELD, S.FAILED, S.MISSED, S.CANCELLED, S.RETRYING])
def test_a_post_that_is_edited_with_a_time_to_come_starts_afresh(
    office: Office, wish: Wish, status: PostStatus
) -> None:
    post, _ = office.program.scheduling.schedule(wish)
    stand(office, post, status, fault=FAULT, due_at=office.clock() + DAY)
    edited, _ = office.program.scheduling.edit(post.id, replace(wish, caption="second"))
    assert (edited.status, edited.tries, edited.fault) == (S.SCHEDULED, 0, None)
    assert edited.due_at == edited.promised_at == post.scheduled_at


@pytest.mark.parametrize("status", [S.HELD, S.FAILED, S.MISSED, S.CANCELLED])
def test_a_post_whose_time_has_passed_needs_a_new_one(
    office: Office, wish: Wish, status: PostStatus
) -> None:
    post, _ = office.program.scheduling.schedule(wish)
    stood = stand(office, post, status, fault=FAULT)
    office.clock.tick(days=1, minutes=1)
    with pytest.raises(InputError, match="has passed; choose a time to come"):
        office.program.scheduling.edit(post.id, replace(wish, caption="second"))
    assert row(office, post.id) == stood
    again = replace(wish, when=at(office.clock()))
    assert office.program.scheduling.edit(post.id, again)[0].due_at == office.clock()


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (S.PUBLISHING, "in_flight"),
        (S.PROCESSING, "in_flight"),
        (S.PUBLISHED, "final"),
        (S.DELIVERED, "final"),
    ],
)
def test_a_post_that_is_out_or_on_its_way_cannot_be_changed(
    office: Office, wish: Wish, status: PostStatus, code: str
) -> None:
    jonas = office.connect("jonas.cooks")
    post, _ = office.program.scheduling.schedule(wish)
    new = replace(post, id=0)
    posts = office.program.storage.posts
    stood = posts.add(new, status=status, now=office.clock(), due_at=office.clock() + DAY)
    for change in (
        lambda: office.program.scheduling.edit(stood.id, wish),
        lambda: office.program.scheduling.assign(stood.id, jonas.id),
    ):
        with pytest.raises(InputError, match=f"Post {stood.id} is {status}") as caught:
            change()
        assert caught.value.code == code
    assert row(office, stood.id) == stood


# --- what TikTok has of it ------------------------------------------------------------------


def second_caption(office: Office, post: Post, wish: Wish) -> Post:
    return office.program.scheduling.edit(post.id, replace(wish, caption="second"))[0]


def other_account(office: Office, post: Post, _wish: Wish) -> Post:
    jonas = office.program.storage.accounts.find("jonas.cooks")
    return office.program.scheduling.assign(post.id, jonas.id)[0]


Change = Callable[[Office, Post, Wish], Post]


@pytest.mark.parametrize("change", [second_caption, other_account])
@pytest.mark.parametrize("status", [S.RETRYING, S.HELD, S.SCHEDULED])
def test_a_change_begins_a_new_upload_where_tiktok_lacks_bytes(
    office: Office, wish: Wish, change: Change, status: PostStatus
) -> None:
    office.connect("jonas.cooks")
    post, _ = office.program.scheduling.schedule(wish)
    stood = stand(
        office, post, status, due_at=office.clock() + DAY, fault=FAULT, **half_sent(office)
    )
    assert stood.upload_open
    changed = change(office, stood, wish)
    assert {name: getattr(changed, name) for name in NO_UPLOAD} == NO_UPLOAD


def test_another_time_alone_keeps_the_upload(office: Office, wish: Wish) -> None:
    post, _ = office.program.scheduling.schedule(wish)
    stand(office, post, S.HELD, last_part_at=office.clock(), **half_sent(office))
    later = replace(wish, when=at(office.clock() + 2 * DAY))
    edited, _ = office.program.scheduling.edit(post.id, later)
    assert edited.tiktok_may_have_it
    assert edited.sent_bytes == 9


@pytest.mark.parametrize("change", [second_caption, other_account])
@pytest.mark.parametrize("status", [S.RETRYING, S.HELD, S.SCHEDULED, S.CANCELLED])
def test_what_tiktok_may_have_whole_cannot_be_changed(
    office: Office, wish: Wish, change: Change, status: PostStatus
) -> None:
    office.connect("jonas.cooks")
    post, _ = office.program.scheduling.schedule(wish)
    sent = {**half_sent(office), "last_part_at": office.clock()}
    stood = stand(office, post, status, due_at=office.clock() + DAY, **sent)
    with pytest.raises(InputError, match="TikTok may have the whole video") as caught:
        change(office, stood, wish)
    assert caught.value.code == "in_doubt"
    assert row(office, post.id) == stood


def test_what_tiktok_has_refused_may_be_changed_and_goes_once(office: Office, wish: Wish) -> None:
    office.sandbox.state.add_fault("processing:fail=picture_size_check_failed")
    post, _ = office.program.scheduling.schedule(wish)
    office.clock.tick(days=1)
    run(office)
    assert row(office, post.id).status is S.FAILED
    edited = second_caption(office, post, replace(wish, when=at(office.clock() + DAY)))
    assert edited.publish_id == ""
    office.clock.tick(days=1)
    run(office)
    assert row(office, post.id).status is S.PUBLISHED
    assert [each.caption for each in office.sandbox.state.published() if each.post_id] == ["second"]


def test_an_upload_left_behind_never_becomes_a_post(office: Office, wish: Wish) -> None:
    """The address of the first upload expires, and the second announcement fails."""
    office.sandbox.state.add_fault("part:expire")
    office.sandbox.state.add_fault("init[2]:500*9")
    post, _ = office.program.scheduling.schedule(wish)
    office.clock.tick(days=1)
    publisher = office.program.publisher
    publisher.sweep(publisher.advance, limit=1, lane=Lane.SHORT)
    stood = row(office, post.id)
    assert (stood.status, stood.upload_open, stood.last_part_at) == (S.RETRYING, True, None)
    office.sandbox.state.clear_faults()
    second_caption(office, post, replace(wish, when=at(office.clock())))
    run(office)
    assert row(office, post.id).status is S.PUBLISHED
    assert [each.caption for each in office.sandbox.state.published()] == ["second"]


def test_a_worker_that_was_faster_wins(office: Office, wish: Wish) -> None:
    post, _ = office.program.scheduling.schedule(wish)
    stand(office, post, S.RETRYING, due_at=office.clock() + DAY, last_part_at=office.clock(), **{
        **half_sent(office), "publish_id": "p2",
    })  # fmt: skip
    with pytest.raises(InputError, match="has changed meanwhile"):
        office.program.scheduling.edit(post.id, replace(wish, caption="second"), seen=post)
    assert row(office, post.id).publish_id == "p2"


# --- another account ------------------------------------------------------------------------


def test_a_post_is_given_to_another_account_and_keeps_its_time(office: Office, wish: Wish) -> None:
    jonas = office.connect("jonas.cooks")
    post, _ = office.program.scheduling.schedule(wish)
    given, notes = office.program.scheduling.assign(post.id, jonas.id)
    assert (given.account_id, notes) == (jonas.id, [])
    assert replace(given, account_id=post.account_id, updated_at=post.updated_at) == post


def test_a_held_post_to_come_goes_back_into_the_plan_of_its_new_account(
    office: Office, wish: Wish
) -> None:
    jonas = office.connect("jonas.cooks")
    to_come, passed = (office.program.scheduling.schedule(wish)[0] for _ in range(2))
    for post in (to_come, passed):
        stand(office, post, S.HELD, fault=FAULT)
    given, _ = office.program.scheduling.assign(to_come.id, jonas.id)
    assert (given.status, given.due_at, given.fault) == (S.SCHEDULED, to_come.scheduled_at, None)
    office.clock.tick(days=2)
    given, _ = office.program.scheduling.assign(passed.id, jonas.id)
    assert (given.status, given.due_at, given.fault) == (S.HELD, None, FAULT)


def test_a_post_is_held_against_what_its_new_account_may_do(office: Office, wish: Wish) -> None:
    jonas = office.connect("jonas.cooks")
    post, _ = office.program.scheduling.schedule(wish)
    office.sandbox.state.creator("jonas.cooks").private = True
    with pytest.raises(InputError, match=r"@jonas\.cooks cannot post with visibility “public”"):
        office.program.scheduling.assign(post.id, jonas.id)
    office.program.storage.accounts.remove(jonas.id)
    with pytest.raises(InputError, match=f"There is no account {jonas.id}"):
        office.program.scheduling.assign(post.id, jonas.id)
    assert row(office, post.id) == post


# --- now, and once more ---------------------------------------------------------------------


@pytest.mark.parametrize("status", [S.SCHEDULED, S.UNPLANNED, S.RETRYING, S.HELD, S.FAILED])
def test_a_post_goes_now_whatever_its_time_is(
    office: Office, wish: Wish, status: PostStatus
) -> None:
    post, _ = office.program.scheduling.schedule(wish)
    stand(office, post, status, due_at=office.clock() + DAY)
    now = office.program.scheduling.publish_now(post.id)
    assert (now.status, now.tries, now.fault) == (S.SCHEDULED, 0, None)
    assert now.due_at == now.promised_at == now.scheduled_at == office.clock()
    assert now.wall_time == datetime(2026, 11, 23, 13, 0)  # noqa: DTZ001
    run(office)
    assert row(office, post.id).status is S.PUBLISHED


def test_a_missed_post_that_goes_now_stays_where_it_was_planned(office: Office, wish: Wish) -> None:
    post, _ = office.program.scheduling.schedule(wish)
    stand(office, post, S.MISSED)
    office.clock.tick(days=3)
    now = office.program.scheduling.publish_now(post.id)
    assert (now.scheduled_at, now.promised_at) == (post.scheduled_at, office.clock())


def test_a_cancelled_post_does_not_go_now(office: Office, wish: Wish) -> None:
    post, _ = office.program.scheduling.schedule(wish)
    office.program.scheduling.cancel(post.id)
    with pytest.raises(InputError, match="is cancelled; give it a time"):
        office.program.scheduling.publish_now(post.id)


def test_a_post_that_lacks_a_choice_does_not_go_now(office: Office, wish: Wish) -> None:
    post, _ = office.program.scheduling.schedule(replace(wish, when=None, privacy=None))
    with pytest.raises(InputError, match="who can view it; choose one of"):
        office.program.scheduling.publish_now(post.id)
    assert row(office, post.id) == post


def test_a_copy_is_a_new_post_of_the_same_video(office: Office, wish: Wish) -> None:
    post, _ = office.program.scheduling.schedule(wish)
    when = at(office.clock() + 2 * DAY)
    copy, _ = office.program.scheduling.copy(post.id, when)
    assert copy.id != post.id
    assert (copy.video, copy.caption, copy.privacy) == (post.video, "first", Privacy.PUBLIC)
    assert (copy.account_id, copy.due_at) == (post.account_id, when.utc)
    assert office.program.scheduling.copy(post.id, None)[0].status is S.UNPLANNED


def test_for_many_posts_tiktok_is_asked_once_an_account(office: Office, wish: Wish) -> None:
    office.sandbox.state.add_fault("creator_info[2]:scope_not_authorized")
    many = office.program.scheduling.for_many()
    office.changed.clear()
    office.woken.clear()
    notes = [many.schedule(wish)[1] for _ in range(3)]
    assert notes == [[], [], []]
    assert (office.changed, office.woken) == ([], [])
