"""What the user does to an account, asked of the program on other threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tikscheduler.domain.account import Account
from tikscheduler.domain.errors import LoginNeeded, TikSchedulerError
from tikscheduler.ui.kit import Kit

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program


class AccountActions(QObject):
    """`busy` are the accounts being synced or disconnected; `errors` what went wrong last."""

    changed = Signal(int)

    def __init__(self, kit: Kit, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self.busy: set[int] = set()
        self.errors: dict[int, str] = {}

    def show_on_calendar(self, account_id: int, shown: bool) -> None:
        """Show or leave out the account's posts."""
        self._kit.book.set_hidden(account_id, not shown)

    def log_in(self, account_id: int) -> None:
        """Open the login in the browser."""
        self._kit.requests.connect_account.emit(account_id)

    def pause(self, account_id: int, paused: bool) -> None:
        """Let nothing of this account go out, or let it go on."""

        def work(program: Program) -> None:
            pausing = program.pausing
            (pausing.pause_account if paused else pausing.resume_account)(account_id)

        self._kit.desk.act(self, work, lambda _: self._kit.signals.accounts_changed.emit())

    def sync(self, account: Account) -> None:
        """Read the account's name, numbers and limits from TikTok anew."""
        if account.id in self.busy:
            return

        def done(_: object) -> None:
            self._end(account.id)
            self._kit.signals.remark.emit(self.tr("%1 is up to date.").replace("%1", account.name))

        self._begin(account.id)
        self._kit.desk.ask(
            self,
            lambda program: program.accounts.sync(account),
            done,
            lambda error: self._on_failed(account, error),
        )

    def disconnect_account(self, account: Account) -> None:
        """Revoke the login and forget it."""

        def work(program: Program) -> list[str]:
            from tikscheduler.services.avatars import forget_avatar

            remarks = program.accounts.disconnect(account)
            forget_avatar(program.settings.profile, account)
            return remarks

        def done(remarks: list[str]) -> None:
            self._end(account.id)
            self.show_on_calendar(account.id, True)  # its number may go to another account
            told = remarks or [self.tr("%1 is disconnected.").replace("%1", account.name)]
            for remark in told:
                self._kit.signals.remark.emit(remark)

        self._begin(account.id)
        self._kit.desk.ask(self, work, done, lambda error: self._on_failed(account, error))

    # --- inside ----------------------------------------------------------------------------

    def _begin(self, account_id: int) -> None:
        self.busy.add(account_id)
        self.changed.emit(account_id)

    def _end(self, account_id: int, error: str = "") -> None:
        self.busy.discard(account_id)
        self.errors.pop(account_id, None)
        if error:
            self.errors[account_id] = error
        self.changed.emit(account_id)
        self._kit.signals.accounts_changed.emit()

    def _on_failed(self, account: Account, error: Exception) -> None:
        if isinstance(error, LoginNeeded):  # its own sentence speaks of the command line
            words = self.tr("TikTok has ended the login of %1. Log in again.")
            words = words.replace("%1", account.name)
        elif isinstance(error, TikSchedulerError):
            words = str(error)
        else:
            self._end(account.id)
            self._kit.desk.tell(error)
            return
        self._end(account.id, words)
        self._kit.signals.problem.emit(words)
