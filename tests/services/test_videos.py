"""Looking at video files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tikscheduler.domain.errors import InputError
from tikscheduler.media.samples import make_clip
from tikscheduler.services.videos import look_at


def test_tells_what_a_file_is_and_what_tiktok_would_refuse(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "fast.mp4", width=360, height=640, seconds=0.5, rate=61)
    facts, problems = look_at(clip)
    assert (facts.width, facts.height) == (360, 640)
    assert [problem.code for problem in problems] == ["frame_rate_check_failed"]


def test_a_file_that_is_no_video_is_refused_in_words(tmp_path: Path) -> None:
    notes = tmp_path / "notes.mp4"
    notes.write_text("no video")
    with pytest.raises(InputError, match=r"notes\.mp4"):
        look_at(notes)
