"""A copy that cannot be finished leaves nothing, and one sentence says why."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import pytest

from tikscheduler.domain.errors import InputError, Stopping
from tikscheduler.domain.reencoding import plan
from tikscheduler.media.material import read_material
from tikscheduler.media.partfile import PREFIX, SUFFIX, free_name
from tikscheduler.media.reencode import reencode
from tikscheduler.media.samples import make_clip


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip that takes some seconds to copy. Only to be read."""
    path = tmp_path_factory.mktemp("slow") / "slow.mp4"
    return make_clip(path, width=720, height=1280, seconds=6, rate=15, bit_rate=6_000_000)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "small.mp4"
    return make_clip(path, width=360, height=640, seconds=1, rate=15, sound=True)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_stops_within_a_second_and_leaves_nothing(slow: Path, tmp_path: Path) -> None:
    asked: list[float] = []

    def on_progress(_share: float) -> None:
        asked.append(time.monotonic())

    recipe = plan(read_material(slow))
    with pytest.raises(Stopping):
        reencode(
            slow,
            tmp_path / "copy.mp4",
            recipe,
            on_progress=on_progress,
            stopping=lambda: bool(asked),
        )
    assert time.monotonic() - asked[0] < 1
    assert names(tmp_path) == []


def test_a_file_that_is_there_is_never_overwritten(small: Path, tmp_path: Path) -> None:
    wanted = tmp_path / "a (for TikTok).mp4"
    wanted.write_text("mine")
    recipe = plan(read_material(small))
    assert free_name(wanted).name == "a (for TikTok 2).mp4"
    found = [reencode(small, wanted, recipe).name for _ in range(2)]
    assert found == ["a (for TikTok 2).mp4", "a (for TikTok 3).mp4"]
    assert wanted.read_text() == "mine"


@contextmanager
def files_at_most(size: int) -> Iterator[None]:
    """No file of this process may become larger, as on a full disk."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_is_one_sentence(slow: Path, tmp_path: Path) -> None:
    recipe = plan(read_material(slow))
    with files_at_most(50_000), pytest.raises(InputError) as caught:
        reencode(slow, tmp_path / "copy.mp4", recipe)
    assert caught.value.code == "disk_full"
    assert "make room" in caught.value.message
    assert names(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_one_sentence(small: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        reencode(small, tmp_path / "none" / "copy.mp4", plan(read_material(small)))
    assert caught.value.code == "folder_read_only"
    assert "choose another folder" in caught.value.message


def test_a_video_that_went_away_is_one_sentence(small: Path, tmp_path: Path) -> None:
    recipe = plan(read_material(small))
    with pytest.raises(InputError) as caught:
        reencode(tmp_path / "gone.mp4", tmp_path / "copy.mp4", recipe)
    assert caught.value.code == "no_such_file"
    assert names(tmp_path) == []


def spoilt(video: Path, target: Path, every: int) -> Path:
    """The clip with a stretch of nonsense at every so many bytes of its pictures."""
    data = bytearray(video.read_bytes())
    first, last = data.index(b"mdat") + 20_000, data.rindex(b"moov") - 20_000
    for place in range(first, last, every):
        data[place : place + 4000] = b"\xff" * 4000
    target.write_bytes(data)
    return target


def test_a_few_broken_frames_are_passed_over(slow: Path, tmp_path: Path) -> None:
    size = slow.stat().st_size
    video = spoilt(slow, tmp_path / "spoilt.mp4", size // 3)
    copy = reencode(video, tmp_path / "copy.mp4", plan(read_material(video)))
    assert abs(read_material(copy).facts.duration_ms - 6000) <= 100
    assert read_material(copy).facts.frame_rate == Fraction(30)


def test_a_file_broken_all_over_is_refused(slow: Path, tmp_path: Path) -> None:
    video, recipe = spoilt(slow, tmp_path / "spoilt.mp4", 20_000), plan(read_material(slow))
    with pytest.raises(InputError) as caught:
        reencode(video, tmp_path / "copy.mp4", recipe)
    assert caught.value.code == "damaged_video"
    assert "too many places" in caught.value.message
    assert names(tmp_path) == ["spoilt.mp4"]


KILLED = """
import os, sys
from pathlib import Path
from tikscheduler.domain.reencoding import plan
from tikscheduler.media.material import read_material
from tikscheduler.media.reencode import reencode
video, target = map(Path, sys.argv[1:])
def on_progress(share):
    print("going", flush=True)
    sys.stdin.read()
reencode(video, target, plan(read_material(video)), on_progress=on_progress)
"""


def test_what_a_killed_program_left_is_removed_and_what_another_writes_is_not(
    slow: Path, small: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", KILLED, str(slow), str(tmp_path / "slow copy.mp4")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"going\n"
        (left,) = tmp_path.iterdir()
        assert left.name.startswith(PREFIX)
        assert left.name.endswith(SUFFIX)

        reencode(small, tmp_path / "copy.mp4", plan(read_material(small)))
        assert left.exists()
        other.kill()
    reencode(small, tmp_path / "copy.mp4", plan(read_material(small)))
    assert names(tmp_path) == ["copy 2.mp4", "copy.mp4"]
