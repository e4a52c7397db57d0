"""Whether an account has a post of the same video already."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from tikscheduler.domain.post import FINAL, Post, PostStatus
from tikscheduler.domain.video import VideoFacts
from tikscheduler.ui import words
from tikscheduler.ui.desk import Desk

if TYPE_CHECKING:
    from tikscheduler.storage import Storage

WAIT_MS = 120
OUT = FINAL | {PostStatus.PROCESSING}

Key = tuple[int, datetime | None, VideoFacts, str, int | None]


def tr(text: str) -> str:
    """A text in the user's language."""
    return words.tr(text, "neighbours")


class Neighbours(QObject):
    """Looks a moment after the last change of account, time or video."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._key: Key | None = None
        self.same_video: Post | None = None
        self._timer = QTimer(self, interval=WAIT_MS, singleShot=True)
        self._timer.timeout.connect(self._look)

    def look(
        self,
        account_id: int | None,
        at: datetime | None,
        facts: VideoFacts | None,
        video_hash: str,
        but: int | None,
    ) -> None:
        """Look around this time (UTC); the post `but` itself does not count."""
        key = None
        if account_id is not None and facts is not None:
            key = (account_id, at, facts, video_hash, but)
        if key != self._key:
            self._key = key
            self.same_video = None
            self._timer.start()

    def _look(self) -> None:
        key = self._key
        if key is None:
            return

        def done(found: Post | None) -> None:
            if key == self._key:
                self.same_video = found
                self.changed.emit()

        now = self._desk.now()
        self._desk.read(self, lambda storage: _find(storage, key, now), done)


def _find(storage: Storage, key: Key, now: datetime) -> Post | None:
    from tikscheduler.storage.twins import same_video

    account_id, at, facts, video_hash, but = key
    found = same_video(
        storage.database,
        account_id,
        at or now,
        video=facts.path,
        size=facts.size,
        mtime_ns=facts.mtime_ns,
        video_hash=video_hash,
    )
    return next((post for post in found if post.id != but), None)


def same_words(post: Post, name: str, zone: str, now: datetime) -> str:
    """That an account of this name has a video already, in this post."""
    if post.status in OUT or post.status is PostStatus.CANCELLED:  # found on TikTok
        text = tr("The same video went to %1: %2.")
    elif post.scheduled_at is None:
        return tr("The same video waits for a time on %1.").replace("%1", name)
    else:
        text = tr("The same video goes to %1: %2.")
    return text.replace("%1", name).replace("%2", words.when(post.scheduled_at, zone, now))
