"""What the queue asks of the database, and what it is told. Runs on the desk's thread."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tikscheduler.domain.listing import SortKey, Wanted
from tikscheduler.domain.post import Post
from tikscheduler.ui.queue.blocks import SIZE

if TYPE_CHECKING:
    from tikscheduler.storage import Storage
    from tikscheduler.storage.listing import Listing

LATELY = timedelta(hours=1)
"""A post that should have gone this long ago may still go by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which posts the queue lists, and in which order."""

    wanted: Wanted = field(default_factory=Wanted)
    sort: SortKey = SortKey.WHEN
    descending: bool = False

    def stays(self, old: Post, new: Post) -> bool:
        """Whether a post that became `new` stands where it stood, among the same ones."""
        wanted, sort = self.wanted, self.sort
        if old.scheduled_at != new.scheduled_at:
            return False
        if old.status is not new.status and (sort is SortKey.STATUS or wanted.statuses):
            both_in = old.status in wanted.statuses and new.status in wanted.statuses
            if sort is SortKey.STATUS or not both_in:
                return False
        if sort is SortKey.TRIES and old.tries != new.tries:
            return False
        searched = bool(wanted.search)
        if (searched or sort is SortKey.CAPTION) and old.caption != new.caption:
            return False
        if searched and old.video != new.video:
            return False
        by_account = searched or wanted.accounts or sort is SortKey.ACCOUNT
        return not by_account or old.account_id == new.account_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Blocks of a list from block `first` on. `count`: also how long the list is now.

    `anchor` is a post and the row it had: the blocks are read as far from it as they were.
    `next_after` asks for the blocks around what goes next.
    """

    order: Order
    first: int
    blocks: int
    count: bool = False
    anchor: tuple[int, int] | None = None
    next_after: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`moved` is how many rows the anchor moved down; `start` the row to begin the view with."""

    question: Question
    first: int
    posts: list[Post]
    count: int | None = None
    moved: int = 0
    start: int = 0
    seconds: float = 0.0


def ask(storage: Storage, question: Question) -> Answer:
    """Answer a question of the queue."""
    began = time.perf_counter()
    listing, order = storage.listing, question.order
    count = listing.count(order.wanted) if question.count else None
    first, moved, start = question.first, 0, 0
    if question.next_after is not None and count:
        start = _next_row(listing, order, question.next_after)
        first = max(0, start // SIZE - 1)
    elif question.anchor is not None and count:
        moved = _moved(listing, order, question.anchor)
        first = max(0, (question.first * SIZE + moved) // SIZE)
    if count is not None:
        first = max(0, min(first, (count - 1) // SIZE))
    # One more than asked for: what has moved may lie across one border more.
    blocks = question.blocks + (1 if moved or start else 0)
    posts = listing.page(
        order.wanted,
        order.sort,
        descending=order.descending,
        offset=first * SIZE,
        limit=blocks * SIZE,
    )
    return Answer(
        question=question,
        first=first,
        posts=posts,
        count=count,
        moved=moved,
        start=start,
        seconds=time.perf_counter() - began,
    )


def _place(listing: Listing, order: Order, post_id: int) -> int | None:
    return listing.position(order.wanted, order.sort, descending=order.descending, post_id=post_id)


def _moved(listing: Listing, order: Order, anchor: tuple[int, int]) -> int:
    post_id, row = anchor
    place = _place(listing, order, post_id)
    return 0 if place is None else place - row


def _next_row(listing: Listing, order: Order, now: datetime) -> int:
    """The row of what is under way or goes next, 0 where nothing does."""
    under_way = [post for post in listing.under_way() if post.scheduled_at]
    planned = listing.next_planned(now - LATELY)
    nearest = [*under_way[:1], *([planned] if planned and planned.scheduled_at else [])]
    if not nearest:
        return 0
    first = min(nearest, key=lambda post: post.scheduled_at or now)
    return _place(listing, order, first.id) or 0


def position_of(storage: Storage, order: Order, post_id: int) -> int | None:
    """The row of a post, None where it is not in this list."""
    return _place(storage.listing, order, post_id)


def ids_between(storage: Storage, order: Order, ranges: list[tuple[int, int]]) -> list[int]:
    """The ids of the posts in these rows (first and last of each range, both included)."""
    limit = max(last for _, last in ranges) + 1
    ids = storage.listing.ids(order.wanted, order.sort, descending=order.descending, limit=limit)
    return [one for first, last in ranges for one in ids[first : last + 1]]
