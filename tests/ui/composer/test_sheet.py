"""Where a sheet stands: over the middle of its window, until its user takes it away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tikscheduler.ui.composer.sheet import Sheet
from tikscheduler.ui.kit import Kit


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.setGeometry(40, 30, 700, 500)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def sheet(qtbot: QtBot, kit: Kit, window: QWidget) -> Sheet:
    made = Sheet(kit, (400, 200), window)
    made.open()
    qtbot.waitExposed(made)
    return made


def middle(widget: QWidget) -> QPoint:
    return widget.mapToGlobal(widget.rect().center())


def off_by(sheet: Sheet, window: QWidget) -> int:
    return (middle(sheet) - middle(window)).manhattanLength()


def test_grown_it_stands_in_the_middle_whatever_place_it_was_told(
    sheet: Sheet, window: QWidget
) -> None:
    assert off_by(sheet, window) <= 2
    sheet.move(0, 0)  # as a window manager may say it is, for a moment
    sheet.fit_height(300)
    assert sheet.height() == 300
    assert off_by(sheet, window) <= 2


def test_taken_elsewhere_it_stays_there(qtbot: QtBot, sheet: Sheet) -> None:
    qtbot.mousePress(sheet, Qt.MouseButton.LeftButton, pos=QPoint(100, 10))
    sheet.move(5, 7)
    sheet.fit_height(260)
    assert (sheet.pos(), sheet.height()) == (QPoint(5, 7), 260)
