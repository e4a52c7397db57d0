"""The question before an account is disconnected."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.accounts.conftest import cut_off
from tests.ui.conftest import AddPost
from tikscheduler.domain.account import Account
from tikscheduler.ui.accounts.actions import AccountActions
from tikscheduler.ui.accounts.disconnect import Disconnect
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.mark.parametrize("early", [True, False])
def test_every_text_is_whole_whenever_the_posts_are_counted(
    qtbot: QtBot, kit: Kit, window: MainWindow, account: Account, add_post: AddPost, early: bool
) -> None:
    for hour in (9, 10, 11):
        add_post(f"2026-11-24 {hour:02}:00")
    actions = AccountActions(kit, window)
    for _ in range(6):
        dialog = Disconnect(kit, actions, account, window)
        if early:
            qtbot.waitUntil(lambda dialog=dialog: "3 planned" in dialog.planned.text())
        dialog.open()
        qtbot.waitUntil(lambda dialog=dialog: "3 planned" in dialog.planned.text())
        qtbot.wait(30)
        assert cut_off(dialog) == []
        dialog.done(0)
        dialog.deleteLater()
