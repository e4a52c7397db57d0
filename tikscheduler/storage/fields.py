"""Columns that keep the values of the domain: times, paths, sets of words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import peewee as pw

from tikscheduler.domain.errors import InputError


def _as_text(value: datetime) -> str:
    """Always 26 characters, so that text order is time order."""
    return value.isoformat(sep=" ", timespec="microseconds")


def _as_datetime(value: object) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


class UtcField(pw.DateTimeField):
    """An aware datetime, stored as UTC; a naive one is refused with `ValueError`."""

    def db_value(self, value: datetime | None) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{self.name} needs a datetime with a zone, not {value!r}")
        return _as_text(value.astimezone(UTC))

    def python_value(self, value: object) -> datetime | None:
        return None if value is None else _as_datetime(value).replace(tzinfo=UTC)


class WallField(pw.DateTimeField):
    """A naive datetime, as read off a clock; an aware one is refused with `ValueError`."""

    def db_value(self, value: datetime | None) -> str | None:
        if value is None:
            return None
        if value.tzinfo is not None:
            raise ValueError(f"{self.name} needs a datetime without a zone, not {value!r}")
        return _as_text(value)

    def python_value(self, value: object) -> datetime | None:
        return None if value is None else _as_datetime(value)


class PathField(pw.TextField):
    """A path. Names that are no text (stray bytes on Linux) are refused with `InputError`."""

    def db_value(self, value: Path) -> str:
        text = str(value)
        if not text.isprintable() and any("\ud800" <= char <= "\udfff" for char in text):
            shown = text.encode(errors="replace").decode()
            raise InputError(f"The file name {shown} is not valid text; rename the file.")
        return text

    def python_value(self, value: str) -> Path:
        return Path(value)


class WordsField(pw.TextField):
    """A set of words without blanks, stored sorted."""

    def db_value(self, value: Iterable[str]) -> str:
        return " ".join(sorted(value))

    def python_value(self, value: str) -> frozenset[str]:
        return frozenset(value.split())


class RowId(pw.AutoField):
    """An id that is never given again, also after its row was deleted.

    A script that has kept the id of a deleted post must not act on another one.
    """

    def ddl(self, ctx: Any) -> Any:
        """The column's definition; PostgreSQL's sequences never go back by themselves."""
        column = super().ddl(ctx)
        if not isinstance(self.model._meta.database, pw.SqliteDatabase):
            return column
        return pw.NodeList((column, pw.SQL("AUTOINCREMENT")))


def part_of(whole: str) -> pw.SQL:
    """The constraint of a row that goes with what it belongs to."""
    return pw.SQL(f"REFERENCES {whole} ON DELETE CASCADE")
