"""Blocked accounts outlive the program, and end by themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.storage.given import NOW, Given
from tikscheduler.domain.blocks import Block
from tikscheduler.domain.post import Fault, Mode, PostStatus
from tikscheduler.storage import Storage

S = PostStatus
HOUR = timedelta(hours=1)


def block(account_id: int, mode: Mode | None = Mode.DIRECT, hours: float | None = 1) -> Block:
    return Block(
        account_id=account_id,
        mode=mode,
        code="spam_risk_too_many_posts",
        message="Enough.",
        log_id="LOG1",
        since=NOW,
        until=None if hours is None else NOW + hours * HOUR,
    )


def test_a_block_is_kept_and_holds_its_mode_until_it_ends(storage: Storage) -> None:
    account = Given(storage).account()
    kept = block(account.id)
    storage.blocks.put(kept)
    assert storage.blocks.all(NOW) == [kept]
    assert storage.blocks.active(account.id, Mode.DIRECT, NOW) == kept
    assert storage.blocks.active(account.id, Mode.DRAFT, NOW) is None
    assert storage.blocks.active(account.id, Mode.DIRECT, NOW + HOUR) is None
    assert storage.blocks.all(NOW + HOUR) == []


def test_a_newer_block_takes_the_place_of_the_older(storage: Storage) -> None:
    account = Given(storage).account()
    storage.blocks.put(block(account.id))
    storage.blocks.put(block(account.id, hours=5))
    assert storage.blocks.all(NOW) == [block(account.id, hours=5)]


@pytest.mark.parametrize("mode", Mode)
def test_of_several_the_longest_is_told(storage: Storage, mode: Mode) -> None:
    account = Given(storage).account()
    storage.blocks.put(block(account.id, mode))
    storage.blocks.put(block(account.id, None, hours=None))
    found = storage.blocks.active(account.id, mode, NOW)
    assert found
    assert found.until is None


def test_clearing_forgets_the_blocks_of_one_account(storage: Storage) -> None:
    given = Given(storage)
    one, other = given.account(), given.account()
    for account in (one, other):
        storage.blocks.put(block(account.id))
    storage.blocks.clear(one.id)
    assert [each.account_id for each in storage.blocks.all(NOW)] == [other.id]


def test_a_block_goes_with_its_account(storage: Storage) -> None:
    account = Given(storage).account()
    storage.blocks.put(block(account.id))
    storage.accounts.remove(account.id, NOW)
    assert storage.blocks.all(NOW) == []


def test_the_oldest_of_a_mode_sent_within_a_day_is_told(storage: Storage) -> None:
    given = Given(storage)
    account = given.account()
    for hours, mode in ((25, Mode.DIRECT), (20, Mode.DRAFT), (10, Mode.DIRECT), (5, Mode.DIRECT)):
        post = given.post(account, mode=mode)
        storage.posts.edit(post.id, NOW, upload_started_at=NOW - hours * HOUR)
    assert storage.blocks.oldest_sent(account.id, Mode.DIRECT, NOW) == NOW - 10 * HOUR
    assert storage.blocks.oldest_sent(account.id, Mode.DRAFT, NOW) == NOW - 20 * HOUR
    assert storage.blocks.oldest_sent(given.account().id, Mode.DIRECT, NOW) is None


def test_held_posts_whose_wait_is_over_go_back_in_the_order_of_their_times(
    storage: Storage,
) -> None:
    given = Given(storage)
    account = given.account()
    fault = Fault(code="spam_risk_too_many_posts", message="Enough.")
    ids = []
    for minutes, waits in ((-30, 0.0), (-60, 0.0), (-90, 2.0), (-90, None)):
        at = NOW + timedelta(minutes=minutes)
        post = given.post(account, due_at=at)
        until = None if waits is None else NOW + waits * HOUR
        storage.posts.move(post.id, S.HELD, NOW, fault=fault, next_attempt_at=until)
        ids.append(post.id)
    assert storage.posts.let_go(NOW) == sorted(ids[:2])
    for gone in map(storage.posts.get, ids[:2]):
        assert (gone.status, gone.due_at, gone.fault) == (S.SCHEDULED, gone.scheduled_at, None)
        assert gone.promised_at == NOW
    assert storage.posts.let_go(NOW) == []
    assert storage.posts.let_go(NOW + 48 * HOUR) == [ids[2]]  # the last one waits for its user
