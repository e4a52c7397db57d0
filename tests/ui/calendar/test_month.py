"""The month: selecting, opening, dragging and dropping, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tests.conftest import add_account
from tests.ui.calendar.conftest import CTRL, LEFT, Hand, day_point, tile_point, wall
from tests.ui.conftest import AddPost
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.storage import Storage
from tikscheduler.ui.calendar.month import MonthView
from tikscheduler.ui.calendar.month_grid import HEAD
from tikscheduler.ui.calendar.page import CalendarPage
from tikscheduler.ui.dragging import DraggedPosts
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.signals import Draft

Key, Modifier = Qt.Key, Qt.KeyboardModifier
SHIFT = Modifier.ShiftModifier
MOVE = Modifier.AltModifier | SHIFT
TODAY, THURSDAY = date(2026, 11, 23), date(2026, 11, 26)
popups = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def posts(add_post: AddPost) -> list[Post]:
    """Tuesday 09:00 and 18:00, Wednesday 10:00, Friday 12:00."""
    return [
        add_post(when, caption=f"Post {n}")
        for n, when in enumerate(
            ("2026-11-24 09:00", "2026-11-24 18:00", "2026-11-25 10:00", "2026-11-27 12:00")
        )
    ]


@pytest.fixture
def click(qtbot: QtBot, posts: list[Post], month: MonthView) -> Callable[..., None]:
    """Clicks a post; `month` is laid out with the posts."""

    def on(post: Post, keys: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
        qtbot.mouseClick(month.viewport(), LEFT, keys, tile_point(month, post))

    return on


def walls(storage: Storage, posts: list[Post]) -> list[str]:
    return [f"{storage.posts.get(post.id).wall_time:%d %H:%M}" for post in posts]


def selected(kit: Kit, posts: list[Post]) -> list[int]:
    """The numbers of the selected posts in the list of the fixture."""
    ids = [post.id for post in posts]
    return sorted(ids.index(one) for one in kit.selection.ids)


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
    unplanned = [add_post(None, status=PostStatus.UNPLANNED) for _ in range(2)]
    far = add_post("2027-05-05 07:45")
    month: MonthView = request.getfixturevalue("month")
    hand = Hand(month)
    hand.take_posts(unplanned).drop(day_point(month, THURSDAY))
    qtbot.waitUntil(lambda: all(storage.posts.get(one.id).wall_time for one in unplanned))
    assert walls(storage, unplanned) == ["26 09:00", "26 13:00"]
    hand.take_posts([far]).drop(day_point(month, THURSDAY))
    qtbot.waitUntil(lambda: walls(storage, [far]) == ["26 07:45"])


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


# --- days with more posts than there is room for --------------------------------------------------


@pytest.fixture
def many(add_post: AddPost) -> list[Post]:
    return [add_post(f"2026-11-26 {hour:02}:00", caption=f"Nr {hour}") for hour in range(8, 20)]


@popups
def test_a_click_on_more_opens_a_list_that_keys_walk(
    qtbot: QtBot, many: list[Post], month: MonthView, kit: Kit
) -> None:
    kit.requests.open_post.disconnect()
    cell = month.cell_of(THURSDAY)
    assert cell is not None
    assert cell.hidden == 9
    qtbot.mouseClick(month.viewport(), LEFT, Modifier.NoModifier, cell.more.center())
    popup = QApplication.activePopupWidget()
    rows = popup.list  # type: ignore[union-attr]
    assert rows.model().rowCount() == 12
    assert kit.selection.ids == (many[0].id,)
    for _ in range(5):
        qtbot.keyClick(rows, Key.Key_Down)
    assert kit.selection.ids == (many[5].id,)
    with qtbot.waitSignal(kit.requests.open_post) as opened:
        qtbot.keyClick(rows, Key.Key_Return)
    assert opened.args == [many[5].id]
    assert QApplication.activePopupWidget() is None


@popups
def test_space_opens_the_list_and_escape_closes_it(
    qtbot: QtBot, many: list[Post], month: MonthView, storage: Storage, kit: Kit
) -> None:
    month.show_date(THURSDAY)
    qtbot.keyClick(month, Key.Key_Space)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    assert popup.accessibleName().endswith("12 posts")
    storage.posts.delete(many[0].id)
    kit.signals.post_changed.emit(many[0].id)
    qtbot.waitUntil(lambda: popup.accessibleName().endswith("11 posts"))
    qtbot.keyClick(popup, Key.Key_Escape)
    assert QApplication.activePopupWidget() is None


@popups
def test_a_post_can_be_dragged_out_of_the_list(
    qtbot: QtBot, many: list[Post], month: MonthView
) -> None:
    started: list[DraggedPosts] = []
    month.drag_started.connect(started.append)
    popup = month.show_day_posts(THURSDAY)
    assert popup is not None
    rows = popup.list
    at = rows.visualRect(rows.model().index(3, 0)).center()
    qtbot.mousePress(rows.viewport(), LEFT, Modifier.NoModifier, at)
    qtbot.mouseMove(rows.viewport(), at + QPoint(4, 4))
    qtbot.mouseMove(rows.viewport(), at + QPoint(20, 20))
    qtbot.waitUntil(lambda: bool(started))
    assert started[0].ids == (many[3].id,)
    assert QApplication.activePopupWidget() is None


# --- what is seen ---------------------------------------------------------------------------------


def test_a_hidden_account_leaves_the_month(
    qtbot: QtBot, posts: list[Post], storage: Storage, add_post: AddPost, request: object
) -> None:
    other = add_account(storage, "second")
    theirs = add_post("2026-11-26 10:00", of=other)
    month: MonthView = request.getfixturevalue("month")  # type: ignore[attr-defined]
    assert month.rect_of(theirs.id) is not None
    month.kit.book.set_hidden(other.id, True)
    assert month.rect_of(theirs.id) is None
    assert month.rect_of(posts[0].id) is not None


def test_the_wheel_turns_the_page(qtbot: QtBot, month: MonthView) -> None:
    def wheel(up: int) -> None:
        at = QPointF(month.viewport().rect().center())
        event = QWheelEvent(
            at,
            month.viewport().mapToGlobal(at),
            QPoint(),
            QPoint(0, up),
            Qt.MouseButton.NoButton,
            Modifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(month.viewport(), event)

    wheel(-60)
    assert month.title() == "November 2026"
    wheel(-60)
    assert month.title() == "December 2026"
    wheel(120)
    assert month.title() == "November 2026"


def test_the_selected_tile_has_a_frame(qtbot: QtBot, posts: list[Post], month: MonthView) -> None:
    rect = month.rect_of(posts[2].id)
    assert rect is not None

    def edge() -> QColor:
        return month.viewport().grab(rect.adjusted(-3, -3, 3, 3)).toImage().pixelColor(60, 1)

    before = edge()
    month.kit.selection.set([posts[2].id])
    assert edge() == month.kit.theme.colour("accent") != before


def test_a_screen_reader_is_told_the_day_and_the_post(
    qtbot: QtBot, posts: list[Post], month: MonthView
) -> None:
    qtbot.keyClick(month, Key.Key_Right)
    assert month.accessibleDescription().endswith("24 November 2026, 2 posts")
    qtbot.keyClick(month, Key.Key_Space)
    assert month.accessibleDescription() == "Post 0, @mira.films, 09:00 tomorrow, Scheduled"


def test_a_month_without_posts_says_what_to_do(
    qtbot: QtBot, page: CalendarPage, month: MonthView, add_post: AddPost
) -> None:
    def hint() -> QImage:
        area = month.viewport().rect().adjusted(0, HEAD, 0, 0)
        box = QRect(0, 0, 200, 40)
        box.moveCenter(area.center())
        return month.viewport().grab(box).toImage()

    to_drop = hint()
    page.visible.search("nothing like it")
    not_found = hint()
    page.visible.search("")
    add_post("2026-11-29 09:00")
    page.visible.reload()
    qtbot.waitUntil(lambda: bool(page.visible.of_day(date(2026, 11, 29))))
    assert to_drop != not_found
    assert hint() not in (to_drop, not_found)


def test_weeks_begin_as_the_user_wishes(qtbot: QtBot, month: MonthView, account: Account) -> None:
    month.kit.preferences.set("first_day", 7)
    assert month.days() == (date(2026, 11, 1), date(2026, 12, 5))
    month.kit.preferences.set("first_day", 1)
    assert month.days()[0] == date(2026, 10, 26)
