"""Runs work off the UI thread and brings its answer back there.

Each lane is a queue with threads of its own, so that a slow one keeps no other waiting: `read`
looks into the database, `act` changes the plan in the order asked, `ask` may wait for TikTok,
`media` opens files, `picture` makes pictures of them, the newest wish first, `whole` reads files to
their end, `copy` makes copies of videos for minutes on end, when nobody else needs the computer.
The database and the rest of the program are opened by the first work that needs them.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from tikscheduler.domain.errors import Stopping, TikSchedulerError
from tikscheduler.domain.post import Post
from tikscheduler.settings import Settings
from tikscheduler.ui.lane import Lane
from tikscheduler.ui.signals import AppSignals

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program
    from tikscheduler.storage import Storage

log = logging.getLogger(__name__)
T = TypeVar("T")
Failed = Callable[[Exception], object] | None

THREADS = {"read": 1, "act": 1, "ask": 4, "media": 2, "picture": 2, "whole": 1, "copy": 1}
CLOSE_SECONDS = 1.0
FINISH_SECONDS = 20.0
"""So long a change that was asked for is waited for at the end."""


class Desk(QObject):
    """Work for other threads. Every call has an owner: once that is deleted no answer comes.

    Without `failed` an error is shown to the user as a sentence.
    """

    _answered = Signal(object, object, object)  # owner, callback, its argument

    def __init__(
        self,
        *,
        signals: AppSignals,
        open_storage: Callable[[], Storage],
        open_program: Callable[[Storage], Program],
        now: Callable[[], datetime],
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.now, self.profile = now, settings.profile
        self._signals, self._settings = signals, settings
        self._open_storage, self._open_program = open_storage, open_program
        self._storage: Storage | None = None
        self._program: Program | None = None
        self._opening = threading.RLock()
        self._unusable: TikSchedulerError | None = None
        self._told_unusable = False
        self.started = self._closed = False
        self._lanes = {
            name: Lane(
                name,
                threads,
                finishes=name == "act",
                newest_first=name in ("picture", "whole"),
                modest=name == "copy",
            )
            for name, threads in THREADS.items()
        }
        self._answered.connect(self._deliver)

    def start(self, head_start_ms: int = 0) -> None:
        """Begin to work. Until the first frame stands, nothing may take time from it.

        Files and the first glance have a head start: loading the libraries of the other lanes
        would take the time that painting them needs.
        """
        self.started = True
        for name in ("media", "picture"):
            self._lanes[name].start()
        QTimer.singleShot(head_start_ms, self, self._start_others)

    def _start_others(self) -> None:
        for lane in self._lanes.values():
            lane.start()

    # --- what the window asks for ----------------------------------------------------------

    def read(
        self,
        owner: QObject,
        work: Callable[[Storage], T],
        done: Callable[[T], object],
        failed: Failed = None,
    ) -> None:
        """Look something up in the database."""
        self._put("read", owner, lambda: work(self.storage()), done, failed)

    def act(
        self,
        owner: QObject,
        work: Callable[[Program], T],
        done: Callable[[T], object] | None = None,
        failed: Failed = None,
    ) -> None:
        """Change something; calls are carried out in their order."""
        self._put("act", owner, lambda: work(self.program()), done, failed)

    def ask(
        self,
        owner: QObject,
        work: Callable[[Program], T],
        done: Callable[[T], object] | None = None,
        failed: Failed = None,
    ) -> None:
        """Do something that may have to wait for TikTok or for the user."""
        self._put("ask", owner, lambda: work(self.program()), done, failed)

    def media(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Failed = None,
    ) -> None:
        """Do something with files."""
        self._put("media", owner, work, done, failed)

    def picture(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Failed = None,
    ) -> None:
        """Make a picture. What was asked for last is on the screen now, and so comes first."""
        self._put("picture", owner, work, done, failed)

    def whole(
        self,
        owner: QObject,
        work: Callable[[Program], T],
        done: Callable[[T], object],
        failed: Failed = None,
    ) -> None:
        """Read a file to its end; what was asked for last comes first."""
        self._put("whole", owner, lambda: work(self.program()), done, failed)

    def copy(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Failed = None,
    ) -> None:
        """Make a copy of a video. The work stops by itself once the desk is `closed`."""
        self._put("copy", owner, work, done, failed)

    def glance(
        self,
        owner: QObject,
        start: datetime,
        end: datetime,
        limit: int,
        done: Callable[[list[Post]], object],
    ) -> None:
        """Have a first glance at the posts of this time, if the database is not open yet."""
        file = self._settings.database_path
        if self._storage is not None or self._settings.database_url:
            return

        def work() -> list[Post]:
            if self._storage is not None:  # it has been opened meanwhile: the reading comes
                return []
            from tikscheduler.storage.glance import posts_between

            return posts_between(file, start, end, limit)

        self.media(owner, work, done)

    # --- for other threads -----------------------------------------------------------------

    @property
    def closed(self) -> bool:
        """Whether the program is ending, so that nobody waits for any more work."""
        return self._closed

    def storage(self) -> Storage:
        """The open database; never called on the UI thread. Raises `StorageError`."""
        with self._opening:
            if self._unusable is not None:
                raise self._unusable
            if self._storage is None:
                try:
                    self._storage = self._open_storage()
                except TikSchedulerError as error:
                    self._unusable = error
                    raise
            return self._storage

    def program(self) -> Program:
        """The opened program; never called on the UI thread. Raises `StorageError`."""
        if self._program is None:
            storage = self.storage()
            with self._opening:
                if self._program is None:
                    self._program = self._open_program(storage)
        return self._program

    def close(self) -> None:
        """End the lanes, then close what was opened. Nobody hears of anything after that."""
        self._closed = True
        if self._program is not None:
            self._program.stopping.set()  # whoever waits for TikTok stops waiting
        for lane in self._lanes.values():
            lane.close()
        now = time.monotonic()
        for lane in self._lanes.values():
            lane.join(now + (FINISH_SECONDS if lane.finishes else CLOSE_SECONDS))
        if self._program is not None:
            self._program.close()
        elif self._storage is not None:
            self._storage.close()
        self._program = self._storage = None

    # --- inside ----------------------------------------------------------------------------

    def _put(
        self,
        lane: str,
        owner: QObject,
        work: Callable[[], Any],
        done: Callable[[Any], object] | None,
        failed: Failed,
    ) -> None:
        self._lanes[lane].put(partial(self._run, owner, work, done, failed or self.tell))

    def _run(
        self,
        owner: QObject,
        work: Callable[[], Any],
        done: Callable[[Any], object] | None,
        failed: Callable[[Exception], object],
    ) -> None:
        try:
            answer = work()
        except Exception as error:  # noqa: BLE001 - handed to whoever asked, whatever it is
            self._answer(owner, failed, error)
        else:
            if done is not None:
                self._answer(owner, done, answer)

    def _answer(self, owner: QObject, callback: Callable[[Any], object], value: object) -> None:
        if not self._closed and isValid(self):
            self._answered.emit(owner, callback, value)

    def _deliver(self, owner: QObject, callback: Callable[[Any], object], value: object) -> None:
        if not self._closed and isValid(owner):
            callback(value)

    def tell(self, error: Exception) -> None:
        """Show an error to the user: a sentence, or the crash dialog for a fault of ours."""
        if isinstance(error, Stopping):
            return
        if error is self._unusable:  # whatever is asked fails of the same: said once
            if not self._told_unusable:
                self._told_unusable = True
                self._signals.unusable.emit(str(error))
            return
        if isinstance(error, TikSchedulerError):
            self._signals.problem.emit(str(error))
            return
        log.error("work for the window failed", exc_info=error)
        self._signals.crashed.emit(_report(error))


def _report(error: Exception) -> str:
    from tikscheduler.logs import crash_report

    return crash_report(error)
