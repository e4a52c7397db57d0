"""The month: posts and files are dragged over it and dropped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from tests.ui.calendar.conftest import CTRL, LEFT, Hand, day_point, selected, tile_point, wall
from tests.ui.conftest import AddPost
from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.media.samples import make_clip
from tikscheduler.storage import Storage
from tikscheduler.ui.calendar.month import MonthView
from tikscheduler.ui.dragging import DraggedPosts
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.signals import Draft

Key, Modifier = Qt.Key, Qt.KeyboardModifier
SHIFT = Modifier.ShiftModifier
MOVE = Modifier.AltModifier | SHIFT
TODAY, THURSDAY = date(2026, 11, 23), date(2026, 11, 26)


def walls(storage: Storage, posts: list[Post]) -> list[str]:
    return [f"{storage.posts.get(post.id).wall_time:%d %H:%M}" for post in posts]


# --- dragging posts -------------------------------------------------------------------------------


def test_a_drag_starts_after_a_few_pixels_with_all_that_is_selected(
    qtbot: QtBot, posts: list[Post], month: MonthView, kit: Kit
) -> None:
    started: list[DraggedPosts] = []
    month.drag_started.connect(started.append)
    kit.selection.set([posts[0].id, posts[2].id])
    at = tile_point(month, posts[0])
    qtbot.mousePress(month.viewport(), LEFT, Modifier.NoModifier, at)
    qtbot.mouseMove(month.viewport(), at + QPoint(2, 1))
    assert started == []
    qtbot.mouseMove(month.viewport(), at + QPoint(5, 4))
    assert [(one.ids, one.grabbed) for one in started] == [
        ((posts[0].id, posts[2].id), posts[0].id)
    ]
    qtbot.mouseRelease(month.viewport(), LEFT, Modifier.NoModifier, at)
    assert selected(kit, posts) == [0, 2]


def test_another_post_is_dragged_alone(
    qtbot: QtBot, posts: list[Post], month: MonthView, kit: Kit
) -> None:
    started: list[DraggedPosts] = []
    month.drag_started.connect(started.append)
    kit.selection.set([posts[0].id])
    at = tile_point(month, posts[3])
    qtbot.mousePress(month.viewport(), LEFT, Modifier.NoModifier, at)
    qtbot.mouseMove(month.viewport(), at + QPoint(9, 0))
    assert [one.ids for one in started] == [(posts[3].id,)]
    at = tile_point(month, posts[1])
    qtbot.mousePress(month.viewport(), LEFT, CTRL, at)
    qtbot.mouseMove(month.viewport(), at + QPoint(9, 0))
    assert started[-1].ids == (posts[1].id,)
    assert selected(kit, posts) == [1]


def test_dropped_on_another_day_it_keeps_its_time_of_day(
    qtbot: QtBot, posts: list[Post], month: MonthView, hand: Hand, storage: Storage
) -> None:
    at = day_point(month, date(2026, 12, 3))
    hand.take_posts([posts[1]])
    assert hand.enter(at).isAccepted()
    assert hand.move(at).isAccepted()
    assert month.drops.label.text() == "Thu 3 Dec, 18:00 · Paris"
    assert hand.drop(at).isAccepted()
    qtbot.waitUntil(lambda: walls(storage, [posts[1]]) == ["03 18:00"])
    qtbot.waitUntil(lambda: month.grid.rect(date(2026, 12, 3)).contains(tile_at(month, posts[1])))
    assert not month.drops.label.isVisible()


def tile_at(month: MonthView, post: Post) -> QPoint:
    rect = month.rect_of(post.id)
    return rect.center() if rect else QPoint(-1, -1)


def test_several_keep_their_distances(
    qtbot: QtBot, posts: list[Post], month: MonthView, hand: Hand, storage: Storage
) -> None:
    hand.take_posts([posts[2], posts[0], posts[3]])  # Wednesday's is under the pointer
    hand.drop(day_point(month, date(2026, 12, 2)))
    qtbot.waitUntil(
        lambda: walls(storage, posts) == ["01 09:00", "24 18:00", "02 10:00", "04 12:00"]
    )


def test_a_move_can_be_undone(
    qtbot: QtBot, posts: list[Post], month: MonthView, hand: Hand, kit: Kit, storage: Storage
) -> None:
    hand.take_posts([posts[0]]).drop(day_point(month, THURSDAY))
    qtbot.waitUntil(lambda: walls(storage, posts[:1]) == ["26 09:00"])
    kit.actions.undo()
    qtbot.waitUntil(lambda: walls(storage, posts[:1]) == ["24 09:00"])


def test_ctrl_copies(
    qtbot: QtBot, posts: list[Post], month: MonthView, hand: Hand, storage: Storage, kit: Kit
) -> None:
    at = day_point(month, THURSDAY)
    hand.take_posts([posts[0]])
    assert hand.move(at, CTRL).dropAction() is Qt.DropAction.CopyAction
    assert month.drops.label.text() == "Copy: Thu 26 Nov, 09:00 · Paris"
    assert hand.move(at).dropAction() is Qt.DropAction.MoveAction
    drop = month.drops.current
    assert drop is not None
    assert drop.walls == {posts[0].id: wall("2026-11-26 09:00")}
    with qtbot.waitSignal(kit.signals.plan_changed) as told:
        hand.drop(at, CTRL)
    assert told.args[0].action == "copied"  # there is no video here that it could copy
    assert walls(storage, posts[:1]) == ["24 09:00"]


def test_a_drop_where_it_came_from_changes_nothing(
    qtbot: QtBot, posts: list[Post], month: MonthView, hand: Hand, kit: Kit
) -> None:
    told: list[object] = []
    kit.signals.plan_changed.connect(told.append)
    hand.take_posts([posts[0]]).drop(day_point(month, date(2026, 11, 24)))
    hand.take_posts([posts[0]]).drop(day_point(month, THURSDAY))
    qtbot.waitUntil(lambda: bool(told))
    assert len(told) == 1


def test_the_past_refuses_and_says_why(
    qtbot: QtBot, posts: list[Post], month: MonthView, hand: Hand, storage: Storage
) -> None:
    hand.take_posts([posts[0]])
    for day, reason in (
        (date(2026, 11, 20), "This day has passed"),
        (TODAY, "09:00 has passed"),
    ):
        at = day_point(month, day)
        assert not hand.move(at).isAccepted()
        assert month.drops.label.text() == reason
        assert not hand.drop(at).isAccepted()
    assert hand.move(day_point(month, THURSDAY)).isAccepted()
    assert walls(storage, posts[:1]) == ["24 09:00"]


def test_what_tiktok_has_cannot_be_moved_but_copied(
    posts: list[Post], add_post: AddPost, request: pytest.FixtureRequest
) -> None:
    sent = add_post("2026-11-24 11:00", status=PostStatus.PROCESSING)
    month: MonthView = request.getfixturevalue("month")
    hand = Hand(month).take_posts([posts[0], sent])
    at = day_point(month, THURSDAY)
    assert not hand.move(at).isAccepted()
    assert month.drops.label.text() == "TikTok has this post already. Hold Ctrl to copy it."
    assert hand.move(at, CTRL).isAccepted()


def test_leaving_takes_the_label_and_the_frame_away(
    posts: list[Post], month: MonthView, hand: Hand
) -> None:
    from PySide6.QtGui import QDragLeaveEvent

    hand.take_posts([posts[0]]).move(day_point(month, THURSDAY))
    assert month.drops.current is not None
    month.dragLeaveEvent(QDragLeaveEvent())
    assert month.drops.current is None
    assert not month.drops.label.isVisible()


def test_posts_from_elsewhere_are_read_and_planned(
    qtbot: QtBot, add_post: AddPost, storage: Storage, request: pytest.FixtureRequest
) -> None:
    far = add_post("2027-05-05 07:45")
    month: MonthView = request.getfixturevalue("month")
    hand = Hand(month)
    hand.take_posts([far]).drop(day_point(month, THURSDAY))
    qtbot.waitUntil(lambda: walls(storage, [far]) == ["26 07:45"])


def test_posts_that_never_had_a_time_are_asked_about_and_not_planned_by_a_drop(
    qtbot: QtBot, kit: Kit, add_post: AddPost, storage: Storage, request: pytest.FixtureRequest
) -> None:
    unplanned = [add_post(None, status=PostStatus.UNPLANNED) for _ in range(2)]
    month: MonthView = request.getfixturevalue("month")
    with qtbot.waitSignal(kit.requests.reschedule) as asked:
        Hand(month).take_posts(unplanned).drop(day_point(month, THURSDAY))
    assert asked.args is not None
    times = {one: f"{at:%d %H:%M}" for one, at in asked.args[0].items()}
    assert times == {unplanned[0].id: "26 09:00", unplanned[1].id: "26 13:00"}
    assert all(storage.posts.get(one.id).wall_time is None for one in unplanned)


def test_a_copy_of_one_that_never_had_a_time_is_asked_about_too(
    qtbot: QtBot,
    kit: Kit,
    add_post: AddPost,
    storage: Storage,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    make_clip(tmp_path / "clip.mp4", width=360, height=640, seconds=1)
    post = add_post(None, status=PostStatus.UNPLANNED)
    month: MonthView = request.getfixturevalue("month")
    with qtbot.waitSignal(kit.requests.reschedule) as asked:
        Hand(month).take_posts([post]).drop(day_point(month, THURSDAY), CTRL)
    assert asked.args is not None
    (copied,) = asked.args[0]
    assert copied != post.id
    assert storage.posts.get(copied).status is PostStatus.UNPLANNED
    assert storage.posts.get(copied).consented_at is None


@pytest.mark.parametrize(
    ("key", "moved"),
    [
        (Key.Key_Right, ["25 09:00", "24 18:00", "26 10:00"]),
        (Key.Key_Down, ["01 09:00", "24 18:00", "02 10:00"]),
    ],
)
def test_keys_move_the_selected_posts(
    qtbot: QtBot,
    posts: list[Post],
    month: MonthView,
    kit: Kit,
    storage: Storage,
    key: Qt.Key,
    moved: list[str],
) -> None:
    kit.selection.set([posts[0].id, posts[2].id])
    qtbot.keyClick(month, key, MOVE)
    qtbot.waitUntil(lambda: walls(storage, posts[:3]) == moved)


def test_keys_do_not_move_into_the_past(
    qtbot: QtBot, posts: list[Post], month: MonthView, kit: Kit, storage: Storage
) -> None:
    kit.selection.set([posts[0].id])
    with qtbot.waitSignal(kit.signals.remark) as told:
        qtbot.keyClick(month, Key.Key_Up, MOVE)
    assert told.args == ["This day has passed"]
    assert walls(storage, posts[:1]) == ["24 09:00"]


# --- dropping files -------------------------------------------------------------------------------


def test_videos_dropped_on_a_day_open_the_composer_for_it(
    qtbot: QtBot, month: MonthView, hand: Hand, kit: Kit
) -> None:
    kit.requests.compose.disconnect()
    at = day_point(month, THURSDAY)
    hand.take_files("a.mp4", "b.mov", "c.webm")
    assert hand.enter(at).isAccepted()
    assert hand.move(at).isAccepted()
    drop = month.drops.current
    assert drop is not None
    assert [f"{time:%H:%M}" for time in drop.times] == ["09:00", "13:00", "18:30"]
    assert month.drops.label.text() == "Thu 26 Nov · Paris"
    with qtbot.waitSignal(kit.requests.compose) as asked:
        assert hand.drop(at).isAccepted()
    files = tuple(Path(f"/videos/{name}") for name in ("a.mp4", "b.mov", "c.webm"))
    assert asked.args == [Draft(videos=files, wall=wall("2026-11-26 09:00"), all_day=True)]


def test_the_day_under_the_files_is_framed(qtbot: QtBot, month: MonthView, hand: Hand) -> None:
    def ground() -> QColor:
        rect = month.grid.rect(THURSDAY)
        return month.viewport().grab(rect).toImage().pixelColor(rect.width() // 2, 80)

    month.drops.label.setMaximumSize(0, 0)
    before = ground()
    hand.take_files("a.mp4").move(day_point(month, THURSDAY))
    assert ground() == month.kit.theme.colour("accent_bg") != before
    month.drops.gone()
    assert ground() == before


def test_what_is_no_video_is_left_out_by_name(
    qtbot: QtBot, month: MonthView, hand: Hand, kit: Kit
) -> None:
    kit.requests.compose.disconnect()
    drafts: list[Draft] = []
    kit.requests.compose.connect(drafts.append)
    hand.take_files("a.mp4", "b.mkv", "holiday")
    with qtbot.waitSignal(kit.signals.remark) as told:
        hand.drop(day_point(month, THURSDAY))
    assert "b.mkv, holiday" in told.args[0]
    assert [draft.videos for draft in drafts] == [(Path("/videos/a.mp4"),)]


def test_files_without_a_video_are_refused(month: MonthView, hand: Hand) -> None:
    at = day_point(month, THURSDAY)
    hand.take_files("cover.png")
    assert not hand.move(at).isAccepted()
    assert month.drops.label.text() == "Not a video TikTok takes: cover.png"


def test_files_on_a_past_day_are_refused(month: MonthView, hand: Hand, kit: Kit) -> None:
    asked: list[object] = []
    kit.requests.compose.disconnect()
    kit.requests.compose.connect(asked.append)
    at = day_point(month, date(2026, 11, 19))
    hand.take_files("a.mp4")
    assert hand.enter(at).isAccepted()
    assert not hand.move(at).isAccepted()
    assert month.drops.label.text() == "This day has passed"
    hand.drop(at)
    assert asked == []


def test_text_is_nothing_for_the_calendar(month: MonthView, hand: Hand) -> None:
    hand.mime.setText("hello")
    assert not hand.enter(day_point(month, THURSDAY)).isAccepted()
