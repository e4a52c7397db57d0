"""The whole way, as a creator goes it: a file dropped on a day, composed, published, repainted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tikscheduler.cli.demo import connect, demo_settings, opened
from tikscheduler.desktop import Desktop
from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.media.samples import make_clip
from tikscheduler.sandbox import Sandbox
from tikscheduler.ui.calendar.month import MonthView
from tikscheduler.ui.composer.composer import Composer

WAIT = 20_000
NONE, LEFT, COPY = (
    Qt.KeyboardModifier.NoModifier,
    Qt.MouseButton.LeftButton,
    Qt.DropAction.CopyAction,
)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def desktop(qapp: QApplication, sandbox: Sandbox, tmp_path: Path) -> Iterator[Desktop]:
    """The window with its engine, over a profile with one connected account."""
    with opened(tmp_path, sandbox.url) as program:
        connect(program, sandbox, "mira.films")
        profile, passphrase = program.settings.profile, program.settings.passphrase
    made = Desktop(qapp, demo_settings(profile, sandbox.url, passphrase))
    yield made
    made.close()
    made.window.deleteLater()
    made.deleteLater()
    qapp.processEvents()


def drop(view: MonthView, at: QPointF, video: Path) -> None:
    """What Qt delivers when a file manager's file is let go over the view."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(video))])
    view.dragEnterEvent(QDragEnterEvent(at.toPoint(), COPY, mime, LEFT, NONE))
    moved = QDragMoveEvent(at.toPoint(), COPY, mime, LEFT, NONE)
    view.dragMoveEvent(moved)
    assert moved.isAccepted()
    view.dropEvent(QDropEvent(at, COPY, mime, LEFT, NONE))


def painted(view: MonthView, where: QRect) -> QImage:
    return view.viewport().grab(where).toImage()


def test_from_drop_to_repaint(
    qtbot: QtBot, desktop: Desktop, sandbox: Sandbox, tmp_path: Path
) -> None:
    clip = make_clip(tmp_path / "sourdough.mp4", width=540, height=960, seconds=2)
    desktop.start()
    kit, window = desktop.kit, desktop.window
    qtbot.waitUntil(lambda: kit.overview.state == "on" and bool(kit.book.accounts), timeout=WAIT)
    page = window.page_widget("calendar")
    view, visible = page.view, page.visible
    tomorrow = (kit.desk.now() + timedelta(days=1)).date()
    view.show_date(tomorrow)

    drop(view, QPointF(view.grid.rect(tomorrow).center()), clip)
    qtbot.waitUntil(lambda: bool(window.findChildren(Composer)), timeout=WAIT)
    composer = window.findChildren(Composer)[0]
    qtbot.waitUntil(lambda: composer.form.audience.view.count() > 1, timeout=WAIT)
    qtbot.keyClicks(composer.form.caption, "Sourdough scoring #baking")
    qtbot.keyClick(composer.form.audience.view, Qt.Key.Key_Down)
    qtbot.waitUntil(composer.footer.schedule.isEnabled, timeout=WAIT)
    qtbot.mouseClick(composer.footer.schedule, LEFT)

    def planned() -> Post | None:
        posts: list[Post] = visible.of_day(tomorrow)
        return posts[0] if posts else None

    qtbot.waitUntil(lambda: planned() is not None, timeout=WAIT)
    post = planned()
    assert post is not None
    assert (post.status, post.caption) == (PostStatus.SCHEDULED, "Sourdough scoring #baking")
    qtbot.waitUntil(lambda: kit.pictures.small(post) is not None, timeout=WAIT)
    where = view.rect_of(post.id)
    assert where is not None
    before = painted(view, where)

    states: list[PostStatus] = []
    kit.feed.posts_loaded.connect(lambda posts: states.extend(one.status for one in posts))
    kit.actions.publish_now([post.id])
    qtbot.waitUntil(lambda: PostStatus.PUBLISHED in states, timeout=WAIT)

    seen = visible.get(post.id)
    assert seen is not None
    assert seen.status is PostStatus.PUBLISHED
    assert PostStatus.PUBLISHING in states or PostStatus.PROCESSING in states
    view.show_date(kit.desk.now().date())
    where = view.rect_of(post.id)
    assert where is not None
    assert painted(view, where) != before
    assert [one.caption for one in sandbox.state.published()] == ["Sourdough scoring #baking"]
    assert sandbox.state.duplicates() == []
    assert sandbox.state.breaches() == []
