"""How the window says things: statuses, times, sizes. Every text goes through `tr`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from tikscheduler.domain.post import Mode, Post, PostStatus, Privacy

S = PostStatus


def tr(text: str, context: str = "words") -> str:
    """A text in the user's language, for code that belongs to no widget."""
    return QCoreApplication.translate(context, text)


def _noop(text: str) -> str:
    """Marks a text that is translated where it is used; Qt's own mark is typed as any object."""
    return text


@dataclass(frozen=True, slots=True)
class Look:
    """How a status is shown: its word, its icon, and the colour token of both."""

    word: str
    icon: str
    token: str

    @property
    def ground(self) -> str:
        """The colour token behind the word."""
        return "idle_bg" if self.token == "dim" else f"{self.token}_bg"  # noqa: S105


LOOKS: dict[PostStatus, Look] = {
    S.UNPLANNED: Look(_noop("Unplanned"), "pencil", "dim"),
    S.SCHEDULED: Look(_noop("Scheduled"), "clock", "dim"),
    S.PUBLISHING: Look(_noop("Publishing"), "upload", "running"),
    S.STAGED: Look(_noop("Ready"), "upload", "running"),
    S.PROCESSING: Look(_noop("Processing"), "processing", "running"),
    S.RETRYING: Look(_noop("Retrying"), "retry", "wait"),
    S.PUBLISHED: Look(_noop("Published"), "check", "good"),
    S.DELIVERED: Look(_noop("In inbox"), "inbox", "good"),
    S.HELD: Look(_noop("Held"), "hold", "wait"),
    S.FAILED: Look(_noop("Failed"), "exclaim", "failed"),
    S.MISSED: Look(_noop("Missed"), "missed", "failed"),
    S.CANCELLED: Look(_noop("Cancelled"), "cross", "dim"),
}

PRIVACY_WORDS = {
    Privacy.PUBLIC: _noop("Everyone"),
    Privacy.FRIENDS: _noop("Friends"),
    Privacy.FOLLOWERS: _noop("Followers"),
    Privacy.PRIVATE: _noop("Only me"),
}


def status_word(status: PostStatus) -> str:
    """The word for a status."""
    return tr(LOOKS[status].word)


def privacy_word(post: Post) -> str:
    """Who can view a post, in words."""
    if post.mode is Mode.DRAFT:
        return tr("Chosen in TikTok (draft)")
    return tr(PRIVACY_WORDS[post.privacy]) if post.privacy else tr("Not chosen yet")


def allows_words(post: Post) -> str:
    """What viewers may do, in words."""
    chosen = [
        word
        for allowed, word in (
            (post.allow_comment, tr("comments")),
            (post.allow_duet, tr("duets")),
            (post.allow_stitch, tr("stitches")),
        )
        if allowed
    ]
    return ", ".join(chosen).capitalize() if chosen else tr("Nothing")


def first_words(post: Post) -> str:
    """The caption on one line, else the file's name."""
    return " ".join(post.caption.split()) or post.video.name


# --- time ----------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """The zone of this name, opened once."""
    return ZoneInfo(name)


def local(moment: datetime, zone: str) -> datetime:
    """An aware instant as the clock in `zone` shows it, still aware."""
    return moment.astimezone(zone_of(zone))


def in_halves(locale: QLocale | None = None) -> bool:
    """Whether the locale counts the hours of a day as twice twelve."""
    return "a" in (locale or QLocale()).timeFormat(QLocale.FormatType.ShortFormat).lower()


def clock(moment: datetime, locale: QLocale | None = None) -> str:
    """The time of day, in 12 or 24 hours as the locale has it."""
    locale = locale or QLocale()
    if not in_halves(locale):
        return f"{moment.hour:02}:{moment.minute:02}"
    return locale.toString(
        QTime(moment.hour, moment.minute), locale.timeFormat(QLocale.FormatType.ShortFormat)
    )


def dated(when: date, pattern: str, locale: QLocale | None = None) -> str:
    """A date by a pattern of Qt's, with the locale's names of days and months."""
    return (locale or QLocale()).toString(QDate(when.year, when.month, when.day), pattern)


def day(when: date, today: date, locale: QLocale | None = None) -> str:
    """A day as people say it: today, tomorrow, else Tue 24 Nov, with a year if another."""
    if when == today:
        return tr("today")
    if when == today + timedelta(days=1):
        return tr("tomorrow")
    if when == today - timedelta(days=1):
        return tr("yesterday")
    return short_date(when, today, locale)


def short_date(when: date, today: date, locale: QLocale | None = None) -> str:
    """A day by its date: Tue 24 Nov, with a year if it is another than today's."""
    return dated(when, "ddd d MMM" if when.year == today.year else "ddd d MMM yyyy", locale)


def when(moment: datetime | None, zone: str, now: datetime) -> str:
    """A planned time: "18:30 today", "Tue 24 Nov, 09:00"."""
    if moment is None:
        return tr("No time yet")
    there, today = local(moment, zone), local(now, zone).date()
    named = day(there.date(), today)
    if abs((there.date() - today).days) <= 1:
        return f"{clock(there)} {named}"
    return f"{named}, {clock(there)}"


def until(moment: datetime, now: datetime) -> str:
    """How long until then: "in 12 min"; "now" once it has come."""
    seconds = (moment - now).total_seconds()
    if seconds <= 0:
        return tr("now")
    if seconds < 60:
        return tr("in %1 s").replace("%1", str(int(seconds) + 1))
    minutes = int(seconds // 60)
    if minutes < 60:
        return tr("in %1 min").replace("%1", str(minutes))
    if minutes < 48 * 60:
        return (
            tr("in %1 h %2 min").replace("%1", str(minutes // 60)).replace("%2", str(minutes % 60))
        )
    return tr("in %1 days").replace("%1", str(minutes // (24 * 60)))


def offset(zone: str, now: datetime) -> str:
    """The zone with its offset: Europe/Paris · UTC+1."""
    shift = local(now, zone).utcoffset() or timedelta()
    minutes = int(shift.total_seconds() // 60)
    sign = "+" if minutes >= 0 else "−"
    hours, rest = divmod(abs(minutes), 60)
    return f"{zone} · UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def city(zone: str) -> str:
    """The short name of a zone: Paris."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


# --- numbers -------------------------------------------------------------------------------


def size(bytes_: int) -> str:
    """A file's size in decimal units, as TikTok and file managers count."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if bytes_ >= factor:
            number = bytes_ / factor
            return f"{number:.1f} {unit}" if number < 10 else f"{number:.0f} {unit}"
    return f"{bytes_} B"


def length(milliseconds: int) -> str:
    """A video's length: 0:48."""
    seconds = round(milliseconds / 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def utc(moment: datetime) -> datetime:
    """An aware instant in UTC."""
    return moment.astimezone(UTC)
