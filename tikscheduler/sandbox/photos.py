"""`POST /v2/post/publish/content/init/`: photo posts (`tiktok-api.md` section 3.4)."""

from __future__ import annotations

from starlette.responses import Response

from tikscheduler.sandbox import sources
from tikscheduler.sandbox.answers import success
from tikscheduler.sandbox.calls import Call
from tikscheduler.sandbox.posting import (
    check_may_post,
    check_may_share,
    check_privacy,
    json_body,
    start_download,
)
from tikscheduler.sandbox.publications import Publication, new_post_id

DIRECT, DRAFT = "DIRECT_POST", "MEDIA_UPLOAD"


async def init_photo(call: Call) -> Response:
    """Announce pictures to be pulled; the scope asked for hangs on post_mode."""
    draft = b'"MEDIA_UPLOAD"' in await call.body()
    call.authorise("video.upload" if draft else "video.publish")
    call.limit("photo")
    if draft:
        check_may_share(call)
    else:
        check_may_post(call)
    body = sources.read_body(await json_body(call), sources.PhotoInit)
    _check_words(body)
    if not draft:
        check_privacy(call, body.post_info.privacy_level)
    sources.check_photo(body, call.app)
    post = Publication(
        publish_id=f"p_pub_url~v2.{new_post_id()}",
        client_key=call.app.client_key,
        username=call.creator.username,
        draft=draft,
        photo=True,
        pull=True,
        privacy="" if draft else body.post_info.privacy_level or "",
        caption=body.post_info.description or body.post_info.title,
        init_at=call.now,
    )
    start_download(call, post)
    call.state.posts.add(post)
    return success({"publish_id": post.publish_id}, call.log_id)


def _check_words(body: sources.PhotoInit) -> None:
    if body.media_type != "PHOTO":
        raise sources.wrong(f"media_type {body.media_type!r} is not PHOTO")
    if body.post_mode not in {DIRECT, DRAFT}:
        raise sources.wrong(f"post_mode {body.post_mode!r} is not {DIRECT} or {DRAFT}")
    sources.check_text(body.post_info.title, sources.MAX_PHOTO_TITLE, "title")
    sources.check_text(body.post_info.description, sources.MAX_PHOTO_TEXT, "description")
