"""How things stand, at a glance."""

from __future__ import annotations

from datetime import timedelta

from tests.storage.given import MINUTE, NOW, Given
from tikscheduler.domain.post import PostStatus
from tikscheduler.services.overview import Overview, read_overview
from tikscheduler.storage import Storage
from tikscheduler.storage.claims import PAUSED, PUBLISHING_NOTE

S = PostStatus


def test_an_empty_plan(storage: Storage) -> None:
    assert read_overview(storage, NOW) == Overview(
        next_post=None,
        next_at=None,
        under_way=(),
        waiting=0,
        attention=0,
        paused=False,
        safe_until=None,
    )


def test_everything_in_its_place(storage: Storage) -> None:
    given = Given(storage)
    given.post(due_at=NOW + 9 * MINUTE)
    first = given.post(status=S.RETRYING, due_at=NOW + 5 * MINUTE)
    sending, asked = given.post(status=S.PUBLISHING), given.post(status=S.PROCESSING)
    for status in (S.HELD, S.FAILED, S.MISSED, S.CANCELLED, S.PUBLISHED, S.UNPLANNED):
        given.post(status=status)
    found = read_overview(storage, NOW)
    assert (found.next_post, found.next_at) == (first, NOW + 5 * MINUTE)
    assert found.under_way == (sending, asked)
    assert (found.waiting, found.attention, found.paused) == (2, 3, False)
    assert found.safe_until == NOW + 5 * MINUTE


def test_what_is_due_already_is_not_safe_to_close_on(storage: Storage) -> None:
    late = Given(storage).post(due_at=NOW - MINUTE)
    found = read_overview(storage, NOW)
    assert (found.next_post, found.safe_until) == (None, late.due_at)


def test_in_a_pause_it_is_safe_to_close_and_the_next_post_is_told_all_the_same(
    storage: Storage,
) -> None:
    post = Given(storage).post(due_at=NOW + MINUTE)
    storage.notes.put(PUBLISHING_NOTE, PAUSED)
    found = read_overview(storage, NOW)
    assert (found.paused, found.next_post, found.safe_until) == (True, post, None)


def test_a_paused_account_is_left_out(storage: Storage) -> None:
    post = Given(storage).post(due_at=NOW + timedelta(days=1))
    storage.accounts.update(post.account_id, paused=True)
    found = read_overview(storage, NOW)
    assert (found.next_post, found.safe_until, found.waiting) == (None, None, 1)
