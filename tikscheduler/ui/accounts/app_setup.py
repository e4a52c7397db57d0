"""The TikTok app's key and secret."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from tikscheduler.ui.kit import Kit


class AppSetup(QDialog):
    """The TikTok app's key and secret."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
