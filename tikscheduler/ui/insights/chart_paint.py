"""Paints the chart: on the screen and, the same, into a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QApplication

from tikscheduler.ui.insights.chart_data import LOOKS, ChartData, Line, figure_word, long_day
from tikscheduler.ui.insights.scale import Scale, mark
from tikscheduler.ui.theme import LABEL_PX, Theme
from tikscheduler.ui.words import dated, tr

TOP, BOTTOM, GAP = 26.0, 24.0, 8.0
DAY_ROOM = 64.0
MANY_DOTS = 62
"""With more days than this, dots would make a line of their own."""
BOX_PADDING = 8.0


@dataclass(frozen=True, slots=True)
class Plot:
    """Where days and values are."""

    area: QRectF
    first: date
    days: int

    def x(self, day: date) -> float:
        """The middle of a day."""
        part = (day - self.first).days / self.days if self.days else 0.5
        return self.area.left() + part * self.area.width()

    def y(self, value: int, scale: Scale) -> float:
        """The height of a value."""
        return self.area.bottom() - scale.part(value) * self.area.height()

    def nearest(self, x: float, days: tuple[date, ...]) -> date:
        """The day of these that is nearest to the pointer."""
        return min(days, key=lambda day: abs(self.x(day) - x))


def label_font() -> QFont:
    """The font of all that stands around the lines."""
    font = QFont(QApplication.font())
    font.setPixelSize(LABEL_PX)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def plot_of(rect: QRectF, data: ChartData) -> Plot | None:
    """The plot of a chart in this room; None where there is no line."""
    if not data.days:
        return None
    metrics = QFontMetricsF(label_font())

    def room(scale: Scale | None) -> float:
        if scale is None:
            return GAP
        return GAP + max(metrics.horizontalAdvance(text) for text in _marks(scale))

    area = rect.adjusted(room(data.left or data.right), TOP, -room(_right(data)), -BOTTOM)
    first, last = data.days[0], data.days[-1]
    return Plot(area.adjusted(4, 0, -4, 0), first, (last - first).days)


def paint_chart(
    painter: QPainter, rect: QRectF, data: ChartData, theme: Theme, read: date | None = None
) -> None:
    """Draw it; `read` is the day whose figures are read off."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(label_font())
    plot = plot_of(rect, data)
    if plot is None:
        painter.setPen(theme.colour("dim"))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter) | _WRAP, data.nothing)
        return
    _paint_legend(painter, rect, data, theme)
    _paint_axes(painter, plot, data, theme)
    for line in data.lines:
        _paint_line(painter, plot, line, data, theme)
    if read is not None:
        _paint_reading(painter, plot, data, theme, read)


_WRAP = int(Qt.TextFlag.TextWordWrap)


def _right(data: ChartData) -> Scale | None:
    return data.right if data.left is not None else None


def scale_of(line: Line, data: ChartData) -> Scale:
    """The axis of a line."""
    found = data.right if line.right else data.left
    assert found is not None  # noqa: S101 - made with the line
    return found


def _marks(scale: Scale) -> list[str]:
    step = scale.marks[1] - scale.marks[0]
    return [mark(number, step) for number in scale.marks]


def _paint_legend(painter: QPainter, rect: QRectF, data: ChartData, theme: Theme) -> None:
    metrics = QFontMetricsF(painter.font())
    x, y = rect.left() + 2, rect.top() + 8
    for line in data.lines:
        _set_pen(painter, line, theme)
        painter.drawLine(QPointF(x, y), QPointF(x + 22, y))
        _paint_dot(painter, QPointF(x + 11, y), line, theme)
        text = figure_word(line.figure)
        if line.right and data.left is not None:
            text += " " + tr("(right axis)", "insights")
        painter.setPen(theme.colour("text"))
        painter.drawText(QPointF(x + 28, y + metrics.capHeight() / 2), text)
        x += 28 + metrics.horizontalAdvance(text) + 18


def _paint_axes(painter: QPainter, plot: Plot, data: ChartData, theme: Theme) -> None:
    area, metrics = plot.area, QFontMetricsF(painter.font())
    half = metrics.capHeight() / 2
    for scale, right in ((data.left, False), (_right(data), True)):
        if scale is None:
            continue
        for number, text in zip(scale.marks, _marks(scale), strict=True):
            y = plot.y(number, scale)
            if not right:
                strong = number == 0 and scale.marks[0] < 0
                painter.setPen(QPen(theme.colour("faint" if strong else "line"), 1))
                painter.drawLine(QPointF(area.left() - 4, y), QPointF(area.right() + 4, y))
            painter.setPen(theme.colour("dim"))
            width = metrics.horizontalAdvance(text)
            x = area.right() + 4 + GAP if right else area.left() - 4 - GAP - width
            painter.drawText(QPointF(x, y + half), text)
    every = max(1, math.ceil((plot.days + 1) / max(1.0, area.width() // DAY_ROOM)))
    painter.setPen(theme.colour("dim"))
    for ahead in range(0, plot.days + 1, every):
        day = date.fromordinal(plot.first.toordinal() + ahead)
        text = dated(day, "d MMM")
        left = plot.x(day) - metrics.horizontalAdvance(text) / 2
        painter.drawText(QPointF(left, area.bottom() + BOTTOM - 6), text)


def _set_pen(painter: QPainter, line: Line, theme: Theme, width: float = 2) -> None:
    look = LOOKS[line.figure]
    pen = QPen(theme.colour(look.token), width, look.stroke)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_line(painter: QPainter, plot: Plot, line: Line, data: ChartData, theme: Theme) -> None:
    scale = scale_of(line, data)
    for stretch in line.stretches:
        places = [QPointF(plot.x(day), plot.y(value, scale)) for day, value in stretch]
        _set_pen(painter, line, theme)
        painter.drawPolyline(QPolygonF(places))
        if len(data.days) <= MANY_DOTS or len(stretch) == 1:
            for place in places:
                _paint_dot(painter, place, line, theme)


def _paint_dot(
    painter: QPainter, place: QPointF, line: Line, theme: Theme, radius: float = 3
) -> None:
    look = LOOKS[line.figure]
    painter.setPen(QPen(theme.colour("card"), 1))
    painter.setBrush(theme.colour(look.token))
    if not look.sides:
        painter.drawEllipse(place, radius + 0.5, radius + 0.5)
        return
    turns = [2 * math.pi * side / look.sides for side in range(look.sides)]
    size = radius + 1
    painter.drawPolygon(
        QPolygonF([place + QPointF(size * math.sin(t), -size * math.cos(t)) for t in turns])
    )


def _paint_reading(painter: QPainter, plot: Plot, data: ChartData, theme: Theme, day: date) -> None:
    x, area = plot.x(day), plot.area
    painter.setPen(QPen(theme.colour("dim"), 1))
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
    told = [(line, line.points[day]) for line in data.lines if day in line.points]
    for line, value in told:
        place = QPointF(x, plot.y(value, scale_of(line, data)))
        _paint_dot(painter, place, line, theme, 4.5)
    metrics = QFontMetricsF(painter.font())
    head = long_day(day)
    if day in data.videos:
        head += f", {data.videos_word(day)}"
    texts = [head] + [f"{figure_word(one.figure)}  {value:,}" for one, value in told]
    width = max(metrics.horizontalAdvance(text) for text in texts) + 2 * BOX_PADDING + 12
    height = len(texts) * 17 + 2 * BOX_PADDING - 4
    left = x + 10 if x + 10 + width <= area.right() + 4 else x - 10 - width
    box = QRectF(left, area.top() + 2, width, height)
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.setBrush(theme.colour("card"))
    painter.drawRoundedRect(box, 6, 6)
    y = box.top() + BOX_PADDING + metrics.ascent() - 1
    painter.setPen(theme.colour("dim"))
    painter.drawText(QPointF(box.left() + BOX_PADDING, y), texts[0])
    for (line, _), text in zip(told, texts[1:], strict=True):
        y += 17
        _paint_dot(painter, QPointF(box.left() + BOX_PADDING + 4, y - 4), line, theme)
        painter.setPen(theme.colour("text"))
        painter.drawText(QPointF(box.left() + BOX_PADDING + 12, y), text)
