"""Gives a window the height its wrapped texts need; Qt's own `adjustSize` guesses too little."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QWidget


def fit(window: QWidget, width: int) -> None:
    """Make it this wide and as high as it must be. To be called again once it is shown: until
    then its texts have no font."""
    layout = window.layout()
    if layout is None:
        return
    window.setFixedWidth(width)
    for inside in reversed(window.findChildren(QWidget)):
        if (within := inside.layout()) is not None:
            within.activate()  # what was told it only now is else passed on a moment later
    for _ in range(2):  # what has just been shown or hidden is counted from the second time on
        layout.invalidate()
        layout.activate()
    window.resize(width, max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height()))


def fit_over(dialog: QDialog, width: int) -> None:
    """Fit it, and put it over the middle of its window."""
    fit(dialog, width)
    parent = dialog.parentWidget()
    if parent is not None and dialog.isVisible():
        window = parent.window()
        middle = window.mapToGlobal(window.rect().center())
        dialog.move(middle - QPoint(dialog.width() // 2, dialog.height() // 2))
