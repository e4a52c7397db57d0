"""What the page shows of an account, read in one go on the thread that reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from tikscheduler.domain.insights import (
    LOOK_BACK,
    AccountPoint,
    BestHours,
    KnownVideo,
    Point,
    SumPoint,
    best_hours,
    day_of,
)
from tikscheduler.ui.words import zone_of

if TYPE_CHECKING:
    from tikscheduler.storage import Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which account, how far back, and which of its videos, if it is about one."""

    account_id: int
    days: int
    zone: str
    now: datetime
    video_id: str = ""

    @property
    def since(self) -> datetime:
        """The first moment that is shown."""
        return self.now - timedelta(days=self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The answer. `line` is that of the video, else of all together; `last` the last count."""

    question: Question
    last: datetime | None
    sums: list[SumPoint]
    line: list[Point]
    numbers: list[AccountPoint]
    videos: int

    @property
    def counted_today(self) -> bool:
        """Whether the last point of the line is of today."""
        zone = zone_of(self.question.zone)
        today = day_of(self.question.now, zone)
        return bool(self.line) and day_of(self.line[-1].taken_at, zone) == today

    @property
    def fell_by(self) -> int:
        """How many public videos fewer there were from count to count, if any."""
        counts = [point.videos for point in self.sums]
        return sum(max(0, one - other) for one, other in pairwise(counts))


def read(storage: Storage, question: Question) -> Shown:
    """Look it up. Reads indexes and the days that are shown, however much was ever counted."""
    counts, account = storage.counts, question.account_id
    sums = counts.sums(account, question.since)
    line: list[Point] = list(sums)
    if question.video_id:
        line = counts.line(question.video_id, question.since)
    return Shown(
        question=question,
        last=counts.last(account),
        sums=sums,
        line=line,
        numbers=counts.account_line(account, question.since),
        videos=counts.how_many(account),
    )


def read_hours(storage: Storage, question: Question) -> BestHours:
    """What a year of posts tells about the hours; an account's alone, whatever video is shown."""
    posted = storage.counts.posted(question.account_id, question.now - LOOK_BACK)
    return best_hours(posted, zone_of(question.zone), question.now)


def name_of(video: KnownVideo) -> str:
    """The caption on one line, else the id."""
    return " ".join(video.caption.split()) or video.video_id
