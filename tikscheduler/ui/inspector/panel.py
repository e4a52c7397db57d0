"""The selected post beside the page."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout

from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import label

WIDTH = 291


class Inspector(QFrame):
    """Shows the current post of the selection, or what to do where there is none."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(label(self.tr("Select a post to see it here."), "dim", wrap=True))
        column.addStretch(1)
