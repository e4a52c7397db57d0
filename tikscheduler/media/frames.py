"""Single pictures out of a video: thumbnails, and the choice of a cover."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.filter import Graph
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from tikscheduler.media.layout import read_layout
from tikscheduler.media.probe import damaged, open_picture_stream, saying_what_is_wrong, turned
from tikscheduler.media.source import open_container, open_source

TURNS = {90: ("transpose=clock",), 180: ("hflip", "vflip"), 270: ("transpose=cclock",)}
QUALITY = {"qmin": "2", "qmax": "4"}
"""JPEG quantiser, 1 (best) to 31: no blocks to be seen, about 30 kB for a thumbnail."""


def frame_at(path: Path, at_ms: int, max_side: int) -> bytes:
    """The picture shown at `at_ms`, upright, as a JPEG whose longer side is at most `max_side`.

    A time past the end gives the last picture. Raises `InputError` as `media.probe.probe` does.
    """
    with open_source(path) as source:
        layout = read_layout(source)
        with (
            saying_what_is_wrong(source, layout),
            open_container(source, layout.demuxer) as container,
        ):
            stream = open_picture_stream(source, container)
            frame = _seek_frame(container, stream, at_ms)
            if frame is None:
                raise damaged(source)
            return _as_jpeg(_upright(frame, max_side))


def _seek_frame(container: InputContainer, stream: VideoStream, at_ms: int) -> VideoFrame | None:
    start = Fraction(container.start_time or 0, 1_000_000)
    wanted = start + Fraction(max(0, at_ms), 1000)
    if at_ms > 0:
        container.seek(int(wanted * 1_000_000))  # to the key picture at or before it
    shown_then = None
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.FFmpegError:
            continue  # one broken packet: the picture before it stays on the screen
        for frame in frames:
            if shown_then is not None and _time(frame) > wanted:
                return shown_then
            shown_then = frame
    return shown_then


def _time(frame: VideoFrame) -> Fraction:
    return Fraction(frame.pts or 0) * (frame.time_base or Fraction(0))


def _upright(frame: VideoFrame, max_side: int) -> VideoFrame:
    scale = min(1.0, max_side / max(frame.width, frame.height))
    width, height = (max(1, round(side * scale)) for side in (frame.width, frame.height))
    small = frame.reformat(width, height, "yuvj420p", interpolation="AREA")
    steps = TURNS.get(turned(frame), ())
    if not steps:
        return small
    graph = Graph()
    nodes = [
        graph.add_buffer(
            width=small.width,
            height=small.height,
            format=small.format,
            time_base=Fraction(1, 1000),
        )
    ]
    for step in steps:
        name, _, options = step.partition("=")
        nodes.append(graph.add(name, options or None))
    graph.link_nodes(*nodes, graph.add("buffersink")).configure()
    graph.vpush(small)
    return graph.vpull()


def _as_jpeg(frame: VideoFrame) -> bytes:
    encoder = VideoCodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, "yuvj420p"
    encoder.time_base = Fraction(1, 25)
    encoder.options = QUALITY
    frame.pts = None
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])
