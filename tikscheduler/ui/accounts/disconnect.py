"""Asks once before an account is disconnected, since that cannot be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tikscheduler.domain.account import Account
from tikscheduler.ui.accounts.actions import AccountActions
from tikscheduler.ui.accounts.fitting import fit_over
from tikscheduler.ui.composer.sheet import Sheet
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import button, label

if TYPE_CHECKING:
    from tikscheduler.storage import Storage

WIDTH = 420


class Disconnect(Sheet):
    """Says what becomes of the planned posts, then does it."""

    def __init__(
        self, kit: Kit, actions: AccountActions, account: Account, parent: QWidget | None = None
    ) -> None:
        super().__init__(kit, (WIDTH, 0), parent)
        self._actions, self._account = actions, account
        title = self.tr("Disconnect %1?").replace("%1", account.name)
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.planned = label(self.tr("Looking for its planned posts…"), wrap=True)
        self.keep = button(self.tr("Keep it connected"), self.reject)
        self.keep.setDefault(True)
        self.disconnect_button = button(self.tr("Disconnect"), self._on_disconnect, kind="danger")
        self.disconnect_button.setAutoDefault(False)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.keep)
        row.addWidget(self.disconnect_button)
        column = QVBoxLayout()
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
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
        self.body.addLayout(column)
        fit_over(self, WIDTH)
        self.keep.setFocus()
        kit.desk.read(self, self._count, self._show_planned)

    @staticmethod
    def ask(kit: Kit, actions: AccountActions, account: Account, parent: QWidget) -> Disconnect:
        """Open the question over the window a widget is in."""
        made = Disconnect(kit, actions, account, parent.window())
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.open()
        return made

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: only now do its texts have their fonts."""
        super().showEvent(event)
        fit_over(self, WIDTH)

    def _count(self, storage: Storage) -> int:
        return len(storage.posts.open_of(self._account.id))

    def _show_planned(self, count: int) -> None:
        self.planned.setText(self._planned_words(count))
        fit_over(self, WIDTH)

    def _planned_words(self, count: int) -> str:
        if not count:
            return self.tr("It has no planned posts.")
        if count == 1:
            return self.tr(
                "Its planned post stays in the list, held, and waits until this account is "
                "connected again."
            )
        return self.tr(
            "Its %1 planned posts stay in the list, held, and wait until this account is "
            "connected again."
        ).replace("%1", f"{count:,}")

    def _on_disconnect(self) -> None:
        self._actions.disconnect_account(self._account)
        self.accept()
