"""The queue page: finding posts, sorting them, its buttons."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.conftest import add_account
from tests.ui.conftest import AddPost
from tests.ui.queue.conftest import Change, captions
from tikscheduler.desktop import Desktop
from tikscheduler.domain.post import PostStatus
from tikscheduler.storage import Storage
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.queue.cells import Column
from tikscheduler.ui.queue.page import QueuePage

S = PostStatus
LEFT = Qt.MouseButton.LeftButton
OpenQueue = Callable[[], QueuePage]


@pytest.fixture
def posts(add_post: AddPost) -> None:
    """Three planned posts, one that failed, one that is out."""
    add_post("2026-11-10 09:00", status=S.PUBLISHED, caption="out")
    add_post("2026-11-22 09:00", status=S.FAILED, caption="failed")
    add_post("2026-11-24 09:00", caption="Bread", video=Path("dough.mp4"))
    add_post("2026-11-25 09:00", caption="apple")
    add_post("2026-11-26 09:00", caption="cake")


def shows(qtbot: QtBot, page: QueuePage, expected: list[str]) -> None:
    qtbot.waitUntil(lambda: captions(page) == expected)


ALL = ["out", "failed", "Bread", "apple", "cake"]


# --- finding ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("posts")
def test_chips_count_and_filter_by_mouse_and_by_keyboard(
    qtbot: QtBot, open_queue: OpenQueue
) -> None:
    page = open_queue()
    chips = page.filters.chips
    shows(qtbot, page, ALL)
    assert chips.all.count_text == "5"
    assert chips.chips[S.SCHEDULED].count_text == "3"
    assert not chips.chips[S.CANCELLED].isVisible()
    qtbot.mouseClick(chips.chips[S.FAILED], LEFT)
    shows(qtbot, page, ["failed"])
    assert chips.chips[S.FAILED].isChecked()
    chips.chips[S.PUBLISHED].setFocus()
    qtbot.keyClick(chips.chips[S.PUBLISHED], Qt.Key.Key_Space)
    shows(qtbot, page, ["out"])
    qtbot.mouseClick(chips.chips[S.FAILED], LEFT, Qt.KeyboardModifier.ControlModifier)
    qtbot.mouseClick(chips.all, LEFT)
    shows(qtbot, page, ALL)


@pytest.mark.usefixtures("posts")
def test_counts_follow_the_posts(
    qtbot: QtBot, open_queue: OpenQueue, storage: Storage, change: Change
) -> None:
    page = open_queue()
    (post,) = storage.posts.list(S.FAILED)
    qtbot.waitUntil(lambda: not page.tally.resting)
    change(post, status=S.CANCELLED)
    chips = page.filters.chips
    qtbot.waitUntil(lambda: chips.chips[S.FAILED].count_text == "0")
    assert chips.chips[S.CANCELLED].isVisible()
    assert not page.retry.isEnabled()


@pytest.mark.usefixtures("posts")
def test_search_finds_captions_files_and_accounts(qtbot: QtBot, open_queue: OpenQueue) -> None:
    page = open_queue()
    page.header.search.setFocus()
    qtbot.keyClicks(page.header.search, "BREA")
    shows(qtbot, page, ["Bread"])
    page.header.search.clear()
    qtbot.keyClicks(page.header.search, "dough")
    shows(qtbot, page, ["Bread"])
    qtbot.waitUntil(lambda: page.filters.chips.all.count_text == "1")
    page.header.search.clear()
    qtbot.keyClicks(page.header.search, "mira")
    shows(qtbot, page, ALL)


@pytest.mark.usefixtures("posts")
def test_lists_the_posts_of_one_account(
    qtbot: QtBot, open_queue: OpenQueue, storage: Storage, add_post: AddPost
) -> None:
    other = add_account(storage, "jonas.cooks")
    add_post("2026-11-24 12:00", of=other, caption="soup")
    page = open_queue()
    menu = page.filters.accounts.menu()
    menu.aboutToShow.emit()
    choice = next(one for one in menu.actions() if one.text() == "@jonas.cooks")
    choice.trigger()
    shows(qtbot, page, ["soup"])
    assert page.filters.accounts.text() == "@jonas.cooks"


def test_an_empty_list_says_why_and_offers_the_way_out(
    qtbot: QtBot, open_queue: OpenQueue, add_post: AddPost, kit: Kit
) -> None:
    page = open_queue()
    qtbot.waitUntil(page.empty.isVisible)
    assert page.empty.heading.text() == "No posts yet"
    with qtbot.waitSignal(kit.requests.compose):
        qtbot.mouseClick(page.empty.add, LEFT)
    post = add_post("2026-11-24 09:00", caption="first")
    kit.signals.post_changed.emit(post.id)
    shows(qtbot, page, ["first"])
    assert page.table.isVisible()
    qtbot.mouseClick(page.filters.chips.chips[S.FAILED], LEFT)
    qtbot.waitUntil(page.empty.isVisible)
    assert page.empty.heading.text() == "Nothing has failed"
    qtbot.keyClicks(page.header.search, "zzz")
    qtbot.waitUntil(lambda: page.empty.heading.text() == "Nothing matches “zzz”")
    page.empty.clear.setFocus()
    qtbot.keyClick(page.empty.clear, Qt.Key.Key_Space)
    shows(qtbot, page, ["first"])
    assert page.header.search.text() == ""


# --- sorting and columns ------------------------------------------------------------------------


def header_click(qtbot: QtBot, page: QueuePage, column: Column) -> None:
    header = page.table.columns
    at = QPoint(header.sectionViewportPosition(column) + 30, header.height() // 2)
    qtbot.mouseClick(header.viewport(), LEFT, pos=at)


@pytest.mark.usefixtures("posts")
def test_a_click_on_a_title_sorts_and_a_second_one_turns_it_round(
    qtbot: QtBot, open_queue: OpenQueue
) -> None:
    page = open_queue()
    header_click(qtbot, page, Column.POST)
    shows(qtbot, page, ["apple", "Bread", "cake", "failed", "out"])
    header_click(qtbot, page, Column.POST)
    shows(qtbot, page, ["out", "failed", "cake", "Bread", "apple"])
    header_click(qtbot, page, Column.DETAIL)  # which is no order
    header_click(qtbot, page, Column.WHEN)
    shows(qtbot, page, ALL)


@pytest.mark.usefixtures("posts")
def test_sorts_from_the_menu_as_well(qtbot: QtBot, open_queue: OpenQueue) -> None:
    page = open_queue()
    menu = page.table.columns.menu()
    [sort] = [one for one in menu.actions()[8:] if one.text() == "Post"]
    sort.trigger()
    shows(qtbot, page, ["apple", "Bread", "cake", "failed", "out"])
    menu.deleteLater()


@pytest.mark.usefixtures("posts")
def test_remembers_columns_order_and_filter(qtbot: QtBot, open_queue: OpenQueue, kit: Kit) -> None:
    page = open_queue()
    columns = page.table.columns
    columns.menu().actions()[Column.TRIES + 1].toggle()
    assert columns.isSectionHidden(Column.TRIES)
    edge = columns.sectionViewportPosition(Column.ACCOUNT) - 1
    qtbot.mousePress(columns.viewport(), LEFT, pos=QPoint(edge, 10))
    qtbot.mouseMove(columns.viewport(), QPoint(edge + 20, 10))
    qtbot.mouseMove(columns.viewport(), QPoint(edge + 41, 10))
    qtbot.mouseRelease(columns.viewport(), LEFT, pos=QPoint(edge + 41, 10))
    width = columns.sectionSize(Column.POST)
    header_click(qtbot, page, Column.POST)
    qtbot.mouseClick(page.filters.chips.chips[S.SCHEDULED], LEFT)
    shows(qtbot, page, ["apple", "Bread", "cake"])

    again = QueuePage(kit)
    qtbot.addWidget(again)
    again.resize(page.size())
    again.show()
    shows(qtbot, again, ["apple", "Bread", "cake"])
    assert again.table.columns.isSectionHidden(Column.TRIES)
    assert again.table.columns.sectionSize(Column.POST) == width
    again.table.columns.forget()
    assert not again.table.columns.isSectionHidden(Column.TRIES)


@pytest.mark.usefixtures("posts")
def test_a_preference_of_another_version_is_left_alone(
    qtbot: QtBot, open_queue: OpenQueue, kit: Kit
) -> None:
    kit.preferences.set("queue.order", {"statuses": ["dreamt"], "sort": "size"})
    kit.preferences.set("queue.columns", "AAAA")
    shows(qtbot, open_queue(), ALL)


# --- buttons, drops, requests -------------------------------------------------------------------


@pytest.mark.usefixtures("posts")
def test_pauses_and_resumes_everything(
    qtbot: QtBot, open_queue: OpenQueue, kit: Kit, desktop: Desktop
) -> None:
    page = open_queue()
    desktop.signals.engine_state.emit("on")
    with qtbot.waitSignal(kit.requests.pause) as asked:
        qtbot.mouseClick(page.pause, LEFT)
    assert asked.args == [True]
    desktop.signals.engine_state.emit("paused")
    assert page.pause.text() == "Resume all"
    page.pause.setFocus()
    with qtbot.waitSignal(kit.requests.pause) as asked:
        qtbot.keyClick(page.pause, Qt.Key.Key_Space)
    assert asked.args == [False]


@pytest.mark.usefixtures("posts")
def test_retries_all_that_failed(
    qtbot: QtBot, open_queue: OpenQueue, storage: Storage, add_post: AddPost
) -> None:
    add_post("2026-11-21 09:00", status=S.FAILED, caption="failed too")
    page = open_queue()
    assert page.retry.isEnabled()
    qtbot.mouseClick(page.retry, LEFT)
    qtbot.waitUntil(lambda: not storage.posts.list(S.FAILED))
    qtbot.waitUntil(lambda: not page.retry.isEnabled())


def dropped(page: QueuePage, *names: str) -> QDropEvent:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(name) for name in names])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(300, 300), copy, mime, LEFT, none)
    page.dragEnterEvent(enter)
    drop = QDropEvent(QPointF(300, 300), copy, mime, LEFT, none)
    if enter.isAccepted():
        page.dropEvent(drop)
    else:
        drop.ignore()
    return drop


def test_dropped_videos_begin_posts(qtbot: QtBot, open_queue: OpenQueue, kit: Kit) -> None:
    page = open_queue()
    with (
        qtbot.waitSignal(kit.requests.compose) as asked,
        qtbot.waitSignal(kit.signals.remark) as told,
    ):
        assert dropped(page, "/films/one.mp4", "/films/two.mov", "/films/notes.txt").isAccepted()
    assert asked.args[0].videos == (Path("/films/one.mp4"), Path("/films/two.mov"))
    assert "notes.txt" in told.args[0]
    for dialog in page.window().findChildren(QMenu):
        dialog.close()


def test_anything_else_cannot_be_dropped(open_queue: OpenQueue) -> None:
    assert not dropped(open_queue(), "/films/notes.txt").isAccepted()


@pytest.mark.usefixtures("posts")
def test_shows_a_post_even_when_the_filters_hide_it(
    qtbot: QtBot, open_queue: OpenQueue, kit: Kit, storage: Storage
) -> None:
    page = open_queue()
    qtbot.mouseClick(page.filters.chips.chips[S.FAILED], LEFT)
    shows(qtbot, page, ["failed"])
    wanted = storage.posts.list(S.PUBLISHED)[0]
    kit.requests.show_post.emit(wanted.id)
    shows(qtbot, page, ALL)
    qtbot.waitUntil(lambda: kit.selection.ids == (wanted.id,))
    qtbot.waitUntil(lambda: page.table.currentIndex().row() == 0)
