"""The frequent queries use the partial indexes and never walk through the table."""

from __future__ import annotations

import re

import pytest

from tests.storage.given import LEASE, MINUTE, NOW, new_post
from tikscheduler.domain.ports import Lane
from tikscheduler.domain.post import PostStatus, chosen
from tikscheduler.storage.claims import claim_query, next_due_query
from tikscheduler.storage.posts import waiting_query
from tikscheduler.storage.tables import PostRow


@pytest.fixture
def full(storage, given):
    """Enough posts that a wrong plan would be chosen if there were one: most are in the past."""
    accounts = [given.account().id for _ in range(20)]
    rows = [
        {
            **chosen(new_post(accounts[n % 20])),
            "status": PostStatus.SCHEDULED if n % 10 == 0 else PostStatus.PUBLISHED,
            "due_at": NOW + n * MINUTE if n % 10 == 0 else None,
            "created_at": NOW,
            "updated_at": NOW,
        }
        for n in range(4_000)
    ]
    with storage.database.unit_of_work():
        for first in range(0, len(rows), 100):
            storage.database.run(PostRow.insert_many(rows[first : first + 100]))
        if storage.database.locks_rows:
            storage.database._pool.execute_sql("ANALYZE")
    return storage.database


@pytest.mark.parametrize("lane", list(Lane))
def test_a_claim_searches_the_partial_indexes(full, lane):
    query = claim_query(NOW, limit=10, lease_until=LEASE, lane=lane, lock=full.locks_rows)
    plan = full.plan(query)
    for index in ("post_due", "post_uploading", "post_in_flight"):
        assert re.search(rf"\b{index}\b", plan), plan
    assert not re.search(r"SCAN (post|due|flying|earlier)\b|Seq Scan on post", plan), plan
    assert "TEMP B-TREE" not in plan, plan


def test_next_due_searches_the_partial_index(full):
    plan = full.plan(next_due_query(NOW))
    assert "post_due" in plan, plan
    assert not re.search(r"SCAN t1|Seq Scan on post|TEMP B-TREE", plan), plan


def test_what_goes_on_by_itself_is_found_in_its_index(full):
    plan = full.plan(waiting_query(NOW))
    assert "post_waits" in plan, plan
    assert not re.search(r"SCAN t1|Seq Scan on post|TEMP B-TREE", plan), plan


def test_next_due_reads_no_row_of_posts(sqlite):
    plan = sqlite.database.plan(next_due_query(NOW))
    assert "COVERING INDEX post_due" in plan, plan


def test_next_due_walks_no_further_than_it_is_asked_to(full):
    """In a pause it would pass by every post there is."""
    plan = full.plan(next_due_query(NOW, NOW + MINUTE))
    assert re.search(r"due_at>\? AND due_at<\?|due_at > .* AND .*due_at <= ", plan), plan
