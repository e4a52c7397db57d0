"""Logins that end within two weeks are told of, once, and stand on the page until renewed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.conftest import NOON, FakeClock, add_account
from tests.ui.attention.conftest import OpenPage, Stop
from tikscheduler.domain.account import Account
from tikscheduler.storage import Storage
from tikscheduler.ui.accounts.login_notice import LoginNotice
from tikscheduler.ui.kit import Kit

SOON = NOON + timedelta(days=14)


@pytest.fixture
def ending(storage: Storage, account: Account) -> Account:
    """Mira's login ends in two weeks; Luna's holds."""
    add_account(storage, "luna.bakes")
    return storage.accounts.update(account.id, refresh_expires_at=SOON, synced_at=NOON)


def test_the_page_offers_the_login_and_forgets_it_once_renewed(
    qtbot: QtBot, ending: Account, open_page: OpenPage, storage: Storage, kit: Kit
) -> None:
    kit.requests.connect_account.disconnect()
    page = open_page()
    qtbot.waitUntil(page.logins.isVisible)
    [card] = page.logins.cards.values()
    assert card.heading.text() == "Log in to @mira.films again by Mon 7 Dec"
    assert card.log_in.accessibleName() == "Log in again: @mira.films"
    assert not page.empty.isVisible()
    card.log_in.setFocus()
    with qtbot.waitSignal(kit.requests.connect_account) as asked:
        qtbot.keyClick(card.log_in, Qt.Key.Key_Space)
    assert asked.args == [ending.id]
    storage.accounts.update(ending.id, refresh_expires_at=NOON + timedelta(days=180))
    kit.signals.accounts_changed.emit()
    qtbot.waitUntil(page.empty.isVisible)
    assert page.logins.cards == {}


def test_it_stands_above_the_posts_that_wait(
    qtbot: QtBot, ending: Account, open_page: OpenPage, stop: Stop
) -> None:
    stop("server_trouble")
    stop("file_changed")
    page = open_page()
    qtbot.waitUntil(lambda: len(page.cards) == 2 and page.logins.isVisible())
    assert all(card.y() > page.logins.y() for card in page.cards.values())


def test_it_is_told_once_also_over_starts(
    qtbot: QtBot, ending: Account, kit: Kit, storage: Storage, clock: FakeClock
) -> None:
    told: list[str] = []
    kit.signals.remark.connect(told.append)
    first = LoginNotice(kit, kit.desk)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told == [
        "The login of @mira.films ends Mon 7 Dec. Log in again before that, on its card."
    ]
    with qtbot.waitSignal(kit.book.changed):
        kit.book.reload()
    first.deleteLater()
    second = LoginNotice(kit, kit.desk)  # the next start
    assert len(told) == 1
    storage.accounts.update(ending.id, refresh_expires_at=SOON + timedelta(days=180))
    clock.tick(days=180)
    with qtbot.waitSignal(kit.book.changed):
        kit.book.reload()
    assert [words for words in told[1:] if "@mira.films" in words] != []  # another end
    second.deleteLater()


def test_a_login_that_has_ended_is_no_warning(
    qtbot: QtBot, ending: Account, open_page: OpenPage, storage: Storage
) -> None:
    storage.accounts.update(ending.id, needs_login=True)
    page = open_page()
    qtbot.waitUntil(page.empty.isVisible)
    assert not page.logins.isVisible()
