"""Posts in every state, put in as a run would have left them, and the inspector over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import NOON
from tests.ui.conftest import ZONE
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Attempt, Post, PostStatus, Privacy
from tikscheduler.domain.zones import at_instant
from tikscheduler.storage import Storage
from tikscheduler.ui.inspector.panel import Inspector
from tikscheduler.ui.kit import Kit

PutPost = Callable[..., Post]


def post_values(post_id: int, account: Account, video: Path, **values: Any) -> dict[str, Any]:
    """A post due half an hour after noon (13:30 in Paris), planned the day before."""
    when = at_instant(values.pop("at", NOON + timedelta(minutes=30)), ZONE)
    usual: dict[str, Any] = {
        "id": post_id,
        "account_id": account.id,
        "video": video,
        "video_size": 86_000_000,
        "video_mtime_ns": 1,
        "duration_ms": 48_000,
        "wall_time": when.wall,
        "timezone": ZONE,
        "scheduled_at": when.utc,
        "privacy": Privacy.PUBLIC,
        "allow_comment": True,
        "allow_duet": True,
        "caption": "3 knots every hiker needs",
        "status": PostStatus.SCHEDULED,
        "created_at": NOON - timedelta(days=1),
        "updated_at": NOON,
    }
    return {**usual, **values}


@pytest.fixture
def put_post(storage: Storage, account: Account, tmp_path: Path) -> PutPost:
    """Stores a post as it is: `put_post(status=…, sent_bytes=…, attempts=[…])`."""
    numbers = iter(range(1, 1000))

    def put(*, attempts: Sequence[Attempt] = (), of: Account | None = None, **values: Any) -> Post:
        video = values.pop("video", tmp_path / "knots_final_v3.mp4")
        post = Post(**post_values(next(numbers), of or account, video, **values))
        storage.posts.put_back(post, attempts)
        return post

    return put


@pytest.fixture
def inspector(account: Account, kit: Kit, qtbot: QtBot) -> Inspector:
    made = Inspector(kit)
    qtbot.addWidget(made)
    made.resize(291, 780)
    made.show()
    qtbot.waitUntil(lambda: kit.book.loaded)
    return made


@pytest.fixture
def show(inspector: Inspector, qtbot: QtBot) -> Callable[..., None]:
    """Selects a post and waits until it is shown."""

    def show(post: Post) -> None:
        inspector._kit.selection.set([post.id])
        qtbot.waitUntil(
            lambda: (
                inspector.shown is inspector.view
                and inspector.view.post is not None
                and inspector.view.post.id == post.id
            )
        )

    return show
