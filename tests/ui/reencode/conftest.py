"""Clips that TikTok refuses, and the dialog that makes a copy of one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tikscheduler.media.samples import make_clip
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.reencode.dialog import CopyDialog

Show = Callable[..., CopyDialog]


@pytest.fixture(scope="session")
def slow_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifteen frames a second, in a size that TikTok takes. Only to be read."""
    path = tmp_path_factory.mktemp("slow") / "harbour.mp4"
    return make_clip(path, width=360, height=640, seconds=1, rate=15, sound=True)


@pytest.fixture(scope="session")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One whose copy takes some seconds. Only to be read."""
    path = tmp_path_factory.mktemp("long") / "long.mp4"
    return make_clip(path, width=720, height=1280, seconds=5, rate=15, bit_rate=6_000_000)


@pytest.fixture
def slow(slow_clip: Path, tmp_path: Path) -> Path:
    """The clip in a folder of its own."""
    return Path(shutil.copy(slow_clip, tmp_path / "harbour.mp4"))


@pytest.fixture
def show(kit: Kit, qtbot: QtBot) -> Iterator[Show]:
    """Opens the dialog and waits until it has looked at the video."""
    made: list[CopyDialog] = []

    def shown(video: Path, **more: Any) -> CopyDialog:
        dialog = CopyDialog(kit, video, **more)
        made.append(dialog)
        dialog.open()
        qtbot.waitUntil(lambda: dialog.box.verdict.headline != "Looking at the video…")
        return dialog

    yield shown
    for dialog in made:
        if isValid(dialog):
            dialog.done(0)
