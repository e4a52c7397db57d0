"""What waits for the user."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tikscheduler.ui.kit import Kit
from tikscheduler.ui.page_header import PageHeader


class AttentionPage(QWidget):
    """What waits for the user."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.header = PageHeader(kit, self.tr("Needs attention"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addStretch(1)
