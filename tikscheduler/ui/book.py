"""The accounts as the window knows them: names, colours, use, and which the calendar shows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor

from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.ui.desk import Desk
from tikscheduler.ui.preferences import Preferences
from tikscheduler.ui.signals import AppSignals
from tikscheduler.ui.tokens import account_colour

if TYPE_CHECKING:
    from tikscheduler.storage import Storage

DAY = timedelta(hours=24)
GATHER_MS = 500
TELLING = frozenset(
    {PostStatus.PROCESSING, PostStatus.PUBLISHED, PostStatus.DELIVERED, PostStatus.HELD}
)
"""A post that comes to one of these changes what its account has used, or needs a login."""


class AccountBook(QObject):
    """Accounts, connected or not, by id. Read again when something about them may have changed."""

    changed = Signal()

    def __init__(
        self,
        signals: AppSignals,
        desk: Desk,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._preferences = desk, preferences
        self._accounts: dict[int, Account] = {}
        self._used: dict[int, int] = {}
        self.loaded = False
        self._timer = QTimer(self, interval=GATHER_MS, singleShot=True)
        self._timer.timeout.connect(self.reload)
        signals.accounts_changed.connect(self.reload)

    @property
    def accounts(self) -> list[Account]:
        """The connected accounts in the order they were added."""
        return [one for one in self._accounts.values() if one.disconnected_at is None]

    @property
    def hidden(self) -> frozenset[int]:
        """Accounts whose posts the calendar leaves out."""
        kept: list[object] = self._preferences.get("hidden_accounts", [])
        return frozenset(one for one in kept if isinstance(one, int))

    def set_hidden(self, account_id: int, hidden: bool) -> None:
        """Leave an account's posts out of the calendar, or show them again."""
        ids = self.hidden | {account_id} if hidden else self.hidden - {account_id}
        self._preferences.set("hidden_accounts", sorted(ids))
        self.changed.emit()

    def get(self, account_id: int) -> Account | None:
        """The account of this id, disconnected ones included."""
        return self._accounts.get(account_id)

    def name(self, account_id: int) -> str:
        """What to call the account."""
        account = self._accounts.get(account_id)
        return account.name if account else ""

    def colour(self, account_id: int) -> QColor:
        """The account's colour."""
        return QColor(account_colour(account_id))

    def used(self, account_id: int) -> int:
        """Posts of the last 24 hours."""
        return self._used.get(account_id, 0)

    def reload(self) -> None:
        """Read the accounts again."""
        self._timer.stop()
        since = self._desk.now() - DAY

        def work(storage: Storage) -> tuple[list[Account], dict[int, int]]:
            return storage.accounts.list(include_disconnected=True), storage.listing.used(since)

        self._desk.read(self, work, self._on_read)

    def look_at(self, posts: list[Post]) -> None:
        """Read again, soon, if these changed posts tell something about their accounts."""
        if any(post.status in TELLING for post in posts) and not self._timer.isActive():
            self._timer.start()

    def _on_read(self, found: tuple[list[Account], dict[int, int]]) -> None:
        accounts, used = found
        self._accounts = {account.id: account for account in accounts}
        self._used, self.loaded = used, True
        self.changed.emit()
