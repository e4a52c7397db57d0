"""Poster frames: asked for once, made off the UI thread, kept in bounds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from tikscheduler.domain.post import Post
from tikscheduler.media.samples import make_clip
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.pictures import KEPT_LARGE, MAX_SIDE, SMALL, Shelf

AddPost = Callable[..., Post]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return make_clip(tmp_path / "clip.mp4", width=360, height=640, seconds=1)


def test_both_sizes_come_from_one_video(
    qtbot: QtBot, kit: Kit, add_post: AddPost, clip: Path
) -> None:
    post = add_post("2026-11-24 09:00", video=clip)
    assert kit.pictures.small(post) is None
    with qtbot.waitSignal(kit.pictures.ready) as told:
        kit.pictures.small(post)  # asked for already
    small = kit.pictures.small(post)
    assert told.args == [kit.pictures.key(post)]
    assert small is not None
    assert small.width() == SMALL.width()
    assert small.height() >= SMALL.height()

    assert kit.pictures.poster(post) is None
    qtbot.waitUntil(lambda: kit.pictures.poster(post) is not None)
    poster = kit.pictures.poster(post)
    assert poster is not None
    assert max(poster.width(), poster.height()) == MAX_SIDE


def test_a_video_without_a_picture_is_asked_for_once(
    qtbot: QtBot, kit: Kit, add_post: AddPost, tmp_path: Path
) -> None:
    post = add_post("2026-11-24 09:00", video=tmp_path / "gone.mp4")
    problems: list[str] = []
    kit.signals.problem.connect(problems.append)
    kit.pictures.small(post)
    key = kit.pictures.key(post)
    qtbot.waitUntil(lambda: key not in kit.pictures._small.asked)

    assert kit.pictures.small(post) is None
    assert key not in kit.pictures._small.asked
    assert problems == []


def test_those_looked_at_last_are_kept(qapp: object) -> None:
    shelf, image = Shelf(KEPT_LARGE), QImage(2, 2, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    keys = [(f"{number}.mp4", 1, 0) for number in range(KEPT_LARGE + 1)]
    for key in keys[:-1]:
        shelf.put(key, image)
    shelf.find(keys[0])
    shelf.put(keys[-1], image)

    assert shelf.find(keys[0]) is not None
    assert shelf.find(keys[1]) is None
    assert shelf.wants(keys[1])
    assert not shelf.wants(keys[1])
