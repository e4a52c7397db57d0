"""The attempts at publishing a post, the latest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tikscheduler.domain.post import Attempt, PostStatus
from tikscheduler.ui import words
from tikscheduler.ui.inspector.foldout import Foldout
from tikscheduler.ui.inspector.lines import Lines
from tikscheduler.ui.inspector.steps import short_time
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.standing import count

MOST = 30
"""Older ones are in the error report."""


class Tries(QWidget):
    """A foldout that names how many there were."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._shown: tuple[Attempt, ...] = ()
        self.foldout = Foldout(kit.theme, "")
        self.rows: list[Lines] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.foldout)

    def show_attempts(self, attempts: Sequence[Attempt]) -> None:
        """Show these; none are no room."""
        self.setVisible(bool(attempts))
        if tuple(attempts) == self._shown:
            return
        self._shown = tuple(attempts)
        self.foldout.say(count(len(attempts), self.tr("1 try"), self.tr("%1 tries")))
        for row in self.rows:
            self.foldout.inside.removeWidget(row)
            row.deleteLater()
        self.rows = []
        for attempt in list(reversed(attempts))[:MOST]:
            self._add(self._line(attempt), "text")
            if attempt.fault is not None:
                self._add(attempt.fault.message, "dim")

    def _add(self, text: str, token: str) -> None:
        row = Lines(self._kit.theme, token, pixels=12, pitch=17)
        row.show_text(text)
        self.rows.append(row)
        self.foldout.inside.addWidget(row)

    def _line(self, attempt: Attempt) -> str:
        at = short_time(attempt.started_at, self._kit.zone, self._kit.desk.now())
        outcome = self.tr("under way") if attempt.finished_at is None else _word(attempt.outcome)
        return f"{attempt.number} · {at} · {outcome}"


def _word(outcome: str) -> str:
    try:
        return words.status_word(PostStatus(outcome))
    except ValueError:  # an outcome of a newer program
        return outcome
