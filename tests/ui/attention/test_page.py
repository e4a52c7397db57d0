"""The page of what needs the user, in its window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests.conftest import NOON, FakeClock
from tests.ui.attention.conftest import OpenPage, Stop
from tests.ui.conftest import AddPost
from tikscheduler.domain.account import Account
from tikscheduler.domain.blocks import Block
from tikscheduler.domain.post import PostStatus
from tikscheduler.media.samples import make_clip
from tikscheduler.storage import Storage
from tikscheduler.ui.attention.card import FIRST_ROWS, Card
from tikscheduler.ui.attention.page import AttentionPage
from tikscheduler.ui.attention.row import PostRow
from tikscheduler.ui.kit import Kit

S = PostStatus
LEFT = Qt.MouseButton.LeftButton


def card_of(page: AttentionPage, words: str) -> Card:
    found = [card for card in page.cards.values() if card.heading.text() == words]
    assert found, [card.heading.text() for card in page.cards.values()]
    return found[0]


def press(qtbot: QtBot, card: Card, *, by_key: bool) -> None:
    if by_key:
        card.mend.setFocus()
        qtbot.keyClick(card.mend, Qt.Key.Key_Space)
    else:
        qtbot.mouseClick(card.mend, LEFT)


def test_says_when_nothing_needs_the_user(
    qtbot: QtBot, open_page: OpenPage, stop: Stop, kit: Kit
) -> None:
    page = open_page()
    qtbot.waitUntil(page.empty.isVisible)
    kit.signals.post_changed.emit(stop("server_trouble").id)
    qtbot.waitUntil(lambda: len(page.rows) == 1)
    assert not page.empty.isVisible()


@pytest.mark.parametrize("by_key", [False, True])
def test_retries_all_with_one_reason_and_they_leave(
    qtbot: QtBot, open_page: OpenPage, stop: Stop, storage: Storage, by_key: bool
) -> None:
    for _ in range(3):
        stop("server_trouble")
    stop("refused")
    page = open_page()
    card = card_of(page, "Server error at TikTok")
    assert card.mend.text() == "Try all again"
    press(qtbot, card, by_key=by_key)
    qtbot.waitUntil(lambda: len(page.cards) == 1)
    assert len(storage.posts.list(S.SCHEDULED)) == 3
    assert len(page.rows) == 1


def test_asks_for_the_login_of_the_account(
    qtbot: QtBot, open_page: OpenPage, stop: Stop, storage: Storage, account: Account, kit: Kit
) -> None:
    storage.accounts.update(account.id, needs_login=True)
    stop("login_needed", S.HELD)
    page = open_page()
    with qtbot.waitSignal(kit.book.changed):
        kit.book.reload()
    asked: list[Any] = []
    kit.requests.connect_account.disconnect()
    kit.requests.connect_account.connect(asked.append)
    press(qtbot, card_of(page, "Log in to @mira.films again"), by_key=False)
    assert asked == [account.id]


def test_publishes_what_missed_its_time(
    qtbot: QtBot, open_page: OpenPage, stop: Stop, storage: Storage
) -> None:
    post = stop("missed", S.MISSED)
    page = open_page()
    press(qtbot, card_of(page, "A post missed its time"), by_key=True)
    qtbot.waitUntil(lambda: storage.posts.get(post.id).status is S.SCHEDULED)
    qtbot.waitUntil(page.empty.isVisible)


def test_where_a_limit_is_used_up_it_says_when_it_goes_on_and_tries_now_when_told(
    qtbot: QtBot, open_page: OpenPage, stop: Stop, storage: Storage, kit: Kit
) -> None:
    posts = [stop("spam_risk_too_many_posts", S.HELD) for _ in range(2)]
    opens = kit.desk.now() + timedelta(hours=5)
    for post in posts:
        storage.posts.edit(post.id, kit.desk.now(), next_attempt_at=opens)
    page = open_page()
    (card,) = page.cards.values()
    qtbot.waitUntil(lambda: "goes on by itself: " in card.advice.text())
    press(qtbot, card, by_key=False)
    qtbot.waitUntil(
        lambda: [storage.posts.get(post.id).status for post in posts] == [S.SCHEDULED] * 2
    )


def test_a_ban_is_ended_by_the_user(
    qtbot: QtBot, open_page: OpenPage, stop: Stop, storage: Storage, kit: Kit
) -> None:
    code, now = "spam_risk_user_banned_from_posting", kit.desk.now()
    post = stop(code, S.HELD)
    storage.posts.edit(post.id, now, scheduled_at=now + timedelta(hours=1))
    storage.blocks.put(
        Block(account_id=post.account_id, mode=None, code=code, message="Banned.", since=now)
    )
    page = open_page()
    card = card_of(page, "TikTok lets @mira.films post nothing at the moment")
    assert card.mend.text() == "Resume the account"
    press(qtbot, card, by_key=True)
    qtbot.waitUntil(lambda: storage.posts.get(post.id).status is S.SCHEDULED)
    assert storage.blocks.all(now) == []


def test_what_missed_its_time_behind_a_ban_goes_again_once_its_account_is_resumed(
    qtbot: QtBot, open_page: OpenPage, stop: Stop, storage: Storage, kit: Kit
) -> None:
    code, now = "spam_risk_user_banned_from_posting", kit.desk.now()
    post = stop(code, S.HELD)
    storage.blocks.put(
        Block(account_id=post.account_id, mode=None, code=code, message="Banned.", since=now)
    )
    page = open_page()
    press(qtbot, card_of(page, "TikTok lets @mira.films post nothing at the moment"), by_key=True)
    words = "A post missed its time"
    qtbot.waitUntil(lambda: words in [card.heading.text() for card in page.cards.values()])
    card = card_of(page, words)
    assert card.mend.text() == "Publish now"
    press(qtbot, card, by_key=True)
    qtbot.waitUntil(lambda: storage.posts.get(post.id).status is S.SCHEDULED)


def test_each_post_is_opened_to_choose_who_can_view_it(
    qtbot: QtBot, open_page: OpenPage, stop: Stop, kit: Kit
) -> None:
    for _ in range(2):
        stop("privacy_missing", S.HELD)
    page = open_page()
    card = card_of(page, "Choose who can view 2 posts")
    assert not card.mend.isVisible()
    asked: list[int] = []
    kit.requests.open_post.disconnect()
    kit.requests.open_post.connect(asked.append)
    rows = page.rows
    qtbot.mouseClick(rows[1].mend, LEFT)
    assert asked == [rows[1].post.id]


def file_dialog() -> QFileDialog | None:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog)]
    return next((one for one in found if one.isVisible()), None)


@pytest.mark.qt_log_ignore("This plugin does not support")  # a dialog without a screen
def test_another_file_mends_a_post_whose_time_is_to_come(
    qtbot: QtBot, open_page: OpenPage, stop: Stop, storage: Storage, tmp_path: Path
) -> None:
    post = stop("file_changed", S.HELD, "2026-11-24 18:30", caption="Kept")
    video = tmp_path / "again.mp4"
    make_clip(video, width=360, height=640, seconds=3)
    page = open_page()
    press(qtbot, card_of(page, "A video was changed or moved"), by_key=False)
    qtbot.waitUntil(lambda: file_dialog() is not None)
    dialog = file_dialog()
    assert dialog is not None
    dialog.fileSelected.emit(str(video))
    dialog.close()
    qtbot.waitUntil(lambda: storage.posts.get(post.id).status is S.SCHEDULED, timeout=8000)
    mended = storage.posts.get(post.id)
    assert (mended.video, mended.caption) == (video, "Kept")
    assert mended.scheduled_at == post.scheduled_at


def test_a_post_whose_time_has_passed_is_opened_for_it_all(
    qtbot: QtBot, open_page: OpenPage, stop: Stop, kit: Kit
) -> None:
    post = stop("file_missing", S.HELD)
    page = open_page()
    asked: list[int] = []
    kit.requests.open_post.disconnect()
    kit.requests.open_post.connect(asked.append)
    press(qtbot, card_of(page, "A video was changed or moved"), by_key=False)
    assert asked == [post.id]
    assert file_dialog() is None


class Opened(QObject):
    """Takes what would be opened by other programs."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.urls.append(url.toString())


@pytest.fixture
def opened() -> Iterator[Opened]:
    made = Opened()
    QDesktopServices.setUrlHandler("https", made, "open")
    yield made
    QDesktopServices.unsetUrlHandler("https")


def test_looks_on_tiktok(qtbot: QtBot, open_page: OpenPage, stop: Stop, opened: Opened) -> None:
    stop("unconfirmed", S.HELD)
    press(qtbot, card_of(open_page(), "A post may be on TikTok already"), by_key=False)
    assert opened.urls == ["https://www.tiktok.com/@mira.films"]


def test_drafts_nobody_finished_can_be_cleared(
    qtbot: QtBot, open_page: OpenPage, add_post: AddPost, storage: Storage, clock: FakeClock
) -> None:
    for days, caption in ((0.5, "fresh"), (2, "lying"), (10, "forgotten")):
        draft = add_post("2026-11-20 18:30", status=S.DELIVERED, caption=caption)
        storage.posts.write(draft, published_at=NOON - timedelta(days=days))
    page = open_page()
    qtbot.waitUntil(lambda: len(page.rows) == 1)
    assert page.rows[0].caption.text == "lying"
    press(qtbot, card_of(page, "A draft was not finished in TikTok"), by_key=False)
    qtbot.waitUntil(page.empty.isVisible)
    assert {post.caption for post in storage.posts.list()} == {"fresh", "forgotten"}


# --- rows ---------------------------------------------------------------------------------------


def focused() -> PostRow:
    row = QApplication.focusWidget()
    assert isinstance(row, PostRow)
    return row


def test_the_arrows_walk_over_all_cards(
    qtbot: QtBot, open_page: OpenPage, stop: Stop, kit: Kit
) -> None:
    for code in ("server_trouble", "server_trouble", "refused"):
        stop(code)
    page = open_page()
    rows = page.rows
    rows[0].setFocus()
    walk = [
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_Down, 2),
        (Qt.Key.Key_Down, 2),
        (Qt.Key.Key_Up, 1),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 2),
    ]
    for key, at in walk:
        qtbot.keyClick(focused(), key)
        assert focused() is rows[at]
        assert kit.selection.ids == (rows[at].post.id,)


def test_keys_act_on_a_row_and_the_next_one_takes_the_focus(
    qtbot: QtBot, open_page: OpenPage, stop: Stop, storage: Storage, kit: Kit
) -> None:
    for _ in range(3):
        stop("server_trouble")
    page = open_page()
    rows = page.rows
    rows[1].setFocus()
    asked: list[int] = []
    kit.requests.open_post.disconnect()
    kit.requests.open_post.connect(asked.append)
    qtbot.keyClick(rows[1], Qt.Key.Key_Return)
    qtbot.mouseDClick(rows[0], LEFT)
    assert asked == [rows[1].post.id, rows[0].post.id]
    rows[1].setFocus()
    qtbot.keyClick(rows[1], Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(page.rows) == 2)
    assert focused() is rows[2]
    qtbot.keyClick(rows[2], Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(page.rows) == 1)
    assert storage.posts.get(rows[2].post.id).status is S.SCHEDULED
    assert focused() is rows[0]  # the one before, where none follows


def test_the_raw_code_stands_in_a_foldout(qtbot: QtBot, open_page: OpenPage, stop: Stop) -> None:
    stop("server_trouble")
    page = open_page()
    [row] = page.rows
    assert row.reason.text == "Server error at TikTok"
    assert not row.raw.isVisible()
    qtbot.mouseClick(row.details.head, LEFT)
    assert row.raw.isVisible()
    assert row.raw.text == "A whole sentence of it.\nCode: server_trouble\nTikTok log id: LOG1"


def test_a_long_card_shows_more_when_asked(qtbot: QtBot, open_page: OpenPage, stop: Stop) -> None:
    for _ in range(FIRST_ROWS + 4):
        stop("server_trouble")
    page = open_page()
    [card] = page.cards.values()
    assert len(page.rows) == FIRST_ROWS
    assert card.more.text() == "Show more (4)"
    qtbot.mouseClick(card.more, LEFT)
    assert len(page.rows) == FIRST_ROWS + 4
    assert not card.more.isVisible()


def test_a_row_keeps_its_focus_while_others_change(
    qtbot: QtBot, open_page: OpenPage, stop: Stop, storage: Storage, kit: Kit
) -> None:
    stop("server_trouble", when="2026-11-22 10:00")
    stop("server_trouble", when="2026-11-22 11:00")
    page = open_page()
    row = page.rows[1]
    row.setFocus()
    row.details.head.setChecked(True)
    other = stop("server_trouble", when="2026-11-22 12:00")
    kit.signals.post_changed.emit(other.id)
    qtbot.waitUntil(lambda: len(page.rows) == 3)
    assert page.rows[2] is row
    assert focused() is row
    assert row.details.head.isChecked()


@pytest.mark.qt_log_ignore("This plugin does not support")  # a menu without a screen
def test_a_row_has_the_menu_of_posts(qtbot: QtBot, open_page: OpenPage, stop: Stop) -> None:
    stop("server_trouble")
    page = open_page()
    page.rows[0].wanted.emit("menu")
    assert page.menu is not None
    texts = [one.text() for one in page.menu.actions()]
    assert "Retry all with this reason" in texts
    page.menu.close()
    qtbot.waitUntil(lambda: page.menu is None)


def test_copies_the_error_report(qtbot: QtBot, open_page: OpenPage, stop: Stop, kit: Kit) -> None:
    stop("server_trouble")
    page = open_page()
    [row] = page.rows
    row.details.head.setChecked(True)
    with qtbot.waitSignal(kit.signals.remark):
        qtbot.mouseClick(row.copy, LEFT)
    assert "LOG1" in QGuiApplication.clipboard().text()
