"""The chart: what it is made of, how it is read, and what it looks like."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tikscheduler.domain.insights import Figure, Figures, Point, SumPoint
from tikscheduler.ui.insights.chart import Chart
from tikscheduler.ui.insights.chart_data import ChartData, chart_of
from tikscheduler.ui.insights.chart_paint import plot_of
from tikscheduler.ui.theme import Theme
from tikscheduler.ui.words import zone_of

PARIS = zone_of("Europe/Paris")
FIRST = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)


def points(views: list[int | None], first: datetime = FIRST) -> list[Point]:
    """A count a day; None for a day without one."""
    return [
        Point(first + timedelta(days=day), Figures(views=seen, likes=seen // 10))
        for day, seen in enumerate(views)
        if seen is not None
    ]


def chart(
    views: list[int | None], *, daily: bool = False, figures: frozenset[Figure] | None = None
) -> ChartData:
    wanted = frozenset({Figure.VIEWS}) if figures is None else figures
    return chart_of("All", points(views), PARIS, figures=wanted, daily=daily)


def values(data: ChartData, line: int = 0) -> list[list[int]]:
    return [[value for _, value in stretch] for stretch in data.lines[line].stretches]


# --- data ----------------------------------------------------------------------------------


def test_totals_are_one_line_over_days_without_a_count() -> None:
    data = chart([100, None, 130])
    assert values(data) == [[100, 130]]
    assert data.days == (date(2026, 11, 1), date(2026, 11, 3))


def test_what_a_day_brought_is_known_only_after_a_counted_day() -> None:
    data = chart([100, 110, None, 150, 145], daily=True)
    assert values(data) == [[10], [-5]]


@pytest.mark.parametrize(
    ("views", "daily", "said"),
    [
        ([], False, "Nothing was counted in this time."),
        ([100], False, "Counted on one day of this time. There is a line after the next."),
        ([100, None, 110], True, "No two days in a row were counted in this time."),
    ],
)
def test_where_there_is_no_line_it_says_why(
    views: list[int | None], daily: bool, said: str
) -> None:
    data = chart(views, daily=daily)
    assert (data.nothing, data.lines, data.summary()) == (said, (), said)


def test_without_a_figure_it_asks_for_one() -> None:
    assert chart([1, 2], figures=frozenset()).nothing == "Choose a figure above."


def test_views_have_an_axis_of_their_own_beside_the_rest() -> None:
    data = chart([50_000, 60_000], figures=frozenset(Figure))
    assert [line.right for line in data.lines] == [False, True, True, True]
    assert data.left is not None
    assert data.left.marks[-1] >= 60_000
    assert data.right is not None
    assert data.right.marks[-1] < 10_000
    alone = chart([50_000, 60_000], figures=frozenset({Figure.LIKES}))
    assert (alone.lines[0].right, alone.right) == (False, None)


def test_days_are_those_of_the_zone() -> None:
    late = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)  # the 2nd in Paris
    data = chart_of("All", points([1, 2], late), PARIS, figures={Figure.VIEWS}, daily=False)
    assert data.days == (date(2026, 11, 2), date(2026, 11, 3))


def test_it_is_told_in_words() -> None:
    data = chart([1000, 1200], figures=frozenset({Figure.VIEWS, Figure.LIKES}))
    assert data.summary() == (
        "Views: from 1,000 on Sun 1 Nov 2026 to 1,200 on Mon 2 Nov 2026. "
        "Likes: from 100 on Sun 1 Nov 2026 to 120 on Mon 2 Nov 2026."
    )
    sums = [SumPoint(point.taken_at, point.figures, 7) for point in points([1000, 1200])]
    summed = chart_of("All", sums, PARIS, figures={Figure.VIEWS}, daily=False)
    assert summed.reading(date(2026, 11, 1)) == "Sun 1 Nov 2026: Views 1,000, of 7 videos"


# --- on the screen -------------------------------------------------------------------------


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


@pytest.fixture
def show(theme: Theme, qtbot: QtBot) -> Callable[[ChartData], Chart]:
    def make(data: ChartData) -> Chart:
        made = Chart(theme)
        qtbot.addWidget(made)
        made.resize(600, 240)
        made.show_data(data)
        made.show()
        qtbot.waitExposed(made)
        return made

    return make


Show = Callable[[ChartData], Chart]


def inked(image: QImage, colour: QColor) -> list[QPoint]:
    """Where a picture has this very colour."""
    return [
        QPoint(x, y)
        for y in range(image.height())
        for x in range(image.width())
        if image.pixelColor(x, y).rgb() == colour.rgb()
    ]


def test_a_line_that_rises_is_drawn_rising(show: Show, theme: Theme) -> None:
    one = show(chart([0, 10, 20, 100]))
    places = inked(one.grab().toImage(), theme.colour("accent"))
    # The legend above apart, its end is higher than its beginning.
    line = [place for place in places if place.y() > 30]
    left, right = min(line, key=QPoint.x), max(line, key=QPoint.x)
    assert right.y() < left.y() - 100


def test_the_pointer_reads_the_nearest_day(show: Show, qtbot: QtBot) -> None:
    one = show(chart([5, 10, 20, 100]))
    plot = plot_of(QRectF(one.rect()), one.data)
    assert plot is not None
    for day in one.data.days:
        qtbot.mouseMove(one, QPoint(round(plot.x(day)) + 3, 100))
        qtbot.waitUntil(lambda day=day: one.day == day)
    assert one.accessibleDescription().startswith("Wed 4 Nov 2026: Views 100.")


def test_keys_go_from_day_to_day(show: Show, qtbot: QtBot) -> None:
    one = show(chart(list(range(0, 100, 10))))
    one.setFocus()
    read = []
    keys = (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_Left)
    for key in (*keys, Qt.Key.Key_Home):
        qtbot.keyClick(one, key)
        assert one.day is not None
        read.append(one.day.day)
    assert read == [1, 2, 10, 3, 2, 1]
    assert one.accessibleDescription().startswith("Sun 1 Nov 2026: Views 0.")
    qtbot.keyClick(one, Qt.Key.Key_Escape)
    assert one.day is None


def test_what_is_read_stays_when_the_same_days_come_again(show: Show, qtbot: QtBot) -> None:
    one = show(chart([1, 2, 3]))
    one.read(date(2026, 11, 2))
    one.show_data(chart([1, 2, 4]))
    assert one.day == date(2026, 11, 2)
    one.show_data(chart([1]))
    assert one.day is None


def test_keys_on_an_empty_chart_do_nothing(show: Show, qtbot: QtBot) -> None:
    one = show(chart([]))
    one.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
        qtbot.keyClick(one, key)
    assert one.day is None


def test_the_colours_change_with_the_theme(show: Show, theme: Theme) -> None:
    one = show(chart([0, 50, 100]))
    light = theme.colour("accent")
    theme.choose("dark")
    picture = one.grab().toImage()
    assert not inked(picture, light)
    assert inked(picture, theme.colour("accent"))
    theme.choose("light")


def test_a_picture_is_twice_the_size_under_the_title(show: Show, theme: Theme) -> None:
    one = show(chart([0, 50, 100]))
    picture = one.picture()
    assert picture.width() == 2 * (one.width() + 32)
    assert picture.height() > 2 * one.height()
    assert picture.pixelColor(1, 1) == theme.colour("card")
    title = picture.copy(0, 0, picture.width(), 80)
    assert inked(title, theme.colour("text"))
    assert inked(picture, theme.colour("accent"))
