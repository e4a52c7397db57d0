"""The thread that delivers news to the webhook, beside the engine.

It is a daemon: a receiver that hangs, or a keyring that waits for its user, must keep neither a
post nor the end of the program waiting.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.domain.ports import Clock

log = logging.getLogger(__name__)

LOOK_SECONDS = 10.0
"""It looks this often without being woken: another program may have left something to deliver."""


class Courier:
    """Calls `deliver` when it is woken, and when `deliver` has said that the next one is due."""

    def __init__(
        self, deliver: Callable[[], datetime | None], *, stopping: threading.Event, now: Clock
    ) -> None:
        self._deliver, self._stopping, self._now = deliver, stopping, now
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhook", daemon=True)

    def start(self) -> None:
        """Begin; the first look is at once."""
        self._thread.start()

    def wake(self) -> None:
        """Look now. Safe from any thread, and costs nothing."""
        self._woken.set()

    def stop(self, seconds: float) -> None:
        """Wait up to `seconds` for the thread to end, once the stop flag is set."""
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(max(0.0, seconds))

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            self._woken.wait(self._look())

    def _look(self) -> float:
        """Deliver what is due; how many seconds to wait."""
        try:
            following = self._deliver()
        except TikSchedulerError as error:  # a full disk, a locked database: tried again
            log.warning("news are not delivered: %s", error)
            return LOOK_SECONDS
        except Exception:  # a chore must never keep posts from going out
            log.exception("news are not delivered")
            return LOOK_SECONDS
        if following is None:
            return LOOK_SECONDS
        return min(LOOK_SECONDS, max(0.0, (following - self._now()).total_seconds()))
