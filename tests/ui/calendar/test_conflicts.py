"""Posts beyond TikTok's limits or too close together have a sign, and say why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from tests.conftest import NOON, add_account
from tests.ui.calendar.conftest import Hand, day_point, tile_point
from tests.ui.conftest import AddPost
from tikscheduler.desktop import Desktop
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.storage import Storage
from tikscheduler.ui.calendar.agenda import AgendaView
from tikscheduler.ui.calendar.month import MonthView
from tikscheduler.ui.calendar.page import CalendarPage
from tikscheduler.ui.calendar.view import CalendarView
from tikscheduler.ui.kit import Kit

CTRL = Qt.KeyboardModifier.ControlModifier
CLOSE = "3 minutes after another post of @mira.films."
FULL = "The 16th post of @mira.films in 24 hours; TikTok takes about 15."


@pytest.fixture
def pair(add_post: AddPost) -> list[Post]:
    """Three minutes apart, and one far from both."""
    return [add_post(f"2026-11-{when}") for when in ("24 09:00", "24 09:03", "26 12:00")]


@pytest.fixture
def judged(page: CalendarPage, qtbot: QtBot) -> Callable[..., None]:
    """Wait until exactly these posts have a sign."""

    def wait(*posts: Post) -> None:
        ids, conflicts = {post.id for post in posts}, page.visible.conflicts
        qtbot.waitUntil(lambda: conflicts._entries != {} and conflicts._found.keys() == ids)

    return wait


def amber(view: CalendarView, kit: Kit, post: Post) -> int:
    """Pixels of a post's tile in the colour of the sign."""
    rect = view.rect_of(post.id)
    assert rect is not None
    image = view.viewport().grab(rect).toImage()
    wanted = QColor(kit.theme.tokens.wait)

    def near(colour: QColor) -> bool:
        pairs = zip(colour.getRgb()[:3], wanted.getRgb()[:3], strict=True)  # type: ignore[index]
        return all(abs(one - other) < 40 for one, other in pairs)

    return sum(
        near(image.pixelColor(x, y)) for x in range(image.width()) for y in range(image.height())
    )


def tip(view: CalendarView, post: Post, qtbot: QtBot) -> str:
    at = tile_point(view, post)  # type: ignore[arg-type]
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
    view.viewportEvent(event)
    qtbot.waitUntil(lambda: bool(QToolTip.text()))
    return QToolTip.text()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("name", ["month", "week", "day", "agenda"])
def test_a_tile_has_a_sign_and_says_why(
    qtbot: QtBot,
    pair: list[Post],
    page: CalendarPage,
    judged: Callable[..., None],
    kit: Kit,
    name: str,
) -> None:
    page.show_view(name)
    page.view.show_date(date(2026, 11, 24))
    judged(pair[1])
    view = page.view
    qtbot.waitUntil(lambda: view.rect_of(pair[1].id) is not None)
    assert amber(view, kit, pair[1]) > 8
    assert amber(view, kit, pair[0]) == 0
    assert CLOSE in tip(view, pair[1], qtbot)
    kit.selection.set((pair[1].id,))
    said = view.accessibleDescription()
    if isinstance(view, AgendaView):
        index = view.model.index_of(pair[1].id)
        said = view.model.data(index, int(Qt.ItemDataRole.AccessibleTextRole))
    assert said.endswith(CLOSE.rstrip("."))
    kit.selection.set((pair[0].id,))
    assert "another post" not in tip(view, pair[0], qtbot)


def test_the_sign_goes_when_the_post_is_moved_away(
    qtbot: QtBot,
    pair: list[Post],
    month: MonthView,
    judged: Callable[..., None],
    hand: Hand,
    kit: Kit,
) -> None:
    judged(pair[1])
    before = month.viewport().grab(month.rect_of(pair[1].id)).toImage()  # type: ignore[arg-type]
    hand.take_posts(pair[:1]).drop(day_point(month, date(2026, 11, 25)))
    judged()
    qtbot.waitUntil(lambda: amber(month, kit, pair[1]) == 0)
    rect = month.rect_of(pair[1].id)
    assert rect is not None
    assert month.viewport().grab(rect).toImage() != before


def test_the_sixteenth_post_of_a_day_has_it(
    add_post: AddPost, month: MonthView, judged: Callable[..., None], storage: Storage, kit: Kit
) -> None:
    planned = [add_post(f"2026-11-24 {6 + n:02}:00") for n in range(16)]
    for post in planned:
        kit.signals.post_changed.emit(post.id)
    judged(planned[15])
    assert FULL in month.visible.conflicts.words(planned[15])


def test_what_was_sent_in_the_last_day_counts(
    qtbot: QtBot,
    add_post: AddPost,
    storage: Storage,
    desktop: Desktop,
    judged: Callable[..., None],
    month: MonthView,
    kit: Kit,
) -> None:
    for n in range(15):  # planned for last month, sent by hand this morning
        post = add_post(f"2026-10-{n + 1:02} 12:00", status=PostStatus.PUBLISHED)
        storage.posts.write(post, upload_started_at=NOON - timedelta(hours=1, minutes=n))
    new = add_post("2026-11-23 20:00")
    kit.signals.post_changed.emit(new.id)
    judged(new)
    assert FULL in month.visible.conflicts.words(new)


def test_the_day_before_the_first_that_is_shown_counts(
    add_post: AddPost, page: CalendarPage, judged: Callable[..., None], kit: Kit
) -> None:
    before, first = add_post("2026-11-23 23:59"), add_post("2026-11-24 00:01")
    page.show_view("day")
    page.view.show_date(date(2026, 11, 24))
    judged(first)
    assert page.visible.get(before.id) is None


def test_hidden_accounts_and_others_are_told_apart(
    add_post: AddPost,
    storage: Storage,
    account: Account,
    page: CalendarPage,
    judged: Callable[..., None],
    kit: Kit,
) -> None:
    other = add_account(storage, "jonas.cooks")
    add_post("2026-11-24 09:00"), add_post("2026-11-24 09:02", of=other)
    last = add_post("2026-11-24 09:03")
    kit.signals.accounts_changed.emit()
    kit.signals.post_changed.emit(last.id)
    judged(last)
    kit.book.set_hidden(other.id, True)
    judged(last)


def test_a_new_caption_is_not_judged_again(
    qtbot: QtBot,
    pair: list[Post],
    page: CalendarPage,
    judged: Callable[..., None],
    kit: Kit,
    storage: Storage,
) -> None:
    judged(pair[1])
    conflicts = page.visible.conflicts
    storage.posts.edit(pair[1].id, NOON, caption="Another")
    with qtbot.waitSignal(page.visible.changed):
        kit.signals.post_changed.emit(pair[1].id)
    assert not conflicts._stale
    assert not conflicts._timer.isActive()


def test_a_drag_tells_what_would_stand_against_it(
    pair: list[Post], month: MonthView, judged: Callable[..., None], hand: Hand
) -> None:
    judged(pair[1])
    label = month.drops.label
    hand.take_posts(pair[2:])
    hand.enter(day_point(month, date(2026, 11, 25)))
    assert "\n" not in label.text()
    hand.take_posts(pair[1:2]).move(day_point(month, date(2026, 11, 24)))
    assert label.text().endswith(CLOSE)  # as it is now
    hand.take_posts(pair[:1])
    hand.move(day_point(month, date(2026, 11, 26)))
    assert "\n" not in label.text()
    hand.move(day_point(month, date(2026, 11, 24)), CTRL)
    assert label.text().splitlines()[0].startswith("Copy:")
    assert label.text().endswith("another post of @mira.films.")
    event = hand.move(QPoint(day_point(month, date(2026, 11, 24))))
    assert event.isAccepted()
