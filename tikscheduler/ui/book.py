"""The accounts as the window knows them: names, colours, use, blocks, and which are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor

from tikscheduler.domain.account import Account
from tikscheduler.domain.blocks import Block
from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.ui.desk import Desk
from tikscheduler.ui.preferences import Preferences
from tikscheduler.ui.signals import AppSignals
from tikscheduler.ui.tokens import account_colour

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program
    from tikscheduler.storage import Storage
    from tikscheduler.storage.pace import Used

    Found = tuple[list[Account], dict[int, Used], list[Block]]

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
        self._used: dict[int, Used] = {}
        self._blocks: list[Block] = []
        self.loaded = False
        self.audited: bool | None = None
        """Whether TikTok has audited the app; None where no answer has told it."""
        self._asking = self._ask_again = False
        self._timer = QTimer(self, interval=GATHER_MS, singleShot=True)
        self._timer.timeout.connect(self.reload)
        signals.accounts_changed.connect(self.reload)
        signals.accounts_changed.connect(self._ask_audit)
        signals.engine_state.connect(self._on_engine_state)

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

    def used(self, account_id: int) -> tuple[int, int]:
        """Direct posts of the last 24 hours, and drafts of them that wait in the inbox."""
        used = self._used.get(account_id)
        return (used.posts, used.drafts) if used else (0, 0)

    def blocks(self, account_id: int) -> list[Block]:
        """What TikTok takes nothing of for a while."""
        now = self._desk.now()
        mine = (block for block in self._blocks if block.account_id == account_id)
        return [block for block in mine if block.until is None or now < block.until]

    def reload(self) -> None:
        """Read the accounts again."""
        self._timer.stop()
        now = self._desk.now()

        def work(storage: Storage) -> Found:
            accounts = storage.accounts.list(include_disconnected=True)
            return accounts, storage.pace.used(now), storage.blocks.all(now)

        self._desk.read(self, work, self._on_read)

    def look_at(self, posts: list[Post]) -> None:
        """Read again, soon, if these changed posts tell something about their accounts."""
        if any(post.status in TELLING for post in posts) and not self._timer.isActive():
            self._timer.start()

    def _on_read(self, found: Found) -> None:
        accounts, used, blocks = found
        self._accounts = {account.id: account for account in accounts}
        self._used, self._blocks, self.loaded = used, blocks, True
        self.changed.emit()

    def _on_engine_state(self, state: str) -> None:
        if state in ("on", "paused", "elsewhere"):  # what it takes to publish has been opened
            self._ask_audit()

    def _ask_audit(self) -> None:
        """Look up what is known of the app. One at a time: the vault may wait for its user."""
        self._ask_again = self._asking
        if self._asking:
            return
        self._asking = True

        def work(program: Program) -> bool | None:
            return program.audit.known()

        self._desk.ask(self, work, self._on_audit, self._on_audit_unknown)

    def _on_audit(self, known: bool | None) -> None:
        self._asking = False
        if known is not self.audited:
            self.audited = known
            self.changed.emit()
        if self._ask_again:
            self._ask_audit()

    def _on_audit_unknown(self, error: Exception) -> None:
        self._asking = False
        if not isinstance(error, TikSchedulerError):  # whoever needs a shut vault tells of it
            self._desk.tell(error)
