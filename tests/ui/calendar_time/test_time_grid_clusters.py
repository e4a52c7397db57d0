"""Tiles of a day stand side by side and never on each other."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tikscheduler.ui.calendar.time_grid_clusters import Slot, side_by_side

QUARTERS = st.integers(0, 1200).map(lambda number: number / 4)  # near misses are common
TOPS = st.lists(QUARTERS, max_size=40).map(
    lambda tops: [(top, number) for number, top in enumerate(tops)]
)


def test_tiles_apart_have_the_whole_width() -> None:
    assert side_by_side([(50, 2), (0, 1)], 50, 3) == [Slot((1,), 0, 0, 1), Slot((2,), 50, 0, 1)]


def test_tiles_that_would_lie_on_each_other_share_it() -> None:
    assert side_by_side([(0, 1), (20, 2)], 50, 3) == [
        Slot((1,), 0, 0, 2),
        Slot((2,), 20, 1, 2),
    ]


def test_a_tile_takes_the_columns_that_are_free_beside_it() -> None:
    found = side_by_side([(0, 1), (0, 2), (0, 3), (40, 4), (50, 5)], 50, 4)
    assert found == [
        Slot((1,), 0, 0, 4),
        Slot((2,), 0, 1, 4),
        Slot((3,), 0, 2, 4),
        Slot((4,), 40, 3, 4),
        Slot((5,), 50, 0, 4, 3),
    ]


def test_what_finds_no_room_is_bunched_in_the_last_column() -> None:
    assert side_by_side([(0, 1), (1, 2), (2, 3), (3, 4)], 50, 2) == [
        Slot((1,), 0, 0, 2),
        Slot((2, 3, 4), 1, 1, 2),
    ]


def test_one_column_bunches_everything() -> None:
    assert side_by_side([(0, 1), (10, 2)], 50, 1) == [Slot((1, 2), 0, 0, 1)]


@given(tops=TOPS, most=st.integers(1, 6))
def test_no_two_tiles_overlap_and_none_is_lost(tops: list[tuple[float, int]], most: int) -> None:
    found = side_by_side(tops, 50, most)
    assert sorted(one for slot in found for one in slot.ids) == sorted(one for _, one in tops)
    for slot in found:
        assert slot.column >= 0
        assert slot.column + slot.span <= slot.columns <= most
    for one, other in combinations(found, 2):
        apart = abs(one.top - other.top) >= 50
        beside = _right(one) <= _left(other) or _right(other) <= _left(one)
        assert apart or beside, (one, other)


@given(tops=TOPS)
def test_a_tile_stands_at_its_own_time(tops: list[tuple[float, int]]) -> None:
    places = {number: top for top, number in tops}
    for slot in side_by_side(tops, 50, 100):
        assert [slot.top] == [places[one] for one in slot.ids]


def _left(slot: Slot) -> float:
    return round(slot.column / slot.columns, 9)


def _right(slot: Slot) -> float:
    return round((slot.column + slot.span) / slot.columns, 9)
