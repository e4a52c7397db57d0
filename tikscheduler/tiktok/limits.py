"""TikTok's limits of calls a minute, kept on this side (`tiktok-api.md` section 5)."""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from tikscheduler.domain.errors import Stopping, WaitForWindow

WINDOW = 61.0
"""Seconds: TikTok's minute, and one for calls that travel at different speeds."""

LONGEST_WAIT = 3.0
"""Seconds; a longer wait is the queue's business, not a sleep's."""


class Endpoint(StrEnum):
    """TikTok's paths; each has a window of its own for each account."""

    CREATOR_INFO = "/v2/post/publish/creator_info/query/"
    VIDEO_INIT = "/v2/post/publish/video/init/"
    DRAFT_INIT = "/v2/post/publish/inbox/video/init/"
    STATUS = "/v2/post/publish/status/fetch/"
    USER_INFO = "/v2/user/info/"
    VIDEO_LIST = "/v2/video/list/"
    VIDEO_QUERY = "/v2/video/query/"


PER_MINUTE = {
    Endpoint.CREATOR_INFO: 20,
    Endpoint.VIDEO_INIT: 6,
    Endpoint.DRAFT_INIT: 6,
    Endpoint.STATUS: 30,
    Endpoint.USER_INFO: 600,
    Endpoint.VIDEO_LIST: 600,
    Endpoint.VIDEO_QUERY: 600,
}


@dataclass(slots=True)
class _Window:
    calls: deque[float] = field(default_factory=deque)
    closed_until: float = 0.0


class Limits:
    """Sliding windows, one for each account and endpoint. Safe to use from many threads."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
        longest_wait: float = LONGEST_WAIT,
    ) -> None:
        """`clock` tells monotonic seconds; `pause` sleeps, and may raise `Stopping` instead."""
        self._clock = clock
        self._pause = pause
        self._longest_wait = longest_wait
        self._lock = threading.Lock()
        self._windows: defaultdict[tuple[str, Endpoint], _Window] = defaultdict(_Window)

    def enter(self, open_id: str, endpoint: Endpoint) -> None:
        """Take a place in the window, after a short wait if need be.

        Raises `WaitForWindow` where the wait would be long; no place is taken then. A place is
        reserved before the wait, so that many who wait go one after the other.
        """
        with self._lock:
            window = self._windows[open_id, endpoint]
            now = self._clock()
            start = self._free_at(window, PER_MINUTE[endpoint], now)
            if start - now > self._longest_wait:
                raise _full(start - now)
            window.calls.append(start)
        if start > now:
            self._wait_for(window, start, start - now)

    def close(self, open_id: str, endpoint: Endpoint, after: timedelta) -> None:
        """Let nobody in for as long: TikTok has said that the limit is used up (429)."""
        with self._lock:
            window = self._windows[open_id, endpoint]
            until = self._clock() + after.total_seconds()
            window.closed_until = max(window.closed_until, until)

    def _wait_for(self, window: _Window, start: float, seconds: float) -> None:
        try:
            self._pause(seconds)
        except Stopping:
            with self._lock:
                window.calls.remove(start)  # the call will not be made
            raise
        with self._lock:
            left = window.closed_until - self._clock()
        if left > 0:
            raise _full(left)

    @staticmethod
    def _free_at(window: _Window, limit: int, now: float) -> float:
        while window.calls and window.calls[0] <= now - WINDOW:
            window.calls.popleft()
        start = max(now, window.closed_until)
        if len(window.calls) >= limit:
            start = max(start, window.calls[-limit] + WINDOW)
        return start


def _full(seconds: float) -> WaitForWindow:
    return WaitForWindow(
        "This account has made as many calls as TikTok takes in a minute; it goes on by itself.",
        after=timedelta(seconds=seconds),
    )
