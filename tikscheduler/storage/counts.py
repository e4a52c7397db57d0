"""What TikTok counted: videos, their figures day by day, the sums, the accounts' own numbers.

There is one count a day, the day's last. What a page shows is read by indexes alone: a video's
latest figures stand in its row, and an account's sums in rows of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import peewee as pw

from tikscheduler.domain.insights import (
    AccountPoint,
    CountedVideo,
    Figures,
    KnownVideo,
    Point,
    SumPoint,
)
from tikscheduler.storage.around_tables import (
    AccountCountRow,
    AccountSumRow,
    VideoCountRow,
    VideoRow,
)
from tikscheduler.storage.database import Database
from tikscheduler.storage.tables import PostRow

AT_ONCE = 100
"""Videos written in one transaction: posts that go out now wait for no more than that."""
_FIGURES = ("views", "likes", "comments", "shares")
_TOLD = ("posted_at", "caption", "duration_s", "url", "post_id", "counted_at", *_FIGURES)
_VIDEO = tuple(getattr(VideoRow, name) for name in ("video_id", *_TOLD))
_POINT = (VideoCountRow.taken_at, *(getattr(VideoCountRow, name) for name in _FIGURES))
_SUM = (AccountSumRow.taken_at, *(getattr(AccountSumRow, name) for name in (*_FIGURES, "videos")))


class VideoOrder(StrEnum):
    """What lists of videos are put in order by; the words are columns."""

    POSTED = "posted_at"
    VIEWS = "views"
    LIKES = "likes"
    COMMENTS = "comments"
    SHARES = "shares"


class CountRepository:
    """Every method raises `StorageError`. Times are aware."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- writing ---------------------------------------------------------------------------

    def keep(
        self,
        account_id: int,
        videos: Sequence[CountedVideo],
        *,
        taken_at: datetime,
        day_start: datetime,
    ) -> None:
        """Keep a count of an account's videos, in place of those since `day_start`.

        The sum comes last: without it the count does not stand as the account's last one.
        """
        for some in _portions(videos):
            with self._database.unit_of_work():
                self._keep_videos(account_id, some, taken_at)
                self._keep_figures(some, taken_at, day_start)
        total = sum((video.figures for video in videos), Figures())
        mine = AccountSumRow.account_id == account_id
        with self._database.unit_of_work():
            today = AccountSumRow.taken_at >= day_start
            self._database.run(AccountSumRow.delete().where(mine, today))
            self._database.run(
                AccountSumRow.insert(
                    account_id=account_id,
                    taken_at=taken_at,
                    videos=len(videos),
                    **_values(total),
                )
            )

    def _keep_videos(
        self, account_id: int, videos: Sequence[CountedVideo], taken_at: datetime
    ) -> None:
        rows = [
            {
                "video_id": video.video_id,
                "account_id": account_id,
                "posted_at": video.posted_at,
                "caption": video.caption,
                "duration_s": video.duration_s,
                "url": video.url,
                "post_id": video.post_id,
                "counted_at": taken_at,
                **_values(video.figures),
            }
            for video in videos
        ]
        self._database.run(
            VideoRow.insert_many(rows).on_conflict(
                conflict_target=[VideoRow.video_id],
                preserve=[getattr(VideoRow, name) for name in ("account_id", *_TOLD)],
            )
        )

    def _keep_figures(
        self, videos: Sequence[CountedVideo], taken_at: datetime, day_start: datetime
    ) -> None:
        ids = [video.video_id for video in videos]
        self._database.run(
            VideoCountRow.delete().where(
                VideoCountRow.video_id.in_(ids), VideoCountRow.taken_at >= day_start
            )
        )
        self._database.run(
            VideoCountRow.insert_many(
                [
                    {"video_id": video.video_id, "taken_at": taken_at, **_values(video.figures)}
                    for video in videos
                ]
            )
        )

    def keep_account(self, account_id: int, point: AccountPoint, *, day_start: datetime) -> None:
        """Keep an account's own numbers, in place of those since `day_start`."""
        mine = AccountCountRow.account_id == account_id
        with self._database.unit_of_work():
            today = AccountCountRow.taken_at >= day_start
            self._database.run(AccountCountRow.delete().where(mine, today))
            self._database.run(
                AccountCountRow.insert(
                    account_id=account_id,
                    taken_at=point.taken_at,
                    followers=point.followers,
                    likes=point.likes,
                    videos=point.videos,
                )
            )

    # --- what to ask about -----------------------------------------------------------------

    def known(self, account_id: int, since: datetime) -> list[str]:
        """The ids of an account's videos that were posted since then, as far as they are kept."""
        query = VideoRow.select(VideoRow.video_id).where(
            VideoRow.account_id == account_id, VideoRow.posted_at >= since
        )
        with self._database.reading():
            return [video_id for (video_id,) in self._database.rows(query)]

    def posts(self, account_id: int, since: datetime) -> dict[str, int]:
        """TikTok's id of each post that was planned for a time since then, and the post's own."""
        query = PostRow.select(PostRow.tiktok_post_id, PostRow.id).where(
            PostRow.account_id == account_id,
            PostRow.scheduled_at >= since,
            PostRow.tiktok_post_id != "",
        )
        with self._database.reading():
            return dict(self._database.rows(query))

    # --- what is shown ---------------------------------------------------------------------

    def last(self, account_id: int) -> datetime | None:
        """When the account's videos were counted last."""
        rows = self._rows(
            AccountSumRow.select(AccountSumRow.taken_at)
            .where(AccountSumRow.account_id == account_id)
            .order_by(AccountSumRow.taken_at.desc())
            .limit(1)
        )
        return rows[0][0] if rows else None

    def sums(self, account_id: int, since: datetime) -> list[SumPoint]:
        """The sums of an account's videos, one a day, oldest first."""
        query = (
            AccountSumRow.select(*_SUM)
            .where(AccountSumRow.account_id == account_id, AccountSumRow.taken_at >= since)
            .order_by(AccountSumRow.taken_at)
        )
        return [SumPoint(at, _figures(rest), rest[-1]) for at, *rest in self._rows(query)]

    def line(self, video_id: str, since: datetime) -> list[Point]:
        """The figures of a video, one a day, oldest first."""
        query = (
            VideoCountRow.select(*_POINT)
            .where(VideoCountRow.video_id == video_id, VideoCountRow.taken_at >= since)
            .order_by(VideoCountRow.taken_at)
        )
        return [Point(at, _figures(rest)) for at, *rest in self._rows(query)]

    def account_line(self, account_id: int, since: datetime) -> list[AccountPoint]:
        """An account's own numbers, one a day, oldest first."""
        row = AccountCountRow
        query = (
            row.select(row.taken_at, row.followers, row.likes, row.videos)
            .where(row.account_id == account_id, row.taken_at >= since)
            .order_by(row.taken_at)
        )
        return [
            AccountPoint(taken_at=at, followers=followers, likes=likes, videos=videos)
            for at, followers, likes, videos in self._rows(query)
        ]

    def how_many(self, account_id: int) -> int:
        """How many videos of an account are known."""
        query = VideoRow.select(pw.fn.COUNT(VideoRow.account_id)).where(
            VideoRow.account_id == account_id
        )
        return int(self._rows(query)[0][0])

    def videos(
        self,
        account_id: int,
        *,
        order: VideoOrder = VideoOrder.POSTED,
        descending: bool = True,
        offset: int = 0,
        limit: int = 100,
    ) -> list[KnownVideo]:
        """A part of the list of an account's videos with their latest figures."""
        query = videos_query(account_id, order, descending, offset, limit)
        return [_to_video(row) for row in self._rows(query)]

    def posted(self, account_id: int, since: datetime) -> list[tuple[datetime, int]]:
        """When an account's videos since then were posted, and their latest views."""
        return [(at, views) for at, views in self._rows(posted_query(account_id, since))]

    def _rows(self, query: Any) -> list[tuple[Any, ...]]:
        with self._database.reading():
            return self._database.rows(query)


def videos_query(
    account_id: int, order: VideoOrder, descending: bool, offset: int, limit: int
) -> Any:
    """Reads one part of the list, in an order in which no two videos are alike."""
    columns = [getattr(VideoRow, order.value)]
    if order is not VideoOrder.POSTED:
        columns.append(VideoRow.posted_at)
    columns.append(VideoRow.video_id)
    return (
        VideoRow.select(*_VIDEO)
        .where(VideoRow.account_id == account_id)
        .order_by(*(column.desc() if descending else column for column in columns))
        .offset(offset)
        .limit(limit)
    )


def posted_query(account_id: int, since: datetime) -> Any:
    """Reads the index alone."""
    return VideoRow.select(VideoRow.posted_at, VideoRow.views).where(
        VideoRow.account_id == account_id, VideoRow.posted_at >= since
    )


def _portions(videos: Sequence[CountedVideo]) -> list[Sequence[CountedVideo]]:
    return [videos[first : first + AT_ONCE] for first in range(0, len(videos), AT_ONCE)]


def _values(figures: Figures) -> dict[str, int]:
    return {name: getattr(figures, name) for name in _FIGURES}


def _figures(values: Sequence[int]) -> Figures:
    return Figures(**dict(zip(_FIGURES, values, strict=False)))


def _to_video(row: tuple[Any, ...]) -> KnownVideo:
    values = dict(zip(("video_id", *_TOLD), row, strict=True))
    figures = Figures(**{name: values.pop(name) for name in _FIGURES})
    return KnownVideo(figures=figures, **values)
