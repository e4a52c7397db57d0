"""What is behind and over the tiles of the week and the day: hours, days, the present moment."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QLocale, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QPainter, QPen

from tikscheduler.ui import words
from tikscheduler.ui.calendar.hours import HOUR, Day
from tikscheduler.ui.calendar.tile import tabular
from tikscheduler.ui.calendar.time_grid_layout import GUTTER, GridLayout
from tikscheduler.ui.calendar.time_grid_words import hour_words
from tikscheduler.ui.theme import LABEL_PX, RADIUS, Theme
from tikscheduler.ui.words import tr

HEADER = 35
DAY_PX = 16
NOTE_PX = 10
NOW_PX, DOT_PX = 2, 8
LABEL_GAP = 8
"""Between the hours' labels and the first day."""


class Ground:
    """Draws all but the tiles. Everything but the header is in the ground's own coordinates."""

    def __init__(self, theme: Theme, grid: GridLayout, font: QFont) -> None:
        self._theme, self._grid = theme, grid
        self._label = tabular(font, LABEL_PX)
        self._note = tabular(font, NOTE_PX)
        self._name = tabular(font, LABEL_PX)
        self._number = tabular(font, DAY_PX, bold=True)
        self._bold = tabular(font, LABEL_PX, bold=True)

    # --- behind the tiles ------------------------------------------------------------------------

    def paint(self, painter: QPainter, part: QRect, now: datetime) -> None:
        """The ground of `part`: what has passed, hours that are missing, lines and labels."""
        for number, day in enumerate(self._grid.days):
            column = self._grid.column(number)
            if column.intersects(part):
                self._paint_past(painter, column, day, now)
                self._paint_missing(painter, column, day)
        self._paint_hours(painter, part)
        painter.setPen(self._theme.colour("line"))
        for number in range(len(self._grid.days)):
            left = self._grid.column(number).left()
            painter.drawLine(left, part.top(), left, part.bottom())
        for number, day in enumerate(self._grid.days):
            self._paint_changes(painter, self._grid.column(number), day)

    def _paint_past(self, painter: QPainter, column: QRect, day: Day, now: datetime) -> None:
        if day.end <= now:
            painter.fillRect(column, self._theme.colour("past"))
        elif day.start <= now:
            at = self._grid.axis.place(day, now)
            passed = QRect(column)
            passed.setBottom(self._grid.y(at or 0))
            painter.fillRect(passed, self._theme.colour("past"))

    def _paint_missing(self, painter: QPainter, column: QRect, day: Day) -> None:
        hatch = QBrush(self._theme.colour("line"), Qt.BrushStyle.BDiagPattern)
        for low, high in self._grid.axis.missing(day):
            top, bottom = self._grid.y(low), self._grid.y(high)
            painter.fillRect(column.left() + 1, top, column.width() - 1, bottom - top, hatch)

    def _paint_hours(self, painter: QPainter, part: QRect) -> None:
        right = self._grid.column(len(self._grid.days) - 1).right()
        for mark in self._grid.axis.marks():
            y = self._grid.y(mark.at)
            if not part.top() - 20 <= y <= part.bottom() + 20:
                continue
            painter.setPen(self._theme.colour("faint_line"))
            painter.drawLine(GUTTER, y, right, y)
            rect = QRect(0, y - 8, GUTTER - LABEL_GAP, 16)
            painter.setFont(self._label)
            painter.setPen(self._theme.colour("wait" if mark.again else "dim"))
            painter.drawText(rect, _RIGHT, hour_words(_clock_of(mark.wall)))
            if mark.again:
                painter.setFont(self._note)
                painter.drawText(rect.translated(0, 13), _RIGHT, tr("again"))

    def _paint_changes(self, painter: QPainter, column: QRect, day: Day) -> None:
        """A line where the clock is put forward or back, with what it shows then."""
        for before, after in zip(day.stretches, day.stretches[1:], strict=False):
            at = self._grid.axis.place(day, after.start)
            if at is None:
                continue
            y = self._grid.y(at)
            painter.setPen(QPen(self._theme.colour("wait"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(column.left() + 1, y, column.right(), y)
            back = after.wall < before.wall + before.minutes
            text = tr("Clock back to %1") if back else tr("Clock on to %1")
            text = text.replace("%1", words.clock(_clock_of(after.wall)))
            painter.setFont(self._note)
            painter.setPen(self._theme.colour("wait"))
            room = column.adjusted(6, 0, -4, 0)
            room.setTop(y - 15)
            room.setHeight(14)
            short = QFontMetricsF(self._note).elidedText(
                text, Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | _MIDDLE, short)

    # --- over the tiles --------------------------------------------------------------------------

    def paint_now(self, painter: QPainter, now: datetime) -> None:
        """The line of the present moment, on its day."""
        for number, day in enumerate(self._grid.days):
            at = self._grid.axis.place(day, now)
            if at is None:
                continue
            column, y = self._grid.column(number), self._grid.y(at)
            colour = self._theme.colour("failed")
            painter.fillRect(column.left(), y - 1, column.width(), NOW_PX, colour)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(QPointF(column.left() + 0.5, y), DOT_PX / 2, DOT_PX / 2)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def paint_box(
        self, painter: QPainter, rect: QRect, text: str, *, refused: bool = False
    ) -> None:
        """A place that something may land on, or that the keys have come to."""
        token = "failed" if refused else "accent"
        ground = self._theme.colour(f"{token}_bg")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(0.85)
        painter.setBrush(ground)
        painter.setPen(QPen(self._theme.colour(token), 1.5, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(rect).adjusted(0.75, 0.75, -0.75, -0.75), RADIUS, RADIUS)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setOpacity(1)
        painter.setFont(self._bold)
        painter.setPen(self._theme.colour(token))
        line = rect.adjusted(8, 0, -4, 0)
        line.setHeight(min(rect.height(), 24))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | _MIDDLE, text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def paint_frame(self, painter: QPainter, rect: QRect) -> None:
        """The frame of a selected tile."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("accent"), 2))
        painter.drawRoundedRect(QRectF(rect).adjusted(-2, -2, 2, 2), RADIUS + 2, RADIUS + 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def paint_header(self, painter: QPainter, width: int, today: date, over: date | None) -> None:
        """The names of the days. `over`: the one that something is dragged over."""
        painter.fillRect(0, 0, width, HEADER, self._theme.colour("window"))
        locale = QLocale()
        for number, day in enumerate(self._grid.days):
            column = self._grid.column(number)
            cell = QRect(column.left(), 0, column.width(), HEADER)
            if day.date == over:
                painter.fillRect(cell, self._theme.colour("accent_bg"))
            painter.setPen(self._theme.colour("line"))
            painter.drawLine(cell.left(), 0, cell.left(), HEADER)
            name = (
                locale.dayName(day.date.isoweekday(), QLocale.FormatType.ShortFormat)
                .rstrip(".")
                .upper()
            )
            is_today = day.date == today
            painter.setFont(self._name)
            painter.setPen(self._theme.colour("accent" if is_today else "dim"))
            left, base = cell.left() + 9, 22
            painter.drawText(left, base, name)
            left += round(QFontMetricsF(self._name).horizontalAdvance(name)) + 4
            painter.setFont(self._number)
            painter.setPen(self._theme.colour("accent" if is_today else "text"))
            painter.drawText(left, base, str(day.date.day))
        painter.setPen(self._theme.colour("line"))
        painter.drawLine(0, HEADER - 1, width, HEADER - 1)


_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _clock_of(minute: float) -> datetime:
    """What a clock shows at this minute of the day; which day does not matter."""
    return datetime.combine(date(2000, 1, 1), time()) + timedelta(minutes=minute % (24 * HOUR))
