"""The calendar page: going through time, from view to view, and what is remembered."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.conftest import FakeClock, add_account
from tests.ui.conftest import AddPost
from tikscheduler.desktop import Desktop
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import PostStatus
from tikscheduler.storage import Storage
from tikscheduler.ui.calendar.agenda import AgendaView
from tikscheduler.ui.calendar.month import MonthView
from tikscheduler.ui.calendar.page import CalendarPage
from tikscheduler.ui.calendar.week import DayView, WeekView
from tikscheduler.ui.kit import Kit

Key, Modifier = Qt.Key, Qt.KeyboardModifier
CTRL, ALT, NONE = Modifier.ControlModifier, Modifier.AltModifier, Modifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
TODAY = date(2026, 11, 23)
popups = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def press(qtbot: QtBot, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
    """A key for whoever has the focus, as the system would send it."""
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key, keys)


def test_stands_on_today(page: CalendarPage) -> None:
    assert page.view.day == TODAY
    assert page.header.title.text() == "November 2026"
    assert page.header.views["month"].isChecked()


def test_buttons_go_through_time(qtbot: QtBot, page: CalendarPage) -> None:
    header = page.header
    qtbot.mouseClick(header.ahead, LEFT)
    assert (header.title.text(), page.view.day) == ("December 2026", date(2026, 12, 23))
    qtbot.mouseClick(header.back, LEFT)
    qtbot.mouseClick(header.back, LEFT)
    assert header.title.text() == "October 2026"
    qtbot.mouseClick(header.today, LEFT)
    assert (header.title.text(), page.view.day) == ("November 2026", TODAY)


@pytest.mark.parametrize(
    ("forth", "back"),
    [
        ((Key.Key_PageDown, NONE), (Key.Key_PageUp, NONE)),
        ((Key.Key_Right, ALT), (Key.Key_Left, ALT)),
    ],
)
def test_keys_go_through_time(
    qtbot: QtBot,
    page: CalendarPage,
    forth: tuple[Qt.Key, Qt.KeyboardModifier],
    back: tuple[Qt.Key, Qt.KeyboardModifier],
) -> None:
    press(qtbot, *forth)
    press(qtbot, *forth)
    assert page.header.title.text() == "January 2027"
    press(qtbot, *back)
    assert page.header.title.text() == "December 2026"
    press(qtbot, Key.Key_T)
    assert page.view.day == TODAY


def test_the_last_day_of_a_month_stays_in_the_next(page: CalendarPage) -> None:
    page.view.show_date(date(2026, 10, 31))
    page.view.step(1)
    assert page.view.day == date(2026, 11, 30)
    page.view.step(3)
    assert page.view.day == date(2027, 2, 28)
    page.view.step(-12)
    assert page.header.title.text() == "February 2026"


def test_buttons_and_keys_change_the_view(qtbot: QtBot, page: CalendarPage) -> None:
    kinds = {"week": WeekView, "day": DayView, "agenda": AgendaView, "month": MonthView}
    for name, kind in kinds.items():
        qtbot.mouseClick(page.header.views[name], LEFT)
        assert type(page.view) is kind
        assert page.stack.currentWidget() is page.view
    page.view.setFocus()
    for key, kind in ((Key.Key_W, WeekView), (Key.Key_D, DayView), (Key.Key_M, MonthView)):
        press(qtbot, key)
        assert type(page.view) is kind
        assert page.view.isAncestorOf(QApplication.focusWidget()) or page.view.hasFocus()
    press(qtbot, Key.Key_A)
    assert type(page.view) is AgendaView


def test_the_views_go_round(qtbot: QtBot, page: CalendarPage) -> None:
    seen = []
    for _ in range(4):
        press(qtbot, Key.Key_PageDown, CTRL)
        seen.append(page.view_name)
    assert seen == ["week", "day", "agenda", "month"]
    press(qtbot, Key.Key_PageUp, CTRL)
    assert page.view_name == "agenda"


def test_views_share_day_and_selection(
    qtbot: QtBot, add_post: AddPost, request: pytest.FixtureRequest
) -> None:
    post = add_post("2026-12-10 09:00")
    page: CalendarPage = request.getfixturevalue("page")
    page.view.show_date(date(2026, 12, 10))
    page.visible.reset.connect(lambda: None)
    qtbot.waitUntil(lambda: page.visible.get(post.id) is not None)
    page.view.selection.set([post.id])
    press(qtbot, Key.Key_W)
    assert page.view.day == date(2026, 12, 10)
    assert page.header.title.text() == "7 – 13 December 2026"
    qtbot.waitUntil(lambda: page.view.rect_of(post.id) is not None)
    assert page.view.selection.ids == (post.id,)


def test_keys_mean_letters_while_one_types(qtbot: QtBot, page: CalendarPage) -> None:
    press(qtbot, Key.Key_Slash)
    search = page.header.search
    assert search.hasFocus()
    qtbot.keyClicks(search, "twmda")
    qtbot.keyClick(search, Key.Key_PageDown)
    assert search.text() == "twmda"
    assert (page.view_name, page.view.day) == ("month", TODAY)


def test_the_search_leaves_posts_out_until_it_is_cleared(
    qtbot: QtBot, add_post: AddPost, request: pytest.FixtureRequest
) -> None:
    bread = add_post("2026-11-24 09:00", caption="Sourdough")
    knots = add_post("2026-11-25 09:00", caption="3 knots")
    page: CalendarPage = request.getfixturevalue("page")
    press(qtbot, Key.Key_Slash)
    qtbot.keyClicks(page.header.search, "KNOT")
    qtbot.waitUntil(lambda: page.view.rect_of(bread.id) is None)
    assert page.view.rect_of(knots.id) is not None
    qtbot.keyClick(page.header.search, Key.Key_Escape)
    assert page.view.rect_of(bread.id) is not None
    assert page.view.hasFocus()
    assert page.header.search.text() == ""


def test_f5_reads_again(qtbot: QtBot, page: CalendarPage, add_post: AddPost) -> None:
    post = add_post("2026-11-24 09:00")  # by another program: nobody told the window
    press(qtbot, Key.Key_F5)
    qtbot.waitUntil(lambda: page.view.rect_of(post.id) is not None)


@popups
def test_jumps_to_a_date(qtbot: QtBot, page: CalendarPage) -> None:
    press(qtbot, Key.Key_G, CTRL)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    calendar = popup.calendar  # type: ignore[attr-defined]
    for key in (Key.Key_PageDown, Key.Key_Right, Key.Key_Return):
        qtbot.keyClick(calendar.focusProxy(), key)
    assert page.view.day == date(2026, 12, 24)
    assert page.header.title.text() == "December 2026"
    qtbot.mouseClick(page.header.title, LEFT)
    assert QApplication.activePopupWidget() is not None
    qtbot.keyClick(QApplication.activePopupWidget(), Key.Key_Escape)


def test_an_arrow_turns_the_page_while_something_is_held_over_it(
    qtbot: QtBot, page: CalendarPage
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/v/a.mp4")])
    actions = Qt.DropAction.CopyAction
    event = QDragEnterEvent(QPoint(5, 5), actions, mime, LEFT, NONE)
    button = page.header.ahead
    assert button.acceptDrops()
    button.dragEnterEvent(event)
    assert event.isAccepted()
    assert page.header.title.text() == "November 2026"
    qtbot.waitUntil(lambda: page.header.title.text() == "December 2026", timeout=3000)
    qtbot.waitUntil(lambda: page.header.title.text() == "January 2027", timeout=3000)
    button.dragLeaveEvent(QDragLeaveEvent())
    assert not button.isDown()


def test_view_and_day_are_remembered_until_the_next_day(
    page: CalendarPage, kit: Kit, clock: FakeClock
) -> None:
    page.show_view("week")
    page.view.show_date(date(2026, 12, 24))
    again = CalendarPage(kit)
    assert (again.view_name, again.view.day) == ("week", date(2026, 12, 24))
    again.deleteLater()
    clock.tick(days=1)
    tomorrow = CalendarPage(kit)
    assert (tomorrow.view_name, tomorrow.view.day) == ("week", date(2026, 11, 24))
    tomorrow.deleteLater()


@pytest.mark.parametrize("kept", [["x", "y"], [1, 2], ["2026-11-23"], "2026-11-23", []])
def test_a_spoilt_memory_means_today(page: CalendarPage, kit: Kit, kept: object) -> None:
    kit.preferences.set("calendar.day", kept)
    kit.preferences.set("calendar.view", "year")
    again = CalendarPage(kit)
    assert (again.view_name, again.view.day) == ("month", TODAY)
    again.deleteLater()


def test_after_midnight_today_is_the_next_day(
    qtbot: QtBot, page: CalendarPage, kit: Kit, clock: FakeClock
) -> None:
    clock.tick(hours=13)
    kit.overview.changed.emit()
    assert page.view.day == date(2026, 11, 24)


def test_shows_a_post_where_it_stands(
    qtbot: QtBot, page: CalendarPage, kit: Kit, add_post: AddPost, desktop: Desktop
) -> None:
    post = add_post("2027-02-14 20:00")
    kit.requests.show_page.emit("settings")
    kit.requests.show_post.emit(post.id)
    qtbot.waitUntil(lambda: kit.selection.ids == (post.id,))
    assert desktop.window.page == "calendar"
    assert page.header.title.text() == "February 2027"
    qtbot.waitUntil(lambda: page.view.rect_of(post.id) is not None)


def test_a_post_without_a_day_is_shown_in_the_queue(
    qtbot: QtBot, page: CalendarPage, kit: Kit, add_post: AddPost, desktop: Desktop
) -> None:
    post = add_post(None, status=PostStatus.UNPLANNED)
    kit.requests.show_post.emit(post.id)
    qtbot.waitUntil(lambda: desktop.window.page == "queue")
    qtbot.waitUntil(lambda: kit.selection.ids == (post.id,))


def test_first_steps_stand_over_the_calendar_until_there_is_an_account(
    qtbot: QtBot, desktop: Desktop, storage: Storage
) -> None:
    desktop.start()
    qtbot.waitUntil(lambda: desktop.kit.book.loaded)
    page = desktop.window.page_widget("calendar")
    assert isinstance(page, CalendarPage)
    assert page.first_run is not None
    assert page.first_run.isVisible()
    assert page.first_run.geometry() == page.stack.rect()
    desktop.window.resize(1100, 700)
    qtbot.waitUntil(lambda: page.first_run.geometry() == page.stack.rect())
    add_account(storage, "mira.films")
    desktop.signals.accounts_changed.emit()
    qtbot.waitUntil(lambda: not page.first_run.isVisible())


@pytest.mark.parametrize("width", [960, 1100, 1360, 1920])
def test_the_bar_has_room_for_its_buttons(
    qtbot: QtBot, page: CalendarPage, desktop: Desktop, width: int
) -> None:
    desktop.window.resize(width, 700)
    header = page.header
    for name in ("month", "week", "day", "agenda", "month"):
        page.show_view(name)
        qtbot.waitUntil(lambda: header.width() == desktop.window.width() - 216)
        header.layout().activate()
        for one in (*header.views.values(), header.today, header.new):
            assert one.width() >= one.sizeHint().width()
        assert header.new.mapTo(header, header.new.rect().bottomRight()).x() <= header.width()


def test_no_account_is_hidden_behind_first_steps(page: CalendarPage, account: Account) -> None:
    assert page.first_run is None
