"""The table of keys, the report of a fault of ours, and the program's mark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeySequence, QShortcut
from pytestqt.qtbot import QtBot

from tikscheduler.ui.crash import CrashDialog
from tikscheduler.ui.keys import KeysDialog
from tikscheduler.ui.logo import SIDES, logo

LEFT = Qt.MouseButton.LeftButton


def test_the_report_can_be_copied(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = CrashDialog("tikscheduler 0.1.0\n\nValueError: no", None, tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.report.isReadOnly()
    qtbot.mouseClick(dialog.copy, LEFT)
    assert QGuiApplication.clipboard().text() == "tikscheduler 0.1.0\n\nValueError: no"
    assert "posts are safe" in dialog.words.text()
    assert not dialog.open_logs.isHidden()
    qtbot.keyClick(dialog.close_button, Qt.Key.Key_Space)
    assert not dialog.isVisible()


def test_a_fault_opens_one_dialog(qtbot: QtBot, window: Any, desktop: Any) -> None:
    for _ in range(3):
        desktop.signals.crashed.emit("A report")
    (dialog,) = window.findChildren(CrashDialog)
    assert dialog.report.toPlainText() == "A report"
    dialog.close()


def test_the_keys_are_all_in_the_table(qtbot: QtBot, window: Any) -> None:
    dialog = KeysDialog(window)
    qtbot.addWidget(dialog)
    told = {QKeySequence(key) for keys, _ in dialog.entries for key in keys}
    there = {one for action in window.actions() for one in action.shortcuts()}
    there |= {one.key() for one in window.page_widget("calendar").findChildren(QShortcut)}
    assert QKeySequence("Ctrl+N") in there
    assert {one.toString() for one in there} - {one.toString() for one in told} == set()


def test_f1_opens_the_table(qtbot: QtBot, window: Any) -> None:
    window.activateWindow()
    (action,) = (one for one in window.actions() if QKeySequence("F1") in one.shortcuts())
    action.trigger()
    (dialog,) = window.findChildren(KeysDialog)
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_mark_is_drawn_in_every_size(qtbot: QtBot) -> None:
    ground, mark, dot = QColor("#4f46e5"), QColor("#ffffff"), QColor("#c4320a")
    plain, dotted = logo(ground, mark), logo(ground, mark, dot)
    for side in SIDES:
        image = plain.pixmap(side, side).toImage()
        assert abs(image.pixelColor(side // 2, side // 8).hue() - ground.hue()) < 8
        corner = round(side * 25.5 / 32)
        assert dotted.pixmap(side, side).toImage().pixelColor(corner, corner).red() > 150
