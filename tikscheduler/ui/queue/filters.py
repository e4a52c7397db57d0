"""What the queue is filtered by, and how that is remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton

from tikscheduler.domain.listing import SortKey, Wanted
from tikscheduler.domain.post import PostStatus
from tikscheduler.ui import icons
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.queue.chips import Chips
from tikscheduler.ui.queue.reading import Order
from tikscheduler.ui.widgets import button, icon_button

KEPT = "queue.order"
TYPING_MS = 200


class Filters(QFrame):
    """Chips, accounts, and what was searched for. `changed` comes with every other `order`."""

    changed = Signal()

    def __init__(self, kit: Kit, order: Order, columns_menu: Callable[[], QMenu]) -> None:
        super().__init__()
        self._kit = kit
        self.order = order
        self.chips = Chips(kit)
        self.chips.set_statuses(self.order.wanted.statuses)
        self.chips.chosen.connect(lambda chosen: self._want(statuses=chosen))
        self.accounts: QPushButton = button(
            "", kind="flat", icon="person", tip=self.tr("Whose posts are listed")
        )
        self.accounts.setMenu(QMenu(self.accounts))
        self.accounts.menu().aboutToShow.connect(self._fill_accounts)
        self.columns: QToolButton = icon_button("columns", self.tr("Columns and order"))
        self.columns.setProperty("kind", "")
        self.columns.clicked.connect(
            lambda: columns_menu().popup(self.columns.mapToGlobal(self.columns.rect().bottomLeft()))
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(2)
        row.addWidget(self.chips, 1)
        row.addWidget(self.accounts)
        row.addWidget(self.columns)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._search = ""
        self._typing = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._typing.timeout.connect(self._on_typed)
        kit.book.changed.connect(self._show_accounts)
        kit.theme.changed.connect(self._paint_icons)
        self._show_accounts()
        self._paint_icons()

    # --- what is wanted --------------------------------------------------------------------

    def search(self, text: str) -> None:
        """What is typed into the search field."""
        self._search = text.strip()
        self._typing.start()

    def sort(self, key: SortKey, descending: bool) -> None:
        """Put the list in another order."""
        self._set(Order(wanted=self.order.wanted, sort=key, descending=descending))

    def clear(self) -> None:
        """List everything."""
        self._typing.stop()
        self._search = ""
        self.chips.set_statuses(frozenset())
        self._set(Order(sort=self.order.sort, descending=self.order.descending))
        self._show_accounts()

    def _on_typed(self) -> None:
        self._want(search=self._search)

    def _want(
        self,
        *,
        statuses: frozenset[PostStatus] | None = None,
        accounts: frozenset[int] | None = None,
        search: str | None = None,
    ) -> None:
        old = self.order.wanted
        wanted = Wanted(
            statuses=old.statuses if statuses is None else statuses,
            accounts=old.accounts if accounts is None else accounts,
            search=old.search if search is None else search,
        )
        self._set(Order(wanted=wanted, sort=self.order.sort, descending=self.order.descending))

    def _set(self, order: Order) -> None:
        if order != self.order:
            self.order = order
            _remember(self._kit, order)
            self.changed.emit()

    # --- accounts --------------------------------------------------------------------------

    def _fill_accounts(self) -> None:
        menu, chosen = self.accounts.menu(), self.order.wanted.accounts
        menu.clear()
        add = menu.addAction(self.tr("All accounts"), lambda: self._choose(frozenset()))
        add.setCheckable(True)
        add.setChecked(not chosen)
        menu.addSeparator()
        for account in self._kit.book.accounts:
            add = menu.addAction(account.name)
            add.setCheckable(True)
            add.setChecked(account.id in chosen)
            add.triggered.connect(lambda _=False, it=account.id: self._choose(chosen ^ {it}))

    def _choose(self, accounts: frozenset[int]) -> None:
        self._want(accounts=accounts)
        self._show_accounts()

    def _show_accounts(self) -> None:
        chosen = self.order.wanted.accounts
        if not chosen:
            text = self.tr("All accounts")
        elif len(chosen) == 1:
            text = self._kit.book.name(next(iter(chosen)))
        else:
            text = self.tr("%1 accounts").replace("%1", str(len(chosen)))
        self.accounts.setText(text)
        self.accounts.setAccessibleName(self.tr("Accounts listed: %1").replace("%1", text))

    def _paint_icons(self) -> None:
        dim = self._kit.theme.tokens.dim
        self.accounts.setIcon(icons.icon("person", dim))
        self.columns.setIcon(icons.icon("columns", dim))


def _remember(kit: Kit, order: Order) -> None:
    kept = {
        "statuses": sorted(str(status) for status in order.wanted.statuses),
        "accounts": sorted(order.wanted.accounts),
        "sort": str(order.sort),
        "descending": order.descending,
    }
    kit.preferences.set(KEPT, kept)


def remembered(kit: Kit) -> Order:
    """The order of last time; what was searched for is not kept."""
    kept: dict[str, Any] = kit.preferences.get(KEPT, {})
    try:
        wanted = Wanted(
            statuses=frozenset(map(PostStatus, kept.get("statuses", []))),
            accounts=frozenset(map(int, kept.get("accounts", []))),
        )
        sort = SortKey(kept.get("sort", SortKey.WHEN))
        return Order(wanted=wanted, sort=sort, descending=bool(kept.get("descending", False)))
    except (TypeError, ValueError):  # another version wrote it
        return Order()
