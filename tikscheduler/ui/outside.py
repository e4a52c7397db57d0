"""Hands folders and addresses to the system's own programs, and says where that does not work."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from tikscheduler.ui.kit import Kit
from tikscheduler.ui.words import tr

TIKTOK = "https://www.tiktok.com/"


def open_address(kit: Kit, address: str) -> None:
    """Open a page in the browser."""
    if not QDesktopServices.openUrl(QUrl(address)):
        said = tr("No browser could be opened. The address is %1")
        kit.signals.problem.emit(said.replace("%1", address))


def open_folder(kit: Kit, folder: Path) -> None:
    """Show a folder in the file manager, if it is still there."""

    def show(there: bool) -> None:
        if not there:
            said = tr("There is no folder %1 any more.")
        elif QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            return
        else:
            said = tr("No program could be opened for the folder %1")
        kit.signals.problem.emit(said.replace("%1", str(folder)))

    kit.desk.media(kit.desk, folder.is_dir, show)
