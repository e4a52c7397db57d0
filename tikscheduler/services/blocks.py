"""Accounts that TikTok takes nothing of for a while, as their user sees them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime

from tikscheduler.domain.blocks import RULES, Block
from tikscheduler.domain.errors import InputError
from tikscheduler.domain.ports import Clock, Notify
from tikscheduler.domain.post import Fault, Post, PostStatus
from tikscheduler.storage.blocks import BlockRepository
from tikscheduler.storage.posts import PostRepository

LATE = Fault(
    code="missed",
    message="Its time passed while TikTok let the account post nothing; retry it to post it now, "
    "or give it a new time.",
)


class Blocks:
    """`notify` is told ids of changed posts, `changed` that an account has, `wake` to look."""

    def __init__(
        self,
        blocks: BlockRepository,
        posts: PostRepository,
        *,
        now: Clock,
        notify: Notify,
        changed: Callable[[], None],
        wake: Callable[[], None],
    ) -> None:
        self._blocks, self._posts, self._now = blocks, posts, now
        self._notify, self._changed, self._wake = notify, changed, wake

    def all(self) -> list[Block]:
        """Every block that holds now."""
        return self._blocks.all(self._now())

    def resume(self, account_id: int) -> None:
        """Let an account go on before TikTok's window opens, or after a ban.

        Its posts that are still to come go back into the plan, and those that waited for the window
        go now. What missed its time behind a ban says so and waits for its user.
        """
        self._blocks.clear(account_id)
        now = self._now()
        for post in self._posts.list(status=PostStatus.HELD, account_id=account_id):
            if post.fault is not None and post.fault.code in RULES:
                self._let_go(post, now)
        self._changed()
        self._wake()

    def _let_go(self, post: Post, now: datetime) -> None:
        at = post.scheduled_at
        if at is not None and at > now:
            changes = {"due_at": at}
        elif post.next_attempt_at is not None:
            changes = {"due_at": at or now, "next_attempt_at": now}  # in the order of the plan
        else:
            self._leave_to_user(post, now)
            return
        with contextlib.suppress(InputError):  # changed just now: that counts
            self._posts.move(post.id, PostStatus.SCHEDULED, now, seen=post, **changes)
            self._notify(post.id)

    def _leave_to_user(self, post: Post, now: datetime) -> None:
        """Say that its time has passed: that the account may post again does not help it on."""
        with contextlib.suppress(InputError):
            self._posts.edit(post.id, now, seen=post, fault=LATE)
            self._notify(post.id)
