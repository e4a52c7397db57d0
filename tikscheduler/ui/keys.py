"""The table of keys."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget


class KeysDialog(QDialog):
    """Every key of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
