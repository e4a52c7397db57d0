"""Sending one part of a video (`tiktok-api.md` sections 4.1 and 4.3).

Nothing here is repeated: after any doubt the publisher asks TikTok first how far it got.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from tikscheduler.domain.errors import (
    GiveUp,
    NeedsUser,
    PublishError,
    ServerTrouble,
    Stopping,
    UploadGone,
    UploadOutOfStep,
)
from tikscheduler.domain.video import Part
from tikscheduler.tiktok.addresses import check_upload
from tikscheduler.tiktok.reply import Reply
from tikscheduler.tiktok.transport import Ask, Transport, Waits

BLOCK = 512 * 1024
"""Bytes read and sent at a time: a hundred uploads at once hold 50 MB."""

STORED = frozenset({200, 201, 206})
FLOOR_RATE = 16 * 1024
"""Bytes a second; a part that goes slower would outlive its upload address anyway."""

SHORTEST_DEADLINE = 120.0


def waits_for(size: int) -> Waits:
    """Time limits for a part of `size` bytes."""
    overall = max(SHORTEST_DEADLINE, size / FLOOR_RATE)
    return Waits(connect=10, write=60, read=120, overall=overall)


def send_part(
    transport: Transport,
    url: str,
    file: BinaryIO,
    part: Part,
    *,
    total: int,
    content_type: str,
    on_bytes: Callable[[int], None],
    waits: Waits | None = None,
) -> None:
    """PUT the bytes `part` of a file of `total` bytes, block by block, and return once stored.

    `on_bytes` is told the file offset up to which bytes were sent. The address opens the upload by
    itself, so no token goes with it.

    Raises `UploadGone` (403, 404), `UploadOutOfStep` (416), `GiveUp` (400, or an address that is
    not TikTok's), `NeedsUser` with the code `file_changed` (the file ends too early),
    `Unreachable`, `ServerTrouble` and `Stopping`. In spite of an error TikTok can have the part.
    """
    check_upload(url, transport.api_url)
    ask = Ask(
        method="PUT",
        target=url,
        headers={
            "Content-Type": content_type,
            "Content-Length": str(part.size),
            "Content-Range": f"bytes {part.first}-{part.last}/{total}",
        },
        body=_blocks(transport, file, part, on_bytes),
    )
    reply = transport.exchange(ask, waits or waits_for(part.size))
    if reply.status not in STORED:
        raise _refusal(reply, total)


def _blocks(
    transport: Transport, file: BinaryIO, part: Part, on_bytes: Callable[[int], None]
) -> Iterator[bytes]:
    offset, end = part.first, part.last + 1
    file.seek(offset)
    while offset < end:
        if transport.stopping.is_set():
            raise Stopping("The program is closing; the upload goes on at the next start.")
        block = file.read(min(BLOCK, end - offset))
        if not block:
            raise NeedsUser(
                "The video file changed while it was being uploaded; check it, then go on.",
                code="file_changed",
            )
        yield block
        offset += len(block)
        on_bytes(offset)


def _refusal(reply: Reply, total: int) -> PublishError:
    if reply.status in {403, 404}:
        return UploadGone(
            "TikTok no longer takes bytes at this upload's address; it goes again from the start "
            "if TikTok does not have it all.",
            log_id=reply.log_id,
        )
    if reply.status == 416:
        return UploadOutOfStep(
            "TikTok expects another part of the video; it goes on from there.",
            received=received_count(reply.content_range, total),
            log_id=reply.log_id,
        )
    if reply.status >= 500 or reply.status in {408, 425, 429}:
        return ServerTrouble(
            "TikTok could not store a part of the video.",
            log_id=reply.log_id,
            after=reply.asked_to_wait,
        )
    return GiveUp(
        f"TikTok did not take a part of the video (HTTP {reply.status}); schedule the post anew.",
        code="upload_refused",
        log_id=reply.log_id,
    )


def received_count(content_range: str, total: int) -> int | None:
    """How many bytes of `total` TikTok has by `bytes 0-N/total`; cut it back to a whole part.

    TikTok calls N a count, the header's grammar a last index. N + 1 comes to the same part either
    way: where N is a count, the one byte too many disappears with the cutting. N alone would, if
    it is an index, point to the part before for ever. None where the header says nothing.
    """
    match = re.fullmatch(r"bytes 0-([0-9]{1,15})/(?:[0-9]{1,15}|\*)", content_range.strip())
    return min(int(match[1]) + 1, total) if match else None
