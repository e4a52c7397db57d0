"""From the plus in the sidebar to the account's row, through the whole window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.accounts.conftest import Browser
from tikscheduler.sandbox import Sandbox
from tikscheduler.ui.accounts.connect import ConnectDialog
from tikscheduler.ui.main_window import MainWindow

PATIENT = 15_000
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Handler(QObject):
    """What the system does with addresses that a program opens."""

    def __init__(self, browser: Browser) -> None:
        super().__init__()
        self._browser = browser

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self._browser(bytes(url.toEncoded().data()).decode())


@pytest.fixture
def system(browser: Browser) -> Iterator[Handler]:
    handler = Handler(browser)
    QDesktopServices.setUrlHandler("http", handler, "open")
    yield handler
    QDesktopServices.unsetUrlHandler("http")


def test_the_first_account(
    qtbot: QtBot, sandbox: Sandbox, system: Handler, browser: Browser, window: MainWindow
) -> None:
    sandbox.state.set_auto_login("mira.films")
    panel = window.sidebar.panel
    qtbot.mouseClick(panel.add, Qt.MouseButton.LeftButton)
    [dialog] = window.findChildren(ConnectDialog)
    qtbot.waitUntil(dialog.connected.isVisible, timeout=PATIENT)
    assert browser.opened
    qtbot.mouseClick(dialog.connected.done, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [r.account.name for r in panel.rows.values()] == ["@mira.films"])
    qtbot.waitUntil(lambda: window.findChildren(ConnectDialog) == [])
    assert QApplication.activeModalWidget() is None
