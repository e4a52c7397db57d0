"""A profile with very many posts, made quickly: for benchmarks only."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tikscheduler.domain.post import NewPost, PostStatus, Privacy
from tikscheduler.media.samples import make_clip
from tikscheduler.services.thumbnails import thumbnail
from tikscheduler.settings import Settings
from tikscheduler.storage import open_storage

ACCOUNTS = 4


def fill(profile: Path, count: int, *, first: datetime, minutes: float) -> None:
    """Store `count` scheduled posts of four accounts from `first` on, `minutes` apart."""
    settings = Settings(profile=profile)
    profile.mkdir(exist_ok=True)
    clip = make_clip(profile / "clip.mp4", width=540, height=960, seconds=1)
    thumbnail(profile, clip, 0)
    mtime_ns = clip.stat().st_mtime_ns
    now = datetime.now(UTC)
    storage = open_storage(settings, now)
    for number in range(ACCOUNTS):
        storage.accounts.add_or_update(
            f"open-{number}",
            now,
            handle=f"creator{number}",
            scopes=frozenset({"user.info.basic", "video.publish"}),
            access_expires_at=now + timedelta(days=1),
            refresh_expires_at=now + timedelta(days=300),
        )
    new = NewPost(
        account_id=1,
        video=clip,
        video_size=20_000_000,
        video_mtime_ns=mtime_ns,
        duration_ms=15_000,
        caption="Sourdough scoring, slow #baking #sourdough",
        privacy=Privacy.PUBLIC,
        wall_time=first.replace(tzinfo=None),
        timezone="UTC",
        scheduled_at=first,
    )
    post = storage.posts.add(new, status=PostStatus.SCHEDULED, now=now, due_at=first)
    storage.close()
    _multiply(settings.database_path, post.id, count - 1, first, minutes)


def _multiply(file: Path, post_id: int, count: int, first: datetime, minutes: float) -> None:
    with contextlib.closing(sqlite3.connect(file)) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(post)")]
        kept = [name for name in columns if name != "id"]
        times = f"strftime('%Y-%m-%d %H:%M:00.000000', {first.timestamp()} + i * {minutes * 60}, "
        when = times + "'unixepoch')"
        changed = {
            "account_id": f"1 + i % {ACCOUNTS}",
            "caption": "caption || ' ' || i",
            "scheduled_at": when,
            "wall_time": when,
            "due_at": when,
        }
        values = ", ".join(changed.get(name, name) for name in kept)
        database.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
            f"INSERT INTO post ({', '.join(kept)}) SELECT {values} FROM n, post WHERE id = ?",
            (post_id,),
        )
        database.commit()
