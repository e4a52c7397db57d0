"""Connecting an account from the window, with the sandbox as TikTok."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.accounts.conftest import Browser, Connect, cut_off
from tikscheduler.domain.account import Account
from tikscheduler.sandbox import AUDITED, Sandbox
from tikscheduler.storage import Storage
from tikscheduler.ui.accounts.connect import ConnectDialog
from tikscheduler.ui.accounts.login import BrowserLogin
from tikscheduler.ui.kit import Kit

PATIENT = 15_000
Open = Callable[..., ConnectDialog]


@pytest.fixture
def open_dialog(kit: Kit, qtbot: QtBot, browser: Browser) -> Iterator[Open]:
    made: list[ConnectDialog] = []

    def do(account: Account | None = None, **options: Any) -> ConnectDialog:
        dialog = ConnectDialog(
            kit, account.id if account else None, None, open_url=browser, **options
        )
        qtbot.addWidget(dialog)
        dialog.open()
        made.append(dialog)
        return dialog

    yield do
    for dialog in made:
        dialog.reject()


def listening() -> int:
    """How many login listeners there are."""
    return sum(thread.name == "tiktok-login" for thread in threading.enumerate())


def waits(qtbot: QtBot, page: QWidget) -> None:
    qtbot.waitUntil(page.isVisible, timeout=PATIENT)


def gone(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: listening() == 0, timeout=PATIENT)


def test_a_login_in_the_browser_connects_the_account(
    qtbot: QtBot,
    kit: Kit,
    sandbox: Sandbox,
    browser: Browser,
    open_dialog: Open,
    storage: Storage,
) -> None:
    sandbox.state.set_auto_login("mira.films")
    with qtbot.waitSignal(kit.signals.accounts_changed, timeout=PATIENT):
        dialog = open_dialog()
    waits(qtbot, dialog.connected)
    assert dialog.connected.name.text() == "Mira Films"
    assert dialog.connected.handle.text() == "@mira.films"
    assert dialog.connected.note.isHidden()
    [account] = storage.accounts.list()
    assert (account.handle, account.needs_login) == ("mira.films", False)
    qtbot.waitUntil(lambda: [one.id for one in kit.book.accounts] == [account.id])
    browser.close()
    assert "is connected" in browser.shown[0]
    assert len(browser.opened) == 1
    gone(qtbot)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.isHidden)


def test_the_picture_comes_with_the_account(
    qtbot: QtBot, kit: Kit, sandbox: Sandbox, open_dialog: Open
) -> None:
    sandbox.state.set_auto_login("mira.films")
    dialog = open_dialog()
    waits(qtbot, dialog.connected)

    def corner() -> QColor:  # the initials' disc has one colour all over its rim
        return dialog.connected.picture.pixmap().toImage().pixelColor(36, 4)

    qtbot.waitUntil(lambda: corner() != kit.book.colour(1), timeout=PATIENT)
    assert corner().alpha() == 255


def test_another_account_can_follow_at_once(
    qtbot: QtBot, kit: Kit, sandbox: Sandbox, open_dialog: Open
) -> None:
    sandbox.state.set_auto_login("mira.films")
    dialog = open_dialog()
    waits(qtbot, dialog.connected)
    sandbox.state.set_auto_login("jonas.cooks")
    qtbot.mouseClick(dialog.connected.another, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: dialog.connected.isVisible() and dialog.connected.handle.text() == "@jonas.cooks",
        timeout=PATIENT,
    )
    qtbot.waitUntil(lambda: len(kit.book.accounts) == 2)


@pytest.mark.parametrize("how", ["button", "escape"])
def test_closing_it_ends_the_listener(
    qtbot: QtBot, kit: Kit, open_dialog: Open, browser: Browser, how: str
) -> None:
    dialog = open_dialog()  # the sandbox asks who it is, and nobody says
    waits(qtbot, dialog.waiting.again)
    assert listening() == 1
    told: list[object] = []
    kit.signals.problem.connect(told.append)
    if how == "button":
        qtbot.mouseClick(dialog.waiting.cancel, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    gone(qtbot)
    assert dialog.isHidden()
    assert told == []


def test_a_dialog_that_is_deleted_ends_the_listener_too(
    qtbot: QtBot, kit: Kit, browser: Browser
) -> None:
    dialog = ConnectDialog(kit, None, None, open_url=browser)
    dialog.open()
    waits(qtbot, dialog.waiting.again)
    dialog.deleteLater()
    del dialog
    gone(qtbot)


def test_one_that_is_closed_before_it_began_opens_nothing(
    qtbot: QtBot, kit: Kit, open_dialog: Open, browser: Browser, busy: threading.Event
) -> None:
    dialog = open_dialog()
    dialog.reject()
    busy.set()
    qtbot.waitUntil(lambda: kit.desk.findChildren(BrowserLogin) == [], timeout=PATIENT)
    gone(qtbot)
    assert browser.opened == []


def test_a_refusal_is_told_and_can_be_tried_again(
    qtbot: QtBot, sandbox: Sandbox, open_dialog: Open, storage: Storage
) -> None:
    sandbox.state.set_auto_login("mira.films")
    sandbox.state.add_fault("authorize:deny")
    dialog = open_dialog()
    waits(qtbot, dialog.failed)
    assert "refused in the browser" in dialog.failed.words.text()
    assert storage.accounts.list() == []
    assert not dialog.failed.app.isVisible()
    qtbot.mouseClick(dialog.failed.details.head, Qt.MouseButton.LeftButton)
    assert dialog.failed.code.text() == "access_denied"
    qtbot.waitUntil(lambda: cut_off(dialog) == [])
    qtbot.mouseClick(dialog.failed.again, Qt.MouseButton.LeftButton)
    waits(qtbot, dialog.connected)


def test_an_error_on_tiktoks_page_ends_with_the_time(
    qtbot: QtBot, sandbox: Sandbox, browser: Browser, open_dialog: Open
) -> None:
    sandbox.state.set_auto_login("mira.films")
    sandbox.state.add_fault("authorize:page-error=redirect_uri")
    dialog = open_dialog(seconds=0.5)
    waits(qtbot, dialog.failed)
    assert "in time" in dialog.failed.words.text()
    browser.close()
    assert "Something went wrong" in browser.shown[0]
    gone(qtbot)


def test_what_tiktoks_page_may_show_is_explained(qtbot: QtBot, open_dialog: Open) -> None:
    dialog = open_dialog()
    waits(qtbot, dialog.waiting.again)
    height = dialog.height()
    head = dialog.waiting.hints.head
    head.setFocus()
    qtbot.keyClick(head, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: dialog.height() > height)
    qtbot.waitUntil(lambda: cut_off(dialog) == [])


def test_a_wrong_secret_leads_to_the_app(qtbot: QtBot, sandbox: Sandbox, open_dialog: Open) -> None:
    sandbox.state.set_auto_login("mira.films")
    sandbox.state.apps[AUDITED.client_key] = type(AUDITED)(
        client_key=AUDITED.client_key, client_secret="another", name="App", audited=True
    )
    dialog = open_dialog()
    waits(qtbot, dialog.failed)
    assert "does not know this client key or secret" in dialog.failed.words.text()
    qtbot.mouseClick(dialog.failed.app, Qt.MouseButton.LeftButton)
    assert dialog.setup.isVisible()


def test_without_a_browser_the_address_can_be_copied(
    qtbot: QtBot, sandbox: Sandbox, browser: Browser, open_dialog: Open
) -> None:
    browser.works = False
    dialog = open_dialog()
    waits(qtbot, dialog.waiting.again)
    assert "No browser" in dialog.waiting.told.text()
    qtbot.mouseClick(dialog.waiting.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(f"{sandbox.url}/v2/auth/authorize/?client_key=")
    sandbox.state.set_auto_login("jonas.cooks")
    browser.works = True
    browser(copied)
    waits(qtbot, dialog.connected)


def test_the_page_can_be_opened_again(
    qtbot: QtBot, sandbox: Sandbox, browser: Browser, open_dialog: Open
) -> None:
    dialog = open_dialog()
    waits(qtbot, dialog.waiting.again)
    sandbox.state.set_auto_login("jonas.cooks")
    qtbot.mouseClick(dialog.waiting.again, Qt.MouseButton.LeftButton)
    waits(qtbot, dialog.connected)
    assert len(set(browser.opened)) == 1
    assert len(browser.opened) == 2


def test_logging_in_again_takes_the_same_account(
    qtbot: QtBot, sandbox: Sandbox, connect: Connect, open_dialog: Open, storage: Storage
) -> None:
    mira = connect("mira.films")
    storage.accounts.update(mira.id, needs_login=True)
    sandbox.state.set_auto_login("mira.films")
    dialog = open_dialog(mira)
    assert "@mira.films" in dialog.windowTitle()
    waits(qtbot, dialog.connected)
    assert not storage.accounts.get(mira.id).needs_login
    assert not dialog.connected.another.isVisible()


@pytest.mark.parametrize("known", [True, False])
def test_another_account_is_not_taken_for_the_one_wanted(
    qtbot: QtBot,
    kit: Kit,
    sandbox: Sandbox,
    browser: Browser,
    connect: Connect,
    open_dialog: Open,
    storage: Storage,
    known: bool,
) -> None:
    mira = connect("mira.films")
    if known:
        connect("jonas.cooks")
    before = storage.accounts.list()
    sandbox.state.set_auto_login("jonas.cooks")
    dialog = open_dialog(mira)
    waits(qtbot, dialog.failed)
    words = dialog.failed.words.text()
    assert "@mira.films" in words
    assert "@jonas.cooks" in words
    assert storage.accounts.list() == before
    browser.close()
    assert "not connected" in browser.shown[0]
    tokens = sandbox.state.tokens._by_access.values()
    assert any(grant.revoked for grant in tokens) is not known  # where it is connected it stays so
    assert len(set(kit.book.accounts)) == len(before)


def test_an_account_that_is_connected_already_is_said_to_be(
    qtbot: QtBot, sandbox: Sandbox, connect: Connect, open_dialog: Open, storage: Storage
) -> None:
    connect("mira.films")
    sandbox.state.set_auto_login("mira.films")
    dialog = open_dialog()
    waits(qtbot, dialog.connected)
    assert "was connected already; its login is renewed" in dialog.connected.note.text()
    assert len(storage.accounts.list()) == 1


def test_a_permission_that_was_unticked_is_named(
    qtbot: QtBot, sandbox: Sandbox, open_dialog: Open
) -> None:
    sandbox.state.set_auto_login("mira.films")
    sandbox.state.add_fault("authorize:without=video.publish")
    dialog = open_dialog()
    waits(qtbot, dialog.connected)
    assert "off: direct posts. Log in again" in dialog.connected.note.text()


def test_an_account_tiktok_told_nothing_of_is_said_so(
    qtbot: QtBot, sandbox: Sandbox, open_dialog: Open
) -> None:
    sandbox.state.set_auto_login("mira.films")
    sandbox.state.add_fault("user_info:500*9")
    dialog = open_dialog()
    waits(qtbot, dialog.connected)
    assert "Sync now" in dialog.connected.note.text()


@pytest.mark.parametrize("app_known", [False])
def test_without_an_app_it_begins_with_that(
    qtbot: QtBot, sandbox: Sandbox, browser: Browser, open_dialog: Open
) -> None:
    sandbox.state.set_auto_login("mira.films")
    dialog = open_dialog()
    waits(qtbot, dialog.setup)
    assert browser.opened == []
    qtbot.keyClicks(dialog.setup.key, AUDITED.client_key)
    qtbot.keyClicks(dialog.setup.secret, f" {AUDITED.client_secret} ")
    qtbot.keyClick(dialog.setup.secret, Qt.Key.Key_Return)
    waits(qtbot, dialog.connected)
    assert dialog.connected.handle.text() == "@mira.films"
