"""What stands in the status bar, the sidebar and the tray, read again when something changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from tikscheduler.ui.desk import Desk
from tikscheduler.ui.feed import PostFeed
from tikscheduler.ui.signals import AppSignals

if TYPE_CHECKING:
    from tikscheduler.services.overview import Overview
    from tikscheduler.storage import Storage

GATHER_MS = 250
LOOK_MS = 30_000


class OverviewWatch(QObject):
    """`latest` is None until it was read for the first time. `state` is the engine's."""

    changed = Signal()

    def __init__(
        self, signals: AppSignals, desk: Desk, feed: PostFeed, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._reading = False
        self.latest: Overview | None = None
        self.state = "starting"
        self.trouble = ""
        self._timer = QTimer(self, interval=GATHER_MS, singleShot=True)
        self._timer.timeout.connect(self._read)
        self._clock = QTimer(self, interval=LOOK_MS)
        self._clock.timeout.connect(self.look)
        feed.posts_loaded.connect(lambda _posts: self.look())
        feed.posts_gone.connect(lambda _ids: self.look())
        signals.accounts_changed.connect(self.look)
        signals.engine_state.connect(self._on_state)
        signals.trouble.connect(self._on_trouble)

    def look(self) -> None:
        """Read it again, soon."""
        if not self._timer.isActive():
            self._timer.start()
        if not self._clock.isActive():
            self._clock.start()

    def _read(self) -> None:
        if self._reading:
            self._timer.start()
            return
        self._reading = True
        now = self._desk.now()

        def work(storage: Storage) -> Overview:
            from tikscheduler.services.overview import read_overview

            return read_overview(storage, now)

        self._desk.read(self, work, self._on_read, self._on_failed)

    def _on_read(self, overview: Overview) -> None:
        self._reading = False
        self.latest = overview
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self._reading = False
        self._desk.tell(error)

    def _on_state(self, state: str) -> None:
        self.state = state
        self.changed.emit()

    def _on_trouble(self, words: str) -> None:
        self.trouble = words
        self.changed.emit()
