"""Looking at video files for those who plan with them."""

from __future__ import annotations

from pathlib import Path

from tikscheduler.domain.video import Problem, VideoFacts, check_video
from tikscheduler.media.probe import probe


def look_at(video: Path) -> tuple[VideoFacts, list[Problem]]:
    """What a file is, and everything about it that TikTok would refuse.

    Raises `InputError` where it is no video that can be read, as `media.probe.probe` does.
    """
    facts = probe(video)
    return facts, check_video(facts)
