"""Single pictures out of a video: thumbnails, and the choice of a cover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    [picture] = frames_at(path, [at_ms], max_side)
    return picture


def frames_at(path: Path, times_ms: Iterable[int], max_side: int) -> Iterator[bytes]:
    """The picture shown at each time, as `frame_at` gives it; the file is opened once.

    Rising times are quickest: between them it decodes on instead of starting anew.
    """
    with open_source(path) as source:
        layout = read_layout(source)
        with (
            saying_what_is_wrong(source, layout),
            open_container(source, layout.demuxer) as container,
        ):
            reel = _Reel(container, open_picture_stream(source, container))
            for at_ms in times_ms:
                frame = reel.shown_at(at_ms)
                if frame is None:
                    raise damaged(source)
                yield _as_jpeg(_upright(frame, max_side))


class _Reel:
    """The pictures of a stream, wound to where the next one is wanted."""

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self._container, self._stream = container, stream
        self._start = Fraction(container.start_time or 0, 1_000_000)
        self._frames = self._decoded()
        self._shown: VideoFrame | None = None
        self._next: VideoFrame | None = None

    def shown_at(self, at_ms: int) -> VideoFrame | None:
        """The picture on the screen at this time; None where none can be decoded."""
        wanted = self._start + Fraction(max(0, at_ms), 1000)
        if self._must_wind(wanted):
            self._container.seek(int(wanted * 1_000_000))  # to the key picture at or before it
            self._frames, self._shown, self._next = self._decoded(), None, None
        while True:
            self._next = self._next or next(self._frames, None)
            if self._next is None or (self._shown is not None and _time(self._next) > wanted):
                return self._shown
            self._shown, self._next = self._next, None

    def _must_wind(self, wanted: Fraction) -> bool:
        """Whether winding is needed, or cheaper than decoding on from here."""
        if self._shown is None:
            return wanted > self._start
        if wanted < _time(self._shown):
            return True
        base, index = self._stream.time_base, self._stream.index_entries
        key = index.search_timestamp(int(wanted / base)) if base else -1
        return key < 0 or index[key].timestamp * (base or 0) > _time(self._shown)

    def _decoded(self) -> Iterator[VideoFrame]:
        for packet in self._container.demux(self._stream):
            try:
                yield from packet.decode()
            except av.FFmpegError:
                continue  # one broken packet: the picture before it stays on the screen


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
