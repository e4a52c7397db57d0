"""What accounts sent and have planned, read for the limits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.storage.given import MINUTE, NOW
from tikscheduler.domain.limits import Entry
from tikscheduler.domain.post import Mode, PostStatus
from tikscheduler.storage.pace import Used

S = PostStatus
HOUR, DAY = timedelta(hours=1), timedelta(hours=24)


def test_planned_and_sent_posts_of_a_time_are_found(storage, given):
    owner = given.account()
    planned = given.post(owner, scheduled_at=NOW + HOUR)
    given.post(owner, scheduled_at=NOW + 2 * HOUR)  # too late
    given.post(owner, scheduled_at=NOW + HOUR, status=S.CANCELLED)
    # Planned for last week, missed then, and sent by hand an hour ago.
    sent = given.post(owner, scheduled_at=NOW - 7 * DAY, status=S.PUBLISHED, mode=Mode.DRAFT)
    storage.posts.write(sent, upload_started_at=NOW - HOUR)
    delivered = given.post(owner, scheduled_at=NOW - HOUR, status=S.DELIVERED, mode=Mode.DRAFT)
    storage.posts.write(delivered, upload_started_at=NOW - HOUR + MINUTE)
    found = storage.pace.entries(NOW - DAY, NOW + 2 * HOUR, NOW)
    assert sorted(found, key=lambda entry: entry.id) == [
        Entry(id=planned.id, account_id=owner.id, at=NOW + HOUR),
        Entry(
            id=delivered.id,
            account_id=owner.id,
            at=NOW - HOUR + MINUTE,
            mode=Mode.DRAFT,
            status=S.DELIVERED,
        ),
    ]
    storage.posts.write(sent, mode=Mode.DIRECT)
    assert sent.id in {entry.id for entry in storage.pace.entries(NOW - DAY, NOW, NOW)}


def test_only_the_wanted_accounts_are_read(storage, given):
    owner, other, third = (given.account() for _ in range(3))
    mine, others, _ = (given.post(one) for one in (owner, other, third))
    found = storage.pace.entries(NOW, NOW + MINUTE, NOW, {owner.id, other.id})
    assert {entry.id for entry in found} == {mine.id, others.id}
    assert len(storage.pace.entries(NOW, NOW + MINUTE, NOW)) == 3


def test_used_tells_posts_and_drafts_of_24_hours_apart(storage, given):
    owner, other, idle = (given.account() for _ in range(3))
    sent = [
        (owner, Mode.DIRECT, S.PUBLISHED, 1),
        (owner, Mode.DIRECT, S.FAILED, 2),  # nobody knows whether TikTok counted it
        (owner, Mode.DIRECT, S.PUBLISHED, 24 * 60),  # a day ago to the second
        (owner, Mode.DRAFT, S.DELIVERED, 3),
        (owner, Mode.DRAFT, S.PUBLISHED, 4),  # has left the inbox
        (owner, Mode.DRAFT, S.FAILED, 5),
        (other, Mode.DRAFT, S.PROCESSING, 6),
    ]
    for account, mode, status, ago in sent:
        post = given.post(account, mode=mode, status=status)
        storage.posts.write(post, upload_started_at=NOW - ago * MINUTE)
    given.post(idle)
    assert storage.pace.used(NOW) == {
        owner.id: Used(posts=2, drafts=1),
        other.id: Used(posts=0, drafts=1),
    }


@pytest.mark.parametrize(
    ("read", "indexes"),
    [
        (lambda pace: pace.used(NOW), ["post_sent"]),
        (lambda pace: pace.entries(NOW, NOW + DAY, NOW), ["post_when", "post_sent"]),
        (lambda pace: pace.entries(NOW, NOW + DAY, NOW, {1}), ["post_account_when", "post_sent"]),
    ],
)
def test_it_never_walks_through_the_table(sqlite, monkeypatch, read, indexes):
    database, plans = sqlite.database, []
    rows = database.rows

    def watched(query):
        plans.append(database.plan(query))
        return rows(query)

    monkeypatch.setattr(database, "rows", watched)
    read(sqlite.pace)
    assert len(plans) == len(indexes)
    for plan, index in zip(plans, indexes, strict=True):
        assert f"INDEX {index}" in plan, plan
        assert "SCAN" not in plan, plan


def test_more_than_anybody_could_look_at_are_not_read(storage, given):
    account = given.account()
    for _ in range(3):
        given.post(account, due_at=NOW)
    start, end = NOW - MINUTE, NOW + MINUTE
    assert len(storage.pace.entries(start, end, NOW, most=3)) == 3
    assert storage.pace.entries(start, end, NOW, most=2) == []
