"""The accounts in the sidebar."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tikscheduler.ui.kit import Kit


class AccountsPanel(QWidget):
    """Every connected account with its health and use."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
