"""Logins that will end within two weeks, above the posts that wait: a new login renews one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tikscheduler.domain.account import Account
from tikscheduler.ui import icons
from tikscheduler.ui.accounts.health import date_of
from tikscheduler.ui.attention.card import MARK
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import button, label


class LoginEnds(QWidget):
    """A card for each of these accounts; there is nothing to see where there are none."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.cards: dict[int, LoginCard] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self.hide()

    def show_logins(self) -> bool:
        """Show those there are now; whether there are any."""
        now = self._kit.desk.now()
        ending = {one.id: one for one in self._kit.book.accounts if one.login_ends_soon(now)}
        for gone in self.cards.keys() - ending.keys():
            card = self.cards.pop(gone)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for account in ending.values():
            if account.id not in self.cards:
                self.cards[account.id] = LoginCard(self._kit, account.id)
                self._column.addWidget(self.cards[account.id])
            self.cards[account.id].show_account(account)
        self.setVisible(bool(ending))
        return bool(ending)


class LoginCard(QFrame):
    """One account, until when its login holds, and the button that renews it."""

    def __init__(self, kit: Kit, account_id: int) -> None:
        super().__init__()
        self._kit = kit
        self.setProperty("kind", "card")
        self.mark = QLabel()
        self.heading = label("", "heading", wrap=True)
        self.log_in: QPushButton = button(
            self.tr("Log in again"), lambda: kit.requests.connect_account.emit(account_id)
        )
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self.heading)
        texts.addWidget(
            label(self.tr("TikTok ends every login after a while. Nothing waits yet."), "dim")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 14, 16, 14)
        row.setSpacing(12)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        row.addWidget(self.log_in)
        kit.theme.changed.connect(self._paint_mark)
        self._paint_mark()

    def show_account(self, account: Account) -> None:
        """Show the account as it is now."""
        ends, now = account.refresh_expires_at, self._kit.desk.now()
        until = date_of(ends, self._kit.zone, now) if ends else ""
        text = self.tr("Log in to %1 again by %2").replace("%1", account.name)
        self.heading.setText(text.replace("%2", until))
        self.log_in.setAccessibleName(f"{self.log_in.text()}: {account.name}")

    def _paint_mark(self) -> None:
        theme, scale = self._kit.theme, self.devicePixelRatioF()
        made = QPixmap(round(MARK * scale), round(MARK * scale))
        made.setDevicePixelRatio(scale)
        made.fill(Qt.GlobalColor.transparent)
        with QPainter(made) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("wait_bg"))
            painter.drawEllipse(QRectF(0, 0, MARK, MARK))
            icons.paint(painter, "key", QRectF(8, 8, 16, 16), theme.colour("wait"))
        self.mark.setPixmap(made)
