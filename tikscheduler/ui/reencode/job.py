"""A copy on its way: proposed, made on a thread of its own, stopped, looked at."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from tikscheduler.domain.errors import Stopping, TikSchedulerError
from tikscheduler.ui.desk import Desk

if TYPE_CHECKING:
    from tikscheduler.services.reencoding import Made, Proposal

TELL_MS = 200
SURE_AFTER = 2.0
"""Seconds before the time that is left can be told from the time it took."""


class _Pace:
    """How far it is. Written by the thread that works, read by the window."""

    def __init__(self) -> None:
        self.share = 0.0
        self.stop = False


class CopyJob(QObject):
    """One copy of one video."""

    proposed = Signal(object)  # Proposal
    told = Signal(float, object)  # the share that is done, and the seconds left or None
    made = Signal(object)  # Made
    stopped = Signal()
    failed = Signal(str)

    def __init__(
        self,
        desk: Desk,
        video: Path,
        *,
        refused: frozenset[str] = frozenset(),
        max_seconds: int = 0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._video = desk, video
        self._refused, self._max_seconds = refused, max_seconds
        self._pace = _Pace()
        self._began = 0.0
        self._timer = QTimer(self, interval=TELL_MS)
        self._timer.timeout.connect(self._tell)

    def propose(self, folder: Path | None = None) -> None:
        """Look at the video, and say what a copy in this folder would be like."""
        video, refused, most = self._video, self._refused, self._max_seconds

        def work() -> Proposal:
            from tikscheduler.services.reencoding import propose

            return propose(video, refused=refused, max_seconds=most, folder=folder)

        self._desk.media(self, work, self.proposed.emit, self._on_failed)

    def start(self, proposal: Proposal) -> None:
        """Make the copy."""
        self.stop()
        self._pace, self._began = _Pace(), time.monotonic()
        desk, pace = self._desk, self._pace

        def on_progress(share: float) -> None:
            pace.share = share

        def work() -> Made:
            from tikscheduler.services.reencoding import make

            return make(proposal, on_progress, lambda: pace.stop or desk.closed)

        def failed(error: Exception) -> None:
            if pace is self._pace:  # else it was stopped, and another one has begun
                self._on_failed(error)

        self._desk.copy(self, work, self._on_made, failed)
        self._timer.start()
        self._tell()

    def stop(self) -> None:
        """Have it stopped, if it goes; what was made of it is removed."""
        self._pace.stop = True
        self._timer.stop()

    def _tell(self) -> None:
        share, took = self._pace.share, time.monotonic() - self._began
        left = took / share - took if share and took >= SURE_AFTER else None
        self.told.emit(share, left)

    def _on_made(self, made: Made) -> None:
        self._timer.stop()
        self.made.emit(made)

    def _on_failed(self, error: Exception) -> None:
        self._timer.stop()
        if isinstance(error, Stopping):
            self.stopped.emit()
        elif isinstance(error, TikSchedulerError):
            self.failed.emit(str(error))
        else:
            self.failed.emit(self.tr("An error of the program kept the copy from being made."))
            self._desk.tell(error)
