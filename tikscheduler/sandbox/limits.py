"""Sliding one-minute windows per user token (`tiktok-api.md` section 5)."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=1)

PER_MINUTE = {
    "creator_info": 20,
    "init_direct": 6,
    "init_draft": 6,
    "photo": 6,
    "status": 30,
    "user_info": 600,
    "video_list": 600,
    "video_query": 600,
}


class Windows:
    """When each token made each call. A refused call takes no place."""

    def __init__(self) -> None:
        self._calls: dict[tuple[str, str], deque[datetime]] = {}

    def take(self, user: str, kind: str, now: datetime) -> bool:
        """Take a place in the window, or answer False because it is full."""
        limit = PER_MINUTE.get(kind)
        if limit is None:
            return True
        calls = self._calls.setdefault((user, kind), deque())
        while calls and calls[0] <= now - WINDOW:
            calls.popleft()
        if len(calls) >= limit:
            return False
        calls.append(now)
        return True
