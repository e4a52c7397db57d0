"""Videos that are dragged in from other programs, told by their names alone.

While something is dragged the disk is never asked: it may be slow, asleep or across a network.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from PySide6.QtCore import QMimeData

from tikscheduler.domain.video import SUFFIXES

TIMES = (time(9), time(13), time(18, 30))
"""Times of day that videos dropped on a day are proposed for."""
SOON = timedelta(minutes=10)
STEP = timedelta(minutes=30)
LAST_STEP = timedelta(minutes=5)
NAMED = 3


def videos_in(mime: QMimeData) -> tuple[list[Path], list[str]]:
    """The videos among what is dragged, and the names of everything else.

    A folder, an image or a web address is something else.
    """
    videos: list[Path] = []
    others: list[str] = []
    for url in mime.urls():
        file = Path(url.toLocalFile()) if url.isLocalFile() else None
        if file is not None and file.suffix.lower() in SUFFIXES:
            videos.append(file)
        else:
            others.append(file.name if file and file.name else url.fileName() or url.toString())
    return list(dict.fromkeys(videos)), others


def names_of(names: Sequence[str]) -> str:
    """A few names in a sentence, and how many more there are: a.mkv, b.png and 3 more."""
    shown = ", ".join(names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown} (+{len(names) - NAMED})"


def proposed_times(day: date, count: int, now: datetime) -> list[datetime]:
    """Naive wall times for `count` videos dropped on a day; `now` is naive in the same zone.

    The usual times of day first, then half an hour after half an hour, and none that has passed.
    Fewer than `count` where the day is too short for them; none on a past day.
    """
    earliest = now + SOON
    usual = [datetime.combine(day, at) for at in TIMES]
    found = [wall for wall in usual if wall >= earliest] or _late(day, earliest)
    while 0 < len(found) < count and (following := found[-1] + STEP).date() == day:
        found.append(following)
    return found[:count]


def _late(day: date, earliest: datetime) -> list[datetime]:
    """A time on a day whose usual times are over."""
    for step in (STEP, LAST_STEP):
        over = (earliest - datetime.combine(day, time())) % step
        rounded = earliest - over + step if over else earliest
        if rounded.date() == day:
            return [rounded]
    return []
