"""Reads what a copy of a video depends on: colours, shape of pixels, steadiness, sound."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice, pairwise
from pathlib import Path

from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from tikscheduler.domain.reencoding import Material, Sound
from tikscheduler.media.layout import Layout, read_layout
from tikscheduler.media.probe import first_frame, open_picture_stream, probe, saying_what_is_wrong
from tikscheduler.media.source import Source, open_container, open_source

HDR = {16: "PQ", 18: "HLG"}
"""Transfer curves of ITU-T H.273 that show more than a plain screen can."""
WIDE = frozenset({9, 11, 12})
"""Primaries of H.273 beyond those of a plain screen: BT.2020 and the two of P3."""

LOOKED_THROUGH = 300
"""So many frames are enough to see whether all are shown equally long."""
LEFT_OUT = 16
"""The last ones may be out of order, as the frames between them are still to come."""
TICK = Fraction(3, 2000)
"""Matroska counts in milliseconds, so two equal frames may differ by one."""


def read_material(path: Path) -> Material:
    """What the video at `path` is made of. Raises `InputError` as `media.probe.probe` does."""
    facts = probe(path)
    with open_source(path) as source:
        layout = read_layout(source)
        with saying_what_is_wrong(source, layout):
            with open_container(source, layout.demuxer) as container:
                stream = open_picture_stream(source, container)
                sound = _sound(container)
                frame = first_frame(source, container, stream)
                shape = stream.sample_aspect_ratio or Fraction(1)
            return Material(
                facts=facts,
                bits=max(component.bits for component in frame.format.components),
                hdr=HDR.get(frame.color_trc, ""),
                wide=frame.color_primaries in WIDE,
                pixel_shape=shape if shape > 0 else Fraction(1),
                interlaced=frame.interlaced_frame,
                steady=_is_steady(source, layout),
                sound=sound,
            )


def colours_of(frame: VideoFrame) -> tuple[int, int, int]:
    """Primaries, transfer curve and matrix, as H.273 numbers them."""
    return frame.color_primaries, frame.color_trc, frame.colorspace


def _sound(container: InputContainer) -> Sound | None:
    if not container.streams.audio:
        return None
    stream = container.streams.audio[0]
    if stream.codec_context is None:
        return Sound(codec="")
    context = stream.codec_context
    codec = context.codec.canonical_name
    if codec.startswith("pcm_"):
        codec = "PCM"
    return Sound(codec=codec, rate=context.sample_rate, channels=context.channels)


def _is_steady(source: Source, layout: Layout) -> bool:
    """Whether all frames are shown equally long, as far as the first of them tell."""
    with open_container(source, layout.demuxer) as container:
        stream = open_picture_stream(source, container)
        times = sorted(islice(_times(container, stream), LOOKED_THROUGH))
    if len(times) == LOOKED_THROUGH:
        times = times[:-LEFT_OUT]
    steps = [later - earlier for earlier, later in pairwise(times)]
    if not steps:
        return True
    usual = sorted(steps)[len(steps) // 2]
    return all(abs(step - usual) <= max(TICK, usual / 50) for step in steps)


def _times(container: InputContainer, stream: VideoStream) -> list[Fraction]:
    found = []
    for packet in container.demux(stream):
        if packet.pts is not None and packet.size:
            found.append(packet.pts * Fraction(packet.time_base))
            if len(found) >= LOOKED_THROUGH:
                break
    return found
