"""`PUT /upload/`: parts of a video, checked, hashed and stored as they come (section 4, 11)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import BinaryIO

from starlette.requests import ClientDisconnect
from starlette.responses import Response

from tikscheduler.sandbox.calls import Call
from tikscheduler.sandbox.containers import duration_seconds
from tikscheduler.sandbox.fault_answers import Dropped
from tikscheduler.sandbox.publications import Publication, advance
from tikscheduler.sandbox.refusals import Refusal

CONTENT_TYPES = frozenset({"video/mp4", "video/quicktime", "video/webm"})
RANGE = re.compile(r"bytes (\d{1,19})-(\d{1,19})/(\d{1,19})", re.ASCII)
MALFORMED = 400


@dataclass(frozen=True, slots=True)
class Piece:
    """The byte range of one PUT, both ends included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """Bytes in it."""
        return self.last - self.first + 1


async def put_part(call: Call) -> Response:
    """Take one part: 206 while more must come, 201 after the last (section 4.3)."""
    post = call.post
    if post is None:
        raise Refusal(404, "", "there is no upload at this address")
    if post.complete:
        refusal = Refusal(
            call.state.switches.completed_upload_status, "", "the upload is whole", breach=False
        )
        raise _with_progress(call, post, refusal)
    piece = _piece(call, post)
    if not await _store(call, post, piece):
        return Dropped()
    headers = _progress(call, post)
    if post.received < post.size:
        return Response(status_code=206, headers=headers)
    _complete(call, post)
    return Response(status_code=201, headers=headers)


def _piece(call: Call, post: Publication) -> Piece:
    """The range, once every rule about it is kept."""
    if post.upload_expires is None or call.now >= post.upload_expires:
        raise Refusal(403, "", "the upload address has expired", breach=False)
    headers = call.request.headers
    found = RANGE.fullmatch(headers.get("content-range", ""))
    if found is None:
        raise Refusal(MALFORMED, "", "Content-Range must be bytes FIRST-LAST/TOTAL")
    piece, total = Piece(int(found[1]), int(found[2])), int(found[3])
    length = headers.get("content-length", "")
    content_type = headers.get("content-type", "")
    if content_type not in CONTENT_TYPES:
        raise Refusal(MALFORMED, "", f"Content-Type {content_type!r} is no video type")
    if not length.isdigit() or "transfer-encoding" in headers:
        raise Refusal(MALFORMED, "", "Content-Length is missing")
    if total != post.size:
        raise Refusal(MALFORMED, "", f"the total is {total}, {post.size} was announced")
    if int(length) != piece.size or piece.size < 1:
        raise Refusal(MALFORMED, "", f"Content-Length {length} is not that of {found[0]}")
    _check_place(call, post, piece)
    post.content_type = content_type
    return piece


def _check_place(call: Call, post: Publication, piece: Piece) -> None:
    index = post.part_at(piece.first)
    planned = index is not None and post.part_range(index) == (piece.first, piece.last)
    if planned and piece.first == post.received:
        return
    rule = f"bytes {piece.first}-{piece.last} do not follow the {post.received} received"
    if not planned:
        rule = f"bytes {piece.first}-{piece.last} are no planned part of {post.part_size}"
    # A whole part sent again is how a client finds its place after a lost answer.
    repeated = planned and piece.first < post.received
    raise _with_progress(call, post, Refusal(416, "", rule, breach=not repeated))


def _with_progress(call: Call, post: Publication, refusal: Refusal) -> Refusal:
    refusal.headers.update(_progress(call, post))
    return refusal


def _progress(call: Call, post: Publication) -> dict[str, str]:
    number = post.received
    if call.state.switches.progress_as_index:
        number = max(0, number - 1)
    return {"content-range": f"bytes 0-{number}/{post.size}"}


async def _store(call: Call, post: Publication, piece: Piece) -> bool:
    """Write the body to its place; False where it did not come whole, and then nothing is kept."""
    assert post.file is not None  # noqa: S101
    post.writer = writer = object()
    digest = post.digest.copy()
    midway = call.fault is not None and call.fault.kind == "drop-midway"
    stop_at = piece.size // 2 if midway else piece.size + 1
    taken = 0
    with post.file.open("r+b" if post.file.exists() else "w+b", buffering=0) as file:
        file.seek(piece.first)
        try:
            async for block in call.request.stream():
                if post.writer is not writer or taken >= stop_at:
                    return False
                if block and post.first_byte_at is None:
                    post.first_byte_at = call.state.now()
                _write(file, block)
                digest.update(block)
                taken += len(block)
        except ClientDisconnect:
            return False
    if taken != piece.size or post.writer is not writer:
        return False
    post.digest, post.received = digest, piece.last + 1
    return True


def _write(file: BinaryIO, block: bytes) -> None:
    view = memoryview(block)
    while view:
        view = view[file.write(view) :]


def _complete(call: Call, post: Publication) -> None:
    """The last byte is in: from here on nothing can be taken back."""
    assert post.file is not None  # noqa: S101
    stored = post.file.stat().st_size
    if stored != post.size:
        raise Refusal(500, "", f"{stored} of {post.size} bytes are stored", breach=False)
    post.completed_at = call.state.now()
    _plan_processing(call, post)
    if call.state.switches.processing_polls == 0:
        advance(post, post.completed_at, call.state.switches)


def _plan_processing(call: Call, post: Publication) -> None:
    fault = call.state.faults.take("processing", post.username)
    if fault is not None and fault.kind == "fail":
        post.will_fail = fault.value
    elif fault is not None and fault.kind == "delay":
        post.extra_seconds = float(fault.value)
    elif fault is not None:
        post.stuck, post.hide_id = fault.kind == "stuck", fault.kind == "no-id"
    assert post.file is not None  # noqa: S101
    post.seconds = duration_seconds(post.file)
    limit = call.state.creators[post.username].max_seconds
    if call.state.switches.inspect_videos and not post.draft and (post.seconds or 0) > limit:
        post.will_fail = post.will_fail or "duration_check_failed"
