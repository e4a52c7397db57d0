"""Axes with round numbers, whatever the values are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tikscheduler.ui.insights.scale import mark, plural, scale_for, short

VALUES = st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=9)


@given(VALUES)
def test_every_value_is_between_the_marks(values: list[int]) -> None:
    scale = scale_for(values)
    assert scale.marks[0] <= min(values)
    assert max(values) <= scale.marks[-1]
    assert 2 <= len(scale.marks) <= 7
    steps = {after - before for before, after in zip(scale.marks, scale.marks[1:], strict=False)}
    assert len(steps) == 1
    assert all(0 <= scale.part(value) <= 1 for value in values)


@given(VALUES)
def test_marks_are_told_apart(values: list[int]) -> None:
    marks = scale_for(values).marks
    texts = [mark(number, marks[1] - marks[0]) for number in marks]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        ([0, 100], (0, 20, 40, 60, 80, 100)),
        ([30, 100], (0, 20, 40, 60, 80, 100)),
        ([615_000, 629_500], (615_000, 620_000, 625_000, 630_000)),
        ([7, 7], (0, 2, 4, 6, 8)),
        ([0, 0], (0, 1, 2, 3, 4)),
        ([-13, 4], (-15, -10, -5, 0, 5)),
    ],
)
def test_marks_are_round(values: list[int], marks: tuple[int, ...]) -> None:
    assert scale_for(values).marks == marks


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (950, "950"), (999.6, "1K"), (1250, "1.2K"), (34_000, "34K"), (2_500_000, "2.5M")],
)
def test_numbers_are_short_in_cells(number: float, text: str) -> None:
    assert short(number) == text


def test_one_is_one() -> None:
    assert plural(1, "%n video", "%n videos") == "1 video"
    assert plural(1200, "%n video", "%n videos") == "1,200 videos"
