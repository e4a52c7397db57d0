"""What TikTok takes of an account in 24 hours, and which planned posts go beyond it.

TikTok tells nobody how many it has counted, and other programs share the count, so this is a
warning before the fact; what TikTok refuses all the same is `domain/blocks.py`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tikscheduler.domain.account import DAILY_CAP
from tikscheduler.domain.blocks import WINDOW
from tikscheduler.domain.post import NOT_BEGUN, Mode, Post, PostStatus

PENDING_DRAFTS = 5
"""Drafts that may wait in the inbox of an account, of those sent within any 24 hours."""

CAPS = {Mode.DIRECT: DAILY_CAP, Mode.DRAFT: PENDING_DRAFTS}
"""What TikTok takes of an account within any 24 hours (`tiktok-api.md` section 5)."""

TOO_CLOSE = timedelta(minutes=5)
"""Direct posts of an account nearer to each other than this are warned of. TikTok would take six
inits a minute, but it works on a video for a minute or more before that is live: posts this close
come out together, in any order, and look like a burst to what TikTok has against spam. Drafts are
left alone: when they go live is up to their creator."""

S = PostStatus
TO_COME = NOT_BEGUN | {S.HELD}
"""Posts that can still be given another time, so these are warned of."""
_SENT = frozenset({S.PUBLISHING, S.PROCESSING, S.PUBLISHED, S.DELIVERED})
_COUNT = {Mode.DIRECT: TO_COME | _SENT, Mode.DRAFT: (TO_COME | _SENT) - {S.PUBLISHED}}
"""A draft that its creator has posted has left the inbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A post as the limits see it. `at` is when it was sent or is to be."""

    id: int
    account_id: int
    at: datetime
    mode: Mode = Mode.DIRECT
    status: PostStatus = S.SCHEDULED


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """What stands against a post at its time.

    `number` is which of its account's posts of its mode it is within 24 hours where that is beyond
    the cap, else 0. `after` is the time since the one before where that is too short, else None.
    """

    mode: Mode
    number: int = 0
    after: timedelta | None = None


def entry_of(
    *,
    id: int,
    account_id: int,
    mode: Mode,
    status: PostStatus,
    scheduled_at: datetime | None,
    next_attempt_at: datetime | None,
    upload_started_at: datetime | None,
    now: datetime,
) -> Entry | None:
    """A post as the limits see it; None for one that does not count.

    What is out of the plan does not, nor what is held past its time and only goes when its user
    says so.
    """
    planned = next_attempt_at or scheduled_at
    at = (upload_started_at or planned) if status in _SENT else planned
    if at is None or not _counts(mode, status) or (status is S.HELD and at <= now):
        return None
    return Entry(id=id, account_id=account_id, at=at, mode=mode, status=status)


def entry_of_post(post: Post, now: datetime) -> Entry | None:
    """The same of a post that was read whole."""
    return entry_of(
        id=post.id,
        account_id=post.account_id,
        mode=post.mode,
        status=post.status,
        scheduled_at=post.scheduled_at,
        next_attempt_at=post.next_attempt_at,
        upload_started_at=post.upload_started_at,
        now=now,
    )


def conflicts(entries: Iterable[Entry]) -> dict[int, Conflict]:
    """What stands against the posts that are still to come, by their ids; O(n log n).

    Of posts at one instant the one with the lower id goes first. A post leaves the count 24 hours
    after it was sent.
    """
    groups: dict[tuple[int, Mode], list[Entry]] = {}
    for entry in entries:
        if _counts(entry.mode, entry.status):
            groups.setdefault((entry.account_id, entry.mode), []).append(entry)
    found: dict[int, Conflict] = {}
    for (_account, mode), group in groups.items():
        group.sort(key=lambda entry: (entry.at, entry.id))
        _judge(group, mode, found)
    return found


def _counts(mode: Mode, status: PostStatus) -> bool:
    return status in _COUNT[mode]


def _judge(group: list[Entry], mode: Mode, found: dict[int, Conflict]) -> None:
    """Posts of one account and mode in their order."""
    cap, counted = CAPS[mode], deque[datetime]()
    for entry in group:
        while counted and counted[0] <= entry.at - WINDOW:
            counted.popleft()
        gap = entry.at - counted[-1] if counted and mode is Mode.DIRECT else WINDOW
        counted.append(entry.at)
        number = len(counted) if len(counted) > cap else 0
        after = gap if gap < TOO_CLOSE else None
        if entry.status in TO_COME and (number or after is not None):
            found[entry.id] = Conflict(mode=mode, number=number, after=after)


def adding(entries: Collection[Entry], new: Collection[Entry]) -> dict[int, Conflict]:
    """What stands against the new posts, and what they bring upon those that are there already.

    A new post takes the place of one that has its id.
    """
    ids = {entry.id for entry in new}
    there = [entry for entry in entries if entry.id not in ids]
    before = conflicts(there)
    found = {}
    for post_id, conflict in conflicts([*there, *new]).items():
        was = before.get(post_id)
        if was is None or (conflict.number and not was.number) or _nearer(conflict, was):
            found[post_id] = conflict
    return found


def _nearer(conflict: Conflict, was: Conflict) -> bool:
    return conflict.after is not None and was.after is None


def sentence(conflict: Conflict, name: str, tr: Callable[[str], str] = str) -> str:
    """A conflict in words; `name` is what the account is called, `tr` translates."""
    parts = []
    if conflict.number:
        draft = conflict.mode is Mode.DRAFT
        text = (
            tr("The %1 draft of %2 in 24 hours; TikTok lets %3 wait in the inbox.")
            if draft
            else tr("The %1 post of %2 in 24 hours; TikTok takes about %3.")
        )
        text = text.replace("%1", ordinal(conflict.number)).replace("%3", str(CAPS[conflict.mode]))
        parts.append(text.replace("%2", name))
    if conflict.after is not None:
        parts.append(f"{apart(conflict.after, name, tr)}.")
    return " ".join(parts)


def brought(conflict: Conflict, name: str, tr: Callable[[str], str] = str) -> str:
    """The same of a later post that is planned already, as what a new one brings upon it."""
    parts = []
    if conflict.number:
        draft = conflict.mode is Mode.DRAFT
        text = (
            tr("It makes a later draft of %2 the %1 in 24 hours; TikTok lets %3 wait.")
            if draft
            else tr("It makes a later post of %2 the %1 in 24 hours; TikTok takes about %3.")
        )
        text = text.replace("%1", ordinal(conflict.number)).replace("%3", str(CAPS[conflict.mode]))
        parts.append(text.replace("%2", name))
    if conflict.after is not None:
        minutes = int(conflict.after.total_seconds()) // 60
        text = {
            0: tr("Another post of %1 follows at once."),
            1: tr("Another post of %1 follows 1 minute later."),
        }.get(minutes, tr("Another post of %1 follows %2 minutes later."))
        parts.append(text.replace("%2", str(minutes)).replace("%1", name))
    return " ".join(parts)


def apart(gap: timedelta, name: str, tr: Callable[[str], str] = str) -> str:
    """How long after another post of the account: 3 minutes after another post of @mira."""
    seconds = int(gap.total_seconds())
    if seconds == 0:
        text = tr("At the same time as another post of %1")
    elif seconds < 60:
        text = tr("Less than a minute after another post of %1")
    elif seconds < 120:
        text = tr("1 minute after another post of %1")
    else:
        text = tr("%2 minutes after another post of %1").replace("%2", str(seconds // 60))
    return text.replace("%1", name)


def ordinal(number: int) -> str:
    """16th, 21st, 112th."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{('th', 'st', 'nd', 'rd', *['th'] * 6)[number % 10]}"
