"""The queue page."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tikscheduler.ui.kit import Kit
from tikscheduler.ui.page_header import PageHeader


class QueuePage(QWidget):
    """The queue page."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.header = PageHeader(kit, self.tr("Queue"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addStretch(1)
