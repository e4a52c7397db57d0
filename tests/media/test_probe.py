"""What a probe finds in real clips of all kinds that TikTok takes."""

from __future__ import annotations

import shutil
import threading
from fractions import Fraction
from pathlib import Path
from time import perf_counter

import av
import pytest

from tests.media.conftest import SMALL, refusal
from tikscheduler.domain.video import VideoFacts, check_video
from tikscheduler.media.probe import probe
from tikscheduler.media.samples import make_clip
from tikscheduler.media.source import open_container, open_source


@pytest.mark.parametrize(
    ("suffix", "container"), [(".mp4", "mp4"), (".mov", "mov"), (".webm", "webm")]
)
@pytest.mark.parametrize("codec", ["h264", "hevc", "vp8", "vp9"])
def test_every_codec_and_container_tiktok_takes(
    tmp_path: Path, codec: str, suffix: str, container: str
) -> None:
    possible = {".mp4": {"h264", "hevc", "vp9"}, ".mov": {"h264", "hevc"}, ".webm": {"vp8", "vp9"}}
    path = tmp_path / f"clip{suffix}"
    if codec not in possible[suffix]:
        with pytest.raises((ValueError, av.FFmpegError)):
            make_clip(path, codec=codec, **SMALL)
        return
    make_clip(path, codec=codec, **SMALL)
    found = path.stat()
    assert probe(path) == VideoFacts(
        path=path,
        size=found.st_size,
        mtime_ns=found.st_mtime_ns,
        container=container,
        codec=codec,
        width=360,
        height=640,
        frame_rate=Fraction(30),
        duration_ms=1000,
        rotation=0,
    )
    assert check_video(probe(path)) == []


@pytest.mark.parametrize(
    "rate", [Fraction(24000, 1001), Fraction(25), Fraction(60000, 1001), Fraction(60), 120]
)
@pytest.mark.parametrize("suffix", [".mp4", ".mov"])
def test_frame_rates_are_exact_in_mp4_and_mov(
    tmp_path: Path, rate: Fraction | int, suffix: str
) -> None:
    path = make_clip(tmp_path / f"clip{suffix}", rate=rate, **SMALL)
    assert probe(path).frame_rate == rate


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(60000, 1001), Fraction(60)])
def test_frame_rates_in_webm_are_as_good_as_its_nanoseconds(tmp_path: Path, rate: Fraction) -> None:
    path = make_clip(tmp_path / "clip.webm", codec="vp8", rate=rate, **SMALL)
    assert abs(probe(path).frame_rate / rate - 1) < Fraction(1, 100_000)
    assert probe(path).frame_rate <= 60


@pytest.mark.parametrize(
    ("rotation", "shown"), [(0, (640, 360)), (90, (360, 640)), (180, (640, 360)), (270, (360, 640))]
)
@pytest.mark.parametrize("suffix", [".mp4", ".mov"])
def test_width_and_height_are_as_shown(
    tmp_path: Path, rotation: int, shown: tuple[int, int], suffix: str
) -> None:
    path = make_clip(tmp_path / f"a{suffix}", width=640, height=360, seconds=0.2, rotation=rotation)
    facts = probe(path)
    assert (facts.width, facts.height, facts.rotation) == (*shown, rotation)


def test_the_average_counts_where_the_frame_rate_varies(tmp_path: Path) -> None:
    path = tmp_path / "phone.mp4"
    with av.open(path, "w") as container:
        stream = container.add_stream("h264", rate=30, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 360, 640, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 600)
        pauses = [20, 20, 25, 20, 10, 40] * 10
        for number in range(60):
            frame = av.VideoFrame(360, 640, "yuv420p")
            frame.pts, frame.time_base = sum(pauses[:number]), Fraction(1, 600)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    rate = probe(path).frame_rate
    assert abs(rate - Fraction(60 * 600, sum(pauses))) < Fraction(1, 2)
    assert rate not in {30, 600, 15360}


def test_sound_does_not_disturb(clips: Path) -> None:
    facts = probe(clips / "sound.mp4")
    assert facts.frame_rate == Fraction(30000, 1001)
    assert abs(facts.duration_ms - 1001) <= 25


def live_recording(path: Path, codec: str) -> None:
    """As a browser records: no length, no frame rate, no index."""
    with av.open(path, "w", format="webm", container_options={"live": "1"}) as container:
        stream = container.add_stream(codec, rate=25, options={"deadline": "realtime"})
        stream.width, stream.height, stream.pix_fmt = 360, 640, "yuv420p"
        for number in range(50):
            frame = av.VideoFrame(360, 640, "yuv420p")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def test_a_recording_that_does_not_say_its_length_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "recording.webm"
    live_recording(path, "vp8")
    facts = probe(path)
    assert (facts.container, facts.duration_ms) == ("webm", 2000)
    assert abs(facts.frame_rate - 25) < Fraction(1, 100)


def test_a_fragmented_mp4_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "fragments.mp4"
    options = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
    with av.open(path, "w", container_options=options) as container:
        stream = container.add_stream("h264", rate=30, options={"preset": "ultrafast", "g": "10"})
        stream.width, stream.height, stream.pix_fmt = 360, 640, "yuv420p"
        for number in range(60):
            frame = av.VideoFrame(360, 640, "yuv420p")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    facts = probe(path)
    assert (facts.container, facts.codec) == ("mp4", "h264")
    assert abs(facts.duration_ms - 2000) <= 40
    assert abs(facts.frame_rate - 30) < Fraction(1, 2)
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(path.read_bytes()[:-3000])
    assert refusal(cut).code == "damaged_video"


@pytest.mark.parametrize(
    ("suffix", "name"), [(".mkv", "matroska"), (".avi", "avi"), (".3gp", "3gp")]
)
def test_a_container_tiktok_does_not_take_is_named(tmp_path: Path, suffix: str, name: str) -> None:
    facts = probe(make_clip(tmp_path / f"clip{suffix}", **SMALL))
    assert facts.container == name
    assert f"is a {name} file" in check_video(facts)[0].message


def test_the_content_decides_and_not_the_suffix(clips: Path, tmp_path: Path) -> None:
    for source, container in {"turned.mov": "mov", "vp9.webm": "webm", "plain.mp4": "mp4"}.items():
        for wrong in ("a.mp4", "a.png", "a.txt", "a"):
            path = tmp_path / wrong
            shutil.copyfile(clips / source, path)
            assert probe(path).container == container


def test_reading_stays_near_the_head_of_the_file(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "large.mp4", size_target_bytes=30_000_000, **SMALL)
    probe(path)
    with open_source(path) as source, open_container(source, "mov"):
        assert source.bytes_read < 500_000


def test_an_ordinary_clip_takes_less_than_50_ms(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "phone.mp4", seconds=1, bit_rate=8_000_000, sound=True)
    times = []
    for _ in range(5):
        started = perf_counter()
        probe(path)
        times.append(perf_counter() - started)
    assert min(times) < 0.050


def test_a_title_in_another_encoding_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "old.mkv"
    with av.open(path, "w") as container:
        container.metadata["title"] = "TITLE"
        stream = container.add_stream("h264", rate=30, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(stream.encode())
    assert b"TITLE" in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(b"TITLE", b"T\xe4\xff\xfe\x80"))
    assert probe(path).codec == "h264"


def test_probes_run_side_by_side(clips: Path) -> None:
    found: list[int] = []

    def work() -> None:
        found.extend(probe(clips / "plain.mp4").duration_ms for _ in range(20))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1000] * 160
