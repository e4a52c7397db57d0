"""The month: selecting, opening and deleting, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.ui.calendar.conftest import CTRL, LEFT, day_point, selected, tile_point, wall
from tikscheduler.domain.post import Post
from tikscheduler.storage import Storage
from tikscheduler.ui.calendar.month import MonthView
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.signals import Draft

Key, Modifier = Qt.Key, Qt.KeyboardModifier
SHIFT = Modifier.ShiftModifier
MOVE = Modifier.AltModifier | SHIFT
THURSDAY = date(2026, 11, 26)
popups = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


# --- selecting ------------------------------------------------------------------------------------


def test_a_click_selects_and_ctrl_adds_and_takes_away(
    click: Callable[..., None], kit: Kit, posts: list[Post]
) -> None:
    click(posts[0])
    assert selected(kit, posts) == [0]
    click(posts[2], CTRL)
    assert selected(kit, posts) == [0, 2]
    assert kit.selection.current == posts[2].id
    click(posts[0], CTRL)
    assert selected(kit, posts) == [2]
    click(posts[3])
    assert selected(kit, posts) == [3]


def test_shift_selects_everything_between(
    click: Callable[..., None], kit: Kit, posts: list[Post]
) -> None:
    click(posts[3])
    click(posts[1], SHIFT)
    assert selected(kit, posts) == [1, 2, 3]
    assert kit.selection.current == posts[1].id
    click(posts[2], SHIFT)
    assert selected(kit, posts) == [2, 3]


def test_a_click_on_one_of_many_leaves_that_one(
    click: Callable[..., None], kit: Kit, posts: list[Post]
) -> None:
    kit.selection.set(post.id for post in posts)
    click(posts[1])
    assert selected(kit, posts) == [1]


def test_a_rubber_band_selects_what_it_touches(
    qtbot: QtBot, posts: list[Post], month: MonthView, kit: Kit
) -> None:
    kit.selection.set([posts[3].id])
    start = day_point(month, date(2026, 11, 25))
    end = tile_point(month, posts[0])
    qtbot.mousePress(month.viewport(), LEFT, Modifier.NoModifier, start)
    assert kit.selection.ids == ()
    qtbot.mouseMove(month.viewport(), start - QPoint(20, 0))
    qtbot.mouseMove(month.viewport(), end)
    assert selected(kit, posts) == [0, 1, 2]
    qtbot.mouseRelease(month.viewport(), LEFT, Modifier.NoModifier, end)
    qtbot.mouseMove(month.viewport(), tile_point(month, posts[3]))
    assert selected(kit, posts) == [0, 1, 2]


def test_escape_and_empty_ground_clear(
    qtbot: QtBot, click: Callable[..., None], posts: list[Post], month: MonthView, kit: Kit
) -> None:
    click(posts[0])
    qtbot.keyClick(month, Key.Key_Escape)
    assert kit.selection.ids == ()
    click(posts[0])
    qtbot.mouseClick(
        month.viewport(), LEFT, Modifier.NoModifier, day_point(month, date(2026, 11, 25))
    )
    assert kit.selection.ids == ()
    assert month.day == date(2026, 11, 25)


def test_keys_walk_from_post_to_post(
    qtbot: QtBot, posts: list[Post], month: MonthView, kit: Kit
) -> None:
    qtbot.keyClick(month, Key.Key_Down, CTRL)
    assert selected(kit, posts) == [0]
    assert month.day == date(2026, 11, 24)
    qtbot.keyClick(month, Key.Key_Down, CTRL)
    qtbot.keyClick(month, Key.Key_Down, CTRL | SHIFT)
    assert selected(kit, posts) == [1, 2]
    qtbot.keyClick(month, Key.Key_Up, CTRL)
    assert selected(kit, posts) == [1]
    qtbot.keyClick(month, Key.Key_A, CTRL)
    assert selected(kit, posts) == [0, 1, 2, 3]


def test_space_goes_through_the_posts_of_the_day(
    qtbot: QtBot, posts: list[Post], month: MonthView, kit: Kit
) -> None:
    qtbot.keyClick(month, Key.Key_Right)
    for expected in (0, 1, 0):
        qtbot.keyClick(month, Key.Key_Space)
        assert selected(kit, posts) == [expected]


def test_shift_and_arrows_select_the_posts_of_days(
    qtbot: QtBot, posts: list[Post], month: MonthView, kit: Kit
) -> None:
    qtbot.keyClick(month, Key.Key_Right)
    qtbot.keyClick(month, Key.Key_Right, SHIFT)
    assert month.day == date(2026, 11, 25)
    assert selected(kit, posts) == [0, 1, 2]
    qtbot.keyClick(month, Key.Key_Left, SHIFT)
    assert selected(kit, posts) == [0, 1]


def test_arrows_walk_over_the_days_and_turn_the_page(qtbot: QtBot, month: MonthView) -> None:
    for key in (Key.Key_Right, Key.Key_Down, Key.Key_Left, Key.Key_Up, Key.Key_Up):
        qtbot.keyClick(month, key)
    assert month.day == date(2026, 11, 16)
    for _ in range(3):
        qtbot.keyClick(month, Key.Key_Up)
    assert (month.day, month.title()) == (date(2026, 10, 26), "November 2026")
    qtbot.keyClick(month, Key.Key_Up)
    assert (month.day, month.title()) == (date(2026, 10, 19), "October 2026")


# --- opening and deleting -------------------------------------------------------------------------


def test_a_double_click_and_enter_open_a_post(
    qtbot: QtBot, desktop: object, posts: list[Post], month: MonthView, kit: Kit
) -> None:
    kit.requests.open_post.disconnect()  # the composer is not this test's
    with qtbot.waitSignal(kit.requests.open_post) as opened:
        qtbot.mouseDClick(month.viewport(), LEFT, Modifier.NoModifier, tile_point(month, posts[2]))
    assert opened.args == [posts[2].id]
    kit.selection.set([posts[1].id])
    with qtbot.waitSignal(kit.requests.open_post) as opened:
        qtbot.keyClick(month, Key.Key_Return)
    assert opened.args == [posts[1].id]


def test_a_double_click_on_a_day_writes_a_new_post_for_it(
    qtbot: QtBot, month: MonthView, kit: Kit
) -> None:
    kit.requests.compose.disconnect()
    qtbot.mouseClick(month.viewport(), LEFT, Modifier.NoModifier, day_point(month, THURSDAY))
    with qtbot.waitSignal(kit.requests.compose) as asked:
        qtbot.mouseDClick(month.viewport(), LEFT, Modifier.NoModifier, day_point(month, THURSDAY))
    assert asked.args == [Draft(wall=wall("2026-11-26 09:00"), all_day=True)]
    with qtbot.waitSignal(kit.requests.compose) as asked:
        qtbot.keyClick(month, Key.Key_N)
    assert asked.args == [Draft(wall=wall("2026-11-26 09:00"), all_day=True)]


def test_a_new_post_on_a_day_that_has_passed_is_refused(
    qtbot: QtBot, month: MonthView, kit: Kit
) -> None:
    asked: list[object] = []
    kit.requests.compose.disconnect()
    kit.requests.compose.connect(asked.append)
    with qtbot.waitSignal(kit.signals.remark) as told:
        qtbot.mouseDClick(
            month.viewport(), LEFT, Modifier.NoModifier, day_point(month, date(2026, 11, 22))
        )
    assert told.args == ["This day has passed"]
    assert asked == []


def test_delete_removes_the_selected_posts_and_can_be_undone(
    qtbot: QtBot, posts: list[Post], month: MonthView, kit: Kit
) -> None:
    kit.selection.set([posts[0].id, posts[2].id])
    qtbot.keyClick(month, Key.Key_Delete)
    qtbot.waitUntil(lambda: month.rect_of(posts[0].id) is None)
    assert month.rect_of(posts[2].id) is None
    assert month.rect_of(posts[1].id) is not None
    kit.actions.undo()
    qtbot.waitUntil(lambda: month.rect_of(posts[0].id) is not None)


def test_what_is_selected_but_not_shown_is_left_alone(
    qtbot: QtBot, posts: list[Post], month: MonthView, kit: Kit, storage: Storage
) -> None:
    kit.selection.set([posts[0].id, posts[3].id])
    month.visible.search("post 3")
    qtbot.keyClick(month, Key.Key_Delete)
    qtbot.waitUntil(lambda: len(storage.posts.list()) == 3)
    month.visible.search("")
    assert month.rect_of(posts[0].id) is not None
    kit.selection.set([posts[0].id])
    month.step(3)
    with qtbot.waitSignal(month.visible.reset):
        month.visible.reload()
    for key, keys in ((Key.Key_Delete, Modifier.NoModifier), (Key.Key_Right, MOVE)):
        qtbot.keyClick(month, key, keys)
    with qtbot.waitSignal(kit.signals.plan_changed) as told:
        kit.actions.delete([posts[1].id])
    assert told.args[0].done == (posts[1].id,)


@popups
def test_the_menu_is_that_of_the_post_under_the_pointer(
    qtbot: QtBot, posts: list[Post], month: MonthView, kit: Kit
) -> None:
    at = tile_point(month, posts[3])
    qtbot.mousePress(month.viewport(), Qt.MouseButton.RightButton, Modifier.NoModifier, at)
    assert selected(kit, posts) == [3]
    month.show_menu([posts[3]], month.viewport().mapToGlobal(at))
    menu = month.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert any("Delete" in action.text() for action in menu.actions())
    menu.close()
