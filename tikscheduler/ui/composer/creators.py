"""What TikTok lets each creator do, asked anew for every composer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from tikscheduler.domain.account import Account, CreatorInfo
from tikscheduler.domain.errors import LoginNeeded, TikSchedulerError
from tikscheduler.ui.desk import Desk


class Word(Enum):
    """Where the knowledge comes from."""

    ASKING = auto()
    FRESH = auto()
    LAST_KNOWN = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What holds for an account now: `creator` None if nothing was ever known, `error` why TikTok
    did not tell in words, `blocked` TikTok's code where the creator cannot post at the moment."""

    creator: CreatorInfo | None = None
    word: Word = Word.NOTHING
    error: str = ""
    known_at: datetime | None = None
    blocked: str = ""


class Creators(QObject):
    """Asks once per account. Until TikTok answers, and if it does not, the last known holds."""

    changed = Signal(int)  # account id

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._accounts: dict[int, Account] = {}
        self._known: dict[int, CreatorInfo | None] = {}
        self._known_at: dict[int, datetime | None] = {}
        self._words: dict[int, Word] = {}
        self._errors: dict[int, str] = {}
        self._blocked: dict[int, str] = {}

    def ask(self, account: Account) -> None:
        """Have TikTok asked about this account, unless it has been."""
        if account.id in self._words:
            return
        self._accounts[account.id] = account
        self._known[account.id] = account.creator
        self._known_at[account.id] = account.creator_at
        self._words[account.id] = Word.ASKING
        self._desk.ask(
            self,
            lambda program: program.accounts.ask_creator(account),
            lambda creator: self._on_told(account.id, creator),
            lambda error: self._on_untold(account.id, error),
        )

    def told(self, account_id: int | None) -> Told:
        """All of it in one value."""
        key = account_id or 0
        return Told(
            creator=self._known.get(key),
            word=self._words.get(key, Word.NOTHING),
            error=self._errors.get(key, ""),
            known_at=self._known_at.get(key),
            blocked=self._blocked.get(key, ""),
        )

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
        if isinstance(error, LoginNeeded):
            account = self._accounts[account_id]
            self._errors[account_id] = self.tr("Log in to %1 again.").replace("%1", account.name)
        elif isinstance(error, TikSchedulerError):
            self._errors[account_id] = str(error)
        else:
            self._errors[account_id] = ""
            self._desk.tell(error)
        self.changed.emit(account_id)

    def _fallback(self, account_id: int) -> Word:
        return Word.NOTHING if self._known.get(account_id) is None else Word.LAST_KNOWN
