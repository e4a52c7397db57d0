"""A first glance at the plan, before the database is opened for good.

Opening it takes a tenth of a second, most of it loading libraries. The window shows the posts of
the days it stands on before that, read by bare SQL and never written. Whatever is unusual (no file
yet, an older schema, a damaged one) is left to the real opening, which has the words for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tikscheduler.domain.post import Fault, Mode, Post, PostStatus, Privacy

_NAMES = tuple(field.name for field in fields(Post) if field.name != "fault")
_COLUMNS = ", ".join((*_NAMES, "fault_code", "fault_message", "fault_log_id"))
_QUERY = (
    f"SELECT {_COLUMNS} FROM post WHERE scheduled_at >= ? AND scheduled_at < ? "  # noqa: S608
    "ORDER BY scheduled_at, id LIMIT ?"
)


def posts_between(file: Path, start: datetime, end: datetime, limit: int) -> list[Post]:
    """The posts planned from `start` (aware) up to before `end`; none where they cannot be read."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=0.2)) as opened:
            rows = opened.execute(_QUERY, (_text(start), _text(end), limit)).fetchall()
            return [_post(row) for row in rows]
    except (sqlite3.Error, OSError, ValueError):  # the real opening finds out, and tells
        return []


def _text(moment: datetime) -> str:
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    return utc.isoformat(sep=" ", timespec="microseconds")


def _utc(value: str) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


_READERS: dict[str, Callable[[Any], Any]] = {
    "video": Path,
    "mode": Mode,
    "privacy": Privacy,
    "status": PostStatus,
    "wall_time": datetime.fromisoformat,
    **dict.fromkeys(
        (
            "allow_comment",
            "allow_duet",
            "allow_stitch",
            "your_brand",
            "branded_content",
            "ai_generated",
        ),
        bool,
    ),
    **dict.fromkeys(
        (
            "scheduled_at",
            "due_at",
            "next_attempt_at",
            "upload_started_at",
            "last_part_at",
            "staged_at",
            "processing_since",
            "published_at",
            "created_at",
            "updated_at",
        ),
        _utc,
    ),
}
_PLACES = tuple((_NAMES.index(name), read) for name, read in _READERS.items())


def _post(row: tuple[Any, ...]) -> Post:
    values = list(row[:-3])
    for place, read in _PLACES:
        if values[place] is not None:
            values[place] = read(values[place])
    code, message, log_id = row[-3:]
    fault = None
    if code is not None:
        fault = Fault(code=code, message=message or "", log_id=log_id or "")
    return Post(**dict(zip(_NAMES, values, strict=True)), fault=fault)
