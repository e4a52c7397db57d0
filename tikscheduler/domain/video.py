"""What TikTok takes as a video, and how a file is cut into parts (`tiktok-api.md` section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path

MAX_BYTES = 4 * 1000**3
MIN_SIDE, MAX_SIDE = 360, 4096
MIN_RATE, MAX_RATE = 23, 60
MAX_SECONDS = 600
"""The longest an app may send at all; a creator's own maximum may be less."""

CODECS = {"h264": "H.264", "hevc": "H.265", "vp8": "VP8", "vp9": "VP9"}
FORMATS = ("mp4", "mov", "webm")
SUFFIXES = frozenset(f".{name}" for name in FORMATS)

WHOLE_UP_TO = 64_000_000
PART_BYTES = 10_000_000
BULK_BYTES = 10_000_000
"""A file over this size takes one of the few places for bulk transfers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoFacts:
    """What a probe found. `container` is mp4, mov or webm, else the demuxer's own name.

    `width` and `height` are pixels as shown, rotation applied; `rotation` is degrees clockwise.
    """

    path: Path
    size: int
    mtime_ns: int
    container: str
    codec: str
    width: int
    height: int
    frame_rate: Fraction
    duration_ms: int
    rotation: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that keeps a post from going out, in words with the mend."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Part:
    """A byte range of a file, `first` to `last` inclusive, as Content-Range wants it."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """Bytes in this part."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class PartPlan:
    """How a file of `size` bytes is sent: `count` parts of `part_size`, the last takes the rest."""

    size: int
    part_size: int

    @property
    def count(self) -> int:
        """TikTok's total_chunk_count: size over part size, rounded down."""
        return max(1, self.size // self.part_size)

    def part(self, index: int) -> Part:
        """The part at `index`, counted from 0."""
        first = index * self.part_size
        last = self.size - 1 if index == self.count - 1 else first + self.part_size - 1
        return Part(first, last)

    def parts_after(self, received: int) -> Iterator[Part]:
        """The parts still to send when TikTok has `received` bytes, cut back to a whole part.

        TikTok may tell the last byte's place instead of the count (section 4.3): a part that
        lacks one byte is taken as whole, but for the last, which must not be missed.
        """
        if received >= self.size:
            return
        for index in range(min((received + 1) // self.part_size, self.count - 1), self.count):
            yield self.part(index)

    def is_last(self, part: Part) -> bool:
        """Whether this part ends the file: after it TikTok publishes and nothing can be undone."""
        return part.last == self.size - 1


def plan_parts(size: int) -> PartPlan:
    """The part plan that stays inside both readings of TikTok's MB (section 4.2).

    Raises `ValueError` for an empty file: there is nothing to send.
    """
    if size < 1:
        raise ValueError("an empty file has no parts")
    return PartPlan(size, size if size <= WHOLE_UP_TO else PART_BYTES)


def check_video(facts: VideoFacts) -> list[Problem]:
    """Everything about the file that TikTok would refuse (section 4.4), in words."""
    name = facts.path.name
    found = []
    if facts.container not in FORMATS:
        found.append(
            Problem(
                code="file_format_check_failed",
                message=f"{name} is a {facts.container} file; TikTok takes MP4, MOV and WebM, "
                "so export it as MP4.",
            )
        )
    if facts.codec not in CODECS:
        found.append(
            Problem(
                code="file_format_check_failed",
                message=f"{name} is encoded as {facts.codec}; TikTok takes "
                f"{', '.join(CODECS.values())}, so export it as H.264.",
            )
        )
    if facts.size > MAX_BYTES:
        found.append(
            Problem(
                code="file_too_large",
                message=f"{name} has {ceil(facts.size / 1e7) / 100:.2f} GB and may have "
                f"{MAX_BYTES // 1000**3} GB; export it smaller.",
            )
        )
    if not MIN_RATE <= facts.frame_rate <= MAX_RATE:
        found.append(
            Problem(
                code="frame_rate_check_failed",
                message=f"{name} has {float(facts.frame_rate):.7g} frames a second; TikTok takes "
                f"{MIN_RATE} to {MAX_RATE}, so export it with 30.",
            )
        )
    if not all(MIN_SIDE <= side <= MAX_SIDE for side in (facts.width, facts.height)):
        found.append(
            Problem(
                code="picture_size_check_failed",
                message=f"{name} is {facts.width} × {facts.height} pixels; each side must have "
                f"{MIN_SIDE} to {MAX_SIDE}, so export it in another size.",
            )
        )
    return found + check_duration(name, facts.duration_ms, MAX_SECONDS)


def check_duration(name: str, duration_ms: int, max_seconds: int) -> list[Problem]:
    """Whether a video is too long for `max_seconds` (0: no limit known), or has no length."""
    if duration_ms <= 0:
        message = f"{name} has no frames to show; export it again."
    elif max_seconds and duration_ms > max_seconds * 1000:
        message = (
            f"{name} lasts {ceil(duration_ms / 100) / 10:.1f} s and may last {max_seconds} s "
            "on this account; cut it shorter."
        )
    else:
        return []
    return [Problem(code="duration_check_failed", message=message)]
