"""How things stand, in words: what the status bar and the tray say alike."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QT_TRANSLATE_NOOP

from tikscheduler.domain.post import PostStatus
from tikscheduler.ui import words
from tikscheduler.ui.kit import Kit

_STATES: dict[str, tuple[object, str]] = {
    "starting": (QT_TRANSLATE_NOOP("standing", "Starting…"), "dim"),
    "on": (QT_TRANSLATE_NOOP("standing", "Publishing is on"), "good"),
    "paused": (QT_TRANSLATE_NOOP("standing", "Publishing is paused"), "wait"),
    "elsewhere": (QT_TRANSLATE_NOOP("standing", "Another window or program publishes"), "wait"),
    "off": (QT_TRANSLATE_NOOP("standing", "Publishing is off"), "failed"),
}


BACK_BEFORE = timedelta(minutes=5)
"""The program must be open again this long before a post goes: it has to start and to upload."""


def tr(text: str) -> str:
    """A text in the user's language."""
    return words.tr(text, "standing")


def count(number: int, one: str, many: str) -> str:
    """A number with its noun; both texts are translated already and hold %1."""
    return (one if number == 1 else many).replace("%1", f"{number:,}")


def state_words(kit: Kit) -> tuple[str, str]:
    """Is publishing on: the words, and the colour token of their dot."""
    watch = kit.overview
    if watch.trouble and watch.state == "on":
        return tr("Publishing is held up: %1").replace("%1", watch.trouble), "failed"
    text, token = _STATES.get(watch.state, _STATES["off"])
    return tr(str(text)), token


def next_words(kit: Kit) -> tuple[str, str]:
    """What goes next and how soon: "@trailnotes 18:30" and "in 12 min"; "" where nothing is."""
    latest, now = kit.overview.latest, kit.desk.now()
    if latest is None or latest.next_post is None or latest.next_at is None:
        return "", ""
    name = kit.book.name(latest.next_post.account_id)
    what = f"{name} {day_and_clock(kit, latest.next_at)}".strip()
    return what, tr("when resumed") if latest.paused else words.until(latest.next_at, now)


def safe_words(kit: Kit) -> str:
    """Until when the program may be closed and no post goes late."""
    latest = kit.overview.latest
    if latest is None:
        return ""
    wanted = [
        post.scheduled_at for post in latest.under_way if post.status is PostStatus.PUBLISHING
    ]
    first = min((one for one in (latest.safe_until, *wanted) if one is not None), default=None)
    if first is None:
        return tr("Safe to close")
    if first - BACK_BEFORE <= kit.desk.now():
        return tr("Not safe to close now")
    return tr("Safe to close until %1").replace("%1", day_and_clock(kit, first - BACK_BEFORE))


def transfer_words(kit: Kit) -> str:
    """What is on its way: "1 upload · 62 % · 8.4 MB/s"; "" where nothing is."""
    transfers = kit.transfers
    if not transfers.all:
        return ""
    uploads = count(len(transfers.all), tr("%1 upload"), tr("%1 uploads"))
    parts = [uploads, f"{int(transfers.share * 100)} %"]
    if transfers.rate:
        parts.append(f"{words.size(round(transfers.rate))}/s")
    return " · ".join(parts)


def day_and_clock(kit: Kit, moment: datetime) -> str:
    """The time of day, with the day where that is not today."""
    there, today = words.local(moment, kit.zone), words.local(kit.desk.now(), kit.zone).date()
    clock = words.clock(there)
    return clock if there.date() == today else f"{words.day(there.date(), today)} {clock}"
