"""The chart on the page: pointer and arrow keys read a day off it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QMargins, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QWidget

from tikscheduler.ui.insights.chart_data import ChartData
from tikscheduler.ui.insights.chart_paint import paint_chart, plot_of
from tikscheduler.ui.theme import Theme

LEAST = QSize(320, 190)
PICTURE_SCALE = 2
MARGIN, TITLE_ROOM = 16, 30


class Chart(QWidget):
    """`day` is the one that is read off, if any."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.data = ChartData(title="")
        self.day: date | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(LEAST)
        theme.changed.connect(self.update)

    def show_data(self, data: ChartData) -> None:
        """Show another chart. The day that is read off stays, if it has that."""
        self.data = data
        if self.day not in data.days:
            self.day = None
        self.setAccessibleName(data.title)
        self._say()
        self.update()

    def picture(self) -> QImage:
        """The chart as it is shown, under its title, at twice the size."""
        size = self.size().grownBy(_margins())
        image = QImage(size * PICTURE_SCALE, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(PICTURE_SCALE)
        image.fill(self._theme.colour("card"))
        with QPainter(image) as painter:
            font = QFont(QApplication.font())
            font.setPixelSize(14)
            font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(self._theme.colour("text"))
            title = QRectF(MARGIN, MARGIN - 4, size.width() - 2 * MARGIN, TITLE_ROOM)
            painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, self.data.title)
            place = QRectF(MARGIN, MARGIN + TITLE_ROOM, self.width(), self.height())
            paint_chart(painter, place, self.data, self._theme)
        return image

    # --- reading ---------------------------------------------------------------------------

    def read(self, day: date | None) -> None:
        """Read this day off."""
        if day != self.day:
            self.day = day
            self._say()
            self.update()

    def _say(self) -> None:
        said = self.data.summary()
        if self.day is not None:
            said = f"{self.data.reading(self.day)}. {said}"
        self.setAccessibleDescription(said)

    def _step(self, by: int) -> None:
        days = self.data.days
        if not days:
            return
        at = days.index(self.day) + by if self.day in days else (0 if by > 0 else len(days) - 1)
        self.read(days[max(0, min(at, len(days) - 1))])

    # --- Qt's events -----------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows, Home and End go from day to day, Escape ends it."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_PageUp: -7,
            Qt.Key.Key_PageDown: 7,
            Qt.Key.Key_Home: -len(self.data.days),
            Qt.Key.Key_End: len(self.data.days),
        }
        key = Qt.Key(event.key())
        if key in steps and self.data.days:
            self._step(steps[key])
        elif key == Qt.Key.Key_Escape and self.day is not None:
            self.read(None)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: the day under the pointer."""
        plot = plot_of(QRectF(self.rect()), self.data)
        if plot is not None:
            self.read(plot.nearest(event.position().x(), self.data.days))

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the pointer is gone; who uses keys goes on."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self.read(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: nothing is read off any more."""
        super().focusOutEvent(event)
        self.read(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the chart, framed while it has the keys."""
        with QPainter(self) as painter:
            paint_chart(painter, QRectF(self.rect()), self.data, self._theme, self.day)
            if self.hasFocus():
                painter.setPen(QPen(self._theme.colour("accent"), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)


def _margins() -> QMargins:
    return QMargins(MARGIN, MARGIN + TITLE_ROOM, MARGIN, MARGIN)
