"""The month: whole weeks, a tile for each post, as many as the days have room for."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent

from tikscheduler.domain.post import Post
from tikscheduler.ui.calendar.month_grid import Cell, MonthGrid
from tikscheduler.ui.calendar.month_paint import MonthPainter
from tikscheduler.ui.calendar.view import CalendarView
from tikscheduler.ui.calendar.visible import DAY, VisiblePosts
from tikscheduler.ui.kit import Kit

if TYPE_CHECKING:
    from tikscheduler.ui.calendar.more import DayPosts

NOTCH = 120


def first_weekday(kit: Kit) -> int:
    """The day a week begins with, 1 for Monday to 7: the user's choice, else the locale's."""
    chosen = kit.preferences.get("first_day", 0)
    return chosen if 1 <= chosen <= 7 else QLocale().firstDayOfWeek().value


class MonthView(CalendarView):
    """Paints what changed only: where every tile stands is computed once for each change."""

    def __init__(self, kit: Kit, visible: VisiblePosts) -> None:
        super().__init__(kit, visible)
        self._month = self._day.replace(day=1)
        self._painter = MonthPainter(kit, self.font(), visible.conflicts.has)
        self._cells: list[Cell] = []
        self._grid: MonthGrid | None = None
        self._wheel = 0
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Month"))
        kit.theme.changed.connect(self._painter.tiles.forget)
        kit.preferences.changed.connect(self._on_preference)

    # --- what the base asks ------------------------------------------------------------------

    def days(self) -> tuple[date, date]:
        """The first and the last day of the weeks the month lies in."""
        return self.grid.first, self.grid.last

    def title(self) -> str:
        """November 2026."""
        locale = QLocale()
        return f"{locale.standaloneMonthName(self._month.month)} {self._month.year}"

    def stepped(self, by: int) -> date:
        """The same day of another month, or its last."""
        months = self._month.year * 12 + self._month.month - 1 + by
        year, month = divmod(months, 12)
        return date(year, month + 1, min(self._day.day, monthrange(year, month + 1)[1]))

    def turn_to(self, day: date) -> None:
        """Another month is going to be shown."""
        self._month = day.replace(day=1)
        self._grid = None

    def tiles(self) -> Iterator[tuple[QRect, Post]]:
        """The tiles there is room for."""
        for cell in self.cells():
            yield from cell.tiles

    def day_at(self, point: QPoint) -> date | None:
        """The day a point is on."""
        return self.grid.day_at(point)

    def lay_out(self) -> None:
        """Compute it all anew when it is painted next."""
        self._grid = None
        self._cells = []

    # --- layout ------------------------------------------------------------------------------

    @property
    def grid(self) -> MonthGrid:
        """Where the days stand."""
        if self._grid is None:
            self._grid = MonthGrid(self._month, first_weekday(self.kit), self.viewport().size())
            self._cells = []
        return self._grid

    def cells(self) -> list[Cell]:
        """The days with their tiles."""
        grid = self.grid
        if not self._cells:
            days = [grid.first + n * DAY for n in range(7 * grid.weeks)]
            self._cells = [grid.cell(day, self.visible.of_day(day)) for day in days]
        return self._cells

    def cell_of(self, day: date) -> Cell | None:
        """A day that is shown."""
        return next((cell for cell in self.cells() if cell.day == day), None)

    def show_day_posts(self, day: date) -> DayPosts | None:
        """Open the list of all posts of a day."""
        cell = self.cell_of(day)
        if cell is None:
            return None
        from tikscheduler.ui.calendar.more import DayPosts

        opened = DayPosts(self, day)
        opened.open_at(cell.rect)
        return opened

    # --- events ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the days that the event touches."""
        grid, today, dirty = self.grid, self.today(), event.rect()
        painter, look = QPainter(self.viewport()), self._painter
        look.paint_head(painter, grid, first_weekday(self.kit))
        selected = frozenset(self.selection.ids)
        focus = self._day if self.shows_focus else None
        cells = [cell for cell in self.cells() if cell.rect.intersects(dirty)]
        for cell in cells:
            look.paint_day(painter, cell, self._month, today, focused=cell.day == focus)
        for cell in cells:
            look.paint_posts(painter, cell, today, selected, self._hides(cell, selected))
        if self.visible.loaded and not any(cell.tiles or cell.hidden for cell in self.cells()):
            look.paint_hint(painter, grid, self._hint())
        if drop := self.drops.current:
            look.paint_drop(painter, grid.rect(drop.place.day), drop)
        painter.end()

    def _hint(self) -> str:
        if self.visible.searching:
            return self.tr("No post of these weeks matches the search")
        return self.tr("Drop videos here")

    def _hides(self, cell: Cell, selected: frozenset[int]) -> bool:
        if not cell.hidden or not selected:
            return False
        return any(post.id in selected for post in self.visible.of_day(cell.day)[len(cell.tiles) :])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click on "more" opens the list of the day."""
        if event.button() is Qt.MouseButton.LeftButton:
            cell = self._more_at(event.position().toPoint())
            if cell is not None:
                self.focus_day(cell.day)
                self.show_day_posts(cell.day)
                return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: a double click on "more" does no more than a click."""
        if self._more_at(event.position().toPoint()) is None:
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: the pointer tells what can be clicked."""
        super().mouseMoveEvent(event)
        on_more = self._more_at(event.position().toPoint()) is not None
        shape = Qt.CursorShape.PointingHandCursor if on_more else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Space opens the list of a day that has more posts than there is room for."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            cell = self.cell_of(self._day)
            if cell is not None and cell.hidden:
                self.show_day_posts(cell.day)
                return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: the wheel goes from month to month."""
        self._wheel -= event.angleDelta().y()
        steps = int(self._wheel / NOTCH)
        if steps:
            self._wheel -= steps * NOTCH
            self.step(steps)
        event.accept()

    def _more_at(self, point: QPoint) -> Cell | None:
        for cell in self.cells():
            if cell.hidden and cell.more.contains(point):
                return cell
        return None

    def _on_preference(self, name: str) -> None:
        if name == "first_day":
            self.show_date(self._day)
