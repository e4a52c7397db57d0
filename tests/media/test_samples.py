"""The clips made for demo and tests are real: every player can show them to the end."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from time import perf_counter

import av
import pytest

from tests.media.conftest import SMALL
from tikscheduler.domain.video import check_video
from tikscheduler.media.probe import probe
from tikscheduler.media.samples import make_clip


def pictures(path: Path) -> int:
    with av.open(path) as container:
        return sum(1 for _ in container.decode(video=0))


@pytest.mark.parametrize("sound", [True, False])
@pytest.mark.parametrize(
    ("suffix", "codec"), [(".mp4", "libx264"), (".mov", "h264"), (".webm", "libvpx-vp9")]
)
def test_a_clip_has_every_picture_and_sound_as_asked(
    tmp_path: Path, suffix: str, codec: str, *, sound: bool
) -> None:
    path = make_clip(
        tmp_path / f"a{suffix}", codec=codec, sound=sound, rate=Fraction(30000, 1001), **SMALL
    )
    assert pictures(path) == 30
    assert check_video(probe(path)) == []
    with av.open(path) as container:
        assert len(container.streams.audio) == sound
        heard = sum(frame.samples for frame in container.decode(audio=0)) if sound else 48_000
    assert abs(heard - 48_000) < 3000


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".webm"])
def test_a_padded_clip_has_exactly_that_size_and_still_plays(tmp_path: Path, suffix: str) -> None:
    codec = "vp8" if suffix == ".webm" else "h264"
    path = make_clip(tmp_path / f"a{suffix}", codec=codec, size_target_bytes=3_000_001, **SMALL)
    assert path.stat().st_size == 3_000_001
    assert pictures(path) == 30
    assert probe(path).duration_ms == 1000


def test_padding_is_no_run_of_zeros(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", size_target_bytes=3_000_000, **SMALL)
    data = path.read_bytes()
    blocks = [data[place : place + 4096] for place in range(2_000_000, 2_900_000, 4096)]
    assert len(set(blocks)) == len(blocks)


def test_a_clip_cannot_be_padded_to_less_than_it_has(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot become 1000"):
        make_clip(tmp_path / "a.mp4", size_target_bytes=1000, **SMALL)


def test_one_seed_makes_one_file_and_another_seed_another(tmp_path: Path) -> None:
    for suffix in (".mp4", ".mov"):
        first, same, other = (
            make_clip(tmp_path / f"{name}{suffix}", seed=seed, **SMALL).read_bytes()
            for name, seed in (("a", 1), ("b", 1), ("c", 2))
        )
        assert first == same
        assert first != other


def test_the_colours_move(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", **SMALL)
    with av.open(path) as container:
        shown = [
            bytes(frame.reformat(32, 32, "rgb24").planes[0]) for frame in container.decode(video=0)
        ]
    assert len(set(shown)) > 20


def test_clips_are_made_fast(tmp_path: Path) -> None:
    started = perf_counter()
    make_clip(tmp_path / "a.mp4")
    assert perf_counter() - started < 3  # half a second on an idle machine
    make_clip(tmp_path / "b.mp4", size_target_bytes=70_000_000)
    assert perf_counter() - started < 8
