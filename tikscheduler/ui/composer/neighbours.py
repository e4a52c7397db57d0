"""What else an account has in the plan around a post."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from tikscheduler.domain.listing import SortKey, Wanted
from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.ui.desk import Desk

if TYPE_CHECKING:
    from tikscheduler.storage import Storage

DAY = timedelta(hours=24)
WAIT_MS = 120
OUT_OF_PLAN = frozenset({PostStatus.CANCELLED, PostStatus.FAILED, PostStatus.MISSED})
MOST = 50

Key = tuple[int, datetime | None, Path, int | None]


class Neighbours(QObject):
    """Looks a moment after the last change of account, time or video."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._key: Key | None = None
        self.that_day = 0
        self.same_video: Post | None = None
        self._timer = QTimer(self, interval=WAIT_MS, singleShot=True)
        self._timer.timeout.connect(self._look)

    def look(
        self, account_id: int | None, at: datetime | None, video: Path | None, but: int | None
    ) -> None:
        """Look around this time (UTC); the post `but` itself does not count."""
        key = (account_id, at, video, but) if account_id is not None and video else None
        if key != self._key:
            self._key = key
            self.that_day, self.same_video = 0, None
            self._timer.start()

    def _look(self) -> None:
        key = self._key
        if key is None:
            return

        def done(found: tuple[int, Post | None]) -> None:
            if key == self._key:
                self.that_day, self.same_video = found
                self.changed.emit()

        self._desk.read(self, lambda storage: _find(storage, key), done)


def _find(storage: Storage, key: Key) -> tuple[int, Post | None]:
    account_id, at, video, but = key
    that_day = 0
    if at is not None:
        that_day = sum(
            post.account_id == account_id and post.id != but and post.status not in OUT_OF_PLAN
            for post in storage.listing.between(at - DAY, at)
        )
    wanted = Wanted(accounts=frozenset({account_id}), search=video.name)
    found = storage.listing.page(wanted, SortKey.WHEN, descending=True, limit=MOST)
    same = (
        post
        for post in found
        if post.video == video and post.id != but and post.status not in OUT_OF_PLAN
    )
    return that_day, next(same, None)
