"""The publishing core: the same two calls serve the desktop, the terminal and a Celery worker."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tikscheduler.domain.blocks import RULES, Block, opens_at
from tikscheduler.domain.errors import (
    AccountBlocked,
    InputError,
    LoginNeeded,
    LostClaim,
    NeedsUser,
    PartMissing,
    PublishError,
    RetryLater,
    Stopping,
    TooLate,
    VaultError,
    WaitForWindow,
)
from tikscheduler.domain.ports import Dispatch, Lane, Notify
from tikscheduler.domain.post import FINAL, Fault, Post, PostStatus
from tikscheduler.domain.retry import is_late, next_try
from tikscheduler.publishing.asking import LEASE, Tools, fault_of
from tikscheduler.publishing.step import Step

log = logging.getLogger(__name__)

MOST_WAITS = 60
"""A post that ran into this many closed windows in a row counts the next as a failed try."""


SOON = timedelta(minutes=10)
"""An alarm is set for no later than this; until then the rows are looked at again anyway."""


class Publisher:
    """Claims what is due and takes claimed posts one step further.

    `notify` is told the id of every post that changed.
    """

    def __init__(self, tools: Tools, *, notify: Notify) -> None:
        self._tools, self._notify = tools, notify
        self._working: dict[int, str] = {}  # post id -> claim id, of the steps under way here
        self._working_lock = threading.Lock()

    def sweep(self, dispatch: Dispatch, *, limit: int, lane: Lane) -> int:
        """Claim up to `limit` due posts of a lane and hand each to `dispatch`; how many it were.

        Raises `StorageError` when claims cannot be recorded: then nothing is sent either.
        """
        now = self._tools.now()
        self._let_go(now)
        claimed = self._tools.posts.claim_due(now, limit=limit, lease_until=now + LEASE, lane=lane)
        for claim in claimed:
            if claim.status is PostStatus.PUBLISHING:  # a poll is no news
                self._notify(claim.post_id)
            dispatch(claim.post_id, claim.claim_id)
        return len(claimed)

    def _let_go(self, now: datetime) -> None:
        """Put back into the queue what was held until now by a block that has ended."""
        for post_id in self._tools.posts.let_go(now):
            self._notify(post_id)

    def next_due(self, after: datetime) -> datetime | None:
        """When to sweep next: the first due time after `after`, the start of the last sweep.

        None where nothing comes due soon.
        """
        return self._tools.posts.next_due(after, after + SOON)

    def keep_alive(self) -> None:
        """Push out the leases of the steps under way in this process."""
        with self._working_lock:
            claims = list(self._working.values())
        if claims:
            self._tools.posts.renew(claims, self._tools.now() + LEASE)

    def advance(self, post_id: int, claim_id: str) -> None:
        """Take one claimed post one step further and write down how that went.

        A claim that was taken already, or was lost, is left alone: a second delivery of the same
        message does nothing. Raises `StorageError` when the outcome cannot be recorded; the lease
        then brings the post back.
        """
        until = self._tools.now() + LEASE
        post = self._tools.posts.take(post_id, claim_id, lease_until=until)
        if post is None:
            return
        with self._working_lock:
            self._working[post_id] = post.claim_id
        try:
            self._take_step(Step(post, self._tools))
        except LostClaim:
            log.warning("post %s: claim lost, left to its new owner", post_id)
        finally:
            with self._working_lock:
                self._working.pop(post_id, None)
            self._notify(post_id)

    def _take_step(self, step: Step) -> None:
        try:
            if step.post.status in FINAL:
                step.follow_up()
            elif step.post.status is PostStatus.PROCESSING:
                step.poll()
            else:
                step.publish()
        except Stopping:
            self._put_back(step)
        except VaultError as error:
            self._settle_failure(step, RetryLater(str(error), code=error.code))
        except InputError as error:  # what the user has to mend showed itself only now
            self._settle_failure(step, NeedsUser(str(error), code=error.code))
        except PublishError as error:
            self._settle_failure(step, error)

    def _settle_failure(self, step: Step, error: PublishError) -> None:
        post, fault = step.post, fault_of(error)
        log.warning("post %s: %s (%s, log id %s)", post.id, error, error.code, error.log_id)
        if isinstance(error, TooLate):
            return step.settle(PostStatus.MISSED, fault)
        if isinstance(error, AccountBlocked):
            return self._hold_account(step, error, fault)
        if isinstance(error, LoginNeeded | NeedsUser):
            return step.settle(PostStatus.HELD, fault)
        if _may_be_out(post):  # whatever went wrong, TikTok may have it all
            return step.wait_for_word(error)
        again, changes = self._next_try(step, error)
        if again is None:
            return step.settle(PostStatus.FAILED, fault)
        # A computer that slept for days does not make good on it by itself.
        if step.late or (isinstance(error, WaitForWindow) and self._too_late(post, again)):
            words = f"{error} By then its time had long passed; retry it to post it now."
            return step.settle(PostStatus.MISSED, replace(fault, message=words))
        return step.settle(PostStatus.RETRYING, fault, due_at=again, **changes)

    def _hold_account(self, step: Step, error: AccountBlocked, fault: Fault) -> None:
        """Hold the post, and with it what the account still has to send, until TikTok takes more.

        It costs no try, as nothing was tried.
        """
        post, now, blocks = step.post, self._tools.now(), self._tools.blocks
        block = blocks.active(post.account_id, post.mode, now)
        if block is None:
            rule = RULES[error.code]
            oldest = blocks.oldest_sent(post.account_id, post.mode, now)
            block = Block(
                account_id=post.account_id,
                mode=rule.mode,
                code=error.code,
                message=str(error),
                log_id=error.log_id,
                since=now,
                until=opens_at(rule, oldest, now),
            )
            blocks.put(block)
            self._tools.account_changed()
        begun = post.tries - 1 if step.attempt_begun else post.tries
        step.settle(PostStatus.HELD, fault, next_attempt_at=block.until, tries=max(0, begun))

    def _next_try(self, step: Step, error: PublishError) -> tuple[datetime | None, dict[str, Any]]:
        """When the post goes again, if it does, and the counters that change with it."""
        post, now, timing = step.post, self._tools.now(), self._tools.timing
        if isinstance(error, WaitForWindow):
            again = now + error.after
            if post.polls < MOST_WAITS or self._too_late(post, again):
                # The try has not begun, so it stays promised for when it was.
                return again, {"tries": post.tries - 1, "polls": post.polls + 1}
            error = RetryLater(str(error), after=error.after)
        if isinstance(error, PartMissing):
            again_now = now if post.tries <= len(timing.retry_delays) else None
            return again_now, {"next_attempt_at": again_now}
        if isinstance(error, RetryLater):
            later = next_try(error, post.tries, now, timing.retry_delays)
            return later, {"next_attempt_at": later, "polls": 0}
        return None, {}

    def _too_late(self, post: Post, begin: datetime) -> bool:
        return is_late(post.promised_at, begin, self._tools.timing.lateness_limit)

    def _put_back(self, step: Step) -> None:
        """The program closes: leave the post so that it goes on when it runs again."""
        post, now = step.post, self._tools.now()
        if post.status is not PostStatus.PUBLISHING:  # it was only asked about
            return step.settle(post.status, due_at=now)
        if _may_be_out(post):
            return step.wait_for_word()
        fault = Fault(
            code="interrupted",
            message="The program was closed during the upload; it goes on where it stopped.",
        )
        return step.settle(
            PostStatus.RETRYING,
            fault,
            due_at=post.promised_at or now,
            next_attempt_at=post.promised_at or now,
            tries=max(0, post.tries - 1),
        )


def _may_be_out(post: Post) -> bool:
    """Whether the last part may have reached TikTok: then only TikTok's word may decide."""
    return (
        post.status is PostStatus.PUBLISHING and post.upload_open and post.last_part_at is not None
    )
