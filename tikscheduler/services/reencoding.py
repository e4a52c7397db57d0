"""Copies of videos that TikTok takes: what one would be like, where it goes, and making it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tikscheduler.domain.reencoding import Material, Recipe, plan
from tikscheduler.domain.video import Problem, check_video
from tikscheduler.media.material import read_material
from tikscheduler.media.partfile import free_name
from tikscheduler.media.reencode import reencode

NAME = "{} (for TikTok).mp4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A copy that could be made. `writable` says whether its folder takes new files."""

    video: Path
    recipe: Recipe
    target: Path
    writable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A copy that was made: what it really is, and what TikTok would refuse about it even so."""

    material: Material
    problems: tuple[Problem, ...]

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.material.facts.path


def propose(
    video: Path,
    *,
    refused: frozenset[str] = frozenset(),
    max_seconds: int = 0,
    folder: Path | None = None,
) -> Proposal:
    """What a copy of the video would be like, beside it or in `folder`.

    `refused` and `max_seconds` as in `domain.reencoding.plan`. Raises `InputError` where the video
    cannot be read, as `media.probe.probe` does.
    """
    recipe = plan(read_material(video), refused=refused, max_seconds=max_seconds)
    where = folder or video.parent
    return Proposal(
        video=video,
        recipe=recipe,
        target=free_name(where / NAME.format(video.stem)),
        writable=os.access(where, os.W_OK),
    )


def make(
    proposal: Proposal, on_progress: Callable[[float], object], stopping: Callable[[], bool]
) -> Made:
    """Make the copy, and look at what came of it; see `media.reencode.reencode`."""
    copy = reencode(
        proposal.video,
        proposal.target,
        proposal.recipe,
        on_progress=on_progress,
        stopping=stopping,
    )
    material = read_material(copy)
    return Made(material=material, problems=tuple(check_video(material.facts)))
