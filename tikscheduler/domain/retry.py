"""When a failed post goes again, and when it is too late to go at all. No clock, no sleep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tikscheduler.domain.errors import RetryLater

RETRY_DELAYS = (timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=30))
LATENESS_LIMIT = timedelta(hours=1)
UNCONFIRMED_AFTER = timedelta(hours=24)
"""Without TikTok's final word for this long a post is held as `unconfirmed`."""


def next_try(
    error: RetryLater, tries: int, now: datetime, delays: Sequence[timedelta] = RETRY_DELAYS
) -> datetime | None:
    """The time of the next try after try number `tries` (from 1) failed at `now`.

    The first failure waits `delays[0]`, and so on; None once the delays are used up. A longer wait
    that the server asked for wins.
    """
    if tries > len(delays):
        return None
    return now + max(delays[tries - 1], error.after or timedelta(0))


def is_late(promised: datetime | None, now: datetime, limit: timedelta = LATENESS_LIMIT) -> bool:
    """Whether an attempt promised for `promised` may no longer start by itself."""
    return promised is not None and now - promised > limit


def poll_delay(polls: int, waited: timedelta, first: timedelta) -> timedelta:
    """How long to wait before the next status poll (`tiktok-api.md` section 3.5).

    `first`, then half as long again each time up to 30 s for ten minutes, then three minutes for
    three hours, then half an hour.
    """
    if waited < timedelta(minutes=10):
        return min(first * 1.5 ** min(polls, 12), max(first, timedelta(seconds=30)))
    if waited < timedelta(hours=3):
        return max(first, timedelta(minutes=3))
    return max(first, timedelta(minutes=30))
