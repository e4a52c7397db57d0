"""Fetching the pictures TikTok names by their addresses: a creator's avatar."""

from __future__ import annotations

from tikscheduler.domain.errors import GiveUp, ServerTrouble
from tikscheduler.tiktok.addresses import check_picture
from tikscheduler.tiktok.transport import Ask, Transport, Waits

WAITS = Waits(connect=10, read=10, overall=20)
KINDS = ((0, b"\xff\xd8\xff"), (0, b"\x89PNG\r\n\x1a\n"), (8, b"WEBP"))
"""How a JPEG, a PNG and a WebP begin: the place and the bytes."""


def fetch_picture(transport: Transport, url: str) -> bytes:
    """The picture at an address: a JPEG, a PNG or a WebP of at most a megabyte.

    No token goes along, nothing is kept between two calls, redirects are refused, and nothing is
    repeated: a picture is asked for again when it is next needed.

    Raises `GiveUp` (an address or an answer that is none), `ServerTrouble`, `Unreachable` and
    `Stopping`.
    """
    check_picture(url, transport.api_url)
    reply = transport.exchange(Ask(method="GET", target=url), WAITS)
    if reply.status >= 500 or reply.status == 429:
        raise ServerTrouble("TikTok could not send a picture.", log_id=reply.log_id)
    if not reply.is_success:  # an address that has expired, as all of them do
        raise GiveUp("TikTok has no picture at this address any more.", code="picture_gone")
    if not (reply.content_type.startswith("image/") and is_picture(reply.body)):
        raise GiveUp("What TikTok sent is no picture.", code="no_picture")
    return reply.body


def is_picture(data: bytes) -> bool:
    """Whether these bytes begin as a picture of a kind that is shown."""
    return any(data.startswith(mark, place) for place, mark in KINDS)
