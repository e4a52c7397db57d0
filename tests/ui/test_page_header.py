"""The bar over the pages."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.conftest import AddPost
from tikscheduler.domain.account import Account
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.page_header import PageHeader


def test_undo_is_open_on_a_page_that_is_built_later(
    qtbot: QtBot, kit: Kit, account: Account, add_post: AddPost
) -> None:
    first = PageHeader(kit, "Calendar")
    qtbot.addWidget(first)
    assert not first.undo.isEnabled()
    post = add_post("2026-11-24 09:00")
    with qtbot.waitSignal(kit.signals.plan_changed):
        kit.actions.cancel([post.id])
    later = PageHeader(kit, "Queue")
    qtbot.addWidget(later)
    assert first.undo.isEnabled()
    assert later.undo.isEnabled()

    with qtbot.waitSignal(kit.signals.plan_changed):
        kit.actions.undo()
    assert not later.undo.isEnabled()
