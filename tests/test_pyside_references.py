"""Qt's Python binding must give back every reference it takes to None, True and False.

Before Python 3.12 these can die like any object. PySide6 6.12.0 loses a reference to None with
every call that returns it, and the program aborts after some thousands of calls. The pin on PySide6
may be lifted only when this passes on the oldest Python we support.

The calls run in a process of their own (this file as a script), since the fault ends a process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROUNDS = 500
CAUGHT_UP = 5
"""References that a cache may keep or let go in all rounds together; a fault costs one a round."""


def test_no_call_loses_or_keeps_a_reference() -> None:
    done = subprocess.run(
        [sys.executable, str(Path(__file__))],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    drifts = json.loads(done.stdout)
    assert len(drifts) > 20
    assert {call: drift for call, drift in drifts.items() if any(drift.values())} == {}


def qt_calls() -> tuple[dict[str, Callable[[], object]], object]:
    """Calls of the kinds a window makes all day: setters, getters, painting, signals, models.

    The second value is what must live as long as the calls are made.
    """
    from PySide6 import QtCore, QtGui, QtWidgets

    class Model(QtCore.QAbstractTableModel):
        changed = QtCore.Signal(int)
        switched = QtCore.Signal(bool)

        def rowCount(self, parent: object = None) -> int:
            return 20

        def columnCount(self, parent: object = None) -> int:
            return 3

        def data(self, index: QtCore.QModelIndex, role: int = 0) -> object:
            return "text" if role == 0 else None

    app = QtWidgets.QApplication([])
    image = QtGui.QImage(100, 100, QtGui.QImage.Format.Format_RGB32)
    painter = QtGui.QPainter(image)
    metrics, red = painter.fontMetrics(), QtGui.QColor("red")
    box, middle = QtCore.QRect(0, 0, 50, 20), QtCore.Qt.AlignmentFlag.AlignVCenter
    model, table = Model(), QtWidgets.QTableView()
    label, button, line = QtWidgets.QLabel(), QtWidgets.QPushButton(), QtWidgets.QLineEdit()
    timer, stopwatch = QtCore.QTimer(), QtCore.QElapsedTimer()
    table.setModel(model)
    table.resize(200, 200)
    table.show()
    app.processEvents()
    model.changed.connect(lambda number: None)
    model.switched.connect(button.setEnabled)
    button.clicked.connect(lambda checked: None)
    corner = model.index(0, 0)

    def reset() -> None:
        model.beginResetModel()
        model.endResetModel()

    calls = {
        "QLabel.setText": lambda: label.setText("text"),
        "QLabel.text": label.text,
        "QWidget.isVisible": label.isVisible,
        "QWidget.setEnabled": lambda: label.setEnabled(True),
        "QWidget.setToolTip": lambda: label.setToolTip("text"),
        "QWidget.update": label.update,
        "QWidget.parent": label.parent,
        "QWidget.property": lambda: label.property("no such"),
        "QWidget.setProperty": lambda: label.setProperty("kept", False),
        "QPushButton.click": button.click,
        "QLineEdit.setText": lambda: line.setText("text"),
        "QTimer.setSingleShot": lambda: timer.setSingleShot(True),
        "QElapsedTimer.start": stopwatch.start,
        "QApplication.processEvents": app.processEvents,
        "QPainter.setPen": lambda: painter.setPen(red),
        "QPainter.drawRect": lambda: painter.drawRect(box),
        "QPainter.fillRect": lambda: painter.fillRect(box, red),
        "QPainter.drawText": lambda: painter.drawText(box, middle, "text"),
        "QPainter.save and restore": lambda: (painter.save(), painter.restore()),
        "QFontMetrics.elidedText": lambda: metrics.elidedText(
            "long text", QtCore.Qt.TextElideMode.ElideRight, 20
        ),
        "Signal(int).emit": lambda: model.changed.emit(1),
        "Signal(bool).emit": lambda: model.switched.emit(False),
        "dataChanged.emit": lambda: model.dataChanged.emit(corner, corner),
        "QModelIndex.isValid": corner.isValid,
        "QModelIndex.data, a text": corner.data,
        "QModelIndex.data, None": lambda: corner.data(2),
        "model reset": reset,
        "QTableView.repaint": table.viewport().repaint,
    }
    return calls, (app, image, table)


def measure() -> None:
    """Print what all rounds of each call changed in the counts; 0 for what a cache explains."""
    watched = (None, True, False)
    # Held to the very end: a fault shows in the counts and never takes the last reference.
    spare = [[value] * 200_000 for value in watched]
    drifts = {}
    calls, kept = qt_calls()
    for name, call in calls.items():
        call()
        before = [sys.getrefcount(value) for value in watched]
        for _ in range(ROUNDS):
            call()
        after = [sys.getrefcount(value) for value in watched]
        changes = [new - old for old, new in zip(before, after, strict=True)]
        drifts[name] = {
            str(value): change if abs(change) > CAUGHT_UP else 0
            for value, change in zip(watched, changes, strict=True)
        }
    sys.stdout.write(json.dumps(drifts))
    sys.stdout.flush()
    os._exit(0 if spare and kept else 1)  # Qt's own tear-down is not what is measured


if __name__ == "__main__":
    measure()
