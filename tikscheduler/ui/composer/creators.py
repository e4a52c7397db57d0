"""What TikTok lets each creator do, asked anew for every composer and for every account chosen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from PySide6.QtCore import QObject, QTimer, Signal

from tikscheduler.domain.account import Account, CreatorInfo
from tikscheduler.domain.errors import LoginNeeded, TikSchedulerError
from tikscheduler.ui.desk import Desk

FRESH_FOR = timedelta(minutes=30)
"""An answer older than this is asked for anew; the creator's picture lives two hours at TikTok."""
AGAIN_AFTER = timedelta(minutes=5)
"""Where the creator cannot post now, or TikTok could not be asked, that may be over sooner."""
LOOK_MS = 60_000


class Word(Enum):
    """Where the knowledge comes from."""

    ASKING = auto()
    FRESH = auto()
    LAST_KNOWN = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What holds for an account now: `creator` None if nothing was ever known, `error` why TikTok
    did not tell in words, `blocked` TikTok's code where the creator cannot post at the moment.
    `asked_at` is when TikTok was asked last."""

    creator: CreatorInfo | None = None
    word: Word = Word.NOTHING
    error: str = ""
    known_at: datetime | None = None
    blocked: str = ""
    asked_at: datetime | None = None


@dataclass(slots=True)
class _Kept:
    """An account and what is known of it; `asking` while an answer is awaited."""

    account: Account
    told: Told = field(default_factory=Told)
    asking: bool = False


class Creators(QObject):
    """Until TikTok answers, and if it does not, the last known holds. An answer that has become
    old is replaced while the composer stands open; nothing is shut meanwhile."""

    changed = Signal(int)  # account id

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kept: dict[int, _Kept] = {}
        self._looks = QTimer(self, interval=LOOK_MS)
        self._looks.timeout.connect(self.renew)

    def ask(self, account: Account, *, anew: bool = False) -> None:
        """Have TikTok asked about this account, unless it has been; `anew`: in any case."""
        kept = self._kept.get(account.id)
        if kept is not None and (kept.asking or not anew):
            return
        last = Told(creator=account.creator, known_at=account.creator_at)
        if kept is not None:
            last = replace(kept.told, error="", blocked="")
        told = replace(last, word=Word.ASKING)
        self._kept[account.id] = _Kept(account, told)
        self._ask(account)
        self._looks.start()

    def renew(self) -> None:
        """Ask again about the accounts whose answers have become old."""
        now = self._desk.now()
        for kept in self._kept.values():
            fresh = kept.told.word is Word.FRESH and not kept.told.blocked
            asked = kept.told.asked_at
            old = asked is None or now - asked >= (FRESH_FOR if fresh else AGAIN_AFTER)
            if old and not kept.asking:
                self._ask(kept.account)

    def told(self, account_id: int | None) -> Told:
        """All of it in one value."""
        kept = self._kept.get(account_id or 0)
        return kept.told if kept else Told()

    def _ask(self, account: Account) -> None:
        kept = self._kept[account.id]
        kept.asking = True
        kept.told = replace(kept.told, asked_at=self._desk.now())
        self._desk.ask(
            self,
            lambda program: program.accounts.ask_creator(account),
            lambda creator: self._on_told(account.id, creator),
            lambda error: self._on_untold(account.id, error),
        )

    def _on_told(self, account_id: int, creator: CreatorInfo) -> None:
        told = self.told(account_id)
        if creator.blocked:
            # TikTok tells nothing else then: the choices stay those last known.
            self._keep(account_id, _without_answer(told, blocked=creator.blocked))
        else:
            now = told.asked_at
            new = Told(creator=creator, word=Word.FRESH, known_at=now, asked_at=now)
            self._keep(account_id, new)

    def _on_untold(self, account_id: int, error: Exception) -> None:
        words = ""
        if isinstance(error, LoginNeeded):
            name = self._kept[account_id].account.name
            words = self.tr("Log in to %1 again.").replace("%1", name)
        elif isinstance(error, TikSchedulerError):
            words = str(error)
        else:
            self._desk.tell(error)
        self._keep(account_id, _without_answer(self.told(account_id), error=words))

    def _keep(self, account_id: int, told: Told) -> None:
        kept = self._kept[account_id]
        kept.told, kept.asking = told, False
        self.changed.emit(account_id)


def _without_answer(told: Told, *, error: str = "", blocked: str = "") -> Told:
    word = Word.NOTHING if told.creator is None else Word.LAST_KNOWN
    return replace(told, word=word, error=error, blocked=blocked)
