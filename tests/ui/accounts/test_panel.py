"""The accounts in the sidebar: what their rows say, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tests.conftest import NOON, FakeClock
from tests.ui.conftest import AddPost, add_account
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import PostStatus
from tikscheduler.storage import Storage
from tikscheduler.ui.accounts.panel import AccountsPanel
from tikscheduler.ui.kit import Kit

pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)"
)
Change = Callable[..., None]


@pytest.fixture
def accounts(storage: Storage) -> list[Account]:
    made = [add_account(storage, name) for name in ("luna.bakes", "trailnotes", "deskcraft")]
    return [storage.accounts.update(one.id, synced_at=NOON) for one in made]


@pytest.fixture
def panel(qtbot: QtBot, accounts: list[Account], kit: Kit) -> AccountsPanel:
    kit.requests.connect_account.disconnect()  # the login has tests of its own
    made = AccountsPanel(kit)
    qtbot.addWidget(made)
    made.resize(195, 500)
    made.show()
    kit.signals.accounts_changed.emit()
    qtbot.waitUntil(lambda: len(made.rows) == len(accounts))
    return made


@pytest.fixture
def change(storage: Storage, kit: Kit, qtbot: QtBot) -> Change:
    """Change an account in the database, and wait for the window to know."""

    def do(account: Account, **changes: object) -> None:
        changed = storage.accounts.update(account.id, **changes)
        kit.signals.accounts_changed.emit()
        qtbot.waitUntil(lambda: kit.book.get(account.id) == changed)

    return do


def menu_of(panel: AccountsPanel) -> QMenu:
    [menu] = panel.findChildren(QMenu)
    return menu


def choose(menu: QMenu, text: str) -> None:
    next(one for one in menu.actions() if one.text() == text).trigger()


def test_a_row_tells_name_use_and_health(
    qtbot: QtBot, panel: AccountsPanel, accounts: list[Account], add_post: AddPost, kit: Kit
) -> None:
    row = panel.rows[accounts[0].id]
    assert row.accessibleName() == "@luna.bakes"
    assert row.subtitle == "0 of 15 today"
    assert row.health.level == "good"
    assert "Ready to post" in row.accessibleDescription()
    assert "Ready to post" in row.toolTip()


def test_use_counts_what_went_out_in_the_last_day(
    qtbot: QtBot,
    panel: AccountsPanel,
    accounts: list[Account],
    add_post: AddPost,
    storage: Storage,
    kit: Kit,
) -> None:
    post = add_post(None, of=accounts[1], status=PostStatus.UNPLANNED)
    _began(storage, post.id)
    kit.signals.accounts_changed.emit()
    row = panel.rows[accounts[1].id]
    qtbot.waitUntil(lambda: row.subtitle == "1 of 15 today")
    assert panel.rows[accounts[0].id].subtitle == "0 of 15 today"


def _began(storage: Storage, post_id: int) -> None:
    from tikscheduler.storage.tables import PostRow

    database = storage.posts._database
    with database.unit_of_work():
        database.run(
            PostRow.update(upload_started_at=NOON - timedelta(hours=1)).where(PostRow.id == post_id)
        )


@pytest.mark.parametrize(
    ("changes", "level", "subtitle", "words"),
    [
        ({"needs_login": True}, "failed", "Log in again", "ended the login"),
        ({"refresh_expires_at": NOON}, "failed", "Log in again", "ended the login"),
        (
            {"refresh_expires_at": NOON + timedelta(days=13)},
            "wait",
            "Log in by 6 Dec",
            "Log in again by Sun 6 Dec",
        ),
        ({"synced_at": NOON - timedelta(days=2)}, "wait", "0 of 15 today", "Not synced since"),
        ({"synced_at": None}, "wait", "0 of 15 today", "Sync it"),
        ({"paused": True}, "wait", "Paused", "nothing of it goes out"),
        ({"paused": True, "needs_login": True}, "failed", "Log in again", "ended the login"),
    ],
)
def test_what_is_amiss_is_said(
    panel: AccountsPanel,
    accounts: list[Account],
    change: Change,
    changes: dict[str, object],
    level: str,
    subtitle: str,
    words: str,
) -> None:
    change(accounts[0], **changes)
    row = panel.rows[accounts[0].id]
    assert (row.health.level, row.subtitle) == (level, subtitle)
    assert words in row.accessibleDescription()


def test_time_alone_makes_a_login_old(
    panel: AccountsPanel, accounts: list[Account], kit: Kit, clock: FakeClock
) -> None:
    clock.tick(days=179)
    kit.overview.changed.emit()
    assert panel.rows[accounts[0].id].health.level == "wait"


def test_rows_stay_while_their_accounts_do(
    qtbot: QtBot, panel: AccountsPanel, accounts: list[Account], storage: Storage, kit: Kit
) -> None:
    before = dict(panel.rows)
    added = add_account(storage, "kitchenlab")
    storage.accounts.remove(accounts[1].id, NOON)
    kit.signals.accounts_changed.emit()
    qtbot.waitUntil(lambda: added.id in panel.rows)
    assert set(panel.rows) == {accounts[0].id, accounts[2].id, added.id}
    assert panel.rows[accounts[0].id] is before[accounts[0].id]
    places = [panel.rows[one.id].y() for one in kit.book.accounts]
    qtbot.waitUntil(lambda: [r.y() for r in panel.rows.values()] == sorted(places))


def test_the_plus_asks_for_a_new_account(qtbot: QtBot, panel: AccountsPanel, kit: Kit) -> None:
    with qtbot.waitSignal(kit.requests.connect_account) as asked:
        qtbot.mouseClick(panel.add, Qt.MouseButton.LeftButton)
    assert asked.args == [None]
    with qtbot.waitSignal(kit.requests.connect_account):
        qtbot.keyClick(panel.add, Qt.Key.Key_Space)


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_a_row_opens_its_card(
    qtbot: QtBot, panel: AccountsPanel, accounts: list[Account], how: str
) -> None:
    row = panel.rows[accounts[1].id]
    if how == "mouse":
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(60, 20))
    else:
        row.setFocus()
        qtbot.keyClick(row, Qt.Key.Key_Return)
    assert panel.card is not None
    assert panel.card.isVisible()
    assert panel.card.handle.text() == "@trailnotes"
    qtbot.keyClick(panel.card, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not QApplication.activePopupWidget())


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_an_account_is_hidden_and_shown(
    qtbot: QtBot, panel: AccountsPanel, accounts: list[Account], kit: Kit, how: str
) -> None:
    row = panel.rows[accounts[0].id]

    def press() -> None:
        if how == "mouse":
            qtbot.mouseMove(row)
            QApplication.processEvents()
            qtbot.mouseClick(row.eye, Qt.MouseButton.LeftButton)
        else:
            qtbot.keyClick(row, Qt.Key.Key_Space)

    plain = row.grab().toImage()
    press()
    assert kit.book.hidden == {accounts[0].id}
    assert row.eye.isVisible()
    assert "Hidden" in row.accessibleDescription()
    assert "Show" in row.eye.toolTip()
    assert row.grab().toImage() != plain
    press()
    assert kit.book.hidden == frozenset()
    assert panel.card is None


@pytest.mark.parametrize("how", ["mouse", "menu key", "shift f10"])
def test_a_row_has_a_menu(
    qtbot: QtBot, panel: AccountsPanel, accounts: list[Account], kit: Kit, how: str
) -> None:
    row = panel.rows[accounts[0].id]
    if how == "mouse":
        at = QPoint(40, 20)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, row.mapToGlobal(at))
        QApplication.sendEvent(row, event)
    elif how == "menu key":
        qtbot.keyClick(row, Qt.Key.Key_Menu)
    else:
        qtbot.keyClick(row, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = menu_of(panel)
    assert menu.isVisible()
    texts = [one.text() for one in menu.actions() if one.text()]
    assert texts == [
        "Show details",
        "Show on the calendar",
        "Sync now",
        "Pause",
        "Log in again…",
        "Disconnect…",
    ]
    choose(menu, "Show on the calendar")
    assert kit.book.hidden == {accounts[0].id}
    menu.close()


def test_the_menu_logs_in_again(
    qtbot: QtBot, panel: AccountsPanel, accounts: list[Account], kit: Kit
) -> None:
    panel.open_menu(accounts[2].id, QPoint())
    with qtbot.waitSignal(kit.requests.connect_account) as asked:
        choose(menu_of(panel), "Log in again…")
    assert asked.args == [accounts[2].id]
    menu_of(panel).close()


def test_the_arrows_go_from_row_to_row(
    qtbot: QtBot, panel: AccountsPanel, accounts: list[Account]
) -> None:
    rows = [panel.rows[one.id] for one in accounts]
    rows[0].setFocus()
    qtbot.keyClick(rows[0], Qt.Key.Key_Down)
    assert rows[1].hasFocus()
    qtbot.keyClick(rows[1], Qt.Key.Key_Down)
    qtbot.keyClick(rows[2], Qt.Key.Key_Down)
    assert rows[2].hasFocus()
    qtbot.keyClick(rows[2], Qt.Key.Key_Up)
    assert rows[1].hasFocus()


def test_tab_goes_through_the_panel(
    qtbot: QtBot, panel: AccountsPanel, accounts: list[Account]
) -> None:
    panel.add.setFocus()
    reached = []
    for _ in accounts:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert reached == [panel.rows[one.id] for one in accounts]


def test_many_accounts_scroll_to_the_one_with_the_focus(
    qtbot: QtBot, kit: Kit, storage: Storage, panel: AccountsPanel
) -> None:
    with storage.posts._database.unit_of_work():
        for number in range(200):
            add_account(storage, f"many{number:03}")
    kit.signals.accounts_changed.emit()
    qtbot.waitUntil(lambda: len(panel.rows) == 203)
    last = panel.rows[kit.book.accounts[-1].id]
    bar = panel.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    last.setFocus()
    qtbot.waitUntil(lambda: not last.visibleRegion().isEmpty())
    assert bar.value() > 0
    assert not panel.area.horizontalScrollBar().isVisible()


def test_nothing_is_painted_anew_without_a_change(
    qtbot: QtBot, panel: AccountsPanel, accounts: list[Account], kit: Kit
) -> None:
    row = panel.rows[accounts[0].id]
    asked: list[int] = []
    row.update = lambda *_: asked.append(1)  # type: ignore[method-assign]
    kit.book.changed.emit()
    kit.overview.changed.emit()
    assert asked == []
    kit.book.set_hidden(accounts[0].id, True)
    assert asked == [1]


def test_without_accounts_it_offers_to_connect_one(qtbot: QtBot, kit: Kit) -> None:
    panel = AccountsPanel(kit)
    kit.requests.connect_account.disconnect()
    qtbot.addWidget(panel)
    panel.show()
    assert not panel.empty.isVisible()  # nothing is known yet
    qtbot.waitUntil(panel.empty.isVisible)
    with qtbot.waitSignal(kit.requests.connect_account):
        panel.empty.click()


def test_it_follows_the_theme(
    qtbot: QtBot, panel: AccountsPanel, accounts: list[Account], kit: Kit
) -> None:
    row = panel.rows[accounts[0].id]
    light = row.grab().toImage()
    kit.theme.choose("dark")
    assert row.grab().toImage() != light
