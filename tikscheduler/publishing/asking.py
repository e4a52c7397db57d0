"""What TikTok says of one claimed post, and what is written down of it.

Nothing TikTok says or does not say sends anything: that is `step`'s (`tiktok-api.md` sections 3.5
and 6.5).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from tikscheduler.domain.account import Account
from tikscheduler.domain.errors import (
    GiveUp,
    InputError,
    NeedsUser,
    PartMissing,
    PublishError,
    RetryLater,
    TikSchedulerError,
    VaultError,
    WaitForWindow,
)
from tikscheduler.domain.ports import (
    AccountStore,
    BlockStore,
    Clock,
    LearnAudit,
    PostStore,
    Progress,
    PublishState,
    Stage,
    TikTokApi,
)
from tikscheduler.domain.post import Fault, Post, PostStatus, Privacy
from tikscheduler.domain.retry import (
    LATENESS_LIMIT,
    RETRY_DELAYS,
    UNCONFIRMED_AFTER,
    poll_delay,
)
from tikscheduler.publishing.tokens import Tokens

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
URL_LIFE = timedelta(minutes=55)
"""TikTok's upload address lives an hour; what is left of it must suffice for the rest."""
SETTLING = timedelta(minutes=5)
"""TikTok's byte count may lag behind a last part this long before it proves a part missing."""
UNKNOWN_UPLOAD = ("invalid_publish_id", "token_not_authorized_for_specified_publish_id")
UPLOAD_REFUSED = "upload_refused"
FOLLOWED_FOR = timedelta(hours=24)
FEWEST_LOOKS = 20
"""A day of silence counts only if TikTok was asked this often: the program may have been off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The waits of publishing, from the settings."""

    retry_delays: tuple[timedelta, ...] = RETRY_DELAYS
    lateness_limit: timedelta = LATENESS_LIMIT
    first_poll: timedelta = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a step works with; the same for every post."""

    posts: PostStore
    accounts: AccountStore
    blocks: BlockStore
    tokens: Tokens
    tiktok: TikTokApi
    now: Clock
    progress: Progress
    stopping: threading.Event
    timing: Timing = Timing()
    learn_audit: LearnAudit = lambda _audited: None
    account_changed: Callable[[], None] = lambda: None


class Asking:
    """Asks about one claimed post. `post` is always what the row holds now."""

    def __init__(self, post: Post, tools: Tools) -> None:
        self.post, self._tools = post, tools
        self.attempt_begun = False

    @cached_property
    def _account(self) -> Account:
        return self._tools.accounts.get(self.post.account_id)

    # --- asking ----------------------------------------------------------------------------

    def ask(self) -> PublishState:
        """TikTok's word on the upload that is open. Raises `PublishError`."""
        try:
            return self._tools.tokens.call(
                self._account,
                lambda token: self._tools.tiktok.status(token, self.post.publish_id),
            )
        except (GiveUp, NeedsUser) as error:
            if isinstance(error, NeedsUser) and error.code not in UNKNOWN_UPLOAD:
                raise
            if self.post.last_part_at is None:  # it cannot have come in whole
                return PublishState(stage=Stage.RECEIVING, uploaded_bytes=0)
            raise NeedsUser(
                f"TikTok no longer knows this upload ({error.code}); look on TikTok whether the "
                "video is there before you post it again.",
                code="unconfirmed",
                log_id=error.log_id,
            ) from error

    def poll(self) -> None:
        """Ask about a post that TikTok should have all of. Raises `PublishError`."""
        try:
            state = self.ask()
        except (RetryLater, WaitForWindow, VaultError) as error:
            return self.wait_for_word(error)  # an unanswered question changes nothing
        if not self._lacks_bytes(state):
            return self._follow(state)
        words = "TikTok did not receive the whole video."
        if refused := self._refused():
            if self._may_lag():
                return self.wait_for_word(refused)
            raise refused
        if self._address_alive():
            raise PartMissing(words)
        if self._may_lag():
            return self.wait_for_word()
        raise RetryLater(words, code="part_missing")

    def _refused(self) -> GiveUp | None:
        """That TikTok took the last part's request for wrong: it would again (section 4.3)."""
        fault = self.post.fault
        if fault is None or fault.code != UPLOAD_REFUSED:
            return None
        return GiveUp(fault.message, code=fault.code, log_id=fault.log_id)

    def _lacks_bytes(self, state: PublishState) -> bool:
        """Whether TikTok says, or must be taken to say, that it has not every byte."""
        if state.stage is not Stage.RECEIVING:
            return False
        told = state.uploaded_bytes
        if told is None:
            return self.post.last_part_at is None
        if told >= self.post.video_size:
            return False
        if told != self.post.sent_bytes:
            self.write(sent_bytes=told)
        return True

    def _may_lag(self) -> bool:
        """Whether a last part may be with TikTok although its byte count does not show it."""
        begun = self.post.last_part_at
        return self.post.upload_open and begun is not None and self._now() - begun < SETTLING

    def _follow(self, state: PublishState) -> None:
        """Write down what TikTok says of a post it has all of."""
        if state.stage is Stage.FAILED and state.error:
            self.write(upload_started_at=None)  # this upload is over; another needs a new init
            raise state.error
        if state.stage is Stage.LIVE:
            return self._settle_live(state)
        if state.stage is Stage.IN_INBOX:
            return self.settle(PostStatus.DELIVERED, due_at=self._next_follow_up())
        return self.wait_for_word()

    def _settle_live(self, state: PublishState) -> None:
        known = state.post_id or self.post.tiktok_post_id
        # Only a post that everybody may see ever gets an id; a draft's visibility is not ours.
        wanted = not known and self.post.privacy in (None, Privacy.PUBLIC)
        self.settle(
            PostStatus.PUBLISHED,
            published_at=self.post.published_at or self._now(),
            tiktok_post_id=known,
            polls=self.post.polls + 1,
            due_at=self._next_follow_up() if wanted else None,
        )

    def follow_up(self) -> None:
        """Ask about a post that is out: it may get its public id, a draft may be finished.

        Nothing TikTok says or does not say here makes it any less out.
        """
        try:
            state = self.ask()
        except (PublishError, VaultError, InputError) as error:
            log.info("post %s: %s", self.post.id, error)
            state = PublishState(stage=Stage.RECEIVING)
        if state.stage is Stage.LIVE:
            return self._settle_live(state)
        return self.settle(
            self.post.status, polls=self.post.polls + 1, due_at=self._next_follow_up()
        )

    def _next_follow_up(self) -> datetime | None:
        """When to ask again about a post that is out; None once a day has passed."""
        now = self._now()
        waited = now - (self.post.upload_started_at or now)
        if waited > FOLLOWED_FOR:
            return None
        return now + poll_delay(self.post.polls, waited, self._tools.timing.first_poll)

    def wait_for_word(self, error: TikSchedulerError | None = None) -> None:
        """Look again later, because of `error` or because TikTok is not done.

        Raises `NeedsUser` once TikTok has been silent for a day.
        """
        now = self._now()
        since = (self.post.status is PostStatus.PROCESSING and self.post.processing_since) or now
        if now - since > UNCONFIRMED_AFTER and self.post.polls >= FEWEST_LOOKS:
            raise NeedsUser(
                "TikTok has the whole video but gave no final word for a day; look on TikTok "
                "whether it is there before you post it again.",
                code="unconfirmed",
            )
        polls = self.post.polls if since != now else 0
        wait = poll_delay(polls, now - since, self._tools.timing.first_poll)
        after = getattr(error, "after", None)
        if error:
            log.info("post %s: %s", self.post.id, error)
        self.settle(
            PostStatus.PROCESSING,
            fault_of(error) if error else None,
            processing_since=since,
            polls=polls + 1,
            due_at=now + max(wait, after or wait),
        )

    # --- the row ---------------------------------------------------------------------------

    def write(self, **changes: Any) -> Post:
        """Store fields under the claim; the lease is pushed out by the way."""
        self.post = self._tools.posts.write(self.post, due_at=self._now() + LEASE, **changes)
        return self.post

    def settle(self, status: PostStatus, fault: Fault | None = None, **changes: Any) -> None:
        """End this claim: the new status, why, and when to look again."""
        now = self._now()
        self.post = self._tools.posts.settle(self.post, status, now, fault=fault, **changes)

    def _address_alive(self) -> bool:
        started = self.post.upload_started_at
        return bool(
            self.post.upload_url and started is not None and self._now() - started < URL_LIFE
        )

    def _now(self) -> datetime:
        return self._tools.now()


def fault_of(error: TikSchedulerError) -> Fault:
    """The error as a row keeps it."""
    return Fault(code=error.code, message=str(error), log_id=error.log_id)
