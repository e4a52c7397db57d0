"""What stands at TikTok beside the post: drafts that wait in the inbox, and the app's audit."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tikscheduler.domain.account import SCOPE_FOR, Account
from tikscheduler.domain.blocks import WINDOW
from tikscheduler.domain.limits import PENDING_DRAFTS
from tikscheduler.domain.post import Choices, Mode
from tikscheduler.ui import words
from tikscheduler.ui.composer.creators import Told
from tikscheduler.ui.composer.standing import unaudited
from tikscheduler.ui.desk import Desk
from tikscheduler.ui.signals import AppSignals

if TYPE_CHECKING:
    from tikscheduler.storage import Storage


class AtTikTok(QObject):
    """`audited` None: no answer of TikTok's has told it yet. `drafts` wait for the account last
    looked at, of those sent in the 24 hours before the time last looked at; None: not known yet."""

    changed = Signal()

    def __init__(self, desk: Desk, signals: AppSignals, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.audited: bool | None = None
        self.drafts: int | None = None
        self._key: tuple[int, datetime | None] | None = None
        signals.accounts_changed.connect(self.ask_audit)
        self.ask_audit()

    def ask_audit(self) -> None:
        """Look up what is known of the app's audit."""

        def done(audited: bool | None) -> None:
            if audited is not self.audited:
                self.audited = audited
                self.changed.emit()

        # Without the app's key, nothing is known of it; what keeps that away is said elsewhere.
        self._desk.ask(self, lambda program: program.audit.known(), done, lambda _error: None)

    def look(self, account_id: int | None, at: datetime | None) -> None:
        """Count the drafts that wait when one of this account goes out at `at` (None: now)."""
        key = (account_id, at) if account_id is not None else None
        if key == self._key:
            return
        self._key, self.drafts = key, None
        if key is None:
            return
        account, since = key[0], (at or self._desk.now()) - WINDOW

        def work(storage: Storage) -> int:
            return storage.listing.drafts_waiting(since).get(account, 0)

        def done(waiting: int) -> None:
            if key == self._key:
                self.drafts = waiting
                self.changed.emit()

        self._desk.read(self, work, done)

    # --- what follows from it --------------------------------------------------------------

    def remarks(self, told: Told, choices: Choices, name: str) -> tuple[str, ...]:
        """What is to be said before the post is planned."""
        if choices.mode is Mode.DRAFT:
            found = draft_warning(self.drafts or 0, name)
        else:
            found = unaudited(told, choices.privacy, name) if self.audited is False else ""
        return (found,) if found else ()

    def offers_draft(self, told: Told, choices: Choices, account: Account | None) -> bool:
        """Whether a draft could go where a direct post cannot."""
        if account is None or choices.mode is Mode.DRAFT or self.audited is not False:
            return False
        may = SCOPE_FOR[Mode.DRAFT] in account.scopes
        return may and bool(unaudited(told, choices.privacy, account.name))


def waiting_words(drafts: int, name: str) -> str:
    """How many drafts wait: 2 of 5 drafts of the last 24 hours wait in the inbox."""
    text = words.tr(
        "%1 of the %2 drafts that TikTok lets wait in 24 hours are in the inbox of %3.", "at_tiktok"
    )
    for mark, value in (("%1", drafts), ("%2", PENDING_DRAFTS), ("%3", name)):
        text = text.replace(mark, str(value))
    return text


def draft_warning(drafts: int, name: str) -> str:
    """What is to be said before a draft that fills the inbox; "" while there is room for more."""
    if drafts < PENDING_DRAFTS - 1:
        return ""
    if drafts < PENDING_DRAFTS:
        text = words.tr(
            "This is the fifth draft of %1 in 24 hours: TikTok takes no more until one of them "
            "is finished in the TikTok app.",
            "at_tiktok",
        )
    else:
        text = words.tr(
            "Five drafts wait in the inbox of %1, and TikTok takes no more in 24 hours: finish one "
            "in the TikTok app, or this one waits.",
            "at_tiktok",
        )
    return text.replace("%1", name)
