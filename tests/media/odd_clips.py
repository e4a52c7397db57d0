"""Clips as phones and screen recorders make them, and what can be seen and heard in a clip."""

from __future__ import annotations

import math
import random
from array import array
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

TICKS = 90_000
HERTZ = 44_100


def make_flash(
    path: Path,
    times: list[float],
    *,
    flash_at: float,
    seconds: float,
    video_late: float = 0,
    sound_late: float = 0,
    size: tuple[int, int] = (360, 640),
    shape: Fraction = Fraction(1),
) -> Path:
    """Black and silent until `flash_at`, then white with a tone; a frame at each of `times`.

    Picture or sound begin late by as much as is said, while the flash stays where it is.
    """
    with av.open(path, "w") as made:
        video = cast(VideoStream, made.add_stream("h264", rate=30, options={"bf": "0"}))
        video.width, video.height = size
        video.pix_fmt = "yuv420p"
        video.codec_context.time_base = Fraction(1, TICKS)
        video.codec_context.sample_aspect_ratio = shape
        audio = cast(AudioStream, made.add_stream("aac", rate=HERTZ, layout="mono"))
        packets: list[Any] = []
        for at in times:
            if at >= video_late:
                frame = _plain(size, 235 if at >= flash_at else 16)
                frame.pts, frame.time_base = round(at * TICKS), Fraction(1, TICKS)
                packets += video.encode(frame)
        packets += video.encode(None)
        for first in range(round(sound_late * HERTZ), round(seconds * HERTZ), 1024):
            packets += audio.encode(_tone(first, flash_at))
        packets += audio.encode(None)
        made.mux(packets)
    return path


def uneven_times(seconds: float, seed: int = 1) -> list[float]:
    """Times of frames that come between 20 and 50 times a second, as from a phone in poor light."""
    chance, at, found = random.Random(seed), 0.0, []
    while at < seconds:
        found.append(at)
        at += 1 / chance.uniform(20, 50)
    return found


def flash_seen(path: Path) -> float:
    """When the picture turns white, in seconds."""
    with av.open(str(path)) as clip:
        for frame in clip.decode(video=0):
            if bytes(frame.planes[0])[frame.planes[0].line_size * 40 + 40] > 120:
                return float(frame.pts * (frame.time_base or 0))
    raise AssertionError("it never turns white")


def tone_heard(path: Path) -> float:
    """When the tone begins, in seconds."""
    with av.open(str(path)) as clip:
        whole = AudioResampler(format="s16", layout="mono")
        for frame in clip.decode(audio=0):
            for plain in whole.resample(frame):
                samples = array("h", bytes(plain.planes[0])[: plain.samples * 2])
                for number, sample in enumerate(samples):
                    if abs(sample) > 6000:
                        at = plain.pts * (plain.time_base or 0)
                        return float(at) + number / plain.sample_rate
    raise AssertionError("it stays silent")


def lengths(path: Path) -> tuple[float, float]:
    """Seconds of picture and of sound."""
    with av.open(str(path)) as clip:
        video, audio = clip.streams.video[0], clip.streams.audio[0]
        return (
            float((video.duration or 0) * (video.time_base or 0)),
            float((audio.duration or 0) * (audio.time_base or 0)),
        )


def _plain(size: tuple[int, int], light: int) -> VideoFrame:
    frame = VideoFrame(*size, "yuv420p")
    for number, plane in enumerate(frame.planes):
        plane.update(bytes([128 if number else light]) * plane.buffer_size)
    return frame


def _tone(first: int, flash_at: float) -> AudioFrame:
    heard = round(flash_at * HERTZ)
    samples = array(
        "h",
        (
            round(20_000 * math.cos(2 * math.pi * 440 * (n - heard) / HERTZ)) if n >= heard else 0
            for n in range(first, first + 1024)
        ),
    )
    frame = AudioFrame(format="s16", layout="mono", samples=1024)
    frame.planes[0].update(samples.tobytes())
    frame.sample_rate = HERTZ
    frame.pts, frame.time_base = first, Fraction(1, HERTZ)
    return frame
