"""Damaged videos are found out; none crashes or hangs the probe."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import av
import pytest

from tests.media.conftest import SMALL, refusal
from tikscheduler.domain.errors import InputError
from tikscheduler.domain.video import check_video
from tikscheduler.media.probe import probe
from tikscheduler.media.samples import make_clip


@pytest.mark.parametrize("name", ["plain.mp4", "turned.mov", "sound.mp4", "vp9.webm"])
def test_a_file_cut_short_anywhere_is_found_out(clips: Path, tmp_path: Path, name: str) -> None:
    data, path = (clips / name).read_bytes(), tmp_path / name
    for size in {len(data) - 1, len(data) - 100, *range(100, len(data), len(data) // 15)}:
        path.write_bytes(data[:size])
        assert refusal(path).code == "damaged_video", size


def test_a_cut_is_found_where_the_index_comes_first(tmp_path: Path) -> None:
    whole = make_clip(tmp_path / "whole.mp4", **SMALL).read_bytes()
    path = tmp_path / "web.mp4"
    with (
        av.open(tmp_path / "whole.mp4") as old,
        av.open(path, "w", container_options={"movflags": "faststart"}) as new,
    ):
        stream = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                new.mux(packet)
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat") < len(whole)
    assert probe(path).duration_ms == 1000
    for cut in (1, 1000, 20_000):
        path.write_bytes(data[:-cut])
        assert "ends too early" in refusal(path).message
    # With "up to the end of the file" for a size only the index knows better.
    place = data.index(b"mdat") - 4
    open_end = data[:place] + b"\0\0\0\0" + data[place + 4 :]
    path.write_bytes(open_end)
    assert probe(path).duration_ms == 1000
    path.write_bytes(open_end[:-1])
    assert "ends too early" in refusal(path).message


def test_a_recording_that_never_got_its_index(clips: Path, tmp_path: Path) -> None:
    data = (clips / "plain.mp4").read_bytes()
    path = tmp_path / "crashed.mp4"
    path.write_bytes(data[: data.index(b"moov") - 4])
    assert "unfinished copy or recording" in refusal(path).message


def test_bytes_a_phone_adds_at_the_end_do_no_harm(clips: Path, tmp_path: Path) -> None:
    path = tmp_path / "phone.mp4"
    for trailer in (b"\0" * 100, b"SEFH" * 30, b"\xff" * 7, b"\0\0\0\x10sefd" + b"x" * 8):
        path.write_bytes((clips / "plain.mp4").read_bytes() + trailer)
        assert probe(path).duration_ms == 1000


def broken_copies(data: bytes, count: int, seed: int) -> Iterator[bytes]:
    dice = random.Random(seed)
    for _ in range(count):
        broken = bytearray(data)
        for _ in range(dice.choice([1, 1, 4, 40])):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        if dice.random() < 0.3:
            del broken[dice.randrange(len(broken)) :]
        if dice.random() < 0.1:
            place = dice.randrange(len(broken) + 1)
            broken[place:place] = dice.randbytes(dice.randrange(2000))
        yield bytes(broken)


def head_damage(data: bytes, count: int, seed: int) -> Iterator[bytes]:
    """Damage in the boxes and not in the pictures, where a flip rarely matters."""
    dice = random.Random(seed)
    start = data.find(b"moov") if b"moov" in data else 0
    for _ in range(count):
        broken = bytearray(data)
        broken[dice.randrange(start, min(len(data), start + 1500))] = dice.randrange(256)
        yield bytes(broken)


@pytest.mark.parametrize("name", ["sound.mp4", "turned.mov", "vp9.webm"])
def test_damage_never_crashes_or_hangs_the_probe(clips: Path, tmp_path: Path, name: str) -> None:
    data, path = (clips / name).read_bytes(), tmp_path / name
    outcomes = {"facts": 0, "refused": 0}
    for broken in (*broken_copies(data, 100, 1), *head_damage(data, 100, 2)):
        path.write_bytes(broken)
        started = perf_counter()
        try:
            facts = probe(path)
            outcomes["facts"] += 1
            check_video(facts)
        except InputError:
            outcomes["refused"] += 1
        assert perf_counter() - started < 5
    assert min(outcomes.values()) > 10


def test_ffmpeg_keeps_its_messages_to_itself(clips: Path, tmp_path: Path) -> None:
    data = (clips / "sound.mp4").read_bytes()
    for number, broken in enumerate(broken_copies(data, 20, 3)):
        (tmp_path / f"{number}.mp4").write_bytes(broken)
    program = (
        "import sys, pathlib\n"
        "from tikscheduler.media.frames import frame_at\n"
        "from tikscheduler.media.probe import probe\n"
        "from tikscheduler.media.samples import make_clip\n"
        "from tikscheduler.domain.errors import InputError\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "for path in folder.glob('*.mp4'):\n"
        "    for look in (probe, lambda path: frame_at(path, 500, 100)):\n"
        "        try: look(path)\n"
        "        except InputError: pass\n"
        "for codec in ('h264', 'hevc', 'vp9'):\n"
        "    make_clip(folder / 'new.mp4', codec=codec, width=64, height=64, seconds=0.2,\n"
        "              sound=True)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")
