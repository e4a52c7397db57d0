"""Lines over time and the best hours, from what was really counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tikscheduler.domain.insights import (
    BestHours,
    Cell,
    Figures,
    KnownVideo,
    Point,
    Standing,
    best_hours,
    day_start,
    gain,
)

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MONDAY_19 = datetime(2026, 11, 16, 18, 30, tzinfo=UTC)  # 19:30 in Paris


def known(**changes: datetime) -> KnownVideo:
    values = {"posted_at": NOW - timedelta(days=9), "counted_at": NOW, **changes}
    return KnownVideo(video_id="7", figures=Figures(), **values)


def test_a_gain_needs_two_points() -> None:
    first, last = Point(NOW, Figures(views=10, likes=3)), Point(NOW, Figures(views=7, likes=5))
    assert gain([]) is None
    assert gain([first]) is None
    assert gain([first, last]) == Figures(views=-3, likes=2)


def test_a_day_begins_at_midnight_where_the_user_is() -> None:
    assert day_start(NOW, PARIS) == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert day_start(late, PARIS) == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)


def test_a_day_of_twenty_five_hours_is_one_day() -> None:
    """The clock is put back on 25 October 2026; both of its two o'clocks are that day's."""
    began = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
    for hours in (0, 4.5, 5.5, 24.9):
        assert day_start(began + timedelta(hours=hours), PARIS) == began
    assert day_start(began + timedelta(hours=25), PARIS) == began + timedelta(hours=25)


def test_a_video_that_the_last_count_did_not_find_is_gone() -> None:
    before = NOW - timedelta(days=1)
    assert known().standing(NOW) is Standing.COUNTED
    assert known().standing(None) is Standing.COUNTED
    assert known(counted_at=before).standing(NOW) is Standing.GONE


def test_a_video_that_is_not_asked_about_any_more_is_not_called_gone() -> None:
    old = known(counted_at=NOW - timedelta(days=3), posted_at=NOW - timedelta(days=366))
    assert old.standing(NOW) is Standing.TOO_OLD


def test_hours_are_those_the_clock_showed_in_summer_and_in_winter() -> None:
    summer = datetime(2026, 7, 6, 16, 30, tzinfo=UTC)  # a Monday, 18:30 in Paris
    winter = datetime(2026, 1, 5, 17, 30, tzinfo=UTC)  # a Monday, 18:30 in Paris
    found = best_hours([(summer, 10), (winter, 30)], PARIS, NOW)
    assert found.cells == {(0, 18): Cell(weekday=0, first_hour=18, posts=2, median_views=20)}


def test_a_late_evening_in_utc_is_the_next_day_in_the_zone() -> None:
    at = datetime(2026, 11, 15, 23, 30, tzinfo=UTC)
    assert list(best_hours([(at, 1)], PARIS, NOW).cells) == [(0, 0)]


def test_the_median_is_of_the_posts_in_the_cell() -> None:
    found = best_hours([(MONDAY_19, views) for views in (5, 900, 7)], PARIS, NOW)
    assert found.cells[0, 18].median_views == 7
    assert found.cells[0, 18].posts == 3


def test_videos_of_less_than_two_days_are_left_out() -> None:
    at = NOW - timedelta(hours=48)
    found = best_hours([(at, 1), (at + timedelta(seconds=1), 1_000_000)], PARIS, NOW)
    assert (found.posts, found.too_young) == (1, 1)


def test_no_posts_make_no_cells_and_nothing_best() -> None:
    found = best_hours([], PARIS, NOW)
    assert (found.cells, found.best, found.missing) == ({}, [], 20)


def spread(cells: dict[tuple[int, int], tuple[int, float]]) -> BestHours:
    made = {
        at: Cell(weekday=at[0], first_hour=at[1], posts=posts, median_views=views)
        for at, (posts, views) in cells.items()
    }
    return BestHours(posts=sum(cell.posts for cell in made.values()), cells=made)


def test_nothing_is_best_before_there_are_posts_enough_in_all() -> None:
    assert spread({(0, 18): (19, 50.0)}).best == []
    assert spread({(0, 18): (19, 50.0)}).missing == 1
    assert len(spread({(0, 18): (20, 50.0)}).best) == 1


def test_a_cell_of_two_posts_is_never_best() -> None:
    found = spread({(0, 18): (2, 9_000.0), (1, 9): (3, 10.0), (2, 9): (15, 20.0)})
    assert [(cell.weekday, cell.first_hour) for cell in found.best] == [(2, 9), (1, 9)]
    assert not found.cells[0, 18].enough


def test_three_are_called_best_at_most() -> None:
    found = spread({(day, 9): (5, float(day)) for day in range(7)})
    assert [cell.weekday for cell in found.best] == [6, 5, 4]
