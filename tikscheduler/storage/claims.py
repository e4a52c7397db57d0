"""Who works on which post: claiming what is due, leases, and finding back after a crash.

A claim is a fresh `claim_id` and a `due_at` in the future, the lease: when a worker dies, its posts
come due again by themselves. Every write of a worker names its claim id, so that one whose lease
ran out can write nothing any more.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import peewee as pw

from tikscheduler.domain.ports import Claim, Lane
from tikscheduler.domain.post import CLAIMABLE, NOT_BEGUN, UPLOADING, Post, PostStatus
from tikscheduler.domain.video import BULK_BYTES
from tikscheduler.storage.database import Database
from tikscheduler.storage.rows import POST_COLUMNS, to_post
from tikscheduler.storage.tables import AccountRow, NoteRow, PostRow, live_in, status_in

PUBLISHING_NOTE, PAUSED = "publishing", "paused"
"""The note under which a pause of everything is kept, and what it says then."""

SENT = CLAIMABLE - UPLOADING
"""Posts that TikTok has all of: they are only asked about."""
CLAIMED_STATUSES = SENT | {PostStatus.PUBLISHING}
_IN_FLIGHT = {PostStatus.PUBLISHING}

_NOW, _UNTIL = datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 2, tzinfo=UTC)
_LIMIT, _CLAIM = -1, "claim"
"""Marks for the values of a claim: no post is due then, no claim is called so."""


class Claims:
    """The claims on posts. Each method is one unit of work and raises `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._statements: dict[Lane, tuple[str, list[Any]]] = {}

    def claim_due(
        self, now: datetime, *, limit: int, lease_until: datetime, lane: Lane
    ) -> list[Claim]:
        """Take up to `limit` due posts of a lane for this worker alone, oldest first.

        An account sends one post at a time and in order of time: a post with bytes to send waits
        while another one of its account is in flight, or an earlier one is due. A pause lets no
        post begin; those that have begun go on. A post with bytes to send becomes `publishing`;
        any other keeps its status.
        """
        sql, params = self._statement(lane)
        values = {
            _marked(_NOW): _marked(now),
            _marked(_UNTIL): _marked(lease_until),
            _LIMIT: limit,
            _CLAIM: uuid4().hex + "-",
        }
        with self._database.unit_of_work():
            rows = self._database.execute(sql, [values.get(value, value) for value in params])
        taken = sorted(rows, key=lambda row: row[:2])
        return [Claim(post_id, claim_id, PostStatus(word)) for _, post_id, claim_id, word in taken]

    def _statement(self, lane: Lane) -> tuple[str, list[Any]]:
        """The claim as SQL, with marks where values go. Putting it together takes peewee as long
        as SQLite takes to run it, and a thousand posts due at once take eight of them."""
        if lane not in self._statements:
            query = claim_query(
                _NOW, limit=_LIMIT, lease_until=_UNTIL, lane=lane, lock=self._database.locks_rows
            )
            self._statements[lane] = self._database.compiled(query)
        return self._statements[lane]

    def next_due(self, after: datetime, until: datetime | None = None) -> datetime | None:
        """The first time after `after` at which a post that no pause holds back comes due.

        None where that is after `until`: posts that are held back are passed by one by one.
        """
        with self._database.reading():
            rows = self._database.rows(next_due_query(after, until))
        return rows[0][0] if rows else None

    def take(self, post_id: int, claim_id: str, *, lease_until: datetime) -> Post | None:
        """Start work on a claim under a new claim id. A second start finds None."""
        mine = (PostRow.id == post_id) & (PostRow.claim_id == claim_id) & (PostRow.claim_id != "")
        change = {PostRow.claim_id: uuid4().hex, PostRow.due_at: lease_until}
        query = PostRow.update(change).where(mine).returning(*POST_COLUMNS)
        with self._database.unit_of_work():
            rows = self._database.rows(query)
        return to_post(rows[0]) if rows else None

    def renew(self, claim_ids: Collection[str], lease_until: datetime) -> None:
        """Push out the leases of claims that are still being worked on; lost ones are left."""
        held = [claim_id for claim_id in claim_ids if claim_id]
        if not held:
            return
        query = PostRow.update({PostRow.due_at: lease_until}).where(
            status_in(PostRow, CLAIMED_STATUSES), PostRow.claim_id.in_(held)
        )
        with self._database.unit_of_work():
            self._database.run(query)

    def release_all(self, now: datetime) -> list[int]:
        """End every claim and make its post due again; tells their ids.

        For the start of the one engine of a profile, when every claim is a dead worker's. A post
        that was being sent gets back the time it was promised for, and so its place in the order.
        """
        promised = pw.fn.COALESCE(PostRow.next_attempt_at, PostRow.scheduled_at, now)
        sending = live_in(PostRow, _IN_FLIGHT)
        change = {
            PostRow.claim_id: "",
            PostRow.due_at: pw.Case(None, [(sending, promised)], now),
            PostRow.updated_at: now,
        }
        query = (
            PostRow.update(change)
            .where(status_in(PostRow, CLAIMED_STATUSES), PostRow.claim_id != "")
            .returning(PostRow.id)
        )
        with self._database.unit_of_work():
            return sorted(row[0] for row in self._database.rows(query))


def _marked(value: datetime) -> Any:
    return PostRow.due_at.db_value(value)


def claim_query(
    now: datetime, *, limit: int, lease_until: datetime, lane: Lane, lock: bool
) -> pw.ModelUpdate:
    """The one statement that claims. `lock` steps over rows another worker is claiming."""
    due = PostRow.alias("due")
    chosen = (
        due.select(due.id)
        .where(
            live_in(due, CLAIMABLE),
            due.due_at <= now,
            _in_lane(due, lane),
            may_go(due),
            live_in(due, SENT) | _its_turn(due, now),
        )
        .order_by(due.due_at, due.id)
        .limit(limit)
    )
    if lock:
        chosen = chosen.for_update(skip_locked=True)
    # In a WITH the choice is made once; in an IN alone PostgreSQL may run it again and take more.
    found = chosen.cte("chosen", columns=("id",), materialized=True)
    change: dict[Any, Any] = {
        PostRow.status: pw.Case(
            None, [(live_in(PostRow, UPLOADING), PostStatus.PUBLISHING.value)], PostRow.status
        ),
        PostRow.claim_id: pw.Value(_CLAIM).concat(PostRow.id.cast("TEXT")),
        PostRow.due_at: lease_until,
        PostRow.updated_at: now,
    }
    return (
        PostRow.update(change)
        .with_cte(found)
        .where(
            PostRow.id.in_(found.select(found.c.id)),
            live_in(PostRow, CLAIMABLE),
            PostRow.due_at <= now,
        )
        .returning(
            pw.fn.COALESCE(PostRow.next_attempt_at, PostRow.scheduled_at, PostRow.created_at),
            PostRow.id,
            PostRow.claim_id,
            PostRow.status,
        )
    )


def next_due_query(after: datetime, until: datetime | None = None) -> pw.ModelSelect[PostRow]:
    """Reads the index alone; a MIN() would not let what is paused be stepped over."""
    query = PostRow.select(PostRow.due_at).where(
        live_in(PostRow, CLAIMABLE), PostRow.due_at > after, may_go(PostRow)
    )
    if until is not None:
        query = query.where(PostRow.due_at <= until)
    return query.order_by(PostRow.due_at).limit(1)


def may_go(post: Any) -> pw.Expression:
    """Whether no pause holds a post back: its account is not paused, or it has begun.

    What has begun goes on to its end, or it would hang in the middle.
    """
    return post.account_id.not_in(_paused()) | ~live_in(post, NOT_BEGUN)


def _paused() -> pw.ModelSelect[AccountRow]:
    """The accounts that are paused: all of them in a pause of everything."""
    all_of_them = NoteRow.select(pw.SQL("1")).where(
        NoteRow.key == PUBLISHING_NOTE, NoteRow.value == PAUSED
    )
    return AccountRow.select(AccountRow.id).where(AccountRow.paused | pw.fn.EXISTS(all_of_them))


def _in_lane(due: Any, lane: Lane) -> Any:
    if lane is Lane.BULK:
        return live_in(due, UPLOADING) & (due.video_size > BULK_BYTES)
    return live_in(due, SENT) | (due.video_size <= BULK_BYTES)


def _its_turn(due: Any, now: datetime) -> Any:
    """No other post of the account is in flight, and no earlier one is due that may go."""
    flying, earlier = PostRow.alias("flying"), PostRow.alias("earlier")
    in_flight = flying.select(pw.SQL("1")).where(
        live_in(flying, _IN_FLIGHT), flying.account_id == due.account_id, flying.due_at > now
    )
    before = earlier.select(pw.SQL("1")).where(
        live_in(earlier, UPLOADING),
        earlier.account_id == due.account_id,
        pw.Tuple(earlier.due_at, earlier.id) < pw.Tuple(due.due_at, due.id),
        may_go(earlier),
    )
    return ~pw.fn.EXISTS(in_flight) & ~pw.fn.EXISTS(before)
