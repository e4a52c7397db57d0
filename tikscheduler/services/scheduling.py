"""Everything a user does to posts: schedule, change, move, copy, cancel, retry, delete."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tikscheduler.domain.account import Account, CreatorInfo
from tikscheduler.domain.blocks import RULES
from tikscheduler.domain.errors import InputError
from tikscheduler.domain.ports import Clock, Notify
from tikscheduler.domain.post import (
    AFRESH,
    FINAL,
    IN_TIKTOKS_HANDS,
    NOT_BEGUN,
    STOPPED,
    Choices,
    IllegalMove,
    NewPost,
    Post,
    PostStatus,
    chosen,
    new_upload,
)
from tikscheduler.domain.video import VideoFacts
from tikscheduler.domain.zones import Moment, at_instant, show
from tikscheduler.services.checking import Checks
from tikscheduler.services.checking import Wish as Wish
from tikscheduler.services.mends import Mends, refuse_found, refuse_same_spam
from tikscheduler.services.repeats import Repeats, keeping_hash
from tikscheduler.storage.accounts import AccountRepository
from tikscheduler.storage.blocks import BlockRepository
from tikscheduler.storage.posts import PostRepository

CHOSEN_ANEW = {"privacy": None, "allow_comment": False, "allow_duet": False, "allow_stitch": False}
"""What the creator chooses himself for every post (`tiktok-api.md` section 9)."""


class Scheduling:
    """User actions on posts. `ask_creator` gets fresh creator info and raises when it cannot.

    `notify` is told ids of changed posts, `wake` that the engine should look.
    """

    def __init__(
        self,
        *,
        posts: PostRepository,
        accounts: AccountRepository,
        blocks: BlockRepository,
        probe: Callable[[Path], VideoFacts],
        hash_of: Callable[[VideoFacts], str],
        repeats: Repeats,
        ask_creator: Callable[[Account], CreatorInfo],
        now: Clock,
        zone: str,
        lateness_limit: timedelta,
        notify: Notify,
        wake: Callable[[], None],
    ) -> None:
        self._posts, self._accounts, self._blocks = posts, accounts, blocks
        self._repeats: Repeats | None = repeats
        self._now, self._notify, self._wake = now, notify, wake
        self._checks = Checks(
            probe=probe,
            hash_of=hash_of,
            ask_creator=ask_creator,
            now=now,
            zone=zone,
            lateness_limit=lateness_limit,
        )

    def schedule(self, wish: Wish) -> tuple[Post, list[str]]:
        """Check a wish and store it as a post; with it, remarks the user should see.

        Raises `InputError` naming everything that would keep the post from going out; then
        nothing is stored.
        """
        account = self._accounts.find(wish.account)
        new, notes = self._checks.wish(wish, account)
        if self._repeats is not None:
            notes += self._repeats.remarks(new, account.name, self._now())
        return self._add(wish, new, self._now()), notes

    def _add(self, wish: Wish, new: NewPost, consented_at: datetime | None) -> Post:
        status = PostStatus.SCHEDULED if wish.when else PostStatus.UNPLANNED
        now = self._now()
        consented = consented_at if wish.when else None
        post = self._posts.add(
            new, status=status, now=now, due_at=new.scheduled_at, consented_at=consented
        )
        self._tell(post)
        return post

    def copy(self, post_id: int, when: Moment | None) -> tuple[Post, list[str]]:
        """Schedule the same video with the same choices once more, after the checks of a wish.

        The creator's consent is the one that was given to them. Without a time it is left open
        who can view the copy and what they may do.
        """
        post = self._posts.get(post_id)
        refuse_same_spam(post)
        account = self._connected(post.account_id)
        choices = {choice.name: getattr(post, choice.name) for choice in fields(Choices)}
        if when is None:  # it is to be finished: TikTok wants none of these filled in beforehand
            choices |= CHOSEN_ANEW
        wish = Wish(video=post.video, account=account.name, when=when, **choices)
        new, notes = self._checks.wish(wish, account)
        return self._add(wish, keeping_hash(new, post), post.consented_at), notes

    def edit(self, post_id: int, wish: Wish, *, seen: Post | None = None) -> tuple[Post, list[str]]:
        """Make a post what the wish says, under the same id; with it, remarks for the user.

        It is checked as a new one is, and then starts afresh at its time. Where TikTok has some of
        the video and anything but the time changes, a new upload begins. Raises `InputError`
        naming everything that is wrong, and where TikTok may have the whole video.
        """
        current = seen or self._posts.get(post_id)
        _refuse_gone(current)
        refuse_found(current)
        new, notes = self._checks.wish(wish, self._accounts.find(wish.account))
        new = keeping_hash(new, current)
        self._refuse_stale(current, new)
        refuse_same_spam(current, new.caption)
        status = PostStatus.SCHEDULED if wish.when else PostStatus.UNPLANNED
        changes = {**AFRESH, **chosen(new), **new_upload(current, new)}
        changes["consented_at"] = self._now() if wish.when else None
        if status is current.status is PostStatus.UNPLANNED:
            post = self._posts.edit(post_id, self._now(), seen=current, **changes)
        else:
            changes["due_at"] = new.scheduled_at
            post = self._move(post_id, status, seen=current, **changes)
        self._tell(post)
        return post, notes

    def assign(
        self, post_id: int, account_id: int, *, seen: Post | None = None
    ) -> tuple[Post, list[str]]:
        """Give a post to another account, with a new upload; with it, remarks for the user.

        One that is held and still to come goes back into the plan. Raises `InputError` as `edit`.
        """
        current, account = seen or self._posts.get(post_id), self._connected(account_id)
        _refuse_gone(current)
        new = NewPost(**{**chosen(current), "account_id": account_id})
        notes = self._checks.choices(new, account)
        changes = {"account_id": account_id, **new_upload(current, new)}
        at, now = current.scheduled_at, self._now()
        if current.status is PostStatus.HELD and at is not None and at > now:
            changes |= {**AFRESH, "due_at": at}
            post = self._move(post_id, PostStatus.SCHEDULED, seen=current, **changes)
        else:
            changes["next_attempt_at"] = None  # what it waited for was the other account's
            post = self._posts.edit(post_id, now, seen=current, **changes)
        self._tell(post)
        return post, notes

    def reschedule(
        self, post_id: int, when: Moment, *, seen: Post | None = None
    ) -> tuple[Post, list[str]]:
        """Give a post another time; a failed, missed, held or cancelled one starts afresh."""
        notes = self._checks.time(when)
        current = seen or self._posts.get(post_id)
        refuse_found(current)
        refuse_same_spam(current)
        self._checks.complete(current, self._accounts.get(current.account_id))
        post = self._move(
            post_id,
            PostStatus.SCHEDULED,
            seen=seen,
            wall_time=when.wall,
            timezone=when.zone,
            scheduled_at=when.utc,
            due_at=when.utc,
            consented_at=current.consented_at or self._now(),
            **AFRESH,
        )
        self._tell(post)
        return post, notes

    def cancel(self, post_id: int, *, seen: Post | None = None) -> Post:
        """Take a post out of the plan; it stays in the list."""
        post = self._move(post_id, PostStatus.CANCELLED, seen=seen)
        self._tell(post)
        return post

    def retry(self, post_id: int, *, seen: Post | None = None) -> Post:
        """Put a failed, missed or held post back into the queue, to go now."""
        current = seen or self._posts.get(post_id)
        if current.status not in STOPPED:
            raise InputError(
                f"Post {post_id} is {current.status}; only failed, missed and held posts can be "
                "retried.",
                code="illegal_move",
            )
        return self._go_now(current, scheduled_at=current.scheduled_at or self._now())

    def publish_now(self, post_id: int, *, seen: Post | None = None) -> Post:
        """Have a post go now, whatever its time is; one that was still to come is moved to now."""
        current, now = seen or self._posts.get(post_id), self._now()
        if current.status is PostStatus.CANCELLED:
            raise InputError(
                f"Post {post_id} is cancelled; give it a time to have it go out after all.",
                code="illegal_move",
            )
        self._checks.complete(current, self._accounts.get(current.account_id))
        # Consent is given with a post's first time, and to send it is no consent.
        if current.consented_at is None and current.scheduled_at is None:
            raise InputError(
                f"Post {post_id} has no time yet; give it one to have it go out.",
                code="illegal_move",
            )
        if current.scheduled_at is not None and current.scheduled_at <= now:
            return self._go_now(current)
        when = at_instant(now, current.timezone)
        return self._go_now(current, wall_time=when.wall, scheduled_at=now)

    def _go_now(self, current: Post, **changes: Any) -> Post:
        refuse_same_spam(current)
        if current.fault is not None and current.fault.code in RULES:
            self._blocks.clear(current.account_id)  # the user says that TikTok takes it again
        now = self._now()
        changes = {**AFRESH, "due_at": now, "next_attempt_at": now, **changes}
        post = self._move(current.id, PostStatus.SCHEDULED, seen=current, **changes)
        self._tell(post)
        return post

    def delete(self, post_id: int, *, seen: Post | None = None) -> None:
        """Remove a post and its attempts from the list; TikTok is not touched."""
        self._posts.delete(post_id, seen=seen)
        self._notify(post_id)
        self._wake()

    @property
    def mends(self) -> Mends:
        """What helps posts on that have stopped."""
        return Mends(self._posts, self._accounts, self._checks, self._now)

    def for_many(self) -> Scheduling:
        """The same for many posts in a row: TikTok is asked once an account, and nobody is told.

        Nor is it remarked that a video is there already: whoever adds many has looked before.
        """
        quiet = copy(self)
        quiet._checks = self._checks.asking_once()
        quiet._repeats = None
        quiet._notify, quiet._wake = lambda _post_id: None, lambda: None
        return quiet

    def _move(self, post_id: int, status: PostStatus, *, seen: Post | None, **changes: Any) -> Post:
        try:
            return self._posts.move(post_id, status, self._now(), seen=seen, **changes)
        except IllegalMove as error:
            current = self._posts.get(post_id).status
            raise InputError(
                f"Post {post_id} is {current} and cannot become {status}; {_WAY_OUT[status]}.",
                code=error.code,
            ) from error

    def _connected(self, account_id: int) -> Account:
        account = self._accounts.get(account_id)
        if account.disconnected_at is not None:
            raise InputError(f"{account.name} is disconnected; connect the account again first.")
        return account

    def _refuse_stale(self, current: Post, new: NewPost) -> None:
        """A post that had come to rest must not go at once because its old time was left as is."""
        at = new.scheduled_at
        left = at is not None and at == current.scheduled_at and at <= self._now()
        if left and new.wall_time and current.status not in NOT_BEGUN:
            raise InputError(
                f"{show(new.wall_time)} ({new.timezone}) has passed; choose a time to come.",
                code="time_passed",
            )

    def _tell(self, post: Post) -> None:
        self._notify(post.id)
        self._wake()


def _refuse_gone(post: Post) -> None:
    if post.status in FINAL | IN_TIKTOKS_HANDS:
        code = "final" if post.status in FINAL else "in_flight"
        words = f"Post {post.id} is {post.status} and can no longer be changed."
        raise InputError(words, code=code)


_WAY_OUT = {
    PostStatus.CANCELLED: "there is nothing left to cancel",
    PostStatus.SCHEDULED: "add the video as a new post to have it go out again",
}
