"""The preview and the cover."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.ui.composer.conftest import WAIT, Connect, Open
from tikscheduler.domain.post import Privacy
from tikscheduler.storage import Storage
from tikscheduler.ui.composer import preview as preview_module
from tikscheduler.ui.composer.composer import Composer
from tikscheduler.ui.composer.cover_strip import tenths
from tikscheduler.ui.composer.preview import Preview
from tikscheduler.ui.kit import Kit

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key


@pytest.fixture
def composer(qtbot: QtBot, connect: Connect, clip: Path, open_composer: Open) -> Composer:
    """With a video of two seconds, its film strip made."""
    connect()
    made = open_composer(videos=(clip,))
    qtbot.waitUntil(lambda: len(made.footage.strip) == 9, timeout=WAIT)
    return made


def test_the_cover_is_picked_with_the_keyboard(qtbot: QtBot, composer: Composer) -> None:
    cover = composer.pictures.cover
    assert cover.cover_ms is None
    assert composer.pictures._place.text() == "first frame"
    cover.setFocus()
    qtbot.keyClick(cover, KEY.Key_PageUp)
    qtbot.keyClick(cover, KEY.Key_Right)
    assert cover.cover_ms == 1100
    assert composer.pictures._place.text() == "0:01.1"
    qtbot.keyClick(cover, KEY.Key_Left)
    assert cover.cover_ms == 1000
    qtbot.keyClick(cover, KEY.Key_End)
    assert cover.cover_ms == 1900  # within the video
    qtbot.keyClick(cover, KEY.Key_Home)
    assert cover.cover_ms is None


def test_the_cover_is_dragged_with_the_mouse_and_saved(
    qtbot: QtBot, storage: Storage, composer: Composer
) -> None:
    cover = composer.pictures.cover
    middle = cover.height() // 2
    qtbot.mousePress(cover, LEFT, pos=QPoint(20, middle))
    qtbot.mouseMove(cover, QPoint(cover.width() // 2, middle))
    first = composer.pictures.preview.picture
    assert first is not None
    qtbot.mouseRelease(cover, LEFT, pos=QPoint(cover.width() // 2, middle))
    qtbot.mousePress(cover, LEFT, pos=QPoint(cover.width() // 2, middle))
    picked = cover.cover_ms
    assert picked in (900, 1000)
    composer.form.audience.choose(Privacy.PUBLIC)
    qtbot.waitUntil(composer.footer.schedule.isEnabled)
    with qtbot.waitSignal(composer.accepted, timeout=WAIT):
        composer.footer.schedule.click()
    assert [post.cover_ms for post in storage.posts.list()] == [picked]


def test_the_preview_shows_the_picture_at_the_marker(qtbot: QtBot, composer: Composer) -> None:
    preview, cover = composer.pictures.preview, composer.pictures.cover
    qtbot.waitUntil(lambda: preview.picture is not None and preview.picture.height() == 360)
    before = QImage(preview.picture)
    cover.setValue(15)
    qtbot.waitUntil(lambda: preview.picture is not None and preview.picture.height() == 360)
    assert preview.picture != before


def test_a_mark_between_tenths_stays_as_it_was(qtbot: QtBot, composer: Composer) -> None:
    cover = composer.pictures.cover
    cover.keep(1234)
    assert cover.cover_ms == 1234
    qtbot.keyClick(cover, KEY.Key_Right)
    assert cover.cover_ms == 1300


def test_without_a_video_a_click_or_space_asks_for_one(
    qtbot: QtBot, connect: Connect, open_composer: Open
) -> None:
    connect()
    empty = open_composer()
    preview = empty.pictures.preview
    assert preview.accessibleName() == "Choose a video"
    assert not empty.pictures.cover.isEnabled()
    preview.choose_requested.disconnect()
    with qtbot.waitSignal(preview.choose_requested):
        qtbot.mouseClick(preview, LEFT)
    with qtbot.waitSignal(preview.choose_requested):
        qtbot.keyClick(preview, KEY.Key_Space)


def test_shows_the_pictures_in_turn_where_the_video_cannot_be_played(
    qtbot: QtBot, composer: Composer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a system without the libraries that Qt plays videos with."""
    import sys

    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    preview = composer.pictures.preview
    preview._steps.setInterval(30)
    qtbot.keyClick(preview, KEY.Key_Space)
    assert preview.playing
    assert preview.accessibleName() == "Pause the video"
    shown: list[QImage] = []

    def ended() -> bool:
        if preview._shown is not None and preview._shown not in shown:
            shown.append(preview._shown)
        return not preview.playing

    qtbot.waitUntil(ended)
    assert len(shown) > 1
    assert preview.accessibleName() == "Play the video"


@pytest.mark.qt_log_ignore(
    "Couldn't", "Using Qt multimedia", "pa_context", "HW decoder", "QRhi", extend=True
)
def test_plays_and_pauses(qtbot: QtBot, composer: Composer) -> None:
    pytest.importorskip("PySide6.QtMultimedia")
    preview = composer.pictures.preview
    qtbot.mouseClick(preview, LEFT)
    assert preview.playing
    qtbot.waitUntil(
        lambda: (
            preview._cannot_play or (preview._shown is not None and preview._shown.width() > 90)
        ),
        timeout=WAIT,
    )
    qtbot.mouseClick(preview, LEFT)
    assert not preview.playing
    assert preview._shown is None


def test_a_long_caption_is_cut_after_three_lines(qtbot: QtBot, kit: Kit) -> None:
    preview = Preview(kit.theme)
    qtbot.addWidget(preview)
    from PySide6.QtGui import QPainter, QPixmap

    page = QPixmap(10, 10)
    with QPainter(page) as painter:
        lines = preview_module.caption_lines("\U0001faa2 word " * 60, painter, 190)
        assert len(lines) == 3
        assert lines[0].startswith("\U0001faa2 word")
        assert preview_module.caption_lines("", painter, 190) == []


def test_tenths_are_written_as_people_read_them() -> None:
    assert [tenths(at) for at in (0, 21_400, 61_050)] == ["0:00.0", "0:21.4", "1:01.0"]
