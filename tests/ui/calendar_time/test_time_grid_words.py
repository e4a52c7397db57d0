"""Times of day where there is little room, with clocks of 12 and of 24 hours."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale

from tests.ui.calendar_time.conftest import wall
from tikscheduler.ui.calendar.time_grid_words import hour_words, short_clock


@pytest.mark.parametrize(
    ("locale", "when", "hour", "short"),
    [
        ("de_DE", "2026-11-23 07:00", "07:00", "07:00"),
        ("de_DE", "2026-11-23 13:05", "13:05", "13:05"),
        ("en_US", "2026-11-23 07:00", "7 AM", "7:00"),
        ("en_US", "2026-11-23 00:00", "12 AM", "12:00"),
        ("en_US", "2026-11-23 13:05", "1:05 PM", "1:05"),
        ("ko_KR", "2026-11-23 13:00", "오후 1", "1:00"),
    ],
)
def test_as_the_locale_has_it(locale: str, when: str, hour: str, short: str) -> None:
    said = hour_words(wall(when), QLocale(locale)).replace("\u202f", " ")
    assert (said, short_clock(wall(when), QLocale(locale))) == (hour, short)
