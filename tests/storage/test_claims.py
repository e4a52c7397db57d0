"""Claiming: what is due, for whom, in which order, for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.storage.given import LEASE, MINUTE, NOW, new_post
from tikscheduler.domain.errors import LostClaim
from tikscheduler.domain.ports import Lane
from tikscheduler.domain.post import CLAIMABLE, UPLOADING, PostStatus
from tikscheduler.domain.video import BULK_BYTES
from tikscheduler.storage.claims import PAUSED, PUBLISHING_NOTE

S = PostStatus


def ids(posts):
    return [post.id for post in posts]


@pytest.mark.parametrize("status", sorted(CLAIMABLE))
def test_a_due_post_is_claimed_under_a_lease(storage, given, status):
    post = given.post(status=status)
    (claimed,) = given.claim()
    assert claimed.id == post.id
    assert claimed.claim_id
    assert claimed.due_at == LEASE
    assert claimed.status == (S.PUBLISHING if status in UPLOADING else status)
    assert storage.posts.get(post.id) == claimed
    assert given.claim() == []


@pytest.mark.parametrize("status", sorted(set(S) - CLAIMABLE))
def test_other_posts_are_never_claimed(storage, given, status):
    new = new_post(given.account().id)
    storage.posts.add(new, status=status, now=NOW, due_at=NOW)
    assert given.claim() == []
    assert storage.posts.next_due(NOW - MINUTE) is None


def test_a_post_is_not_claimed_before_its_time(given):
    given.post(due_at=NOW + timedelta(microseconds=1))
    assert given.claim() == []
    assert len(given.claim(NOW + timedelta(microseconds=1))) == 1


def test_the_oldest_are_claimed_first_and_no_more_than_asked_for(given):
    posts = [given.post(due_at=NOW - minutes * MINUTE) for minutes in (1, 5, 3, 2, 4)]
    assert ids(given.claim(limit=3)) == ids([posts[1], posts[4], posts[2]])
    assert ids(given.claim(limit=3)) == ids([posts[3], posts[0]])


def test_every_claim_has_an_id_of_its_own(given):
    for _ in range(20):
        given.post()
    assert len({post.claim_id for post in given.claim(limit=20)}) == 20


def test_a_claim_whose_lease_ran_out_is_due_again_under_a_new_id(storage, given):
    given.post()
    (dead,) = given.claim()
    assert given.claim(LEASE - timedelta(microseconds=1)) == []
    (again,) = given.claim(LEASE)
    assert again.id == dead.id
    assert again.status is S.PUBLISHING
    assert again.claim_id != dead.claim_id
    with pytest.raises(LostClaim):
        storage.posts.write(dead, sent_bytes=1)


def test_an_account_sends_one_post_at_a_time_in_order_of_time(storage, given):
    account = given.account()
    third = given.post(account, due_at=NOW - 1 * MINUTE)
    first = given.post(account, due_at=NOW - 3 * MINUTE)
    second = given.post(account, due_at=NOW - 2 * MINUTE)
    for expected in (first, second, third):
        (claimed,) = given.claim()
        assert claimed.id == expected.id
        assert given.claim() == []
        storage.posts.settle(claimed, S.PUBLISHED, NOW)


def test_posts_of_one_moment_go_in_order_of_their_ids(storage, given):
    account = given.account()
    first, second = given.post(account), given.post(account)
    (claimed,) = given.claim()
    assert claimed.id == first.id
    storage.posts.settle(claimed, S.PUBLISHED, NOW)
    assert ids(given.claim()) == [second.id]


def test_one_account_does_not_hold_up_another(given):
    busy = given.account()
    given.post(busy)
    given.post(busy)
    other = given.post()
    assert other.id in ids(given.claim())


def test_a_post_waits_for_an_earlier_one_of_the_other_lane(given):
    account = given.account()
    big = given.post(account, due_at=NOW - MINUTE, video_size=BULK_BYTES + 1)
    given.post(account, due_at=NOW)
    assert given.claim(lane=Lane.SHORT) == []
    assert ids(given.claim(lane=Lane.BULK)) == [big.id]
    assert given.claim(lane=Lane.SHORT) == []


def test_a_dead_worker_holds_up_its_account_until_the_lease_ends_and_no_longer(given):
    account = given.account()
    first = given.post(account)
    given.claim()
    given.post(account, due_at=LEASE)
    assert given.claim(LEASE - timedelta(microseconds=1)) == []
    assert ids(given.claim(LEASE)) == [first.id]


def test_polls_neither_wait_nor_hold_up(given):
    account = given.account()
    polled = [given.post(account, status=S.PROCESSING) for _ in range(3)]
    sent = given.post(account)
    assert sorted(ids(given.claim())) == sorted(ids([*polled, sent]))


def pause(storage, account):
    """Pauses one account, or everything."""
    if account is not None:
        storage.accounts.update(account.id, paused=True)
    else:
        storage.notes.put(PUBLISHING_NOTE, PAUSED)


def resume(storage, account):
    if account is not None:
        storage.accounts.update(account.id, paused=False)
    else:
        storage.notes.put(PUBLISHING_NOTE, "on")


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("status", sorted(CLAIMABLE))
def test_a_pause_lets_no_post_begin_and_those_begun_go_on(storage, given, status, everything):
    account = given.account()
    paused = None if everything else account
    post = given.post(account, status=status)
    pause(storage, paused)
    begun = status not in {S.SCHEDULED, S.RETRYING, S.STAGED}
    assert storage.posts.next_due(NOW - MINUTE) == (NOW if begun else None)
    assert ids(given.claim()) == ([post.id] if begun else [])
    resume(storage, paused)
    assert ids(given.claim()) == ([] if begun else [post.id])


def test_one_paused_account_stops_no_other(storage, given):
    paused, other = given.post(), given.post()
    storage.accounts.update(paused.account_id, paused=True)
    assert ids(given.claim()) == [other.id]


def test_a_pause_does_not_take_a_post_from_its_worker(storage, given):
    post = given.taken()
    pause(storage, None)
    assert storage.posts.write(post, sent_bytes=7).sent_bytes == 7
    assert given.claim(LEASE) != []


def test_a_post_that_was_begun_is_not_held_up_by_a_paused_one_due_before_it(storage, given):
    account = given.account()
    begun = given.taken(given.post(account))
    waiting = given.post(account, due_at=NOW - MINUTE)
    pause(storage, None)
    assert ids(given.claim(LEASE)) == [begun.id]
    assert storage.posts.get(waiting.id).status is S.SCHEDULED


@pytest.mark.parametrize("status", sorted(UPLOADING))
def test_large_files_with_bytes_to_send_are_in_the_bulk_lane(given, status):
    post = given.post(status=status, video_size=BULK_BYTES + 1)
    assert given.claim(lane=Lane.SHORT) == []
    assert ids(given.claim(lane=Lane.BULK)) == [post.id]


def test_all_else_is_in_the_short_lane(given):
    small = given.post(video_size=BULK_BYTES)
    polled = given.post(status=S.PROCESSING, video_size=BULK_BYTES + 1)
    assert given.claim(lane=Lane.BULK) == []
    assert ids(given.claim(lane=Lane.SHORT)) == [small.id, polled.id]


def test_next_due_is_the_first_time_after_a_moment(storage, given):
    assert storage.posts.next_due(NOW) is None
    for minutes in (-1, 0, 7, 3):
        given.post(due_at=NOW + minutes * MINUTE)
    given.post(status=S.HELD, due_at=NOW + MINUTE)
    assert storage.posts.next_due(NOW) == NOW + 3 * MINUTE
    assert storage.posts.next_due(NOW + 3 * MINUTE) == NOW + 7 * MINUTE
    assert storage.posts.next_due(NOW - timedelta(days=1)) == NOW - MINUTE
    assert storage.posts.next_due(NOW, NOW + 3 * MINUTE) == NOW + 3 * MINUTE
    assert storage.posts.next_due(NOW, NOW + 2 * MINUTE) is None


def test_the_end_of_a_lease_is_a_due_time(storage, given):
    given.post()
    given.claim()
    assert storage.posts.next_due(NOW) == LEASE


def test_a_claim_is_taken_once(storage, given):
    given.post()
    (claimed,) = given.claim()
    later = LEASE + MINUTE
    taken = storage.posts.take(claimed.id, claimed.claim_id, lease_until=later)
    assert taken is not None
    assert taken.claim_id not in {"", claimed.claim_id}
    assert taken.due_at == later
    assert storage.posts.take(claimed.id, claimed.claim_id, lease_until=later) is None
    assert storage.posts.get(claimed.id) == taken


def test_what_nobody_has_claimed_cannot_be_taken(storage, given):
    post = given.post()
    assert storage.posts.take(post.id, "", lease_until=LEASE) is None
    assert storage.posts.take(post.id, "unknown", lease_until=LEASE) is None
    assert storage.posts.take(999, "unknown", lease_until=LEASE) is None


def test_leases_of_held_claims_are_pushed_out_and_no_others(storage, given):
    kept, lost, _ = given.post(), given.post(), given.post()
    claims = {post.id: post for post in given.claim()}
    again = given.claim(LEASE)
    mine = next(post for post in again if post.id == kept.id)
    storage.posts.renew(
        [mine.claim_id, claims[lost.id].claim_id, "unknown", ""], LEASE + 9 * MINUTE
    )
    assert storage.posts.get(kept.id).due_at == LEASE + 9 * MINUTE
    assert storage.posts.get(lost.id).due_at == LEASE + 2 * MINUTE
    storage.posts.renew([], LEASE)


def test_renewing_never_moves_a_post_that_nobody_holds(storage, given):
    post = given.post(status=S.PROCESSING)
    storage.posts.renew([""], LEASE)
    assert storage.posts.get(post.id).due_at == NOW


def test_at_the_start_every_claim_is_released_and_due_at_once(storage, given):
    sent, polled = given.post(), given.post(status=S.PROCESSING)
    untouched = given.post(due_at=NOW + MINUTE)
    claims = given.claim()
    assert storage.posts.release_all(NOW) == [sent.id, polled.id]
    assert storage.posts.get(sent.id).status is S.PUBLISHING
    assert storage.posts.get(polled.id).status is S.PROCESSING
    assert storage.posts.get(untouched.id) == untouched
    for claim in claims:
        assert storage.posts.get(claim.id).claim_id == ""
        assert storage.posts.get(claim.id).due_at == NOW
        with pytest.raises(LostClaim):
            storage.posts.write(claim, sent_bytes=1)
    assert len(given.claim()) == 2
    assert storage.posts.release_all(NOW) == [sent.id, polled.id]


def test_a_post_that_was_being_sent_keeps_its_place_after_a_crash(storage, given):
    owner = given.account()
    first = given.post(owner, due_at=NOW - MINUTE)
    second = given.post(owner, due_at=NOW)
    assert [post.id for post in given.claim()] == [first.id]
    storage.posts.release_all(NOW + MINUTE)
    assert storage.posts.get(first.id).due_at == NOW - MINUTE
    assert [post.id for post in given.claim(NOW + MINUTE)] == [first.id]
    assert storage.posts.get(second.id).status is S.SCHEDULED
