"""What the queue asks of the database, and what it is told. Runs on the desk's thread."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tikscheduler.domain.listing import SortKey, Wanted
from tikscheduler.domain.post import IN_TIKTOKS_HANDS, Post
from tikscheduler.ui.queue.blocks import SIZE

if TYPE_CHECKING:
    from tikscheduler.storage import Storage
    from tikscheduler.storage.listing import Listing

LATELY = timedelta(hours=1)
"""A post that should have gone this long ago may still go by itself."""
SMALL = 500
"""A list of fewer posts is read as a whole."""
FAR = datetime(9999, 1, 1, tzinfo=UTC)


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
    `fresh` is the first look at a list, with `next_after` at what goes next in it.
    """

    order: Order
    first: int = 0
    blocks: int = 1
    count: bool = False
    anchor: tuple[int, int] | None = None
    fresh: bool = False
    next_after: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`moved` is how many rows the anchor moved down; `start` the row to begin the view with.

    A first look at a long list comes without `count`, and from its middle as if that were the top:
    the list is counted while its rows are on the screen already.
    """

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
    answer = (_first_look if question.fresh else _look)(storage.listing, question)
    return replace(answer, seconds=time.perf_counter() - began)


def _look(listing: Listing, question: Question) -> Answer:
    order = question.order
    count = listing.count(order.wanted) if question.count else None
    first, moved = question.first, 0
    if question.anchor is not None and count:
        moved = _moved(listing, order, question.anchor)
        first = (question.first * SIZE + moved) // SIZE
    if count is not None:
        first = max(0, min(first, (count - 1) // SIZE))
    # One more than asked for: what has moved may lie across one border more.
    blocks = question.blocks + (1 if moved else 0)
    posts = _page(listing, order, first * SIZE, blocks * SIZE)
    return Answer(question=question, first=first, posts=posts, count=count, moved=moved)


def _first_look(listing: Listing, question: Question) -> Answer:
    order, now = question.order, question.next_after
    following = _next(listing, now) if now is not None else None
    if following is not None and following.scheduled_at is not None:
        if _page(listing, order, SMALL, 1):
            posts = listing.between(following.scheduled_at, FAR, SIZE)
            return Answer(question=question, first=0, posts=posts)
        start = _place(listing, order, following.id) or 0
        posts = _page(listing, order, 0, SMALL)
        return Answer(question=question, first=0, posts=posts, count=len(posts), start=start)
    posts = _page(listing, order, 0, SIZE)
    count = len(posts) if len(posts) < SIZE else None
    return Answer(question=question, first=0, posts=posts, count=count)


def _page(listing: Listing, order: Order, offset: int, limit: int) -> list[Post]:
    return listing.page(
        order.wanted, order.sort, descending=order.descending, offset=offset, limit=limit
    )


def _place(listing: Listing, order: Order, post_id: int) -> int | None:
    return listing.position(order.wanted, order.sort, descending=order.descending, post_id=post_id)


def _moved(listing: Listing, order: Order, anchor: tuple[int, int]) -> int:
    post_id, row = anchor
    place = _place(listing, order, post_id)
    return 0 if place is None else place - row


def _next(listing: Listing, now: datetime) -> Post | None:
    """What is under way, else what goes next; None where nothing does."""
    found = [listing.next_planned(now - LATELY)]
    for status in IN_TIKTOKS_HANDS:  # one by one: each has an index that leads to its first post
        found += listing.page(Wanted(statuses=frozenset({status})), SortKey.WHEN, limit=1)
    timed = [post for post in found if post is not None and post.scheduled_at is not None]
    return min(timed, key=lambda post: (post.scheduled_at or now, post.id), default=None)


def position_of(storage: Storage, order: Order, post_id: int) -> int | None:
    """The row of a post, None where it is not in this list."""
    return _place(storage.listing, order, post_id)


def ids_between(storage: Storage, order: Order, ranges: list[tuple[int, int]]) -> list[int]:
    """The ids of the posts in these rows (first and last of each range, both included)."""
    limit = max(last for _, last in ranges) + 1
    ids = storage.listing.ids(order.wanted, order.sort, descending=order.descending, limit=limit)
    return [one for first, last in ranges for one in ids[first : last + 1]]
