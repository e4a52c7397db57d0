"""Choosing the file for a post, and the account it most likely goes to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from tikscheduler.domain.video import SUFFIXES
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import button

FOLDER = "composer.folder"
ACCOUNT = "composer.account"


class ChooseVideo(QObject):
    """A link that opens the system's dialog for files; `took` is given what was chosen."""

    def __init__(self, kit: Kit, window: QWidget, took: Callable[[Path], object]) -> None:
        super().__init__(window)
        self._kit, self._window, self._took = kit, window, took
        self.button = button("", self.ask, kind="link")
        self.chosen(has_video=False)

    def chosen(self, *, has_video: bool) -> None:
        """Name the link by what it does now."""
        text = self.tr("Choose another…") if has_video else self.tr("Choose video…")
        self.button.setText(text)
        self.button.setAccessibleName(self.tr("Choose the video"))

    def ask(self) -> None:
        """Show the dialog; the window behind it goes on."""
        dialog = QFileDialog(self._window, self.tr("Choose a video"))
        dialog.setObjectName("choose_video")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in sorted(SUFFIXES))
        dialog.setNameFilters([self.tr("Videos (%1)").replace("%1", patterns)])
        folder = self._kit.preferences.get(FOLDER, "")
        if folder:
            dialog.setDirectory(folder)
        dialog.fileSelected.connect(self._on_selected)
        dialog.open()

    def _on_selected(self, name: str) -> None:
        video = Path(name)
        self._kit.preferences.set(FOLDER, str(video.parent))
        self._took(video)


def last_account(kit: Kit) -> int | None:
    """The account of the last new post, else the first; None while there is none."""
    ids = [account.id for account in kit.book.accounts]
    last = kit.preferences.get(ACCOUNT, 0)
    return last if last in ids else next(iter(ids), None)


def remember_account(kit: Kit, account_id: int) -> None:
    """Begin with this account next time."""
    kit.preferences.set(ACCOUNT, account_id)
