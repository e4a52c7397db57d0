"""The icon in the system tray, and what closing the window means."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from tikscheduler.ui.kit import Kit


class Tray(QObject):
    """Keeps publishing on while the window is closed."""

    def __init__(self, kit: Kit, window: QMainWindow) -> None:
        super().__init__(window)
        self._kit = kit

    @property
    def visible(self) -> bool:
        """Whether there is a tray that shows the icon."""
        return False

    def on_closing(self, event: object) -> None:
        """Decide what closing the window means."""
        self._kit.requests.quit.emit()

    def hide(self) -> None:
        """Take the icon away."""
