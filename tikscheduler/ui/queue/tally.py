"""How many posts have each status, counted again when posts change, and not more often than the
counting is worth."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from tikscheduler.domain.listing import Wanted
from tikscheduler.domain.post import PostStatus
from tikscheduler.ui.kit import Kit

if TYPE_CHECKING:
    from tikscheduler.storage import Storage

AGAIN_MS = 300
SLOW_MS = 2000
SLOW_SECONDS = 0.03
Counts = dict[PostStatus, int]


class Tally(QObject):
    """`counted` brings the counts of what `look_at` was told last."""

    counted = Signal(object)  # dict[PostStatus, int]

    def __init__(self, kit: Kit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._wanted = Wanted()
        self._counting = self._stale = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._go_on)
        kit.feed.posts_loaded.connect(self._on_news)
        kit.feed.posts_gone.connect(self._on_news)

    @property
    def resting(self) -> bool:
        """Whether it has counted so lately that news has to wait."""
        return self._timer.isActive()

    def look_at(self, wanted: Wanted) -> None:
        """Count these now; the statuses wanted do not matter."""
        self._wanted = wanted
        self._stale = True
        self._timer.stop()
        self._go_on()

    @Slot(object)
    def _on_news(self, _news: object) -> None:
        self._stale = True
        if not self._timer.isActive():
            self._timer.start(0)

    def _go_on(self) -> None:
        if self._counting or not self._stale:
            return
        self._counting, self._stale = True, False
        wanted = self._wanted

        def work(storage: Storage) -> tuple[Wanted, Counts, float]:
            began = time.perf_counter()
            counts = storage.listing.counts(wanted)
            return wanted, counts, time.perf_counter() - began

        self._kit.desk.read(self, work, self._on_counted, self._on_failed)

    def _on_counted(self, found: tuple[Wanted, Counts, float]) -> None:
        wanted, counts, seconds = found
        self._counting = False
        if wanted == self._wanted:
            self.counted.emit(counts)
            self._timer.start(SLOW_MS if seconds > SLOW_SECONDS else AGAIN_MS)
        else:
            self._go_on()

    def _on_failed(self, error: Exception) -> None:
        self._counting = False
        self._kit.desk.tell(error)
