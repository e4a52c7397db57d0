"""What the user sees when the program has a fault of its own."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget


class CrashDialog(QDialog):
    """A report without secrets that can be copied."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
