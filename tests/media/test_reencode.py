"""Copies of real clips of all kinds, made for TikTok."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest

from tests.media.odd_clips import flash_seen, lengths, make_flash, tone_heard, uneven_times
from tikscheduler.domain.reencoding import Recipe, plan
from tikscheduler.domain.video import VideoFacts, check_video
from tikscheduler.media.filters import Pictures
from tikscheduler.media.material import read_material
from tikscheduler.media.probe import probe
from tikscheduler.media.reencode import reencode
from tikscheduler.media.samples import make_clip

FRAME = 1 / 30
UPRIGHT = {"width": 360, "height": 640}


def recipe_of(video: Path) -> Recipe:
    return plan(read_material(video))


def copy_of(video: Path) -> tuple[VideoFacts, Recipe]:
    """A copy beside it, by its own recipe."""
    recipe = recipe_of(video)
    return probe(reencode(video, video.with_name("copy.mp4"), recipe)), recipe


@pytest.mark.parametrize(
    ("name", "made", "size", "rate"),
    [
        ("slow.mp4", {**UPRIGHT, "rate": 15}, (360, 640), 30),
        ("fast.mp4", {**UPRIGHT, "rate": 120}, (360, 640), 60),
        ("just over.mp4", {**UPRIGHT, "rate": Fraction(6001, 100)}, (360, 640), 60),
        ("film.mp4", {**UPRIGHT, "rate": Fraction(24000, 1001)}, (360, 640), "24000/1001"),
        ("small.mp4", {"width": 200, "height": 300}, (360, 540), 30),
        ("large.mp4", {"width": 5000, "height": 3000, "seconds": 0.2}, (4096, 2458), 30),
        ("narrow.mp4", {"width": 64, "height": 1280}, (204, 4096), 30),
        ("turned.mov", {"width": 640, "height": 200, "rotation": 90}, (360, 1152), 30),
        ("over.mov", {"width": 640, "height": 360, "rotation": 180}, (640, 360), 30),
        ("web.webm", {**UPRIGHT, "codec": "vp9"}, (360, 640), 30),
        ("old.mp4", {**UPRIGHT, "codec": "mpeg4"}, (360, 640), 30),
        ("mute.mp4", {**UPRIGHT, "rate": 15, "sound": False}, (360, 640), 30),
    ],
)
def test_a_copy_of_any_clip_fits_tiktok(
    tmp_path: Path, name: str, made: dict[str, Any], size: tuple[int, int], rate: Any
) -> None:
    video = make_clip(tmp_path / name, **{"seconds": 0.6, "sound": True, **made})
    facts, recipe = copy_of(video)

    assert check_video(facts) == []
    assert (facts.container, facts.codec, facts.rotation) == ("mp4", "h264", 0)
    assert recipe.picture == size
    assert (facts.width, facts.height) == (max(size[0], 360), max(size[1], 360))
    assert facts.frame_rate == Fraction(rate)
    assert abs(facts.duration_ms - probe(video).duration_ms) <= 1000 * FRAME
    with av.open(str(facts.path)) as copy:
        assert copy.streams.video[0].codec_context.pix_fmt == "yuv420p"
        sounds = [(s.codec_context.name, s.rate, s.channels) for s in copy.streams.audio]
    assert sounds == ([("aac", 48_000, 2)] if made.get("sound", True) else [])
    assert _boxes(facts.path)[:2] == [b"ftyp", b"moov"]


def _boxes(path: Path) -> list[bytes]:
    data, place, found = path.read_bytes(), 0, []
    while place + 8 <= len(data):
        found.append(data[place + 4 : place + 8])
        place += int.from_bytes(data[place : place + 4], "big")
    return [kind for kind in found if kind != b"free"]


def test_the_video_itself_is_never_touched(tmp_path: Path) -> None:
    video = make_clip(tmp_path / "a.mp4", seconds=0.3, rate=15, **UPRIGHT)
    video.chmod(0o640)
    before, content = video.stat(), video.read_bytes()
    copy_of(video)
    after = video.stat()
    assert (after.st_mtime_ns, after.st_mode, after.st_ino) == (
        before.st_mtime_ns,
        before.st_mode,
        before.st_ino,
    )
    assert video.read_bytes() == content
    assert (tmp_path / "copy.mp4").stat().st_mode == before.st_mode


@pytest.mark.parametrize(
    "late", [{}, {"video_late": 0.5}, {"sound_late": 0.4}], ids=["together", "video", "sound"]
)
def test_uneven_frames_become_even_and_sound_stays_with_them(
    tmp_path: Path, late: dict[str, float]
) -> None:
    video = make_flash(tmp_path / "a.mp4", uneven_times(4), flash_at=3.0, seconds=4, **late)
    material = read_material(video)
    assert not material.steady
    copy = reencode(video, tmp_path / "copy.mp4", plan(material))

    assert read_material(copy).steady
    assert abs(flash_seen(copy) - flash_seen(video)) <= FRAME
    assert abs(tone_heard(copy) - tone_heard(video)) <= 0.005
    pictures, sound = lengths(copy)
    assert abs(pictures - 4) <= FRAME
    assert abs(sound - 4) <= FRAME


def test_a_recording_that_does_not_start_at_nought_does_so_in_the_copy(tmp_path: Path) -> None:
    video = make_flash(
        tmp_path / "a.mkv",
        [n / 30 for n in range(90)],
        flash_at=2.0,
        seconds=3,
        video_late=0.5,
        sound_late=0.5,
    )
    with av.open(str(video)) as recording:
        late = (recording.start_time or 0) / 1_000_000
    assert late > 0.4
    copy = reencode(video, tmp_path / "copy.mp4", recipe_of(video))
    assert abs(flash_seen(copy) - (2 - late)) <= FRAME
    assert abs(tone_heard(copy) - (tone_heard(video) - late)) <= 0.005
    assert abs(lengths(copy)[0] - (3 - late)) <= FRAME


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_pictures_are_scaled_once_and_then_turned(tmp_path: Path, rotation: int) -> None:
    video = make_clip(tmp_path / "a.mov", width=200, height=120, seconds=0.2, rotation=rotation)
    recipe = recipe_of(video)
    with av.open(str(video)) as clip:
        frames = list(clip.decode(video=0))
    pictures = Pictures(recipe, frames[0], 1)
    made = [one for frame in [*frames, None] for one in pictures.through(frame)]
    assert {(one.width, one.height) for one in made} == {recipe.canvas}
    assert len(made) == len(frames)


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.webm"])
@pytest.mark.parametrize("rate", [24, Fraction(30000, 1001), 60, 120])
def test_a_steady_clip_is_known_as_one(tmp_path: Path, name: str, rate: int | Fraction) -> None:
    codec = "vp8" if name.endswith("webm") else "h264"
    video = make_clip(tmp_path / name, rate=rate, codec=codec, seconds=1, **UPRIGHT)
    assert read_material(video).steady


def test_pixels_that_are_not_square_become_so(tmp_path: Path) -> None:
    video = make_flash(
        tmp_path / "a.mp4",
        [n / 30 for n in range(15)],
        flash_at=0.2,
        seconds=0.5,
        size=(480, 640),
        shape=Fraction(4, 3),
    )
    assert read_material(video).pixel_shape == Fraction(4, 3)
    facts, _ = copy_of(video)
    assert (facts.width, facts.height) == (640, 640)
    assert read_material(facts.path).pixel_shape == 1


def test_the_picture_is_upright(tmp_path: Path) -> None:
    """The mark at the upper left of the stored picture is where a player would have shown it."""
    video = make_clip(tmp_path / "a.mov", width=640, height=360, seconds=0.2, rotation=90)
    facts, _ = copy_of(video)
    with av.open(str(facts.path)) as copy:
        frame = next(copy.decode(video=0))
    luma, step = bytes(frame.planes[0]), frame.planes[0].line_size
    top = luma[10 * step : 10 * step + frame.width]
    side = bytes(luma[row * step + frame.width - 10] for row in range(frame.height))
    assert top[-10] > 200
    assert top[10] < 200
    assert abs(_bright(top) - _bright(side)) <= 2  # the mark is a square still


def _bright(line: bytes) -> int:
    return sum(light > 200 for light in line)


@pytest.mark.parametrize(("transfer", "hdr"), [(16, "PQ"), (18, "HLG")])
def test_hdr_is_brought_down_to_what_every_screen_shows(
    tmp_path: Path, transfer: int, hdr: str
) -> None:
    video = _make_hdr(tmp_path / "a.mp4", transfer)
    material = read_material(video)
    assert (material.bits, material.hdr, material.wide) == (10, hdr, True)
    facts, _ = copy_of(video)
    after = read_material(facts.path)
    assert (after.bits, after.hdr, after.wide) == (8, "", False)
    with av.open(str(facts.path)) as copy:
        frame = next(copy.decode(video=0))
    assert (frame.color_primaries, frame.color_trc, frame.colorspace) == (1, 1, 1)


def _make_hdr(path: Path, transfer: int) -> Path:
    with av.open(path, "w") as made:
        video: Any = made.add_stream("libx265", rate=30, options={"x265-params": "log-level=none"})
        video.width, video.height, video.pix_fmt = 360, 640, "yuv420p10le"
        context = video.codec_context
        context.color_primaries, context.color_trc, context.colorspace = 9, transfer, 9
        context.color_range = 1
        for number in range(3):
            frame = av.VideoFrame(360, 640, "yuv420p10le")
            for plane in frame.planes:
                plane.update(b"\x00\x02" * (plane.buffer_size // 2))
            frame.color_primaries, frame.color_trc, frame.colorspace = 9, transfer, 9
            frame.color_range, frame.pts = 1, number
            made.mux(video.encode(frame))
        made.mux(video.encode(None))
    return path


def test_progress_rises_to_the_end_and_is_told_seldom(tmp_path: Path) -> None:
    video = make_clip(tmp_path / "a.mp4", seconds=2, rate=120, sound=True, **UPRIGHT)
    told: list[float] = []
    reencode(video, tmp_path / "copy.mp4", recipe_of(video), on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) < 60  # of 120 frames
