"""One post, new or there already."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from tikscheduler.ui.kit import Kit


class Composer(QDialog):
    """One post, new or there already."""

    def __init__(self, kit: Kit, start: object, parent: QWidget | None = None) -> None:
        super().__init__(parent)
