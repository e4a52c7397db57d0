"""What is done to the pictures and the sound of a video on the way into a copy of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import av
from av.audio.frame import AudioFrame
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import VideoFrame

from tikscheduler.domain.reencoding import SOUND_RATE, Recipe
from tikscheduler.media.frames import TURNS
from tikscheduler.media.material import colours_of
from tikscheduler.media.probe import turned

BT709 = (1, 1, 1)
LIMITED = 1
"""H.273 and FFmpeg number these: plain colours, and the range from 16 to 235."""
RGB = 0


def out_colours(recipe: Recipe, first: VideoFrame) -> tuple[int, int, int]:
    """The colours that the copy says it has: those of the video, unless they had to change."""
    found = colours_of(first)
    return BT709 if recipe.plain_colours or found[2] == RGB else found


class Pictures:
    """Turns the frames of a video into those of its copy: at a steady rate, upright, scaled."""

    def __init__(self, recipe: Recipe, first: VideoFrame, threads: int) -> None:
        self._graph = Graph()
        self._graph.threads = threads
        steps = [("fps", f"{recipe.rate}:start_time=0")]
        if recipe.even_lines:
            steps.insert(0, ("bwdif", "mode=send_frame:deint=interlaced"))
        steps.append(("scale", _scale(recipe, first)))
        for step in TURNS.get(turned(first), ()):
            name, _, options = step.partition("=")
            steps.append((name, options))
        if recipe.canvas != recipe.picture:
            steps.append(("pad", "{}:{}:(ow-iw)/2:(oh-ih)/2".format(*recipe.canvas)))
        steps.append(("format", "yuv420p"))
        source = self._graph.add(
            "buffer",
            f"video_size={first.width}x{first.height}:pix_fmt={first.format.name}:"
            f"time_base={first.time_base}:pixel_aspect=1/1:"
            f"colorspace={first.colorspace}:range={first.color_range}",
        )
        _link(self._graph, source, steps, "buffersink")

    def through(self, frame: VideoFrame | None) -> Iterator[VideoFrame]:
        """What comes of this frame; None asks for the rest."""
        self._graph.vpush(frame)
        for made in _pulled(self._graph):
            yield cast(VideoFrame, made)


class Sounds:
    """Turns the sound of a video into that of its copy: stereo, without gaps, from the start."""

    def __init__(self, first: AudioFrame, frame_size: int) -> None:
        self._graph = Graph()
        source = self._graph.add_abuffer(
            sample_rate=first.sample_rate,
            format=first.format,
            layout=first.layout,
            time_base=first.time_base,
        )
        steps = [
            # Where frames of sound are missing or late there is silence, so that all else stays
            # where it belongs; and none may come before the pictures begin.
            ("aresample", f"{SOUND_RATE}:async=1:first_pts=0:min_hard_comp=0.05"),
            ("aformat", f"sample_fmts=fltp:sample_rates={SOUND_RATE}:channel_layouts=stereo"),
        ]
        _link(self._graph, source, steps, "abuffersink")
        self._graph.set_audio_frame_size(frame_size)

    def through(self, frame: AudioFrame | None) -> Iterator[AudioFrame]:
        """What comes of this frame; None asks for the rest."""
        self._graph.push(frame)
        for made in _pulled(self._graph):
            yield cast(AudioFrame, made)


def _scale(recipe: Recipe, first: VideoFrame) -> str:
    """The size as it is stored, since the picture is turned afterwards; and plain colours."""
    width, height = recipe.picture
    if turned(first) in {90, 270}:
        width, height = height, width
    found = f"{width}:{height}:flags=bicubic:out_range=limited"
    if recipe.plain_colours:
        found += ":out_color_matrix=bt709:out_primaries=bt709:out_transfer=bt709:intent=perceptual"
    elif first.colorspace == RGB:
        found += ":out_color_matrix=bt709"
    return found


def _link(graph: Graph, source: FilterContext, steps: list[tuple[str, str]], sink: str) -> None:
    nodes = [graph.add(name, options or None) for name, options in steps]
    graph.link_nodes(source, *nodes, graph.add(sink)).configure()


def _pulled(graph: Graph) -> Iterator[object]:
    while True:
        try:
            yield graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
