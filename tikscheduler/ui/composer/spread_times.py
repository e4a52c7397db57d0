"""The fields that spread several posts over time, and the moments they come to."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from tikscheduler.domain.errors import InputError
from tikscheduler.domain.spread import Spread, spread
from tikscheduler.domain.zones import Moment, find_zone
from tikscheduler.ui import words
from tikscheduler.ui.composer import when_field
from tikscheduler.ui.composer.choosers import Choice
from tikscheduler.ui.composer.when_field import WhenField
from tikscheduler.ui.dropping import proposed_times
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import label

USUAL = "usual"
"""Spread over the usual times of day, as a drop on a day proposes them."""
COUNTED = {Spread.MINUTES: 30, Spread.HOURS: 4, Spread.DAYS: 1}
"""Kinds that have a number, and the number they begin with."""
MOST = 10_000
NO_BUTTONS = "QSpinBox::up-button, QSpinBox::down-button { width: 0; border: none; }"


class SpreadTimes(QWidget):
    """First time, kind and number, and below them the times in words."""

    changed = Signal()

    def __init__(self, kit: Kit, *, usual: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self.start = WhenField(kit.theme, kit.zone)
        self.start.setAccessibleName(self.tr("First post"))
        self.how = Choice(kit.theme, self.tr("Spread"))
        self.every = QSpinBox()
        self.every.setAccessibleName(self.tr("How many"))
        self.every.setRange(1, MOST)
        self.every.setFixedWidth(76)
        self.every.setStyleSheet(NO_BUTTONS)
        self.every.setToolTip(self.tr("Up and Down change the number"))
        self.preview = label("", "small", wrap=True)
        for name, text in (
            (USUAL, self.tr("Usual times of day")),
            (Spread.DAYS, self.tr("Every … days, at the same time")),
            (Spread.HOURS, self.tr("Every … hours")),
            (Spread.MINUTES, self.tr("Every … minutes")),
            (Spread.SAME_TIME, self.tr("All at the same time")),
        ):
            if usual or name != USUAL:
                self.how.addItem(text, str(name))
        self._lay_out()
        self.start.edited.connect(self.changed)
        self.every.valueChanged.connect(lambda _value: self.changed.emit())
        self.how.currentIndexChanged.connect(self._on_how)
        self._on_how(0)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        for name, widget, stretch in (
            (self.tr("First post"), self.start, 3),
            (self.tr("Spread"), self.how, 3),
            (self.tr("Number"), self.every, 0),
        ):
            column = QVBoxLayout()
            column.setSpacing(5)
            column.addWidget(label(name, "field"))
            column.addWidget(widget)
            row.addLayout(column, stretch)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addLayout(row)
        whole.addWidget(self.preview)

    def choose(self, how: str) -> None:
        """Choose a kind of spread."""
        self.how.setCurrentIndex(self.how.findData(how))

    @property
    def kind(self) -> str:
        """The chosen kind: `USUAL` or a `Spread`."""
        return str(self.how.currentData())

    def moments(self, count: int, now: datetime) -> tuple[list[Moment], str]:
        """The times of so many posts, in order; or none, and why."""
        zone = self._kit.zone
        try:
            if self.kind == USUAL:
                found = usual_moments(self.start.wall, zone, count, now)
            else:
                found = spread(self.start.wall, zone, count, Spread(self.kind), self.every.value())
        except InputError as error:
            return [], str(error)
        late = when_field.problem(found[0], now, self._kit.settings) if found else ""
        return ([], late) if late else (found, "")

    def tell(self, moments: list[Moment], problem: str) -> None:
        """Show the times in words, or what is wrong with them."""
        self.preview.setText(problem or times_in_words(moments, self._kit.zone))
        kind = "small-failed" if problem else "small"
        if self.preview.property("kind") != kind:
            self.preview.setProperty("kind", kind)
            self.preview.style().polish(self.preview)

    def _on_how(self, _index: int) -> None:
        kind = self.kind
        counted = next((one for one in COUNTED if one == kind), None)
        self.every.setEnabled(counted is not None)
        if counted is not None:
            self.every.setValue(COUNTED[counted])
        self.changed.emit()


def usual_moments(start: datetime, zone: str, count: int, now: datetime) -> list[Moment]:
    """Day by day from the start's day on, the times that a drop on that day proposes."""
    there = now.astimezone(find_zone(zone)).replace(tzinfo=None)
    day, walls = start.date(), list[datetime]()
    if day < there.date():
        return spread(start, zone, count, Spread.SAME_TIME)  # it has passed, and is refused so
    while len(walls) < count:
        walls += proposed_times(day, count - len(walls), there)
        day += timedelta(days=1)
    return [spread(wall, zone, 1, Spread.SAME_TIME)[0] for wall in walls]


def times_in_words(moments: list[Moment], zone: str, shown: int = 4) -> str:
    """Mon 23 Nov, 18:30 · Tue 24 Nov, 18:30 · … · Fri 27 Nov, 18:30 · Paris."""
    if not moments:
        return ""
    texts = [in_words(moment) for moment in moments]
    if len(texts) > shown:
        texts = [*texts[: shown - 1], "…", texts[-1]]
    noted = [moment.note for moment in moments if moment.note]
    return " · ".join([*texts, words.city(zone)]) + (f". {noted[0]}" if noted else "")


def in_words(moment: Moment) -> str:
    """A planned time by its day's name: Mon 23 Nov, 18:30."""
    return f"{words.dated(moment.wall, 'ddd d MMM')}, {words.clock(moment.wall)}"
