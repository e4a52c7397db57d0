"""Posts and videos dragged over the week: where they would land, and landing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QDrag, QDragLeaveEvent
from pytestqt.qtbot import QtBot

from tests.conftest import FakeClock
from tests.ui.calendar_time.conftest import (
    ALT,
    CTRL,
    LEFT,
    Show,
    drag_to,
    enter,
    files,
    header_point,
    let_go,
    move,
    point_of,
    posts,
    told,
    utc,
    wall,
)
from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.storage import Storage
from tikscheduler.ui.calendar.time_grid_ground import HEADER
from tikscheduler.ui.kit import Kit

AddPost = Callable[..., Post]


def time_of(storage: Storage, post: Post) -> datetime | None:
    found = storage.posts.get(post.id)
    assert found is not None
    return found.scheduled_at


def nothing_is_asked(kit: Kit, storage: Storage, post: Post, qtbot: QtBot) -> bool:
    """Whether the post stays, after all that was asked for has been done."""
    done: list[bool] = []
    kit.desk.act(kit.desk, lambda _program: True, done.append)
    qtbot.waitUntil(lambda: bool(done))
    return time_of(storage, post) == post.scheduled_at


# --- posts -----------------------------------------------------------------------------------


def test_a_post_is_dragged_to_another_day_and_hour(
    qtbot: QtBot, week: Show, add_post: AddPost, storage: Storage
) -> None:
    post = add_post("2026-11-24 09:00")
    view = week()
    at = point_of(view, "2026-11-26 16:20")
    event = drag_to(view, posts(post.id), at)
    assert event.isAccepted()
    qtbot.waitUntil(lambda: time_of(storage, post) == utc("2026-11-26 16:15"))


def test_with_alt_it_is_free_of_the_quarters_of_an_hour(
    qtbot: QtBot, week: Show, add_post: AddPost, storage: Storage
) -> None:
    post = add_post("2026-11-24 09:00")
    view = week()
    drag_to(view, posts(post.id), point_of(view, "2026-11-26 16:20"), ALT)
    qtbot.waitUntil(
        lambda: abs(time_of(storage, post) - utc("2026-11-26 16:20")) <= timedelta(minutes=1)
    )
    assert time_of(storage, post).minute % 15 in (4, 5, 6)


def test_the_upper_edge_of_the_tile_counts_not_the_pointer(
    qtbot: QtBot, week: Show, add_post: AddPost, storage: Storage
) -> None:
    post = add_post("2026-11-24 09:00")
    view = week()
    at = point_of(view, "2026-11-26 16:00")
    drag_to(view, posts(post.id, hold=QPoint(10, 40)), at + QPoint(0, 40))
    qtbot.waitUntil(lambda: time_of(storage, post) == utc("2026-11-26 16:00"))


def test_others_go_by_as_much(
    qtbot: QtBot, week: Show, add_post: AddPost, storage: Storage
) -> None:
    one, other = add_post("2026-11-24 09:00"), add_post("2026-11-24 10:20")
    view = week()
    drag_to(view, posts(one.id, other.id), point_of(view, "2026-11-25 12:00"))
    qtbot.waitUntil(lambda: time_of(storage, other) == utc("2026-11-25 13:20"))  # the last to move
    assert time_of(storage, one) == utc("2026-11-25 12:00")


def test_with_ctrl_it_is_copied(
    qtbot: QtBot, week: Show, add_post: AddPost, storage: Storage, kit: Kit
) -> None:
    post = add_post("2026-11-24 09:00")
    view = week()
    at = point_of(view, "2026-11-26 16:00")
    enter(view, posts(post.id), at, CTRL)
    assert view.drops.label.text().startswith("Copy")
    with qtbot.waitSignal(kit.signals.plan_changed) as changed:
        let_go(view, posts(post.id), at, CTRL)
    assert changed.args[0].action == "copied"  # whether the video can be, others test
    assert time_of(storage, post) == post.scheduled_at


def test_a_name_of_a_day_keeps_the_time_of_day(
    qtbot: QtBot, week: Show, add_post: AddPost, storage: Storage
) -> None:
    post = add_post("2026-11-24 09:40")
    view = week()
    drag_to(view, posts(post.id), header_point(view, date(2026, 11, 27)))
    qtbot.waitUntil(lambda: time_of(storage, post) == utc("2026-11-27 09:40"))


def test_a_label_tells_where_it_would_land_and_a_ghost_shows_it(
    week: Show, add_post: AddPost, kit: Kit
) -> None:
    post = add_post("2026-11-24 09:00")
    view = week()
    at = point_of(view, "2026-11-26 16:00")
    before = view.viewport().grab().toImage().pixelColor(at + QPoint(20, 30))
    enter(view, posts(post.id), at)
    label = view.drops.label
    assert label.isVisible()
    assert "26" in label.text()
    assert "16:00" in label.text()
    assert "Paris" in label.text()
    ghost = view.viewport().grab().toImage().pixelColor(at + QPoint(-40, 30))
    assert ghost != before
    view.dragLeaveEvent(QDragLeaveEvent())
    assert not label.isVisible()
    assert view.viewport().grab().toImage().pixelColor(at + QPoint(-40, 30)) == before


@pytest.mark.parametrize("status", [PostStatus.PUBLISHING, PostStatus.PROCESSING])
def test_a_post_that_tiktok_has_refuses_with_the_reason(
    qtbot: QtBot, week: Show, add_post: AddPost, storage: Storage, kit: Kit, status: PostStatus
) -> None:
    post = add_post("2026-11-24 09:00", status=status)
    view = week()
    at = point_of(view, "2026-11-26 16:00")
    enter(view, posts(post.id), at)
    assert not move(view, posts(post.id), at).isAccepted()
    assert "TikTok has this post already" in view.drops.label.text()
    assert not let_go(view, posts(post.id), at).isAccepted()
    assert nothing_is_asked(kit, storage, post, qtbot)


def test_the_past_refuses(
    qtbot: QtBot, week: Show, add_post: AddPost, storage: Storage, kit: Kit
) -> None:
    post = add_post("2026-11-24 09:00")
    view = week()
    at = point_of(view, "2026-11-23 12:30")
    enter(view, posts(post.id), at)
    assert "has passed" in view.drops.label.text()
    assert not let_go(view, posts(post.id), at).isAccepted()
    assert nothing_is_asked(kit, storage, post, qtbot)


@pytest.mark.qt_log_ignore("Unimplemented code", extend=True)
def test_the_pointer_starts_a_drag_of_the_selected_posts(
    qtbot: QtBot, week: Show, add_post: AddPost
) -> None:
    one, other = add_post("2026-11-24 09:00"), add_post("2026-11-25 09:00")
    view = week()
    view.selection.set((one.id, other.id))
    at = view.rect_of(one.id).topLeft() + QPoint(50, 20)
    # The drag itself waits for the pointer, which no test has.
    view.drag_started.connect(lambda _: QTimer.singleShot(0, QDrag.cancel))
    qtbot.mousePress(view.viewport(), LEFT, pos=at)
    with qtbot.waitSignal(view.drag_started) as started:
        qtbot.mouseMove(view.viewport(), at + QPoint(2, 1))
        qtbot.mouseMove(view.viewport(), at + QPoint(12, 12))
    dragged = started.args[0]
    assert set(dragged.ids) == {one.id, other.id}
    assert dragged.grabbed == one.id
    assert dragged.hold == QPoint(50, 20)
    qtbot.mouseRelease(view.viewport(), LEFT, pos=at)


def test_near_an_edge_it_scrolls_until_the_drag_is_over(
    qtbot: QtBot, week: Show, add_post: AddPost
) -> None:
    post = add_post("2026-11-24 09:00")
    view = week()
    view.show_hour(6)
    bar = view.verticalScrollBar()
    before, mime = bar.value(), posts(post.id)
    low = QPoint(view.grid.column(2).center().x(), view.viewport().height() - 4)
    enter(view, mime, low)
    move(view, mime, low)
    said = view.drops.label.text()
    qtbot.waitUntil(lambda: bar.value() > before + 60)
    assert view.drops.label.text() != said  # another time is under the pointer by now
    high = QPoint(low.x(), HEADER + 3)
    move(view, mime, high)
    now = bar.value()
    qtbot.waitUntil(lambda: bar.value() < now)
    view.dragLeaveEvent(QDragLeaveEvent())
    assert not view._edges.active


# --- videos ----------------------------------------------------------------------------------


def test_videos_dropped_on_an_hour_open_the_composer_for_it(
    qtbot: QtBot, week: Show, kit: Kit
) -> None:
    view = week()
    at = point_of(view, "2026-11-26 16:15") + QPoint(0, 3)
    videos = (Path("/videos/a.mp4"), Path("/videos/b.mov"))
    with qtbot.waitSignal(kit.requests.compose) as asked:
        assert drag_to(view, files(*videos), at).isAccepted()
    (draft,) = asked.args
    assert draft.videos == videos
    assert draft.wall == wall("2026-11-26 16:15")
    assert not draft.all_day


def test_videos_dropped_on_a_days_name_leave_the_time_open(
    qtbot: QtBot, week: Show, kit: Kit
) -> None:
    view = week()
    with qtbot.waitSignal(kit.requests.compose) as asked:
        drag_to(view, files("/videos/a.mp4"), header_point(view, date(2026, 11, 26)))
    assert asked.args[0].all_day
    assert asked.args[0].wall.date() == date(2026, 11, 26)


def test_what_is_no_video_refuses(week: Show, kit: Kit) -> None:
    view = week()
    at = point_of(view, "2026-11-26 16:15")
    with told(kit.requests.compose) as asked:
        enter(view, files("/pictures/a.png"), at)
        assert "a.png" in view.drops.label.text()
        assert not let_go(view, files("/pictures/a.png"), at).isAccepted()
    assert asked == []


def test_videos_on_the_skipped_hour_get_the_end_of_the_gap(
    qtbot: QtBot, week: Show, kit: Kit, clock: FakeClock
) -> None:
    clock.time = utc("2026-03-20 12:00")
    view = week(date(2026, 3, 29))
    view.show_hour(0)
    at = QPoint(view.grid.column(6).center().x(), view.grid.y(150) + view._down)
    with qtbot.waitSignal(kit.requests.compose) as asked:
        drag_to(view, files("/videos/a.mp4"), at)
    assert asked.args[0].wall == wall("2026-03-29 03:00")


def test_a_post_on_the_repeated_row_lands_where_the_ghost_shows_it(
    qtbot: QtBot, week: Show, add_post: AddPost, storage: Storage, clock: FakeClock
) -> None:
    clock.time = utc("2026-10-18 12:00")
    post = add_post("2026-10-24 09:00")
    view = week(date(2026, 10, 25))
    view.show_hour(0)
    at = view.grid.axis.place(view.grid.days[6], utc("2026-10-25 02:30") + timedelta(hours=1))
    point = QPoint(view.grid.column(6).center().x(), view.grid.y(at) + view._down)
    enter(view, posts(post.id), point)
    assert view.drops.current.walls == {post.id: wall("2026-10-25 02:30")}
    let_go(view, posts(post.id), point)
    qtbot.waitUntil(lambda: time_of(storage, post) == utc("2026-10-25 02:30"))
