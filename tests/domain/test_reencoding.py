"""What a copy is like that TikTok takes, for videos of all kinds."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tikscheduler.domain.reencoding import MENDABLE, Change, Material, Recipe, Sound, looks, plan
from tikscheduler.domain.video import MAX_BYTES, VideoFacts, check_video


def material(**values: Any) -> Material:
    """A plain upright video of 30 frames a second, but for what is said."""
    about = {
        "path": Path("/videos/cat.mov"),
        "size": 20_000_000,
        "mtime_ns": 1,
        "container": "mp4",
        "codec": "h264",
        "width": 1080,
        "height": 1920,
        "frame_rate": Fraction(30),
        "duration_ms": 15_000,
        "rotation": 0,
    }
    facts = {name: values.pop(name, plain) for name, plain in about.items()}
    values.setdefault("sound", Sound(codec="aac", rate=48_000, channels=2))
    return Material(facts=VideoFacts(**facts), **values)


def line(recipe: Recipe, what: str) -> Change:
    (found,) = [change for change in recipe.changes if change.what == what]
    return found


@pytest.mark.parametrize(
    ("rate", "steady", "after"),
    [
        (Fraction(15), True, 30),
        (Fraction(22), True, 30),
        (Fraction(120), True, 60),
        (Fraction(6001, 100), True, 60),
        (Fraction(60), True, 60),
        (Fraction(60000, 1001), True, Fraction(60000, 1001)),
        (Fraction(24000, 1001), True, Fraction(24000, 1001)),
        (Fraction(25), True, 25),
        (Fraction(29_969, 1000), True, Fraction(30000, 1001)),
        (Fraction(28), True, 30),
        (Fraction(47), True, 60),
        (Fraction(25), False, 30),
        (Fraction(31), False, 30),
        (Fraction(55), False, 60),
    ],
)
def test_a_usual_steady_rate_stays_and_any_other_becomes_30_or_60(
    rate: Fraction, steady: bool, after: Fraction
) -> None:
    assert plan(material(frame_rate=rate, steady=steady)).rate == after


def test_a_rate_that_tiktok_refused_is_made_anew_although_it_looks_right() -> None:
    refused = frozenset({"frame_rate_check_failed"})
    assert plan(material(frame_rate=Fraction(25)), refused=refused).rate == 30
    assert plan(material(frame_rate=Fraction(60000, 1001)), refused=refused).rate == 60
    assert plan(material(frame_rate=Fraction(25)), refused=frozenset({"internal"})).rate == 25


def test_a_rate_just_above_60_is_named_as_it_is() -> None:
    found = line(plan(material(frame_rate=Fraction(6001, 100))), "Frame rate")
    assert (found.now, found.after, found.why) == ("60.01 fps", "60 fps", "TikTok takes 23 to 60")


@pytest.mark.parametrize(
    ("size", "picture", "canvas"),
    [
        ((1080, 1920), (1080, 1920), (1080, 1920)),
        ((200, 300), (360, 540), (360, 540)),
        ((5000, 3000), (4096, 2458), (4096, 2458)),
        ((3000, 5000), (2458, 4096), (2458, 4096)),
        ((721, 1281), (720, 1280), (720, 1280)),
        ((8000, 400), (4096, 204), (4096, 360)),
        ((100, 3000), (136, 4096), (360, 4096)),
        ((4096, 360), (4096, 360), (4096, 360)),
        ((16, 16), (360, 360), (360, 360)),
    ],
)
def test_sides_come_within_bounds_and_keep_their_aspect(
    size: tuple[int, int], picture: tuple[int, int], canvas: tuple[int, int]
) -> None:
    recipe = plan(material(width=size[0], height=size[1]))
    assert (recipe.picture, recipe.canvas) == (picture, canvas)


@pytest.mark.parametrize("width", [2, 199, 359, 361, 1081, 4095, 4097, 7681])
@pytest.mark.parametrize("height", [2, 201, 360, 719, 2161, 4096, 9001])
@pytest.mark.parametrize("shape", [Fraction(1), Fraction(4, 3), Fraction(8, 9), Fraction(5)])
def test_any_size_becomes_one_that_tiktok_takes(width: int, height: int, shape: Fraction) -> None:
    was = material(width=width, height=height, pixel_shape=shape)
    recipe = plan(was)
    for inner, side in zip(recipe.picture, recipe.canvas, strict=True):
        assert side % 2 == inner % 2 == 0
        assert 360 <= side <= 4096
        assert 2 <= inner <= side
    after = replace(was.facts, width=recipe.canvas[0], height=recipe.canvas[1])
    assert check_video(after) == []


def test_pixels_become_square_without_losing_any() -> None:
    assert plan(material(width=720, height=576, pixel_shape=Fraction(16, 15))).picture == (768, 576)
    assert plan(material(width=720, height=480, pixel_shape=Fraction(8, 9))).picture == (720, 540)
    turned = material(width=576, height=720, pixel_shape=Fraction(16, 15), rotation=90)
    assert plan(turned).picture == (576, 768)


def test_bars_are_named_in_the_table() -> None:
    found = line(plan(material(width=8000, height=400)), "Size")
    assert (found.now, found.after) == ("8000 × 400", "4096 × 360")
    assert "black bars" in found.why


def test_a_file_too_large_gets_a_bit_rate_that_fits() -> None:
    long = material(size=5_100_000_000, duration_ms=600_000, width=4096, height=4096)
    recipe = plan(long)
    assert (recipe.bit_rate + 192_000) * 600 / 8 <= 0.9 * MAX_BYTES
    found = line(recipe, "File")
    assert found.now == "5.10 GB"
    assert found.after.startswith("at most ")
    assert "4 GB" in found.why
    hours = plan(material(duration_ms=7_200_000))
    assert (hours.bit_rate + 192_000) * 7200 / 8 <= MAX_BYTES


@pytest.mark.parametrize(
    ("values", "now"),
    [
        ({"bits": 10, "hdr": "PQ", "wide": True}, "10 bits, HDR (PQ)"),
        ({"bits": 10, "hdr": "HLG", "wide": True}, "10 bits, HDR (HLG)"),
        ({"bits": 10}, "10 bits"),
        ({"wide": True}, "8 bits, wide colours"),
    ],
)
def test_colours_that_are_lost_are_named(values: dict[str, Any], now: str) -> None:
    recipe = plan(material(**values))
    found = line(recipe, "Colours")
    assert recipe.plain_colours
    assert (found.now, found.after) == (now, "8 bits")
    assert found.why


def test_plain_colours_stay() -> None:
    recipe = plan(material())
    assert not recipe.plain_colours
    assert line(recipe, "Colours") == Change(what="Colours", now="8 bits", after="8 bits")


@pytest.mark.parametrize(
    ("sound", "kept", "now", "after"),
    [
        (None, False, "none", "none"),
        (Sound(codec=""), False, "of an unknown kind", "none"),
        (Sound(codec="opus", rate=48_000, channels=1), True, "Opus, 48 kHz, mono", "AAC, 48 kHz,"),
        (Sound(codec="aac", rate=44_100, channels=6), True, "AAC, 44.1 kHz, 6 channels", "AAC"),
    ],
)
def test_sound_becomes_stereo_aac_and_silence_stays_silent(
    sound: Sound | None, kept: bool, now: str, after: str
) -> None:
    recipe = plan(material(sound=sound))
    found = line(recipe, "Sound")
    assert (recipe.sound, found.now) == (kept, now)
    assert found.after.startswith(after)


def test_a_turned_or_interlaced_video_becomes_upright_and_whole() -> None:
    recipe = plan(material(rotation=90, interlaced=True))
    assert line(recipe, "Orientation").after == "upright"
    assert line(recipe, "Lines").after == "progressive"
    assert recipe.even_lines
    assert not [one for one in plan(material()).changes if one.what in ("Orientation", "Lines")]


def test_what_is_too_long_is_said_to_stay_so() -> None:
    assert plan(material(duration_ms=600_000)).still == ()
    (too_long,) = plan(material(duration_ms=601_000)).still
    assert "600 s" in too_long
    (for_creator,) = plan(material(duration_ms=200_000), max_seconds=180).still
    assert "180 s" in for_creator
    assert "duration_check_failed" not in MENDABLE


@pytest.mark.parametrize(
    ("container", "codec", "of_format", "of_codec"),
    [
        ("mp4", "h264", "", ""),
        ("mov", "hevc", "TikTok prefers it", "TikTok prefers it"),
        ("avi", "mpeg4", "TikTok takes MP4, MOV, WebM", "TikTok takes H.264, H.265, VP8, VP9"),
    ],
)
def test_what_tiktok_refuses_is_told_from_what_it_only_likes_less(
    container: str, codec: str, of_format: str, of_codec: str
) -> None:
    recipe = plan(material(container=container, codec=codec))
    assert (line(recipe, "Format").why, line(recipe, "Video").why) == (of_format, of_codec)


def test_the_copy_is_told_line_by_line_as_the_video_is() -> None:
    was = material(container="webm", codec="vp9", rotation=90, size=1_234_567)
    found = looks(was)
    assert found["Format"] == "WebM"
    assert (found["Orientation"], found["File"]) == ("turned by 90°", "1.2 MB")
    lines = [change.what for change in plan(was).changes]
    assert set(lines) <= found.keys()


def test_every_line_that_changes_says_why() -> None:
    recipe = plan(
        material(container="webm", codec="vp9", width=200, height=300, frame_rate=Fraction(15))
    )
    for change in recipe.changes:
        if change.what != "File":
            assert bool(change.why) is (change.now != change.after), change
