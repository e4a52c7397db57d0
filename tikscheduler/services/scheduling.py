"""Everything a user does to posts: schedule, move, cancel, retry, delete."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tikscheduler.domain.account import Account, CreatorInfo
from tikscheduler.domain.errors import InputError, PublishError, VaultError
from tikscheduler.domain.ports import Clock, Notify
from tikscheduler.domain.post import Choices, IllegalMove, Mode, NewPost, Post, PostStatus
from tikscheduler.domain.retry import is_late
from tikscheduler.domain.video import Problem, VideoFacts, check_video
from tikscheduler.domain.zones import Moment, show
from tikscheduler.publishing import preflight
from tikscheduler.storage.accounts import AccountRepository
from tikscheduler.storage.posts import PostRepository

log = logging.getLogger(__name__)

RETRYABLE = (PostStatus.FAILED, PostStatus.MISSED, PostStatus.HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish(Choices):
    """A post as the user asks for it. `when` None keeps it unplanned."""

    video: Path
    account: str
    when: Moment | None


class Scheduling:
    """User actions on posts. `ask_creator` gets fresh creator info and raises when it cannot.

    `notify` is told ids of changed posts, `wake` that the engine should look.
    """

    def __init__(
        self,
        *,
        posts: PostRepository,
        accounts: AccountRepository,
        probe: Callable[[Path], VideoFacts],
        ask_creator: Callable[[Account], CreatorInfo],
        now: Clock,
        zone: str,
        lateness_limit: timedelta,
        notify: Notify,
        wake: Callable[[], None],
    ) -> None:
        self._posts, self._accounts, self._probe = posts, accounts, probe
        self._ask_creator, self._now, self._zone = ask_creator, now, zone
        self._lateness_limit, self._notify, self._wake = lateness_limit, notify, wake

    def schedule(self, wish: Wish) -> tuple[Post, list[str]]:
        """Check a wish and store it as a post; with it, remarks the user should see.

        Raises `InputError` naming everything that would keep the post from going out; then
        nothing is stored.
        """
        account = self._accounts.find(wish.account)
        notes = self._check_time(wish.when)
        facts = self._probe(wish.video)
        new = _new_post(wish, account, facts, self._zone)
        problems = check_video(facts) + preflight.check_choices(new, account)
        preflight.refuse(problems)
        preflight.refuse(self._check_with_creator(new, account, notes))
        status = PostStatus.SCHEDULED if wish.when else PostStatus.UNPLANNED
        post = self._posts.add(new, status=status, now=self._now(), due_at=new.scheduled_at)
        self._tell(post)
        return post, notes

    def reschedule(self, post_id: int, when: Moment) -> tuple[Post, list[str]]:
        """Give a post another time; a failed, missed, held or cancelled one starts afresh."""
        notes = self._check_time(when)
        post = self._move(
            post_id,
            PostStatus.SCHEDULED,
            wall_time=when.wall,
            timezone=when.zone,
            scheduled_at=when.utc,
            due_at=when.utc,
            **_AFRESH,
        )
        self._tell(post)
        return post, notes

    def cancel(self, post_id: int) -> Post:
        """Take a post out of the plan; it stays in the list."""
        post = self._move(post_id, PostStatus.CANCELLED)
        self._tell(post)
        return post

    def retry(self, post_id: int) -> Post:
        """Put a failed, missed or held post back into the queue, to go now."""
        current = self._posts.get(post_id)
        if current.status not in RETRYABLE:
            raise InputError(
                f"Post {post_id} is {current.status}; only failed, missed and held posts can be "
                "retried.",
                code="illegal_move",
            )
        now = self._now()
        post = self._posts.move(
            post_id,
            PostStatus.SCHEDULED,
            now,
            scheduled_at=current.scheduled_at or now,
            **{**_AFRESH, "due_at": now, "next_attempt_at": now},
        )
        self._tell(post)
        return post

    def delete(self, post_id: int) -> None:
        """Remove a post and its attempts from the list; TikTok is not touched."""
        self._posts.delete(post_id)
        self._notify(post_id)
        self._wake()

    def _move(self, post_id: int, status: PostStatus, **changes: Any) -> Post:
        try:
            return self._posts.move(post_id, status, self._now(), **changes)
        except IllegalMove as error:
            current = self._posts.get(post_id).status
            raise InputError(
                f"Post {post_id} is {current} and cannot become {status}; {_WAY_OUT[status]}.",
                code=error.code,
            ) from error

    def _check_time(self, when: Moment | None) -> list[str]:
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

    def _tell(self, post: Post) -> None:
        self._notify(post.id)
        self._wake()


_AFRESH: dict[str, Any] = {
    "tries": 0,
    "crashes": 0,
    "polls": 0,
    "processing_since": None,
    "next_attempt_at": None,
    "fault": None,
}
"""The counters of a post that starts over. What TikTok may have of it is kept, to be asked for."""


_WAY_OUT = {
    PostStatus.CANCELLED: "there is nothing left to cancel",
    PostStatus.SCHEDULED: "add the video as a new post to have it go out again",
}


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
