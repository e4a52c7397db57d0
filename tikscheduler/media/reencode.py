"""Makes a copy of a video that TikTok takes. The video itself is only read.

libx264 and FFmpeg's own AAC do the work; both come with PyAV.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from tikscheduler.domain.errors import InputError, Stopping
from tikscheduler.domain.reencoding import SOUND_BITS, SOUND_RATE, Recipe
from tikscheduler.media.filters import LIMITED, Pictures, Sounds, out_colours
from tikscheduler.media.layout import read_layout
from tikscheduler.media.partfile import part_file, put_in_place, saying_what_failed
from tikscheduler.media.probe import damaged, open_picture_stream, saying_what_is_wrong
from tikscheduler.media.source import Source, open_container, open_source, shown

QUALITY = {"preset": "veryfast", "crf": "19", "profile": "high"}
"""TikTok encodes everything once more, so that pictures must be better than a viewer needs."""
SOUND_FRAME = 1024
"""Samples in a frame of AAC."""

BROKEN_AT_MOST = 20
"""A file with one broken packet in so many is still copied; what is broken shows the picture
before it."""
BROKEN_ALWAYS_TAKEN = 5

TELL_EVERY = 0.1
"""Seconds between two words on how far it is."""

Progress = Callable[[float], object]
Stop = Callable[[], bool]


def reencode(
    source: Path,
    target: Path,
    recipe: Recipe,
    *,
    on_progress: Progress = lambda _share: None,
    stopping: Stop = lambda: False,
) -> Path:
    """Write the copy, as `target` or under the next free name of that kind; returns its path.

    It takes minutes and most of the processor: call it on a thread that others go before.
    `on_progress` is told the share that is done, from 0 to 1, at most ten times a second. Raises
    `Stopping` soon after `stopping` says so, `InputError` as `media.probe.probe` does and with code
    `disk_full` or `folder_read_only`; nothing is left on the disk then.
    """
    with saying_what_failed(target.parent), part_file(target.parent) as part:
        with open_source(source) as opened:
            layout = read_layout(opened)
            with (
                saying_what_is_wrong(opened, layout),
                open_container(opened, layout.demuxer) as container,
            ):
                _Copying(opened, container, target.parent, recipe, on_progress, stopping).write(
                    part
                )
        with suppress(OSError):
            shutil.copymode(source, part)
        return put_in_place(part, target)


def threads() -> int:
    """So many threads encode: one processor is left to the window and to publishing."""
    return max(1, (os.cpu_count() or 2) - 1)


class _Copying:
    """One copy being made."""

    def __init__(
        self,
        source: Source,
        container: InputContainer,
        folder: Path,
        recipe: Recipe,
        on_progress: Progress,
        stopping: Stop,
    ) -> None:
        self._source, self._container, self._folder = source, container, folder
        self._recipe = recipe
        self._on_progress, self._stopping = on_progress, stopping
        self._pictures: Pictures | None = None
        self._sounds: Sounds | None = None
        self._packets = self._broken = self._made = 0
        self._told_at = 0.0
        self._start = Fraction(container.start_time or 0, 1_000_000)
        self._seconds = max(Fraction(container.duration or 0, 1_000_000), Fraction(1, 1000))
        self._in_video = open_picture_stream(source, container)
        self._in_video.codec_context.thread_count = threads()
        self._in_sound = container.streams.audio[0] if recipe.sound else None

    def write(self, part: Path) -> None:
        """Read everything, and write the copy."""
        with self._writing():
            made = av.open(part, "w", format="mp4", options=FASTSTART)
        try:
            self._copy(made)
        except BaseException:
            with suppress(av.FFmpegError):  # it is removed anyway
                made.close()
            raise
        with self._writing():
            made.close()
        self._on_progress(1.0)

    def _copy(self, made: OutputContainer) -> None:
        video, sound = self._add_video(made), self._add_sound(made)
        waiting: list[Packet[Any]] = []

        def put(packets: list[Packet[Any]]) -> None:
            # The head of the file tells the colours, so it waits for the first picture.
            waiting.extend(packets)
            if self._pictures is not None:
                with self._writing():
                    made.mux(waiting)
                waiting.clear()

        for frame in self._frames():
            if isinstance(frame, VideoFrame):
                self._put_picture(video, frame, put)
            elif sound is not None:
                self._put_sound(sound, frame, put)
        if self._pictures is None:
            raise damaged(self._source)
        self._put_picture(video, None, put)
        if sound is not None and self._sounds is not None:
            self._put_sound(sound, None, put)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Tell an error of the disk that is written to from one of the video that is read."""
        with saying_what_failed(self._folder):
            try:
                yield
            except av.FFmpegError as error:
                raise OSError(error.errno, os.strerror(abs(error.errno or 0))) from error

    # --- what goes in ----------------------------------------------------------------------

    def _frames(self) -> Iterator[VideoFrame | AudioFrame]:
        """The frames as they come, their times counted from the start of the file."""
        streams: list[Stream] = [self._in_video]
        if self._in_sound is not None:
            streams.append(self._in_sound)
        for packet in self._container.demux(streams):
            self._check_stopped()
            try:
                frames = cast(list[VideoFrame | AudioFrame], packet.decode())
            except av.FFmpegError:
                self._note_broken(packet)
                continue
            self._packets += packet.stream is self._in_video
            for frame in frames:
                if frame.is_corrupt:
                    self._note_broken(packet)
                elif frame.pts is not None and frame.time_base:
                    frame.pts -= round(self._start / frame.time_base)
                    yield frame

    def _note_broken(self, packet: Packet[Any]) -> None:
        if packet.stream is self._in_video:
            self._broken += 1
        allowed = max(BROKEN_ALWAYS_TAKEN, self._packets // BROKEN_AT_MOST)
        if self._broken > allowed:
            raise InputError(
                f"{shown(self._source.path)} is damaged in too many places to be copied; export "
                "or copy it again from where it came from.",
                code="damaged_video",
            )

    def _check_stopped(self) -> None:
        if self._stopping():
            raise Stopping("The copy was stopped.")

    # --- what comes out --------------------------------------------------------------------

    def _add_video(self, made: OutputContainer) -> VideoStream:
        recipe = self._recipe
        bits = {"maxrate": str(recipe.bit_rate), "bufsize": str(2 * recipe.bit_rate)}
        options = {**QUALITY, **bits, "g": str(round(2 * recipe.rate))}
        video = made.add_stream("libx264", rate=recipe.rate, options=options)
        video.width, video.height = recipe.canvas
        video.pix_fmt = "yuv420p"
        video.codec_context.thread_count = threads()
        return video

    def _add_sound(self, made: OutputContainer) -> AudioStream | None:
        if self._in_sound is None:
            return None
        sound = made.add_stream("aac", rate=SOUND_RATE, layout="stereo")
        sound.bit_rate = SOUND_BITS
        return sound

    def _put_picture(
        self, video: VideoStream, frame: VideoFrame | None, put: Callable[[list[Packet[Any]]], None]
    ) -> None:
        if self._pictures is None:
            assert frame is not None  # noqa: S101 - the end comes after a picture
            self._pictures = Pictures(self._recipe, frame, threads())
            context = video.codec_context
            context.color_primaries, context.color_trc, context.colorspace = out_colours(
                self._recipe, frame
            )
            context.color_range = LIMITED
        for picture in self._pictures.through(frame):
            self._check_stopped()
            picture.pict_type = 0  # where key pictures go is decided anew
            put(video.encode(picture))
            self._made += 1
            self._tell()
        if frame is None:
            put(video.encode(None))

    def _put_sound(
        self, sound: AudioStream, frame: AudioFrame | None, put: Callable[[list[Packet[Any]]], None]
    ) -> None:
        if self._sounds is None:
            assert frame is not None  # noqa: S101 - the end comes after some sound
            self._sounds = Sounds(frame, SOUND_FRAME)
        for piece in self._sounds.through(frame):
            put(sound.encode(piece))
        if frame is None:
            put(sound.encode(None))

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self._told_at >= TELL_EVERY:
            self._told_at = now
            self._on_progress(min(1.0, float(self._made / self._recipe.rate / self._seconds)))


FASTSTART = {"movflags": "+faststart"}
"""The index comes first, so that TikTok can look at the file while it still comes in."""
