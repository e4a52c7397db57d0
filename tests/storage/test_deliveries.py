"""News are kept with what they tell of, and stay until they are delivered or given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.storage.given import MINUTE, NOW, Given
from tikscheduler.domain.post import Fault, IllegalMove, Post, PostStatus
from tikscheduler.domain.webhooks import Delivery
from tikscheduler.storage import Storage
from tikscheduler.storage.deliveries import KEPT, due_query, next_due_query

S = PostStatus


def news(number: int = 1, **values: object) -> Delivery:
    plain = Delivery(
        id=f"msg_{number:04}",
        event="post.published",
        post_id=number,
        body='{"caption":"Grüße 😀"}',
        created_at=NOW + number * MINUTE,
        due_at=NOW,
    )
    return replace(plain, **values)  # type: ignore[arg-type]


def test_news_are_kept_as_they_are(storage: Storage) -> None:
    kept = [
        news(1),
        news(2, post_id=None, due_at=None, tries=3, answer=500, problem="It broke."),
        news(3, due_at=None, delivered_at=NOW, answer=204),
    ]
    for one in kept:
        storage.deliveries.add(one)
    assert storage.deliveries.latest(10) == kept[::-1]
    assert storage.deliveries.latest(2) == kept[:0:-1]


def test_what_is_due_comes_in_order(storage: Storage) -> None:
    for number, minutes in ((1, 2), (2, 0), (3, 1), (4, 9)):
        storage.deliveries.add(news(number, due_at=NOW + minutes * MINUTE))
    storage.deliveries.add(news(5, due_at=None))
    due = storage.deliveries.due(NOW + 2 * MINUTE, 10)
    assert [one.id for one in due] == ["msg_0002", "msg_0003", "msg_0001"]
    assert len(storage.deliveries.due(NOW + 2 * MINUTE, 2)) == 2
    assert storage.deliveries.next_due() == NOW


def test_nothing_waits(storage: Storage) -> None:
    assert storage.deliveries.next_due() is None
    assert storage.deliveries.due(NOW, 10) == []


def test_what_is_due_is_found_without_walking_through_what_is_over(sqlite: Storage) -> None:
    plan = sqlite.database.plan(due_query(NOW, 20))
    assert "SEARCH t1 USING INDEX delivery_due" in plan
    assert "TEMP B-TREE" not in plan
    assert "INDEX delivery_due" in sqlite.database.plan(next_due_query())


def test_a_delivery_and_its_failures(storage: Storage) -> None:
    storage.deliveries.add(news())
    [first] = storage.deliveries.due(NOW, 10)
    storage.deliveries.failed(first, NOW + MINUTE, "It broke.", 500)
    assert storage.deliveries.due(NOW, 10) == []
    [second] = storage.deliveries.due(NOW + MINUTE, 10)
    assert (second.tries, second.answer, second.problem) == (1, 500, "It broke.")
    storage.deliveries.delivered(second, NOW + MINUTE, 200)
    [done] = storage.deliveries.latest(10)
    assert done == replace(
        first, due_at=None, delivered_at=NOW + MINUTE, tries=2, answer=200, problem=""
    )
    assert storage.deliveries.next_due() is None


def test_one_that_is_over_can_be_sent_again(storage: Storage) -> None:
    storage.deliveries.add(news(due_at=None, tries=13, answer=500, problem="It broke."))
    assert storage.deliveries.again("msg_0001", NOW)
    [one] = storage.deliveries.due(NOW, 10)
    assert one.tries == 0
    assert not storage.deliveries.again("msg_none", NOW)


def test_all_that_waits_can_be_given_up(storage: Storage) -> None:
    storage.deliveries.add(news(1))
    storage.deliveries.add(news(2, due_at=NOW + timedelta(days=1)))
    storage.deliveries.add(news(3, due_at=None, delivered_at=NOW))
    assert storage.deliveries.give_up_waiting("Off.") == 2
    assert storage.deliveries.next_due() is None
    storage.deliveries.failed(news(1), NOW + MINUTE, "Off.", None)  # one was under way just then
    assert storage.deliveries.next_due() is None
    told = {one.id: one.problem for one in storage.deliveries.latest(10)}
    assert told == {"msg_0001": "Off.", "msg_0002": "Off.", "msg_0003": ""}


def test_old_ones_are_forgotten_but_none_that_waits(storage: Storage) -> None:
    storage.deliveries.add(news(0))
    for number in range(1, KEPT + 6):
        storage.deliveries.add(news(number, due_at=None))
    storage.deliveries.tidy()
    left = {one.id for one in storage.deliveries.latest(1000)}
    assert len(left) == KEPT + 1
    assert "msg_0000" in left
    assert "msg_0005" not in left
    assert "msg_0006" in left


# --- the outbox of posts -------------------------------------------------------------------


@pytest.fixture
def told(storage: Storage) -> list[Post]:
    """What the outbox was told."""
    told: list[Post] = []
    storage.posts.outbox = told.append
    return told


def test_the_outbox_hears_of_a_new_status_once(
    storage: Storage, given: Given, told: list[Post]
) -> None:
    post = given.post(status=S.PROCESSING)
    later = storage.posts.settle(post, S.PROCESSING, NOW, due_at=NOW)  # only asked about
    assert told == []
    out = storage.posts.settle(later, S.PUBLISHED, NOW, published_at=NOW)
    storage.posts.settle(out, S.PUBLISHED, NOW, tiktok_post_id="7")  # a follow-up
    assert [one.status for one in told] == [S.PUBLISHED]
    assert told[0].published_at == NOW


def test_it_hears_of_posts_that_a_user_s_action_holds(
    storage: Storage, given: Given, told: list[Post]
) -> None:
    fault = Fault(code="login_needed", message="Log in again.")
    storage.posts.move(given.post().id, S.HELD, NOW, fault=fault)
    assert [(one.status, one.fault) for one in told] == [(S.HELD, fault)]


def test_what_the_outbox_keeps_is_undone_with_the_change(storage: Storage, given: Given) -> None:
    post = given.post(status=S.PROCESSING)

    def keep_and_die(post: Post) -> None:
        storage.deliveries.add(news(post.id))
        raise RuntimeError("power cut")

    storage.posts.outbox = keep_and_die
    with pytest.raises(RuntimeError):
        storage.posts.settle(post, S.FAILED, NOW)
    assert storage.posts.get(post.id).status is S.PROCESSING
    assert storage.deliveries.latest(10) == []


def test_a_move_that_is_not_made_is_no_news(
    storage: Storage, given: Given, told: list[Post]
) -> None:
    post = given.post(status=S.SCHEDULED)
    with pytest.raises(IllegalMove):
        storage.posts.settle(post, S.FAILED, NOW)
    assert told == []
