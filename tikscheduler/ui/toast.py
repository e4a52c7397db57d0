"""Short messages over the page, some with an Undo button."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tikscheduler.ui.kit import Kit


class Toasts(QWidget):
    """Shows problems, remarks and what was done to the plan."""

    def __init__(self, kit: Kit, window: QWidget) -> None:
        super().__init__(window)
        self.hide()
