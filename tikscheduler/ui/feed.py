"""Turns ids of changed posts into fresh posts for every view, many at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from tikscheduler.domain.post import Post
from tikscheduler.ui.desk import Desk
from tikscheduler.ui.signals import AppSignals

if TYPE_CHECKING:
    from tikscheduler.storage import Storage

GATHER_MS = 30


class PostFeed(QObject):
    """Reads changed posts once, however many views show them and however often they change.

    Changes that come together are read together, and never two readings at once, so a burst of
    news slows the news down and not the window.
    """

    posts_loaded = Signal(object)  # list[Post]
    posts_gone = Signal(object)  # list[int]

    def __init__(self, signals: AppSignals, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._changed: set[int] = set()
        self._reading = False
        self._timer = QTimer(self, interval=GATHER_MS, singleShot=True)
        self._timer.timeout.connect(self._read)
        signals.post_changed.connect(self._on_post_changed)

    @Slot(int)
    def _on_post_changed(self, post_id: int) -> None:
        self._changed.add(post_id)
        if not self._reading and not self._timer.isActive():
            self._timer.start()

    def _read(self) -> None:
        ids, self._changed, self._reading = self._changed, set(), True

        def work(storage: Storage) -> tuple[set[int], list[Post]]:
            return ids, storage.listing.get_many(ids)

        self._desk.read(self, work, self._on_read, self._on_failed)

    def _on_read(self, found: tuple[set[int], list[Post]]) -> None:
        ids, posts = found
        self._go_on()
        if posts:
            self.posts_loaded.emit(posts)
        if gone := ids - {post.id for post in posts}:
            self.posts_gone.emit(sorted(gone))

    def _on_failed(self, error: Exception) -> None:
        self._go_on()
        self._desk.tell(error)

    def _go_on(self) -> None:
        self._reading = False
        if self._changed:
            self._timer.start()
