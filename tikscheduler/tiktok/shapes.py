"""The `data` of TikTok's answers, as they come over the wire (`tiktok-api.md` sections 2, 3, 8).

Fields that TikTok may leave out or send as null are None then; unknown fields are passed over.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from tikscheduler.domain.account import UserInfo


class CreatorData(msgspec.Struct):
    """Section 3.1."""

    creator_avatar_url: str | None = None
    creator_username: str | None = None
    creator_nickname: str | None = None
    privacy_level_options: list[str] | None = None
    comment_disabled: bool | None = None
    duet_disabled: bool | None = None
    stitch_disabled: bool | None = None
    max_video_post_duration_sec: int | None = None


class TicketData(msgspec.Struct):
    """Sections 3.2 and 3.3."""

    publish_id: str | None = None
    upload_url: str | None = None


class StatusData(msgspec.Struct):
    """Section 3.5. Post ids have 19 digits and come as numbers or as text."""

    status: str
    fail_reason: str | None = None
    publicaly_available_post_id: list[int | str] | None = None
    uploaded_bytes: int | None = None


class User(msgspec.Struct):
    """Section 2.2."""

    open_id: str | None = None
    display_name: str | None = None
    username: str | None = None
    avatar_url: str | None = None
    follower_count: int | None = None
    following_count: int | None = None
    likes_count: int | None = None
    video_count: int | None = None

    def to_user(self, open_id: str) -> UserInfo:
        """The domain's value; `open_id` where TikTok did not repeat it."""
        return UserInfo(
            open_id=self.open_id or open_id,
            display_name=self.display_name or "",
            username=self.username or "",
            avatar_url=self.avatar_url or "",
            follower_count=self.follower_count,
            following_count=self.following_count,
            likes_count=self.likes_count,
            video_count=self.video_count,
        )


class UserData(msgspec.Struct):
    """Section 2.2."""

    user: User


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoFigures:
    """A public video and its lifetime totals. None: not asked for or not told.

    `create_time` is UTC seconds; `duration` is seconds.
    """

    id: str
    title: str | None = None
    create_time: int | None = None
    duration: int | None = None
    share_url: str | None = None
    cover_image_url: str | None = None
    like_count: int | None = None
    comment_count: int | None = None
    share_count: int | None = None
    view_count: int | None = None


VIDEO_FIELDS = (
    "id",
    "title",
    "create_time",
    "duration",
    "share_url",
    "cover_image_url",
    "like_count",
    "comment_count",
    "share_count",
    "view_count",
)


class Video(msgspec.Struct):
    """Section 8."""

    id: int | str
    title: str | None = None
    create_time: int | None = None
    duration: int | None = None
    share_url: str | None = None
    cover_image_url: str | None = None
    like_count: int | None = None
    comment_count: int | None = None
    share_count: int | None = None
    view_count: int | None = None

    def to_figures(self) -> VideoFigures:
        """The value, with its id as text."""
        return VideoFigures(**{**msgspec.structs.asdict(self), "id": str(self.id)})


class VideosData(msgspec.Struct):
    """Section 8. `cursor` is UTC milliseconds."""

    videos: list[Video] | None = None
    cursor: int | None = None
    has_more: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoPage:
    """Some of the public videos, newest first. `cursor` is where the next page begins, in UTC
    milliseconds; None after the last."""

    videos: list[VideoFigures]
    cursor: int | None
