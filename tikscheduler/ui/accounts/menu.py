"""What can be done to an account, as a menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from tikscheduler.domain.account import Account
from tikscheduler.ui import icons
from tikscheduler.ui.accounts.actions import AccountActions
from tikscheduler.ui.accounts.disconnect import Disconnect
from tikscheduler.ui.accounts.health import health_of
from tikscheduler.ui.kit import Kit


def account_menu(
    kit: Kit,
    actions: AccountActions,
    account: Account,
    parent: QWidget,
    open_card: Callable[[], object],
) -> QMenu:
    """The menu of one account; it goes away by itself once it is closed."""
    menu = QMenu(parent)
    menu.setAccessibleName(account.name)
    menu.aboutToHide.connect(menu.deleteLater)

    def add(icon: str, text: str, done: Callable[[], object]) -> QAction:
        action = menu.addAction(icons.icon(icon, kit.theme.tokens.dim), text)
        action.triggered.connect(lambda _checked=False: done())
        return action

    add("person", tr("Show details"), open_card)
    shown = add("eye", tr("Show on the calendar"), lambda: None)
    shown.setCheckable(True)
    shown.setChecked(account.id not in kit.book.hidden)
    shown.toggled.connect(lambda on: actions.show_on_calendar(account.id, on))
    menu.addSeparator()
    sync = add("sync", tr("Sync now"), lambda: actions.sync(account))
    ended = health_of(account, kit.zone, kit.desk.now()).needs_login
    sync.setEnabled(account.id not in actions.busy and not ended)
    if account.paused:
        add("play", tr("Resume"), lambda: actions.pause(account.id, False))
    else:
        add("pause", tr("Pause"), lambda: actions.pause(account.id, True))
    add("key", tr("Log in again…"), lambda: actions.log_in(account.id))
    menu.addSeparator()
    add("leave", tr("Disconnect…"), lambda: Disconnect.ask(kit, actions, account, parent))
    return menu


def tr(text: str) -> str:
    """A text of the menu in the user's language."""
    return QCoreApplication.translate("account_menu", text)
