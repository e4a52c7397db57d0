"""What the sandbox's videos are given: views and the rest grow with their age, and a creator has
older videos that nobody sent here (section 8)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from tikscheduler.sandbox.people import Creator
from tikscheduler.sandbox.publications import Publication

GROWTH = timedelta(days=4)
"""In this time a video is given about two thirds of all it will ever be given."""
FIRST_OLD_ID = 7_100_000_000_000_000_000
SUBJECTS = ("Morning walk", "One pan", "Harbour", "Behind the scenes", "Ask me", "Night train")
EVENING, NIGHT = range(17, 22), range(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicVideo:
    """A video that anyone can see."""

    post_id: int
    username: str
    caption: str
    seconds: int
    live_at: datetime

    @property
    def millis(self) -> int:
        """When it went live, in the unit of the cursor."""
        return int(self.live_at.timestamp() * 1000)

    def figures(self, now: datetime) -> dict[str, int]:
        """Its lifetime totals by the names of their fields."""
        lot = _lot(f"figures/{self.post_id}")
        in_all = 300 * math.exp(3.4 * lot) * _luck(self.live_at)
        age = max(now - self.live_at, timedelta())
        views = int(in_all * (1 - math.exp(-age / GROWTH)))
        likes = int(views * (0.03 + 0.09 * _lot(f"likes/{self.post_id}")))
        return {
            "view_count": views,
            "like_count": likes,
            "comment_count": likes // 9,
            "share_count": likes // 21,
        }


def sent(post: Publication) -> PublicVideo | None:
    """A publication as a video, if it is public."""
    if not post.public or post.live_at is None:
        return None
    return PublicVideo(
        post_id=post.post_id,
        username=post.username,
        caption=post.caption,
        seconds=int(post.seconds or 0),
        live_at=post.live_at,
    )


def older(creator: Creator, began: datetime) -> list[PublicVideo]:
    """The creator's videos from before the sandbox began, newest first, the same every time.

    Those of a private account are seen by its followers alone.
    """
    if creator.private:
        return []
    return [_older(creator.username, number, began) for number in range(creator.older_videos)]


def _older(username: str, number: int, began: datetime) -> PublicVideo:
    lot = _lot(f"when/{username}/{number}")
    day = began - timedelta(days=1 + number * 1.6)
    hour = int(7 + 16 * lot) if number % 9 else 2
    subject = SUBJECTS[int(len(SUBJECTS) * _lot(f"subject/{username}/{number}"))]
    return PublicVideo(
        # Newer videos have higher numbers, as at TikTok, and no two creators the same.
        post_id=FIRST_OLD_ID + (100_000 - number) * 10**9 + int(_lot(username) * 10**9),
        username=username,
        caption=f"{subject}, part {number + 1} #{username.split('.')[0]}",
        seconds=8 + int(50 * lot),
        live_at=day.replace(hour=hour, minute=int(60 * lot) % 60, second=0, microsecond=0),
    )


def _luck(when: datetime) -> float:
    """Evenings and the weekend bring more views, the night fewer."""
    luck = 1.6 if when.weekday() >= 5 else 1.0
    return luck * (2.2 if when.hour in EVENING else 0.35 if when.hour in NIGHT else 1.0)


def _lot(of: str) -> float:
    """A number from 0 to 1 that is always the same for this text."""
    return int.from_bytes(sha256(of.encode()).digest()[:6]) / 2**48
