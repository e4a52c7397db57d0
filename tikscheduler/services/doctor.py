"""Looks at everything publishing depends on and names the mend for each fault."""

from __future__ import annotations

import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.domain.ports import Clock
from tikscheduler.media.probe import probe
from tikscheduler.media.samples import make_clip
from tikscheduler.settings import Settings

State = Literal["ok", "warning", "fault"]

CLOCK_TOLERANCE = timedelta(seconds=10)
"""A clock that is further off than this makes posts go out visibly early or late."""
LEAST_FREE = 500 * 1000**2
NETWORK_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check: what was found, and the mend where something is wrong."""

    name: str
    state: State
    message: str
    mend: str = ""


class Trouble(TikSchedulerError):
    """A check that failed, with its mend."""

    def __init__(self, message: str, mend: str, *, state: State = "fault") -> None:
        super().__init__(message)
        self.mend, self.state = mend, state


Check = Callable[[], str]
"""Returns what is well, or raises: `Trouble`, or any error of ours."""


def examine(checks: dict[str, Check]) -> Iterator[Finding]:
    """Run each check; what it raises becomes its finding."""
    for name, check in checks.items():
        try:
            yield Finding(name=name, state="ok", message=check())
        except Trouble as trouble:
            yield Finding(name=name, state=trouble.state, message=str(trouble), mend=trouble.mend)
        except OSError as error:  # a full disk, no temporary folder
            yield Finding(
                name=name,
                state="fault",
                message=f"A file could not be read or written ({error.strerror or error}).",
                mend="See that the disk has room and that the temporary folder can be written.",
            )
        except TikSchedulerError as error:  # its sentence holds the mend already
            yield Finding(name=name, state="fault", message=str(error), mend=str(error))


def check_profile(settings: Settings) -> str:
    """Whether the profile folder can be written to and has room."""
    folder = settings.profile
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise Trouble(
            f"The profile folder {folder} cannot be written to ({error.strerror}).",
            "Make it writable, or choose another with --profile.",
        ) from error
    if free < LEAST_FREE:
        raise Trouble(
            f"Only {free / 1e6:.0f} MB are free on the disk of {folder}.",
            "Free some room: when the disk is full nothing is published.",
            state="warning",
        )
    return f"{folder}, {free / 1e9:.1f} GB free"


def check_zones(settings: Settings) -> str:
    """Whether the time zone data is there."""
    count = len(available_timezones())
    if count < 100:
        raise Trouble("There is no time zone data.", "Install the Python package tzdata.")
    here = datetime.now(ZoneInfo(settings.zone))
    return f"{settings.zone}, where it is {here:%Y-%m-%d %H:%M}; {count} zones known"


def check_media() -> str:
    """Whether videos can be written and read back."""
    with tempfile.TemporaryDirectory() as folder:
        clip = make_clip(Path(folder) / "check.mp4", width=360, height=640, seconds=0.2)
        facts = probe(clip)
    return f"videos are read ({facts.container}, {facts.codec})"


def check_network(settings: Settings, now: Clock) -> str:
    """Whether TikTok can be reached and agrees on what time it is."""
    request = urllib.request.Request(settings.api_url + "/", method="HEAD")  # noqa: S310 - https, or loopback
    try:
        with urllib.request.urlopen(request, timeout=NETWORK_SECONDS) as answer:  # noqa: S310
            date = answer.headers.get("Date")
    except urllib.error.HTTPError as error:  # any answer at all shows that TikTok is there
        date = error.headers.get("Date")
        error.close()
    except (OSError, ValueError, HTTPException) as error:
        raise Trouble(
            f"{settings.api_url} cannot be reached ({getattr(error, 'reason', error)}).",
            "Check the internet connection, a proxy, or TIKSCHEDULER_API_URL.",
        ) from error
    return f"{settings.api_url} answers{_clock_words(date, now())}"


def _clock_words(date: str | None, now: datetime) -> str:
    if not date:
        return ""
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return ""
    theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
    off = now - theirs
    if abs(off) > CLOCK_TOLERANCE:
        way = "ahead of" if off > timedelta(0) else "behind"
        raise Trouble(
            f"This computer's clock is {abs(off.total_seconds()):.0f} s {way} TikTok's.",
            "Set the clock, or switch automatic time on: posts go out by this clock.",
        )
    return "; the clocks agree"
