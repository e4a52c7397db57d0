"""The end of the window, whatever is under way just then."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.conftest import NOON, FakeClock
from tikscheduler.desktop import Desktop
from tikscheduler.domain.account import Account
from tikscheduler.domain.errors import VaultError
from tikscheduler.engines.lock import EngineLock
from tikscheduler.settings import Settings
from tikscheduler.storage import Storage
from tikscheduler.ui.composer.composer import Composer
from tikscheduler.ui.main_window import MainWindow
from tikscheduler.ui.signals import Draft

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class SlowClock(FakeClock):
    """Stands still for whoever builds the engine, until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.go_on = threading.Event(), threading.Event()

    def __call__(self) -> datetime:
        if threading.current_thread().name == "ask":
            self.asked.set()
            self.go_on.wait(20)
        return super().__call__()


@pytest.fixture
def slow() -> Iterator[SlowClock]:
    made = SlowClock()
    yield made
    made.go_on.set()


@pytest.mark.parametrize("late", [False, True])
def test_closed_while_the_engine_is_built(
    qapp: QApplication,
    qtbot: QtBot,
    storage: Storage,
    settings: Settings,
    slow: SlowClock,
    late: bool,
) -> None:
    desktop = Desktop(qapp, settings, clock=slow)
    states: list[str] = []
    desktop.signals.engine_state.connect(states.append)
    desktop.start()
    qtbot.waitUntil(slow.asked.is_set, timeout=20_000)
    if late:  # later than anybody waits for it
        desktop.close()
        slow.go_on.set()
    else:
        threading.Timer(0.2, slow.go_on.set).start()
        desktop.close()
    qtbot.wait(300)

    assert states == []
    with EngineLock(settings.profile, "another program", NOON):
        pass
    desktop.window.deleteLater()
    desktop.deleteLater()


def test_a_window_that_does_not_publish_never_does(
    qtbot: QtBot, desktop: Desktop, window: MainWindow, settings: Settings, account: Account
) -> None:
    states: list[str] = []
    desktop.signals.engine_state.connect(states.append)
    desktop.signals.accounts_changed.emit()
    qtbot.wait(300)

    assert states == []
    with EngineLock(settings.profile, "another program", NOON):
        pass


def test_closed_before_its_first_frame(
    qapp: QApplication, qtbot: QtBot, storage: Storage, settings: Settings
) -> None:
    desktop = Desktop(qapp, settings, publish=False)
    desktop.start()
    desktop.close()
    qtbot.wait(300)

    assert "kit" not in desktop.__dict__
    desktop.window.deleteLater()
    desktop.deleteLater()


@pytest.mark.parametrize("ms", [0, 20, 60, 140, 160, 250, 400])
def test_closed_in_its_first_moments(
    qapp: QApplication, qtbot: QtBot, storage: Storage, settings: Settings, ms: int
) -> None:
    desktop = Desktop(qapp, settings)
    desktop.start()
    qtbot.wait(ms)
    desktop.close()
    qtbot.wait(300)

    assert desktop.window.isHidden()
    assert desktop._tray is None or not desktop._tray.visible
    with EngineLock(settings.profile, "another program", NOON):
        pass
    desktop.window.deleteLater()
    desktop.deleteLater()


def test_what_was_begun_is_kept_when_the_program_is_quit(
    qtbot: QtBot, desktop: Desktop, window: MainWindow, account: Account
) -> None:
    desktop.kit.requests.compose.emit(Draft())
    composer = window.findChildren(Composer)[0]
    composer.form.caption.setPlainText("Half a sentence")
    desktop.close()

    kept = desktop.kit.preferences.get("composer.unfinished", [])
    assert [one["caption"] for one in kept] == ["Half a sentence"]
    assert not [one for one in window.findChildren(QDialog) if one.isVisible()]


def test_nobody_is_asked_for_a_passphrase_after_the_end(
    qtbot: QtBot, desktop: Desktop, window: MainWindow
) -> None:
    passphrase = desktop._passphrase

    def ask() -> None:
        with contextlib.suppress(VaultError):
            passphrase.ask()

    asked = threading.Thread(target=ask)
    asked.start()
    asked.join(0.2)
    desktop.close()
    asked.join(5)
    qtbot.wait(50)

    assert not asked.is_alive()
    assert not [one for one in window.findChildren(QDialog) if one.isVisible()]


def test_the_colours_of_a_window_end_with_it(
    qapp: QApplication, qtbot: QtBot, storage: Storage, settings: Settings
) -> None:
    desktop = Desktop(qapp, settings, publish=False)
    theme = desktop.kit.theme
    desktop.close()
    desktop.window.deleteLater()
    desktop.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    assert not isValid(theme)  # or it would still follow the system, against the next one's choice
