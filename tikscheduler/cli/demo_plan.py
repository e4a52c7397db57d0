"""A month of posts for the demo's window: weeks that are past, a day in which posts go live while
one watches, and a plan for the weeks to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from tikscheduler.bootstrap import Program
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Attempt, Fault, NewPost, Post, PostStatus, Privacy
from tikscheduler.domain.zones import Moment, SkippedTime, at_instant, at_wall_time
from tikscheduler.services.scheduling import Wish

S = PostStatus

CAPTIONS = (
    "Sourdough scoring, slow #baking #sourdough",
    "3 knots every hiker needs 🪢 #hiking #knots",
    "Walnut cable tray build #woodwork",
    "Why your caramel splits #candy #tips",
    "Sunrise over the ridge #hiking",
    "5 min focaccia #baking #quick",
    "Dovetail test, take 7 #woodwork",
    "Packing list: 2 nights #hiking #gear",
    "Croissant cross-section #baking",
    "Resin pour, full speed #maker",
    "Trail snack ranking #hiking #food",
    "Knife rack from scrap #woodwork #upcycle",
)
HOURS = (time(8, 15), time(9), time(11, 30), time(12, 45), time(14), time(16, 20), time(18, 30))
BACK, AHEAD = 28, 21
"""Days that are filled before and after today."""

FIRST_LIVE, LIVE_APART = timedelta(seconds=12), timedelta(seconds=20)
FIRST_ID = 100_000
"""Ids of past posts stand apart from those the demo gives."""

TROUBLES = (
    (
        S.FAILED,
        Fault(
            code="frame_rate_check_failed",
            message="TikTok takes 23 to 60 frames a second; export the video with 30 and schedule "
            "it anew.",
        ),
    ),
    (
        S.MISSED,
        Fault(
            code="missed",
            message="Its time passed by more than an hour while the program did not run.",
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """What the plan is made of."""

    program: Program
    accounts: list[Account]
    clips: list[Path]

    def account(self, number: int) -> Account:
        """One of the accounts, in turn."""
        return self.accounts[number % len(self.accounts)]

    def clip(self, number: int) -> Path:
        """One of the videos, in turn."""
        return self.clips[number % len(self.clips)]


def fill(samples: Samples, *, live: bool = True) -> None:
    """Store the past, what goes live now (if it is to), and what is to come."""
    _store_past(samples)
    if live:
        _schedule_live(samples)
    _schedule_ahead(samples)


def _store_past(samples: Samples) -> None:
    program = samples.program
    zone, now = program.settings.zone, program.now()
    today = at_instant(now, zone).wall.date()
    number = 0
    for days in range(BACK, 0, -1):
        for _ in range((days * 7) % 4 + (days % 3 == 0)):
            wall = datetime.combine(today - timedelta(days=days), HOURS[(number * 3) % len(HOURS)])
            if (when := _moment(wall, zone)) is not None:
                trouble = TROUBLES[number % 2] if days in (2, 5) else None
                _store(samples, number, when, trouble)
            number += 1


def _store(
    samples: Samples, number: int, when: Moment, trouble: tuple[PostStatus, Fault] | None
) -> None:
    status, fault = trouble or (S.PUBLISHED, None)
    live = when.utc + timedelta(seconds=4)
    new = _new_post(samples, number, when)
    post = Post(
        **{name: getattr(new, name) for name in NewPost.__dataclass_fields__},
        id=FIRST_ID + number,
        status=status,
        tries=1,
        published_at=live if status is S.PUBLISHED else None,
        tiktok_post_id=str(7_300_000_000_000_000_000 + number) if status is S.PUBLISHED else "",
        fault=fault,
        created_at=when.utc - timedelta(days=3),
        updated_at=live,
    )
    tried = Attempt(
        number=1, started_at=when.utc, finished_at=live, outcome=str(status), fault=fault
    )
    attempts = [tried] if status is not S.MISSED else []
    samples.program.storage.posts.put_back(post, attempts)


def _new_post(samples: Samples, number: int, when: Moment) -> NewPost:
    video = samples.clip(number)
    found = video.stat()
    return NewPost(
        account_id=samples.account(number).id,
        video=video,
        video_size=found.st_size,
        video_mtime_ns=found.st_mtime_ns,
        duration_ms=4000,
        caption=CAPTIONS[number % len(CAPTIONS)],
        privacy=Privacy.PUBLIC,
        allow_comment=True,
        wall_time=when.wall,
        timezone=when.zone,
        scheduled_at=when.utc,
    )


def _schedule_live(samples: Samples) -> None:
    """Every video once, seconds from now."""
    program = samples.program
    first = program.now().replace(microsecond=0) + FIRST_LIVE
    for number, clip in enumerate(samples.clips):
        when = at_instant(first + number * LIVE_APART, program.settings.zone)
        _schedule(samples, number, clip, when)


def _schedule_ahead(samples: Samples) -> None:
    program = samples.program
    zone, now = program.settings.zone, program.now()
    today = at_instant(now, zone).wall.date()
    number = 0
    for days in range(AHEAD + 1):
        for _ in range((days * 5) % 4):
            number += 1
            wall = datetime.combine(today + timedelta(days=days), HOURS[(number * 2) % len(HOURS)])
            when = _moment(wall, zone)
            if when is not None and when.utc > now + timedelta(minutes=10):
                _schedule(samples, number, samples.clip(number), when)


def _schedule(samples: Samples, number: int, clip: Path, when: Moment) -> None:
    samples.program.scheduling.schedule(
        Wish(
            video=clip,
            account=samples.account(number).name,
            when=when,
            caption=CAPTIONS[number % len(CAPTIONS)],
            privacy=Privacy.PUBLIC,
            allow_comment=number % 2 == 0,
        )
    )


def _moment(wall: datetime, zone: str) -> Moment | None:
    try:
        return at_wall_time(wall, zone)
    except SkippedTime:
        return None
