"""The bar below: what it says about how things stand, and what a click on it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.conftest import NOON, FakeClock
from tests.ui.conftest import AddPost
from tests.ui.shell.conftest import in_state
from tikscheduler.domain.post import PostStatus
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.status_bar import StatusBar

LEFT = Qt.MouseButton.LeftButton
Tell = Callable[..., None]


@pytest.fixture
def bar(kit: Kit, qtbot: QtBot, account: object) -> StatusBar:
    made = StatusBar(kit)
    qtbot.addWidget(made)
    made.resize(1200, 30)
    made.show()
    kit.book.reload()
    qtbot.waitUntil(lambda: bool(kit.book.accounts))
    return made


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("starting", "Starting…"),
        ("on", "Publishing is on"),
        ("paused", "Publishing is paused"),
        ("elsewhere", "Another window or program publishes"),
        ("off", "Publishing is off"),
    ],
)
def test_the_state_is_told(kit: Kit, bar: StatusBar, state: str, words: str) -> None:
    kit.signals.engine_state.emit(state)
    assert bar.state.text() == words
    assert bar.state.accessibleName() == words


def test_trouble_is_told_in_full_by_the_tool_tip(kit: Kit, bar: StatusBar) -> None:
    kit.signals.engine_state.emit("on")
    kit.signals.trouble.emit("the disk is full")
    assert bar.state.text() == "Publishing is held up: the disk is full"
    assert "the disk is full" in bar.state.toolTip()
    kit.signals.trouble.emit("")
    assert bar.state.text() == "Publishing is on"


def test_a_click_on_the_state_pauses_and_resumes(qtbot: QtBot, kit: Kit, bar: StatusBar) -> None:
    kit.signals.engine_state.emit("on")
    with qtbot.waitSignal(kit.requests.pause, check_params_cb=lambda pause: pause is True):
        qtbot.mouseClick(bar.state, LEFT)
    kit.signals.engine_state.emit("paused")
    with qtbot.waitSignal(kit.requests.pause, check_params_cb=lambda pause: pause is False):
        qtbot.keyClick(bar.state, Qt.Key.Key_Space)


def test_while_another_program_publishes_there_is_nothing_to_pause(
    qtbot: QtBot, kit: Kit, bar: StatusBar
) -> None:
    kit.signals.engine_state.emit("elsewhere")
    with qtbot.assertNotEmitted(kit.requests.pause):
        qtbot.mouseClick(bar.state, LEFT)
    assert bar.state.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_the_next_post_is_told_and_shown(
    qtbot: QtBot, kit: Kit, bar: StatusBar, overview: Tell, add_post: AddPost
) -> None:
    post = add_post("2026-11-23 13:12")
    overview(next_post=post, next_at=NOON + timedelta(minutes=12))
    assert bar.next.text() == "Next: @mira.films 13:12 in 12 min"
    wanted = kit.requests.show_post
    with qtbot.waitSignal(wanted, check_params_cb=lambda one: one == post.id):
        qtbot.mouseClick(bar.next, LEFT)
    with qtbot.waitSignal(wanted, check_params_cb=lambda one: one == post.id):
        qtbot.keyClick(bar.next, Qt.Key.Key_Space)


def test_a_pause_leaves_open_when(bar: StatusBar, overview: Tell, add_post: AddPost) -> None:
    overview(next_post=add_post("2026-11-23 13:12"), next_at=NOON, paused=True)
    assert bar.next.text() == "Next: @mira.films 13:00 when resumed"


def test_another_day_is_named(bar: StatusBar, overview: Tell, add_post: AddPost) -> None:
    overview(next_post=add_post("2026-11-24 09:00"), next_at=NOON + timedelta(hours=20))
    assert bar.next.text() == "Next: @mira.films tomorrow 09:00 in 20 h 0 min"


def test_without_posts_nothing_is_planned(bar: StatusBar, overview: Tell) -> None:
    overview()
    assert bar.next.text() == "Nothing is planned"
    assert bar.safe.text() == "Safe to close"
    assert bar.transfers.isHidden()


def test_it_is_safe_to_close_until_five_minutes_before(bar: StatusBar, overview: Tell) -> None:
    overview(safe_until=NOON + timedelta(minutes=30))
    assert bar.safe.text() == "Safe to close until 13:25"
    overview(safe_until=NOON + timedelta(minutes=5))
    assert bar.safe.text() == "Not safe to close now"


def test_an_upload_counts_by_the_time_of_its_post(
    bar: StatusBar, overview: Tell, add_post: AddPost
) -> None:
    early = in_state(add_post("2026-11-23 13:20"), PostStatus.PUBLISHING)
    overview(under_way=(early,), safe_until=NOON + timedelta(hours=2))
    assert bar.safe.text() == "Safe to close until 13:15"
    late = in_state(add_post("2026-11-23 13:00"), PostStatus.PUBLISHING)
    overview(under_way=(late,))
    assert bar.safe.text() == "Not safe to close now"
    overview(under_way=(in_state(late, PostStatus.PROCESSING),))
    assert bar.safe.text() == "Safe to close"


def test_uploads_are_told_and_lead_to_the_queue(
    qtbot: QtBot, kit: Kit, bar: StatusBar, add_post: AddPost
) -> None:
    sending = in_state(add_post("2026-11-23 13:20"), PostStatus.PUBLISHING, sent_bytes=3_100_000)
    with qtbot.waitSignal(kit.transfers.changed):
        kit.transfers.look_at([sending])
    assert bar.transfers.text() == "↑ 1 upload · 62 %"
    with qtbot.waitSignal(kit.requests.show_page, check_params_cb=lambda page: page == "queue"):
        qtbot.mouseClick(bar.transfers, LEFT)
    with qtbot.waitSignal(kit.transfers.changed):
        kit.transfers.look_at([in_state(sending, PostStatus.PUBLISHED)])
    assert bar.transfers.isHidden()


def test_the_zone_is_told(bar: StatusBar) -> None:
    assert bar.zone.text() == "Europe/Paris · UTC+1"


def test_it_ticks_only_while_it_is_seen(
    bar: StatusBar, overview: Tell, clock: FakeClock, add_post: AddPost
) -> None:
    overview(next_post=add_post("2026-11-23 13:12"), next_at=NOON + timedelta(minutes=12))
    assert bar.timer.isActive()
    assert bar.timer.interval() == 10_000
    bar.hide()
    assert not bar.timer.isActive()
    clock.tick(minutes=11)
    bar.show()
    assert bar.timer.interval() == 1000
    assert bar.next.text().endswith("in 1 min")
    clock.tick(seconds=20)
    bar.timer.timeout.emit()
    assert bar.next.text().endswith("in 41 s")


def test_in_a_narrow_window_nothing_is_cut_off(
    kit: Kit, bar: StatusBar, overview: Tell, add_post: AddPost
) -> None:
    kit.signals.engine_state.emit("on")
    kit.signals.trouble.emit("very long words " * 20)
    overview(
        next_post=add_post("2026-11-23 13:12"),
        next_at=NOON + timedelta(minutes=12),
        safe_until=NOON + timedelta(hours=2),
    )
    bar.resize(960, 30)
    assert bar.minimumSizeHint().width() <= 960
    assert bar.zone.geometry().right() <= 960
    assert bar.zone.width() >= bar.zone.sizeHint().width()
    assert bar.state.width() >= 90
