"""Insights as files that a spreadsheet opens without doing anything."""

from __future__ import annotations

import csv
import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tikscheduler.domain.errors import InputError
from tikscheduler.domain.insights import (
    AccountPoint,
    Figures,
    KnownVideo,
    Point,
    SumPoint,
    best_hours,
)
from tikscheduler.services.insights_export import (
    harmless,
    hours_csv,
    line_csv,
    videos_csv,
    write_export,
)

PARIS = ZoneInfo("Europe/Paris")
NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # the 23rd in Paris
FIGURES = Figures(views=5_000_000_000, likes=4, comments=3, shares=2)


def table(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_videos_line_by_day_of_the_zone() -> None:
    assert table(line_csv([Point(NIGHT, FIGURES)], PARIS)) == [
        ["day", "counted_at", "views", "likes", "comments", "shares"],
        ["2026-11-23", "2026-11-22T23:30:00Z", "5000000000", "4", "3", "2"],
    ]


def test_an_accounts_sums_with_videos_and_followers() -> None:
    before = NIGHT - timedelta(days=1)
    points = [SumPoint(before, FIGURES, 8), SumPoint(NIGHT, FIGURES, 9)]
    numbers = [AccountPoint(taken_at=NIGHT, followers=77)]
    rows = table(line_csv(points, PARIS, numbers))
    assert rows[0][-2:] == ["videos", "followers"]
    assert [row[-2:] for row in rows[1:]] == [["8", ""], ["9", "77"]]


def known(caption: str, **changes: datetime) -> KnownVideo:
    values = {"posted_at": NIGHT, "counted_at": NIGHT, **changes}
    return KnownVideo(
        video_id="7300000000000000001", figures=FIGURES, caption=caption, post_id=5, **values
    )


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_caption_becomes_a_formula(sign: str) -> None:
    rows = table(videos_csv([known(f"{sign}HYPERLINK(1)")], PARIS, NIGHT))
    assert rows[1][2].startswith("'")
    assert rows[1][2].lstrip("'").replace("\n", "\r") == f"{sign}HYPERLINK(1)"


def test_numbers_are_left_alone() -> None:
    assert (harmless(-5), harmless(None), harmless("5"), harmless("a=b")) == ("-5", "", "5", "a=b")


def test_videos_with_captions_of_any_kind_and_how_they_stand() -> None:
    gone = known('He said: "no",\nthen left 🪢', counted_at=NIGHT - timedelta(days=1))
    rows = table(videos_csv([known("Bread"), gone], PARIS, NIGHT))
    assert [row[2] for row in rows[1:]] == ["Bread", 'He said: "no",\nthen left 🪢']
    assert rows[1][:2] == ["7300000000000000001", "2026-11-23 00:30"]
    assert [row[8] for row in rows[1:]] == ["counted", "gone"]
    assert rows[1][9] == "5"


def test_hours_with_what_is_behind_them() -> None:
    monday = datetime(2026, 11, 16, 21, 30, tzinfo=UTC)  # 22:30 in Paris
    hours = best_hours([(monday, 10), (monday, 15)], PARIS, NIGHT)
    assert table(hours_csv(hours)) == [
        ["weekday", "from", "to", "posts", "median_views", "enough_posts"],
        ["Monday", "21:00", "00:00", "2", "12.5", "no"],
    ]


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"before, and longer")
    write_export(file, b"after")
    assert file.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"“a\.csv” could not be written to .*none.*another folder"
    ):
        write_export(tmp_path / "none" / "a.csv", b"x")


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    place = Path("/proc") if os.name == "posix" and Path("/proc").is_dir() else tmp_path / "a.csv"
    with pytest.raises(InputError, match="Choose another folder"):
        write_export(place / "a.csv", b"x")
