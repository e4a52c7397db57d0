"""User info, and the list of a creator's public videos (sections 2.2 and 8)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from starlette.responses import Response

from tikscheduler.sandbox import sources
from tikscheduler.sandbox.answers import success
from tikscheduler.sandbox.calls import Call
from tikscheduler.sandbox.figures import PublicVideo, older, sent
from tikscheduler.sandbox.people import union_id
from tikscheduler.sandbox.portraits import avatar_url, cover_url
from tikscheduler.sandbox.posting import json_body
from tikscheduler.sandbox.publications import advance
from tikscheduler.sandbox.refusals import Refusal

MAX_COUNT = 20
SHOWN_TEXT = 150
USER_FIELDS = {
    "open_id": "user.info.basic",
    "union_id": "user.info.basic",
    "avatar_url": "user.info.basic",
    "avatar_url_100": "user.info.basic",
    "avatar_large_url": "user.info.basic",
    "display_name": "user.info.basic",
    "bio_description": "user.info.profile",
    "profile_deep_link": "user.info.profile",
    "username": "user.info.profile",
    "is_verified": "user.info.profile",
    "follower_count": "user.info.stats",
    "following_count": "user.info.stats",
    "likes_count": "user.info.stats",
    "video_count": "user.info.stats",
}
"""Every field of a user, and the scope that opens it."""

VIDEO_FIELDS = frozenset(
    {
        "id",
        "create_time",
        "cover_image_url",
        "share_url",
        "embed_link",
        "embed_html",
        "title",
        "video_description",
        "duration",
        "height",
        "width",
        "like_count",
        "comment_count",
        "share_count",
        "view_count",
    }
)


class ListQuestion(msgspec.Struct):
    """The body of video/list; `cursor` is milliseconds UTC."""

    cursor: int | None = None
    max_count: int = 10


class Filters(msgspec.Struct):
    """What video/query asks for."""

    video_ids: list[str]


class VideoQuestion(msgspec.Struct):
    """The body of video/query."""

    filters: Filters


async def user_info(call: Call) -> Response:
    """`GET /v2/user/info/?fields=...`; one field outside the grant fails the whole call."""
    grant = call.authorise_any(set(USER_FIELDS.values()))
    call.limit("user_info")
    wanted = _fields(call, USER_FIELDS)
    for name in wanted:
        if USER_FIELDS[name] not in grant.scopes:
            raise Refusal(401, "scope_not_authorized", f"{name} needs {USER_FIELDS[name]}")
    creator = call.creator
    avatar = avatar_url(call.request, creator.username)
    user: dict[str, Any] = {
        "open_id": grant.open_id,
        "union_id": union_id(creator.username),
        "avatar_url": avatar,
        "avatar_url_100": avatar,
        "avatar_large_url": avatar,
        "display_name": creator.nickname,
        "bio_description": creator.bio,
        "profile_deep_link": f"https://www.tiktok.com/@{creator.username}",
        "username": creator.username,
        "is_verified": creator.verified,
        "follower_count": creator.followers,
        "following_count": creator.following,
        "likes_count": creator.likes,
        "video_count": creator.older_videos + len(_sent(call)),
    }
    return success({"user": {name: user[name] for name in wanted}}, call.log_id)


async def video_list(call: Call) -> Response:
    """`POST /v2/video/list/?fields=...`: public videos, newest first, cursor in milliseconds."""
    call.authorise("video.list")
    call.limit("video_list")
    wanted = _fields(call, VIDEO_FIELDS)
    body = await call.body()
    question = sources.read_body(body or b"{}", ListQuestion)
    if not 1 <= question.max_count <= MAX_COUNT:
        raise sources.wrong(f"max_count {question.max_count} is not in 1..{MAX_COUNT}")
    found = [
        video for video in _public(call) if not question.cursor or video.millis < question.cursor
    ]
    page = found[: question.max_count]
    data = {
        "videos": [_video(call, video, wanted) for video in page],
        "cursor": page[-1].millis if page else question.cursor or 0,
        "has_more": len(found) > len(page),
    }
    return success(data, call.log_id)


async def video_query(call: Call) -> Response:
    """`POST /v2/video/query/?fields=...`: these ids, as far as they are the creator's own."""
    call.authorise("video.list")
    call.limit("video_query")
    wanted = _fields(call, VIDEO_FIELDS)
    ids = sources.read_body(await json_body(call), VideoQuestion).filters.video_ids
    if len(ids) > MAX_COUNT:
        raise sources.wrong(f"{len(ids)} video_ids, {MAX_COUNT} are allowed")
    videos = [_video(call, one, wanted) for one in _public(call) if str(one.post_id) in ids]
    return success({"videos": videos}, call.log_id)


def _fields(call: Call, known: Iterable[str]) -> list[str]:
    text = call.request.query_params.get("fields", "")
    wanted = [name.strip() for name in text.split(",") if name.strip()]
    if not wanted:
        raise sources.wrong("fields must be in the query string")
    for name in wanted:
        if name not in known:
            raise sources.wrong(f"there is no field {name!r}")
    return wanted


def _sent(call: Call) -> list[PublicVideo]:
    posts = call.state.posts.of(call.creator.username)
    for post in posts:
        advance(post, call.now, call.state.switches)
    return [video for video in map(sent, posts) if video is not None]


def _public(call: Call) -> list[PublicVideo]:
    found = [*_sent(call), *older(call.creator, call.state.began)]
    return sorted(found, key=lambda video: video.millis, reverse=True)


def _video(call: Call, found: PublicVideo, wanted: list[str]) -> dict[str, Any]:
    share = f"https://www.tiktok.com/@{found.username}/video/{found.post_id}"
    embed = f"https://www.tiktok.com/player/v1/{found.post_id}"
    video: dict[str, Any] = {
        "id": str(found.post_id),
        "create_time": found.millis // 1000,
        "cover_image_url": cover_url(call.request, found.post_id),
        "share_url": share,
        "embed_link": embed,
        "embed_html": f'<iframe src="{embed}"></iframe>',
        "title": found.caption[:SHOWN_TEXT],
        "video_description": found.caption[:SHOWN_TEXT],
        "duration": found.seconds,
        "height": 1920,
        "width": 1080,
        **found.figures(call.now),
    }
    return {name: video[name] for name in wanted}
