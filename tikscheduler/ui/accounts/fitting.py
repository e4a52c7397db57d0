"""Gives a dialog the height its wrapped texts need; Qt's own `adjustSize` guesses too little."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog


def fit(dialog: QDialog, width: int) -> None:
    """Make it this wide and as high as it must be, over the middle of its window."""
    layout = dialog.layout()
    if layout is None:
        return
    dialog.setFixedWidth(width)
    for _ in range(2):  # what has just been shown or hidden is counted from the second time on
        layout.invalidate()
        layout.activate()
    dialog.resize(width, max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height()))
    parent = dialog.parentWidget()
    if parent is not None and dialog.isVisible():
        window = parent.window()
        middle = window.mapToGlobal(window.rect().center())
        dialog.move(middle - QPoint(dialog.width() // 2, dialog.height() // 2))
