"""Posts of one account with the same video, told by its bytes and not by its name."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import peewee as pw

from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.storage.database import Database
from tikscheduler.storage.rows import POST_COLUMNS, to_post
from tikscheduler.storage.tables import PostRow, live_in

S = PostStatus
AROUND = timedelta(days=30)
"""So long before and after, TikTok and its viewers take a second post of a video for a repeat."""

COUNT = frozenset(S) - {S.CANCELLED, S.FAILED, S.MISSED}
FOUND = "found_on_tiktok"
"""The fault code of a post that is cancelled because its creator found it on TikTok."""


def same_video(
    database: Database,
    account_id: int,
    around: datetime,
    *,
    video: Path,
    size: int,
    mtime_ns: int,
    video_hash: str,
) -> list[Post]:
    """The account's posts of this video, planned or sent within 30 days of `around`; latest first.

    Cancelled, failed and missed posts do not count, but those found on TikTok do. A post whose hash
    is not known, and every post where `video_hash` is "", is told by path, size and time of change.
    Raises `StorageError`.
    """
    when, mine = PostRow.scheduled_at, PostRow.account_id == account_id
    near = (when >= around - AROUND) & (when <= around + AROUND)
    counts = live_in(PostRow, COUNT) | (PostRow.fault_code == FOUND)
    same_file = (
        (PostRow.video == video)
        & (PostRow.video_size == size)
        & (PostRow.video_mtime_ns == mtime_ns)
    )
    if video_hash:
        same_file &= PostRow.video_hash == ""
    with database.reading():
        # Apart, since an index of the account's posts by time leads to both, but not at once.
        found = _rows(database, mine, near, counts, same_file)
        found += _rows(database, mine, when.is_null(), counts, same_file)
        if video_hash:
            by_hash = (PostRow.video_hash == video_hash) & pw.SQL("video_hash <> ''")
            found += _rows(database, by_hash, mine, near | when.is_null(), counts)
    return sorted(found, key=lambda post: (post.scheduled_at or around, post.id), reverse=True)


def add_hash(database: Database, post: Post, video_hash: str) -> None:
    """Note the hash of a post's video, provided that it still has this video and no hash.

    Raises `StorageError`.
    """
    query = PostRow.update(video_hash=video_hash).where(
        PostRow.id == post.id,
        PostRow.video_hash == "",
        PostRow.video == post.video,
        PostRow.video_size == post.video_size,
        PostRow.video_mtime_ns == post.video_mtime_ns,
    )
    with database.unit_of_work():
        database.run(query)


def _rows(database: Database, *conditions: Any) -> list[Post]:
    query = PostRow.select(*POST_COLUMNS).where(*conditions)
    return [to_post(row) for row in database.rows(query)]
