"""A database that cannot be opened: there is a way out of it, and no window where nothing works."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tikscheduler.ui.kit import Kit
from tikscheduler.ui.unusable import Unusable

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def dialog(kit: Kit, qtbot: QtBot) -> Unusable:
    for asked in (kit.requests.quit, kit.requests.restart):
        asked.disconnect()  # or the test would end with it
    made = Unusable(kit, "The database is damaged; restore a backup.")
    qtbot.addWidget(made)
    made.open()
    return made


def test_esc_quits(qtbot: QtBot, kit: Kit, dialog: Unusable) -> None:
    with qtbot.waitSignal(kit.requests.quit):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_closing_its_window_quits(qtbot: QtBot, kit: Kit, dialog: Unusable) -> None:
    with qtbot.waitSignal(kit.requests.quit):
        dialog.close()


def test_the_button_quits_once(qtbot: QtBot, kit: Kit, dialog: Unusable) -> None:
    asked: list[int] = []
    kit.requests.quit.connect(lambda: asked.append(1))
    qtbot.mouseClick(dialog.leave, Qt.MouseButton.LeftButton)
    dialog.done(0)
    assert asked == [1]


def test_it_can_be_tried_again(qtbot: QtBot, kit: Kit, dialog: Unusable) -> None:
    with qtbot.waitSignal(kit.requests.restart):
        qtbot.mouseClick(dialog.again, Qt.MouseButton.LeftButton)


def test_a_server_has_no_folder_and_no_backups_here(qtbot: QtBot, kit: Kit) -> None:
    settings = replace(kit.settings, database_url="postgresql://nobody@nowhere/none")
    made = Unusable(replace(kit, settings=settings), "The server does not answer.")
    qtbot.addWidget(made)
    made.open()
    assert not made.restore.isVisible()
    assert not made.folder.isVisible()
    assert made.again.isVisible()
    made.done(0)
