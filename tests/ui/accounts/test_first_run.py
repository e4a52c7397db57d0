"""The first steps: there while no account is, and gone by themselves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.accounts.conftest import cut_off
from tests.ui.conftest import add_account
from tikscheduler.storage import Storage
from tikscheduler.ui.first_run import FirstRun
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.main_window import MainWindow


@pytest.fixture
def page(qtbot: QtBot, kit: Kit) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(860, 700)
    made.show()
    return made


@pytest.fixture
def steps(qtbot: QtBot, kit: Kit, page: QWidget) -> FirstRun:
    for request in (kit.requests.connect_account, kit.requests.try_sandbox):
        request.disconnect()
    made = FirstRun(kit, page)
    made.setGeometry(page.rect())
    qtbot.waitUntil(made.isVisible)
    return made


def test_it_is_there_until_the_first_account_is(
    qtbot: QtBot, kit: Kit, steps: FirstRun, storage: Storage
) -> None:
    add_account(storage, "mira.films")
    kit.signals.accounts_changed.emit()
    qtbot.waitUntil(steps.isHidden)
    storage.accounts.remove(1)
    kit.signals.accounts_changed.emit()
    qtbot.waitUntil(steps.isVisible)


def test_it_is_no_window_of_its_own(qtbot: QtBot, kit: Kit) -> None:
    qtbot.waitUntil(lambda: kit.book.loaded)
    made = FirstRun(kit)
    qtbot.addWidget(made)
    assert made.isHidden()
    kit.book.changed.emit()
    assert made.isHidden()


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_its_buttons_ask_for_what_they_say(
    qtbot: QtBot, kit: Kit, steps: FirstRun, how: str
) -> None:
    asked: list[object] = []
    kit.requests.compose.disconnect()
    kit.requests.show_page.disconnect()
    kit.requests.connect_account.connect(lambda _id: asked.append("connect"))
    kit.requests.try_sandbox.connect(lambda: asked.append("sandbox"))
    kit.requests.compose.connect(lambda _draft: asked.append("compose"))
    kit.requests.show_page.connect(asked.append)
    steps.connect_button.setFocus()
    for button in (steps.connect_button, steps.sandbox, steps.compose, steps.settings):
        assert QApplication.focusWidget() is button
        if how == "mouse":
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        else:
            qtbot.keyClick(button, Qt.Key.Key_Space)
        qtbot.keyClick(button, Qt.Key.Key_Tab)
    assert asked == ["connect", "sandbox", "compose", "settings"]


def test_the_zone_is_named(steps: FirstRun) -> None:
    assert "Europe/Paris · UTC+1" in steps.place.text()


@pytest.mark.parametrize("width", [440, 860, 1500])
def test_it_fits_any_width(qtbot: QtBot, page: QWidget, steps: FirstRun, width: int) -> None:
    page.resize(width, 700)
    steps.setGeometry(page.rect())
    QApplication.processEvents()
    assert steps.horizontalScrollBar().maximum() == 0
    assert cut_off(steps) == []


def test_it_stands_over_the_calendar(qtbot: QtBot, window: MainWindow, storage: Storage) -> None:
    def shown() -> list[FirstRun]:
        return [one for one in window.findChildren(FirstRun) if one.isVisible()]

    qtbot.waitUntil(lambda: len(shown()) == 1)
    add_account(storage, "mira.films")
    window.sidebar.panel.doing._kit.signals.accounts_changed.emit()
    qtbot.waitUntil(lambda: shown() == [])
