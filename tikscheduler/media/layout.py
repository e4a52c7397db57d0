"""How a file is laid out, read from its outermost boxes: which container, and whether it is whole.

MP4 and MOV: ISO/IEC 14496-12 section 4.2 (boxes) and 4.3 (`ftyp`). WebM: RFC 8794 (EBML) and
RFC 9559 (Matroska); WebM is Matroska with the document type "webm".
"""

from __future__ import annotations

from dataclasses import dataclass

from tikscheduler.domain.errors import InputError
from tikscheduler.media.source import Source, shown

QUICKTIME = b"qt  "
PICTURES = frozenset({b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
OTHER_BRANDS = {b"3gp": "3gp", b"3g2": "3g2", b"f4v": "f4v", b"mjp": "mj2"}
OUTERMOST = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"moof"})
NEEDED_WHOLE = frozenset({b"moov", b"mdat", b"moof"})
MOST_BOXES = 200_000
EBML, SEGMENT, DOC_TYPE = 0x1A45DFA3, 0x18538067, 0x4282


@dataclass(frozen=True, slots=True)
class Layout:
    """`container` as in `VideoFacts`, "" where only the demuxer knows; `demuxer` reads it."""

    container: str
    demuxer: str | None


def read_layout(source: Source) -> Layout:
    """What kind of container the file is, by content alone.

    Raises `InputError` with code `damaged_video` where a part of it lies beyond the end of the
    file or its index is missing, and `not_a_video` for a picture in an MP4 coat (HEIC, AVIF).
    """
    head = source.read_at(0, 64)
    if head[4:8] in OUTERMOST:
        return _read_boxes(source)
    if head[:4] == EBML.to_bytes(4, "big"):
        return _read_ebml(source, head)
    return Layout("", None)


def cut_off(source: Source) -> InputError:
    """The error for a file that ends too early."""
    return InputError(
        f"{shown(source.path)} ends too early, as after an unfinished copy or recording; "
        "copy or export it again.",
        code="damaged_video",
    )


def _read_boxes(source: Source) -> Layout:
    brand, seen, place = QUICKTIME, set[bytes](), 0  # QuickTime before `ftyp` existed has none
    for _ in range(MOST_BOXES):
        head = source.read_at(place, 16)
        if len(head) < 8 or not head[4:8].isascii():
            break
        size, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if size == 1:
            size = int.from_bytes(head[8:16], "big")
        elif size == 0:  # up to the end of the file
            size = source.size - place
        if size < 8:
            break
        if kind in NEEDED_WHOLE and place + size > source.size:
            raise cut_off(source)
        if kind == b"ftyp" and not seen:
            brand = source.read_at(place + 8, 4)
        seen.add(kind)
        place += size
    if not seen & {b"moov", b"moof"}:
        raise cut_off(source)
    return Layout(_container_of(source, brand), "mov")


def _container_of(source: Source, brand: bytes) -> str:
    if brand in PICTURES:
        raise InputError(
            f"{shown(source.path)} is a picture; choose a video file.", code="not_a_video"
        )
    if brand == QUICKTIME:
        return "mov"
    return OTHER_BRANDS.get(brand[:3].lower(), "mp4")


def _read_ebml(source: Source, head: bytes) -> Layout:
    size, start = _vint(head, 4)
    end = start + (size or 0)
    header = source.read_at(0, min(end, 4096))
    kind = _doc_type(header, start)
    segment = source.read_at(end, 12)
    if segment[:4] == SEGMENT.to_bytes(4, "big"):
        size, body = _vint(segment, 4)
        if size is not None and end + body + size > source.size:
            raise cut_off(source)
    return Layout("webm" if kind == "webm" else "matroska", "matroska")


def _doc_type(header: bytes, place: int) -> str:
    while place < len(header):
        width = _width(header[place])
        name = int.from_bytes(header[place : place + width], "big")
        size, place = _vint(header, place + width)
        if size is None:
            break
        if name == DOC_TYPE:
            return header[place : place + size].rstrip(b"\0").decode("ascii", "replace")
        place += size
    return ""


def _vint(data: bytes, place: int) -> tuple[int | None, int]:
    """A variable-length integer and the place after it; None where it says "unknown"."""
    if place >= len(data):
        return None, place + 1
    width = _width(data[place])
    mask = (1 << 7 * width) - 1
    value = int.from_bytes(data[place : place + width], "big") & mask
    return (None if value == mask else value), place + width


def _width(first: int) -> int:
    return 9 - max(1, first.bit_length())
