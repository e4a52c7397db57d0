"""The month: days with more posts than there is room for, and what is seen of it."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.conftest import add_account
from tests.ui.calendar.conftest import LEFT
from tests.ui.conftest import AddPost
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Post
from tikscheduler.storage import Storage
from tikscheduler.ui.calendar.month import MonthView
from tikscheduler.ui.calendar.month_grid import HEAD
from tikscheduler.ui.calendar.page import CalendarPage
from tikscheduler.ui.dragging import DraggedPosts
from tikscheduler.ui.kit import Kit

Key, Modifier = Qt.Key, Qt.KeyboardModifier
THURSDAY = date(2026, 11, 26)
popups = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


# --- days with more posts than there is room for --------------------------------------------------


@pytest.fixture
def many(add_post: AddPost) -> list[Post]:
    return [add_post(f"2026-11-26 {hour:02}:00", caption=f"Nr {hour}") for hour in range(8, 20)]


@popups
def test_a_click_on_more_opens_a_list_that_keys_walk(
    qtbot: QtBot, many: list[Post], month: MonthView, kit: Kit
) -> None:
    kit.requests.open_post.disconnect()
    cell = month.cell_of(THURSDAY)
    assert cell is not None
    assert cell.hidden == 9
    qtbot.mouseClick(month.viewport(), LEFT, Modifier.NoModifier, cell.more.center())
    popup = QApplication.activePopupWidget()
    rows = popup.list  # type: ignore[union-attr]
    assert rows.model().rowCount() == 12
    assert kit.selection.ids == (many[0].id,)
    for _ in range(5):
        qtbot.keyClick(rows, Key.Key_Down)
    assert kit.selection.ids == (many[5].id,)
    with qtbot.waitSignal(kit.requests.open_post) as opened:
        qtbot.keyClick(rows, Key.Key_Return)
    assert opened.args == [many[5].id]
    assert QApplication.activePopupWidget() is None


@popups
def test_space_opens_the_list_and_escape_closes_it(
    qtbot: QtBot, many: list[Post], month: MonthView, storage: Storage, kit: Kit
) -> None:
    month.show_date(THURSDAY)
    qtbot.keyClick(month, Key.Key_Space)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    assert popup.accessibleName().endswith("12 posts")
    storage.posts.delete(many[0].id)
    kit.signals.post_changed.emit(many[0].id)
    qtbot.waitUntil(lambda: popup.accessibleName().endswith("11 posts"))
    qtbot.keyClick(popup, Key.Key_Escape)
    assert QApplication.activePopupWidget() is None


@popups
def test_a_post_can_be_dragged_out_of_the_list(
    qtbot: QtBot, many: list[Post], month: MonthView
) -> None:
    started: list[DraggedPosts] = []
    month.drag_started.connect(started.append)
    popup = month.show_day_posts(THURSDAY)
    assert popup is not None
    rows = popup.list
    at = rows.visualRect(rows.model().index(3, 0)).center()
    qtbot.mousePress(rows.viewport(), LEFT, Modifier.NoModifier, at)
    qtbot.mouseMove(rows.viewport(), at + QPoint(4, 4))
    qtbot.mouseMove(rows.viewport(), at + QPoint(20, 20))
    qtbot.waitUntil(lambda: bool(started))
    assert started[0].ids == (many[3].id,)
    assert QApplication.activePopupWidget() is None


# --- what is seen ---------------------------------------------------------------------------------


def test_a_hidden_account_leaves_the_month(
    qtbot: QtBot, posts: list[Post], storage: Storage, add_post: AddPost, request: object
) -> None:
    other = add_account(storage, "second")
    theirs = add_post("2026-11-26 10:00", of=other)
    month: MonthView = request.getfixturevalue("month")  # type: ignore[attr-defined]
    assert month.rect_of(theirs.id) is not None
    month.kit.book.set_hidden(other.id, True)
    assert month.rect_of(theirs.id) is None
    assert month.rect_of(posts[0].id) is not None


def test_the_wheel_turns_the_page(qtbot: QtBot, month: MonthView) -> None:
    def wheel(up: int) -> None:
        at = QPointF(month.viewport().rect().center())
        event = QWheelEvent(
            at,
            month.viewport().mapToGlobal(at),
            QPoint(),
            QPoint(0, up),
            Qt.MouseButton.NoButton,
            Modifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(month.viewport(), event)

    wheel(-60)
    assert month.title() == "November 2026"
    wheel(-60)
    assert month.title() == "December 2026"
    wheel(120)
    assert month.title() == "November 2026"


def test_the_selected_tile_has_a_frame(qtbot: QtBot, posts: list[Post], month: MonthView) -> None:
    rect = month.rect_of(posts[2].id)
    assert rect is not None

    def edge() -> QColor:
        return month.viewport().grab(rect.adjusted(-3, -3, 3, 3)).toImage().pixelColor(60, 1)

    before = edge()
    month.kit.selection.set([posts[2].id])
    assert edge() == month.kit.theme.colour("accent") != before


def test_a_screen_reader_is_told_the_day_and_the_post(
    qtbot: QtBot, posts: list[Post], month: MonthView
) -> None:
    qtbot.keyClick(month, Key.Key_Right)
    assert month.accessibleDescription().endswith("24 November 2026, 2 posts")
    qtbot.keyClick(month, Key.Key_Space)
    assert month.accessibleDescription() == "Post 0, @mira.films, 09:00 tomorrow, Scheduled"


def test_a_month_without_posts_says_what_to_do(
    qtbot: QtBot, page: CalendarPage, month: MonthView, add_post: AddPost
) -> None:
    def hint() -> QImage:
        area = month.viewport().rect().adjusted(0, HEAD, 0, 0)
        box = QRect(0, 0, 200, 40)
        box.moveCenter(area.center())
        return month.viewport().grab(box).toImage()

    to_drop = hint()
    page.visible.search("nothing like it")
    not_found = hint()
    page.visible.search("")
    add_post("2026-11-29 09:00")
    page.visible.reload()
    qtbot.waitUntil(lambda: bool(page.visible.of_day(date(2026, 11, 29))))
    assert to_drop != not_found
    assert hint() not in (to_drop, not_found)


def test_weeks_begin_as_the_user_wishes(qtbot: QtBot, month: MonthView, account: Account) -> None:
    month.kit.preferences.set("first_day", 7)
    assert month.days() == (date(2026, 11, 1), date(2026, 12, 5))
    month.kit.preferences.set("first_day", 1)
    assert month.days()[0] == date(2026, 10, 26)
