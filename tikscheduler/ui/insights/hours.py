"""The grid of best hours: a day of the week each row, three hours each column."""

from __future__ import annotations

from PySide6.QtCore import QDate, QEvent, QLocale, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from tikscheduler.domain.insights import BLOCK_HOURS, BestHours, Cell
from tikscheduler.ui import icons
from tikscheduler.ui.insights.scale import plural, short
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.theme import LABEL_PX

COLUMNS = 24 // BLOCK_HOURS
NAMES_WIDTH, HEAD_HEIGHT, SPACE = 38, 18, 3
LEAST = QSize(330, 7 * 26 + HEAD_HEIGHT)
NOTHING = BestHours(posts=0, cells={})
Place = tuple[int, int]
"""A day of the week from 0 for Monday, and the hour at which a block begins."""


class HoursGrid(QWidget):
    """Each cell holds its median views and, small, the number of posts behind them.

    The fuller the colour, the more views; cells with too few posts have none. The best carry a
    tick and a frame, as colour is never the only sign.
    """

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.hours = NOTHING
        self._best: set[Place] = set()
        self.at: Place | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(LEAST)
        self.setAccessibleName(self.tr("Best hours"))
        kit.theme.changed.connect(self.update)
        kit.preferences.changed.connect(self._on_preference)

    def show_hours(self, hours: BestHours) -> None:
        """Show others."""
        self.hours = hours
        self._best = {(cell.weekday, cell.first_hour) for cell in hours.best}
        self._say()
        self.update()

    def words_of(self, place: Place) -> str:
        """A cell in words."""
        cell = self.hours.cells.get(place)
        if cell is None:
            text = self.tr("%1: no posts")
        elif place in self._best:
            text = self.tr("%1: median %2 views, among the best; %3")
        elif cell.enough:
            text = self.tr("%1: median %2 views; %3")
        else:
            text = self.tr("%1: median %2 views; %3, too few to tell")
        text = text.replace("%1", block_name(place))
        if cell is None:
            return text
        posts = plural(cell.posts, self.tr("%n post"), self.tr("%n posts"))
        return text.replace("%2", f"{cell.median_views:,.0f}").replace("%3", posts)

    # --- places ----------------------------------------------------------------------------

    def _order(self) -> list[int]:
        """The days of the week as the calendar has them, 0 for Monday."""
        chosen = self._kit.preferences.get("first_day", 0) or QLocale().firstDayOfWeek().value
        return [(chosen - 1 + number) % 7 for number in range(7)]

    def cell_rect(self, place: Place) -> QRectF:
        """Where a cell is."""
        width = (self.width() - NAMES_WIDTH) / COLUMNS
        height = (self.height() - HEAD_HEIGHT) / 7
        row, column = self._order().index(place[0]), place[1] // BLOCK_HOURS
        left, top = NAMES_WIDTH + column * width, HEAD_HEIGHT + row * height
        return QRectF(left, top, width - SPACE, height - SPACE)

    def _place_at(self, point: QPointF) -> Place | None:
        for weekday in range(7):
            for hour in range(0, 24, BLOCK_HOURS):
                if self.cell_rect((weekday, hour)).contains(point):
                    return weekday, hour
        return None

    def _go_to(self, place: Place | None) -> None:
        if place != self.at:
            self.at = place
            self._say()
            self.update()

    def _say(self) -> None:
        best = "; ".join(self.words_of((one.weekday, one.first_hour)) for one in self.hours.best)
        here = self.words_of(self.at) if self.at is not None else ""
        self.setAccessibleDescription(". ".join(text for text in (here, best) if text))
        self.setToolTip(here)

    # --- Qt's events -----------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows go from cell to cell."""
        moves = {
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
        }
        key = Qt.Key(event.key())
        if key not in moves:
            super().keyPressEvent(event)
            return
        order = self._order()
        if self.at is None:
            self._go_to((order[0], 0))
            return
        down, right = moves[key]
        row = max(0, min(6, order.index(self.at[0]) + down))
        column = max(0, min(COLUMNS - 1, self.at[1] // BLOCK_HOURS + right))
        self._go_to((order[row], column * BLOCK_HOURS))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: the cell under the pointer."""
        self._go_to(self._place_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the pointer is gone."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self._go_to(None)

    def _on_preference(self, name: str) -> None:
        if name == "first_day":
            self.update()

    # --- painting --------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: names, then cells."""
        colour = self._kit.theme.colour
        font = QFont(QApplication.font())
        font.setPixelSize(LABEL_PX)
        most = max((one.median_views for one in self.hours.cells.values() if one.enough), default=0)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font)
            painter.setPen(colour("dim"))
            for hour in range(0, 24, BLOCK_HOURS):
                rect = self.cell_rect((self._order()[0], hour))
                head = QRectF(rect.left(), 0, rect.width(), HEAD_HEIGHT - 4)
                painter.drawText(head, Qt.AlignmentFlag.AlignCenter, hours_name(hour))
            for weekday in range(7):
                rect = self.cell_rect((weekday, 0))
                name = QRectF(0, rect.top(), NAMES_WIDTH - 6, rect.height())
                painter.setPen(colour("dim"))
                painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, day_name(weekday))
                for hour in range(0, 24, BLOCK_HOURS):
                    self._paint_cell(painter, (weekday, hour), most)

    def _paint_cell(self, painter: QPainter, place: Place, most: float) -> None:
        colour, rect = self._kit.theme.colour, self.cell_rect(place)
        cell = self.hours.cells.get(place)
        painter.setPen(Qt.PenStyle.NoPen)
        if cell is None:
            painter.setPen(QPen(colour("faint_line"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        else:
            painter.setBrush(self._ground(cell, most))
            painter.drawRoundedRect(rect, 4, 4)
        if place == self.at or place in self._best:
            token = "text" if place == self.at else "accent"
            painter.setPen(QPen(colour(token), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)
        if cell is None:
            return
        painter.setPen(colour("text" if cell.enough else "dim"))
        upper = QRectF(rect.left(), rect.top() + 2, rect.width(), rect.height() / 2)
        lower = QRectF(rect.left(), upper.bottom() - 1, rect.width(), rect.height() / 2 - 2)
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, short(cell.median_views))
        painter.setPen(colour("text" if cell.enough else "dim"))
        small = painter.font()
        small.setPixelSize(LABEL_PX - 1)
        before = painter.font()
        painter.setFont(small)
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, f"n={cell.posts}")
        painter.setFont(before)
        if place in self._best:
            mark = QRectF(rect.right() - 13, lower.center().y() - 5, 10, 10)
            icons.paint(painter, "check", mark, colour("accent"))

    def _ground(self, cell: Cell, most: float) -> QColor:
        """The accent stays well below a half, so that every text on it can be read."""
        theme = self._kit.theme
        if not cell.enough or not most:
            return theme.colour("idle_bg")
        made = QColor(theme.colour("accent"))
        made.setAlphaF(0.08 + 0.30 * cell.median_views / most)
        return made


def day_name(weekday: int) -> str:
    """The short name of a day of the week, 0 for Monday."""
    return QLocale().dayName(weekday + 1, QLocale.FormatType.ShortFormat)


def hours_name(first: int) -> str:
    """A block of hours, as from 18 to 21."""
    return f"{first:02}–{first + BLOCK_HOURS:02}"


def block_name(place: Place) -> str:
    """A cell's day and hours."""
    day = QLocale().toString(QDate(2024, 1, 1 + place[0]), "dddd")
    return f"{day} {hours_name(place[1])}"
