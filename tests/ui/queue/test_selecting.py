"""Selecting posts in the queue, and what keys and the menu do with them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import AddPost
from tests.ui.queue.conftest import Change, captions
from tikscheduler.domain.post import Fault, Post, PostStatus
from tikscheduler.storage import Storage
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.queue import picked, reading
from tikscheduler.ui.queue.delegate import ROW_HEIGHT
from tikscheduler.ui.queue.page import QueuePage

S = PostStatus
LEFT = Qt.MouseButton.LeftButton
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
OpenQueue = Callable[[], QueuePage]


@pytest.fixture
def posts(add_post: AddPost) -> list[Post]:
    return [add_post(f"2026-11-24 {hour:02}:00", caption=f"at {hour}") for hour in range(8, 14)]


def click(
    qtbot: QtBot,
    page: QueuePage,
    row: int,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    y = row * ROW_HEIGHT - page.table.verticalScrollBar().value() + 20
    qtbot.mouseClick(page.table.viewport(), LEFT, modifier, QPoint(200, y))


def selected_rows(page: QueuePage) -> list[int]:
    return sorted(index.row() for index in page.table.picked.selectedRows())


def ready(qtbot: QtBot, page: QueuePage, posts: list[Post]) -> None:
    qtbot.waitUntil(lambda: captions(page) == [post.caption for post in posts])


def test_selects_by_mouse_with_shift_and_with_control(
    qtbot: QtBot, open_queue: OpenQueue, posts: list[Post], kit: Kit
) -> None:
    page = open_queue()
    ready(qtbot, page, posts)
    ids = [post.id for post in posts]
    click(qtbot, page, 1)
    assert kit.selection.ids == (ids[1],)
    click(qtbot, page, 3, SHIFT)
    assert set(kit.selection.ids) == set(ids[1:4])
    assert kit.selection.current == ids[3]
    click(qtbot, page, 2, CONTROL)
    assert set(kit.selection.ids) == {ids[1], ids[3]}


def test_selects_by_keyboard(
    qtbot: QtBot, open_queue: OpenQueue, posts: list[Post], kit: Kit
) -> None:
    page = open_queue()
    ready(qtbot, page, posts)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert kit.selection.ids == (posts[1].id,) or kit.selection.ids == (posts[2].id,)
    qtbot.keyClick(page.table, Qt.Key.Key_Down, SHIFT)
    assert len(kit.selection.ids) == 2
    qtbot.keyClick(page.table, Qt.Key.Key_A, CONTROL)
    assert sorted(kit.selection.ids) == [post.id for post in posts]


def test_follows_what_is_selected_elsewhere(
    qtbot: QtBot, open_queue: OpenQueue, posts: list[Post], kit: Kit
) -> None:
    page = open_queue()
    ready(qtbot, page, posts)
    kit.selection.set([posts[4].id, posts[2].id])
    assert selected_rows(page) == [2, 4]
    kit.selection.clear()
    assert selected_rows(page) == []


def test_the_selection_stays_with_its_posts_when_rows_move(
    qtbot: QtBot,
    open_queue: OpenQueue,
    posts: list[Post],
    kit: Kit,
    add_post: AddPost,
) -> None:
    page = open_queue()
    ready(qtbot, page, posts)
    click(qtbot, page, 2)
    before = add_post("2026-11-23 20:00", caption="before all")
    kit.signals.post_changed.emit(before.id)
    ready(qtbot, page, [before, *posts])
    assert selected_rows(page) == [3]
    assert page.table.currentIndex().row() == 3
    assert kit.selection.ids == (posts[2].id,)


def test_the_selection_stays_through_another_order(
    qtbot: QtBot, open_queue: OpenQueue, posts: list[Post], kit: Kit
) -> None:
    page = open_queue()
    ready(qtbot, page, posts)
    click(qtbot, page, 0)
    page.filters.sort(page.filters.order.sort, True)
    ready(qtbot, page, posts[::-1])
    assert selected_rows(page) == [len(posts) - 1]
    assert kit.selection.ids == (posts[0].id,)


def many(add_post: AddPost, count: int) -> list[Post]:
    return [
        add_post(f"2026-12-{1 + n // 240:02} {n // 10 % 24:02}:{n % 10:02}", caption=str(n))
        for n in range(count)
    ]


def test_selects_all_also_what_was_not_read(
    qtbot: QtBot, open_queue: OpenQueue, add_post: AddPost, kit: Kit
) -> None:
    posts = many(add_post, 700)
    page = open_queue()
    qtbot.keyClick(page.table, Qt.Key.Key_A, CONTROL)
    qtbot.waitUntil(lambda: len(kit.selection.ids) == 700)
    page.table.verticalScrollBar().setValue(600 * ROW_HEIGHT)
    qtbot.waitUntil(lambda: page.model.post(605) is not None)
    assert 605 in selected_rows(page)
    assert posts[605].id in kit.selection
    click(qtbot, page, 604)
    assert kit.selection.ids == (posts[604].id,)


def test_takes_one_out_of_many_that_were_not_read(
    qtbot: QtBot, open_queue: OpenQueue, add_post: AddPost, kit: Kit
) -> None:
    posts = many(add_post, 700)
    page = open_queue()
    qtbot.keyClick(page.table, Qt.Key.Key_A, CONTROL)
    qtbot.waitUntil(lambda: len(kit.selection.ids) == 700)
    click(qtbot, page, 2, CONTROL)
    assert sorted(kit.selection.ids) == [post.id for post in posts if post != posts[2]]


def test_says_so_when_not_all_can_be_selected(
    qtbot: QtBot,
    open_queue: OpenQueue,
    add_post: AddPost,
    kit: Kit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(picked, "MOST", 250)
    many(add_post, 300)
    page = open_queue()
    with qtbot.waitSignal(kit.signals.remark) as told:
        qtbot.keyClick(page.table, Qt.Key.Key_A, CONTROL)
    assert told.args == ["Only the first 250 posts are selected"]
    assert len(kit.selection.ids) == 250


def test_the_view_stays_on_its_post_when_others_come_in_above(
    qtbot: QtBot, open_queue: OpenQueue, add_post: AddPost, kit: Kit
) -> None:
    many(add_post, 400)
    page = open_queue()
    bar = page.table.verticalScrollBar()
    bar.setValue(300 * ROW_HEIGHT + 7)
    qtbot.waitUntil(lambda: page.model.post(300) is not None)
    top = page.model.post(300)
    assert top is not None
    for minute in range(3):
        kit.signals.post_changed.emit(add_post(f"2026-11-24 08:{minute:02}").id)
    qtbot.waitUntil(lambda: page.model.rowCount() == 403)
    assert page.model.post(bar.value() // ROW_HEIGHT) == top
    assert bar.value() % ROW_HEIGHT == 7


def test_a_long_list_opens_at_what_goes_next_and_stays_there(
    qtbot: QtBot, open_queue: OpenQueue, add_post: AddPost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SMALL", 100)
    for minute in range(250):
        when = f"2026-11-20 {minute // 60:02}:{minute % 60:02}"
        add_post(when, status=S.PUBLISHED, caption=f"out {minute}")
    many(add_post, 150)
    page = open_queue()
    bar = page.table.verticalScrollBar()
    qtbot.waitUntil(lambda: page.model.rowCount() == 400 and bar.value() == 250 * ROW_HEIGHT)
    top = page.model.post(250)
    assert top is not None
    assert top.caption == "0"
    bar.setValue(0)
    qtbot.waitUntil(lambda: page.model.index(0, 0).data() == "out 0")


# --- what is done with them ---------------------------------------------------------------------


def test_del_deletes_and_can_be_undone(
    qtbot: QtBot, open_queue: OpenQueue, posts: list[Post], storage: Storage, kit: Kit
) -> None:
    page = open_queue()
    ready(qtbot, page, posts)
    click(qtbot, page, 1)
    click(qtbot, page, 2, SHIFT)
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    ready(qtbot, page, [posts[0], *posts[3:]])
    assert kit.selection.ids == ()
    kit.actions.undo()
    qtbot.waitUntil(lambda: page.model.rowCount() == len(posts))


def test_control_r_retries_those_that_can_be(
    qtbot: QtBot, open_queue: OpenQueue, posts: list[Post], add_post: AddPost, storage: Storage
) -> None:
    failed = add_post("2026-11-24 20:00", status=S.FAILED, caption="failed")
    page = open_queue()
    ready(qtbot, page, [*posts, failed])
    qtbot.keyClick(page.table, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(page.table, Qt.Key.Key_R, CONTROL)
    qtbot.waitUntil(lambda: storage.posts.get(failed.id).status is S.SCHEDULED)


@pytest.mark.parametrize("by_mouse", [True, False])
def test_opens_a_post(
    qtbot: QtBot, open_queue: OpenQueue, posts: list[Post], kit: Kit, by_mouse: bool
) -> None:
    page = open_queue()
    ready(qtbot, page, posts)
    click(qtbot, page, 3)
    opened: list[int] = []
    kit.requests.open_post.disconnect()
    kit.requests.open_post.connect(opened.append)
    if by_mouse:
        at = QPoint(200, 3 * ROW_HEIGHT + 20)
        qtbot.mouseDClick(page.table.viewport(), LEFT, pos=at)
    else:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert opened == [posts[3].id]


def test_control_c_copies_captions_or_what_went_wrong(
    qtbot: QtBot, open_queue: OpenQueue, posts: list[Post], kit: Kit, change: Change
) -> None:
    page = open_queue()
    ready(qtbot, page, posts)
    click(qtbot, page, 0)
    click(qtbot, page, 1, CONTROL)
    qtbot.keyClick(page.table, Qt.Key.Key_C, CONTROL)
    clipboard = QGuiApplication.clipboard()
    qtbot.waitUntil(lambda: clipboard.text() == "at 8\n\nat 9")
    fault = Fault(code="server_trouble", message="TikTok has a fault.", log_id="LOG1")
    change(posts[5], status=S.HELD, fault=fault)
    qtbot.waitUntil(lambda: "Server error" in page.model.index(5, 5).data())
    click(qtbot, page, 5)
    with qtbot.waitSignal(kit.signals.remark):
        qtbot.keyClick(page.table, Qt.Key.Key_C, CONTROL)
    assert "LOG1" in clipboard.text()


@pytest.mark.qt_log_ignore("This plugin does not support")  # a menu without a screen
def test_the_menu_opens_at_the_pointer_and_by_key(
    qtbot: QtBot, open_queue: OpenQueue, posts: list[Post], storage: Storage
) -> None:
    page = open_queue()
    ready(qtbot, page, posts)
    click(qtbot, page, 1)
    for reason in (QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard):
        at = page.table.viewport().mapToGlobal(QPoint(200, ROW_HEIGHT + 20))
        event = QContextMenuEvent(reason, QPoint(200, ROW_HEIGHT + 20), at)
        QApplication.sendEvent(page.table.viewport(), event)
        qtbot.waitUntil(lambda: page.menu is not None and page.menu.isVisible())
        menu = page.menu
        assert menu is not None
        cancel = next(one for one in menu.actions() if one.text() == "Cancel")
        if reason is QContextMenuEvent.Reason.Keyboard:
            cancel.trigger()
        menu.close()
    qtbot.waitUntil(lambda: storage.posts.get(posts[1].id).status is S.CANCELLED)
