"""Another time for one post, and for several."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QDateTimeEdit
from pytestqt.qtbot import QtBot

from tests.conftest import NOON, FakeClock
from tests.ui.conftest import AddPost
from tikscheduler.domain.post import Mode, Post, PostStatus
from tikscheduler.domain.spread import Spread
from tikscheduler.storage import Storage
from tikscheduler.ui.composer.reschedule import Reschedule
from tikscheduler.ui.kit import Kit

KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton
OpenIt = Callable[..., Reschedule]


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
def open_reschedule(kit: Kit, qtbot: QtBot) -> Iterator[OpenIt]:
    made: list[Reschedule] = []

    def opened(*posts: Post) -> Reschedule:
        dialog = Reschedule(kit, tuple(post.id for post in posts))
        made.append(dialog)
        dialog.open()
        qtbot.waitUntil(lambda: dialog.subtitle.text() != "")
        return dialog

    yield opened
    for dialog in made:
        dialog.done(0)
        dialog.deleteLater()


def walls(storage: Storage, *posts: Post) -> list[str]:
    return [f"{storage.posts.get(post.id).wall_time:%m-%d %H:%M}" for post in posts]


def test_one_post_is_moved_with_the_keyboard_and_moved_back(
    qtbot: QtBot, kit: Kit, storage: Storage, add_post: AddPost, open_reschedule: OpenIt
) -> None:
    post = add_post("2026-11-24 09:00", caption="A caption")
    dialog = open_reschedule(post)
    assert dialog.subtitle.text() == "A caption"
    assert not dialog.anew.isVisible()
    assert dialog.when.wall == wall("2026-11-24 09:00")
    dialog.when.setFocus()
    dialog.when.setCurrentSection(QDateTimeEdit.Section.DaySection)
    qtbot.keyClick(dialog.when, KEY.Key_Up)
    qtbot.waitUntil(dialog.move_button.isEnabled)
    with qtbot.waitSignal(kit.signals.plan_changed):
        qtbot.keyClick(dialog.when, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible()
    assert walls(storage, post) == ["11-25 09:00"]
    kit.actions.undo()
    qtbot.waitUntil(lambda: walls(storage, post) == ["11-24 09:00"])


def test_several_keep_the_time_between_them(
    qtbot: QtBot, kit: Kit, storage: Storage, add_post: AddPost, open_reschedule: OpenIt
) -> None:
    posts = [
        add_post(text) for text in ("2026-11-25 20:00", "2026-11-24 09:00", "2026-11-24 18:30")
    ]
    dialog = open_reschedule(*posts)
    assert dialog.subtitle.text() == "3 posts"
    assert dialog.when.wall == wall("2026-11-24 09:00")
    dialog.when.set_wall(wall("2026-12-01 09:30"))
    qtbot.waitUntil(lambda: "Tue 1 Dec, 19:00" in dialog.note.text())
    with qtbot.waitSignal(kit.signals.plan_changed):
        qtbot.mouseClick(dialog.move_button, LEFT)
    assert walls(storage, *posts) == ["12-02 20:30", "12-01 09:30", "12-01 19:00"]


def test_times_of_day_stay_over_a_change_of_the_clock(
    qtbot: QtBot, kit: Kit, storage: Storage, add_post: AddPost, open_reschedule: OpenIt
) -> None:
    posts = [add_post(text) for text in ("2026-11-24 09:00", "2026-11-25 09:00")]
    dialog = open_reschedule(*posts)
    dialog.when.set_wall(wall("2027-03-27 09:00"))  # the clock is put forward in the night
    with qtbot.waitSignal(kit.signals.plan_changed):
        dialog.move_button.click()
    assert walls(storage, *posts) == ["03-27 09:00", "03-28 09:00"]


def test_a_skipped_time_is_refused(
    qtbot: QtBot, storage: Storage, add_post: AddPost, open_reschedule: OpenIt
) -> None:
    dialog = open_reschedule(add_post("2026-11-24 09:00"))
    dialog.when.set_wall(wall("2027-03-28 02:30"))
    qtbot.waitUntil(lambda: not dialog.move_button.isEnabled())
    assert "does not exist" in dialog.note.text()


def test_a_time_that_has_passed_is_refused(
    qtbot: QtBot, add_post: AddPost, open_reschedule: OpenIt
) -> None:
    dialog = open_reschedule(add_post("2026-11-24 09:00"))
    dialog.when.set_wall(wall("2026-11-20 09:00"))
    qtbot.waitUntil(lambda: not dialog.move_button.isEnabled())
    assert "has passed" in dialog.note.text()


def test_several_are_spread_anew_in_their_order(
    qtbot: QtBot, kit: Kit, storage: Storage, add_post: AddPost, open_reschedule: OpenIt
) -> None:
    posts = [add_post(text) for text in ("2026-11-25 20:00", "2026-11-24 09:00", None)]
    dialog = open_reschedule(*posts)
    qtbot.keyClick(dialog.anew, KEY.Key_Space)
    dialog.times.choose(Spread.HOURS)
    dialog.times.every.setValue(2)
    with qtbot.waitSignal(kit.signals.plan_changed):
        dialog.move_button.click()
    assert walls(storage, *posts) == ["11-24 11:00", "11-24 09:00", "11-24 13:00"]


def test_what_is_out_is_left_and_said(
    qtbot: QtBot, kit: Kit, storage: Storage, add_post: AddPost, open_reschedule: OpenIt
) -> None:
    open_ = add_post("2026-11-24 09:00")
    out = add_post("2026-11-22 09:00", status=PostStatus.PUBLISHED)
    dialog = open_reschedule(open_, out)
    assert "1 can’t be moved" in dialog.note.text()
    dialog.when.set_wall(wall("2026-11-26 10:00"))
    with qtbot.waitSignal(kit.signals.plan_changed):
        dialog.move_button.click()
    assert walls(storage, open_, out) == ["11-26 10:00", "11-22 09:00"]


def test_a_post_that_starts_meanwhile_is_left(
    qtbot: QtBot, kit: Kit, storage: Storage, add_post: AddPost, open_reschedule: OpenIt
) -> None:
    post = add_post("2026-11-24 09:00")
    dialog = open_reschedule(post)
    storage.posts.move(post.id, PostStatus.PUBLISHING, kit.desk.now())
    kit.signals.post_changed.emit(post.id)
    qtbot.waitUntil(lambda: not dialog.move_button.isEnabled())
    assert "None of these posts can be moved" in dialog.note.text()


def test_esc_moves_nothing(
    qtbot: QtBot, storage: Storage, add_post: AddPost, open_reschedule: OpenIt
) -> None:
    post = add_post("2026-11-24 09:00")
    dialog = open_reschedule(post)
    dialog.when.set_wall(wall("2026-11-26 10:00"))
    qtbot.keyClick(dialog.when, KEY.Key_Escape)
    assert not dialog.isVisible()
    assert walls(storage, post) == ["11-24 09:00"]


def consented(dialog: Reschedule) -> str:
    text = QTextDocumentFragment.fromHtml(dialog.consent.text()).toPlainText()
    return text.replace("\u00a0", " ") if dialog.consent.isVisible() else ""


def test_a_post_that_never_had_a_time_is_consented_to_right_above_the_button(
    qtbot: QtBot,
    kit: Kit,
    storage: Storage,
    clock: FakeClock,
    add_post: AddPost,
    open_reschedule: OpenIt,
) -> None:
    post = add_post(None, status=PostStatus.UNPLANNED, branded_content=True)
    dialog = open_reschedule(post)
    assert consented(dialog) == (
        "By posting, you agree to TikTok’s Branded Content Policy and Music Usage Confirmation"
    )
    assert "@mira.films" in dialog.who.text()
    assert "a few minutes" in dialog.who.text()
    line, button = dialog.consent.geometry(), dialog.move_button.geometry()
    assert line.bottom() < button.top()
    assert button.top() - line.bottom() < 16
    assert dialog.move_button.text() == "Schedule"
    clock.tick(minutes=5)
    with qtbot.waitSignal(kit.signals.plan_changed):
        qtbot.mouseClick(dialog.move_button, LEFT)
    assert storage.posts.get(post.id).consented_at == NOON + timedelta(minutes=5)


def test_of_drafts_it_is_said_that_they_come_to_the_inbox(
    add_post: AddPost, open_reschedule: OpenIt
) -> None:
    drafts = [add_post(None, status=PostStatus.UNPLANNED, mode=Mode.DRAFT) for _ in range(2)]
    said = open_reschedule(*drafts).who.text()
    assert "inbox" in said
    assert "profile" not in said
    direct = add_post(None, status=PostStatus.UNPLANNED)
    assert "on the profile" in open_reschedule(drafts[0], direct).who.text()


def test_a_post_that_was_consented_to_is_only_moved(
    storage: Storage, add_post: AddPost, open_reschedule: OpenIt
) -> None:
    post = storage.posts.write(add_post("2026-11-24 09:00"), consented_at=NOON)
    dialog = open_reschedule(post)
    assert consented(dialog) == ""
    assert dialog.move_button.text() == "Move"


def test_times_that_a_drop_proposed_are_kept_and_asked_about(
    qtbot: QtBot, kit: Kit, storage: Storage, add_post: AddPost
) -> None:
    posts = [add_post(None, status=PostStatus.UNPLANNED) for _ in range(2)]
    times = ("2026-11-26 13:00", "2026-11-26 09:00")
    proposed = {post.id: wall(text) for post, text in zip(posts, times, strict=True)}
    dialog = Reschedule(kit, proposed)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.move_button.isEnabled)
    assert dialog.when.wall == wall("2026-11-26 09:00")
    assert storage.posts.get(posts[0].id).wall_time is None
    with qtbot.waitSignal(kit.signals.plan_changed):
        qtbot.mouseClick(dialog.move_button, LEFT)
    assert walls(storage, *posts) == ["11-26 13:00", "11-26 09:00"]


def test_a_post_that_says_not_who_can_view_it_is_opened_first(
    qtbot: QtBot, kit: Kit, storage: Storage, add_post: AddPost, open_reschedule: OpenIt
) -> None:
    post = add_post(None, status=PostStatus.UNPLANNED, privacy=None, caption="Half done")
    dialog = open_reschedule(post)
    assert "Choose first who can view “Half done”." in dialog.note.text()
    assert not dialog.move_button.isEnabled()
    with qtbot.waitSignal(kit.requests.open_post) as asked:
        qtbot.mouseClick(dialog.edit_button, LEFT)
    assert asked.args == [post.id]
    assert storage.posts.get(post.id).scheduled_at is None
