"""What TikTok counts for public videos, how it went over time, and which hours went best.

Nothing here is guessed: a line needs two days, a best hour needs posts behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum, StrEnum, auto
from statistics import median

MATURE = timedelta(hours=48)
"""A younger video has not had its first two days yet, so it is left out of the best hours."""

LOOK_BACK = timedelta(days=365)
"""Older videos are not asked about any more; what was counted of them is kept."""

NEWEST = 200
"""So many of an account's videos are listed at a count; the posts of this program come on top."""

BLOCK_HOURS = 3
ENOUGH_IN_CELL = 3
"""Fewer posts than this say too little about their hours to be called best."""
ENOUGH_IN_ALL = 20
"""Fewer posts than this say nothing yet about any hours."""


class Figure(StrEnum):
    """What TikTok counts; the words are the names of the fields of `Figures`."""

    VIEWS = "views"
    LIKES = "likes"
    COMMENTS = "comments"
    SHARES = "shares"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Lifetime totals of a video, or of several together."""

    views: int = 0
    likes: int = 0
    comments: int = 0
    shares: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(**{n: getattr(self, n) + getattr(other, n) for n in _NAMES})

    def __sub__(self, other: Figures) -> Figures:
        return Figures(**{n: getattr(self, n) - getattr(other, n) for n in _NAMES})

    def of(self, figure: Figure) -> int:
        """One of them."""
        found: int = getattr(self, figure.value)
        return found


_NAMES = tuple(field.name for field in fields(Figures))


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedVideo:
    """A public video and its figures at one count. Times are UTC.

    `post_id` is the post of this program it came from, if it did.
    """

    video_id: str
    posted_at: datetime
    figures: Figures
    caption: str = ""
    duration_s: int | None = None
    url: str = ""
    post_id: int | None = None


class Standing(Enum):
    """Whether the last count of the account found a video."""

    COUNTED = auto()
    GONE = auto()
    """TikTok did not tell of it: deleted, made private, or taken down."""
    TOO_OLD = auto()
    """It was not asked about any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownVideo(CountedVideo):
    """A video as it is kept: its figures are those of the count at `counted_at`."""

    counted_at: datetime

    def standing(self, last_count: datetime | None) -> Standing:
        """How it stood at the account's last count, which was at `last_count`."""
        if last_count is None or self.counted_at >= last_count:
            return Standing.COUNTED
        too_old = self.posted_at < last_count - LOOK_BACK
        return Standing.TOO_OLD if too_old else Standing.GONE


@dataclass(frozen=True, slots=True)
class Point:
    """What was counted at a moment (UTC)."""

    taken_at: datetime
    figures: Figures


@dataclass(frozen=True, slots=True)
class SumPoint(Point):
    """The same of all videos of an account, and how many these were."""

    videos: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPoint:
    """An account's own numbers at a moment. None: not granted, or not told."""

    taken_at: datetime
    followers: int | None = None
    likes: int | None = None
    videos: int | None = None


# --- over time -----------------------------------------------------------------------------


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The day a clock in this zone shows."""
    return moment.astimezone(zone).date()


def day_start(moment: datetime, zone: tzinfo) -> datetime:
    """The first instant of that day. A count takes the place of an earlier one of its day."""
    there = moment.astimezone(zone)
    return there.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def gain(points: Sequence[Point]) -> Figures | None:
    """What came between the first point and the last; None without two. It may be negative."""
    if len(points) < 2:
        return None
    return points[-1].figures - points[0].figures


# --- the best hours ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A block of hours on a day of the week, 0 for Monday: the posts in it, their median views."""

    weekday: int
    first_hour: int
    posts: int
    median_views: float

    @property
    def enough(self) -> bool:
        """Whether there are posts enough to call it good or bad."""
        return self.posts >= ENOUGH_IN_CELL


@dataclass(frozen=True, slots=True, kw_only=True)
class BestHours:
    """What an account's own posts tell about the hours. Cells without posts are not there."""

    posts: int
    cells: dict[tuple[int, int], Cell]
    too_young: int = 0

    @property
    def missing(self) -> int:
        """How many posts more it takes before anything is called best."""
        return max(0, ENOUGH_IN_ALL - self.posts)

    @property
    def best(self) -> list[Cell]:
        """Up to three cells with posts enough, the best first; none before there are enough."""
        if self.missing:
            return []
        told = [cell for cell in self.cells.values() if cell.enough]
        told.sort(key=lambda cell: (-cell.median_views, -cell.posts, cell.weekday, cell.first_hour))
        return told[:3]


def best_hours(posted: Iterable[tuple[datetime, int]], zone: tzinfo, now: datetime) -> BestHours:
    """Sort posts (when, views) by the hour a clock in `zone` showed when they were posted."""
    views: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    too_young = 0
    for at, seen in posted:
        if at > now - MATURE:
            too_young += 1
            continue
        there = at.astimezone(zone)
        views[there.weekday(), there.hour // BLOCK_HOURS * BLOCK_HOURS].append(seen)
    cells = {
        (weekday, hour): Cell(
            weekday=weekday, first_hour=hour, posts=len(each), median_views=median(each)
        )
        for (weekday, hour), each in views.items()
    }
    in_all = sum(cell.posts for cell in cells.values())
    return BestHours(posts=in_all, cells=cells, too_young=too_young)
