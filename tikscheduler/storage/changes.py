"""What a user does to posts in the database: add, move, edit, delete, and take that back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from tikscheduler.domain.errors import ChangedMeanwhile, InputError, LostClaim
from tikscheduler.domain.post import (
    CLAIMABLE,
    FINAL,
    IN_TIKTOKS_HANDS,
    NO_UPLOAD,
    Attempt,
    NewPost,
    Post,
    PostStatus,
    check_move,
    check_way_back,
    chosen,
    new_upload,
)
from tikscheduler.storage import attempts
from tikscheduler.storage.claims import Claims
from tikscheduler.storage.database import Database
from tikscheduler.storage.rows import POST_COLUMNS, post_values, to_post
from tikscheduler.storage.tables import AccountRow, PostRow

S = PostStatus
GOES_ON = frozenset({S.PUBLISHING, S.STAGED, S.PROCESSING})
"""A settled post in one of these is in the middle of its attempt."""
HAS_UPLOAD_URL = GOES_ON | {S.RETRYING}
"""A retry within the address's hour goes on where TikTok stopped receiving."""

_STANDING = (
    "status", "due_at", "next_attempt_at", "tries", "crashes", "polls", "processing_since", "fault",
    "consented_at",
)  # fmt: skip


class Changes(Claims):
    """The user's changes. Each method is one unit of work and raises `StorageError`.

    Those that name a post raise `InputError` where there is none, and those that are given a post
    as it was `seen` raise `ChangedMeanwhile` and change nothing where it is so no longer.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._selects: dict[bool, str] = {}
        self.outbox: Callable[[Post], object] = lambda _post: None
        """Told of a post's new status inside the transaction, so that what it keeps is kept with it
        or not at all."""

    def together(self) -> AbstractContextManager[None]:
        """Changes inside of it reach the disk as one, which takes far longer than they do.

        An error that leaves it undoes them all. Only for a few, and never while waiting for
        anything: SQLite lets nobody else write. A server takes them one by one, as rows that are
        held by two who want each other's would stop both.
        """
        return nullcontext() if self._database.locks_rows else self._database.unit_of_work()

    def add(
        self,
        new: NewPost,
        *,
        status: PostStatus,
        now: datetime,
        due_at: datetime | None = None,
        consented_at: datetime | None = None,
    ) -> Post:
        """Store a new post. Raises `InputError` where its account is unknown."""
        values = {**chosen(new), "status": status, "due_at": due_at, "consented_at": consented_at}
        query = PostRow.insert(**values, created_at=now, updated_at=now).returning(*POST_COLUMNS)
        with self._database.unit_of_work():
            self._need_account(new.account_id)
            return to_post(self._database.rows(query)[0])

    def move(
        self,
        post_id: int,
        status: PostStatus,
        now: datetime,
        *,
        seen: Post | None = None,
        **changes: Any,
    ) -> Post:
        """Give a post another status on the user's wish, with the changes that go with it.

        Ends a claim and an open attempt. A status that is looked at by itself needs `due_at`.
        Raises `InputError` (`in_flight`) for a post in TikTok's hands, and `IllegalMove`.
        """
        with self._database.unit_of_work():
            post = self._changeable(post_id, seen)
            check_move(post.status, status)
            moved = {"fault": None, **at_rest(status), "claim_id": "", **changes}
            moved["due_at"] = changes.get("due_at") if status in CLAIMABLE else None
            attempts.end(self._database, post_id, now, outcome=str(status), fault=moved["fault"])
            written = self._write(post, {**moved, "updated_at": now})
            self._tell(post, written)
            return written

    def edit(
        self, post_id: int, now: datetime, *, seen: Post | None = None, **changes: Any
    ) -> Post:
        """Change what a post holds, but not its status.

        Raises `InputError`: `in_flight` for a post in TikTok's hands, `final` for one that is out.
        """
        if "status" in changes:
            raise TypeError("a status changes by move() alone")
        with self._database.unit_of_work():
            post = self._changeable(post_id, seen)
            if post.status in FINAL:
                raise InputError(
                    f"Post {post_id} is {post.status} and can no longer be changed.", code="final"
                )
            return self._write(post, {**changes, "updated_at": now})

    def delete(self, post_id: int, *, seen: Post | None = None) -> None:
        """Remove a post and its attempts. Raises `InputError` for one in TikTok's hands."""
        with self._database.unit_of_work():
            self._changeable(post_id, seen)
            self._database.run(PostRow.delete().where(PostRow.id == post_id))

    def put_back(self, post: Post, tries: Collection[Attempt]) -> Post:
        """Store a deleted post as it was, under its own id and with its attempts.

        What TikTok may have of it is in the row again, and so is asked for before it is sent.
        Raises `InputError` where its account is gone for good.
        """
        values = {each.name: getattr(post, each.name) for each in fields(Post)}
        query = PostRow.insert(post_values({**values, "claim_id": ""})).returning(*POST_COLUMNS)
        with self._database.unit_of_work():
            self._need_account(post.account_id)
            stored = to_post(self._database.rows(query)[0])
            attempts.put_back(self._database, post.id, tries)
            return stored

    def restore(self, seen: Post, earlier: Post, now: datetime) -> Post:
        """Make a post again what it was earlier, provided that it is still as it was `seen`.

        What is known of its upload stays as it is: none is forgotten, and none that was given up
        comes back, except one that TikTok may have whole. Raises `InputError`: `changed`,
        `in_flight`, `in_doubt`, `illegal_move`, `time_passed` where it would go at once, and where
        its earlier account is gone for good.
        """
        with self._database.unit_of_work():
            post = self._changeable(seen.id, seen)
            check_way_back(post.status, earlier.status)
            if earlier.overdue(now):
                raise InputError(
                    f"The time that post {post.id} had has passed; give it a new one.",
                    code="time_passed",
                )
            self._need_account(earlier.account_id)
            changes = {**chosen(earlier), **{name: getattr(earlier, name) for name in _STANDING}}
            changes |= new_upload(post, earlier)
            if earlier.tiktok_may_have_it and not post.upload_open:  # it is to be asked for again
                changes |= {name: getattr(earlier, name) for name in NO_UPLOAD}
            return self._write(post, {**changes, "claim_id": "", "updated_at": now})

    def _tell(self, before: Post, after: Post) -> None:
        if after.status is not before.status:
            self.outbox(after)

    def _need_account(self, account_id: int) -> None:
        account = AccountRow.select(AccountRow.id).where(AccountRow.id == account_id)
        if not self._database.rows(account):
            raise InputError(
                f"There is no account {account_id}; “tikscheduler accounts list” shows them all."
            )

    def _changeable(self, post_id: int, seen: Post | None) -> Post:
        """The post, held fast until the unit of work ends, unless it is in TikTok's hands.

        Raises `ChangedMeanwhile` where it is no longer as it was `seen`.
        """
        post = self._get(post_id, locked=self._database.locks_rows)
        if post.status in IN_TIKTOKS_HANDS:
            raise InputError(
                f"Post {post_id} is being published and can no longer be changed.",
                code="in_flight",
            )
        if seen is None:
            return post
        # The hash of the same video may have come to be known meanwhile.
        same = replace(post, updated_at=seen.updated_at, video_hash=seen.video_hash)
        if same != seen:
            raise ChangedMeanwhile(f"Post {post_id} has changed meanwhile; look at it again.")
        return post

    def _get(self, post_id: int, *, locked: bool = False) -> Post:
        # Putting the statement together takes longer than running it; a change does both twice.
        sql = self._selects.get(locked)
        if sql is None:
            query = PostRow.select(*POST_COLUMNS).where(PostRow.id == post_id)
            sql, _ = self._database.compiled(query.for_update() if locked else query)
            self._selects[locked] = sql
        rows = self._database.rows_of(POST_COLUMNS, sql, [post_id]) if _fits(post_id) else []
        if not rows:
            raise InputError(
                f"There is no post {post_id}; “tikscheduler posts list” shows them all."
            )
        return to_post(rows[0])

    def _write(self, post: Post, changes: dict[str, Any]) -> Post:
        mine = (PostRow.id == post.id) & (PostRow.claim_id == post.claim_id)
        if not post.claim_id:  # nobody's: then it must at least still be as it was read
            mine &= PostRow.status == post.status
        # The claim fences the row, so it holds what was read and what is written here; asking for
        # all of it back would double the cost of the calls that publishing makes most.
        if not self._database.update(PostRow.update(post_values(changes)).where(mine)):
            raise LostClaim(f"Post {post.id} is no longer this worker's.")
        return replace(post, **changes)


def _fits(post_id: int) -> bool:
    """Whether a database can hold a row number like this; a greater one names no post."""
    return 0 < post_id < 2**31


def at_rest(status: PostStatus) -> dict[str, Any]:
    """What a post that comes to rest in a status does not keep."""
    values: dict[str, Any] = {"status": status, "claim_id": ""}
    if status not in HAS_UPLOAD_URL:
        values |= {"next_attempt_at": None, "upload_url": ""}
    return values
