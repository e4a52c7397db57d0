"""What is known of an account, line by line: its login, its last sync, what it has used."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QWidget

from tikscheduler.domain.account import DAILY_CAP, Account
from tikscheduler.domain.limits import PENDING_DRAFTS
from tikscheduler.ui.accounts.health import (
    access_words,
    login_words,
    missing_words,
    sync_words,
    unaudited_words,
)
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import label, set_kind


class AccountFacts(QWidget):
    """A name and a value each; what there is nothing to say of is not shown."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.names = {
            "login": label(self.tr("Login"), "dim"),
            "access": label(self.tr("Access"), "dim"),
            "sync": label(self.tr("Last sync"), "dim"),
            "error": label(self.tr("Last error"), "dim"),
            "missing": label(self.tr("Not allowed"), "dim"),
            "used": label(self.tr("Last 24 hours"), "dim"),
        }
        self.values: dict[str, QLabel] = {name: label("", wrap=True) for name in self.names}
        self.audit = label(unaudited_words(), "banner", wrap=True)
        self.bar = QProgressBar()
        self.bar.setRange(0, DAILY_CAP)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setAccessibleName(self.tr("Posts of the last 24 hours"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for place, (name, told) in enumerate(self.names.items()):
            grid.addWidget(told, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self.values[name], place, 1)
        grid.addWidget(self.bar, len(self.names), 0, 1, 2)
        grid.addWidget(self.audit, len(self.names) + 1, 0, 1, 2)

    def show_account(self, account: Account, error: str) -> None:
        """Show what is known now; `error` is what went wrong last."""
        kit, now = self._kit, self._kit.desk.now()
        posts, drafts = kit.book.used(account.id)
        told = {
            "login": login_words(account, kit.zone, now),
            "access": access_words(account, now),
            "sync": sync_words(account, kit.zone, now),
            "error": error,
            "missing": missing_words(account),
            "used": self._used_words(posts, drafts),
        }
        for name, words in told.items():
            self.values[name].setText(words)
            for one in (self.names[name], self.values[name]):
                one.setVisible(bool(words))
        self.audit.setVisible(kit.book.audited is False)
        set_kind(self.values["login"], "wait" if account.login_ends_soon(now) else "")
        self.bar.setValue(min(posts, DAILY_CAP))
        colour = kit.book.colour(account.id).name()
        self.bar.setStyleSheet(f"QProgressBar::chunk {{ background: {colour}; }}")

    def _used_words(self, posts: int, drafts: int) -> str:
        words = self.tr("%1 of about %2 posts").replace("%1", str(posts))
        waiting = self.tr("%1 of %2 drafts in the inbox").replace("%1", str(drafts))
        return "\n".join(
            (words.replace("%2", str(DAILY_CAP)), waiting.replace("%2", str(PENDING_DRAFTS)))
        )
