"""Waits for a login in the browser."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from tikscheduler.ui.kit import Kit


class ConnectDialog(QDialog):
    """Waits for a login in the browser."""

    def __init__(self, kit: Kit, account_id: int | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
