"""How long an MP4 or MOV runs, read from its header with the standard library alone."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import BinaryIO

BOXES = 10_000
HEADER = 8


def duration_seconds(file: Path) -> float | None:
    """The running time in seconds; None where the file is no MP4 or MOV or does not say."""
    try:
        with file.open("rb") as stream:
            end = stream.seek(0, os.SEEK_END)
            movie = _find(stream, b"moov", 0, end)
            header = _find(stream, b"mvhd", *movie) if movie else None
            return _duration(stream, *header) if header else None
    except (OSError, struct.error):
        return None


def _find(stream: BinaryIO, name: bytes, start: int, end: int) -> tuple[int, int] | None:
    """Where the content of the first box of this name begins and ends."""
    for _ in range(BOXES):
        if start + HEADER > end:
            return None
        stream.seek(start)
        size, kind = struct.unpack(">I4s", stream.read(HEADER))
        body = start + HEADER
        if size == 1:
            (size,) = struct.unpack(">Q", stream.read(HEADER))
            body += HEADER
        stop = end if size == 0 else start + size
        if stop < body or stop > end or not kind.strip().isalnum():
            return None
        if kind == name:
            return body, stop
        start = stop
    return None


def _duration(stream: BinaryIO, start: int, end: int) -> float | None:
    stream.seek(start)
    head = stream.read(min(end - start, 40))
    if head[:1] == b"\x01":
        scale, length = struct.unpack(">IQ", head[20:32])
    else:
        scale, length = struct.unpack(">II", head[12:20])
    return length / scale if scale else None
