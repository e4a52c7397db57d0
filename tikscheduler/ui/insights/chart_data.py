"""What the chart shows: a line for each chosen figure, over days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, Qt

from tikscheduler.domain.insights import Figure, Point, SumPoint, day_of
from tikscheduler.ui.insights.scale import Scale, plural, scale_for
from tikscheduler.ui.words import dated, tr


@dataclass(frozen=True, slots=True)
class Look:
    """How a figure is told from the others: colour token, stroke, and the shape of its dots."""

    token: str
    stroke: Qt.PenStyle
    sides: int


LOOKS = {
    Figure.VIEWS: Look("accent", Qt.PenStyle.SolidLine, 0),
    Figure.LIKES: Look("failed", Qt.PenStyle.DashLine, 4),
    Figure.COMMENTS: Look("good", Qt.PenStyle.DotLine, 3),
    Figure.SHARES: Look("wait", Qt.PenStyle.DashDotLine, 5),
}


def figure_word(figure: Figure) -> str:
    """The name of a figure."""
    return {
        Figure.VIEWS: tr("Views", "insights"),
        Figure.LIKES: tr("Likes", "insights"),
        Figure.COMMENTS: tr("Comments", "insights"),
        Figure.SHARES: tr("Shares", "insights"),
    }[figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure. Each stretch is of days that belong together; between them nothing is known."""

    figure: Figure
    stretches: tuple[tuple[tuple[date, int], ...], ...]
    right: bool
    """Whether the axis on the right is its own."""

    @property
    def points(self) -> dict[date, int]:
        """What is known, by day."""
        return {day: value for stretch in self.stretches for day, value in stretch}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartData:
    """All that is painted. Views have the left axis; the rest the right one, where both show."""

    title: str
    lines: tuple[Line, ...] = ()
    days: tuple[date, ...] = ()
    left: Scale | None = None
    right: Scale | None = None
    videos: Mapping[date, int] = field(default_factory=dict)
    """How many videos the figures are of, by day, where they are of several."""
    nothing: str = ""
    """Why there is no line, in a sentence."""

    def summary(self) -> str:
        """The lines in words, for those who cannot see them."""
        if self.nothing:
            return self.nothing
        parts = []
        for line in self.lines:
            points = line.points
            first, last = min(points), max(points)
            said = tr("%1: from %2 on %3 to %4 on %5", "insights")
            for place, text in enumerate(
                (
                    figure_word(line.figure),
                    f"{points[first]:,}",
                    long_day(first),
                    f"{points[last]:,}",
                    long_day(last),
                ),
                1,
            ):
                said = said.replace(f"%{place}", text)
            parts.append(said)
        return ". ".join(parts) + "."

    def videos_word(self, day: date) -> str:
        """Of how many videos the figures of a day are."""
        return plural(
            self.videos[day], tr("of %n video", "insights"), tr("of %n videos", "insights")
        )

    def reading(self, day: date) -> str:
        """One day in words."""
        told = [
            f"{figure_word(line.figure)} {line.points[day]:,}"
            for line in self.lines
            if day in line.points
        ]
        if day in self.videos:
            told.append(self.videos_word(day))
        return f"{long_day(day)}: " + (", ".join(told) or tr("not counted", "insights"))


def long_day(day: date) -> str:
    """A day with its year, as the locale writes it."""
    return dated(day, "ddd d MMM yyyy", QLocale())


def chart_of(
    title: str,
    points: Sequence[Point],
    zone: ZoneInfo,
    *,
    figures: Collection[Figure],
    daily: bool,
    today: bool = False,
) -> ChartData:
    """The chart of these points; `daily` shows what each day brought instead of the totals.

    What a day brought is known only where the day before was counted too. `today`: the last point
    is of today.
    """
    by_day = {day_of(point.taken_at, zone): point for point in points}
    wanted = [figure for figure in Figure if figure in figures]
    lines = []
    for figure in wanted:
        values = {day: point.figures.of(figure) for day, point in by_day.items()}
        stretches = _gains(values) if daily else (tuple(sorted(values.items())),)
        if any(stretches):
            right = figure is not Figure.VIEWS and Figure.VIEWS in wanted
            lines.append(Line(figure=figure, stretches=stretches, right=right))
    if why := _nothing(by_day, lines, wanted, today=today):
        return ChartData(title=title, nothing=why)
    return ChartData(
        title=title,
        lines=tuple(lines),
        days=tuple(sorted({day for line in lines for day in line.points})),
        left=_scale([line for line in lines if not line.right]),
        right=_scale([line for line in lines if line.right]),
        videos={day: one.videos for day, one in by_day.items() if isinstance(one, SumPoint)},
    )


def _nothing(
    by_day: dict[date, Point], lines: list[Line], wanted: list[Figure], *, today: bool
) -> str:
    if not wanted:
        return tr("Choose a figure above.", "insights")
    if not by_day:
        return tr("Nothing was counted in this time.", "insights")
    if len(by_day) == 1 and today:
        return tr("Counted on one day so far. There is a line from tomorrow on.", "insights")
    if len(by_day) == 1:
        return tr("Counted on one day of this time. There is a line after the next.", "insights")
    if not lines:
        return tr("No two days in a row were counted in this time.", "insights")
    return ""


def _gains(values: dict[date, int]) -> tuple[tuple[tuple[date, int], ...], ...]:
    stretches: list[list[tuple[date, int]]] = [[]]
    for day, value in sorted(values.items()):
        before = values.get(date.fromordinal(day.toordinal() - 1))
        if before is None:
            stretches.append([])
        else:
            stretches[-1].append((day, value - before))
    return tuple(tuple(stretch) for stretch in stretches if stretch)


def _scale(lines: list[Line]) -> Scale | None:
    values = [value for line in lines for value in line.points.values()]
    return scale_for(values) if values else None
