"""What the queue asks of the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOON
from tests.ui.conftest import AddPost
from tikscheduler.domain.listing import SortKey, Wanted
from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.storage import Storage
from tikscheduler.ui.queue import reading
from tikscheduler.ui.queue.blocks import SIZE
from tikscheduler.ui.queue.reading import Order, Question, ask, ids_between, position_of

S = PostStatus
FAILED = Wanted(statuses=frozenset({S.FAILED, S.HELD}))


@pytest.mark.parametrize(
    ("order", "changes", "stays"),
    [
        (Order(), {"status": S.PUBLISHING}, True),
        (Order(), {"caption": "Another"}, True),
        (Order(), {"scheduled_at": NOON + timedelta(days=3)}, False),
        (Order(wanted=FAILED), {"status": S.PUBLISHING}, False),
        (Order(wanted=FAILED), {"tries": 4}, True),
        (Order(sort=SortKey.STATUS), {"status": S.PUBLISHING}, False),
        (Order(sort=SortKey.TRIES), {"tries": 4}, False),
        (Order(sort=SortKey.CAPTION), {"caption": "Another"}, False),
        (Order(sort=SortKey.ACCOUNT), {"account_id": 9}, False),
        (Order(wanted=Wanted(accounts=frozenset({1}))), {"account_id": 9}, False),
        (Order(wanted=Wanted(search="cap")), {"caption": "Another"}, False),
        (Order(wanted=Wanted(search="cap")), {"video": Path("other.mp4")}, False),
        (Order(wanted=Wanted(search="cap")), {"sent_bytes": 10}, True),
    ],
)
def test_knows_whether_a_changed_post_stays_in_its_place(
    add_post: AddPost, order: Order, changes: dict[str, Any], stays: bool
) -> None:
    old = add_post("2026-11-24 09:00", status=S.FAILED)
    assert order.stays(old, replace(old, **changes)) is stays


def test_a_post_that_goes_from_one_wanted_status_to_another_stays(add_post: AddPost) -> None:
    old = add_post("2026-11-24 09:00", status=S.FAILED)
    assert Order(wanted=FAILED).stays(old, replace(old, status=S.HELD))


def test_reads_around_the_row_that_must_stay_on_the_screen(
    storage: Storage, add_post: AddPost
) -> None:
    posts = [
        add_post(f"2026-12-{day:02} {hour:02}:00") for day in range(1, 29) for hour in range(24)
    ]
    anchor = posts[300]
    for minute in range(150):  # that many come in before it
        add_post(f"2026-11-24 {minute // 60:02}:{minute % 60:02}")
    question = Question(order=Order(), first=3, blocks=1, count=True, anchor=(anchor.id, 300))
    answer = ask(storage, question)
    assert answer.moved == 150
    assert answer.count == len(posts) + 150
    at = 450 - answer.first * SIZE
    assert answer.posts[at].id == anchor.id


def history(add_post: AddPost) -> list[Post]:
    return [add_post(f"2026-11-{day:02} 10:00", status=S.PUBLISHED) for day in range(1, 21)]


def test_a_short_list_begins_with_what_goes_next(storage: Storage, add_post: AddPost) -> None:
    posts = history(add_post)
    posts.append(add_post("2026-11-23 12:59", status=S.PROCESSING))
    posts.append(add_post("2026-11-24 09:00"))
    answer = ask(storage, Question(order=Order(), fresh=True, next_after=NOON))
    assert (answer.count, answer.start) == (22, 20)
    assert [post.id for post in answer.posts] == [post.id for post in posts]


def test_a_long_list_shows_what_goes_next_before_it_is_counted(
    storage: Storage, add_post: AddPost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SMALL", 10)
    history(add_post)
    coming = [add_post(f"2026-11-24 {hour:02}:00") for hour in range(9, 12)]
    answer = ask(storage, Question(order=Order(), fresh=True, next_after=NOON))
    assert answer.count is None
    assert [post.id for post in answer.posts] == [post.id for post in coming]


def test_begins_at_the_top_where_nothing_is_planned(storage: Storage, add_post: AddPost) -> None:
    history(add_post)
    answer = ask(storage, Question(order=Order(), fresh=True, next_after=NOON))
    assert (answer.count, answer.start, answer.first) == (20, 0, 0)


def test_a_first_look_that_fills_its_block_is_to_be_counted(
    storage: Storage, add_post: AddPost
) -> None:
    for minute in range(SIZE):
        add_post(f"2026-11-24 {minute // 60:02}:{minute % 60:02}")
    assert ask(storage, Question(order=Order(), fresh=True)).count is None


def test_tells_ids_of_rows_and_rows_of_ids(storage: Storage, add_post: AddPost) -> None:
    posts = [add_post(f"2026-11-24 {hour:02}:00") for hour in range(10)]
    ids = [post.id for post in posts]
    assert ids_between(storage, Order(), [(1, 2), (8, 9)]) == [*ids[1:3], *ids[8:]]
    assert position_of(storage, Order(descending=True), ids[0]) == 9
    assert position_of(storage, Order(wanted=FAILED), ids[0]) is None
