"""Pictures for avatars and covers: small mirrored patterns, made from a name alone."""

from __future__ import annotations

import colorsys
import struct
import zlib
from functools import lru_cache
from hashlib import sha256

from starlette.requests import Request

SIDE = 160
CELLS = 5


def avatar_url(request: Request, username: str) -> str:
    """Where the sandbox serves a creator's picture."""
    return f"{str(request.base_url).rstrip('/')}/avatars/{username}.png"


def cover_url(request: Request, post_id: int) -> str:
    """Where the sandbox serves a post's cover."""
    return f"{str(request.base_url).rstrip('/')}/covers/{post_id}.png"


@lru_cache(maxsize=256)
def portrait(name: str) -> bytes:
    """A PNG of 160 x 160 pixels; the same name always gives the same picture."""
    digest = sha256(name.encode()).digest()
    hue = digest[0] / 255
    light, dark = _colour(hue, 0.80, 0.55), _colour(hue + 0.08, 0.42, 0.60)
    rows = []
    for y in range(SIDE):
        row = bytearray([0])
        for x in range(SIDE):
            row += dark if _filled(digest, x, y) else light
        rows.append(bytes(row))
    return _png(b"".join(rows))


def _colour(hue: float, lightness: float, saturation: float) -> bytes:
    return bytes(round(part * 255) for part in colorsys.hls_to_rgb(hue % 1, lightness, saturation))


def _filled(digest: bytes, x: int, y: int) -> bool:
    margin = SIDE // 8
    cell = (SIDE - 2 * margin) // CELLS
    column, row = (x - margin) // cell, (y - margin) // cell
    if not (0 <= column < CELLS and 0 <= row < CELLS):
        return False
    column = min(column, CELLS - 1 - column)
    return digest[1 + column * CELLS + row] % 2 == 1


def _png(rows: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    parts = (
        _chunk(b"IHDR", head),
        _chunk(b"IDAT", zlib.compress(rows)),
        _chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)
