"""The tray's icon, what closing the window means, and the question before an upload is stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from tests.conftest import NOON
from tests.ui.conftest import AddPost
from tests.ui.shell.conftest import NO_SCREEN, FakeTray, Frame, in_state
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import PostStatus
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.leaving import CloseQuestion, QuitQuestion
from tikscheduler.ui.tray import Tray

LEFT = Qt.MouseButton.LeftButton
Tell = Callable[..., None]
TRIGGER = QSystemTrayIcon.ActivationReason.Trigger

pytestmark = NO_SCREEN


def asked(frame: Frame) -> CloseQuestion:
    (question,) = (one for one in frame.findChildren(CloseQuestion) if one.isVisible())
    return question


def asked_to_quit(frame: Frame) -> list[QuitQuestion]:
    return [one for one in frame.findChildren(QuitQuestion) if one.isVisible()]


# --- the icon ------------------------------------------------------------------------------------


def test_the_icon_is_there_where_a_tray_is(tray: Tray) -> None:
    assert tray.visible
    assert tray.icon is not None
    assert not tray.icon.icon().isNull()


def test_without_a_tray_there_is_no_icon(kit: Kit, frame: Frame, there: FakeTray) -> None:
    there.there = False
    tray = Tray(kit, frame, there)
    assert not tray.visible
    assert not frame.windowIcon().isNull()


def test_a_tray_that_comes_and_goes_is_noticed(
    kit: Kit, frame: Frame, there: FakeTray, tray: Tray
) -> None:
    there.there = False
    tray.look()
    assert not tray.visible
    there.there = True
    tray.look()
    assert tray.visible


def test_a_tray_that_goes_gives_the_window_back(frame: Frame, there: FakeTray, tray: Tray) -> None:
    frame.hide()
    there.there = False
    tray.look()
    assert frame.isVisible()


def test_hidden_for_good_it_does_not_come_back(tray: Tray) -> None:
    tray.hide()
    tray.look()
    assert not tray.visible


def test_a_click_toggles_the_window(frame: Frame, tray: Tray) -> None:
    assert tray.icon is not None
    tray.icon.activated.emit(TRIGGER)
    assert not frame.isVisible()
    tray.icon.activated.emit(TRIGGER)
    assert frame.isVisible()


def test_the_tool_tip_says_how_things_stand(
    qtbot: QtBot, kit: Kit, tray: Tray, overview: Tell, add_post: AddPost
) -> None:
    kit.book.reload()
    qtbot.waitUntil(lambda: bool(kit.book.accounts))
    kit.signals.engine_state.emit("on")
    overview(
        next_post=add_post("2026-11-23 13:12"),
        next_at=NOON + timedelta(minutes=12),
        safe_until=NOON + timedelta(minutes=12),
        attention=2,
    )
    assert tray.icon is not None
    assert tray.icon.toolTip().splitlines() == [
        "tikscheduler",
        "Publishing is on",
        "Next: @mira.films 13:12 in 12 min",
        "2 posts need you",
        "Safe to close until 13:07",
    ]


def test_a_dot_tells_that_something_is_not_as_usual(kit: Kit, tray: Tray, overview: Tell) -> None:
    def picture() -> bytes:
        assert tray.icon is not None
        image = tray.icon.icon().pixmap(32, 32).toImage()
        return bytes(image.constBits())

    kit.signals.engine_state.emit("on")
    overview()
    usual = picture()
    overview(attention=1)
    needs = picture()
    overview()
    assert picture() == usual
    kit.signals.engine_state.emit("paused")
    paused = picture()
    assert len({usual, needs, paused}) == 3


# --- the menu ------------------------------------------------------------------------------------


def menu_texts(tray: Tray) -> list[str]:
    tray.menu.aboutToShow.emit()
    return [action.text() for action in tray.menu.actions() if action.text()]


def choose(tray: Tray, text: str) -> None:
    tray.menu.aboutToShow.emit()
    (action,) = (one for one in tray.menu.actions() if one.text() == text)
    action.trigger()


def test_the_menu_says_how_things_stand_when_it_opens(
    qtbot: QtBot, kit: Kit, frame: Frame, tray: Tray, overview: Tell, add_post: AddPost
) -> None:
    kit.book.reload()
    qtbot.waitUntil(lambda: bool(kit.book.accounts))
    kit.signals.engine_state.emit("on")
    post = add_post("2026-11-23 13:12")
    overview(next_post=post, next_at=NOON + timedelta(minutes=12), safe_until=None)
    assert menu_texts(tray) == [
        "@mira.films 13:12 in 12 min",
        "Safe to close",
        "Pause all",
        "Open tikscheduler",
        "Quit",
    ]
    frame.hide()
    wanted = kit.requests.show_post
    with qtbot.waitSignal(wanted, check_params_cb=lambda one: one == post.id):
        choose(tray, "@mira.films 13:12 in 12 min")
    assert frame.isVisible()


def test_the_menu_pauses_and_resumes(qtbot: QtBot, kit: Kit, tray: Tray) -> None:
    kit.signals.engine_state.emit("on")
    with qtbot.waitSignal(kit.requests.pause, check_params_cb=lambda pause: pause is True):
        choose(tray, "Pause all")
    kit.signals.engine_state.emit("paused")
    with qtbot.waitSignal(kit.requests.pause, check_params_cb=lambda pause: pause is False):
        choose(tray, "Resume all")


def test_the_menu_opens_what_needs_the_user_and_quits(
    qtbot: QtBot, kit: Kit, frame: Frame, tray: Tray, overview: Tell
) -> None:
    overview(attention=1)
    frame.hide()
    with qtbot.waitSignal(kit.requests.show_page, check_params_cb=lambda one: one == "attention"):
        choose(tray, "1 post needs you")
    assert frame.isVisible()
    with qtbot.waitSignal(kit.requests.quit):
        choose(tray, "Quit")


# --- closing -------------------------------------------------------------------------------------


def test_closing_is_asked_about_once(qtbot: QtBot, kit: Kit, frame: Frame, tray: Tray) -> None:
    frame.close()
    assert frame.isVisible()
    question = asked(frame)
    frame.close()
    assert asked(frame) is question
    qtbot.mouseClick(question.remember, LEFT)
    qtbot.mouseClick(question.keep, LEFT)
    assert not frame.isVisible()
    assert kit.preferences.get("on_close", "") == "tray"

    frame.show()
    frame.close()
    assert not frame.isVisible()


def test_closing_can_mean_to_quit(qtbot: QtBot, kit: Kit, frame: Frame, tray: Tray) -> None:
    frame.close()
    with qtbot.waitSignal(kit.requests.quit):
        qtbot.keyClick(asked(frame).quit, Qt.Key.Key_Space)
    assert kit.preferences.get("on_close", "") == ""


def test_the_question_can_be_left_open(qtbot: QtBot, kit: Kit, frame: Frame, tray: Tray) -> None:
    frame.close()
    with qtbot.assertNotEmitted(kit.requests.quit):
        qtbot.keyClick(asked(frame), Qt.Key.Key_Escape)
    assert frame.isVisible()
    frame.close()
    assert asked(frame).isVisible()


def test_closing_quits_where_that_is_wanted(
    qtbot: QtBot, kit: Kit, frame: Frame, tray: Tray
) -> None:
    kit.preferences.set("on_close", "quit")
    with qtbot.waitSignal(kit.requests.quit):
        frame.close()


def test_without_a_tray_closing_minimises_and_says_so_once(
    kit: Kit, frame: Frame, there: FakeTray, tray: Tray
) -> None:
    there.there = False
    kit.preferences.set("on_close", "tray")
    told: list[str] = []
    kit.signals.remark.connect(told.append)
    for _ in range(2):
        frame.showNormal()
        frame.close()
        assert frame.isVisible()
        assert frame.isMinimized()
    assert told == ["There is no tray here, so the window was minimised. Ctrl+Q quits."]


# --- quitting ------------------------------------------------------------------------------------


def test_quitting_at_rest_asks_nothing(qtbot: QtBot, kit: Kit, tray: Tray) -> None:
    with qtbot.waitSignal(kit.requests.quit):
        kit.requests.leave.emit()


def test_quitting_during_an_upload_says_what_becomes_of_it(
    qtbot: QtBot, kit: Kit, frame: Frame, tray: Tray, overview: Tell, add_post: AddPost
) -> None:
    overview(under_way=(in_state(add_post("2026-11-23 13:00"), PostStatus.PUBLISHING),))
    with qtbot.assertNotEmitted(kit.requests.quit):
        kit.requests.leave.emit()
        kit.requests.leave.emit()
    (question,) = asked_to_quit(frame)
    assert question.text == (
        "The upload of “A caption” stops and goes on when you open tikscheduler again."
    )
    assert question.stay.isDefault()
    with qtbot.assertNotEmitted(kit.requests.quit):
        qtbot.keyClick(question, Qt.Key.Key_Escape)
    assert asked_to_quit(frame) == []

    kit.requests.leave.emit()
    (question,) = asked_to_quit(frame)
    with qtbot.waitSignal(kit.requests.quit):
        qtbot.mouseClick(question.quit, LEFT)


def test_several_uploads_are_counted(
    kit: Kit, frame: Frame, tray: Tray, overview: Tell, add_post: AddPost
) -> None:
    posts = [
        in_state(add_post("2026-11-23 13:00", caption=f"Clip {one}"), PostStatus.PUBLISHING)
        for one in (1, 2)
    ]
    overview(under_way=tuple(posts))
    kit.requests.leave.emit()
    (question,) = asked_to_quit(frame)
    assert question.text.startswith("2 uploads, “Clip 1” among them, stop and go on")


def test_what_tiktok_works_on_stops_nobody(
    qtbot: QtBot, kit: Kit, tray: Tray, overview: Tell, add_post: AddPost, account: Account
) -> None:
    overview(under_way=(in_state(add_post("2026-11-23 13:00"), PostStatus.PROCESSING),))
    with qtbot.waitSignal(kit.requests.quit):
        kit.requests.leave.emit()
