"""Which posts of an account have the same video."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.storage.given import MINUTE, NOW, new_post
from tikscheduler.domain.post import Fault, PostStatus, chosen
from tikscheduler.storage.tables import PostRow
from tikscheduler.storage.twins import COUNT, same_video

S = PostStatus
DAY = timedelta(days=1)
CAT = {"video": Path("/videos/cat.mp4"), "size": 5_000_000, "mtime_ns": 1_795_000_000_000_000_001}


def twins(storage, account, *, around=NOW, video_hash="abc", **file):
    found = same_video(
        storage.database, account.id, around, video_hash=video_hash, **{**CAT, **file}
    )
    return [post.id for post in found]


@pytest.mark.parametrize("status", list(S))
def test_what_is_planned_or_sent_counts(storage, given, status):
    account = given.account()
    post = given.post(account, status=status, video_hash="abc", video=Path("/other/name.mp4"))
    assert twins(storage, account) == ([post.id] if status in COUNT else [])


def test_what_its_creator_found_on_tiktok_counts_although_it_is_cancelled(storage, given):
    account = given.account()
    post = given.post(account, status=S.CANCELLED, video_hash="abc")
    found = Fault(code="found_on_tiktok", message="You found it.")
    with storage.database.unit_of_work():
        storage.database.run(PostRow.update(fault_code=found.code).where(PostRow.id == post.id))
    assert twins(storage, account) == [post.id]


@pytest.mark.parametrize(
    ("days", "counts"), [(0, True), (-30, True), (30, True), (-31, False), (31, False)]
)
def test_only_within_thirty_days_either_way(storage, given, days, counts):
    account = given.account()
    post = given.post(account, due_at=NOW + days * DAY, video_hash="abc")
    assert twins(storage, account) == ([post.id] if counts else [])


def test_a_post_without_a_time_counts(storage, given):
    account = given.account()
    new = new_post(account.id, scheduled_at=None, wall_time=None, video_hash="abc")
    post = storage.posts.add(new, status=S.UNPLANNED, now=NOW)
    assert twins(storage, account) == [post.id]


def test_another_account_or_another_video_is_no_twin(storage, given):
    account = given.account()
    given.post(video_hash="abc")
    given.post(account, video_hash="def")
    assert twins(storage, account) == []


def test_a_post_from_before_is_told_by_path_size_and_time_of_change(storage, given):
    account = given.account()
    old = given.post(account)
    assert twins(storage, account) == [old.id]
    assert twins(storage, account, video_hash="") == [old.id]
    assert twins(storage, account, video=Path("/videos/dog.mp4")) == []
    assert twins(storage, account, size=5_000_001) == []
    assert twins(storage, account, mtime_ns=1) == []


def test_the_same_path_with_another_content_is_no_twin(storage, given):
    account = given.account()
    post = given.post(account, video_hash="def")
    assert twins(storage, account) == []
    assert twins(storage, account, video_hash="") == [post.id]


def test_the_latest_comes_first(storage, given):
    account = given.account()
    first = given.post(account, due_at=NOW - DAY, video_hash="abc")
    last = given.post(account, due_at=NOW + DAY)
    assert twins(storage, account) == [last.id, first.id]


def test_it_is_found_by_indexes_among_many(storage, given):
    accounts = [given.account() for _ in range(20)]
    rows = [
        {
            **chosen(new_post(accounts[n % 20].id, video_hash=f"{n:x}")),
            "scheduled_at": NOW + n * MINUTE,
            "status": S.PUBLISHED,
            "created_at": NOW,
            "updated_at": NOW,
        }
        for n in range(4_000)
    ]
    with storage.database.unit_of_work():
        for begin in range(0, len(rows), 100):
            storage.database.run(PostRow.insert_many(rows[begin : begin + 100]))
    plans = []
    rows_of = storage.database.rows

    class Watched:
        reading = storage.database.reading

        def rows(self, query):
            plans.append(storage.database.plan(query))
            return rows_of(query)

    found = same_video(Watched(), accounts[5].id, NOW, video_hash="5", **CAT)
    assert [post.video_hash for post in found] == ["5"]
    if not storage.database.locks_rows:
        assert "post_account_when (account_id=? AND scheduled_at>? AND" in plans[0], plans
        assert "post_account_when (account_id=? AND scheduled_at=?)" in plans[1], plans
        assert "post_video_hash (video_hash=? AND account_id=?)" in plans[2], plans
        assert not [plan for plan in plans if "SCAN" in plan]
