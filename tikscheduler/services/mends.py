"""How posts go on that only their user can help: found on TikTok, posted again, sent as a draft."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tikscheduler.domain.attention import Cause, cause
from tikscheduler.domain.errors import InputError
from tikscheduler.domain.ports import Clock
from tikscheduler.domain.post import (
    AFRESH,
    NO_UPLOAD,
    Fault,
    Mode,
    NewPost,
    Post,
    PostStatus,
    chosen,
    new_upload,
)
from tikscheduler.services.checking import Checks
from tikscheduler.storage.accounts import AccountRepository
from tikscheduler.storage.posts import PostRepository

FOUND = Fault(
    code="found_on_tiktok",
    message="You found it on TikTok; it counts as posted and is never sent again.",
)
SPAM_TEXT = "spam_risk_text"


class Mends:
    """Each takes a post as it was `seen` and raises `InputError` where it is no help for that."""

    def __init__(
        self, posts: PostRepository, accounts: AccountRepository, checks: Checks, now: Clock
    ) -> None:
        self._posts, self._accounts, self._checks, self._now = posts, accounts, checks, now

    def found(self, seen: Post) -> Post:
        """Settle a post in doubt whose creator sees it on TikTok.

        It does not become `published`: that word is TikTok's alone.
        """
        _need(seen, {Cause.UNCONFIRMED}, "is in no doubt")
        now = self._now()
        return self._posts.move(seen.id, PostStatus.CANCELLED, now, seen=seen, fault=FOUND)

    def post_again(self, seen: Post) -> Post:
        """Send a post in doubt once more, as a new one: its creator has looked, it is not there."""
        _need(seen, {Cause.UNCONFIRMED}, "is in no doubt")
        return self._go(seen, self._now(), dict(NO_UPLOAD))

    def send_as_draft(self, seen: Post) -> tuple[Post, list[str]]:
        """Send a post to the creator's inbox that may not go out directly; with it, remarks.

        It keeps its time if that is still to come, and else goes now.
        """
        _need(seen, {Cause.AUDIT, Cause.PRIVACY}, "need not be a draft")
        new = NewPost(**{**chosen(seen), "mode": Mode.DRAFT})
        notes = self._checks.choices(new, self._accounts.get(seen.account_id))
        return self._go(seen, self._now(), {"mode": Mode.DRAFT, **new_upload(seen, new)}), notes

    def _go(self, seen: Post, now: datetime, changes: dict[str, Any]) -> Post:
        """Put it back into the queue: at its time, or now with that as its promise."""
        at = seen.scheduled_at
        if at is None or at <= now:
            changes = {**changes, "due_at": now, "next_attempt_at": now, "scheduled_at": at or now}
        else:
            changes = {**changes, "due_at": at}
        changes = {**AFRESH, **changes}
        return self._posts.move(seen.id, PostStatus.SCHEDULED, now, seen=seen, **changes)


def _need(post: Post, causes: set[Cause], words: str) -> None:
    if post.status is not PostStatus.HELD or cause(post) not in causes:
        raise InputError(f"Post {post.id} is {post.status} and {words}.", code="illegal_move")


def refuse_found(post: Post) -> None:
    """Refuse to plan a post again that its creator has found on TikTok. Raises `InputError`."""
    if post.fault is not None and post.fault.code == FOUND.code:
        raise InputError(
            f"Post {post.id} was found on TikTok and is never sent again; add the video as a new "
            "post to have it go out once more.",
            code=FOUND.code,
        )


def refuse_same_spam(post: Post, caption: str | None = None) -> None:
    """Refuse to send a caption again that TikTok took for spam (`tiktok-api.md` section 6.4).

    `caption` is what it becomes; None: it stays. Raises `InputError`.
    """
    spam = post.fault is not None and post.fault.code == SPAM_TEXT
    if spam and caption in (None, post.caption):
        raise InputError(
            f"TikTok took the caption of post {post.id} for spam and would again; write it "
            "differently first.",
            code=SPAM_TEXT,
        )
