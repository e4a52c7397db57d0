"""The bodies of the init calls, and the rules of what they announce (sections 3.2, 4.2, 11)."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from tikscheduler.sandbox.people import App
from tikscheduler.sandbox.refusals import Refusal

MAX_SIZE = 4_000_000_000
MIN_PART = 5 * 1024 * 1024
MAX_PART = 64_000_000
MAX_PARTS = 1000
MAX_TITLE = 2200
MAX_PHOTOS = 35
MAX_PHOTO_TITLE, MAX_PHOTO_TEXT = 90, 4000

Shape = TypeVar("Shape")


class PostInfo(msgspec.Struct):
    """`post_info` of a video; every field but privacy_level may be absent."""

    privacy_level: str | None = None
    title: str = ""
    disable_duet: bool = False
    disable_stitch: bool = False
    disable_comment: bool = False
    video_cover_timestamp_ms: int | None = None
    brand_content_toggle: bool = False
    brand_organic_toggle: bool = False
    is_aigc: bool = False


class VideoSource(msgspec.Struct):
    """`source_info` of a video. Sizes are bytes."""

    source: str
    video_size: int | None = None
    chunk_size: int | None = None
    total_chunk_count: int | None = None
    video_url: str | None = None


class DirectInit(msgspec.Struct):
    """The body of video/init."""

    post_info: PostInfo
    source_info: VideoSource


class DraftInit(msgspec.Struct):
    """The body of inbox/video/init; a post_info beside it is dropped without a word."""

    source_info: VideoSource


class PhotoInfo(msgspec.Struct):
    """`post_info` of a photo post."""

    title: str = ""
    description: str = ""
    privacy_level: str | None = None
    disable_comment: bool = False
    auto_add_music: bool = False
    brand_content_toggle: bool = False
    brand_organic_toggle: bool = False


class PhotoSource(msgspec.Struct):
    """`source_info` of a photo post."""

    source: str
    photo_images: list[str] = []
    photo_cover_index: int | None = None


class PhotoInit(msgspec.Struct):
    """The body of content/init."""

    media_type: str
    post_mode: str
    post_info: PhotoInfo
    source_info: PhotoSource
    is_aigc: bool = False


def read_body(body: bytes, shape: type[Shape]) -> Shape:
    """The body as its shape; anything else is refused with invalid_params."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError) as error:
        raise wrong(f"the body is not as it should be: {error}") from None


def wrong(rule: str, message: str = "") -> Refusal:
    """A 400 for a parameter."""
    return Refusal(400, "invalid_params", rule, message=message)


def units(text: str) -> int:
    """Length in UTF-16 code units, as TikTok counts."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def check_text(text: str, limit: int, name: str) -> None:
    """Refuse a text that is longer than `limit` UTF-16 units."""
    if (length := units(text)) > limit:
        raise wrong(f"{name} has {length} UTF-16 units, {limit} are allowed")


def check_video_source(source: VideoSource, app: App) -> None:
    """The rules of `source_info`, strictest reading of each (section 4.2)."""
    if source.source == "PULL_FROM_URL":
        check_url(source.video_url or "", app)
    elif source.source == "FILE_UPLOAD":
        _check_parts(source)
    else:
        raise wrong(f"source {source.source!r} is not supported")


def _check_parts(source: VideoSource) -> None:
    size, part, count = source.video_size, source.chunk_size, source.total_chunk_count
    if size is None or part is None or count is None:
        raise wrong("FILE_UPLOAD needs video_size, chunk_size and total_chunk_count")
    if not 1 <= size <= MAX_SIZE:
        raise wrong(f"video_size {size} is not in 1..{MAX_SIZE}", "The video size is invalid")
    if not 1 <= count <= MAX_PARTS:
        raise _wrong_count(f"total_chunk_count {count} is not in 1..{MAX_PARTS}")
    if count == 1:
        if part != size:
            raise _wrong_part(f"one part must be the whole file ({size}), not {part}")
        if size > MAX_PART:
            raise _wrong_part(f"a file of {size} bytes must be sent in several parts")
        return
    if not MIN_PART <= part <= MAX_PART:
        raise _wrong_part(f"chunk_size {part} is not in {MIN_PART}..{MAX_PART}")
    if count != size // part:
        raise _wrong_count(f"total_chunk_count {count} is not {size} // {part} = {size // part}")


def _wrong_part(rule: str) -> Refusal:
    return wrong(rule, "The chunk size is invalid")


def _wrong_count(rule: str) -> Refusal:
    return wrong(rule, "The total chunk count is invalid")


def check_url(url: str, app: App) -> None:
    """A URL to pull from must lie under a verified prefix (section 4.5)."""
    if not url:
        raise wrong("PULL_FROM_URL needs a URL")
    if not any(url.startswith(prefix) for prefix in app.verified_prefixes):
        raise Refusal(403, "url_ownership_unverified", f"{url} is under no verified prefix")


def check_photo(init: PhotoInit, app: App) -> None:
    """The rules of content/init apart from privacy (section 3.4)."""
    source = init.source_info
    if source.source != "PULL_FROM_URL":
        raise wrong(f"photos take PULL_FROM_URL only, not {source.source!r}")
    count = len(source.photo_images)
    if not 1 <= count <= MAX_PHOTOS:
        raise wrong(f"photo_images holds {count}, 1 to {MAX_PHOTOS} are allowed")
    cover = source.photo_cover_index
    if cover is None or not 0 <= cover < count:
        raise wrong(f"photo_cover_index {cover} is not in 0..{count - 1}")
    for url in source.photo_images:
        check_url(url, app)
