"""Posts in the database. Each method is one short unit of work of its own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

import peewee as pw

from tikscheduler.domain.errors import InputError, LostClaim
from tikscheduler.domain.post import (
    CLAIMABLE,
    FINAL,
    IN_TIKTOKS_HANDS,
    Attempt,
    Fault,
    NewPost,
    Post,
    PostStatus,
    check_move,
)
from tikscheduler.storage import attempts
from tikscheduler.storage.claims import Claims, may_go
from tikscheduler.storage.rows import POST_COLUMNS, from_new_post, post_values, to_post
from tikscheduler.storage.tables import AccountRow, PostRow, live_in, status_in

S = PostStatus
ON_ITS_WAY = frozenset({S.PUBLISHING, S.RETRYING, S.PROCESSING, S.STAGED})
OPEN = frozenset({S.SCHEDULED, S.RETRYING, S.STAGED})
GOES_ON = frozenset({S.PUBLISHING, S.STAGED, S.PROCESSING})
"""A settled post in one of these is in the middle of its attempt."""
HAS_UPLOAD_URL = GOES_ON | {S.RETRYING}
"""A retry within the address's hour goes on where TikTok stopped receiving."""

Posts = list[Post]
Attempts = list[Attempt]
"""`list` is a method's name below."""


class PostRepository(Claims):
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
        settled = {**_at_rest(status), "updated_at": now, "fault": fault, **changes}
        settled["due_at"] = changes.get("due_at") if status in CLAIMABLE else None
        with self._database.unit_of_work():
            written = self._write(post, settled)
            if status not in GOES_ON:  # an attempt that has ended before stays as it ended
                attempts.end(self._database, post.id, now, outcome=str(status), fault=fault)
            return written

    def _write(self, post: Post, changes: dict[str, Any]) -> Post:
        mine = (PostRow.id == post.id) & (PostRow.claim_id == post.claim_id)
        if not post.claim_id:  # nobody's: then it must at least still be as it was read
            mine &= PostRow.status == post.status
        # The claim fences the row, so it holds what was read and what is written here; asking for
        # all of it back would double the cost of the calls that publishing makes most.
        if not self._database.update(PostRow.update(post_values(changes)).where(mine)):
            raise LostClaim(f"Post {post.id} is no longer this worker's.")
        return replace(post, **changes)

    # --- the user ---------------------------------------------------------------------------

    def add(
        self, new: NewPost, *, status: PostStatus, now: datetime, due_at: datetime | None = None
    ) -> Post:
        """Store a new post. Raises `InputError` where its account is unknown."""
        values = {**from_new_post(new), "status": status, "due_at": due_at}
        query = PostRow.insert(**values, created_at=now, updated_at=now).returning(*POST_COLUMNS)
        with self._database.unit_of_work():
            account = AccountRow.select(AccountRow.id).where(AccountRow.id == new.account_id)
            if not self._database.rows(account):
                raise InputError(
                    f"There is no account {new.account_id}; "
                    "“tikscheduler accounts list” shows them all."
                )
            return to_post(self._database.rows(query)[0])

    def get(self, post_id: int) -> Post:
        """The post of this id."""
        with self._database.reading():
            return self._get(PostRow.select(*POST_COLUMNS), post_id)

    def _get(self, query: pw.ModelSelect[PostRow], post_id: int) -> Post:
        rows = self._database.rows(query.where(PostRow.id == post_id)) if _fits(post_id) else []
        if not rows:
            raise InputError(
                f"There is no post {post_id}; “tikscheduler posts list” shows them all."
            )
        return to_post(rows[0])

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
        wanted = (PostRow.account_id == account_id) & status_in(PostRow, OPEN)
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

    def move(self, post_id: int, status: PostStatus, now: datetime, **changes: Any) -> Post:
        """Give a post another status on the user's wish, with the changes that go with it.

        Ends a claim and an open attempt. A status that is looked at by itself needs `due_at`.
        Raises `InputError` (`in_flight`) for a post in TikTok's hands, and `IllegalMove`.
        """
        with self._database.unit_of_work():
            post = self._changeable(post_id)
            check_move(post.status, status)
            moved = {"fault": None, **_at_rest(status), "claim_id": "", **changes}
            moved["due_at"] = changes.get("due_at") if status in CLAIMABLE else None
            attempts.end(self._database, post_id, now, outcome=str(status), fault=moved["fault"])
            return self._write(post, {**moved, "updated_at": now})

    def edit(self, post_id: int, now: datetime, **changes: Any) -> Post:
        """Change what a post holds, but not its status.

        Raises `InputError`: `in_flight` for a post in TikTok's hands, `final` for one that is out.
        """
        if "status" in changes:
            raise TypeError("a status changes by move() alone")
        with self._database.unit_of_work():
            post = self._changeable(post_id)
            if post.status in FINAL:
                raise InputError(
                    f"Post {post_id} is {post.status} and can no longer be changed.", code="final"
                )
            return self._write(post, {**changes, "updated_at": now})

    def delete(self, post_id: int) -> None:
        """Remove a post and its attempts. Raises `InputError` for one in TikTok's hands."""
        with self._database.unit_of_work():
            self._changeable(post_id)
            self._database.run(PostRow.delete().where(PostRow.id == post_id))

    def _changeable(self, post_id: int) -> Post:
        """The post, held fast until the unit of work ends, unless it is in TikTok's hands."""
        query = PostRow.select(*POST_COLUMNS)
        if self._database.locks_rows:
            query = query.for_update()
        post = self._get(query, post_id)
        if post.status in IN_TIKTOKS_HANDS:
            raise InputError(
                f"Post {post_id} is being published and can no longer be changed.",
                code="in_flight",
            )
        return post

    def _posts(self, query: pw.ModelSelect[PostRow]) -> Posts:
        with self._database.reading():
            return [to_post(row) for row in self._database.rows(query)]


def _fits(post_id: int) -> bool:
    """Whether a database can hold a row number like this; a greater one names no post."""
    return 0 < post_id < 2**31


def _in_order(query: pw.ModelSelect[PostRow]) -> pw.ModelSelect[PostRow]:
    return query.order_by(PostRow.scheduled_at.asc(nulls="FIRST"), PostRow.id)


def _at_rest(status: PostStatus) -> dict[str, Any]:
    """What a post that comes to rest in a status does not keep."""
    values: dict[str, Any] = {"status": status, "claim_id": ""}
    if status not in HAS_UPLOAD_URL:
        values |= {"next_attempt_at": None, "upload_url": ""}
    return values
