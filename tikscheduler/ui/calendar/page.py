"""The calendar page: one of four views, on the day that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.ui import words
from tikscheduler.ui.calendar.header import CalendarHeader
from tikscheduler.ui.calendar.month import MonthView, first_weekday
from tikscheduler.ui.calendar.view import CalendarView
from tikscheduler.ui.calendar.visible import VisiblePosts
from tikscheduler.ui.kit import Kit

if TYPE_CHECKING:
    from tikscheduler.ui.calendar.jump import JumpPopup

SEARCH_MS = 120
"""How long typing rests before the search is carried out."""
TEXT_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)


class CalendarPage(QWidget):
    """Views are built when they are first shown. View and day are remembered; a day only until the
    next, for who comes back tomorrow looks for tomorrow."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.visible = VisiblePosts(kit, self)
        self.header = CalendarHeader(kit)
        self.stack = QStackedWidget()
        self.first_run: QWidget | None = None
        self._views: dict[str, CalendarView] = {}
        self._today = words.local(kit.desk.now(), kit.zone).date()
        self._search = QTimer(self, interval=SEARCH_MS, singleShot=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.stack, 1)
        self.stack.installEventFilter(self)
        self._connect()
        self._add_keys()
        wanted = kit.preferences.get("calendar.view", "month")
        self.show_view(wanted if wanted in BUILDERS else "month", self._remembered_day())

    def _connect(self) -> None:
        kit, header = self._kit, self.header
        header.stepped.connect(lambda by: self.view.step(by))
        header.today_asked.connect(self.show_today)
        header.jump_asked.connect(self.jump)
        header.view_chosen.connect(self.show_view)
        header.searched.connect(lambda _text: self._search.start())
        header.search.returnPressed.connect(self._leave_search)
        self._search.timeout.connect(lambda: self.visible.search(header.search.text()))
        kit.book.changed.connect(self._on_book)
        kit.overview.changed.connect(self._on_clock)

    # --- views -----------------------------------------------------------------------------

    @property
    def view(self) -> CalendarView:
        """The view that is shown."""
        return self._views[self.view_name]

    def show_view(self, name: str, day: date | None = None) -> None:
        """Show a view, on the day that is looked at."""
        if day is None:
            day = self.view.day
        had_focus = bool(self._views) and self.view.hasFocus()
        if name not in self._views:
            made = self._views[name] = BUILDERS[name](self._kit, self.visible)
            made.moved.connect(self._on_moved)
            self.stack.addWidget(made)
        self.view_name = name
        view = self._views[name]
        self.stack.setCurrentWidget(view)
        view.show_date(day)
        if had_focus:
            view.setFocus()
        self._kit.preferences.set("calendar.view", name)
        self._raise_first_run()

    def show_today(self) -> None:
        """Go to today."""
        self.view.show_date(self.view.today())

    def show_post(self, post_id: int) -> None:
        """Select a post on its day; one that has no day is in the queue."""
        requests, zone = self._kit.requests, self._kit.zone

        def show(posts: list[Post]) -> None:
            for post in posts:
                if post.scheduled_at is None or post.status is PostStatus.CANCELLED:
                    requests.show_page.emit("queue")
                    requests.show_post.emit(post.id)
                else:
                    self.view.show_date(words.local(post.scheduled_at, zone).date())
                    self._kit.selection.set((post.id,))

        self._kit.desk.read(self, lambda storage: storage.listing.get_many([post_id]), show)

    def cycle(self, by: int) -> None:
        """Go to the next view, or to the one before."""
        names = list(BUILDERS)
        self.show_view(names[(names.index(self.view_name) + by) % len(names)])

    def jump(self) -> JumpPopup:
        """Open the small calendar."""
        from tikscheduler.ui.calendar.jump import JumpPopup

        popup = JumpPopup(self._kit, self.view.day, first_weekday(self._kit), self)
        popup.chosen.connect(self.view.show_date)
        popup.open_below(self.header.title)
        return popup

    def _on_moved(self) -> None:
        if self.sender() not in (None, self.view):
            return
        self.header.show_view(self.view_name, self.view.title())
        day = self.view.day.isoformat()
        self._kit.preferences.set("calendar.day", [day, self.view.today().isoformat()])

    def _remembered_day(self) -> date:
        kept: list[str] = self._kit.preferences.get("calendar.day", [])
        try:
            day, seen = (date.fromisoformat(one) for one in kept)
        except (ValueError, TypeError):
            return self._today
        return day if seen == self._today else self._today

    # --- keys ------------------------------------------------------------------------------

    def _add_keys(self) -> None:
        key = self._key
        key(self.show_today, "T", "Ctrl+T", "Home")
        key(lambda: self.view.step(-1), "PgUp", "Alt+Left")
        key(lambda: self.view.step(1), "PgDown", "Alt+Right")
        key(lambda: self.show_view("month"), "M")
        key(lambda: self.show_view("week"), "W")
        key(lambda: self.show_view("day"), "D")
        key(lambda: self.show_view("agenda"), "A")
        key(lambda: self.cycle(-1), "Ctrl+PgUp")
        key(lambda: self.cycle(1), "Ctrl+PgDown")
        key(lambda: self.view.compose(), "N", "C")
        key(self._enter_search, "/", "F")
        key(self.visible.reload, "F5", "Ctrl+R")
        key(self.jump, "Ctrl+G")
        leave = QShortcut(QKeySequence("Esc"), self.header.search)
        leave.setContext(Qt.ShortcutContext.WidgetShortcut)
        leave.activated.connect(self._clear_search)

    def _key(self, act: Callable[[], object], *keys: str) -> None:
        def pressed() -> None:
            if not isinstance(QApplication.focusWidget(), TEXT_FIELDS):
                act()

        for one in keys:
            QShortcut(QKeySequence(one), self).activated.connect(pressed)

    def _enter_search(self) -> None:
        self.header.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.header.search.selectAll()

    def _leave_search(self) -> None:
        self._search.stop()
        self.visible.search(self.header.search.text())
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear_search(self) -> None:
        self.header.search.clear()
        self._leave_search()

    # --- news ------------------------------------------------------------------------------

    def _on_clock(self) -> None:
        today = self.view.today()
        if today != self._today:
            looked_at_today = self.view.day == self._today
            self._today = today
            for view in self._views.values():
                view.viewport().update()
            if looked_at_today:
                self.view.show_date(today)

    def _on_book(self) -> None:
        book = self._kit.book
        if book.loaded and not book.accounts and self.first_run is None:
            self.first_run = _first_run(self._kit, self.stack)
        self._raise_first_run()

    def _raise_first_run(self) -> None:
        if self.first_run is not None:  # it shows and hides itself
            self.first_run.setGeometry(self.stack.rect())
            self.first_run.raise_()

    # --- events ----------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: what stands over the views is as large as they are."""
        if watched is self.stack and event.type() is QEvent.Type.Resize:
            self._raise_first_run()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: the keys go to the view."""
        super().showEvent(event)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)


def _week(kit: Kit, visible: VisiblePosts) -> CalendarView:
    from tikscheduler.ui.calendar.week import WeekView

    return WeekView(kit, visible)


def _day(kit: Kit, visible: VisiblePosts) -> CalendarView:
    from tikscheduler.ui.calendar.week import DayView

    return DayView(kit, visible)


def _agenda(kit: Kit, visible: VisiblePosts) -> CalendarView:
    from tikscheduler.ui.calendar.agenda import AgendaView

    return AgendaView(kit, visible)


def _first_run(kit: Kit, over: QWidget) -> QWidget:
    from tikscheduler.ui.first_run import FirstRun

    return FirstRun(kit, over)


BUILDERS: dict[str, Callable[[Kit, VisiblePosts], CalendarView]] = {
    "month": MonthView,
    "week": _week,
    "day": _day,
    "agenda": _agenda,
}
"""In the order of their buttons. The first frame needs only one of them."""
