"""What a probe finds in real clips, and that it says what is wrong with everything else."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from time import perf_counter

import av
import pytest

from tests.media.conftest import SMALL
from tikscheduler.domain.errors import InputError
from tikscheduler.domain.video import VideoFacts, check_video
from tikscheduler.media.probe import probe
from tikscheduler.media.samples import make_clip
from tikscheduler.media.source import Source, open_container, open_source


def refusal(path: Path) -> InputError:
    """The error a probe ends in."""
    with pytest.raises(InputError) as caught:
        probe(path)
    message = caught.value.message
    assert "\n" not in message
    assert message.endswith(".")
    return caught.value


# --- what TikTok takes -----------------------------------------------------------------------


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


# --- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "two\nlines.mp4",
        "🎬 é «».mp4",
        "'\"; rm -rf $HOME `x`.mp4",
        "-i.mp4",
        "concat:a.mp4|b.mp4",
        "http:x.mp4",
        "pipe:0",
        "%03d.png",
        "file.%d.jpg",
        "x" * 250,
        " .mp4",
        os.fsdecode(b"\xff\xfe.mp4"),
    ],
)
def test_any_name_a_file_can_have_works(clips: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    shutil.copyfile(clips / "plain.mp4", path)
    assert probe(path).duration_ms == 1000
    path.write_bytes(b"no video")
    assert len(refusal(path).message) < 250


@pytest.mark.parametrize(
    "path", ["x" * 300 + ".mp4", "http://127.0.0.1/a.mp4", "concat:a|b", "nul\0byte.mp4", "a/b.mp4"]
)
def test_a_name_that_is_no_file_is_never_read_as_anything_else(tmp_path: Path, path: str) -> None:
    assert refusal(tmp_path / path).code == "no_such_file"


@pytest.mark.parametrize(
    "text",
    [
        "ffconcat version 1.0\nfile '{}'\n",
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXTINF:1,\nfile://{}\n#EXT-X-ENDLIST\n",
    ],
)
def test_a_playlist_cannot_make_the_probe_open_another_file(
    clips: Path, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "list.mp4"
    path.write_text(text.format(clips / "plain.mp4"))
    assert refusal(path).code == "not_a_video"


# --- what is no video ------------------------------------------------------------------------


def test_a_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.mp4").message == (
        "There is no file gone.mp4; choose the video again."
    )


def test_a_folder_and_things_that_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    (tmp_path / "link.mp4").symlink_to("/dev/zero")
    for path in (tmp_path, tmp_path / "pipe.mp4", tmp_path / "link.mp4", Path("/dev/null")):
        assert refusal(path).code == "not_a_file"
    assert "is a folder; choose a video file" in refusal(tmp_path).message


def test_a_fifo_put_in_the_files_place_is_not_waited_for(
    tmp_path: Path, clips: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.mp4"
    os.mkfifo(path)
    plain = (clips / "plain.mp4").stat()
    monkeypatch.setattr(Path, "stat", lambda self, **_: plain)
    assert refusal(path).code == "not_a_file"


def test_a_link_to_a_clip_is_that_clip(tmp_path: Path, clips: Path) -> None:
    (tmp_path / "link.mp4").symlink_to(clips / "plain.mp4")
    assert probe(tmp_path / "link.mp4").size == (clips / "plain.mp4").stat().st_size
    (tmp_path / "loop.mp4").symlink_to(tmp_path / "loop.mp4")
    assert refusal(tmp_path / "loop.mp4").code == "no_such_file"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder any user may enter."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_file_that_may_not_be_read(clips: Path, open_folder: Path) -> None:
    path = open_folder / "secret.mp4"
    shutil.copyfile(clips / "plain.mp4", path)
    path.chmod(0)
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)  # nobody: root may read everything
    try:
        error = refusal(path)
    finally:
        os.seteuid(before)
    assert error.code == "unreadable_file"
    assert "may not be read; allow this user" in error.message


def picture(path: Path, codec: str) -> Path:
    with av.open(path, "w", format="image2", options={"update": "1"}) as container:
        stream = container.add_stream(codec, rate=1)
        stream.width, stream.height = 64, 64
        stream.pix_fmt = "rgb24" if codec == "png" else "yuvj420p"
        frame = av.VideoFrame(64, 64, "rgb24").reformat(format=stream.pix_fmt)
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def test_pictures_are_no_videos(tmp_path: Path) -> None:
    for path in (picture(tmp_path / "a.png", "png"), picture(tmp_path / "a.jpg", "mjpeg")):
        assert refusal(path).code == "not_a_video"
        assert refusal(path.rename(tmp_path / "renamed.mp4")).code == "not_a_video"
    (tmp_path / "a.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08moov")
    assert "is a picture" in refusal(tmp_path / "a.heic").message


@pytest.mark.parametrize(
    "content",
    [b"this is a text\n" * 100, b"\0", b"\0" * 5000, b"ID3\x03" + b"\0" * 500, b"%PDF-1.7\n" * 50],
)
def test_other_content_is_no_video(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    assert refusal(path).code == "not_a_video"


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    assert refusal(tmp_path / "a.mp4").code == "empty_file"


@pytest.mark.parametrize("suffix", [".m4a", ".mp4", ".webm", ".mp3", ".wav", ".ogg"])
def test_sound_alone_is_no_video(tmp_path: Path, suffix: str) -> None:
    codecs = {".webm": "libopus", ".ogg": "libopus", ".mp3": "libmp3lame", ".wav": "pcm_s16le"}
    path = tmp_path / f"song{suffix}"
    with av.open(path, "w") as container:
        stream = container.add_stream(codecs.get(suffix, "aac"), rate=48000, layout="mono")
        graph = av.filter.Graph()
        source = graph.add("sine", "sample_rate=48000:duration=1")
        form = graph.add("aformat", f"sample_fmts={stream.codec_context.format.name}")
        graph.link_nodes(source, form, graph.add("abuffersink")).configure()
        graph.set_audio_frame_size(stream.codec_context.frame_size or 1024)
        for _ in range(20):
            container.mux(stream.encode(graph.pull()))
        container.mux(stream.encode())
    assert refusal(path).code == "not_a_video"


# --- damage ----------------------------------------------------------------------------------


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


def test_a_disk_that_fails_while_reading_is_named(
    clips: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Source, size: int = -1) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Source, "read", fail)
    error = refusal(clips / "plain.mp4")
    assert error.code == "unreadable_file"
    assert "Input/output error" in error.message
