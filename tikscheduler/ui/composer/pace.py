"""What TikTok's limits have against posts that are about to be planned, and what those bring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from tikscheduler.domain.account import Account
from tikscheduler.domain.blocks import WINDOW
from tikscheduler.domain.limits import Conflict, Entry, adding, brought, sentence
from tikscheduler.domain.post import Mode
from tikscheduler.domain.zones import Moment
from tikscheduler.ui.desk import Desk
from tikscheduler.ui.words import tr

if TYPE_CHECKING:
    from tikscheduler.storage import Storage

WAIT_MS = 120
Planned = tuple[Account | None, Moment | None]


class Pace(QObject):
    """Judges posts a moment after they last changed. `name_of` names an account by its id."""

    changed = Signal()

    def __init__(self, desk: Desk, name_of: Callable[[int], str], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._name_of = desk, name_of
        self._entries: tuple[Entry, ...] = ()
        self._first = 0
        self.busy = False
        """Whether what was asked last is not judged yet."""
        self._found: dict[int, Conflict] = {}
        self._accounts: dict[int, int] = {}
        self._timer = QTimer(self, interval=WAIT_MS, singleShot=True)
        self._timer.timeout.connect(self._look)

    def look_at(self, planned: Sequence[Planned], mode: Mode, post_id: int | None = None) -> None:
        """Judge these posts, where account and time are known: new ones, or one that is changed.
        Does nothing where they are as before."""
        self._first = first = -len(planned) if post_id is None else post_id
        entries = tuple(
            Entry(id=one, account_id=account.id, at=moment.utc, mode=mode)
            for one, (account, moment) in enumerate(planned, first)
            if account is not None and moment is not None
        )
        if entries != self._entries:
            self._entries, self._found, self.busy = entries, {}, bool(entries)
            self._timer.start()

    def against(self) -> dict[int, str]:
        """What stands against each of them, by their places, in sentences."""
        return {
            entry.id - self._first: sentence(conflict, self._name_of(entry.account_id), tr)
            for entry in self._entries
            if (conflict := self._found.get(entry.id))
        }

    def brought(self) -> str:
        """What they bring upon the first of those that are planned already; "" if nothing."""
        mine = {entry.id for entry in self._entries}
        for post_id, conflict in self._found.items():
            if post_id not in mine:
                return brought(conflict, self._name_of(self._accounts[post_id]), tr)
        return ""

    def words(self) -> tuple[str, ...]:
        """All of it, of a single post."""
        return tuple(filter(None, (*self.against().values(), self.brought())))

    def _look(self) -> None:
        entries, now = self._entries, self._desk.now()
        if not entries:
            return
        times = [entry.at for entry in entries]
        start, end = min(times) - WINDOW, max(times) + WINDOW
        accounts = {entry.account_id for entry in entries}

        def work(storage: Storage) -> tuple[dict[int, Conflict], dict[int, int]]:
            there = storage.pace.entries(start, end, now, accounts)
            found = adding(there, entries)
            return found, {one.id: one.account_id for one in there if one.id in found}

        def done(read: tuple[dict[int, Conflict], dict[int, int]]) -> None:
            if entries == self._entries:
                (self._found, self._accounts), self.busy = read, False
                self.changed.emit()

        self._desk.read(self, work, done)
