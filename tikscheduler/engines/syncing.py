"""When accounts are synced: at 02:00, late if the computer was off then, and after a long sleep."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.date import DateTrigger

log = logging.getLogger(__name__)

AGAIN = timedelta(minutes=10)
"""A sync that did nothing, as TikTok could not be reached say, is tried again after this time."""
SLEPT = timedelta(hours=3)
"""A computer that slept this long has old numbers and names, whether or not it was at 02:00."""
NETWORK = timedelta(seconds=20)
"""What the network takes to come back after a sleep."""


class Syncing:
    """One job of the scheduler. `next_at` says when accounts are synced next, in the past if a
    sync was missed; `sync` does it."""

    def __init__(
        self,
        scheduler: BaseScheduler,
        sync: Callable[[], None],
        next_at: Callable[[], datetime],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._scheduler, self._sync, self._next_at, self._now = scheduler, sync, next_at, now
        self._seen = now()
        self._began = self._seen - AGAIN
        self._running = threading.Lock()

    def arm(self) -> None:
        """Set the alarm for the next sync; one that was missed comes at once."""
        self._ring(self._when())

    def look(self) -> None:
        """Told every few seconds by the monotonic clock, which stands still in a sleep or lets
        whoever waits wake up late: if the wall clock went on by hours meanwhile, the computer
        slept. (Or the clock was set: then one sync more does no harm.)"""
        seen, self._seen = self._seen, self._now()
        if self._seen - seen >= SLEPT and self._began <= seen:
            log.info("awake again after %s: accounts are synced", self._seen - seen)
            self._ring(self._seen + NETWORK)

    def _when(self) -> datetime:
        try:
            return self._next_at()
        except Exception:  # a chore must never keep posts from going out
            log.exception("the next sync of the accounts is not known")
            return self._now() + AGAIN

    def _ring(self, at: datetime) -> None:
        self._scheduler.add_job(self._start, DateTrigger(at), id="sync", replace_existing=True)

    def _start(self) -> None:
        # A daemon thread: a network that hangs must not keep the program from closing.
        threading.Thread(target=self._run, name="sync", daemon=True).start()

    def _run(self) -> None:
        if not self._running.acquire(blocking=False):
            return  # whoever runs now sets the next alarm
        try:
            self._began = self._now()
            self._sync()
        except Exception:  # tried again before long
            log.exception("accounts were not synced")
        finally:
            self._running.release()
            at = self._when()  # still in the past where nothing was done: not in circles
            self._ring(at if at > self._now() else self._now() + AGAIN)
