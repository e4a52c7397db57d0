"""Week, day and agenda in the window, where the page's keys are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.calendar_time.conftest import MONDAY, wall
from tikscheduler.desktop import Desktop
from tikscheduler.domain.post import Post
from tikscheduler.ui.calendar.agenda import AgendaView
from tikscheduler.ui.calendar.week import DayView, WeekView

AddPost = Callable[..., Post]


@pytest.mark.parametrize(
    ("key", "kind"),
    [(Qt.Key.Key_W, WeekView), (Qt.Key.Key_D, DayView), (Qt.Key.Key_A, AgendaView)],
)
def test_a_letter_shows_the_view(
    qtbot: QtBot, desktop: Desktop, add_post: AddPost, window: Any, key: Qt.Key, kind: type
) -> None:
    post = add_post("2026-11-23 14:00")
    page = window.page_widget("calendar")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(page.view, key)
    assert isinstance(page.view, kind)
    qtbot.waitUntil(lambda: post.id in {one.id for _, one in page.view.tiles()})


def test_n_writes_a_post_for_the_focused_slot(qtbot: QtBot, desktop: Desktop, window: Any) -> None:
    page = window.page_widget("calendar")
    page.show_view("week", MONDAY)
    page.view.slot.go_to_day(MONDAY.replace(day=26))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    with qtbot.waitSignal(desktop.kit.requests.compose) as asked:
        qtbot.keyClick(page.view, Qt.Key.Key_N)
    assert asked.args[0].wall == wall("2026-11-26 13:15")


def test_a_post_that_is_asked_for_is_brought_into_sight(
    qtbot: QtBot, desktop: Desktop, add_post: AddPost, window: Any
) -> None:
    post = add_post("2026-12-10 02:00")
    page = window.page_widget("calendar")
    page.show_view("week", MONDAY)
    desktop.kit.requests.show_post.emit(post.id)
    qtbot.waitUntil(lambda: page.view.rect_of(post.id) is not None)
    assert page.view.selection.ids == (post.id,)


def test_views_do_not_take_each_others_days_for_their_own(
    qtbot: QtBot, desktop: Desktop, add_post: AddPost, window: Any
) -> None:
    post = add_post("2026-12-10 09:00")
    page = window.page_widget("calendar")
    page.show_view("agenda", MONDAY)
    agenda = page.view
    qtbot.waitUntil(lambda: agenda.model.index_of(post.id).isValid())
    page.show_view("week")
    qtbot.waitUntil(lambda: page.visible.days == page.view.days())
    page.show_view("agenda")
    qtbot.waitUntil(lambda: agenda.model.index_of(post.id).isValid())
    assert agenda.days()[0] == MONDAY
