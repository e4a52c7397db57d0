"""Counting on demand: what is under way for each account, and what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tikscheduler.domain.account import Account
from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.ui.kit import Kit

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program


class Counting(QObject):
    """One count an account at a time. TikTok's limits are kept by whoever asks TikTok."""

    changed = Signal()
    counted = Signal(int)  # account id

    def __init__(self, kit: Kit, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._under_way: dict[int, int] = {}
        self._problems: dict[int, str] = {}
        kit.signals.counting.connect(self._on_counting)

    def so_far(self, account_id: int) -> int | None:
        """How many videos were counted so far; None while nothing is counted."""
        return self._under_way.get(account_id)

    def problem(self, account_id: int) -> str:
        """Why the last try failed, "" if it did not."""
        return self._problems.get(account_id, "")

    def count(self, account: Account) -> None:
        """Count an account's videos now, unless that is under way."""
        if account.id in self._under_way:
            return
        self._under_way[account.id] = 0
        self._problems.pop(account.id, None)
        tell = self._kit.signals.counting.emit

        def work(program: Program) -> int:
            current = program.storage.accounts.get(account.id)
            return program.insights.count(current, tell)

        def done(_many: int) -> None:
            self._end(account.id)
            self.counted.emit(account.id)

        def failed(error: Exception) -> None:
            if isinstance(error, TikSchedulerError):
                self._problems[account.id] = str(error)
            else:
                self._kit.desk.tell(error)
            self._end(account.id)

        self._kit.desk.ask(self, work, done, failed)
        self.changed.emit()

    def _on_counting(self, account_id: int, many: int) -> None:
        if account_id in self._under_way:
            self._under_way[account_id] = many
            self.changed.emit()

    def _end(self, account_id: int) -> None:
        self._under_way.pop(account_id, None)
        self.changed.emit()
