"""What the upload tests share: sending a part to the test's own server."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from tests.tiktok.line import Line
from tikscheduler.domain.video import Part
from tikscheduler.tiktok.transport import Waits
from tikscheduler.tiktok.uploads import BLOCK, send_part

Connect = Callable[..., Line]

SIZE = 3 * BLOCK + 77
BIG = 64_000_000


def send_all(line: Line, file: BinaryIO, waits: Waits | None = None) -> None:
    send(line, file, Part(0, BIG - 1), total=BIG, waits=waits)


def send(
    line: Line,
    file: BinaryIO,
    part: Part,
    *,
    total: int = SIZE,
    on_bytes: Callable[[int], None] = lambda offset: None,
    waits: Waits | None = None,
) -> None:
    send_part(
        line.transport,
        line.server.base + "/upload/?upload_id=7&token=a%2Bb+c",
        file,
        part,
        total=total,
        content_type="video/mp4",
        on_bytes=on_bytes,
        waits=waits,
    )
