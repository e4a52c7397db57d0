"""The window as a whole: it stands first, and what it shows comes after."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tikscheduler.domain.account import Account
from tikscheduler.ui.main_window import MainWindow


def test_shows_the_accounts_once_it_is_painted(
    qtbot: QtBot, account: Account, window: MainWindow
) -> None:
    assert window.isVisible()
    assert window.page == "calendar"
