"""What stands in a status bar: what goes next, what is under way, what waits for the user."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from tikscheduler.domain.listing import Wanted
from tikscheduler.domain.post import NOT_BEGUN, Post, PostStatus
from tikscheduler.storage import Storage
from tikscheduler.storage.claims import PAUSED, PUBLISHING_NOTE

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_WAITING = Wanted(statuses=NOT_BEGUN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How things stand.

    `next_at` is when `next_post` goes; in a pause of everything it would go then. The program may
    be closed until `safe_until` and no post goes late; None means for as long as one likes. Posts
    that are under way are no part of that. `waiting` counts the posts that are still to go.
    """

    next_post: Post | None
    next_at: datetime | None
    under_way: tuple[Post, ...]
    waiting: int
    attention: int
    paused: bool
    safe_until: datetime | None
    counts: dict[PostStatus, int] | None = None


def read_overview(storage: Storage, now: datetime) -> Overview:
    """How things stand, as far as it is found at once: `counts` is left out."""
    listing = storage.listing
    next_post = listing.next_planned(now)
    paused = storage.notes.get(PUBLISHING_NOTE) == PAUSED
    first = None if paused else listing.next_planned(_EVER)
    return Overview(
        next_post=next_post,
        next_at=next_post.due_at if next_post else None,
        under_way=tuple(listing.under_way()),
        waiting=listing.count(_WAITING),
        attention=listing.attention_count(),
        paused=paused,
        safe_until=first.due_at if first else None,
    )
