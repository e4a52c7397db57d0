"""The guide to a TikTok app: what it asks for, what it keeps, what it never shows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.accounts.conftest import cut_off
from tikscheduler.bootstrap import Program
from tikscheduler.domain.account import WANTED_SCOPES
from tikscheduler.domain.errors import ConnectFailed, VaultError
from tikscheduler.sandbox import AUDITED
from tikscheduler.settings import Settings
from tikscheduler.tiktok import login as tiktok_login
from tikscheduler.tiktok.listener import PATH
from tikscheduler.tiktok.oauth import MISCONFIGURED
from tikscheduler.ui.accounts.app_setup import PORTAL, AppSetup
from tikscheduler.ui.accounts.login_words import REDIRECT, hints, trouble
from tikscheduler.ui.kit import Kit

SECRET = "s3cr3t-that-is-long"


@pytest.fixture
def app_known() -> bool:
    return False


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def dialog(qtbot: QtBot, kit: Kit, opened: list[str]) -> AppSetup:
    made = AppSetup(kit, None, open_url=lambda url: not opened.append(url))
    qtbot.addWidget(made)
    made.open()
    return made


def credentials(qtbot: QtBot, kit: Kit) -> tuple[str, str] | None:
    found: list[tuple[str, str] | None] = []

    def work(program: Program) -> tuple[str, str] | None:
        known = program.credentials()
        return (known.key, known.secret) if known else None

    kit.desk.ask(kit.desk, work, found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=10_000)
    return found[0]


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_both_texts_are_kept_in_the_vault(
    qtbot: QtBot, kit: Kit, dialog: AppSetup, settings: Settings, how: str
) -> None:
    form = dialog.form
    assert form.key.hasFocus()
    qtbot.keyClicks(form.key, "  aw123 ")
    qtbot.keyClick(form.key, Qt.Key.Key_Tab)
    assert form.secret.hasFocus()
    qtbot.keyClicks(form.secret, SECRET)
    with qtbot.waitSignal(kit.signals.remark, timeout=10_000) as told:
        if how == "mouse":
            qtbot.mouseClick(form.check, Qt.MouseButton.LeftButton)
        else:
            qtbot.keyClick(form.secret, Qt.Key.Key_Return)
    assert "encrypted file" in told.args[0]
    assert credentials(qtbot, kit) == ("aw123", SECRET)
    assert dialog.isHidden()
    assert form.secret.text() == ""
    kept = [file.read_bytes() for file in settings.profile.rglob("*") if file.is_file()]
    assert not any(SECRET.encode() in data for data in kept)


def test_the_secret_is_not_shown(dialog: AppSetup) -> None:
    assert dialog.form.secret.echoMode() is QLineEdit.EchoMode.Password


@pytest.mark.parametrize(
    ("key", "secret", "words"),
    [
        ("", "", "Both"),
        ("aw1", "", "Both"),
        ("", SECRET, "Both"),
        ("aw 1", SECRET, "client key holds characters"),
        ("aw1", "sé", "client secret holds characters"),
        ("aw1", "aw1", "the same as the key"),
    ],
)
def test_what_cannot_be_right_is_said_at_once(
    qtbot: QtBot, kit: Kit, dialog: AppSetup, key: str, secret: str, words: str
) -> None:
    height = dialog.height()
    dialog.form.key.setText(key)
    dialog.form.secret.setText(secret)
    qtbot.mouseClick(dialog.form.check, Qt.MouseButton.LeftButton)
    assert words in dialog.form.problem.text()
    assert dialog.height() > height
    assert dialog.isVisible()
    assert credentials(qtbot, kit) is None
    qtbot.keyClicks(dialog.form.key, "x")
    assert dialog.form.problem.isHidden()


def test_the_portal_and_the_address_are_a_click_away(
    qtbot: QtBot, dialog: AppSetup, opened: list[str]
) -> None:
    qtbot.mouseClick(dialog.form.portal, Qt.MouseButton.LeftButton)
    assert opened == [PORTAL]
    qtbot.mouseClick(dialog.form.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == REDIRECT


def test_the_sandbox_is_offered_instead(qtbot: QtBot, kit: Kit, dialog: AppSetup) -> None:
    kit.requests.try_sandbox.disconnect()
    with qtbot.waitSignal(kit.requests.try_sandbox):
        qtbot.mouseClick(dialog.form.sandbox, Qt.MouseButton.LeftButton)
    assert dialog.isHidden()


def test_every_text_is_whole(qtbot: QtBot, dialog: AppSetup) -> None:
    """Wrapped labels get the height they need, whatever the font."""
    qtbot.waitExposed(dialog)
    assert cut_off(dialog) == []


def test_it_says_what_the_program_really_asks_for() -> None:
    assert f"http://127.0.0.1:*{PATH}" == REDIRECT


@pytest.mark.parametrize("code", [*MISCONFIGURED, *tiktok_login.MISCONFIGURED])
def test_no_sentence_speaks_of_the_command_line(code: str) -> None:
    known = {**MISCONFIGURED, **tiktok_login.MISCONFIGURED}
    told = trouble(ConnectFailed(known[code], code=code, log_id="LOG1"))
    assert "tikscheduler" not in told.words
    assert told.words.endswith(".")
    assert told.code == f"{code} LOG1"


def test_an_error_without_words_of_ours_keeps_its_own() -> None:
    assert trouble(ConnectFailed("Something else.", code="new")).words == "Something else."


def test_the_hints_name_what_to_enter() -> None:
    told = dict(hints())
    assert REDIRECT in told["redirect_uri"]
    assert all(scope in told["scope"] for scope in WANTED_SCOPES)
    assert AUDITED.client_key not in str(told)


def test_the_keys_go_on_where_it_could_not_be_saved(
    qtbot: QtBot, kit: Kit, dialog: AppSetup
) -> None:
    form = dialog.form
    dialog.activateWindow()
    form.key.setText("a_key")
    form.secret.setText("a_secret")
    form.secret.setFocus()
    form.setEnabled(False)  # as while it is being saved
    form._on_failed(VaultError("The keyring is shut."))
    assert form.problem.text() == "The keyring is shut."
    qtbot.waitUntil(lambda: form.isAncestorOf(QApplication.focusWidget() or dialog))

    with qtbot.waitSignal(kit.signals.crashed):
        form._on_failed(ZeroDivisionError("of ours"))
    assert "of ours" not in form.problem.text()
