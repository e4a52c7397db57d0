"""Counts what TikTok tells of an account's public videos, once a day and on demand."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial

from tikscheduler.domain.account import Account
from tikscheduler.domain.errors import InputError, Stopping, TikSchedulerError
from tikscheduler.domain.insights import (
    LOOK_BACK,
    NEWEST,
    CountedVideo,
    Figures,
    day_start,
)
from tikscheduler.domain.ports import Clock
from tikscheduler.domain.zones import find_zone
from tikscheduler.publishing.tokens import Tokens
from tikscheduler.storage.accounts import AccountRepository
from tikscheduler.storage.counts import CountRepository
from tikscheduler.tiktok.client import MOST_VIDEOS, TikTok
from tikscheduler.tiktok.shapes import VideoFigures

log = logging.getLogger(__name__)

SCOPE = "video.list"
Progress = Callable[[int, int], object]
"""Told an account's id and how many of its videos are counted so far."""


class ScopeMissing(InputError):
    """The account has not allowed its list of videos to be read."""

    code = "scope_not_authorized"


class Insights:
    """What happens after publishing. `changed` is told once an account has been counted."""

    def __init__(
        self,
        *,
        accounts: AccountRepository,
        counts: CountRepository,
        tokens: Tokens,
        tiktok: TikTok,
        now: Clock,
        zone: str,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._accounts, self._counts = accounts, counts
        self._tokens, self._tiktok = tokens, tiktok
        self._now, self._zone, self._changed = now, zone, changed

    def count(self, account: Account, progress: Progress = lambda _id, _count: None) -> int:
        """Count an account's videos; how many there were.

        These are the newest 200 of the last twelve months, and every post and every video of
        those months that is known already. Raises `ScopeMissing` and `PublishError`; nothing is
        kept then.
        """
        if SCOPE not in account.scopes:
            raise ScopeMissing(
                f"{account.name} has not allowed its list of videos to be read; connect it again "
                "and leave “Read your public videos on TikTok” ticked."
            )
        begun = self._now()
        since = begun - LOOK_BACK
        posts = self._counts.posts(account.id, since)
        found: dict[str, VideoFigures] = {}

        def add(videos: Iterable[VideoFigures]) -> None:
            found.update((video.id, video) for video in videos)
            progress(account.id, len(found))

        self._list(account, since, add)
        known = dict.fromkeys([*posts, *self._counts.known(account.id, since)])
        self._query(account, [one for one in known if one not in found], add)
        videos = [video for one in found.values() if (video := _counted(one, posts))]
        self._counts.keep(
            account.id,
            videos,
            taken_at=begun,
            day_start=day_start(begun, find_zone(self._zone)),
        )
        log.info("account %s: %s videos counted", account.id, len(videos))
        self._changed()
        return len(videos)

    def count_all(self) -> dict[int, str]:
        """Count every account that allows it; account id to what failed.

        One that fails does not keep the others, and none keeps posts from going out.
        """
        failed = {}
        for account in self._accounts.list():
            if SCOPE not in account.scopes or account.needs_login:
                continue
            try:
                self.count(account)
            except Stopping:
                break
            except TikSchedulerError as error:
                log.warning("account %s: not counted: %s", account.id, error)
                failed[account.id] = str(error)
        return failed

    def _list(
        self, account: Account, since: datetime, add: Callable[[Iterable[VideoFigures]], None]
    ) -> None:
        """The newest videos, page by page; TikTok's cursor is in milliseconds."""
        cursor: int | None = None
        for _ in range(NEWEST // MOST_VIDEOS):
            page = self._tokens.call(account, partial(self._tiktok.list_videos, cursor=cursor))
            recent = [one for one in page.videos if (one.create_time or 0) >= since.timestamp()]
            add(recent)
            if page.cursor is None or len(recent) < len(page.videos):
                return
            cursor = page.cursor

    def _query(
        self, account: Account, ids: list[str], add: Callable[[Iterable[VideoFigures]], None]
    ) -> None:
        for first in range(0, len(ids), MOST_VIDEOS):
            some = ids[first : first + MOST_VIDEOS]
            add(self._tokens.call(account, partial(self._tiktok.query_videos, ids=some)))


def _counted(video: VideoFigures, posts: dict[str, int]) -> CountedVideo | None:
    """The video as it is kept; None if TikTok did not tell when it was posted or its views."""
    if video.create_time is None or video.view_count is None:
        return None
    return CountedVideo(
        video_id=video.id,
        posted_at=datetime.fromtimestamp(video.create_time, UTC),
        caption=video.title or "",
        duration_s=video.duration,
        url=video.share_url or "",
        post_id=posts.get(video.id),
        figures=Figures(
            views=video.view_count,
            likes=video.like_count or 0,
            comments=video.comment_count or 0,
            shares=video.share_count or 0,
        ),
    )
