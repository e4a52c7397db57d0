"""Times in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import NOON
from tikscheduler.ui.words import until


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=5), "in 6 s"),
        (timedelta(minutes=12), "in 12 min"),
        (timedelta(hours=3, minutes=5), "in 3 h 5 min"),
        (timedelta(hours=47, minutes=59), "in 47 h 59 min"),
        (timedelta(hours=48), "in 2 days"),
    ],
)
def test_how_long_until(wait: timedelta, said: str) -> None:
    assert until(NOON + wait, NOON) == said
