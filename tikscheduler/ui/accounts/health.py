"""How an account is: fit to post, soon in need of something, or shut out. In words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tikscheduler.domain.account import OFF_WITHOUT, Account
from tikscheduler.domain.blocks import Block
from tikscheduler.domain.post import Mode
from tikscheduler.ui import words
from tikscheduler.ui.words import tr

SYNC_IS_OLD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Health:
    """`level` is a colour token: good, wait, failed. `words` says why, in a sentence; `brief` in
    the few words there is room for in a row, "" where that can tell something else."""

    level: str
    words: str
    brief: str = ""
    needs_login: bool = False
    """Whether nothing goes out until the user has logged in again."""


def health_of(account: Account, zone: str, now: datetime, blocks: Sequence[Block] = ()) -> Health:
    """The account's health by what is known of its login, its blocks and its last sync."""
    if account.login_ended(now):
        said = tr("TikTok has ended the login. Log in again.")
        return Health("failed", said, tr("Log in again"), needs_login=True)
    told = list(_amiss(account, zone, now, blocks))
    if not told:
        return Health("good", tr("Ready to post."))
    banned = any(block.until is None for block in blocks)
    brief = next((short for _said, short in told if short), "")
    return Health("failed" if banned else "wait", " ".join(said for said, _short in told), brief)


def _amiss(
    account: Account, zone: str, now: datetime, blocks: Sequence[Block]
) -> Iterator[tuple[str, str]]:
    """What keeps posts back or soon will, the worst first: a sentence, and a few words or ""."""
    for block in blocks:
        yield block_words(block, zone, now), tr("Held back by TikTok")
    if account.paused:
        yield tr("Paused: nothing of it goes out."), tr("Paused")
    if account.login_ends_soon(now):
        said = tr("Log in again by %1.").replace("%1", _end_of(account, zone, now))
        ends = words.local(account.refresh_expires_at or now, zone).date()
        yield said, tr("Log in by %1").replace("%1", words.dated(ends, "d MMM"))
    off = [mode for mode in Mode if not account.may(mode)]
    if len(off) == len(Mode):
        yield tr("It may not post: log in again and leave that ticked."), tr("May not post")
    elif off:
        yield _posting_words(off[0]), ""
    if account.synced_at is None:
        yield tr("TikTok has not told its name and numbers yet. Sync it."), ""
    elif account.synced_at <= now - SYNC_IS_OLD:
        last = words.when(account.synced_at, zone, now)
        yield tr("Not synced since %1.").replace("%1", last), ""


def _posting_words(off: Mode) -> str:
    if off is Mode.DIRECT:
        return tr("Drafts only: it may not post directly.")
    return tr("Direct posts only: it may not send drafts.")


def block_words(block: Block, zone: str, now: datetime) -> str:
    """What TikTok takes nothing of, and until when."""
    if block.until is None:
        return tr(
            "TikTok lets it post nothing. The reason is in the TikTok app; resume it here once "
            "TikTok takes posts again."
        )
    text = {
        Mode.DIRECT: tr("TikTok takes no more posts for now. It goes on by itself: %1."),
        Mode.DRAFT: tr("Too many drafts wait in its inbox. It goes on by itself: %1."),
        None: tr("TikTok takes nothing of it for now. It goes on by itself: %1."),
    }[block.mode]
    return text.replace("%1", words.when(block.until, zone, now))


def login_words(account: Account, zone: str, now: datetime) -> str:
    """How long the login holds."""
    if account.login_ended(now):
        return tr("Ended")
    if account.refresh_expires_at is None:
        return tr("Good; TikTok has not told until when")
    return tr("Good until %1").replace("%1", _end_of(account, zone, now))


def access_words(account: Account, now: datetime) -> str:
    """How the program comes to the account in between."""
    if account.login_ended(now):
        return tr("None until you log in")
    return tr("Renewed by itself whenever it is used")


def missing_words(account: Account) -> str:
    """What is off because its creator did not allow it; "" where all is on."""
    off = ", ".join(tr(OFF_WITHOUT[scope]) for scope in account.missing_scopes)
    if not off:
        return ""
    text = tr("Not granted, so off: %1. Log in again and leave it ticked.")
    return text.replace("%1", off)


def sync_words(account: Account, zone: str, now: datetime) -> str:
    """When TikTok last told the account's name and numbers."""
    return words.when(account.synced_at, zone, now) if account.synced_at else tr("Never")


def unaudited_words() -> str:
    """What an app that TikTok has not audited can do (`tiktok-api.md` section 5)."""
    return tr(
        "TikTok has not audited your app. Direct posts go only to accounts set to private in "
        "TikTok, only you can see them, and at most five accounts a day can post. Drafts go to "
        "any account."
    )


def date_of(moment: datetime, zone: str, now: datetime) -> str:
    """The day of an instant, without its time."""
    return words.day(words.local(moment, zone).date(), words.local(now, zone).date())


def use_words(used: int, cap: int) -> str:
    """How many of the day's posts are used up."""
    return tr("%1 of %2 today").replace("%1", str(used)).replace("%2", str(cap))


def _end_of(account: Account, zone: str, now: datetime) -> str:
    ends = account.refresh_expires_at
    return date_of(ends, zone, now) if ends is not None else ""
