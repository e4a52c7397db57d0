"""Several videos at once."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from tikscheduler.ui.kit import Kit


class SpreadSheet(QDialog):
    """Several videos at once."""

    def __init__(self, kit: Kit, draft: object, parent: QWidget | None = None) -> None:
        super().__init__(parent)
