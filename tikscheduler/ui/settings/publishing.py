"""How late a post may go, how often it is tried, and how many go at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QLineEdit

from tikscheduler.ui.kit import Kit
from tikscheduler.ui.settings.core import CoreSettings, fixed_by
from tikscheduler.ui.settings.general import fixed_words
from tikscheduler.ui.settings.rows import Group, Row, text_field
from tikscheduler.ui.words import tr

MOST_MINUTES = 366 * 24 * 60
MOST_RETRIES = 20
MOST_AT_ONCE = 1000

Read = Callable[[str], Any]
"""What a text means, as `Settings` holds it. Raises `ValueError` with a sentence for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A setting that is typed."""

    name: str
    text: str
    read: Read
    label: str
    hint: str


class Publishing(Group):
    """Every field is written when it is left, if what is in it makes sense."""

    def __init__(self, kit: Kit, core: CoreSettings) -> None:
        super().__init__(self.tr("Publishing"))
        self._kit, self._core = kit, core
        self.rows: dict[str, Row] = {}
        for number in self._numbers():
            self._add(number)

    def field(self, name: str) -> QLineEdit:
        """The field of a setting."""
        found = self.rows[name].field
        assert isinstance(found, QLineEdit)  # noqa: S101 - `_add` puts in no other
        return found

    def _numbers(self) -> list[Number]:
        settings = self._kit.settings
        return [
            Number(
                name="lateness_limit",
                text=as_minutes(settings.lateness_limit),
                read=read_lateness,
                label=self.tr("Latest, in minutes"),
                hint=self.tr("A post that could not go out this long after its time is missed."),
            ),
            Number(
                name="retry_delays",
                text=", ".join(as_minutes(delay) for delay in settings.retry_delays),
                read=read_delays,
                label=self.tr("Retries after, in minutes"),
                hint=self.tr("As in 5, 15, 30: three retries. Empty: none."),
            ),
            Number(
                name="max_concurrent",
                text=str(settings.max_concurrent),
                read=read_count,
                label=self.tr("Posts at once"),
                hint="",
            ),
            Number(
                name="max_transfers",
                text=str(settings.max_transfers),
                read=read_count,
                label=self.tr("Large uploads at once"),
                hint=self.tr("Videos over 10 MB."),
            ),
        ]

    def _add(self, number: Number) -> None:
        field = text_field(number.text)
        row = self.rows[number.name] = Row(number.label, field, number.hint)
        if fixed := fixed_by(number.name):
            field.setEnabled(False)
            row.say(fixed_words(fixed))
        known = [number.text]

        def on_left() -> None:
            text = field.text().strip()
            if text == known[0]:
                row.complain("")
                return
            try:
                value = number.read(text)
            except ValueError as error:
                row.complain(str(error))
                return
            before, known[0] = known[0], text

            def done(problem: str) -> None:
                if problem and known[0] == text:
                    known[0] = before  # it is not written, and may be entered again
                row.complain(problem)

            self._core.change(number.name, value, value, done)

        field.editingFinished.connect(on_left)
        self.add(row)


def as_minutes(delay: timedelta) -> str:
    """5, or 0.5."""
    return f"{delay.total_seconds() / 60:.4f}".rstrip("0").rstrip(".") or "0"


def read_minutes(text: str) -> timedelta:
    """A number of minutes."""
    wrong = ValueError(tr("Enter minutes, 0 to a year, as in 15."))
    try:
        minutes = float(text.strip().replace(",", "."))
    except ValueError:
        raise wrong from None
    if not 0 <= minutes <= MOST_MINUTES:  # no number at all is neither
        raise wrong
    return timedelta(seconds=round(minutes * 60, 2))


def read_lateness(text: str) -> timedelta:
    """How late a post may be."""
    return read_minutes(text)


def read_delays(text: str) -> tuple[timedelta, ...]:
    """Minutes with commas between; a space or a semicolon does as well."""
    parts = text.replace(";", ",").replace(",", " ").split()
    if len(parts) > MOST_RETRIES:
        raise ValueError(tr("Up to 20 retries can be set."))
    try:
        return tuple(read_minutes(part) for part in parts)
    except ValueError:
        raise ValueError(tr("Enter minutes with commas between, as in 5, 15, 30.")) from None


def read_count(text: str) -> int:
    """A whole number."""
    digits = text.strip()
    if digits.isascii() and digits.isdigit() and 1 <= int(digits[:5]) <= MOST_AT_ONCE:
        return int(digits)
    raise ValueError(tr("Enter a whole number from 1 to 1000."))
