"""Insights as CSV, and files of them: what is shown can be taken along."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from pathlib import Path

from tikscheduler.domain.errors import InputError
from tikscheduler.domain.insights import (
    BLOCK_HOURS,
    AccountPoint,
    BestHours,
    Figure,
    KnownVideo,
    Point,
    Standing,
    SumPoint,
    day_of,
)
from tikscheduler.services.whole_file import write_whole

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would run a cell that begins with one of these."""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STANDINGS = {
    Standing.COUNTED: "counted",
    Standing.GONE: "gone",
    Standing.TOO_OLD: "no longer counted",
}
_FIGURES = [figure.value for figure in Figure]


def harmless(cell: object) -> str:
    """A text that a spreadsheet shows as it is; numbers are left alone, None is empty."""
    if cell is None:
        return ""
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(RISKY) else text


def line_csv(points: Sequence[Point], zone: tzinfo, numbers: Iterable[AccountPoint] = ()) -> bytes:
    """A line, one day a row. Of an account's sums it also tells the videos and the followers."""
    followers = {day_of(one.taken_at, zone): one.followers for one in numbers}
    sums = any(isinstance(point, SumPoint) for point in points)
    rows = []
    for point in points:
        day = day_of(point.taken_at, zone)
        row: list[object] = [day.isoformat(), _utc(point.taken_at), *_values(point)]
        if isinstance(point, SumPoint):
            row += [point.videos, followers.get(day)]
        rows.append(row)
    more = ["videos", "followers"] if sums else []
    return _csv(["day", "counted_at", *_FIGURES, *more], rows)


def videos_csv(videos: Iterable[KnownVideo], zone: tzinfo, last_count: datetime | None) -> bytes:
    """Every video with its latest figures."""
    rows = [
        [
            video.video_id,
            video.posted_at.astimezone(zone).replace(tzinfo=None).isoformat(" ", "minutes"),
            video.caption,
            *(video.figures.of(figure) for figure in Figure),
            _utc(video.counted_at),
            STANDINGS[video.standing(last_count)],
            video.post_id,
            video.url,
        ]
        for video in videos
    ]
    names = ["video_id", "posted_at", "caption", *_FIGURES]
    return _csv([*names, "counted_at", "state", "post", "url"], rows)


def hours_csv(hours: BestHours) -> bytes:
    """The cells that have posts."""
    rows = [
        [
            DAYS[cell.weekday],
            f"{cell.first_hour:02}:00",
            f"{(cell.first_hour + BLOCK_HOURS) % 24:02}:00",
            cell.posts,
            f"{cell.median_views:g}" if cell.median_views < 1e6 else round(cell.median_views),
            "yes" if cell.enough else "no",
        ]
        for _, cell in sorted(hours.cells.items())
    ]
    return _csv(["weekday", "from", "to", "posts", "median_views", "enough_posts"], rows)


def write_export(file: Path, data: bytes) -> None:
    """Write a file whole, or leave what is there. Raises `InputError` where it cannot be."""
    try:
        write_whole(file, data)
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(
            f"“{file.name}” could not be written to {file.parent}: {why}. Choose another folder."
        ) from error


def _csv(names: list[str], rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")  # without the mark, Excel reads another alphabet


def _values(point: Point) -> list[int]:
    return [point.figures.of(figure) for figure in Figure]


def _utc(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")
