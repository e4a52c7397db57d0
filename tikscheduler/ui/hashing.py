"""Has the videos of planned posts read to their end, so that a repeat of one is noticed later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from tikscheduler.ui.desk import Desk
from tikscheduler.ui.signals import AppSignals

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program
    from tikscheduler.services.plan import Outcome


class Hashing(QObject):
    """Looks at every post that was changed: a video is mostly known already by then."""

    def __init__(self, signals: AppSignals, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        signals.plan_changed.connect(self._on_plan_changed)

    def _on_plan_changed(self, outcome: Outcome) -> None:
        if not outcome.done:
            return

        def work(program: Program) -> None:
            from tikscheduler.services.hashes import learn

            learn(program.storage, program.hashes, outcome.done, lambda: self._desk.closed)

        self._desk.whole(self, work, lambda _nothing: None)
