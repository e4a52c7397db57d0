"""The settings page over a real profile."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tikscheduler.settings import PREFIX, Settings, load_settings
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.settings.page import SettingsPage


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


@pytest.fixture
def page(kit: Kit, qtbot: QtBot) -> SettingsPage:
    made = SettingsPage(kit)
    qtbot.addWidget(made)
    made.resize(1000, 2200)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(lambda: made.general.zone.loaded)
    return made


@pytest.fixture
def written(settings: Settings) -> Callable[[], Settings]:
    """What the next start of the window will read."""
    return lambda: load_settings(settings.profile, environ={})


@pytest.fixture
def enter(qtbot: QtBot) -> Callable[[QLineEdit, str], None]:
    """Types into a field and presses Enter."""

    def enter(field: QLineEdit, text: str) -> None:
        field.setFocus()
        field.selectAll()
        qtbot.keyClick(field, Qt.Key.Key_Delete)
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)

    return enter
