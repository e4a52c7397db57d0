"""The calendar's own buttons in the bar over the page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QToolButton, QWidget

from tikscheduler.ui import icons
from tikscheduler.ui.dragging import POSTS_MIME
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.page_header import PageHeader
from tikscheduler.ui.widgets import button

FLIP_MS = 700
"""How long something is held over an arrow before the page turns."""
SEARCH_WIDTH = (120, 230)


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
        self.back = FlipButton(self.tr("Back (PgUp)"))
        self.ahead = FlipButton(self.tr("Forward (PgDn)"))
        self.today = button(self.tr("Today"), self.today_asked.emit, tip=self.tr("Today (T)"))
        self.back.flipped.connect(lambda: self.stepped.emit(-1))
        self.ahead.flipped.connect(lambda: self.stepped.emit(1))
        self.views = self._views()
        self.title.setCursor(Qt.CursorShape.PointingHandCursor)
        self.title.setToolTip(self.tr("Jump to a date (Ctrl+G)"))
        self.title.installEventFilter(self)
        self.search.setMinimumWidth(SEARCH_WIDTH[0])
        self.search.setMaximumWidth(SEARCH_WIDTH[1])
        self.search.setToolTip(self.tr("Search (/)"))
        for one in (self.back, self.today, self.ahead, self._segments()):
            self.add(one)
        kit.theme.changed.connect(self._paint_arrows)
        self._paint_arrows()

    def show_view(self, name: str, title: str) -> None:
        """Which view and which period is on the screen."""
        self.views[name].setChecked(True)
        # The arrows stay under the pointer: the title takes the room of its longest so far.
        self.title.setText(title)
        self.title.setMinimumWidth(max(self.title.minimumWidth(), self.title.sizeHint().width()))

    def forget_width(self) -> None:
        """Another view has longer or shorter titles."""
        self.title.setMinimumWidth(0)

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

    def _segments(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
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
