"""One login in the browser, from the address to the connected account, off the UI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tikscheduler.domain.account import Account, TokenGrant
from tikscheduler.domain.errors import ConnectFailed
from tikscheduler.ui.accounts.login_words import wrong_account
from tikscheduler.ui.kit import Kit

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program

WRONG_ACCOUNT = "wrong_account"


class BrowserLogin(QObject):
    """Begins with `start`, and ends by itself or by `cancel`; either way the listener is gone.

    Tells `app_missing` where the TikTok app's credentials are not known, else `opened` with the
    address for the browser, `granted` once TikTok has answered, and `connected` or `failed`.
    """

    app_missing = Signal()
    opened = Signal(str)
    granted = Signal()
    connected = Signal(object, bool)  # Account, whether TikTok told its name and numbers
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

    def _work(self, program: Program) -> tuple[Account, bool] | None:
        if program.credentials() is None:
            return None
        with program.accounts.begin_login() as login:
            self._keep(login.cancel)
            self._begun.emit(login.url)
            grant = login.wait(self._seconds, lambda grant: self._check(program, grant))
            begun = program.now()
            self._granted.emit()
            account = program.accounts.connect(grant)
        synced = account.synced_at is not None and account.synced_at >= begun
        return account, synced

    def _keep(self, stop: Callable[[], None]) -> None:
        with self._guard:
            self._stop = stop
            if self._cancelled:
                stop()

    def _check(self, program: Program, grant: TokenGrant) -> None:
        """Refuse another account than the one that is to be logged in again.

        Which one TikTok takes is decided by the browser. The other one's tokens are dropped, not
        revoked: that would end its login here too, where it is connected.
        """
        if self._wanted is None or grant.open_id == self._wanted.open_id:
            return
        other = program.storage.accounts.by_open_id(grant.open_id)
        words = wrong_account(other.name if other else "", self._wanted)
        raise ConnectFailed(words, code=WRONG_ACCOUNT)

    # --- on the UI thread ------------------------------------------------------------------

    def _on_begun(self, url: str) -> None:
        if not self._cancelled:  # it may have been, while this was on its way
            self.opened.emit(url)

    def _on_granted(self) -> None:
        if not self._cancelled:
            self.granted.emit()

    def _on_done(self, found: tuple[Account, bool] | None) -> None:
        self.deleteLater()
        if found is not None:
            self._kit.signals.accounts_changed.emit()
        if self._cancelled:
            return
        if found is None:
            self.app_missing.emit()
        else:
            self.connected.emit(*found)

    def _on_failed(self, error: Exception) -> None:
        self.deleteLater()
        if not self._cancelled:
            self.failed.emit(error)
