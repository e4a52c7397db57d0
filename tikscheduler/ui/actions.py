"""What the user does to the plan, asked of the plan on its own thread, with undo and redo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tikscheduler.domain.zones import Moment, at_wall_time
from tikscheduler.ui.desk import Desk
from tikscheduler.ui.signals import AppSignals

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program
    from tikscheduler.services.plan import Action, Outcome
    from tikscheduler.services.scheduling import Wish

Done = Callable[["Outcome"], object] | None
Failed = Callable[[Exception], object] | None


class PlanActions(QObject):
    """Each action is carried out in order, told to all by `AppSignals.plan_changed`, and can be
    taken back. What could not be done is told as well, post by post."""

    undo_changed = Signal(object, object)  # what Ctrl+Z and Ctrl+Shift+Z would do: Action or None

    def __init__(
        self, signals: AppSignals, desk: Desk, zone: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._signals, self._desk, self._zone = signals, desk, zone
        self.can_undo: Action | None = None
        """What Ctrl+Z would take back now."""

    def add(self, wishes: Sequence[Wish], done: Done = None, failed: Failed = None) -> None:
        """Add posts."""
        self._do(lambda program: program.plan.add(wishes), done, failed)

    def edit(self, post_id: int, wish: Wish, done: Done = None, failed: Failed = None) -> None:
        """Change what a post holds."""
        self._do(lambda program: program.plan.edit(post_id, wish), done, failed)

    def move(self, walls: Mapping[int, datetime], zone: str = "") -> None:
        """Give posts other times, as naive wall times in `zone` (the window's)."""
        name = zone or self._zone

        def work(program: Program) -> Outcome:
            moments: dict[int, Moment] = {
                post_id: at_wall_time(wall, name) for post_id, wall in walls.items()
            }
            return program.plan.move(moments)

        self._do(work)

    def copy(self, copies: Sequence[tuple[int, datetime | None]], done: Done = None) -> None:
        """Copy posts to naive wall times in the window's zone, or unplanned."""

        def work(program: Program) -> Outcome:
            return program.plan.copy(
                [
                    (post_id, at_wall_time(wall, self._zone) if wall else None)
                    for post_id, wall in copies
                ]
            )

        self._do(work, done)

    def assign(self, ids: Sequence[int], account_id: int) -> None:
        """Give posts to another account."""
        self._do(lambda program: program.plan.assign(ids, account_id))

    def retry(self, ids: Sequence[int]) -> None:
        """Put failed, missed and held posts back into the queue."""
        self._do(lambda program: program.plan.retry(ids))

    def publish_now(self, ids: Sequence[int]) -> None:
        """Have posts go out at once."""
        self._do(lambda program: program.plan.publish_now(ids))

    def found(self, ids: Sequence[int]) -> None:
        """Settle posts in doubt that their creator sees on TikTok."""
        self._do(lambda program: program.plan.found(ids))

    def post_again(self, ids: Sequence[int]) -> None:
        """Send posts in doubt once more that their creator does not see on TikTok."""
        self._do(lambda program: program.plan.post_again(ids))

    def send_as_drafts(self, ids: Sequence[int]) -> None:
        """Send posts that may not go out directly to their creators' inboxes."""
        self._do(lambda program: program.plan.send_as_drafts(ids))

    def resume_account(self, account_id: int) -> None:
        """Let an account go on that TikTok took nothing of."""
        self._desk.act(self, lambda program: program.blocks.resume(account_id))

    def cancel(self, ids: Sequence[int]) -> None:
        """Take posts out of the plan; they stay in the list."""
        self._do(lambda program: program.plan.cancel(ids))

    def delete(self, ids: Sequence[int]) -> None:
        """Remove posts."""
        self._do(lambda program: program.plan.delete(ids))

    def undo(self) -> None:
        """Take the last action back."""
        self._do(lambda program: program.plan.undo())

    def redo(self) -> None:
        """Do again what was taken back."""
        self._do(lambda program: program.plan.redo())

    def _do(
        self,
        work: Callable[[Program], Outcome | None],
        done: Done = None,
        failed: Failed = None,
    ) -> None:
        def told(outcome: Outcome | None) -> None:
            if outcome is None:
                return
            self.can_undo = outcome.can_undo
            self.undo_changed.emit(outcome.can_undo, outcome.can_redo)
            self._signals.plan_changed.emit(outcome)
            if done:
                done(outcome)

        self._desk.act(self, work, told, failed)
