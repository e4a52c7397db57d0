"""What a user does to posts, below the command line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.conftest import Office
from tikscheduler.domain.errors import InputError
from tikscheduler.domain.post import Mode, Post, PostStatus, Privacy
from tikscheduler.domain.zones import at_instant
from tikscheduler.services.scheduling import Wish


@pytest.fixture
def wish(office: Office) -> Wish:
    office.connect()
    when = at_instant(office.clock() + timedelta(days=1), "Europe/Berlin")
    return Wish(video=office.clip, account="mira.films", when=when, privacy=Privacy.PUBLIC)


def stored(office: Office) -> list[Post]:
    return office.program.storage.posts.list()


def test_a_wish_becomes_a_post_and_the_engine_is_woken(office: Office, wish: Wish) -> None:
    office.woken.clear()
    post, notes = office.program.scheduling.schedule(wish)
    assert (post.status, notes) == (PostStatus.SCHEDULED, [])
    assert post.due_at == post.scheduled_at == office.clock() + timedelta(days=1)
    assert (office.changed, office.woken) == ([post.id], [True])


def test_without_a_time_it_stays_unplanned(office: Office, wish: Wish) -> None:
    post, _ = office.program.scheduling.schedule(replace(wish, when=None))
    assert (post.status, post.due_at, post.scheduled_at) == (PostStatus.UNPLANNED, None, None)
    assert wish.when
    planned, _ = office.program.scheduling.reschedule(post.id, wish.when)
    assert (planned.status, planned.due_at) == (PostStatus.SCHEDULED, wish.when.utc)


def test_every_problem_is_named_at_once(office: Office, wish: Wish) -> None:
    bad = replace(wish, caption="x" * 2300, privacy=None)
    with pytest.raises(InputError, match=r"2,300.*choose one of"):
        office.program.scheduling.schedule(bad)
    assert stored(office) == []


def test_creator_info_is_asked_for_anew(office: Office, wish: Wish) -> None:
    office.sandbox.state.creator("mira.films").private = True
    with pytest.raises(InputError, match="followers, friends, private"):
        office.program.scheduling.schedule(wish)
    post, _ = office.program.scheduling.schedule(replace(wish, privacy=Privacy.FOLLOWERS))
    assert post.privacy is Privacy.FOLLOWERS


def test_a_creator_who_cannot_post_now_may_plan(office: Office, wish: Wish) -> None:
    office.sandbox.state.add_fault("creator_info:spam_risk_too_many_posts*forever")
    _, [note] = office.program.scheduling.schedule(wish)
    assert "@mira.films has reached TikTok's number of posts for 24 hours" in note
    with pytest.raises(InputError, match="TikTok offers"):
        office.program.scheduling.schedule(replace(wish, privacy=Privacy.FOLLOWERS))


def test_a_draft_needs_no_word_of_tiktok(office: Office, wish: Wish) -> None:
    office.sandbox.stop()
    _, notes = office.program.scheduling.schedule(replace(wish, mode=Mode.DRAFT, privacy=None))
    assert notes == []


def test_a_permission_that_was_not_given_is_named(office: Office, wish: Wish) -> None:
    account = office.program.storage.accounts.find("mira.films")
    office.program.storage.accounts.update(account.id, scopes=frozenset({"user.info.basic"}))
    with pytest.raises(InputError, match="leave that permission ticked") as caught:
        office.program.scheduling.schedule(wish)
    assert caught.value.code == "scope_not_authorized"
    assert stored(office) == []


@pytest.mark.parametrize("status", [PostStatus.CANCELLED, PostStatus.SCHEDULED])
def test_only_what_failed_missed_or_is_held_is_retried(
    office: Office, wish: Wish, status: PostStatus
) -> None:
    post, _ = office.program.scheduling.schedule(wish)
    if status is PostStatus.CANCELLED:
        office.program.scheduling.cancel(post.id)
    with pytest.raises(InputError, match=f"Post {post.id} is {status}") as caught:
        office.program.scheduling.retry(post.id)
    assert caught.value.code == "illegal_move"


def test_a_retry_goes_now_and_starts_afresh(office: Office, wish: Wish) -> None:
    post, _ = office.program.scheduling.schedule(wish)
    office.program.storage.posts.move(post.id, PostStatus.HELD, office.clock())
    office.clock.tick(days=9)
    again = office.program.scheduling.retry(post.id)
    assert (again.status, again.tries, again.fault) == (PostStatus.SCHEDULED, 0, None)
    assert again.due_at == again.promised_at == office.clock()
    assert again.scheduled_at == post.scheduled_at


def test_cancelling_twice_names_the_post(office: Office, wish: Wish) -> None:
    post, _ = office.program.scheduling.schedule(wish)
    assert office.program.scheduling.cancel(post.id).due_at is None
    with pytest.raises(InputError, match=f"Post {post.id} is cancelled.*nothing left") as caught:
        office.program.scheduling.cancel(post.id)
    assert caught.value.code == "illegal_move"


def test_a_work_in_progress_may_lack_who_can_view_it(office: Office, wish: Wish) -> None:
    unplanned = replace(wish, when=None, privacy=None)
    post, _ = office.program.scheduling.schedule(unplanned)
    assert (post.status, post.privacy) == (PostStatus.UNPLANNED, None)

    with pytest.raises(InputError, match="who can view it"):
        office.program.scheduling.reschedule(post.id, wish.when)
    assert office.program.storage.posts.get(post.id).status is PostStatus.UNPLANNED
