"""What a video file is: the facts TikTok judges it by, read from its head and its index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from tikscheduler.domain.errors import InputError
from tikscheduler.domain.video import VideoFacts
from tikscheduler.media.layout import Layout, cut_off, read_layout
from tikscheduler.media.source import (
    Source,
    open_container,
    open_source,
    shown,
)

PACKETS_TO_TRY = 64
"""So many packets may pass before the first picture appears."""

BELIEVABLE_RATE = 480
"""A rate above this is the clock of the container (1,000 in WebM), not a count of pictures."""


def probe(path: Path) -> VideoFacts:
    """The facts of a video file.

    The frame rate is the average over the whole file, since a phone's rate varies and TikTok
    counts the average; the length is that of the longest stream.

    Raises `InputError` with code `no_such_file`, `not_a_file`, `empty_file`, `unreadable_file`,
    `not_a_video`, `unknown_codec` or `damaged_video`; each message names the file and the mend.
    """
    with open_source(path) as source:
        layout = read_layout(source)
        with saying_what_is_wrong(source, layout):
            return _read_facts(source, layout)


@contextmanager
def saying_what_is_wrong(source: Source, layout: Layout) -> Iterator[None]:
    """Turn what FFmpeg says about the content into an `InputError` in words."""
    try:
        yield
    except av.FFmpegError as error:
        if layout.demuxer is None:
            raise _no_video(source, "no video that can be read") from error
        raise damaged(source) from error


def open_picture_stream(source: Source, container: InputContainer) -> VideoStream:
    """The stream with the moving pictures; cover art does not count. Raises `InputError`."""
    for stream in container.streams.video:
        if stream.disposition & Disposition.attached_pic:
            continue
        if stream.codec_context is None:
            raise InputError(
                f"{shown(source.path)} is encoded in a way this program cannot read; "
                "export it as H.264.",
                code="unknown_codec",
            )
        stream.codec_context.thread_count = 1  # one picture is wanted: threads only cost
        return stream
    raise _no_video(source, "sound only" if container.streams.audio else "no video")


def turned(frame: VideoFrame) -> int:
    """How far the picture must be turned to be shown upright: 0, 90, 180 or 270 clockwise."""
    return round(-frame.rotation / 90) % 4 * 90


def _read_facts(source: Source, layout: Layout) -> VideoFacts:
    with open_container(source, layout.demuxer) as container:
        stream = open_picture_stream(source, container)
        _check_whole(source, container)
        rate, duration_ms = stream.average_rate, (container.duration or 0) // 1000
        frame = first_frame(source, container, stream)
        name = layout.container or container.format.name.split(",")[0]
        codec = stream.codec_context.codec.canonical_name
    if duration_ms <= 0 or not rate or rate > BELIEVABLE_RATE:
        rate, duration_ms = _counted(source, layout)
    rotation = turned(frame)
    sides = (frame.width, frame.height)
    width, height = reversed(sides) if rotation in {90, 270} else sides
    return VideoFacts(
        path=source.path,
        size=source.size,
        mtime_ns=source.mtime_ns,
        container=name,
        codec=codec,
        width=width,
        height=height,
        frame_rate=rate,
        duration_ms=duration_ms,
        rotation=rotation,
    )


def _check_whole(source: Source, container: InputContainer) -> None:
    """The index of an MP4 knows every sample; the last must lie within the file."""
    for stream in container.streams:
        if len(stream.index_entries):
            last = stream.index_entries[-1]
            if last.pos + last.size > source.size:
                raise cut_off(source)


def first_frame(source: Source, container: InputContainer, stream: VideoStream) -> VideoFrame:
    """The first picture that decodes: proof that it is a video, and its size and rotation."""
    for number, packet in enumerate(container.demux(stream)):
        try:
            frames = packet.decode()
        except av.FFmpegError:
            frames = []  # one broken packet: the next may do
        if frames:
            return frames[0]
        if number >= PACKETS_TO_TRY:
            break
    raise damaged(source)


def _counted(source: Source, layout: Layout) -> tuple[Fraction, int]:
    """Frame rate and length by reading all packets, for files that do not say (browser WebM)."""
    with open_container(source, layout.demuxer) as container:
        stream = open_picture_stream(source, container)
        times = sorted(_times(container, stream))
    if len(times) < 2 or times[0] == times[-1]:
        return Fraction(0), 0
    rate = Fraction(len(times) - 1) / (times[-1] - times[0])
    return rate.limit_denominator(1001), round((times[-1] - times[0] + 1 / rate) * 1000)


def _times(container: InputContainer, stream: VideoStream) -> Iterator[Fraction]:
    for packet in container.demux(stream):
        if packet.pts is not None and packet.size:
            yield packet.pts * Fraction(packet.time_base)


def _no_video(source: Source, what: str) -> InputError:
    return InputError(
        f"{shown(source.path)} holds {what}; choose an MP4, MOV or WebM file.", code="not_a_video"
    )


def damaged(source: Source) -> InputError:
    """The error for a video without a picture that can be shown."""
    return InputError(
        f"{shown(source.path)} is damaged: its pictures cannot be shown; export or copy it again.",
        code="damaged_video",
    )
