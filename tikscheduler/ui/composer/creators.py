"""What TikTok lets each creator do, asked anew for every composer."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from tikscheduler.domain.account import Account, CreatorInfo
from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.ui.desk import Desk


class Word(Enum):
    """Where the knowledge comes from."""

    ASKING = auto()
    FRESH = auto()
    LAST_KNOWN = auto()
    NOTHING = auto()


class Creators(QObject):
    """Asks once per account. Until TikTok answers, and if it does not, the last known holds."""

    changed = Signal(int)  # account id

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._known: dict[int, CreatorInfo | None] = {}
        self._known_at: dict[int, datetime | None] = {}
        self._words: dict[int, Word] = {}
        self._errors: dict[int, str] = {}
        self._blocked: dict[int, str] = {}

    def ask(self, account: Account) -> None:
        """Have TikTok asked about this account, unless it has been."""
        if account.id in self._words:
            return
        self._known[account.id] = account.creator
        self._known_at[account.id] = account.creator_at
        self._words[account.id] = Word.ASKING
        self._desk.ask(
            self,
            lambda program: program.accounts.ask_creator(account),
            lambda creator: self._on_told(account.id, creator),
            lambda error: self._on_untold(account.id, error),
        )

    def word(self, account_id: int) -> Word:
        """Where the knowledge about an account comes from."""
        return self._words.get(account_id, Word.NOTHING)

    def error(self, account_id: int) -> str:
        """Why TikTok did not tell, in words."""
        return self._errors.get(account_id, "")

    def known_at(self, account_id: int) -> datetime | None:
        """When the last known was told."""
        return self._known_at.get(account_id)

    def of(self, account_id: int) -> CreatorInfo | None:
        """What holds for this account; None if nothing was ever known."""
        return self._known.get(account_id)

    def blocked(self, account_id: int) -> str:
        """TikTok's code where the creator cannot post at the moment, else ""."""
        return self._blocked.get(account_id, "")

    def _on_told(self, account_id: int, creator: CreatorInfo) -> None:
        if creator.blocked:
            # TikTok tells nothing else then: the choices stay those last known.
            self._blocked[account_id] = creator.blocked
            self._words[account_id] = self._fallback(account_id)
        else:
            self._known[account_id] = creator
            self._words[account_id] = Word.FRESH
        self.changed.emit(account_id)

    def _on_untold(self, account_id: int, error: Exception) -> None:
        self._words[account_id] = self._fallback(account_id)
        self._errors[account_id] = str(error) if isinstance(error, TikSchedulerError) else ""
        if not isinstance(error, TikSchedulerError):
            self._desk.tell(error)
        self.changed.emit(account_id)

    def _fallback(self, account_id: int) -> Word:
        return Word.NOTHING if self._known.get(account_id) is None else Word.LAST_KNOWN
