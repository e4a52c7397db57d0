"""Another time for posts."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from tikscheduler.ui.kit import Kit


class Reschedule(QDialog):
    """Another time for posts."""

    def __init__(self, kit: Kit, ids: tuple[int, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
