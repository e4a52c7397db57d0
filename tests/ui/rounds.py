"""Every page and every dialog of the window, for tests that go round all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from tikscheduler.desktop import Desktop
from tikscheduler.domain.post import Post
from tikscheduler.ui import words
from tikscheduler.ui.accounts.disconnect import Disconnect
from tikscheduler.ui.calendar.month import MonthView
from tikscheduler.ui.calendar.page import CalendarPage
from tikscheduler.ui.leaving import CloseQuestion, QuitQuestion
from tikscheduler.ui.reencode.dialog import CopyDialog
from tikscheduler.ui.settings.about import Licences
from tikscheduler.ui.settings.data import RestoreQuestion
from tikscheduler.ui.settings.webhook_group import RenewQuestion
from tikscheduler.ui.signals import Draft

PAGES = ("calendar", "queue", "insights", "attention", "settings")
VIEWS = ("month", "week", "day", "agenda")


@dataclass(frozen=True, kw_only=True)
class Round:
    """A window with posts in it, and a video to begin others with."""

    desktop: Desktop
    qtbot: QtBot
    posts: list[Post]
    video: Path
    kept: list[QWidget] = field(default_factory=list)

    @property
    def calendar(self) -> CalendarPage:
        """The calendar, shown."""
        self.page("calendar")
        found = self.desktop.window.page_widget("calendar")
        assert isinstance(found, CalendarPage)
        return found

    def page(self, name: str) -> QWidget:
        """Show a page."""
        self.desktop.kit.requests.show_page.emit(name)
        found = self.desktop.window.page_widget(name)
        assert found is not None
        return found

    def view(self, name: str) -> QWidget:
        """Show a view of the calendar."""
        page = self.calendar
        page.show_view(name)
        self.qtbot.waitUntil(lambda: page.visible.loaded)
        return page

    def open(self, name: str) -> QWidget:
        """Open a dialog, and wait until it is there."""
        before = set(open_windows())
        made = DIALOGS[name](self)
        if not isinstance(made, QWidget):
            self.qtbot.waitUntil(lambda: bool(set(open_windows()) - before))
            made = (set(open_windows()) - before).pop()
        self.qtbot.waitUntil(made.isVisible)
        return made


def open_windows() -> list[QWidget]:
    """Dialogs and small windows that are open."""
    return [
        one
        for one in QApplication.topLevelWidgets()
        if one.isVisible() and (isinstance(one, QDialog) or one.parentWidget() is not None)
    ]


def shut(qtbot: QtBot, one: QWidget) -> None:
    """Close a dialog and have it deleted."""
    if isinstance(one, QDialog):
        one.done(0)
    else:
        one.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _compose(draft: Callable[[Round], Draft]) -> Callable[[Round], object]:
    return lambda it: it.desktop.kit.requests.compose.emit(draft(it))


def _day_posts(it: Round) -> QWidget:
    page = it.calendar
    page.show_view("month")
    view = page.view
    assert isinstance(view, MonthView)
    at = it.posts[0].scheduled_at
    assert at is not None
    day = words.local(at, it.desktop.kit.zone).date()
    view.show_date(day)
    it.qtbot.waitUntil(lambda: bool(view.visible.of_day(day)))
    found = view.show_day_posts(day)
    assert found is not None
    return found


def _card(it: Round) -> QWidget:
    panel = it.desktop.window.sidebar.panel
    it.qtbot.waitUntil(lambda: bool(panel.rows))
    panel.open_card(it.posts[0].account_id)
    assert panel.card is not None
    return panel.card


def _disconnect(it: Round) -> QWidget:
    panel = it.desktop.window.sidebar.panel
    account = it.desktop.kit.book.get(it.posts[0].account_id)
    assert account is not None
    return Disconnect.ask(it.desktop.kit, panel.doing, account, panel)


def _opened(make: Callable[[Round], QDialog]) -> Callable[[Round], QWidget]:
    def do(it: Round) -> QWidget:
        made = make(it)
        it.kept.append(made)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.open()
        return made

    return do


def _ask_passphrase(it: Round) -> None:
    it.desktop.kit  # noqa: B018 - it is made with it
    it.desktop._passphrase._show()


DIALOGS: dict[str, Callable[[Round], object]] = {
    "new post": _compose(lambda _: Draft()),
    "new post of a video": _compose(lambda it: Draft(videos=(it.video,))),
    "several videos": _compose(
        lambda it: Draft(videos=(it.video, it.video.with_name("other.mp4")))
    ),
    "a post": lambda it: it.desktop.kit.requests.open_post.emit(it.posts[0].id),
    "another time": lambda it: it.desktop.kit.requests.reschedule.emit((it.posts[0].id,)),
    "other times": lambda it: it.desktop.kit.requests.reschedule.emit(
        tuple(post.id for post in it.posts)
    ),
    "connecting": lambda it: it.desktop.kit.requests.connect_account.emit(None),
    "app": lambda it: it.desktop.kit.requests.set_up_app.emit(),
    "keys": lambda it: it.desktop.window.opening.show_keys(),
    "crash": lambda it: it.desktop.kit.signals.crashed.emit("A report"),
    "unusable": lambda it: it.desktop.kit.signals.unusable.emit("It is broken."),
    "passphrase": _ask_passphrase,
    "date": lambda it: it.calendar.jump(),
    "posts of a day": _day_posts,
    "account": _card,
    "disconnecting": _disconnect,
    "closing": _opened(lambda it: CloseQuestion(it.desktop.kit.theme, it.desktop.window)),
    "quitting": _opened(lambda it: QuitQuestion(["A caption"], it.desktop.window)),
    "licences": _opened(lambda it: Licences(it.desktop.window)),
    "restoring": _opened(lambda it: RestoreQuestion(Path("a.db"), it.desktop.window)),
    "copy": _opened(lambda it: CopyDialog(it.desktop.kit, it.video, parent=it.desktop.window)),
    "another secret": _opened(lambda it: RenewQuestion(it.desktop.window)),
}
"""How each is opened: by what the window itself asks for, where there is that."""
