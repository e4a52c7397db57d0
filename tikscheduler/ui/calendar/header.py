"""The calendar's own buttons in the bar over the page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from tikscheduler.ui import icons
from tikscheduler.ui.dragging import POSTS_MIME
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.page_header import PageHeader
from tikscheduler.ui.widgets import button

FLIP_MS = 700
"""How long something is held over an arrow before the page turns."""
SEARCH_LEAST, SEARCH_MOST = 130, 230
GAPS = 120
"""All that lies between the widgets of the bar."""


class FlipButton(QToolButton):
    """An arrow. Turns the page when it is clicked, and while something is dragged over it."""

    flipped = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("kind", "button")
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self._timer = QTimer(self, interval=FLIP_MS)
        self._timer.timeout.connect(self.flipped)
        self.clicked.connect(lambda _checked=False: self.flipped.emit())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: something is held over it."""
        if event.mimeData().hasUrls() or event.mimeData().hasFormat(POSTS_MIME):
            event.accept()
            self.setDown(True)
            self._timer.start()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Qt: it is gone."""
        self._rest()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: an arrow is no place to land."""
        self._rest()
        event.ignore()

    def _rest(self) -> None:
        self._timer.stop()
        self.setDown(False)


class CalendarHeader(PageHeader):
    """Title, back, today, forward, and the views. The title opens the small calendar."""

    stepped = Signal(int)
    today_asked = Signal()
    jump_asked = Signal()
    view_chosen = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "")
        self._tight, self._loose, self._view, self._widest = False, 0, "", 0
        self.back = FlipButton(self.tr("Back (PgUp)"))
        self.ahead = FlipButton(self.tr("Forward (PgDn)"))
        self.today = button(self.tr("Today"), self.today_asked.emit, tip=self.tr("Today (T)"))
        self.back.flipped.connect(lambda: self.stepped.emit(-1))
        self.ahead.flipped.connect(lambda: self.stepped.emit(1))
        self.views = self._views()
        self.title.setCursor(Qt.CursorShape.PointingHandCursor)
        self.title.setToolTip(self.tr("Jump to a date (Ctrl+G)"))
        self.title.installEventFilter(self)
        self.search.setToolTip(self.tr("Search (/)"))
        self._title = ""
        self._segments = self._row_of_views()
        for one in (self.back, self.today, self.ahead, self._segments):
            self.add(one)
        self._fit()
        kit.theme.changed.connect(self._paint_arrows)
        self._paint_arrows()

    def show_view(self, name: str, title: str) -> None:
        """Which view and which period is on the screen."""
        self.views[name].setChecked(True)
        if name != self._view:
            self._view, self._widest = name, 0
        self._title = title
        self._fit()

    # --- room ------------------------------------------------------------------------------

    def _fit(self) -> None:
        """Where the window is narrow, first the buttons take less room, then the title."""
        metrics = self.title.fontMetrics()
        width = metrics.horizontalAdvance(self._title) + 2
        if not self._tight:
            self._loose = self._room_beside()
        self._set_tight(self.width() < self._loose + width)
        room = max(40, self.width() - self._room_beside())
        self.title.setText(metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, room))
        # The arrows stay under the pointer: the title takes the room of its longest so far.
        self._widest = min(max(self._widest, width), room)
        self.title.setMinimumWidth(self._widest)
        spare = self.width() - self._room_beside() - self._widest
        self.search.setFixedWidth(min(SEARCH_MOST, self._least_search + max(0, spare)))

    @property
    def _least_search(self) -> int:
        return SEARCH_LEAST // 2 if self._tight else SEARCH_LEAST

    def _room_beside(self) -> int:
        """What all but the title takes."""
        fixed = (self.back, self.today, self.ahead, self._segments, self.new)
        taken = sum(one.sizeHint().width() for one in fixed) + GAPS
        if not self._tight:
            taken += self.undo.sizeHint().width()
        return taken + self._least_search

    def _set_tight(self, tight: bool) -> None:
        if tight == self._tight:
            return
        self._tight = tight
        self.new.setText("" if tight else self.tr("New post"))
        self.undo.setVisible(not tight)
        for one in self.views.values():
            one.setProperty("tight", tight)
            one.style().unpolish(one)
            one.style().polish(one)
        self._segments.adjustSize()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the room is another."""
        super().resizeEvent(event)
        self._fit()

    # --- made once -------------------------------------------------------------------------

    def _views(self) -> dict[str, QPushButton]:
        names = {
            "month": (self.tr("Month"), "M"),
            "week": (self.tr("Week"), "W"),
            "day": (self.tr("Day"), "D"),
            "agenda": (self.tr("Agenda"), "A"),
        }
        made: dict[str, QPushButton] = {}
        for name, (text, key) in names.items():
            one = button(text, kind="segment", tip=f"{text} ({key})", name=text)
            one.setCheckable(True)
            one.clicked.connect(lambda _checked=False, view=name: self.view_chosen.emit(view))
            made[name] = one
        made["month"].setProperty("place", "first")
        made["agenda"].setProperty("place", "last")
        return made

    def _row_of_views(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        whole.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        group = QButtonGroup(whole)
        for one in self.views.values():
            row.addWidget(one)
            group.addButton(one)
        return whole

    def _paint_arrows(self) -> None:
        dim = self._kit.theme.tokens.text
        self.back.setIcon(icons.icon("left", dim))
        self.ahead.setIcon(icons.icon("right", dim))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: a click on the title asks for a date."""
        if (
            watched is self.title
            and isinstance(event, QMouseEvent)
            and event.type() is QEvent.Type.MouseButtonRelease
            and event.button() is Qt.MouseButton.LeftButton
        ):
            self.jump_asked.emit()
            return True
        return super().eventFilter(watched, event)
