"""Tells once of each login that will end within two weeks."""

from __future__ import annotations

from PySide6.QtCore import QObject

from tikscheduler.ui.accounts.health import date_of
from tikscheduler.ui.kit import Kit

TOLD = "logins_told"
"""Ends of logins that were told of, by account: each end once, also over starts of the window."""


class LoginNotice(QObject):
    """Looks whenever the accounts were read."""

    def __init__(self, kit: Kit, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        kit.book.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        kit, now = self._kit, self._kit.desk.now()
        kept: dict[str, str] = kit.preferences.get(TOLD, {})
        told = dict(kept)
        for account in kit.book.accounts:
            ends = account.refresh_expires_at
            if ends is None or not account.login_ends_soon(now):
                continue
            if told.get(str(account.id)) != ends.isoformat():
                told[str(account.id)] = ends.isoformat()
                words = self.tr("The login of %1 ends %2. Log in again before that, on its card.")
                words = words.replace("%1", account.name)
                kit.signals.remark.emit(words.replace("%2", date_of(ends, kit.zone, now)))
        if told != kept:
            kit.preferences.set(TOLD, told)
