"""Opens the dialogs that the parts of the window ask for, each loaded when first needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QWidget

from tikscheduler.domain.post import Post
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.signals import Draft

if TYPE_CHECKING:
    from tikscheduler.storage import Storage


class Opening(QObject):
    """Dialogs are opened, never executed: the window behind them goes on."""

    def __init__(self, kit: Kit, window: QWidget) -> None:
        super().__init__(window)
        self._kit, self._window = kit, window
        requests = kit.requests
        requests.compose.connect(self.compose)
        requests.open_post.connect(self.open_post)
        requests.open_post_with.connect(self.open_post)
        requests.reschedule.connect(self.reschedule)
        requests.connect_account.connect(self.connect_account)
        requests.set_up_app.connect(self.set_up_app)
        kit.signals.crashed.connect(self.show_crash)
        kit.signals.unusable.connect(self.show_unusable)

    def compose(self, draft: Draft) -> None:
        """A new post; for several videos the sheet that spreads them."""
        if len(draft.videos) > 1:
            from tikscheduler.ui.composer.spread_sheet import SpreadSheet

            self._open(SpreadSheet(self._kit, draft, self._window))
            return
        from tikscheduler.ui.composer.composer import Composer

        self._open(Composer(self._kit, draft, self._window))

    def open_post(self, post_id: int, video: Path | None = None) -> None:
        """The composer on a post there is, with another video where one is given."""
        from tikscheduler.ui.composer.composer import Composer

        def work(storage: Storage) -> list[Post]:
            return storage.listing.get_many([post_id])

        def show(posts: list[Post]) -> None:
            for post in posts:
                composer = Composer(self._kit, post, self._window)
                if video is not None:
                    composer.take_video(video)
                self._open(composer)

        self._kit.desk.read(self, work, show)

    def reschedule(self, ids: tuple[int, ...]) -> None:
        """Ask for another time for these posts."""
        from tikscheduler.ui.composer.reschedule import Reschedule

        self._open(Reschedule(self._kit, ids, self._window))

    def connect_account(self, account_id: int | None) -> None:
        """The login in the browser."""
        from tikscheduler.ui.accounts.connect import ConnectDialog

        self._open(ConnectDialog(self._kit, account_id, self._window))

    def set_up_app(self) -> None:
        """The TikTok app's key and secret."""
        from tikscheduler.ui.accounts.app_setup import AppSetup

        self._open(AppSetup(self._kit, self._window))

    def show_keys(self) -> None:
        """The table of keys."""
        from tikscheduler.ui.keys import KeysDialog

        self._open(KeysDialog(self._window))

    def show_crash(self, report: str) -> None:
        """One dialog for an error of ours, however many come together."""
        from tikscheduler.ui.crash import CrashDialog

        if not self._window.findChildren(CrashDialog):
            logs = self._kit.desk.profile / "logs"
            self._open(CrashDialog(report, self._window, logs))

    def show_unusable(self, words: str) -> None:
        """The database cannot be opened."""
        from tikscheduler.ui.unusable import Unusable

        self._open(Unusable(self._kit, words, self._window))

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
