"""Posts as lists show them: some of them, in some order, from some place on.

A list may be a million posts long. So ids are put in order first, out of an index that holds all
it takes (`post_when`), and only the rows of one page are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import peewee as pw

from tikscheduler.domain.listing import SortKey, Wanted
from tikscheduler.domain.post import STOPPED, UPLOADING, Mode, Post, PostStatus
from tikscheduler.storage.database import Database
from tikscheduler.storage.rows import POST_COLUMNS, to_post
from tikscheduler.storage.sifting import conditions_of, unindexed
from tikscheduler.storage.tables import CAPTION_ORDER, AccountRow, PostRow, live_in, status_in

S = PostStatus
UNDER_WAY = frozenset({S.PUBLISHING, S.PROCESSING})

AT_ONCE = 500
"""Ids in one statement: well below what any SQLite takes."""

FEW = 50_000

_WHEN = (PostRow.scheduled_at, PostRow.id)
_CAPTION = (CAPTION_ORDER, PostRow.id)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Posts that stand together in a list, and how many they are where that is known."""

    wanted: Wanted
    tries: int | None = None
    size: int | None = None

    def conditions(self, *, walking: bool) -> list[Any]:
        """What the posts of the stretch fulfil; see `conditions_of`."""
        found = conditions_of(self.wanted, walking=walking)
        return found if self.tries is None else [*found, PostRow.tries == self.tries]


class Listing:
    """Reads lists of posts. Every method raises `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, wanted: Wanted) -> int:
        """How many posts are wanted."""
        with self._database.reading():
            return self._count(conditions_of(wanted, walking=False))

    def counts(self, wanted: Wanted) -> dict[PostStatus, int]:
        """How many posts of each status would be wanted if every status were."""
        with self._database.reading():
            found = self._sizes(PostRow.status, replace(wanted, statuses=frozenset()))
        return {status: found.get(status, 0) for status in PostStatus}

    def page(
        self,
        wanted: Wanted,
        sort: SortKey,
        *,
        descending: bool = False,
        offset: int = 0,
        limit: int = 100,
    ) -> list[Post]:
        """A page of the list, in order. Posts without a time come before all that have one."""
        with self._database.reading():
            ids = self._ids(wanted, sort, descending, offset, limit)
            rows = {post.id: post for post in self._rows(ids)}
        return [rows[post_id] for post_id in ids if post_id in rows]

    def ids(
        self, wanted: Wanted, sort: SortKey, *, descending: bool = False, limit: int = 100_000
    ) -> list[int]:
        """The ids of the first posts of the list, in order."""
        with self._database.reading():
            return self._ids(wanted, sort, descending, 0, limit)

    def position(
        self, wanted: Wanted, sort: SortKey, *, descending: bool = False, post_id: int
    ) -> int | None:
        """How many posts stand before this one in the list; None where it is not in it."""
        with self._database.reading():
            before = 0
            for stretch in self._stretches(wanted, sort, descending):
                keys, conditions = _keys(sort), stretch.conditions(walking=True)
                me = PostRow.select(*keys).where(PostRow.id == post_id, *conditions)
                if rows := self._database.rows(me):
                    return before + self._place(conditions, keys, rows[0], descending)
                before += stretch.size or 0
            return None

    def get_many(self, ids: Collection[int]) -> list[Post]:
        """The posts of these ids, as far as there are any."""
        with self._database.reading():
            return self._rows(ids)

    def between(self, start: datetime, end: datetime, limit: int = 5000) -> list[Post]:
        """The first posts planned for `start` or later, but before `end`, in order of time."""
        when = (PostRow.scheduled_at >= start) & (PostRow.scheduled_at < end)
        return self._posts(_ordered(PostRow.select(*POST_COLUMNS).where(when)).limit(limit))

    def next_planned(self, after: datetime) -> Post | None:
        """The first post that goes after `after` on an account that is not paused."""
        nearest = PostRow.alias("nearest")
        # Account by account: an index leads to each one's next post, and paused ones cost nothing.
        its_next = (
            nearest.select(nearest.id)
            .where(
                live_in(nearest, UPLOADING),
                nearest.account_id == AccountRow.id,
                nearest.due_at > after,
                nearest.status != S.PUBLISHING,
            )
            .order_by(nearest.due_at, nearest.id)
            .limit(1)
        )
        query = (
            PostRow.select(*POST_COLUMNS)
            .join(AccountRow, on=(PostRow.id == its_next))
            .where(~AccountRow.paused)
            .order_by(PostRow.due_at, PostRow.id)
            .limit(1)
        )
        found = self._posts(query)
        return found[0] if found else None

    def attention(self, limit: int = 500) -> list[Post]:
        """The latest posts that wait for the user, the last planned first."""
        query = PostRow.select(*POST_COLUMNS).where(status_in(PostRow, STOPPED))
        return self._posts(_ordered(query, descending=True).limit(limit))

    def attention_count(self) -> int:
        """How many posts wait for the user."""
        with self._database.reading():
            return self._count([status_in(PostRow, STOPPED)])

    def under_way(self) -> list[Post]:
        """The posts that are with TikTok or on their way to it, in order of time."""
        query = PostRow.select(*POST_COLUMNS).where(status_in(PostRow, UNDER_WAY))
        return self._posts(_ordered(query))

    def drafts_waiting(self, since: datetime) -> dict[int, int]:
        """How many drafts of each account were announced since then and wait in its inbox.

        One that its creator has posted has left the inbox; one that was discarded there counts,
        as TikTok tells of none.
        """
        account = unindexed(PostRow.account_id)
        query = (
            PostRow.select(account, _HOW_MANY)
            .where(
                PostRow.upload_started_at >= since,
                live_in(PostRow, {S.DELIVERED}),
                PostRow.mode == Mode.DRAFT,
            )
            .group_by(account)
        )
        with self._database.reading():
            return dict(self._database.rows(query))

    def captions(self, limit: int = 2000) -> list[str]:
        """The captions of the posts added last, each once, newest first."""
        query = PostRow.select(PostRow.caption).order_by(PostRow.id.desc()).limit(limit)
        with self._database.reading():
            rows = self._database.rows(query)
        return list(dict.fromkeys(caption for (caption,) in rows if caption))

    # --- inside `reading` ------------------------------------------------------------------

    def _ids(
        self, wanted: Wanted, sort: SortKey, descending: bool, offset: int, limit: int
    ) -> list[int]:
        # By caption, few posts are sorted sooner than all are walked along.
        walking = sort is not SortKey.CAPTION or not self._are_few(wanted)
        found: list[int] = []
        for stretch in self._stretches(wanted, sort, descending):
            if stretch.size is not None and offset >= stretch.size:
                offset -= stretch.size
                continue
            query = _ordered(PostRow.select(PostRow.id), sort, descending=descending)
            query = _sifted(query, stretch.conditions(walking=walking))
            query = query.limit(limit - len(found)).offset(offset)
            found += [post_id for (post_id,) in self._database.rows(query)]
            offset = 0
            if len(found) >= limit:
                break
        return found

    def _are_few(self, wanted: Wanted) -> bool:
        conditions = conditions_of(wanted, walking=False)
        return bool(conditions) and self._count(conditions) <= FEW

    def _stretches(self, wanted: Wanted, sort: SortKey, descending: bool) -> list[_Stretch]:
        """The list in as many pieces as can be put in order by time each.

        There are few accounts, statuses and tries, and counting them is far quicker than sorting.
        """
        found = [_Stretch(wanted)]
        if sort is SortKey.STATUS:
            sizes = self._sizes(PostRow.status, wanted)
            found = [
                _Stretch(replace(wanted, statuses=frozenset({status})), size=sizes[status])
                for status in PostStatus
                if status in sizes
            ]
        elif sort is SortKey.ACCOUNT:
            sizes = self._sizes(PostRow.account_id, wanted)
            found = [
                _Stretch(replace(wanted, accounts=frozenset({account})), size=sizes[account])
                for account in self._accounts_by_name()
                if account in sizes
            ]
        elif sort is SortKey.TRIES:
            sizes = self._sizes(PostRow.tries, wanted)
            found = [_Stretch(wanted, tries=tries, size=sizes[tries]) for tries in sorted(sizes)]
        return found[::-1] if descending else found

    def _accounts_by_name(self) -> list[int]:
        query = AccountRow.select(AccountRow.id, AccountRow.handle, AccountRow.display_name)
        rows = self._database.rows(query)
        return [row[0] for row in sorted(rows, key=lambda row: (row[1] or row[2]).casefold())]

    def _place(
        self, conditions: list[Any], keys: tuple[Any, Any], mine: tuple[Any, Any], descending: bool
    ) -> int:
        """How many posts under these conditions stand before the one with these keys."""
        first, post_id = mine
        if first is None:
            before = self._count([*conditions, keys[0].is_null(), PostRow.id < post_id])
        else:
            marks = (keys[0].db_value(first) if keys is _WHEN else first, post_id)
            before = self._count([*conditions, keys[0].is_null()])
            before += self._count([*conditions, pw.Tuple(*keys) < pw.Tuple(*marks)])
        return self._count(conditions) - 1 - before if descending else before

    def _sizes(self, column: Any, wanted: Wanted) -> dict[Any, int]:
        conditions = conditions_of(wanted, walking=True)
        # Sifted in one index and grouped in the order of another, every row would have to be read.
        by = unindexed(column) if conditions else column
        query = PostRow.select(by, _HOW_MANY).group_by(by)
        return dict(self._database.rows(_sifted(query, conditions)))

    def _count(self, conditions: list[Any]) -> int:
        return int(self._database.rows(_sifted(PostRow.select(_HOW_MANY), conditions))[0][0])

    def _rows(self, ids: Iterable[int]) -> list[Post]:
        wanted = list(ids)
        found: list[Post] = []
        for first in range(0, len(wanted), AT_ONCE):
            some = PostRow.id.in_(wanted[first : first + AT_ONCE])
            found += map(to_post, self._database.rows(PostRow.select(*POST_COLUMNS).where(some)))
        return found

    def _posts(self, query: Any) -> list[Post]:
        with self._database.reading():
            return [to_post(row) for row in self._database.rows(query)]


_HOW_MANY = pw.fn.COUNT(pw.SQL("*"))


def _sifted(query: Any, conditions: list[Any]) -> Any:
    return query.where(*conditions) if conditions else query


def _keys(sort: SortKey) -> tuple[Any, Any]:
    return _CAPTION if sort is SortKey.CAPTION else _WHEN


def _ordered(query: Any, sort: SortKey = SortKey.WHEN, *, descending: bool = False) -> Any:
    first, last = _keys(sort)
    if descending:
        return query.order_by(pw.Desc(first, nulls="LAST"), last.desc())
    return query.order_by(pw.Asc(first, nulls="FIRST"), last.asc())
