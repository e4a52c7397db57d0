"""TikTok's API as the publishing core and the account services see it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import Any, BinaryIO, TypeVar

import msgspec

from tikscheduler.domain.account import AccessToken, CreatorInfo, UserInfo
from tikscheduler.domain.errors import GiveUp, InputError, LoginNeeded, NeedsUser, WaitForWindow
from tikscheduler.domain.ports import PublishState, Stage, UploadTicket
from tikscheduler.domain.post import Mode, Post, Privacy
from tikscheduler.domain.video import Part, PartPlan
from tikscheduler.tiktok import shapes
from tikscheduler.tiktok.answers import (
    POSTING_BLOCKED,
    error_for,
    failure,
    open_envelope,
    read_data,
)
from tikscheduler.tiktok.limits import Endpoint, Limits
from tikscheduler.tiktok.reply import Reply, unreadable
from tikscheduler.tiktok.shapes import VIDEO_FIELDS, VideoFigures, VideoPage
from tikscheduler.tiktok.transport import Ask, Transport
from tikscheduler.tiktok.uploads import send_part

log = logging.getLogger(__name__)
T = TypeVar("T")

PRIVACY_LEVELS = {
    "PUBLIC_TO_EVERYONE": Privacy.PUBLIC,
    "MUTUAL_FOLLOW_FRIENDS": Privacy.FRIENDS,
    "FOLLOWER_OF_CREATOR": Privacy.FOLLOWERS,
    "SELF_ONLY": Privacy.PRIVATE,
}
LEVEL_OF = {privacy: level for level, privacy in PRIVACY_LEVELS.items()}

STAGES = {
    "SEND_TO_USER_INBOX": Stage.IN_INBOX,
    "PUBLISH_COMPLETE": Stage.LIVE,
    "FAILED": Stage.FAILED,
}
"""Every other status means that TikTok is still at it (`tiktok-api.md` section 3.5)."""

USER_FIELDS = {
    "user.info.basic": ("open_id", "display_name", "avatar_url"),
    "user.info.profile": ("username",),
    "user.info.stats": ("follower_count", "following_count", "likes_count", "video_count"),
}
MOST_VIDEOS = 20


class TikTok:
    """Implements `domain.ports.TikTokApi`, and reads accounts and videos. Thread-safe.

    Every method raises the publish errors of `domain.errors`, and `Stopping`. Calls that may be
    repeated are, within seconds: reading is harmless, and an upload that was announced twice
    publishes nothing by itself (`tiktok-api.md` section 6.5).
    """

    def __init__(self, transport: Transport, *, limits: Limits | None = None) -> None:
        """`limits` are shared by all who call for the same accounts; by default, the client's."""
        self._transport = transport
        self._limits = limits or Limits(pause=transport.wait)

    def creator_info(self, token: AccessToken) -> CreatorInfo:
        """What the creator may do now (section 3.1).

        A creator who cannot post at the moment comes back with TikTok's code in `blocked`, which
        TikTok answers with HTTP 200 on purpose.
        """
        return self._call(token, Endpoint.CREATOR_INFO, _read_creator, body={})

    def init_upload(self, token: AccessToken, post: Post, plan: PartPlan) -> UploadTicket:
        """Announce a video, direct or as a draft by `post.mode` (sections 3.2 and 3.3).

        TikTok takes nothing but the file for a draft; the other choices are not sent then.
        """
        source = {
            "source": "FILE_UPLOAD",
            "video_size": plan.size,
            "chunk_size": plan.part_size,
            "total_chunk_count": plan.count,
        }
        if post.mode is Mode.DRAFT:
            endpoint, body = Endpoint.DRAFT_INIT, {"source_info": source}
        else:
            endpoint = Endpoint.VIDEO_INIT
            body = {"post_info": _post_info(post), "source_info": source}
        return self._call(token, endpoint, _read_ticket, body=body)

    def send_part(
        self,
        url: str,
        file: BinaryIO,
        part: Part,
        *,
        total: int,
        content_type: str,
        on_bytes: Callable[[int], None],
    ) -> None:
        """Stream one part from an open file; see `uploads.send_part`."""
        send_part(
            self._transport,
            url,
            file,
            part,
            total=total,
            content_type=content_type,
            on_bytes=on_bytes,
        )

    def status(self, token: AccessToken, publish_id: str) -> PublishState:
        """How far TikTok got (section 3.5).

        An id that TikTok does not know raises `NeedsUser` with the code `invalid_publish_id`: the
        post may be out, so it must not be sent again unseen.
        """
        return self._call(token, Endpoint.STATUS, _read_state, body={"publish_id": publish_id})

    def user_info(self, token: AccessToken, scopes: Collection[str]) -> UserInfo:
        """The account's public face, as far as the granted scopes tell it (section 2.2).

        Asking for one field too many would fail the whole call, so only theirs are asked for.
        """
        fields = [name for scope, names in USER_FIELDS.items() if scope in scopes for name in names]
        if not fields:
            raise LoginNeeded(
                "The account has not allowed its name to be read; connect it again and leave all "
                "permissions ticked.",
                code="scope_not_authorized",
            )

        def read(reply: Reply) -> UserInfo:
            return read_data(reply, shapes.UserData).user.to_user(token.open_id)

        return self._call(token, Endpoint.USER_INFO, read, params={"fields": ",".join(fields)})

    def query_videos(
        self, token: AccessToken, ids: Sequence[str], fields: Sequence[str] = VIDEO_FIELDS
    ) -> list[VideoFigures]:
        """Figures of up to 20 own public videos by their ids (section 8); others are left out.

        Raises `InputError` for more than 20.
        """
        if len(ids) > MOST_VIDEOS:
            raise InputError(f"TikTok tells of {MOST_VIDEOS} videos at a time; ask in portions.")
        if not ids:
            return []

        def read(reply: Reply) -> list[VideoFigures]:
            videos = read_data(reply, shapes.VideosData).videos or []
            return [video.to_figures() for video in videos]

        return self._call(
            token,
            Endpoint.VIDEO_QUERY,
            read,
            params={"fields": ",".join(dict.fromkeys(("id", *fields)))},
            body={"filters": {"video_ids": list(ids)}},
        )

    def list_videos(
        self,
        token: AccessToken,
        cursor: int | None = None,
        fields: Sequence[str] = VIDEO_FIELDS,
    ) -> VideoPage:
        """The next 20 own public videos, newest first (section 8).

        `cursor` is the one of the page before, in UTC milliseconds; None begins.
        """

        def read(reply: Reply) -> VideoPage:
            data = read_data(reply, shapes.VideosData)
            return VideoPage(
                videos=[video.to_figures() for video in data.videos or []],
                cursor=data.cursor if data.has_more else None,
            )

        return self._call(
            token,
            Endpoint.VIDEO_LIST,
            read,
            params={"fields": ",".join(dict.fromkeys(("id", *fields)))},
            body={"max_count": MOST_VIDEOS} | ({} if cursor is None else {"cursor": cursor}),
        )

    def _call(
        self,
        token: AccessToken,
        endpoint: Endpoint,
        read: Callable[[Reply], T],
        *,
        params: dict[str, str] | None = None,
        body: Any = None,
    ) -> T:
        def read_or_close(reply: Reply) -> T:
            try:
                return read(reply)
            except WaitForWindow as used_up:
                self._limits.close(token.open_id, endpoint, used_up.after)
                raise

        ask = Ask(
            method="GET" if body is None else "POST",
            target=endpoint,
            headers=_headers(token, with_body=body is not None),
            params=params or {},
            body=b"" if body is None else _encode(body),
        )
        return self._transport.call(
            ask, read_or_close, before=lambda: self._limits.enter(token.open_id, endpoint)
        )


def _headers(token: AccessToken, *, with_body: bool) -> dict[str, str]:
    if not (token.secret.isascii() and token.secret.isprintable() and token.secret):
        raise LoginNeeded("The stored login of this account is damaged; connect the account again.")
    headers = {"Authorization": f"Bearer {token.secret}"}
    if with_body:
        headers["Content-Type"] = "application/json; charset=UTF-8"
    return headers


def _encode(body: Any) -> bytes:
    with suppress(UnicodeEncodeError):  # its error would quote the caption
        return msgspec.json.encode(body)
    raise GiveUp(
        "The caption holds a character that is no text; type it anew.", code="invalid_params"
    )


def _post_info(post: Post) -> dict[str, Any]:
    if post.privacy is None:
        raise NeedsUser(
            "Nobody has chosen yet who can view this post; choose it, then go on.",
            code="privacy_level_option_mismatch",
        )
    info: dict[str, Any] = {
        "privacy_level": LEVEL_OF[post.privacy],
        "disable_comment": not post.allow_comment,
        "disable_duet": not post.allow_duet,
        "disable_stitch": not post.allow_stitch,
        # Always said outright: TikTok calls one of them required and leaves both out itself.
        "brand_content_toggle": post.branded_content,
        "brand_organic_toggle": post.your_brand,
        "is_aigc": post.ai_generated,
    }
    if post.caption:
        info["title"] = post.caption
    if post.cover_ms is not None:
        info["video_cover_timestamp_ms"] = post.cover_ms
    return info


def _read_creator(reply: Reply) -> CreatorInfo:
    answer = open_envelope(reply)
    blocked = answer.code if answer.code in POSTING_BLOCKED else ""
    if not blocked and not (reply.is_success and answer.code == "ok"):
        raise error_for(reply, answer.code, message=answer.message, log_id=answer.log_id)
    data = answer.read(shapes.CreatorData)
    levels = data.privacy_level_options or []
    unknown = [level for level in levels if level not in PRIVACY_LEVELS]
    if unknown:
        log.warning("TikTok offers audiences unknown here: %.200r", unknown)
    return CreatorInfo(
        nickname=data.creator_nickname or "",
        username=data.creator_username or "",
        avatar_url=data.creator_avatar_url or "",
        privacy_options=tuple(PRIVACY_LEVELS[level] for level in levels if level in PRIVACY_LEVELS),
        comment_disabled=bool(data.comment_disabled),
        duet_disabled=bool(data.duet_disabled),
        stitch_disabled=bool(data.stitch_disabled),
        max_duration_sec=max(data.max_video_post_duration_sec or 0, 0),
        blocked=blocked,
        log_id=answer.log_id if blocked else "",
    )


def _read_ticket(reply: Reply) -> UploadTicket:
    data = read_data(reply, shapes.TicketData)
    if not (data.publish_id and data.upload_url):
        raise unreadable(reply.log_id)
    return UploadTicket(publish_id=data.publish_id, upload_url=data.upload_url)


def _read_state(reply: Reply) -> PublishState:
    data = read_data(reply, shapes.StatusData)
    stage = STAGES.get(data.status, Stage.RECEIVING)
    if data.uploaded_bytes is not None and data.uploaded_bytes < 0:
        raise unreadable(reply.log_id)
    return PublishState(
        stage=stage,
        uploaded_bytes=data.uploaded_bytes,
        post_id=next((str(found) for found in data.publicaly_available_post_id or () if found), ""),
        error=failure(data.fail_reason or "") if stage is Stage.FAILED else None,
    )
