"""The accounts in the sidebar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from tikscheduler.ui import icons
from tikscheduler.ui.accounts.actions import AccountActions
from tikscheduler.ui.accounts.health import unaudited_words
from tikscheduler.ui.accounts.login_notice import LoginNotice
from tikscheduler.ui.accounts.row import AccountRow, make_small
from tikscheduler.ui.avatars import Avatars
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import button, icon_button, label

if TYPE_CHECKING:
    from tikscheduler.ui.accounts.card import AccountCard


class AccountsPanel(QWidget):
    """Every connected account with its health and use. Rows are kept while their account is."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._avatars = Avatars(kit)
        self.doing = AccountActions(kit, self)
        LoginNotice(kit, self)
        self.rows: dict[int, AccountRow] = {}
        self.add = icon_button("plus", self.tr("Connect an account"), self._on_add)
        make_small(self.add)
        self.empty = button(self.tr("Connect an account"), self._on_add, kind="link")
        self.empty.setStyleSheet("QPushButton { padding: 6px 10px; }")
        self.empty.hide()
        self.audit = label(self.tr("App not audited: private accounts only"), "banner", wrap=True)
        self.audit.setToolTip(unaudited_words())
        self.audit.setAccessibleDescription(unaudited_words())
        self.audit.hide()
        self._rows = QVBoxLayout()
        self._lay_out()
        kit.book.changed.connect(self._show)
        kit.overview.changed.connect(self._show)  # comes every half minute too, as time passes
        kit.theme.changed.connect(self._paint)
        self.doing.changed.connect(self._on_doing)
        self._avatars.ready.connect(self._on_avatar)
        self._paint()
        self._show()

    def _lay_out(self) -> None:
        heading = label(self.tr("Accounts").upper(), "label")
        font = QFont(heading.font())
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.7)
        heading.setFont(font)
        top = QHBoxLayout()
        top.setContentsMargins(10, 0, 3, 0)
        top.addWidget(heading, 1)
        top.addWidget(self.add)
        inside = QWidget()
        inside.setObjectName("rows")
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.empty, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._rows)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        for ground in (self.area.viewport(), inside):
            ground.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addLayout(top)
        whole.addWidget(self.audit)
        whole.addWidget(self.area, 1)

    # --- showing ---------------------------------------------------------------------------

    def _show(self) -> None:
        accounts = self._kit.book.accounts
        here = {account.id for account in accounts}
        for gone in self.rows.keys() - here:
            row = self.rows.pop(gone)
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, account in enumerate(accounts):
            row_ = self.rows.get(account.id)
            if row_ is None:
                row_ = self._new_row(place, account.id)
            row_.show_account(account, busy=account.id in self.doing.busy)
        self.empty.setVisible(self._kit.book.loaded and not accounts)
        self.audit.setVisible(self._kit.book.audited is False and bool(accounts))

    def _new_row(self, place: int, account_id: int) -> AccountRow:
        account = self._kit.book.get(account_id)
        assert account is not None  # noqa: S101 - it stands in the list that is being shown
        row = AccountRow(self._kit, self._avatars, account)
        row.clicked.connect(lambda _checked=False: self.open_card(account_id))
        row.visibility_toggled.connect(lambda: self._toggle(account_id))
        row.menu_wanted.connect(lambda at: self.open_menu(account_id, at))
        row.installEventFilter(self)
        item = self._rows.itemAt(place - 1) if place else None
        before = item.widget() if item is not None else None
        self._rows.insertWidget(place, row)
        QWidget.setTabOrder(before or self.add, row)
        self.rows[account_id] = row
        return row

    def _paint(self) -> None:
        self.add.setIcon(icons.icon("plus", self._kit.theme.tokens.dim))
        for row in self.rows.values():
            row.update()

    def _on_doing(self, _account_id: int) -> None:
        self._show()

    def _on_avatar(self, account_id: int) -> None:
        if account_id in self.rows:
            self.rows[account_id].update()

    @property
    def card(self) -> AccountCard | None:
        """The card that is open."""
        from tikscheduler.ui.accounts.card import AccountCard

        cards = self.findChildren(AccountCard, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return cards[-1] if cards else None

    # --- asked for -------------------------------------------------------------------------

    def open_card(self, account_id: int) -> None:
        """Show the account's card beside its row."""
        from tikscheduler.ui.accounts.card import AccountCard

        row = self.rows.get(account_id)
        if row is None:
            return
        card = AccountCard(self._kit, self._avatars, self.doing, account_id, self)
        card.open_beside(row)

    def open_menu(self, account_id: int, at: QPoint) -> None:
        """Show the account's menu."""
        from tikscheduler.ui.accounts.menu import account_menu

        account = self._kit.book.get(account_id)
        if account is None:
            return
        menu = account_menu(
            self._kit, self.doing, account, self, lambda: self.open_card(account_id)
        )
        menu.popup(at)

    def _toggle(self, account_id: int) -> None:
        hidden = account_id in self._kit.book.hidden
        self.doing.show_on_calendar(account_id, hidden)

    def _on_add(self) -> None:
        self._kit.requests.connect_account.emit(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the arrows go from row to row, and a row with the focus is in sight."""
        if isinstance(watched, AccountRow):
            if event.type() == QEvent.Type.FocusIn:
                self.area.ensureWidgetVisible(watched, 0, 8)
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._step(watched, event.key())
        return super().eventFilter(watched, event)

    def _step(self, row: AccountRow, key: int) -> bool:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)
        if not step:
            return False
        rows = [self.rows[account.id] for account in self._kit.book.accounts]
        place = rows.index(row) + step
        if 0 <= place < len(rows):
            rows[place].setFocus(Qt.FocusReason.OtherFocusReason)
        return True
