"""Creator info, the init calls, status and cancel (`tiktok-api.md` sections 3 and 11)."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.responses import Response

from tikscheduler.sandbox import sources
from tikscheduler.sandbox.answers import success
from tikscheduler.sandbox.calls import Call, note
from tikscheduler.sandbox.people import PRIVATE
from tikscheduler.sandbox.portraits import avatar_url
from tikscheduler.sandbox.publications import (
    DOWNLOADING,
    FAILED,
    Publication,
    advance,
    moderate,
    new_post_id,
)
from tikscheduler.sandbox.refusals import Refusal

MAX_PENDING_DRAFTS = 5
MAX_UNAUDITED_USERS = 5
READS = ("video.publish", "video.upload")


class StatusQuestion(msgspec.Struct):
    """The body of status/fetch and of cancel."""

    publish_id: str


async def creator_info(call: Call) -> Response:
    """What the creator may do now; "cannot post" is an HTTP 200 (section 3.1)."""
    call.authorise("video.publish")
    call.limit("creator_info")
    await call.body()
    creator = call.creator
    try:
        check_may_post(call)
    except Refusal as refusal:
        refusal.status = 200
        raise
    data = {
        "creator_avatar_url": avatar_url(call.request, creator.username),
        "creator_username": creator.username,
        "creator_nickname": creator.nickname,
        "privacy_level_options": creator.privacy_options,
        "comment_disabled": creator.comment_disabled,
        "duet_disabled": creator.duet_disabled or creator.private,
        "stitch_disabled": creator.stitch_disabled or creator.private,
        "max_video_post_duration_sec": creator.max_seconds,
    }
    return success(data, call.log_id)


async def init_direct(call: Call) -> Response:
    """`POST /v2/post/publish/video/init/`, checked in the order of section 11."""
    call.authorise("video.publish")
    call.limit("init_direct")
    check_may_post(call)
    body = sources.read_body(await json_body(call), sources.DirectInit)
    info, source = body.post_info, body.source_info
    sources.check_text(info.title, sources.MAX_TITLE, "title")
    check_privacy(call, info.privacy_level)
    sources.check_video_source(source, call.app)
    if info.brand_content_toggle and info.privacy_level == PRIVATE:
        _note_branded(call)
    options = {
        name: getattr(info, name)
        for name in info.__struct_fields__
        if isinstance(getattr(info, name), bool)
    }
    post = _announce(call, source, draft=False)
    post.privacy, post.caption, post.options = info.privacy_level or "", info.title, options
    return _ticket(call, post)


async def init_draft(call: Call) -> Response:
    """`POST /v2/post/publish/inbox/video/init/`: a draft; post_info is ignored."""
    call.authorise("video.upload")
    call.limit("init_draft")
    check_may_share(call)
    body = sources.read_body(await json_body(call), sources.DraftInit)
    sources.check_video_source(body.source_info, call.app)
    return _ticket(call, _announce(call, body.source_info, draft=True))


async def status(call: Call) -> Response:
    """`POST /v2/post/publish/status/fetch/` (section 3.5)."""
    grant = call.authorise_any(READS)
    call.limit("status")
    post = await _own_post(call)
    advance(post, call.now, call.state.switches, polled=True)
    if call.fault is not None and call.fault.kind == "unknown-status":
        return success({"status": call.fault.value or "PROCESSING_SOMETHING_NEW"}, call.log_id)
    moderate(post, call.state.switches)
    assert grant.username == post.username  # noqa: S101
    return success(_status_data(post), call.log_id)


async def cancel(call: Call) -> Response:
    """`POST /v2/post/publish/cancel/`: only a download under way can be stopped."""
    call.authorise_any(READS)
    post = await _own_post(call)
    advance(post, call.now, call.state.switches)
    if post.status != DOWNLOADING:
        raise Refusal(400, "publish_not_cancellable", f"cancel: the post is {post.status}")
    post.status, post.fail_reason = FAILED, "publish_cancelled"
    return success({}, call.log_id)


async def json_body(call: Call) -> bytes:
    """The body of a JSON call, which must say that it is JSON (section 0.4)."""
    body = await call.body()
    given = call.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != "application/json":
        raise sources.wrong(f"Content-Type must be application/json, not {given or 'absent'}")
    return body


def check_may_post(call: Call) -> None:
    """The ban, the daily cap, and the cap on users of an unaudited app (section 5)."""
    creator, state = call.creator, call.state
    if creator.banned:
        raise Refusal(
            403, "spam_risk_user_banned_from_posting", "the creator is banned", breach=False
        )
    if not state.switches.caps:
        return
    if state.posts.directs_in_a_day(creator.username, call.now) >= creator.daily_posts:
        rule = f"the creator has {creator.daily_posts} posts in 24 hours"
        raise Refusal(403, "spam_risk_too_many_posts", rule, breach=False)
    _check_app_cap(call)


def _check_app_cap(call: Call) -> None:
    if call.app.audited:
        return
    users = call.state.posts.posting_users(call.app.client_key, call.now)
    if len(users | {call.creator.username}) > MAX_UNAUDITED_USERS:
        rule = f"an unaudited app posts for {MAX_UNAUDITED_USERS} users in 24 hours"
        raise Refusal(403, "reached_active_user_cap", rule, breach=False)


def check_may_share(call: Call) -> None:
    """The ban, and the cap on pending drafts (section 5)."""
    creator, state = call.creator, call.state
    if creator.banned:
        raise Refusal(
            403, "spam_risk_user_banned_from_posting", "the creator is banned", breach=False
        )
    pending = state.posts.pending_drafts(creator.username, call.now)
    if state.switches.caps and pending >= MAX_PENDING_DRAFTS:
        rule = f"{pending} drafts are pending in the creator's inbox"
        raise Refusal(403, "spam_risk_too_many_pending_share", rule, breach=False)


def check_privacy(call: Call, level: str | None) -> None:
    """The level must be one the creator has now; an unaudited app has one way only."""
    creator = call.creator
    if level not in creator.privacy_options:
        raise Refusal(
            403,
            "privacy_level_option_mismatch",
            f"privacy_level {level!r} is not among {', '.join(creator.privacy_options)}",
        )
    if not call.app.audited and not (creator.private and level == PRIVATE):
        raise Refusal(
            403,
            "unaudited_client_can_only_post_to_private_accounts",
            "an unaudited app may post only SELF_ONLY, and only to a private account",
        )


def _note_branded(call: Call) -> None:
    rule = "branded content may not be SELF_ONLY (content sharing guidelines)"
    note(call, Refusal(200, "ok", rule), refused=False)


def _announce(call: Call, source: sources.VideoSource, *, draft: bool) -> Publication:
    pull = source.source == "PULL_FROM_URL"
    kind = f"v_{'inbox' if draft else 'pub'}_{'url' if pull else 'file'}"
    post = Publication(
        publish_id=f"{kind}~v2-1.{new_post_id()}",
        client_key=call.app.client_key,
        username=call.creator.username,
        draft=draft,
        pull=pull,
        size=0 if pull else source.video_size or 0,
        part_size=source.chunk_size or 0,
        part_count=source.total_chunk_count or 0,
        init_at=call.now,
    )
    if pull:
        start_download(call, post)
    call.state.posts.add(post)
    return post


def start_download(call: Call, post: Publication) -> None:
    """A pulled post needs no upload; it is processed as if the bytes were there."""
    post.status, post.completed_at = DOWNLOADING, call.now


def _ticket(call: Call, post: Publication) -> Response:
    data = {"publish_id": post.publish_id}
    if not post.pull:
        base = str(call.request.base_url).rstrip("/")
        data["upload_url"] = (
            f"{base}/upload/?upload_id={post.upload_id}&upload_token={post.upload_token}"
        )
    return success(data, call.log_id)


async def _own_post(call: Call) -> Publication:
    publish_id = sources.read_body(await json_body(call), StatusQuestion).publish_id
    post = call.state.posts.find(publish_id)
    if post is None:
        raise Refusal(400, "invalid_publish_id", f"publish_id {publish_id!r} is unknown")
    if (post.username, post.client_key) != (call.creator.username, call.app.client_key):
        raise Refusal(
            400,
            "token_not_authorized_for_specified_publish_id",
            "the publish_id belongs to another account",
        )
    return post


def _status_data(post: Publication) -> dict[str, Any]:
    data: dict[str, Any] = {"status": post.status}
    if post.status == FAILED:
        data["fail_reason"] = post.fail_reason
        return data
    if post.public:
        data["publicaly_available_post_id"] = post.post_ids
    if not post.photo:
        name = "downloaded_bytes" if post.pull else "uploaded_bytes"
        data[name] = post.received
    return data
