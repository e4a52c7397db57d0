"""Clips made once a session, since encoding is what costs; and how a probe refuses."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tikscheduler.domain.errors import InputError
from tikscheduler.media.probe import probe
from tikscheduler.media.samples import make_clip

SMALL: dict[str, Any] = {"width": 360, "height": 640, "seconds": 1}


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `plain.mp4`, `turned.mov`, `vp9.webm` and `sound.mp4`. Only to be read."""
    folder = tmp_path_factory.mktemp("clips")
    make_clip(folder / "plain.mp4", **SMALL)
    make_clip(folder / "turned.mov", width=640, height=360, seconds=1, rotation=90)
    make_clip(folder / "vp9.webm", codec="vp9", **SMALL)
    make_clip(folder / "sound.mp4", sound=True, rate=Fraction(30000, 1001), **SMALL)
    return folder


def refusal(path: Path) -> InputError:
    """The error a probe ends in."""
    with pytest.raises(InputError) as caught:
        probe(path)
    message = caught.value.message
    assert "\n" not in message
    assert message.endswith(".")
    return caught.value
