"""Weeks, days and tiles of a month stand where they should, at every size."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QSize

from tests.ui.conftest import AddPost
from tikscheduler.ui.calendar.month_grid import HEAD, MonthGrid, first_shown, weeks_of

NOVEMBER = date(2026, 11, 1)
MONDAY_FIRST, SUNDAY_FIRST = 1, 7
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("month", "weekday", "first", "weeks"),
    [
        (NOVEMBER, MONDAY_FIRST, date(2026, 10, 26), 6),
        (NOVEMBER, SUNDAY_FIRST, NOVEMBER, 5),
        (date(2027, 2, 1), MONDAY_FIRST, date(2027, 2, 1), 4),
        (date(2026, 12, 15), MONDAY_FIRST, date(2026, 11, 30), 5),
    ],
)
def test_shows_as_many_whole_weeks_as_the_month_needs(
    month: date, weekday: int, first: date, weeks: int
) -> None:
    assert first_shown(month, weekday) == first
    assert weeks_of(month, weekday) == weeks


@given(
    month=st.dates(date(2000, 1, 1), date(2100, 12, 1)),
    weekday=st.integers(1, 7),
    width=st.integers(60, 3000),
    height=st.integers(80, 2000),
    number=st.integers(0, 41),
)
def test_every_point_is_on_one_day(
    month: date, weekday: int, width: int, height: int, number: int
) -> None:
    grid = MonthGrid(month, weekday, QSize(width, height))
    day = grid.first + min(number, 7 * grid.weeks - 1) * DAY
    rect = grid.rect(day)
    assert grid.day_at(rect.topLeft()) == grid.day_at(rect.bottomRight()) == day
    assert grid.rect(grid.first).topLeft() == QPoint(0, HEAD)
    assert grid.rect(grid.last).bottomRight() == QPoint(width - 1, height - 1)
    assert grid.day_at(QPoint(0, HEAD - 1)) is None
    assert grid.first <= month.replace(day=1) <= grid.last


def test_lays_out_as_many_tiles_as_fit_and_counts_the_rest(add_post: AddPost) -> None:
    post = add_post("2026-11-24 09:00")
    for height in range(330, 1200, 11):
        grid = MonthGrid(NOVEMBER, MONDAY_FIRST, QSize(852, height))
        for count in range(12):
            cell = grid.cell(date(2026, 11, 24), [post] * count)
            assert len(cell.tiles) + cell.hidden == count
            for rect, _post in cell.tiles:
                assert cell.rect.contains(rect)
            if cell.hidden:
                assert cell.rect.contains(cell.more)
                assert not any(rect.intersects(cell.more) for rect, _post in cell.tiles)
    grid = MonthGrid(NOVEMBER, MONDAY_FIRST, QSize(852, 774))
    assert len(grid.cell(date(2026, 11, 24), [post] * 3).tiles) == 3
    assert grid.cell(date(2026, 11, 24), [post] * 9).hidden == 6


def test_a_low_day_tells_how_many_posts_it_has(add_post: AddPost) -> None:
    post = add_post("2026-11-24 09:00")
    grid = MonthGrid(NOVEMBER, MONDAY_FIRST, QSize(500, HEAD + 6 * 45))
    cell = grid.cell(date(2026, 11, 24), [post, post])
    assert (len(cell.tiles), cell.hidden) == (0, 2)
