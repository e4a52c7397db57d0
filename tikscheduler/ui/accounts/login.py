"""One login in the browser, from the address to the connected account, off the UI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tikscheduler.domain.account import Account
from tikscheduler.ui.kit import Kit

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program


@dataclass(frozen=True, slots=True)
class Brought:
    """What a login brought: the account, whether TikTok told its name and numbers, and whether it
    was connected before."""

    account: Account
    synced: bool
    renewed: bool


class BrowserLogin(QObject):
    """Begins with `start`, and ends by itself or by `cancel`; either way the listener is gone.

    Tells `app_missing` where the TikTok app's credentials are not known, else `opened` with the
    address for the browser, `granted` once TikTok has answered, and `connected` or `failed`.
    """

    app_missing = Signal()
    opened = Signal(str)
    granted = Signal()
    connected = Signal(object)  # Brought
    failed = Signal(object)  # Exception
    _begun = Signal(str)
    _granted = Signal()

    def __init__(self, kit: Kit, wanted: Account | None, seconds: float) -> None:
        # It outlives the dialog, which may be closed while the other thread still waits.
        super().__init__(kit.desk)
        self._kit, self._wanted, self._seconds = kit, wanted, seconds
        self._guard = threading.Lock()
        self._stop: Callable[[], None] | None = None
        self._cancelled = False
        self._begun.connect(self._on_begun)
        self._granted.connect(self._on_granted)

    def start(self) -> None:
        """Ask TikTok for a login."""
        self._kit.desk.ask(self, self._work, self._on_done, self._on_failed)

    def cancel(self) -> None:
        """End it now; nothing more is told. May be called at any time."""
        with self._guard:
            self._cancelled = True
            if self._stop is not None:
                self._stop()

    # --- on the other thread ---------------------------------------------------------------

    def _work(self, program: Program) -> Brought | None:
        if program.credentials() is None:
            return None
        with program.accounts.begin_login() as login:
            self._keep(login.cancel)
            self._begun.emit(login.url)
            grant = login.wait(
                self._seconds,  # before the browser is told that all went well
                lambda grant: program.accounts.check_login(grant, self._wanted),
            )
            begun = program.now()
            self._granted.emit()
            before = program.storage.accounts.by_open_id(grant.open_id)
            account = program.accounts.connect(grant, self._wanted)
        synced = account.synced_at is not None and account.synced_at >= begun
        renewed = before is not None and before.disconnected_at is None
        return Brought(account, synced=synced, renewed=renewed)

    def _keep(self, stop: Callable[[], None]) -> None:
        with self._guard:
            self._stop = stop
            if self._cancelled:
                stop()

    # --- on the UI thread ------------------------------------------------------------------

    def _on_begun(self, url: str) -> None:
        if not self._cancelled:  # it may have been, while this was on its way
            self.opened.emit(url)

    def _on_granted(self) -> None:
        if not self._cancelled:
            self.granted.emit()

    def _on_done(self, found: Brought | None) -> None:
        self.deleteLater()
        if found is not None:
            self._kit.signals.accounts_changed.emit()
        if self._cancelled:
            return
        if found is None:
            self.app_missing.emit()
        else:
            self.connected.emit(found)

    def _on_failed(self, error: Exception) -> None:
        self.deleteLater()
        if not self._cancelled:
            self.failed.emit(error)
