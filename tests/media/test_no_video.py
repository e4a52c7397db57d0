"""What is no video is refused in words, and nothing but a plain file is ever opened."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from tests.media.conftest import refusal
from tikscheduler.media.probe import probe
from tikscheduler.media.source import Source


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


def test_a_disk_that_fails_while_reading_is_named(
    clips: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Source, size: int = -1) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Source, "read", fail)
    error = refusal(clips / "plain.mp4")
    assert error.code == "unreadable_file"
    assert "Input/output error" in error.message
