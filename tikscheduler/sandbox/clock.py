"""What time it is in the sandbox, and how it writes a time down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Answers an aware datetime; tests inject one that stands still until it is pushed."""


def system_clock() -> datetime:
    """The machine's own time, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime | None) -> str | None:
    """UTC as ISO 8601 with milliseconds and a Z, or None."""
    if moment is None:
        return None
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
