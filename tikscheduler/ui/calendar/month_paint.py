"""Paints the month: weekdays, days, tiles, and the day that something is dragged over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from PySide6.QtCore import QLocale, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from tikscheduler.ui import words
from tikscheduler.ui.calendar.drops import Drop
from tikscheduler.ui.calendar.month_grid import HEAD, LEFT, Cell, MonthGrid
from tikscheduler.ui.calendar.tile import TilePainter, tabular
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.words import tr

TODAY = 20
"""The circle around the number of today."""
TIMES = 3


class MonthPainter:
    """Knows the looks; what is shown it is told."""

    def __init__(self, kit: Kit, font: QFont, warned: Callable[[int], bool]) -> None:
        self._kit = kit
        self.tiles = TilePainter(kit, font, warned)
        self._head_font = tabular(font, 11, bold=True)
        self._head_font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.4)
        self._number_font, self._today_font = tabular(font, 12), tabular(font, 12, bold=True)
        self._more_font = tabular(font, 11)
        self._drop_font, self._drop_bold = tabular(font, 12), tabular(font, 12, bold=True)

    # --- the ground --------------------------------------------------------------------------

    def paint_head(self, painter: QPainter, grid: MonthGrid, first_weekday: int) -> None:
        """The names of the weekdays and the line below them."""
        theme, locale = self._kit.theme, QLocale()
        painter.fillRect(QRect(0, 0, grid.size.width(), HEAD), theme.colour("window"))
        painter.setFont(self._head_font)
        painter.setPen(theme.colour("dim"))
        for column in range(7):
            left, right = grid.column(column)
            weekday = (first_weekday - 1 + column) % 7 + 1
            name = locale.standaloneDayName(weekday, QLocale.FormatType.ShortFormat).upper()
            box = QRect(left + 8, 0, right - left - 8, HEAD - 1)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)
        painter.fillRect(QRect(0, HEAD - 1, grid.size.width(), 1), theme.colour("line"))

    def paint_day(
        self, painter: QPainter, cell: Cell, month: date, today: date, *, focused: bool
    ) -> None:
        """The ground and the number of a day."""
        theme, rect = self._kit.theme, cell.rect
        other = (cell.day.year, cell.day.month) != (month.year, month.month)
        painter.fillRect(rect, theme.colour("past" if other or cell.day < today else "window"))
        line = theme.colour("faint_line")
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), line)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), line)
        if focused:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -2, -2), 4, 4)
        self._paint_number(painter, cell, other=other, today=today)

    def _paint_number(self, painter: QPainter, cell: Cell, *, other: bool, today: date) -> None:
        theme, rect = self._kit.theme, cell.rect
        middle = rect.top() + (13 if cell.more.height() == 16 else 12)
        text = str(cell.day.day)
        if cell.day == today:
            circle = QRectF(rect.left() + 5, middle - TODAY / 2 + 1, TODAY, TODAY)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(circle)
            painter.setPen(theme.colour("accent_text"))
            painter.setFont(self._today_font)
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, text)
            return
        painter.setPen(theme.colour("dim" if other else "text"))
        painter.setFont(self._number_font)
        box = QRect(rect.left() + 8, middle - 10, rect.width() - 16, 20)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)

    # --- the posts ---------------------------------------------------------------------------

    def paint_posts(
        self, painter: QPainter, cell: Cell, today: date, selected: Iterable[int], hidden: bool
    ) -> None:
        """The tiles of a day, and how many more there are. `hidden`: a selected one is among
        those."""
        chosen = selected if isinstance(selected, frozenset) else frozenset(selected)
        for rect, post in cell.tiles:
            self.tiles.paint(painter, rect, post, today, selected=post.id in chosen)
        if cell.hidden:
            painter.setFont(self._more_font)
            painter.setPen(self._kit.theme.colour("accent" if hidden else "dim"))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(cell.more.adjusted(3, 0, 0, 0), flags, more_words(cell.hidden))

    # --- a drag ------------------------------------------------------------------------------

    def paint_drop(self, painter: QPainter, rect: QRect, drop: Drop) -> None:
        """The day that something is dragged over. A day that refuses has a frame of its own, and
        the reason stands beside the pointer."""
        theme = self._kit.theme
        colour = theme.colour("failed" if drop.reason else "accent")
        if not drop.reason:
            ground = QColor(theme.colour("accent_bg"))
            ground.setAlphaF(1.0 if drop.videos else 0.55)
            painter.fillRect(rect.adjusted(1, 1, -1, -1), ground)
        pen = QPen(colour, 2)
        pen.setDashPattern([3.0, 2.0])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(2, 2, -2, -2))
        if drop.videos and not drop.reason:
            self._paint_times(painter, rect, drop)

    def _paint_times(self, painter: QPainter, rect: QRect, drop: Drop) -> None:
        flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)
        box = rect.adjusted(LEFT + 2, 6, -LEFT, -4)
        painter.setFont(self._number_font)
        painter.setPen(self._kit.theme.colour("dim"))
        painter.drawText(box, flags, str(drop.place.day.day))
        painter.setPen(self._kit.theme.colour("accent"))
        painter.setFont(self._drop_bold)
        box.setTop(rect.top() + 26)
        said = drop_words(len(drop.videos))
        painter.drawText(box, flags, said)
        height = QFontMetrics(self._drop_bold).boundingRect(box, flags, said).height()
        painter.setFont(self._drop_font)
        box.setTop(box.top() + height + 1)
        times = [words.clock(time) for time in drop.times[:TIMES]]
        if len(drop.times) > TIMES or len(drop.times) < len(drop.videos):
            times.append("…")
        painter.drawText(box, flags, " · ".join(times))

    def paint_hint(self, painter: QPainter, grid: MonthGrid, text: str) -> None:
        """What to do where there are no posts."""
        painter.setPen(self._kit.theme.colour("dim"))
        painter.setFont(self._drop_font)
        area = QRectF(0, HEAD, grid.size.width(), grid.size.height() - HEAD)
        box = QRectF(QPointF(0, 0), painter.fontMetrics().size(0, text).toSizeF())
        box.adjust(-14, -7, 14, 7)
        box.moveCenter(area.center())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._kit.theme.colour("side"))
        pen = painter.pen()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(pen)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def more_words(count: int) -> str:
    """How many posts there is no room for."""
    return tr("+%1 more").replace("%1", str(count))


def drop_words(count: int) -> str:
    """What letting go would do."""
    if count == 1:
        return tr("Drop the video here")
    return tr("Drop %1 videos here").replace("%1", str(count))
