"""The window over a real database, with the time in the test's hand and nothing published."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.conftest import NOON, FakeClock, add_account
from tests.ui.rounds import Round
from tikscheduler.desktop import Desktop
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Fault, NewPost, Post, PostStatus, Privacy
from tikscheduler.domain.zones import at_wall_time
from tikscheduler.media.samples import make_clip
from tikscheduler.settings import Settings
from tikscheduler.storage import Storage
from tikscheduler.ui.kit import Kit

ZONE = "Europe/Paris"
AddPost = Callable[..., Post]


class PatientQtBot(QtBot):
    """Waits longer than usual before it gives up, as a busy machine may need."""

    def waitUntil(self, callback: Callable[[], object], *, timeout: int = 30_000) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = 30_000, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientQtBot(request)


@pytest.fixture
def settings(profile: Path) -> Settings:
    return Settings(profile=profile, timezone=ZONE, passphrase="a long passphrase")


@pytest.fixture
def desktop(
    qapp: QApplication, qtbot: QtBot, storage: Storage, settings: Settings, clock: FakeClock
) -> Iterator[Desktop]:
    """A window that is not shown yet. `storage` is the same database, open a second time."""
    made = Desktop(qapp, settings, clock=clock, publish=False)
    made.kit.theme.choose("light")
    made.kit.desk.storage()  # open already: every view is read once, with no glance before
    made.window.build_rest()  # at once, so that nothing moves under a test's pointer
    yield made
    made.close()
    made.window.deleteLater()
    made.deleteLater()
    qapp.processEvents()


@pytest.fixture
def kit(desktop: Desktop) -> Kit:
    """The shared parts, with their threads at work."""
    desktop.kit.desk.start()
    desktop.kit.book.reload()
    return desktop.kit


@pytest.fixture
def window(desktop: Desktop, qtbot: QtBot) -> Any:
    """The window on the screen, with its accounts read."""
    desktop.start()
    qtbot.waitUntil(lambda: desktop.kit.book.loaded)
    return desktop.window


@pytest.fixture
def add_post(storage: Storage, account: Account, tmp_path: Path) -> AddPost:
    """Stores a post: `add_post("2026-11-24 09:00", caption="...", status=...)`, times in Paris."""

    def add(
        when: str | None,
        *,
        of: Account | None = None,
        status: PostStatus = PostStatus.SCHEDULED,
        video: Path | None = None,
        **values: Any,
    ) -> Post:
        moment = at_wall_time(datetime.fromisoformat(when), ZONE) if when else None
        new = NewPost(
            account_id=(of or account).id,
            video=video or tmp_path / "clip.mp4",
            video_size=values.pop("video_size", 5_000_000),
            video_mtime_ns=1,
            duration_ms=15_000,
            wall_time=moment.wall if moment else None,
            timezone=ZONE,
            scheduled_at=moment.utc if moment else None,
            privacy=values.pop("privacy", Privacy.PUBLIC),
            caption=values.pop("caption", "A caption"),
            **values,
        )
        due = moment.utc if moment and status is PostStatus.SCHEDULED else None
        return storage.posts.add(new, status=status, now=NOON - timedelta(days=1), due_at=due)

    return add


@pytest.fixture
def go_round(
    desktop: Desktop,
    qtbot: QtBot,
    storage: Storage,
    account: Account,
    add_post: AddPost,
    tmp_path: Path,
) -> Round:
    """The window on the screen, with a post of every status, and a real video."""
    video = tmp_path / "clip.mp4"
    make_clip(video, width=360, height=640, seconds=1)
    shutil.copy(video, video.with_name("other.mp4"))
    fault = Fault(code="frame_rate_check_failed", message="Too fast.", log_id="20261123")
    stopped = {PostStatus.HELD, PostStatus.FAILED, PostStatus.MISSED, PostStatus.RETRYING}
    found = []
    for number, status in enumerate(PostStatus):
        when, caption = f"2026-11-24 {9 + number:02}:00", f"Number {number} #baking"
        post = add_post(when, status=status, video=video, caption=caption)
        if status in stopped:
            post = storage.posts.write(post, fault=fault, tries=1)
        found.append(post)
    desktop.window.resize(1360, 860)
    desktop.start()
    qtbot.waitUntil(lambda: desktop.kit.book.loaded and desktop.window.page != "")
    return Round(desktop=desktop, qtbot=qtbot, posts=found, video=video)


__all__ = ["add_account"]
