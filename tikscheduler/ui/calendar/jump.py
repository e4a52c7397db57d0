"""The small calendar that a date is jumped to with."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QToolButton, QVBoxLayout, QWidget

from tikscheduler.ui import icons
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.words import local

YEARS_BACK, YEARS_AHEAD = 20, 20


class JumpPopup(QFrame):
    """Arrows, PgUp and PgDn walk, Enter or a click chooses, figures type a date, Esc closes."""

    chosen = Signal(object)  # date

    def __init__(self, kit: Kit, day: date, first_weekday: int, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("kind", "card")
        self.setAccessibleName(self.tr("Jump to a date"))
        self.calendar = calendar = QCalendarWidget()
        calendar.setAccessibleName(self.tr("Date"))
        calendar.setFirstDayOfWeek(Qt.DayOfWeek(first_weekday))
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        calendar.setMinimumDate(QDate(day.year - YEARS_BACK, 1, 1))
        calendar.setMaximumDate(QDate(day.year + YEARS_AHEAD, 12, 31))
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        calendar.clicked.connect(self._on_chosen)
        calendar.activated.connect(self._on_chosen)
        self._kit = kit
        kit.theme.changed.connect(self._dress)
        self._dress()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(calendar)

    def open_below(self, widget: QWidget) -> None:
        """Show it under a widget."""
        self.adjustSize()
        self.move(widget.mapToGlobal(QPoint(0, widget.height() + 6)))
        self.show()
        self.calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def _dress(self) -> None:
        kit, theme = self._kit, self._kit.theme
        plain, head = QTextCharFormat(), QTextCharFormat()
        plain.setForeground(theme.colour("text"))
        head.setForeground(theme.colour("dim"))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, plain)
        self.calendar.setHeaderTextFormat(head)
        today = QTextCharFormat()
        today.setForeground(theme.colour("accent"))
        today.setFontWeight(700)
        there = local(kit.desk.now(), kit.zone)
        self.calendar.setDateTextFormat(QDate(there.year, there.month, there.day), today)
        for name, icon in (("qt_calendar_prevmonth", "left"), ("qt_calendar_nextmonth", "right")):
            button = self.calendar.findChild(QToolButton, name)
            if isinstance(button, QToolButton):
                button.setIcon(icons.icon(icon, theme.tokens.dim))

    def _on_chosen(self, day: QDate) -> None:
        self.close()
        self.chosen.emit(date(day.year(), day.month(), day.day()))
