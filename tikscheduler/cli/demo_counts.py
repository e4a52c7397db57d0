"""Four weeks of counts for the demo's window, as if it had run every night since."""

from __future__ import annotations

from datetime import datetime, timedelta

from tikscheduler.bootstrap import Program
from tikscheduler.domain.account import Account
from tikscheduler.domain.insights import AccountPoint, CountedVideo, Figures, day_start
from tikscheduler.domain.zones import find_zone
from tikscheduler.sandbox import Sandbox
from tikscheduler.sandbox.figures import PublicVideo, older

NIGHTS = 28
FOLLOWERS_A_NIGHT = 17


def fill_counts(program: Program, sandbox: Sandbox, accounts: list[Account]) -> None:
    """Store what would have been counted of the accounts' older videos, night after night."""
    zone, now = find_zone(program.settings.zone), program.now()
    for account in accounts:
        videos = older(sandbox.state.creator(account.handle), sandbox.state.began)
        for nights in range(NIGHTS, 0, -1):
            at = now - timedelta(days=nights)
            start = day_start(at, zone)
            counted = [_counted(video, at) for video in videos if video.live_at < at]
            program.storage.counts.keep(account.id, counted, taken_at=at, day_start=start)
            followers = (account.follower_count or 0) - nights * FOLLOWERS_A_NIGHT
            point = AccountPoint(taken_at=at, followers=max(0, followers))
            program.storage.counts.keep_account(account.id, point, day_start=start)
        program.insights.count(account)


def _counted(video: PublicVideo, at: datetime) -> CountedVideo:
    found = video.figures(at)
    return CountedVideo(
        video_id=str(video.post_id),
        posted_at=video.live_at,
        caption=video.caption,
        figures=Figures(
            views=found["view_count"],
            likes=found["like_count"],
            comments=found["comment_count"],
            shares=found["share_count"],
        ),
    )
