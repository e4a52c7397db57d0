"""Whatever a file is called, it is read as that file and as nothing else."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.media.conftest import refusal
from tikscheduler.media.probe import probe


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
