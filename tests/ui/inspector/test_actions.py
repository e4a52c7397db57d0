"""What can be done in the inspector: with one post, with its fault, and with several posts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from tests.conftest import NOON, add_account
from tests.ui.inspector.conftest import PutPost
from tikscheduler.domain.account import Account
from tikscheduler.domain.blocks import UNAUDITED
from tikscheduler.domain.post import Fault, Mode, Post, PostStatus
from tikscheduler.media.samples import make_clip
from tikscheduler.storage import Storage
from tikscheduler.ui.inspector.panel import Inspector
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.reencode.dialog import CopyDialog

S = PostStatus
LEFT = Qt.MouseButton.LeftButton
CONTAINS = Qt.MatchFlag.MatchContains
Show = Callable[[Post], None]
POPUP = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""A menu without a screen."""
LOGIN = Fault(code="login_needed", message="TikTok does not accept the login.", log_id="2026ABC")


def test_edit_by_mouse_and_keyboard(
    qtbot: QtBot, inspector: Inspector, kit: Kit, show: Show, put_post: PutPost
) -> None:
    post = put_post()
    show(post)
    edit = inspector.view.edit
    assert edit.text() == "Edit"
    with qtbot.waitSignal(kit.requests.open_post, check_params_cb=lambda one: one == post.id):
        qtbot.mouseClick(edit, LEFT)
    with qtbot.waitSignal(kit.requests.open_post, check_params_cb=lambda one: one == post.id):
        qtbot.keyClick(edit, Qt.Key.Key_Space)


def test_reschedule_by_mouse_and_keyboard(
    qtbot: QtBot, inspector: Inspector, kit: Kit, show: Show, put_post: PutPost
) -> None:
    post = put_post()
    show(post)
    wanted = kit.requests.reschedule
    with qtbot.waitSignal(wanted, check_params_cb=lambda ids: ids == (post.id,)):
        qtbot.mouseClick(inspector.view.move_button, LEFT)
    with qtbot.waitSignal(wanted, check_params_cb=lambda ids: ids == (post.id,)):
        qtbot.keyClick(inspector.view.move_button, Qt.Key.Key_Space)


@pytest.mark.parametrize("status", [S.PUBLISHING, S.PROCESSING, S.PUBLISHED, S.DELIVERED])
def test_what_tiktok_has_can_be_looked_at_only(
    inspector: Inspector, show: Show, put_post: PutPost, status: PostStatus
) -> None:
    show(put_post(status=status, published_at=NOON))
    assert inspector.view.edit.text() == "Open"
    assert not inspector.view.move_button.isEnabled()
    assert inspector.view.move_button.toolTip()


@POPUP
def test_the_menu_opens(qtbot: QtBot, inspector: Inspector, show: Show, put_post: PutPost) -> None:
    show(put_post())
    qtbot.mouseClick(inspector.view.more, LEFT)
    menu = inspector.view.more.findChild(QMenu)
    assert isinstance(menu, QMenu)
    qtbot.waitUntil(menu.isVisible)
    assert "Duplicate" in [action.text() for action in menu.actions()]
    menu.close()


# --- the fault -----------------------------------------------------------------------------------


@pytest.fixture
def shut_out(qtbot: QtBot, storage: Storage, account: Account, kit: Kit) -> Account:
    """An account whose login TikTok has ended."""
    storage.accounts.update(account.id, needs_login=True)
    with qtbot.waitSignal(kit.book.changed):
        kit.book.reload()
    return account


@pytest.mark.usefixtures("shut_out")
def test_a_fault_is_told_with_its_raw_code_folded_in(
    qtbot: QtBot, inspector: Inspector, kit: Kit, show: Show, put_post: PutPost
) -> None:
    show(put_post(status=S.HELD, fault=LOGIN))
    box = inspector.view.fault
    assert box.heading.text == "Log in to @mira.films again"
    assert box.reason.text == "TikTok does not accept the login."
    assert not box.code.isVisible()

    qtbot.keyClick(box.foldout.head, Qt.Key.Key_Space)
    assert box.code.isVisible()
    assert box.code.text == "Code: login_needed\nTikTok log id: 2026ABC"
    with qtbot.waitSignal(kit.signals.remark):
        qtbot.mouseClick(box.copy, LEFT)
    assert "TikTok log id: 2026ABC" in QGuiApplication.clipboard().text()
    assert box.property("kind") == "box-wait"


def test_the_login_is_one_click_away(
    qtbot: QtBot, inspector: Inspector, kit: Kit, show: Show, put_post: PutPost, shut_out: Account
) -> None:
    show(put_post(status=S.HELD, fault=LOGIN))
    mend = inspector.view.fault.mend
    assert mend.text() == "Log in again"
    wanted = kit.requests.connect_account
    with qtbot.waitSignal(wanted, check_params_cb=lambda one: one == shut_out.id):
        qtbot.mouseClick(mend, LEFT)


def test_who_has_logged_in_again_is_not_asked_to(
    qtbot: QtBot, inspector: Inspector, kit: Kit, show: Show, put_post: PutPost
) -> None:
    post = put_post(status=S.HELD, fault=LOGIN)
    show(post)
    assert inspector.view.fault.heading.text == "@mira.films is logged in again"
    assert inspector.view.fault.mend.text() == "Try again"
    with qtbot.waitSignal(kit.signals.plan_changed) as told:
        qtbot.mouseClick(inspector.view.fault.mend, LEFT)
    assert (told.args[0].action, told.args[0].done) == ("retried", (post.id,))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("privacy_missing", "Choose who can view"),
        ("caption", "Edit…"),
    ],
)
def test_what_is_wrong_with_the_post_is_mended_in_it(
    qtbot: QtBot,
    inspector: Inspector,
    kit: Kit,
    show: Show,
    put_post: PutPost,
    code: str,
    words: str,
) -> None:
    post = put_post(status=S.HELD, fault=Fault(code=code, message="Because."))
    show(post)
    assert inspector.view.fault.mend.text() == words
    with qtbot.waitSignal(kit.requests.open_post, check_params_cb=lambda one: one == post.id):
        qtbot.keyClick(inspector.view.fault.mend, Qt.Key.Key_Space)


def test_another_video_is_picked_where_only_that_is_open(
    qtbot: QtBot, inspector: Inspector, show: Show, put_post: PutPost
) -> None:
    show(put_post(status=S.HELD, fault=Fault(code="file_missing", message="It is gone.")))
    mend = inspector.view.fault.mend
    assert mend.text() == "Pick the video…"
    qtbot.mouseClick(mend, LEFT)
    dialog = inspector.findChild(QFileDialog, "choose_video")
    assert dialog is not None
    dialog.reject()


def test_a_copy_is_made_of_a_video_that_tiktok_refused(
    qtbot: QtBot,
    inspector: Inspector,
    kit: Kit,
    show: Show,
    put_post: PutPost,
    tmp_path: Path,
) -> None:
    video = make_clip(tmp_path / "a.mp4", width=360, height=640, seconds=0.5, rate=25)
    fault = Fault(code="frame_rate_check_failed", message="TikTok does not take this rate.")
    post = put_post(status=S.FAILED, fault=fault, video=video, scheduled_at=NOON)
    show(post)
    mend = inspector.view.fault.mend
    assert mend.text() == "Make a copy that fits…"
    qtbot.mouseClick(mend, LEFT)
    [dialog] = inspector.window().findChildren(CopyDialog)
    qtbot.waitUntil(dialog.make.isVisible)
    assert dialog.table.findItems("→ 30 fps", CONTAINS)
    assert dialog.other.text() == "Pick another video…"
    qtbot.mouseClick(dialog.make, LEFT)
    qtbot.waitUntil(dialog.use.isVisible)
    copy = tmp_path / "a (for TikTok).mp4"

    def with_copy(post_id: int, path: Path) -> bool:
        return (post_id, path) == (post.id, copy)

    with qtbot.waitSignal(kit.requests.open_post_with, check_params_cb=with_copy):
        qtbot.mouseClick(dialog.use, LEFT)


def test_a_post_for_an_app_that_is_not_audited_goes_as_a_draft(
    qtbot: QtBot, inspector: Inspector, storage: Storage, show: Show, put_post: PutPost
) -> None:
    fault = Fault(code=UNAUDITED, message="TikTok has not audited this app.")
    post = put_post(status=S.HELD, fault=fault)
    show(post)
    assert inspector.view.fault.mend.text() == "Send as a draft"
    qtbot.mouseClick(inspector.view.fault.mend, LEFT)
    qtbot.waitUntil(lambda: storage.posts.get(post.id).mode is Mode.DRAFT)
    assert storage.posts.get(post.id).status is S.SCHEDULED


def test_a_missed_post_says_so_without_a_fault(
    inspector: Inspector, show: Show, put_post: PutPost
) -> None:
    show(put_post(status=S.MISSED))
    box = inspector.view.fault
    assert box.isVisible()
    assert box.heading.text == "Its time passed"
    assert box.mend.text() == "Publish now"
    assert not box.foldout.isVisible()
    assert box.property("kind") == "box-failed"


def test_a_retry_goes_by_itself(inspector: Inspector, show: Show, put_post: PutPost) -> None:
    show(put_post(status=S.RETRYING, fault=Fault(code="unreachable", message="No answer.")))
    assert inspector.view.fault.isVisible()
    assert not inspector.view.fault.mend.isVisible()


# --- several posts -------------------------------------------------------------------------------


def test_several_posts_are_summed_up(
    qtbot: QtBot,
    inspector: Inspector,
    kit: Kit,
    put_post: PutPost,
    storage: Storage,
) -> None:
    other = add_account(storage, "other")
    posts = [put_post(), put_post(), put_post(status=S.FAILED, of=other)]
    kit.book.reload()
    kit.selection.set([post.id for post in posts])
    qtbot.waitUntil(lambda: inspector.shown is inspector.several)
    several = inspector.several
    assert several.heading.text() == "3 posts selected"
    assert [pill.text for pill in several.pills()] == ["2 Scheduled", "1 Failed"]
    assert several.times.text == "13:30 today"
    qtbot.waitUntil(lambda: several.accounts.text == "@mira.films, @other")
    assert several.weight.text() == "258 MB"


def test_several_posts_are_moved_and_retried(
    qtbot: QtBot, inspector: Inspector, kit: Kit, put_post: PutPost, storage: Storage
) -> None:
    posts = [put_post(), put_post(status=S.FAILED), put_post(status=S.PUBLISHED, published_at=NOON)]
    kit.selection.set([post.id for post in posts])
    qtbot.waitUntil(lambda: inspector.shown is inspector.several)
    movable = {posts[0].id, posts[1].id}
    wanted = kit.requests.reschedule
    with qtbot.waitSignal(wanted, check_params_cb=lambda ids: set(ids) == movable):
        qtbot.mouseClick(inspector.several.move_button, LEFT)
    with qtbot.waitSignal(kit.signals.plan_changed, timeout=5000) as told:
        qtbot.keyClick(inspector.several.retry, Qt.Key.Key_Space)
    ids = {*told.args[0].done, *(posts[1].id for _ in told.args[0].problems)}
    assert ids == {posts[1].id}


def test_without_stopped_posts_there_is_nothing_to_retry(
    qtbot: QtBot, inspector: Inspector, kit: Kit, put_post: PutPost
) -> None:
    kit.selection.set([put_post().id, put_post().id])
    qtbot.waitUntil(lambda: inspector.shown is inspector.several)
    assert not inspector.several.retry.isVisible()


@POPUP
def test_the_menu_of_several_posts_opens(
    qtbot: QtBot, inspector: Inspector, kit: Kit, put_post: PutPost
) -> None:
    kit.selection.set([put_post().id, put_post().id])
    qtbot.waitUntil(lambda: inspector.shown is inspector.several)
    qtbot.keyClick(inspector.several.more, Qt.Key.Key_Space)
    menu = inspector.several.more.findChild(QMenu)
    assert isinstance(menu, QMenu)
    qtbot.waitUntil(menu.isVisible)
    menu.close()
