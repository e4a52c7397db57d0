"""The field for a planned time: date and time of day in a named zone, or no time yet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime, QTimeZone, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QDateTimeEdit, QWidget

from tikscheduler.domain.errors import InputError
from tikscheduler.domain.post import Post
from tikscheduler.domain.retry import is_late
from tikscheduler.domain.zones import Moment, at_wall_time, find_zone, show
from tikscheduler.settings import Settings
from tikscheduler.ui import words
from tikscheduler.ui.composer.choosers import paint_chevron
from tikscheduler.ui.dropping import proposed_times
from tikscheduler.ui.signals import Draft
from tikscheduler.ui.theme import Theme

QUARTER = timedelta(minutes=15)


class WhenField(QDateTimeEdit):
    """Shows and takes times of one zone. The widget itself counts in UTC, so that Qt never bends
    a time over a change of the clock: what does not exist is refused in words."""

    edited = Signal()

    def __init__(self, theme: Theme, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._zone = theme, zone
        self._kept: Moment | None = None
        self._original: Moment | None = None
        self.setTimeZone(QTimeZone(QTimeZone.Initialization.UTC))
        self.setCalendarPopup(True)
        self.setDisplayFormat(display_format(zone))
        self.setAccessibleName(self.tr("When"))
        self.setToolTip(zone)
        self.dateTimeChanged.connect(lambda _value: self.edited.emit())
        theme.changed.connect(self.update)

    @property
    def wall(self) -> datetime:
        """The naive time that the field shows."""
        date, time = self.date(), self.time()
        shown = datetime(  # noqa: DTZ001 - a wall time is naive
            date.year(), date.month(), date.day(), time.hour(), time.minute(), time.second()
        )
        kept = self._kept
        return kept.wall if kept and shown == kept.wall.replace(microsecond=0) else shown

    def set_wall(self, wall: datetime) -> None:
        """Show a naive time of the field's zone."""
        self._kept = None
        self._show(wall)

    def set_post(self, post: Post) -> None:
        """Show a post's time. Unless it is changed it stays what it was, zone and all."""
        if post.scheduled_at is None or post.wall_time is None:
            return
        here = post.scheduled_at.astimezone(find_zone(self._zone)).replace(tzinfo=None)
        self._original = Moment(wall=post.wall_time, zone=post.timezone, utc=post.scheduled_at)
        self._kept = Moment(wall=here, zone=self._zone, utc=post.scheduled_at)
        self._show(here)

    def moment(self) -> Moment:
        """The time that is meant. Raises `InputError` for one that does not exist."""
        if self._kept and self._original and self.wall == self._kept.wall:
            return self._original
        return at_wall_time(self.wall, self._zone)

    def _show(self, wall: datetime) -> None:
        self.setDateTime(
            QDateTime(
                QDate(wall.year, wall.month, wall.day),
                QTime(wall.hour, wall.minute, wall.second),
                QTimeZone(QTimeZone.Initialization.UTC),
            )
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the field, then the mark that it opens a calendar."""
        super().paintEvent(event)
        paint_chevron(self, self._theme)


def display_format(zone: str, locale: QLocale | None = None) -> str:
    """Date, time of day in 12 or 24 hours as the locale has it, and the zone's short name."""
    clock = "h:mm AP" if words.in_halves(locale) else "HH:mm"
    place = words.city(zone).replace("'", "''")
    return f"ddd d MMM yyyy, {clock}' · {place}'"


def problem(moment: Moment, now: datetime, settings: Settings) -> str:
    """Why nothing can be planned for this time; "" when it can."""
    if is_late(moment.utc, now, settings.lateness_limit):
        return words.tr("%1 has passed; choose a time to come.", "WhenField").replace(
            "%1", show(moment.wall)
        )
    return ""


def first_wall(draft: Draft, zone: str, now: datetime) -> datetime:
    """The time to begin with: the draft's, the usual one of its day, else the next quarter hour."""
    if draft.wall is not None and not draft.all_day:
        return draft.wall
    if draft.wall is not None:
        there = now.astimezone(find_zone(zone)).replace(tzinfo=None)
        if usual := proposed_times(draft.wall.date(), 1, there):
            return usual[0]
    return next_quarter(zone, now)


def next_quarter(zone: str, now: datetime) -> datetime:
    """The next full quarter hour that is at least 15 minutes ahead, on the zone's clock."""
    start = datetime.min.replace(tzinfo=UTC)
    ahead = now + QUARTER
    rest = (ahead - start) % QUARTER
    at = ahead + (QUARTER - rest if rest else timedelta())
    return at.astimezone(find_zone(zone)).replace(tzinfo=None)


def read(field: WhenField) -> tuple[Moment | None, str]:
    """The moment of a field, or why there is none."""
    try:
        return field.moment(), ""
    except InputError as error:
        return None, str(error)
