"""An account's card over the sandbox: sync, pause, log in again, disconnect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.conftest import FakeClock
from tests.ui.accounts.conftest import Connect, cut_off
from tests.ui.conftest import AddPost
from tikscheduler.bootstrap import Program
from tikscheduler.desktop import Desktop
from tikscheduler.domain.account import Account
from tikscheduler.domain.blocks import Block
from tikscheduler.domain.post import Mode, PostStatus
from tikscheduler.sandbox import Sandbox
from tikscheduler.storage import Storage
from tikscheduler.ui.accounts.card import AccountCard
from tikscheduler.ui.accounts.disconnect import Disconnect
from tikscheduler.ui.accounts.panel import AccountsPanel
from tikscheduler.ui.kit import Kit

pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)"
)
PATIENT = 15_000


@pytest.fixture
def mira(connect: Connect) -> Account:
    return connect("mira.films")


@pytest.fixture
def panel(qtbot: QtBot, mira: Account, kit: Kit) -> Iterator[AccountsPanel]:
    kit.requests.connect_account.disconnect()  # the login has tests of its own
    made = AccountsPanel(kit)
    qtbot.addWidget(made)
    made.show()
    yield made
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, Disconnect | AccountCard):
            dialog.close()


@pytest.fixture
def card(desktop: Desktop, panel: AccountsPanel, mira: Account) -> AccountCard:
    assert desktop.window.inspector is not None  # else it is built while the card is open
    panel.open_card(mira.id)
    assert panel.card is not None
    return panel.card


def test_it_tells_how_the_account_is(card: AccountCard) -> None:
    assert card.name.text() == "Mira Films"
    assert card.handle.text() == "@mira.films"
    assert card.numbers.text() == "48,211 followers · 184 videos"
    assert card.health.text() == "Ready to post."
    assert card.facts.values["login"].text() == "Good until Sat 22 May 2027"
    assert card.facts.values["sync"].text() == "13:00 today"
    assert card.facts.values["used"].text() == ("0 of about 15 posts\n0 of 5 drafts in the inbox")
    assert card.facts.values["access"].text() == "Renewed by itself whenever it is used"
    assert card.facts.values["missing"].isHidden()
    assert card.facts.audit.isHidden()
    assert card.resume.isHidden()
    assert card.facts.values["error"].isHidden()
    assert card.shown.isChecked()
    assert cut_off(card) == []


def test_its_controls_are_reached_by_tab(qtbot: QtBot, card: AccountCard) -> None:
    reached = []
    for _ in range(5):
        reached.append(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert reached == [card.shown, card.sync, card.pause, card.log_in, card.disconnect_button]


def test_syncing_brings_what_tiktok_says_now(
    qtbot: QtBot,
    card: AccountCard,
    panel: AccountsPanel,
    sandbox: Sandbox,
    clock: FakeClock,
    mira: Account,
    kit: Kit,
) -> None:
    clock.tick(minutes=30)
    sandbox.state.creator("mira.films").nickname = "Mira F."
    with qtbot.waitSignal(kit.signals.remark, timeout=PATIENT) as told:
        qtbot.mouseClick(card.sync, Qt.MouseButton.LeftButton)
        assert not card.sync.isEnabled()
        assert panel.rows[mira.id].subtitle == "One moment…"
    assert told.args == ["@mira.films is up to date."]
    qtbot.waitUntil(lambda: card.name.text() == "Mira F.")
    assert card.facts.values["sync"].text() == "13:30 today"
    assert card.sync.isEnabled()


def test_a_sync_that_fails_is_told_and_stays_on_the_card(
    qtbot: QtBot, card: AccountCard, sandbox: Sandbox, kit: Kit
) -> None:
    sandbox.state.add_fault("user_info:500*9")
    with qtbot.waitSignal(kit.signals.problem, timeout=PATIENT) as told:
        card.sync.setFocus()
        qtbot.keyClick(card.sync, Qt.Key.Key_Space)
    assert card.facts.values["error"].text() == told.args[0]
    assert card.facts.values["error"].isVisible()
    assert cut_off(card) == []
    sandbox.state.clear_faults()
    qtbot.mouseClick(card.sync, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(card.facts.values["error"].isHidden, timeout=PATIENT)


def test_a_login_that_has_ended_is_said_without_the_command_line(
    qtbot: QtBot, card: AccountCard, sandbox: Sandbox, kit: Kit, mira: Account
) -> None:
    for grant in list(sandbox.state.tokens._by_access.values()):
        sandbox.state.tokens.revoke(grant)
    with qtbot.waitSignal(kit.signals.problem, timeout=PATIENT) as told:
        qtbot.mouseClick(card.sync, Qt.MouseButton.LeftButton)
    assert told.args == ["TikTok has ended the login of @mira.films. Log in again."]
    qtbot.waitUntil(lambda: card.facts.values["login"].text() == "Ended")
    assert not card.sync.isEnabled()
    assert card.log_in.property("kind") == "primary"
    with qtbot.waitSignal(kit.requests.connect_account) as asked:
        qtbot.mouseClick(card.log_in, Qt.MouseButton.LeftButton)
    assert asked.args == [mira.id]
    assert not card.isVisible()


def test_pausing_and_going_on(
    qtbot: QtBot, card: AccountCard, panel: AccountsPanel, mira: Account, storage: Storage
) -> None:
    qtbot.mouseClick(card.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.rows[mira.id].subtitle == "Paused")
    assert storage.accounts.get(mira.id).paused
    assert card.pause.text() == "Resume"
    assert "Paused" in card.health.text()
    qtbot.keyClick(card.pause, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: card.pause.text() == "Pause")
    assert not storage.accounts.get(mira.id).paused


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_showing_on_the_calendar(
    qtbot: QtBot, card: AccountCard, mira: Account, kit: Kit, how: str
) -> None:
    if how == "mouse":
        qtbot.mouseClick(card.shown, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(card.shown, Qt.Key.Key_Space)
    assert kit.book.hidden == {mira.id}
    kit.book.set_hidden(mira.id, False)
    assert card.shown.isChecked()


def asked_to_disconnect(qtbot: QtBot, card: AccountCard) -> Disconnect:
    qtbot.mouseClick(card.disconnect_button, Qt.MouseButton.LeftButton)
    [dialog] = [one for one in QApplication.topLevelWidgets() if isinstance(one, Disconnect)]
    qtbot.waitUntil(lambda: "Looking" not in dialog.planned.text())
    return dialog


def test_disconnecting_revokes_and_holds_what_was_planned(
    qtbot: QtBot,
    card: AccountCard,
    panel: AccountsPanel,
    mira: Account,
    add_post: AddPost,
    storage: Storage,
    sandbox: Sandbox,
    kit: Kit,
) -> None:
    pictures = kit.desk.profile / "avatars"
    qtbot.waitUntil(lambda: len(list(pictures.glob("*.img"))) == 1, timeout=PATIENT)
    kit.book.set_hidden(mira.id, True)
    posts = [add_post(f"2026-11-2{day} 09:00", of=mira) for day in (4, 5)]
    dialog = asked_to_disconnect(qtbot, card)
    assert "2 planned posts stay in the list, held" in dialog.planned.text()
    with qtbot.waitSignal(kit.signals.remark, timeout=PATIENT) as told:
        qtbot.mouseClick(dialog.disconnect_button, Qt.MouseButton.LeftButton)
    assert told.args == ["@mira.films is disconnected."]
    assert all(grant.revoked for grant in sandbox.state.tokens._by_access.values())
    assert [storage.posts.get(post.id).status for post in posts] == [PostStatus.HELD] * 2
    qtbot.waitUntil(lambda: mira.id not in panel.rows)
    assert kit.book.hidden == frozenset()  # its number may go to another account
    assert not list(pictures.glob("*"))


def test_disconnecting_can_be_thought_better_of(
    qtbot: QtBot, card: AccountCard, storage: Storage, sandbox: Sandbox
) -> None:
    dialog = asked_to_disconnect(qtbot, card)
    assert dialog.planned.text() == "It has no planned posts."
    assert dialog.keep.hasFocus()
    assert cut_off(dialog) == []
    qtbot.keyClick(dialog.keep, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: not any(isinstance(one, Disconnect) for one in QApplication.topLevelWidgets())
    )
    assert len(storage.accounts.list()) == 1
    assert not any(grant.revoked for grant in sandbox.state.tokens._by_access.values())


def test_without_tiktok_the_login_is_forgotten_and_that_is_said(
    qtbot: QtBot, card: AccountCard, sandbox: Sandbox, storage: Storage, kit: Kit
) -> None:
    sandbox.state.add_fault("revoke:500*9")
    dialog = asked_to_disconnect(qtbot, card)
    with qtbot.waitSignal(kit.signals.remark, timeout=PATIENT) as told:
        qtbot.mouseClick(dialog.disconnect_button, Qt.MouseButton.LeftButton)
    assert "remove the app in the TikTok app" in told.args[0]
    assert storage.accounts.list() == []


def test_it_closes_when_its_account_goes(
    qtbot: QtBot, card: AccountCard, mira: Account, storage: Storage, kit: Kit
) -> None:
    closed: list[bool] = []
    card.destroyed.connect(lambda: closed.append(True))
    storage.accounts.remove(mira.id)
    kit.signals.accounts_changed.emit()
    qtbot.waitUntil(lambda: bool(closed))


def test_a_block_says_until_when_and_can_be_ended(
    qtbot: QtBot, card: AccountCard, mira: Account, kit: Kit, storage: Storage, clock: FakeClock
) -> None:
    until = clock() + timedelta(hours=5)
    block = Block(
        account_id=mira.id,
        mode=Mode.DIRECT,
        code="spam_risk_too_many_posts",
        message="Enough.",
        since=clock(),
        until=until,
    )
    storage.blocks.put(block)
    kit.signals.accounts_changed.emit()
    qtbot.waitUntil(card.resume.isVisible, timeout=PATIENT)
    assert "It goes on by itself: 18:00 today." in card.health.text()
    storage.blocks.put(replace(block, mode=None, until=None))
    kit.signals.accounts_changed.emit()
    qtbot.waitUntil(lambda: "post nothing" in card.health.text(), timeout=PATIENT)
    assert cut_off(card) == []
    qtbot.mouseClick(card.resume, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(card.resume.isHidden, timeout=PATIENT)
    assert storage.blocks.all(clock()) == []
    assert card.health.text() == "Ready to post."


def test_what_was_not_granted_is_told_with_the_mend(
    qtbot: QtBot, card: AccountCard, mira: Account, kit: Kit, storage: Storage
) -> None:
    storage.accounts.update(mira.id, scopes=mira.scopes - {"video.publish", "video.list"})
    kit.signals.accounts_changed.emit()
    missing = card.facts.values["missing"]
    qtbot.waitUntil(missing.isVisible, timeout=PATIENT)
    assert missing.text() == (
        "Not granted, so off: direct posts, insights. Log in again and leave it ticked."
    )
    assert card.health.text() == "Drafts only: it may not post directly."
    assert card.log_in.property("kind") == "primary"
    assert cut_off(card) == []


@pytest.mark.parametrize(
    ("ends", "told", "pressed"),
    [
        (timedelta(days=13), "Good until Sun 6 Dec", "primary"),
        (timedelta(days=15), "Good until Tue 8 Dec", ""),
        (None, "Good; TikTok has not told until when", ""),
    ],
)
def test_the_end_of_the_login_is_told_and_near_it_the_mend(
    qtbot: QtBot,
    card: AccountCard,
    mira: Account,
    kit: Kit,
    storage: Storage,
    clock: FakeClock,
    ends: timedelta | None,
    told: str,
    pressed: str,
) -> None:
    storage.accounts.update(mira.id, refresh_expires_at=clock() + ends if ends else None)
    kit.signals.accounts_changed.emit()
    qtbot.waitUntil(lambda: card.facts.values["login"].text() == told, timeout=PATIENT)
    assert card.log_in.property("kind") == pressed


@pytest.mark.parametrize(("audited", "shown"), [(False, True), (True, False), (None, False)])
def test_an_app_that_is_not_audited_says_what_it_can_do(
    qtbot: QtBot,
    card: AccountCard,
    panel: AccountsPanel,
    kit: Kit,
    audited: bool | None,
    shown: bool,
) -> None:
    def work(program: Program) -> None:
        if audited is not None:
            program.audit.learn(audited)

    kit.desk.ask(panel, work, lambda _: kit.signals.engine_state.emit("on"))
    qtbot.waitUntil(lambda: kit.book.audited is audited and not kit.book._asking, timeout=PATIENT)
    qtbot.waitUntil(lambda: card.facts.audit.isVisible() is shown, timeout=PATIENT)
    assert panel.audit.isVisible() is shown
    assert "five accounts a day" in panel.audit.accessibleDescription()
    assert cut_off(card) == []
