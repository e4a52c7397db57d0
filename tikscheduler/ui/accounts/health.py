"""How an account is: fit to post, soon in need of something, or shut out. In words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tikscheduler.domain.account import Account
from tikscheduler.ui import words
from tikscheduler.ui.words import tr

ENDS_SOON = timedelta(days=14)
SYNC_IS_OLD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Health:
    """`level` is a colour token: good, wait, failed. `words` says why, in a sentence."""

    level: str
    words: str

    @property
    def needs_login(self) -> bool:
        """Whether nothing goes out until the user has logged in again."""
        return self.level == "failed"


def health_of(account: Account, zone: str, now: datetime) -> Health:
    """The account's health by what is known of its login and its last sync."""
    ends = account.refresh_expires_at
    if account.needs_login or (ends is not None and ends <= now):
        return Health("failed", tr("TikTok has ended the login. Log in again."))
    if ends is not None and ends <= now + ENDS_SOON:
        return Health("wait", tr("Log in again by %1.").replace("%1", date_of(ends, zone, now)))
    if account.synced_at is None:
        return Health("wait", tr("TikTok has not told its name and numbers yet. Sync it."))
    if account.synced_at <= now - SYNC_IS_OLD:
        last = words.when(account.synced_at, zone, now)
        return Health("wait", tr("Not synced since %1.").replace("%1", last))
    return Health("good", tr("Ready to post."))


def login_words(account: Account, zone: str, now: datetime) -> str:
    """How long the login holds."""
    ends = account.refresh_expires_at
    if account.needs_login or (ends is not None and ends <= now):
        return tr("Ended")
    if ends is None:
        return tr("Good")
    return tr("Good until %1").replace("%1", date_of(ends, zone, now))


def sync_words(account: Account, zone: str, now: datetime) -> str:
    """When TikTok last told the account's name and numbers."""
    return words.when(account.synced_at, zone, now) if account.synced_at else tr("Never")


def date_of(moment: datetime, zone: str, now: datetime) -> str:
    """The day of an instant, without its time."""
    return words.day(words.local(moment, zone).date(), words.local(now, zone).date())


def use_words(used: int, cap: int) -> str:
    """How many of the day's posts are used up."""
    return tr("%1 of %2 today").replace("%1", str(used)).replace("%2", str(cap))
