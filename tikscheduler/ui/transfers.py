"""Uploads under way: how far each is and how fast, told a few times a second."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.ui.signals import AppSignals

TELL_MS = 200
RATE_SECONDS = 4.0


@dataclass(slots=True)
class Transfer:
    """One post's upload: bytes `sent` of `total`."""

    total: int
    sent: int = 0
    seen: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=64))

    def add(self, sent: int, now: float) -> None:
        """A new count of bytes."""
        self.sent = sent
        self.seen.append((now, sent))
        while len(self.seen) > 2 and now - self.seen[0][0] > RATE_SECONDS:
            self.seen.popleft()

    @property
    def rate(self) -> float:
        """Bytes a second over the last few seconds."""
        if len(self.seen) < 2:
            return 0.0
        (first, had), (last, has) = self.seen[0], self.seen[-1]
        return max(0.0, (has - had) / (last - first)) if last > first else 0.0

    @property
    def share(self) -> float:
        """How much of it is sent, 0 to 1."""
        return min(1.0, self.sent / self.total) if self.total else 0.0


class Transfers(QObject):
    """Counts as they come in from the engine; `changed` at most five times a second."""

    changed = Signal(object)  # set of post ids

    def __init__(self, signals: AppSignals, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._under_way: dict[int, Transfer] = {}
        self._news: set[int] = set()
        self._timer = QTimer(self, interval=TELL_MS, singleShot=True)
        self._timer.timeout.connect(self._tell)
        signals.progress.connect(self._on_progress)

    def of(self, post_id: int) -> Transfer | None:
        """The upload of a post, if it has one."""
        return self._under_way.get(post_id)

    @property
    def all(self) -> list[Transfer]:
        """Every upload under way."""
        return list(self._under_way.values())

    @property
    def rate(self) -> float:
        """Bytes a second over all of them."""
        return sum(one.rate for one in self._under_way.values())

    @property
    def share(self) -> float:
        """How much of everything under way is sent, 0 to 1."""
        total = sum(one.total for one in self._under_way.values())
        return sum(one.sent for one in self._under_way.values()) / total if total else 0.0

    def look_at(self, posts: list[Post]) -> None:
        """Learn sizes from posts that are being sent; forget those that are not any more."""
        for post in posts:
            if post.status is PostStatus.PUBLISHING:
                known = self._under_way.setdefault(post.id, Transfer(total=post.video_size))
                known.total = post.video_size
                known.sent = max(known.sent, post.sent_bytes)
            elif self._under_way.pop(post.id, None) is None:
                continue
            self._note(post.id)

    def forget(self, ids: list[int]) -> None:
        """Posts that are gone."""
        for post_id in ids:
            if self._under_way.pop(post_id, None):
                self._note(post_id)

    @Slot(int, object)
    def _on_progress(self, post_id: int, sent: int) -> None:
        if transfer := self._under_way.get(post_id):
            transfer.add(sent, time.monotonic())
            self._note(post_id)

    def _note(self, post_id: int) -> None:
        self._news.add(post_id)
        if not self._timer.isActive():
            self._timer.start()

    def _tell(self) -> None:
        news, self._news = self._news, set()
        self.changed.emit(news)
