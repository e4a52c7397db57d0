"""What is dragged in from other programs is told by its name alone."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl

from tests.ui.calendar.conftest import wall
from tikscheduler.ui.dropping import names_of, proposed_times, videos_in

THURSDAY = date(2026, 11, 26)
NOW = wall("2026-11-23 13:00")


def dragged(*urls: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl(url) for url in urls])
    return mime


def times(day: date, count: int, now: datetime) -> list[str]:
    return [f"{wall:%d %H:%M}" for wall in proposed_times(day, count, now)]


def test_takes_what_tiktok_takes_and_names_the_rest() -> None:
    mime = dragged(
        "file:///v/one.mp4",
        "file:///v/TWO.MOV",
        "file:///v/three.webm",
        "file:///v/four.mkv",
        "file:///v/folder/",
        "file:///v/cover.png",
        "https://example.com/clip.mp4",
    )
    videos, others = videos_in(mime)
    assert videos == [Path("/v/one.mp4"), Path("/v/TWO.MOV"), Path("/v/three.webm")]
    assert others == ["four.mkv", "folder", "cover.png", "clip.mp4"]


def test_takes_a_file_once() -> None:
    assert videos_in(dragged("file:///v/a.mp4", "file:///v/a.mp4"))[0] == [Path("/v/a.mp4")]


def test_names_a_few_and_counts_the_others() -> None:
    assert names_of(["a", "b"]) == "a, b"
    assert names_of(["a", "b", "c", "d", "e"]) == "a, b, c (+2)"


def test_proposes_the_usual_times_of_a_day() -> None:
    assert times(THURSDAY, 3, NOW) == ["26 09:00", "26 13:00", "26 18:30"]
    assert times(THURSDAY, 1, NOW) == ["26 09:00"]


def test_proposes_half_hours_after_the_usual_times() -> None:
    assert times(THURSDAY, 5, NOW)[3:] == ["26 19:00", "26 19:30"]


def test_a_day_holds_only_so_many() -> None:
    many = times(THURSDAY, 100, NOW)
    assert many[-1] == "26 23:30"
    assert len(many) == 13


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (wall("2026-11-23 08:00"), "23 09:00"),
        (wall("2026-11-23 12:55"), "23 18:30"),  # 13:00 is too soon
        (wall("2026-11-23 19:01"), "23 19:30"),
        (wall("2026-11-23 19:30"), "23 20:00"),
        (wall("2026-11-23 23:31"), "23 23:45"),
    ],
)
def test_proposes_nothing_that_has_passed_today(now: datetime, first: str) -> None:
    assert times(now.date(), 1, now) == [first]


def test_proposes_nothing_where_the_day_is_over() -> None:
    assert times(date(2026, 11, 22), 2, NOW) == []
    assert times(date(2026, 11, 23), 2, wall("2026-11-23 23:52")) == []
