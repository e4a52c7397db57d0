"""Posts in the database. Each method is one short unit of work of its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import peewee as pw

from tikscheduler.domain.post import (
    CLAIMABLE,
    NOT_BEGUN,
    Attempt,
    Fault,
    Post,
    PostStatus,
    check_move,
)
from tikscheduler.storage import attempts
from tikscheduler.storage.changes import GOES_ON, Changes, at_rest
from tikscheduler.storage.claims import may_go
from tikscheduler.storage.rows import POST_COLUMNS, fault_values, to_post
from tikscheduler.storage.tables import PostRow, live_in, status_in

S = PostStatus
ON_ITS_WAY = frozenset({S.PUBLISHING, S.RETRYING, S.PROCESSING, S.STAGED})

Posts = list[Post]
Attempts = list[Attempt]
"""`list` is a method's name below."""


class PostRepository(Changes):
    """The `PostStore` of `domain.ports`, and what the user does with posts.

    Every method raises `StorageError`; those that name a post `InputError` where there is none.
    """

    # --- the publishing core: every write names its claim -----------------------------------

    def begin_attempt(self, post: Post, now: datetime) -> Post:
        """Open an attempt and count the try; an attempt a crash left open goes on instead.

        Raises `LostClaim`.
        """
        with self._database.unit_of_work():
            if attempts.is_open(self._database, post.id):
                return self._write(post, {"crashes": post.crashes + 1, "updated_at": now})
            begun = self._write(post, {"tries": post.tries + 1, "updated_at": now})
            attempts.begin(self._database, post.id, now)
            return begun

    def write(self, post: Post, **changes: Any) -> Post:
        """Store changed fields of a claimed post, safely on disk when this returns.

        A publish id goes into the open attempt as well. Raises `LostClaim`, and `IllegalMove` for
        a status the post cannot go to.
        """
        if "status" in changes:
            check_move(post.status, changes["status"])
        with self._database.unit_of_work():
            written = self._write(post, changes)
            if changes.get("publish_id"):
                attempts.name_upload(self._database, post.id, changes["publish_id"])
            return written

    def settle(
        self,
        post: Post,
        status: PostStatus,
        now: datetime,
        *,
        fault: Fault | None = None,
        **changes: Any,
    ) -> Post:
        """End a claim: the new status, its reason, and the attempt's end if it has ended.

        Where the program does not look by itself again `due_at` is cleared, as `next_attempt_at`
        and `upload_url` are where they mean nothing. Raises `LostClaim`, `IllegalMove`.
        """
        check_move(post.status, status)
        settled = {**at_rest(status), "updated_at": now, "fault": fault, **changes}
        settled["due_at"] = changes.get("due_at") if status in CLAIMABLE else None
        with self._database.unit_of_work():
            written = self._write(post, settled)
            if status not in GOES_ON:  # an attempt that has ended before stays as it ended
                attempts.end(self._database, post.id, now, outcome=str(status), fault=fault)
            self._tell(post, written)
            return written

    def let_go(self, now: datetime) -> list[int]:
        """Put the held posts back into the queue whose wait is over; their ids.

        All at once, however many: every sweep begins with it. Each gets its old place in the order
        of its account, and is promised for the end of its wait.
        """
        with self._database.reading():
            if not self._database.rows(waiting_query(now).limit(1)):
                return []
        place = pw.fn.COALESCE(PostRow.scheduled_at, now)
        due = pw.Case(None, [(place < now, place)], now)
        change = {"status": S.SCHEDULED, "due_at": due, "updated_at": now, **fault_values(None)}
        query = PostRow.update(**change).where(*waits_are_over(now)).returning(PostRow.id)
        with self._database.unit_of_work():
            return sorted(post_id for (post_id,) in self._database.rows(query))

    # --- reading ----------------------------------------------------------------------------

    def get(self, post_id: int) -> Post:
        """The post of this id."""
        with self._database.reading():
            return self._get(post_id)

    def list(
        self,
        status: PostStatus | None = None,
        account_id: int | None = None,
        limit: int | None = None,
    ) -> Posts:
        """Posts in order of their time, those without one first."""
        query = _in_order(PostRow.select(*POST_COLUMNS))
        if status is not None:
            query = query.where(PostRow.status == status)
        if account_id is not None:
            query = query.where(PostRow.account_id == account_id)
        return self._posts(query.limit(limit) if limit is not None else query)

    def between(self, start: datetime, end: datetime) -> Posts:
        """Posts planned for `start` or later, but before `end`, in order of their time."""
        when = (PostRow.scheduled_at >= start) & (PostRow.scheduled_at < end)
        return self._posts(_in_order(PostRow.select(*POST_COLUMNS).where(when)))

    def open_of(self, account_id: int) -> Posts:
        """The posts of an account that are still to go out and that nobody is working on."""
        wanted = (PostRow.account_id == account_id) & status_in(PostRow, NOT_BEGUN)
        return self._posts(_in_order(PostRow.select(*POST_COLUMNS).where(wanted)))

    def counts(self) -> dict[PostStatus, int]:
        """How many posts each status has, those with none included."""
        query = PostRow.select(PostRow.status, pw.fn.COUNT(PostRow.id)).group_by(PostRow.status)
        with self._database.reading():
            found = dict(self._database.rows(query))
        return {status: found.get(status, 0) for status in PostStatus}

    def busy_before(self, when: datetime) -> bool:
        """Whether a post is on its way, or will be by `when`.

        What a pause holds back does not count: it may stay so for ever.
        """
        one = PostRow.select(PostRow.id).limit(1)
        under_way = one.where(status_in(PostRow, ON_ITS_WAY), may_go(PostRow))
        due = one.where(
            live_in(PostRow, CLAIMABLE),
            live_in(PostRow, {S.SCHEDULED}),
            PostRow.due_at <= when,
            may_go(PostRow),
        )
        with self._database.reading():
            return bool(self._database.rows(under_way) or self._database.rows(due))

    def attempts(self, post_id: int) -> Attempts:
        """The attempts of one post, in order."""
        return self.attempts_of([post_id])[post_id]

    def attempts_of(self, ids: Collection[int]) -> dict[int, Attempts]:
        """The attempts of many posts, each in order; a post without any has an empty list."""
        with self._database.reading():
            return attempts.of_posts(self._database, ids)

    def _posts(self, query: pw.ModelSelect[PostRow]) -> Posts:
        with self._database.reading():
            return [to_post(row) for row in self._database.rows(query)]


def waits_are_over(now: datetime) -> tuple[Any, ...]:
    """The conditions of a held post that goes on by itself by now."""
    return (
        PostRow.next_attempt_at.is_null(False),
        live_in(PostRow, {S.HELD}),
        PostRow.next_attempt_at <= now,
    )


def waiting_query(now: datetime) -> pw.ModelSelect[PostRow]:
    """The held posts that go on by themselves by now."""
    return PostRow.select(PostRow.id).where(*waits_are_over(now))


def _in_order(query: pw.ModelSelect[PostRow]) -> pw.ModelSelect[PostRow]:
    return query.order_by(PostRow.scheduled_at.asc(nulls="FIRST"), PostRow.id)
