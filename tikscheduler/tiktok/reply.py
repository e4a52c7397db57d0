"""What came back over HTTP: bounded in size, and readable or a clear error."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

import msgspec

from tikscheduler.domain.errors import ServerTrouble

LONGEST_ANSWER = 1024 * 1024
LONGEST_WAIT = timedelta(hours=1)
"""No wait a server asks for is taken to be longer than this."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An HTTP answer of at most `LONGEST_ANSWER` bytes, decompressed.

    `asked_to_wait` is its Retry-After; `content_range` is TikTok's progress header of an upload.
    """

    status: int
    body: bytes = field(repr=False)
    log_id: str = ""
    asked_to_wait: timedelta | None = None
    content_range: str = ""
    content_type: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300


def read_body(blocks: Iterable[bytes], encoding: str) -> bytes:
    """The body of an answer, unpacked. Raises `ServerTrouble` where it is too long or unreadable.

    A packed body is unpacked up to the limit only: a few kilobytes can unpack to gigabytes.
    """
    packed = bytearray()
    for block in blocks:
        packed += block
        if len(packed) > LONGEST_ANSWER:
            raise _too_long()
    if encoding.strip().lower() in {"", "identity"}:
        return bytes(packed)
    if encoding.strip().lower() not in {"gzip", "x-gzip", "deflate"}:
        raise unreadable()
    try:
        body = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(packed, LONGEST_ANSWER + 1)
    except zlib.error as error:
        raise unreadable() from error
    if len(body) > LONGEST_ANSWER:
        raise _too_long()
    return body


def decode(body: bytes | msgspec.Raw, shape: type[T], *, log_id: str = "") -> T:
    """JSON as `shape`. Raises `ServerTrouble` for anything else, however broken.

    Numbers written as text are taken for numbers, as TikTok's webhooks write them.
    """
    # The parser's error goes no further: it can quote the answer, and that can be one with tokens.
    with suppress(ValueError, RecursionError):
        return msgspec.json.decode(body, type=shape, strict=False)
    raise unreadable(log_id)


def unreadable(log_id: str = "") -> ServerTrouble:
    """The error for an answer that makes no sense."""
    return ServerTrouble(
        "TikTok's answer could not be understood; if this goes on, check whether a proxy or a "
        "login page of this network answers in its place.",
        code="unreadable_answer",
        log_id=log_id,
    )


def _too_long() -> ServerTrouble:
    return ServerTrouble(
        "TikTok's answer was far too long and was not read to its end.", code="answer_too_long"
    )


def read_retry_after(text: str, now: datetime | None = None) -> timedelta | None:
    """A Retry-After header: seconds or an HTTP date, within nothing and an hour.

    None where there is none or it makes no sense.
    """
    text = text.strip()
    if re.fullmatch(r"-?[0-9]+", text):
        seconds = int(text[:12])
    else:
        try:
            at = parsedate_to_datetime(text)
        except ValueError:
            return None
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        seconds = int((at - (now or datetime.now(UTC))).total_seconds())
    return timedelta(seconds=min(max(seconds, 0), LONGEST_WAIT.total_seconds()))


def clean_code(text: str) -> str:
    """A code of TikTok's as it may be shown: `unknown` for what does not look like one."""
    return text if re.fullmatch(r"[a-z0-9_]{0,64}", text) else "unknown"


def clean_log_id(text: str) -> str:
    """TikTok's id of the exchange, or "" for what does not look like one."""
    return text if re.fullmatch(r"[A-Za-z0-9_-]{0,64}", text) else ""
