"""The week and the day: what is shown, and where the clock is changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from tests.conftest import FakeClock, add_account
from tests.ui.calendar_time.conftest import (
    LEFT,
    MONDAY,
    Show,
    colours,
    has,
    header_point,
    point_of,
    utc,
    wall,
)
from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.storage import Storage
from tikscheduler.ui.calendar.more import DayPosts
from tikscheduler.ui.calendar.time_grid import TimeGrid
from tikscheduler.ui.calendar.time_grid_ground import HEADER
from tikscheduler.ui.calendar.time_grid_layout import HOUR_PX, TILE_PX
from tikscheduler.ui.kit import Kit

AddPost = Callable[..., Post]
POPUP = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def shown(view: TimeGrid) -> set[int]:
    return {post.id for _rect, post in view.tiles()}


# --- what is shown ---------------------------------------------------------------------------


def test_shows_the_posts_of_the_week_at_their_times(week: Show, add_post: AddPost) -> None:
    post, other = add_post("2026-11-24 09:00"), add_post("2026-11-29 10:30")
    add_post("2026-11-22 09:00")
    add_post("2026-11-30 09:00")
    view = week()
    view.show_hour(6)
    assert view.days() == (MONDAY, date(2026, 11, 29))
    assert shown(view) == {post.id, other.id}
    tuesday = view.rect_of(post.id)
    assert tuesday.top() == point_of(view, "2026-11-24 09:00", hour=6).y()
    assert view.grid.column(1).contains(tuesday.translated(0, 500))
    assert view.rect_of(other.id).top() - tuesday.top() == round(1.5 * HOUR_PX)


def test_the_day_shows_one_day(day_view: Show, add_post: AddPost) -> None:
    post = add_post("2026-11-23 09:00")
    add_post("2026-11-24 09:00")
    view = day_view()
    assert shown(view) == {post.id}
    assert view.days() == (MONDAY, MONDAY)
    assert "23" in view.title()


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (MONDAY, "23 – 29 November 2026"),
        (date(2026, 12, 2), "30 November – 6 December 2026"),
        (date(2027, 1, 1), "28 December 2026 – 3 January 2027"),
    ],
)
def test_the_title_names_the_week(week: Show, day: date, title: str) -> None:
    assert week(day).title() == title


def test_the_week_begins_with_the_chosen_day(week: Show, kit: Kit) -> None:
    view = week()
    kit.preferences.set("first_day", 7)
    assert view.days() == (date(2026, 11, 22), date(2026, 11, 28))
    assert view.grid.days[0].date == date(2026, 11, 22)


def test_begins_at_six_and_keeps_its_place_from_week_to_week(week: Show) -> None:
    view = week()
    assert point_of(view, "2026-11-23 06:00", hour=6).y() <= HEADER + 10
    view.show_hour(14)
    place = view.verticalScrollBar().value()
    view.step(1)
    assert view.days()[0] == date(2026, 11, 30)
    assert view.verticalScrollBar().value() == place


def test_begins_later_where_the_present_would_be_out_of_sight(week: Show, clock: FakeClock) -> None:
    clock.time = utc("2026-11-23 22:00")
    view = week()
    now = view.grid.y(22 * 60)
    assert view._ground_in_sight().top() < now < view._ground_in_sight().bottom() - HOUR_PX


def test_only_tiles_on_the_screen_are_painted(week: Show, add_post: AddPost) -> None:
    early, late = add_post("2026-11-24 01:00"), add_post("2026-11-24 23:45")
    view = week()
    view.show_hour(0)
    assert shown(view) == {early.id}
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert shown(view) == {late.id}
    assert view.rect_of(late.id).bottom() < view.viewport().height()


def test_posts_at_one_time_stand_side_by_side(week: Show, add_post: AddPost) -> None:
    one, other = add_post("2026-11-24 09:00"), add_post("2026-11-24 09:15")
    view = week()
    left, right = view.rect_of(one.id), view.rect_of(other.id)
    assert not left.intersects(right)
    assert left.right() < right.left()


@POPUP
def test_a_bunch_lists_its_posts_when_it_is_clicked(
    qtbot: QtBot, week: Show, add_post: AddPost
) -> None:
    made = [add_post("2026-11-24 09:00", caption=f"Post {n}") for n in range(5)]
    view = week()
    bunch = view.rect_of(made[4].id)
    assert view.hit(bunch.center()) is None
    qtbot.mouseClick(view.viewport(), LEFT, pos=bunch.center())
    popup = view.findChild(DayPosts)
    assert popup.isVisible()
    assert [post.id for post in popup.posts.posts] == [post.id for post in made]
    assert view.selection.current == made[1].id
    popup.close()


def test_the_line_of_the_present_stands_on_today_alone(
    week: Show, kit: Kit, clock: FakeClock
) -> None:
    view = week()  # 13:00 in Paris
    view.show_hour(10)
    y = point_of(view, "2026-11-23 13:00", hour=10).y()
    red = kit.theme.colour("failed")
    monday, tuesday = view.grid.column(0), view.grid.column(1)
    assert has(colours(view, monday.left() + 20, y - 1, 2, 2), red)
    assert not has(colours(view, tuesday.left() + 20, y - 1, 2, 2), red)


def test_what_has_passed_has_another_ground(week: Show, kit: Kit) -> None:
    view = week()
    view.show_hour(10)
    past, future = kit.theme.colour("past"), kit.theme.colour("window")
    left = view.grid.column(0).left() + 20
    assert colours(view, left, point_of(view, "2026-11-23 11:30", hour=10).y(), 3, 3) == {
        past.name()
    }
    assert colours(view, left, point_of(view, "2026-11-23 14:30", hour=10).y(), 3, 3) == {
        future.name()
    }


def test_the_line_moves_on_only_while_it_is_seen(qtbot: QtBot, week: Show) -> None:
    view = week()
    assert view._minute.isActive()
    view.hide()
    assert not view._minute.isActive()
    view.show()
    assert view._minute.isActive()


def test_another_day_begins(qtbot: QtBot, week: Show, clock: FakeClock) -> None:
    view = week()
    clock.tick(hours=12)
    with qtbot.waitSignal(view.moved):
        view._minute.timeout.emit()
    assert view.today() == date(2026, 11, 24)


def test_a_changed_post_goes_to_its_new_place(
    qtbot: QtBot, week: Show, add_post: AddPost, storage: Storage, kit: Kit
) -> None:
    post = add_post("2026-11-24 09:00")
    view = week()
    before = view.rect_of(post.id)
    kit.actions.move({post.id: wall("2026-11-25 10:00")})
    qtbot.waitUntil(lambda: view.rect_of(post.id) not in (None, before))
    moved = view.rect_of(post.id)
    assert moved.top() - before.top() == HOUR_PX
    assert moved.left() > before.left() + 80


def test_hidden_accounts_are_left_out(
    qtbot: QtBot, week: Show, add_post: AddPost, storage: Storage, kit: Kit
) -> None:
    other = add_account(storage, "other")
    stays, goes = add_post("2026-11-24 09:00"), add_post("2026-11-24 12:00", of=other)
    view = week()
    assert shown(view) == {stays.id, goes.id}
    kit.book.set_hidden(other.id, True)
    assert shown(view) == {stays.id}


def test_both_themes_and_every_status_can_be_painted(
    week: Show, add_post: AddPost, kit: Kit
) -> None:
    for n, status in enumerate(PostStatus):
        if status is not PostStatus.UNPLANNED:
            add_post(f"2026-11-{24 + n % 5} {8 + n // 5:02}:00", status=status)
    view = week()
    light = view.grab().toImage()
    kit.theme.choose("dark")
    dark = view.grab().toImage()
    ground = kit.theme.colour("window").name()
    assert dark.pixelColor(view.width() // 2, 300).name() == ground
    assert light != dark


# --- the clock is changed --------------------------------------------------------------------


def test_the_hour_that_is_skipped_is_no_time(qtbot: QtBot, week: Show, clock: FakeClock) -> None:
    clock.time = utc("2026-03-20 12:00")
    view = week(date(2026, 3, 29))
    view.show_hour(0)
    number = view.grid.number_of(date(2026, 3, 29))
    (gap,) = view.grid.axis.missing(view.grid.days[number])
    middle = QPoint(view.grid.column(number).center().x(), view.grid.y(sum(gap) / 2) + view._down)
    assert view.place_at(middle, None).wall == wall("2026-03-29 03:00")
    saturday = middle - QPoint(view.grid.column(0).width(), 0)
    assert view.place_at(saturday, None).wall == wall("2026-03-28 02:30")


def test_days_stay_in_line_where_an_hour_comes_twice(
    week: Show, add_post: AddPost, clock: FakeClock
) -> None:
    clock.time = utc("2026-10-18 12:00")
    friday, sunday = add_post("2026-10-23 09:00"), add_post("2026-10-25 09:00")
    view = week(date(2026, 10, 25))
    assert view.rect_of(friday.id).top() == view.rect_of(sunday.id).top()
    assert view.rect_of(sunday.id).height() == TILE_PX
    assert len([mark for mark in view.grid.axis.marks() if mark.again]) == 1


def test_what_lands_on_the_repeated_hour_means_the_first_and_shows_it(
    week: Show, clock: FakeClock
) -> None:
    clock.time = utc("2026-10-18 12:00")
    view = week(date(2026, 10, 25))
    view.show_hour(0)
    sunday = view.grid.days[6]
    at = view.grid.axis.place(sunday, utc("2026-10-25 02:30") + timedelta(hours=1))
    point = QPoint(view.grid.column(6).center().x(), view.grid.y(at) + view._down + 1)
    place = view.place_at(point, None)
    assert (place.wall, place.wall.fold) == (wall("2026-10-25 02:30"), 0)


def test_the_names_of_the_days_are_no_ground(qtbot: QtBot, week: Show) -> None:
    view = week()
    point = header_point(view, date(2026, 11, 25))
    place = view.place_at(point, None)
    assert place.all_day
    assert place.day == date(2026, 11, 25)
    assert view.place_at(QPoint(20, 300), None) is None
