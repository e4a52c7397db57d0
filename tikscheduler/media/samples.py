"""Real, playable clips made on the spot: for the demo, the sandbox and the tests."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.filter import Graph
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

SPEED: dict[str, dict[str, str]] = {
    "h264": {"preset": "ultrafast"},
    "hevc": {"preset": "ultrafast", "x265-params": "log-level=none"},
    "vp8": {"deadline": "realtime", "cpu-used": "16"},
    "vp9": {"deadline": "realtime", "cpu-used": "8"},
}
NAMES = {"libx264": "h264", "libx265": "hevc", "libvpx": "vp8", "libvpx-vp9": "vp9"}
PADDING_BLOCK = 1 << 20
SAMPLE_RATE = 48_000


def make_clip(
    path: Path,
    *,
    width: int = 720,
    height: int = 1280,
    seconds: float = 3,
    rate: int | Fraction = 30,
    codec: str = "h264",
    size_target_bytes: int | None = None,
    rotation: int = 0,
    seed: int = 0,
    sound: bool = False,
    bit_rate: int | None = None,
) -> Path:
    """Write a clip of slowly moving colours with a white mark at the upper left; returns `path`.

    The suffix says the container (.mp4, .mov, .webm). `width` and `height` are as stored, in
    pixels; `rotation` is how far a player turns them, in degrees clockwise. `seed` chooses the
    colours: one seed, one file. `bit_rate` (bits a second) adds noise, as a phone's clip has.
    `size_target_bytes` pads the file to exactly that size with a box every player skips.

    Raises `ValueError` where the clip is already larger than that.
    """
    kind = NAMES.get(codec, codec)
    options = dict(SPEED.get(kind, {}))
    if bit_rate:  # a short buffer, or the first picture alone would take a megabyte
        options |= {"maxrate": str(bit_rate), "bufsize": str(bit_rate // 4)}
    with av.open(path, "w", container_options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream(kind, rate=Fraction(rate), options=options)
        video = cast(VideoStream, stream)
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        if bit_rate:
            video.bit_rate = bit_rate
        if rotation:
            video.set_display_rotation(-rotation)
        audio = _add_sound(container, path) if sound else None
        count = max(1, round(seconds * Fraction(rate)))
        for frame in _pictures(width, height, Fraction(rate), count, seed, noisy=bool(bit_rate)):
            container.mux(video.encode(frame))
        container.mux(video.encode())
        if audio:
            _write_tone(container, audio, seconds)
    if size_target_bytes is not None:
        _pad(path, size_target_bytes, seed)
    return path


def _pictures(
    width: int, height: int, rate: Fraction, count: int, seed: int, *, noisy: bool
) -> Iterator[VideoFrame]:
    colours = random.Random(seed)
    first, second = (f"0x{colours.randrange(1 << 24):06x}" for _ in range(2))
    mark = max(8, min(width, height) // 8)
    graph = Graph()
    # Drawn small and blown up: a gradient looks the same and costs a fifth.
    nodes = [
        graph.add(
            "gradients",
            f"size={max(16, width // 4)}x{max(16, height // 4)}:rate={rate.numerator}/"
            f"{rate.denominator}:c0={first}:c1={second}:nb_colors=2:speed=0.03:seed={seed + 1}",
        ),
        graph.add("scale", f"{width}:{height}:flags=fast_bilinear"),
        graph.add("format", "yuv420p"),
        graph.add("drawbox", f"x=0:y=0:w={mark}:h={mark}:color=white:t=fill"),
    ]
    if noisy:
        nodes.append(graph.add("noise", f"alls=16:allf=t:all_seed={seed + 1}"))
    graph.link_nodes(*nodes, graph.add("buffersink")).configure()
    for number in range(count):
        frame = graph.vpull()
        frame.pts, frame.time_base = number, 1 / rate
        yield frame


def _add_sound(container: OutputContainer, path: Path) -> AudioStream:
    codec = "libopus" if path.suffix.lower() == ".webm" else "aac"
    return cast(AudioStream, container.add_stream(codec, rate=SAMPLE_RATE, layout="mono"))


def _write_tone(container: OutputContainer, audio: AudioStream, seconds: float) -> None:
    graph = Graph()
    source = graph.add("sine", f"frequency=440:sample_rate={SAMPLE_RATE}:duration={seconds}")
    graph.link_nodes(source, graph.add("abuffersink")).configure()
    while True:
        try:
            frame = cast(AudioFrame, graph.pull())
        except (av.EOFError, av.BlockingIOError):
            break
        container.mux(audio.encode(frame))
    container.mux(audio.encode())


def _pad(path: Path, size: int, seed: int) -> None:
    """Append a `free` box (MP4, MOV) or a Void element (WebM) of seeded noise.

    Noise and not zeros: a part sent from the wrong place must not look right by chance.
    """
    missing = size - path.stat().st_size
    if path.suffix.lower() == ".webm":
        header = b"\xec\x01" + (missing - 9).to_bytes(7, "big", signed=missing < 9)
    else:
        header = b"\0\0\0\1free" + missing.to_bytes(8, "big", signed=missing < 0)
    if missing == 0:
        return
    if missing < len(header):
        raise ValueError(f"the clip is {path.stat().st_size} bytes and cannot become {size}")
    noise = random.Random(seed)
    left = missing - len(header)
    with path.open("ab", buffering=io.DEFAULT_BUFFER_SIZE) as file:
        file.write(header)
        while left:
            left -= file.write(noise.randbytes(min(left, PADDING_BLOCK)))
