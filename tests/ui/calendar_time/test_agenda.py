"""The agenda: what goes out from a day on, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QDrag, QDragLeaveEvent
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.conftest import FakeClock
from tests.ui.calendar_time.conftest import (
    ALT,
    CTRL,
    KEY,
    LEFT,
    MONDAY,
    SHIFT,
    Show,
    drag_to,
    enter,
    files,
    let_go,
    posts,
    utc,
    wall,
)
from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.storage import Storage
from tikscheduler.ui.calendar.agenda import MOST_SPAN, SPAN, AgendaView
from tikscheduler.ui.kit import Kit

AddPost = Callable[..., Post]


def said(view: AgendaView) -> list[int | tuple[date, date]]:
    """The posts' ids, and the days of the headings."""
    return [row.post.id if row.post else (row.first, row.last) for row in view.model.rows]


def at(view: AgendaView, row: int) -> QPoint:
    view.list.scrollTo(view.model.index(row))
    return view.list.visualRect(view.model.index(row)).center()


def row_of(view: AgendaView, post: Post) -> int:
    return view.model.index_of(post.id).row()


def stands_at(storage: Storage, post: Post, when: str) -> Callable[[], bool]:
    return lambda: storage.posts.get(post.id).scheduled_at == utc(when)


# --- what is shown ---------------------------------------------------------------------------


def test_lists_days_and_posts_from_the_day_on(agenda: Show, add_post: AddPost) -> None:
    add_post("2026-11-22 09:00")
    today, later = add_post("2026-11-23 08:00"), add_post("2026-11-26 09:00")
    view = agenda()
    day, thursday = MONDAY, date(2026, 11, 26)
    gap = (date(2026, 11, 24), date(2026, 11, 25))
    assert said(view) == [(day, day), today.id, gap, (thursday, thursday), later.id]
    assert "23 November 2026" in view.title()


def test_every_status_can_be_painted_in_both_themes(
    agenda: Show, add_post: AddPost, kit: Kit
) -> None:
    for n, status in enumerate(PostStatus):
        if status not in (PostStatus.UNPLANNED, PostStatus.CANCELLED):
            add_post(f"2026-11-{24 + n % 3} 09:00", status=status)
    view = agenda()
    light = view.grab().toImage()
    kit.theme.choose("dark")
    view.list.viewport().update()
    assert view.grab().toImage() != light


def test_it_reads_on_when_the_end_comes_into_sight(
    qtbot: QtBot, agenda: Show, add_post: AddPost
) -> None:
    for n in range(SPAN):
        add_post(f"{MONDAY + timedelta(days=n)} 20:00")
    late = add_post(f"{MONDAY + timedelta(days=SPAN + 10)} 09:00")
    view = agenda()
    assert late.id not in said(view)
    view.list.scrollToBottom()
    qtbot.waitUntil(lambda: late.id in said(view))
    assert view.days()[1] >= MONDAY + timedelta(days=2 * SPAN - 1)


def test_it_reads_on_by_itself_while_there_is_nothing(
    qtbot: QtBot, agenda: Show, add_post: AddPost
) -> None:
    late = add_post(f"{MONDAY + timedelta(days=100)} 09:00")
    view = agenda()
    qtbot.waitUntil(lambda: late.id in said(view))
    assert not view.empty.isVisible()


def test_says_so_where_nothing_is_planned(qtbot: QtBot, agenda: Show) -> None:
    view = agenda()
    qtbot.waitUntil(view.empty.isVisible)
    assert view.empty.text() == ("Nothing is planned from here on. Drop videos here, or press N.")
    assert (view.days()[1] - view.days()[0]).days == MOST_SPAN - 1
    seen = view.grab().toImage()  # it stands over the list, not behind it
    middle = range(view.width() // 2 - 150, view.width() // 2 + 150)
    assert len({seen.pixel(x, view.height() // 2) for x in middle}) > 2


def test_says_so_where_nothing_matches_the_search(
    qtbot: QtBot, agenda: Show, add_post: AddPost
) -> None:
    post = add_post("2026-11-26 09:00", caption="Bread")
    view = agenda()
    view.visible.search("cake")
    qtbot.waitUntil(view.empty.isVisible)
    assert "search" in view.empty.text()
    view.visible.search("bre")
    qtbot.waitUntil(lambda: post.id in said(view))
    assert not view.empty.isVisible()


def test_a_changed_post_goes_to_its_new_day_and_the_list_stays(
    qtbot: QtBot, agenda: Show, add_post: AddPost, kit: Kit
) -> None:
    made = [add_post(f"2026-11-{24 + n // 10} {8 + n % 10:02}:00") for n in range(40)]
    view = agenda()
    view.list.verticalScrollBar().setValue(300)
    kit.actions.move({made[39].id: wall("2026-12-05 09:00")})
    qtbot.waitUntil(lambda: (date(2026, 12, 5), date(2026, 12, 5)) in said(view))
    assert said(view)[-1] == made[39].id
    assert view.list.verticalScrollBar().value() == 300


def test_steps_by_weeks_and_begins_anew_with_another_day(
    qtbot: QtBot, agenda: Show, add_post: AddPost
) -> None:
    post = add_post("2026-12-01 09:00")
    view = agenda()
    view.step(1)
    assert view.days()[0] == date(2026, 11, 30)
    qtbot.waitUntil(lambda: said(view)[0] == (date(2026, 11, 30), date(2026, 11, 30)))
    assert said(view)[-1] == post.id


# --- selecting and opening -------------------------------------------------------------------


def test_clicks_and_ctrl_select_and_two_open(
    qtbot: QtBot, agenda: Show, add_post: AddPost, kit: Kit
) -> None:
    one, two = add_post("2026-11-24 09:00"), add_post("2026-11-25 09:00")
    view = agenda()
    qtbot.mouseClick(view.list.viewport(), LEFT, pos=at(view, row_of(view, one)))
    assert view.selection.ids == (one.id,)
    qtbot.mouseClick(view.list.viewport(), LEFT, CTRL, at(view, row_of(view, two)))
    assert view.selection.ids == (one.id, two.id)
    with qtbot.waitSignal(kit.requests.open_post) as opened:
        qtbot.mouseDClick(view.list.viewport(), LEFT, pos=at(view, row_of(view, one)))
    assert opened.args == [one.id]


def test_keys_walk_select_open_and_delete(
    qtbot: QtBot, agenda: Show, add_post: AddPost, kit: Kit, storage: Storage
) -> None:
    one, two = add_post("2026-11-23 19:00"), add_post("2026-11-23 20:00")
    view = agenda()
    view.list.setCurrentIndex(view.model.index(0))
    qtbot.keyClick(view.list, KEY.Key_Down)
    assert view.selection.ids == (one.id,)
    with qtbot.waitSignal(kit.requests.open_post) as opened:
        qtbot.keyClick(view.list, KEY.Key_Return)
    assert opened.args == [one.id]
    qtbot.keyClick(view.list, KEY.Key_Down, SHIFT)
    assert set(view.selection.ids) == {one.id, two.id}
    qtbot.keyClick(view.list, KEY.Key_Escape)
    assert view.selection.ids == ()
    view.selection.set((one.id,))
    qtbot.keyClick(view.list, KEY.Key_Delete)
    qtbot.waitUntil(lambda: one.id not in said(view))
    assert two.id in said(view)
    assert storage.listing.get_many([one.id]) == []


def test_enter_on_a_day_writes_a_post_for_it(
    qtbot: QtBot, agenda: Show, add_post: AddPost, kit: Kit
) -> None:
    add_post("2026-11-26 09:00")
    view = agenda()
    view.list.setCurrentIndex(view.model.index_of_day(date(2026, 11, 26)))
    assert view.day == date(2026, 11, 26)
    with qtbot.waitSignal(kit.requests.compose) as asked:
        qtbot.keyClick(view.list, KEY.Key_Return)
    assert asked.args[0].wall.date() == date(2026, 11, 26)
    assert asked.args[0].all_day


def test_two_clicks_on_a_day_write_a_post_for_it(
    qtbot: QtBot, agenda: Show, add_post: AddPost, kit: Kit
) -> None:
    add_post("2026-11-26 09:00")
    view = agenda()
    row = view.model.index_of_day(date(2026, 11, 26)).row()
    with qtbot.waitSignal(kit.requests.compose) as asked:
        qtbot.mouseDClick(view.list.viewport(), LEFT, pos=at(view, row))
    assert asked.args[0].wall.date() == date(2026, 11, 26)


def test_what_is_selected_elsewhere_is_selected_and_shown(agenda: Show, add_post: AddPost) -> None:
    made = [add_post(f"2026-11-{24 + n // 10} {8 + n % 10:02}:00") for n in range(40)]
    view = agenda()
    view.selection.set((made[35].id,))
    assert view.list.selected_ids() == [made[35].id]
    assert view.list.viewport().rect().contains(view.rect_of(made[35].id))
    assert view.selection.ids == (made[35].id,)


def test_alt_shift_and_arrows_move_posts_by_days(
    qtbot: QtBot, agenda: Show, add_post: AddPost, storage: Storage
) -> None:
    post = add_post("2026-11-24 09:00")
    view = agenda()
    view.selection.set((post.id,))
    qtbot.keyClick(view.list, KEY.Key_Right, ALT | SHIFT)
    qtbot.waitUntil(stands_at(storage, post, "2026-11-25 09:00"))
    qtbot.waitUntil(lambda: said(view)[-2] == (date(2026, 11, 25), date(2026, 11, 25)))
    assert view.selection.ids == (post.id,)  # and once more
    qtbot.keyClick(view.list, KEY.Key_Down, ALT | SHIFT)
    qtbot.waitUntil(stands_at(storage, post, "2026-12-02 09:00"))


def test_letters_are_no_search(qtbot: QtBot, agenda: Show, add_post: AddPost) -> None:
    add_post("2026-11-24 09:00", caption="Tomatoes")
    view = agenda()
    view.list.setCurrentIndex(view.model.index(0))
    qtbot.keyClick(view.list, KEY.Key_T)
    assert view.list.currentIndex().row() == 0


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_menu_is_that_of_the_selected_posts(
    qtbot: QtBot, agenda: Show, add_post: AddPost
) -> None:
    post = add_post("2026-11-24 09:00")
    view = agenda()
    view.selection.set((post.id,))
    view.show_menu([post], view.mapToGlobal(QPoint(50, 50)))
    menu = view.findChild(QMenu)
    assert any("Edit" in action.text() for action in menu.actions())
    menu.close()


# --- drags -----------------------------------------------------------------------------------


@pytest.mark.qt_log_ignore("Unimplemented code", extend=True)
def test_the_pointer_starts_a_drag_of_the_selected_posts(
    qtbot: QtBot, agenda: Show, add_post: AddPost
) -> None:
    one, two = add_post("2026-11-24 09:00"), add_post("2026-11-25 09:00")
    view = agenda()
    view.selection.set((two.id, one.id))
    port, start = view.list.viewport(), at(view, row_of(view, one))
    view.drag_started.connect(lambda _: QTimer.singleShot(0, QDrag.cancel))
    qtbot.mousePress(port, LEFT, pos=start)
    with qtbot.waitSignal(view.drag_started) as started:
        qtbot.mouseMove(port, start + QPoint(3, 3))
        qtbot.mouseMove(port, start + QPoint(20, 20))
        qtbot.mouseMove(port, start + QPoint(22, 22))
    assert set(started.args[0].ids) == {one.id, two.id}
    assert started.args[0].grabbed == one.id
    qtbot.mouseRelease(port, LEFT, pos=start)


def test_a_post_dragged_onto_another_day_keeps_its_time(
    qtbot: QtBot, agenda: Show, add_post: AddPost, storage: Storage
) -> None:
    post, other = add_post("2026-11-24 09:40"), add_post("2026-11-26 18:00")
    view = agenda()
    point = at(view, row_of(view, other))
    enter(view.list, posts(post.id), point)
    assert "09:40" in view.drops.label.text()
    assert "26" in view.drops.label.text()
    assert let_go(view.list, posts(post.id), point).isAccepted()
    qtbot.waitUntil(stands_at(storage, post, "2026-11-26 09:40"))


def test_a_gap_takes_what_is_dragged_onto_it(
    qtbot: QtBot, agenda: Show, add_post: AddPost, storage: Storage
) -> None:
    post = add_post("2026-11-27 09:40")
    view = agenda()
    assert said(view)[0] == (MONDAY, date(2026, 11, 26))
    drag_to(view.list, posts(post.id), at(view, 0))
    # 09:40 has passed today: the first of the days that refuses says so, and nothing is moved.
    assert storage.posts.get(post.id).scheduled_at == post.scheduled_at
    later = add_post("2026-12-02 18:00")
    view.kit.signals.post_changed.emit(later.id)
    qtbot.waitUntil(lambda: later.id in said(view))
    gap = said(view).index((date(2026, 11, 28), date(2026, 12, 1)))
    drag_to(view.list, posts(post.id), at(view, gap))
    qtbot.waitUntil(stands_at(storage, post, "2026-11-28 09:40"))


def test_a_day_that_has_passed_refuses(agenda: Show, add_post: AddPost, clock: FakeClock) -> None:
    post, _gone = add_post("2026-11-27 09:40"), add_post("2026-11-21 09:00")
    view = agenda(date(2026, 11, 20))
    row = view.model.index_of_day(date(2026, 11, 21)).row()
    point = at(view, row)
    enter(view.list, posts(post.id), point)
    assert view.drops.label.text() == "This day has passed"
    assert not let_go(view.list, posts(post.id), point).isAccepted()


def test_videos_dropped_on_a_day_or_between_posts_open_the_composer_for_it(
    qtbot: QtBot, agenda: Show, add_post: AddPost, kit: Kit
) -> None:
    post = add_post("2026-11-26 18:00")
    view = agenda()
    heading = view.model.index_of_day(date(2026, 11, 26)).row()
    for row in (heading, row_of(view, post)):
        with qtbot.waitSignal(kit.requests.compose) as asked:
            drag_to(view.list, files("/videos/a.mp4"), at(view, row))
        (draft,) = asked.args
        assert draft.videos == (Path("/videos/a.mp4"),)
        assert draft.wall.date() == date(2026, 11, 26)
        assert draft.all_day


def test_videos_dropped_on_the_empty_list_are_for_its_first_day(
    qtbot: QtBot, agenda: Show, kit: Kit
) -> None:
    view = agenda(date(2026, 11, 25))
    qtbot.waitUntil(view.empty.isVisible)
    with qtbot.waitSignal(kit.requests.compose) as asked:
        drag_to(view.list, files("/videos/a.mp4"), QPoint(300, 300))
    assert asked.args[0].wall.date() == date(2026, 11, 25)


def test_the_day_under_the_pointer_is_marked(agenda: Show, add_post: AddPost) -> None:
    post = add_post("2026-11-26 18:00")
    view = agenda()
    row = view.model.index_of_day(date(2026, 11, 26)).row()
    before = view.list.viewport().grab().toImage()
    enter(view.list, files("/videos/a.mp4"), at(view, row_of(view, post)))
    rect = view.list.visualRect(view.model.index(row))
    marked = view.list.viewport().grab(rect).toImage()
    assert marked != before.copy(rect)
    view.list.dragLeaveEvent(QDragLeaveEvent())
    assert view.list.viewport().grab(rect).toImage() == before.copy(rect)
