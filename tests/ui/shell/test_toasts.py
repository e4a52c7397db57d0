"""Messages over the page: what they say, how long they stay, and how many there are."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import AddPost
from tests.ui.shell.conftest import Frame
from tikscheduler.services.plan import Action, Outcome
from tikscheduler.storage import Storage
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.toast import HEADER, Toasts
from tikscheduler.ui.toast_card import Message, Toast

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def toasts(kit: Kit, frame: Frame) -> Toasts:
    return Toasts(kit, frame)


@pytest.fixture
def only(toasts: Toasts) -> Any:
    """The one message that is shown."""

    def only() -> Toast:
        assert len(toasts.shown) == 1
        return toasts.shown[0]

    return only


def outcome(action: Action = Action.MOVED, done: int = 3, **values: Any) -> Outcome:
    usual: dict[str, Any] = {"can_undo": action, "done": tuple(range(1, done + 1))}
    return Outcome(action=action, **{**usual, **values})


def texts(toasts: Toasts) -> list[str]:
    return [toast.message.text for toast in toasts.shown]


# --- what was done -------------------------------------------------------------------------------


@pytest.mark.parametrize("action", list(Action))
def test_every_action_has_words_for_one_and_for_many(
    kit: Kit, toasts: Toasts, action: Action
) -> None:
    kit.signals.plan_changed.emit(outcome(action, 1))
    one = texts(toasts)
    kit.signals.plan_changed.emit(outcome(action, 1234))
    assert one != texts(toasts)
    assert "1" in one[0]
    assert "1,234" in texts(toasts)[0]


def test_what_was_undone_says_so_and_offers_to_do_it_again(
    qtbot: QtBot, kit: Kit, toasts: Toasts, only: Any
) -> None:
    kit.signals.plan_changed.emit(outcome(undone=True, can_undo=None, can_redo=Action.MOVED))
    assert texts(toasts) == ["Undone: moved 3 posts"]
    assert only().action.text() == "Redo"


def test_undo_by_mouse(
    qtbot: QtBot, kit: Kit, toasts: Toasts, only: Any, add_post: AddPost, storage: Storage
) -> None:
    post = add_post("2026-11-24 09:00")
    with qtbot.waitSignal(kit.signals.plan_changed):
        kit.actions.cancel([post.id])
    assert texts(toasts) == ["Cancelled 1 post"]
    with qtbot.waitSignal(kit.signals.plan_changed):
        qtbot.mouseClick(only().action, LEFT)
    assert texts(toasts) == ["Undone: cancelled 1 post"]
    assert storage.posts.get(post.id).status == "scheduled"


def test_undo_by_keyboard(
    qtbot: QtBot, kit: Kit, toasts: Toasts, only: Any, add_post: AddPost, storage: Storage
) -> None:
    post = add_post("2026-11-24 09:00")
    with qtbot.waitSignal(kit.signals.plan_changed):
        kit.actions.cancel([post.id])
    only().action.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(kit.signals.plan_changed):
        qtbot.keyClick(only().action, Qt.Key.Key_Space)
    assert storage.posts.get(post.id).status == "scheduled"


def test_only_the_latest_action_can_be_undone(kit: Kit, toasts: Toasts) -> None:
    kit.signals.plan_changed.emit(outcome(Action.MOVED))
    kit.signals.plan_changed.emit(outcome(Action.DELETED, 1))
    assert texts(toasts) == ["Deleted 1 post"]


def test_what_can_no_longer_be_undone_loses_its_button(kit: Kit, toasts: Toasts, only: Any) -> None:
    kit.signals.plan_changed.emit(outcome())
    assert not only().action.isHidden()
    kit.actions.undo_changed.emit(None, None)
    assert only().action.isHidden()


def test_problems_are_named_one_by_one_and_stay(kit: Kit, toasts: Toasts, only: Any) -> None:
    problems = tuple((f"clip {number}.mp4", "It is with TikTok.") for number in range(6))
    kit.signals.plan_changed.emit(outcome(notes=("Two are close.",), problems=problems))
    message = only().message
    assert message.text == "Moved 3 posts"
    assert message.details[:3] == (
        "Two are close.",
        "6 posts could not be changed",
        "clip 0.mp4: It is with TikTok.",
    )
    assert message.kind == "problem"
    assert message.seconds == 0
    assert message.action == "undo"


def test_nothing_done_is_told_as_what_it_is(kit: Kit, toasts: Toasts, only: Any) -> None:
    kit.signals.plan_changed.emit(outcome(done=0, problems=(("a.mp4", "No."),)))
    assert only().message.text == "1 post could not be changed"
    assert only().action is None


# --- problems and remarks ------------------------------------------------------------------------


def test_a_problem_stays_until_it_is_closed(
    qtbot: QtBot, kit: Kit, toasts: Toasts, only: Any
) -> None:
    kit.signals.problem.emit("TikTok cannot be reached.")
    assert only().message.seconds == 0
    assert only().accessibleName() == "TikTok cannot be reached."
    qtbot.mouseClick(only().close_button, LEFT)
    assert toasts.shown == []


def test_a_message_is_closed_by_escape(qtbot: QtBot, kit: Kit, toasts: Toasts, only: Any) -> None:
    kit.signals.problem.emit("TikTok cannot be reached.")
    only().close_button.setFocus()
    qtbot.keyClick(only().close_button, Qt.Key.Key_Escape)
    assert toasts.shown == []


def test_the_focus_goes_back_where_it_was(
    qtbot: QtBot, kit: Kit, frame: Frame, toasts: Toasts, only: Any
) -> None:
    frame.activateWindow()
    frame.field.setFocus()
    qtbot.waitUntil(frame.field.hasFocus)
    kit.signals.problem.emit("TikTok cannot be reached.")
    assert frame.field.hasFocus()
    only().close_button.setFocus()
    qtbot.waitUntil(lambda: only().close_button.hasFocus())
    qtbot.keyClick(only().close_button, Qt.Key.Key_Escape)
    assert frame.field.hasFocus()


def test_tab_reaches_a_message(qtbot: QtBot, kit: Kit, frame: Frame, only: Any) -> None:
    kit.signals.problem.emit("TikTok cannot be reached.")
    frame.activateWindow()
    frame.field.setFocus()
    qtbot.waitUntil(frame.field.hasFocus)
    qtbot.keyClick(frame.field, Qt.Key.Key_Tab)
    assert only().close_button.hasFocus()


def test_the_same_is_not_shown_twice(kit: Kit, toasts: Toasts) -> None:
    for _ in range(5):
        kit.signals.problem.emit("TikTok cannot be reached.")
    assert texts(toasts) == ["TikTok cannot be reached."]


def test_three_are_shown_and_the_rest_waits(qtbot: QtBot, kit: Kit, toasts: Toasts) -> None:
    for number in range(5):
        kit.signals.problem.emit(f"Problem {number}.")
        kit.signals.problem.emit(f"Problem {number}.")
    assert texts(toasts) == ["Problem 0.", "Problem 1.", "Problem 2."]
    qtbot.mouseClick(toasts.shown[1].close_button, LEFT)
    assert texts(toasts) == ["Problem 0.", "Problem 2.", "Problem 3."]


# --- time ----------------------------------------------------------------------------------------


def test_a_message_goes_when_its_time_is_over(qtbot: QtBot, toasts: Toasts, kit: Kit) -> None:
    kit.signals.remark.emit("Copied")
    (toast,) = toasts.shown
    assert toast.timer.interval() == 10_000
    toast.timer.setInterval(1)
    qtbot.waitUntil(lambda: toasts.shown == [])


def test_a_message_stays_under_the_pointer(qtbot: QtBot, toasts: Toasts, kit: Kit) -> None:
    kit.signals.remark.emit("Copied")
    (toast,) = toasts.shown
    at = QPointF(5, 5)
    QApplication.sendEvent(toast, QEnterEvent(at, at, at))
    assert not toast.timer.isActive()
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert toast.timer.isActive()


def test_a_message_stays_while_it_has_the_focus(
    qtbot: QtBot, frame: Frame, toasts: Toasts, kit: Kit
) -> None:
    kit.signals.remark.emit("Copied")
    (toast,) = toasts.shown
    frame.activateWindow()
    toast.close_button.setFocus()
    qtbot.waitUntil(lambda: not toast.timer.isActive())
    frame.field.setFocus()
    qtbot.waitUntil(toast.timer.isActive)


# --- place ---------------------------------------------------------------------------------------


def settled(qtbot: QtBot, toast: Toast) -> QPoint:
    places: list[QPoint] = []

    def still() -> bool:
        places.append(toast.pos())
        return len(places) > 5 and places[-1] == places[-5] and toast.graphicsEffect() is None

    qtbot.waitUntil(still)
    return toast.pos()


def test_it_stands_at_the_foot_of_the_page_and_follows_it(
    qtbot: QtBot, kit: Kit, frame: Frame, toasts: Toasts
) -> None:
    kit.signals.problem.emit("TikTok cannot be reached.")
    (toast,) = toasts.shown
    settled(qtbot, toast)
    page = frame.stack.geometry()
    assert abs(toast.geometry().center().x() - page.center().x()) <= 1
    assert page.bottom() - 30 < toast.geometry().bottom() <= page.bottom()

    frame.resize(700, 500)
    qtbot.waitUntil(lambda: toast.geometry().bottom() <= frame.stack.geometry().bottom())
    assert abs(toast.geometry().center().x() - frame.stack.geometry().center().x()) <= 1


def test_messages_never_reach_the_header(
    qtbot: QtBot, kit: Kit, frame: Frame, toasts: Toasts
) -> None:
    frame.resize(500, 320)
    for number in range(3):
        kit.signals.problem.emit(f"{number} " + "many words " * 40)
    qtbot.waitUntil(lambda: len(toasts.shown) < 3)
    for toast in toasts.shown:
        settled(qtbot, toast)
        assert toast.y() >= frame.stack.y() + HEADER - 20
    shown = len(toasts.shown)
    qtbot.mouseClick(toasts.shown[0].close_button, LEFT)
    assert len(toasts.shown) == shown


def test_the_words_of_a_message_are_no_markup(toasts: Toasts, only: Any) -> None:
    toasts.show(Message(text="<b>bold</b>"))
    assert only().message.text == "<b>bold</b>"
    assert only().accessibleName() == "<b>bold</b>"
