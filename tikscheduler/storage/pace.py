"""What accounts sent and have planned, as the limits of `domain/limits.py` see it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import peewee as pw

from tikscheduler.domain.blocks import WINDOW
from tikscheduler.domain.limits import Entry, entry_of
from tikscheduler.domain.post import Mode, PostStatus
from tikscheduler.storage.database import Database
from tikscheduler.storage.sifting import unindexed
from tikscheduler.storage.tables import PostRow

_NAMES = (
    "id",
    "account_id",
    "mode",
    "status",
    "scheduled_at",
    "next_attempt_at",
    "upload_started_at",
)
_COLUMNS = tuple(getattr(PostRow, name) for name in _NAMES)
_WAITING = (PostStatus.PUBLISHING, PostStatus.PROCESSING, PostStatus.DELIVERED)


@dataclass(frozen=True, slots=True)
class Used:
    """What an account sent within 24 hours: posts that go live by themselves, and drafts that its
    creator has not posted yet as far as TikTok has told."""

    posts: int = 0
    drafts: int = 0


class Pace:
    """Reads a few columns of many posts. Every method raises `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(
        self,
        start: datetime,
        end: datetime,
        now: datetime,
        accounts: Collection[int] = (),
        *,
        most: int | None = None,
    ) -> list[Entry]:
        """What counts of the posts planned for or sent from `start` up to before `end`, of these
        accounts, or of all; in no order. Nothing where they are more than `most`."""
        found: dict[int, Entry] = {}
        with self._database.reading():
            for when in (PostRow.scheduled_at, PostRow.upload_started_at):
                query = PostRow.select(*_COLUMNS).where(when >= start, when < end)
                if accounts:
                    # What was sent is found by its time: an account may have sent thousands.
                    by_time = when is PostRow.upload_started_at
                    account = unindexed(PostRow.account_id) if by_time else PostRow.account_id
                    ids = ", ".join(f"{one:d}" for one in sorted(accounts))
                    query = query.where(pw.NodeList((account, pw.SQL(f"IN ({ids})"))))
                rows = self._database.rows(query.limit(None if most is None else most + 1))
                if most is not None and len(rows) > most:
                    return []
                for row in rows:
                    entry = entry_of(**dict(zip(_NAMES, row, strict=True)), now=now)
                    if entry is not None:
                        found[entry.id] = entry
        return list(found.values())

    def used(self, now: datetime) -> dict[int, Used]:
        """What each account has used of TikTok's limits; those that sent nothing are left out."""
        account = unindexed(PostRow.account_id)
        query = (
            PostRow.select(account, PostRow.mode, PostRow.status, pw.fn.COUNT(pw.SQL("*")))
            .where(PostRow.upload_started_at > now - WINDOW)
            .group_by(account, PostRow.mode, PostRow.status)
        )
        with self._database.reading():
            rows = self._database.rows(query)
        posts: dict[int, int] = {}
        drafts: dict[int, int] = {}
        for account_id, mode, status, count in rows:
            if mode is Mode.DIRECT:
                posts[account_id] = posts.get(account_id, 0) + count
            elif status in _WAITING:
                drafts[account_id] = drafts.get(account_id, 0) + count
        return {
            one: Used(posts=posts.get(one, 0), drafts=drafts.get(one, 0))
            for one in posts.keys() | drafts.keys()
        }
