"""The calendar page in the window, on Monday 23 November 2026, 13:00 in Paris."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from pytestqt.qtbot import QtBot

from tests.ui.conftest import AddPost
from tikscheduler.desktop import Desktop
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Post
from tikscheduler.ui.calendar.month import MonthView
from tikscheduler.ui.calendar.page import CalendarPage
from tikscheduler.ui.dragging import DraggedPosts
from tikscheduler.ui.kit import Kit

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(desktop: Desktop, qtbot: QtBot, account: Account) -> CalendarPage:
    """The calendar with its posts read; add those first."""
    desktop.window.resize(1360, 860)
    desktop.start()
    desktop.window.activateWindow()
    found = desktop.window.page_widget("calendar")
    assert isinstance(found, CalendarPage)
    qtbot.waitUntil(lambda: found.visible.loaded and desktop.kit.book.loaded)
    found.view.setFocus()
    qtbot.waitUntil(found.view.hasFocus)
    return found


@pytest.fixture
def month(page: CalendarPage) -> MonthView:
    assert isinstance(page.view, MonthView)
    return page.view


class Hand:
    """Drags things over a view as Qt would: a drag of the system's own cannot be faked."""

    ACTIONS = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def __init__(self, view: MonthView) -> None:
        self._view = view
        self.mime = QMimeData()

    def take_files(self, *names: str) -> Hand:
        self.mime.setUrls([QUrl.fromLocalFile(f"/videos/{name}") for name in names])
        return self

    def take_posts(self, posts: Sequence[Post]) -> Hand:
        ids = tuple(post.id for post in posts)
        self.mime = DraggedPosts(ids=ids, grabbed=ids[0]).mime()
        return self

    def enter(self, at: QPoint) -> QDragEnterEvent:
        event = QDragEnterEvent(at, self.ACTIONS, self.mime, LEFT, NONE)
        self._view.dragEnterEvent(event)
        return event

    def move(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> QDragMoveEvent:
        event = QDragMoveEvent(at, self.ACTIONS, self.mime, LEFT, keys)
        self._view.dragMoveEvent(event)
        return event

    def drop(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> QDropEvent:
        event = QDropEvent(QPointF(at), self.ACTIONS, self.mime, LEFT, keys)
        self._view.dropEvent(event)
        return event


@pytest.fixture
def hand(month: MonthView) -> Hand:
    return Hand(month)


def wall(text: str) -> datetime:
    """A naive time, as read off a clock: 2026-11-26 09:00."""
    return datetime.fromisoformat(text)


def day_point(month: MonthView, day: date) -> QPoint:
    """Empty ground of a day: below its tiles."""
    rect = month.grid.rect(day)
    return QPoint(rect.center().x(), rect.bottom() - 6)


def tile_point(month: MonthView, post: Post) -> QPoint:
    """The middle of a post's tile."""
    rect = month.rect_of(post.id)
    assert rect is not None, "the post is not on the screen"
    return rect.center()


@pytest.fixture
def posts(add_post: AddPost) -> list[Post]:
    """Tuesday 09:00 and 18:00, Wednesday 10:00, Friday 12:00."""
    return [
        add_post(when, caption=f"Post {n}")
        for n, when in enumerate(
            ("2026-11-24 09:00", "2026-11-24 18:00", "2026-11-25 10:00", "2026-11-27 12:00")
        )
    ]


@pytest.fixture
def click(qtbot: QtBot, posts: list[Post], month: MonthView) -> Callable[..., None]:
    """Clicks a post; `month` is laid out with the posts."""

    def on(post: Post, keys: Qt.KeyboardModifier = NONE) -> None:
        qtbot.mouseClick(month.viewport(), LEFT, keys, tile_point(month, post))

    return on


def selected(kit: Kit, posts: list[Post]) -> list[int]:
    """The numbers of the selected posts in the list of the fixture."""
    ids = [post.id for post in posts]
    return sorted(ids.index(one) for one in kit.selection.ids)
