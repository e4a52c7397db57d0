"""What keeps a post from going out, found before it is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from pathlib import Path

from tikscheduler.domain.account import Account, CreatorInfo
from tikscheduler.domain.errors import InputError, PublishError, VaultError
from tikscheduler.domain.ports import Clock
from tikscheduler.domain.post import Choices, Mode, NewPost
from tikscheduler.domain.retry import is_late
from tikscheduler.domain.video import Problem, VideoFacts, check_video
from tikscheduler.domain.zones import Moment, show
from tikscheduler.publishing import preflight

PRIVACY_MISSING = "privacy_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish(Choices):
    """A post as the user asks for it. `when` None keeps it unplanned."""

    video: Path
    account: str
    when: Moment | None


class Checks:
    """Holds wishes against TikTok's rules. `ask_creator` gets fresh creator info or raises.

    `hash_of` tells the SHA-256 of a file, or "" where that is not known in time.
    """

    def __init__(
        self,
        *,
        probe: Callable[[Path], VideoFacts],
        hash_of: Callable[[VideoFacts], str],
        ask_creator: Callable[[Account], CreatorInfo],
        now: Clock,
        zone: str,
        lateness_limit: timedelta,
    ) -> None:
        self._probe, self._hash_of, self._ask_creator = probe, hash_of, ask_creator
        self._now, self._zone, self._lateness_limit = now, zone, lateness_limit

    def asking_once(self) -> Checks:
        """The same for many posts in a row: TikTok is asked once about each account."""
        return Checks(
            probe=self._probe,
            hash_of=self._hash_of,
            ask_creator=_asked_once(self._ask_creator),
            now=self._now,
            zone=self._zone,
            lateness_limit=self._lateness_limit,
        )

    def wish(self, wish: Wish, account: Account) -> tuple[NewPost, list[str]]:
        """The post a wish asks for, and remarks; `InputError` names everything wrong with it."""
        notes = self.time(wish.when)
        facts = self._probe(wish.video)
        new = _new_post(wish, account, facts, self._zone)
        notes += self.choices(new, account, check_video(facts))
        return replace(new, video_hash=self._hash_of(facts)), notes

    def choices(
        self, new: NewPost, account: Account, problems: Sequence[Problem] = ()
    ) -> list[str]:
        """Hold a post's choices against what the account may do; remarks. Raises `InputError`."""
        notes: list[str] = []
        # A work in progress, one without a time, need not say yet who can view it.
        open_still = () if new.scheduled_at else (PRIVACY_MISSING,)
        found = [p for p in preflight.check_choices(new, account) if p.code not in open_still]
        preflight.refuse([*problems, *found])
        preflight.refuse(self._check_with_creator(new, account, notes))
        return notes

    def complete(self, post: NewPost, account: Account) -> None:
        """Refuse to give a time to a post that was kept before all was chosen."""
        found = preflight.check_choices(post, account)
        preflight.refuse([p for p in found if p.code == PRIVACY_MISSING])

    def time(self, when: Moment | None) -> list[str]:
        """Refuse a time that has passed; remarks. Raises `InputError`."""
        if when is None:
            return []
        if is_late(when.utc, self._now(), self._lateness_limit):
            raise InputError(
                f"{show(when.wall)} ({when.zone}) has passed; choose a time to come.",
                code="time_passed",
            )
        return [when.note] if when.note else []

    def _check_with_creator(
        self, new: NewPost, account: Account, notes: list[str]
    ) -> list[Problem]:
        """Hold the choices against TikTok's word, else against the last one known."""
        if new.mode is Mode.DRAFT:
            return []
        try:
            creator = self._ask_creator(account)
        except (PublishError, VaultError) as error:
            if account.creator is None or account.creator_at is None:
                notes.append(f"The choices could not be checked with TikTok: {error}")
                return []
            creator = account.creator
            known = account.creator_at.isoformat(sep=" ", timespec="minutes")[:16]
            notes.append(
                f"TikTok could not be asked, so the choices were checked against what was known at "
                f"{known} UTC. {error}"
            )
        if creator.blocked:
            words = preflight.BLOCKED.get(creator.blocked, "cannot post at the moment")
            notes.append(f"{account.name} {words}.")
            creator = account.creator or creator
            if creator.blocked:
                return []
        return preflight.check_creator(new, creator, account.name)


def _asked_once(ask: Callable[[Account], CreatorInfo]) -> Callable[[Account], CreatorInfo]:
    """Asks about each account once and then tells the same, be it that TikTok cannot be asked."""
    told: dict[int, CreatorInfo | PublishError | VaultError] = {}

    def asked(account: Account) -> CreatorInfo:
        if account.id not in told:
            try:
                told[account.id] = ask(account)
            except (PublishError, VaultError) as error:
                told[account.id] = error
        answer = told[account.id]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return asked


def _new_post(wish: Wish, account: Account, facts: VideoFacts, zone: str) -> NewPost:
    new = NewPost(
        account_id=account.id,
        video=facts.path,
        video_size=facts.size,
        video_mtime_ns=facts.mtime_ns,
        duration_ms=facts.duration_ms,
        timezone=zone,
        **{choice.name: getattr(wish, choice.name) for choice in fields(Choices)},
    )
    if wish.when is None:
        return new
    when = wish.when
    return replace(new, wall_time=when.wall, timezone=when.zone, scheduled_at=when.utc)
