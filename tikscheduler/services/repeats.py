"""The same video to the same account: TikTok and its viewers take that for a repeat."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tikscheduler.domain.post import NewPost, Post
from tikscheduler.domain.zones import at_instant, show
from tikscheduler.storage.database import Database
from tikscheduler.storage.twins import same_video


class Repeats:
    """Looks for posts with the same video. Every method raises `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, new: NewPost, now: datetime, *, but: int | None = None) -> Post | None:
        """The account's latest post of this video within 30 days of its time; None for none.

        Without a time it is now that counts. `but` is the post itself, where it is one already.
        """
        found = same_video(
            self._database,
            new.account_id,
            new.scheduled_at or now,
            video=new.video,
            size=new.video_size,
            mtime_ns=new.video_mtime_ns,
            video_hash=new.video_hash,
        )
        return next((post for post in found if post.id != but), None)

    def remarks(self, new: NewPost, name: str, now: datetime) -> list[str]:
        """What to say of a new post of the account with this name; nothing for a new video."""
        other = self.of(new, now)
        if other is None:
            return []
        when = "without a time"
        if other.scheduled_at is not None:
            there = at_instant(other.scheduled_at, other.timezone)
            when = f"{show(there.wall)}, {there.zone}"
        return [f"{name} has this very video already, as post {other.id} ({other.status}; {when})."]


def keeping_hash(new: NewPost, old: NewPost) -> NewPost:
    """The new post with the hash of the old one, where it is the same file and has none yet."""

    def file(post: NewPost) -> tuple[object, ...]:
        return (post.video, post.video_size, post.video_mtime_ns)

    if new.video_hash or file(new) != file(old):
        return new
    return replace(new, video_hash=old.video_hash)
