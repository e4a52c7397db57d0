"""Asks once before an account is disconnected, since that cannot be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from tikscheduler.domain.account import Account
from tikscheduler.ui.accounts.actions import AccountActions
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import button, label

if TYPE_CHECKING:
    from tikscheduler.storage import Storage

WIDTH = 420


class Disconnect(QDialog):
    """Says what becomes of the planned posts, then does it."""

    def __init__(
        self, kit: Kit, actions: AccountActions, account: Account, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._actions, self._account = actions, account
        title = self.tr("Disconnect %1?").replace("%1", account.name)
        self.setWindowTitle(title)
        self.setFixedWidth(WIDTH)
        self.planned = label(self.tr("Looking for its planned posts…"), wrap=True)
        self.keep = button(self.tr("Keep it connected"), self.reject)
        self.keep.setDefault(True)
        self.disconnect_button = button(self.tr("Disconnect"), self._on_disconnect, kind="danger")
        self.disconnect_button.setAutoDefault(False)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.keep)
        row.addWidget(self.disconnect_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(label(title, "title", wrap=True))
        column.addWidget(
            label(
                self.tr(
                    "tikscheduler gives its access back to TikTok and forgets this login. What "
                    "is on TikTok already stays there."
                ),
                wrap=True,
            )
        )
        column.addWidget(self.planned)
        column.addWidget(
            label(
                self.tr("Only a new login brings it back."),
                "dim",
                wrap=True,
            )
        )
        column.addSpacing(8)
        column.addLayout(row)
        kit.desk.read(self, self._count, self._show_planned)

    @staticmethod
    def ask(kit: Kit, actions: AccountActions, account: Account, parent: QWidget) -> Disconnect:
        """Open the question over the window a widget is in."""
        made = Disconnect(kit, actions, account, parent.window())
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.open()
        return made

    def _count(self, storage: Storage) -> int:
        return len(storage.posts.open_of(self._account.id))

    def _show_planned(self, count: int) -> None:
        if not count:
            self.planned.setText(self.tr("It has no planned posts."))
            return
        words = (
            self.tr("Its planned post stays in the list, held.")
            if count == 1
            else self.tr("Its %1 planned posts stay in the list, held.").replace("%1", str(count))
        )
        after = self.tr("They wait until this account is connected again.")
        self.planned.setText(f"{words} {after}")

    def _on_disconnect(self) -> None:
        self._actions.disconnect_account(self._account)
        self.accept()
