"""The week and the day: hours from top to bottom."""

from __future__ import annotations

from datetime import date

from tikscheduler.ui import words
from tikscheduler.ui.calendar.month import first_weekday
from tikscheduler.ui.calendar.time_grid import TimeGrid
from tikscheduler.ui.calendar.visible import DAY, VisiblePosts
from tikscheduler.ui.kit import Kit

WEEK = 7 * DAY
NARROWEST_OF_WEEK, NARROWEST_OF_DAY = 46, 180
"""Below these widths tiles are bunched."""


class WeekView(TimeGrid):
    """Seven days from the first weekday of the locale, or the one the user has chosen."""

    def __init__(self, kit: Kit, visible: VisiblePosts) -> None:
        super().__init__(kit, visible, narrowest=NARROWEST_OF_WEEK)
        self.setAccessibleName(self.tr("Week"))
        kit.preferences.changed.connect(self._on_preference)

    def days(self) -> tuple[date, date]:
        """The week of the focused day."""
        back = (self._day.isoweekday() - first_weekday(self.kit)) % 7
        first = self._day - back * DAY
        return first, first + WEEK - DAY

    def title(self) -> str:
        """The first and the last day: 28 December 2026 to 3 January 2027."""
        first, last = self.days()
        if first.year != last.year:
            return f"{words.dated(first, 'd MMMM yyyy')} – {words.dated(last, 'd MMMM yyyy')}"
        if first.month != last.month:
            return f"{words.dated(first, 'd MMMM')} – {words.dated(last, 'd MMMM yyyy')}"
        return f"{first.day} – {words.dated(last, 'd MMMM yyyy')}"

    def stepped(self, by: int) -> date:
        """The same weekday of another week."""
        return self._day + by * WEEK

    def _on_preference(self, name: str) -> None:
        if name == "first_day" and self.isVisible():
            self.show_date(self._day)


class DayView(TimeGrid):
    """One day, with room for names and words on its tiles."""

    def __init__(self, kit: Kit, visible: VisiblePosts) -> None:
        super().__init__(kit, visible, narrowest=NARROWEST_OF_DAY)
        self.setAccessibleName(self.tr("Day"))

    def title(self) -> str:
        """Monday 23 November 2026."""
        return words.dated(self._day, "dddd d MMMM yyyy")
