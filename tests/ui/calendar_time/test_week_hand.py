"""The week and the day: selecting, opening and composing, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.conftest import FakeClock
from tests.ui.calendar_time.conftest import (
    ALT,
    CTRL,
    KEY,
    LEFT,
    SHIFT,
    Show,
    colours,
    has,
    point_of,
    told,
    utc,
    wall,
)
from tikscheduler.domain.post import Post
from tikscheduler.storage import Storage
from tikscheduler.ui.kit import Kit

AddPost = Callable[..., Post]
POPUP = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def stands_at(storage: Storage, post: Post, when: str) -> Callable[[], bool]:
    return lambda: storage.posts.get(post.id).scheduled_at == utc(when)


# --- selecting, opening, composing -----------------------------------------------------------


def test_a_click_selects_and_two_open(
    qtbot: QtBot, week: Show, add_post: AddPost, kit: Kit
) -> None:
    post = add_post("2026-11-24 09:00")
    view = week()
    at = view.rect_of(post.id).center()
    qtbot.mouseClick(view.viewport(), LEFT, pos=at)
    assert view.selection.ids == (post.id,)
    with qtbot.waitSignal(kit.requests.open_post) as opened:
        qtbot.mouseDClick(view.viewport(), LEFT, pos=at)
    assert opened.args == [post.id]


def test_a_selected_tile_has_a_frame(week: Show, add_post: AddPost, kit: Kit) -> None:
    post = add_post("2026-11-24 09:00")
    view = week()
    rect = view.rect_of(post.id)
    edge = (rect.left() + 20, rect.top() - 4, 4, 4)
    accent = kit.theme.colour("accent")
    assert not has(colours(view, *edge), accent)
    view.selection.set((post.id,))
    assert has(colours(view, *edge), accent)


def test_two_clicks_on_empty_ground_write_a_post_for_that_quarter_of_an_hour(
    qtbot: QtBot, week: Show, kit: Kit
) -> None:
    view = week()
    at = point_of(view, "2026-11-26 16:15") + QPoint(0, 9)
    with qtbot.waitSignal(kit.requests.compose) as asked:
        qtbot.mouseDClick(view.viewport(), LEFT, pos=at)
    assert asked.args[0].wall == wall("2026-11-26 16:15")
    assert not asked.args[0].all_day


def test_no_post_is_written_for_a_time_that_has_passed(qtbot: QtBot, week: Show, kit: Kit) -> None:
    view = week()
    at = point_of(view, "2026-11-23 09:00") + QPoint(0, 3)
    with told(kit.requests.compose) as asked, qtbot.waitSignal(kit.signals.remark) as remark:
        qtbot.mouseDClick(view.viewport(), LEFT, pos=at)
    assert asked == []
    assert "passed" in remark.args[0]


def test_arrows_move_the_slot_and_enter_writes_a_post_there(
    qtbot: QtBot, week: Show, kit: Kit
) -> None:
    view = week()
    qtbot.mouseClick(view.viewport(), LEFT, pos=point_of(view, "2026-11-24 09:00") + QPoint(0, 3))
    for key in (KEY.Key_Right, KEY.Key_Down, KEY.Key_Down, KEY.Key_Up):
        qtbot.keyClick(view, key)
    assert view.day == date(2026, 11, 25)
    with qtbot.waitSignal(kit.requests.compose) as asked:
        qtbot.keyClick(view, KEY.Key_Return)
    assert asked.args[0].wall == wall("2026-11-25 09:15")


def test_the_slot_leaves_the_week_to_the_next_one(qtbot: QtBot, week: Show) -> None:
    view = week(date(2026, 11, 29))
    before = view.slot.wall
    qtbot.keyClick(view, KEY.Key_Right)
    assert view.days()[0] == date(2026, 11, 30)
    assert view.slot.wall == before + timedelta(days=1)


def test_the_slot_stays_in_sight_and_in_its_day(qtbot: QtBot, week: Show) -> None:
    view = week()
    qtbot.mouseClick(view.viewport(), LEFT, pos=point_of(view, "2026-11-24 23:15") + QPoint(0, 3))
    for _ in range(5):
        qtbot.keyClick(view, KEY.Key_Down)
    assert view.slot.wall == wall("2026-11-24 23:45")
    view.show_hour(0)
    qtbot.keyClick(view, KEY.Key_Up)
    assert view._ground_in_sight().contains(view._slot_rect())


def test_a_slot_with_posts_selects_them_one_after_the_other(
    qtbot: QtBot, week: Show, add_post: AddPost, kit: Kit
) -> None:
    one, two = add_post("2026-11-24 09:00"), add_post("2026-11-24 09:05")
    view = week()
    qtbot.mouseClick(view.viewport(), LEFT, pos=point_of(view, "2026-11-24 08:45") + QPoint(0, 3))
    qtbot.keyClick(view, KEY.Key_Down)
    assert view.selection.ids == (one.id,)
    qtbot.keyClick(view, KEY.Key_Down)
    assert view.selection.ids == (two.id,)
    with qtbot.waitSignal(kit.requests.open_post) as opened:
        qtbot.keyClick(view, KEY.Key_Return)
    assert opened.args == [two.id]
    qtbot.keyClick(view, KEY.Key_Down)
    assert view.selection.ids == ()
    assert view.slot.wall == wall("2026-11-24 09:15")


def test_shift_and_arrows_select_what_is_passed(
    qtbot: QtBot, week: Show, add_post: AddPost
) -> None:
    one, two = add_post("2026-11-24 09:00"), add_post("2026-11-24 09:30")
    add_post("2026-11-24 10:30")
    view = week()
    qtbot.mouseClick(view.viewport(), LEFT, pos=view.rect_of(one.id).center())
    qtbot.keyClick(view, KEY.Key_Down, SHIFT)
    qtbot.keyClick(view, KEY.Key_Down, SHIFT)
    assert set(view.selection.ids) == {one.id, two.id}
    qtbot.keyClick(view, KEY.Key_Up, SHIFT)
    assert view.selection.ids == (one.id,)
    assert view.slot.wall == wall("2026-11-24 09:15")


@pytest.mark.parametrize(
    ("key", "when"),
    [
        (KEY.Key_Down, "2026-11-24 09:15"),
        (KEY.Key_Up, "2026-11-24 08:45"),
        (KEY.Key_Right, "2026-11-25 09:00"),
        (KEY.Key_Left, "2026-11-23 09:00"),
    ],
)
def test_alt_shift_and_arrows_move_the_selected_posts(
    qtbot: QtBot,
    week: Show,
    add_post: AddPost,
    storage: Storage,
    clock: FakeClock,
    key: Qt.Key,
    when: str,
) -> None:
    clock.tick(days=-1)
    post = add_post("2026-11-24 09:00")
    view = week()
    view.selection.set((post.id,))
    qtbot.keyClick(view, key, ALT | SHIFT)
    qtbot.waitUntil(stands_at(storage, post, when))
    qtbot.waitUntil(lambda: view.slot.at == utc(when))


def test_ctrl_and_arrows_go_from_post_to_post_and_bring_them_into_sight(
    qtbot: QtBot, week: Show, add_post: AddPost
) -> None:
    one, two = add_post("2026-11-24 09:00"), add_post("2026-11-26 22:00")
    view = week()
    view.selection.set((one.id,))
    qtbot.keyClick(view, KEY.Key_Down, CTRL)
    assert view.selection.ids == (two.id,)
    assert view.viewport().rect().intersects(view.rect_of(two.id))
    assert view.slot.at == utc("2026-11-26 22:00")


def test_a_screen_reader_is_told_slot_and_post(qtbot: QtBot, week: Show, add_post: AddPost) -> None:
    post = add_post("2026-11-24 09:00", caption="Bread")
    view = week()
    view.selection.set((post.id,))
    assert "Bread" in view.accessibleDescription()
    view.selection.clear()
    qtbot.keyClick(view, KEY.Key_Down)
    assert "09:15" in view.accessibleDescription()
    assert "no posts" in view.accessibleDescription()
    assert view.accessibleName() == "Week"


@POPUP
def test_the_menu_of_the_ground_names_the_time(qtbot: QtBot, week: Show, kit: Kit) -> None:
    view = week()
    view.slot.go_to(utc("2026-11-25 10:00"))
    view.show_menu([], view.mapToGlobal(QPoint(200, 200)))
    menu = view.findChild(QMenu)
    assert menu.actions()[0].text() == "New post at 10:00"
    with qtbot.waitSignal(kit.requests.compose) as asked:
        menu.actions()[0].trigger()
    assert asked.args[0].wall == wall("2026-11-25 10:00")
    menu.close()
