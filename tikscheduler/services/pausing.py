"""Pauses: of everything, and of one account. Both outlive the program."""

from __future__ import annotations

from collections.abc import Callable

from tikscheduler.storage.accounts import AccountRepository
from tikscheduler.storage.claims import PAUSED, PUBLISHING_NOTE
from tikscheduler.storage.notes import NoteRepository


class Pausing:
    """Stops posts from beginning. Those that have begun go on to their end.

    `accounts_changed` is told after every change, `wake` that the engine should look.
    """

    def __init__(
        self,
        *,
        accounts: AccountRepository,
        notes: NoteRepository,
        accounts_changed: Callable[[], None],
        wake: Callable[[], None],
    ) -> None:
        self._accounts, self._notes = accounts, notes
        self._accounts_changed, self._wake = accounts_changed, wake

    def paused(self) -> bool:
        """Whether everything is paused."""
        return self._notes.get(PUBLISHING_NOTE) == PAUSED

    def pause(self) -> None:
        """Let no post begin until `resume`."""
        self._notes.put(PUBLISHING_NOTE, PAUSED)
        self._tell()

    def resume(self) -> None:
        """Let posts begin again; accounts that are paused by themselves stay so."""
        self._notes.put(PUBLISHING_NOTE, "on")
        self._tell()

    def pause_account(self, account_id: int) -> None:
        """Let no post of an account begin. Raises `InputError` where there is none."""
        self._accounts.update(account_id, paused=True)
        self._tell()

    def resume_account(self, account_id: int) -> None:
        """Let an account's posts begin again. Raises `InputError` where there is none."""
        self._accounts.update(account_id, paused=False)
        self._tell()

    def _tell(self) -> None:
        self._accounts_changed()
        self._wake()
