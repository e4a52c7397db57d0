"""A file of what the window remembers that somebody or something has spoilt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.rounds import PAGES
from tikscheduler.desktop import Desktop
from tikscheduler.domain.account import Account
from tikscheduler.settings import Settings
from tikscheduler.ui.signals import Draft

SPOILT = {
    "calendar.day": ["nonsense", 3],
    "calendar.view": "nonsense",
    "composer.account": 99,
    "composer.folder": "\u0000",
    "composer.unfinished": [1, {"video": 3, "account": "x", "wall": 7, "cover": "x"}],
    "first_day": 99,
    "geometry": "x",
    "hidden_accounts": [[1], "a", None],
    "page": "nonsense",
    "queue.columns": "x",
    "queue.order": {"statuses": [1], "accounts": ["x"], "sort": 3},
    "theme": "pink",
}


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_window_opens_with_every_page(
    qapp: QApplication, qtbot: QtBot, settings: Settings, profile: Path, account: Account
) -> None:
    (profile / "window.json").write_text(json.dumps(SPOILT), encoding="utf-8")
    desktop = Desktop(qapp, settings, publish=False)
    crashes: list[str] = []
    desktop.signals.crashed.connect(crashes.append)
    desktop.start()
    qtbot.waitUntil(lambda: desktop.kit.book.loaded)
    for page in PAGES:
        desktop.kit.requests.show_page.emit(page)
        qtbot.wait(50)
    desktop.kit.requests.compose.emit(Draft())
    qtbot.wait(100)
    desktop.close()
    desktop.window.deleteLater()
    desktop.deleteLater()

    assert crashes == []
    assert desktop.window is not None
