"""Short ways to put accounts and posts into a database, in any state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from tikscheduler.domain.account import Account
from tikscheduler.domain.ports import Lane
from tikscheduler.domain.post import CLAIMABLE, NewPost, Post, PostStatus
from tikscheduler.storage import Storage

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LEASE = NOW + timedelta(minutes=2)
MINUTE = timedelta(minutes=1)


def new_post(account_id: int, **values: Any) -> NewPost:
    """A post as the user would plan it for noon."""
    plain: dict[str, Any] = {
        "video": Path("/videos/cat.mp4"),
        "video_size": 5_000_000,
        "video_mtime_ns": 1_795_000_000_000_000_001,
        "duration_ms": 15_000,
        "scheduled_at": NOW,
        "wall_time": NOW.replace(tzinfo=None),
    }
    return NewPost(account_id=account_id, **{**plain, **values})


@dataclass
class Given:
    """Puts things into a database."""

    storage: Storage
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def account(self, **fields: Any) -> Account:
        number = next(self._numbers)
        return self.storage.accounts.add_or_update(
            f"open-{number}", NOW, **{"handle": f"user{number}", **fields}
        )

    def post(
        self,
        account: Account | None = None,
        *,
        status: PostStatus = PostStatus.SCHEDULED,
        due_at: datetime | None = NOW,
        **values: Any,
    ) -> Post:
        """A post of that account, or of a new one."""
        owner = account or self.account()
        due = due_at if status in CLAIMABLE else None
        new = new_post(owner.id, **{"scheduled_at": due_at, **values})
        return self.storage.posts.add(new, status=status, now=NOW, due_at=due)

    def claim(self, now: datetime = NOW, limit: int = 10, lane: Lane = Lane.SHORT) -> list[Post]:
        posts = self.storage.posts
        until = now + timedelta(minutes=2)
        return [
            posts.get(claim.post_id)
            for claim in posts.claim_due(now, limit=limit, lease_until=until, lane=lane)
        ]

    def taken(self, post: Post | None = None, now: datetime = NOW) -> Post:
        """A post some worker has claimed and begun to work on."""
        wanted = post or self.post()
        (claimed,) = [each for each in self.claim(now) if each.id == wanted.id]
        found = self.storage.posts.take(
            claimed.id, claimed.claim_id, lease_until=now + timedelta(minutes=2)
        )
        assert found is not None
        return found

    def begun(self, post: Post | None = None) -> Post:
        return self.storage.posts.begin_attempt(self.taken(post), NOW)
