"""Gives a post to the plan, and brings back what the plan says to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from tikscheduler.domain.account import Account
from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.domain.post import Choices
from tikscheduler.domain.zones import Moment
from tikscheduler.ui.kit import Kit

if TYPE_CHECKING:
    from tikscheduler.services.plan import Outcome
    from tikscheduler.services.scheduling import Wish


class Saving(QObject):
    """One saving at a time; `busy` until its answer is there."""

    saved = Signal(object)  # Outcome, some of which may not have been done
    refused = Signal(str)  # nothing was saved, and why

    def __init__(self, kit: Kit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self.busy = False

    def add(self, wishes: Sequence[Wish]) -> None:
        """Add new posts."""
        self.busy = True
        self._kit.actions.add(wishes, self._alive(self._on_done), self._alive(self._on_failed))

    def edit(self, post_id: int, wish: Wish) -> None:
        """Change a post."""
        self.busy = True
        done, failed = self._alive(self._on_done), self._alive(self._on_failed)
        self._kit.actions.edit(post_id, wish, done, failed)

    def _alive(self, answer: Callable[..., object]) -> Callable[..., object]:
        """The plan answers to the window, which outlives its dialogs."""
        return lambda value: answer(value) if isValid(self) else None

    def _on_done(self, outcome: Outcome) -> None:
        self.busy = False
        if outcome.done or not outcome.problems:
            self.saved.emit(outcome)
        else:
            self.refused.emit(" ".join(why for _what, why in outcome.problems))

    def _on_failed(self, error: Exception) -> None:
        self.busy = False
        if isinstance(error, TikSchedulerError):
            self.refused.emit(str(error))
        else:
            self.refused.emit(self.tr("An error of the program kept it from being saved."))
            self._kit.desk.tell(error)


def wish(account: Account, video: Path, when: Moment | None, choices: Choices) -> Wish:
    """What the plan is asked for."""
    from tikscheduler.services.scheduling import Wish

    name = f"@{account.handle}" if account.handle else str(account.id)
    return Wish(video=video, account=name, when=when, **asdict(choices))
