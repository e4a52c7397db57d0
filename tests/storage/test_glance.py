"""The first glance sees what the opened database holds, and never more than it can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import NOON
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Fault, Mode, NewPost, PostStatus, Privacy
from tikscheduler.settings import Settings
from tikscheduler.storage import Storage
from tikscheduler.storage.glance import posts_between

WEEK = timedelta(days=7)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The glance is taken at a file; a server has none."""
    return Settings(profile=tmp_path / "profile")


def new_post(account: Account, when: datetime, **values: object) -> NewPost:
    new = NewPost(
        account_id=account.id,
        video=Path("/videos/a clip.mp4"),
        video_size=12_345,
        video_mtime_ns=1_700_000_000_000_000_001,
        duration_ms=15_000,
        caption="Ein Knoten 🪢",
        wall_time=when.replace(tzinfo=None),
        timezone="UTC",
        scheduled_at=when,
    )
    return replace(new, **values)  # type: ignore[arg-type]


def test_it_sees_every_field_as_the_database_tells_it(
    storage: Storage, account: Account, profile: Path
) -> None:
    posts = storage.posts
    for number, values in enumerate(
        (
            {"privacy": Privacy.FRIENDS, "allow_comment": True, "cover_ms": 0},
            {"mode": Mode.DRAFT, "privacy": None, "ai_generated": True, "branded_content": True},
        )
    ):
        when = NOON + timedelta(hours=number)
        posts.add(
            new_post(account, when, **values),
            status=PostStatus.SCHEDULED,
            now=NOON,
            due_at=when,
        )
    held = posts.add(new_post(account, NOON), status=PostStatus.SCHEDULED, now=NOON, due_at=NOON)
    fault = Fault(code="file_missing", message="The video is gone.", log_id="2026")
    posts.move(held.id, PostStatus.HELD, NOON, fault=fault, published_at=NOON)
    file = Settings(profile=profile).database_path

    seen = posts_between(file, NOON - WEEK, NOON + WEEK, 100)

    assert len(seen) == 3
    assert seen == posts.between(NOON - WEEK, NOON + WEEK)


def test_it_keeps_to_the_time_and_the_limit(
    storage: Storage, account: Account, profile: Path
) -> None:
    for hours in range(5):
        when = NOON + timedelta(hours=hours)
        storage.posts.add(
            new_post(account, when), status=PostStatus.SCHEDULED, now=NOON, due_at=when
        )
    file = Settings(profile=profile).database_path
    start, end = NOON + timedelta(hours=1), NOON + timedelta(hours=4)

    hours = [post.scheduled_at for post in posts_between(file, start, end, 2)]
    assert hours == [start, start + timedelta(hours=1)]
    assert len(posts_between(file, start, end, 9)) == 3


@pytest.mark.parametrize("content", [None, b"", b"no database at all" * 100])
def test_what_cannot_be_read_is_left_to_the_real_opening(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "tikscheduler.db"
    if content is not None:
        file.write_bytes(content)

    assert posts_between(file, NOON - WEEK, NOON + WEEK, 10) == []
    assert file.exists() == (content is not None)
