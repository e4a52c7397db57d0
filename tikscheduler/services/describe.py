"""Posts and accounts as the outside interface writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from tikscheduler.domain.account import Account
from tikscheduler.domain.blocks import Block
from tikscheduler.domain.post import Attempt, Fault, Post, PostStatus


def utc_text(moment: datetime | None) -> str | None:
    """An instant as 2026-12-01T17:00:00Z; whole seconds."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def post_as_json(post: Post, account: Account, attempts: Sequence[Attempt]) -> dict[str, Any]:
    """A post as `interface.md` describes it."""
    return {
        "id": str(post.id),
        "account": account.handle or account.display_name,
        "video": str(post.video),
        "caption": post.caption,
        "mode": str(post.mode),
        "privacy": str(post.privacy) if post.privacy else None,
        "scheduled_at": utc_text(post.scheduled_at),
        "timezone": post.timezone,
        "status": str(post.status),
        "publish_id": post.publish_id or None,
        "tiktok_post_id": post.tiktok_post_id or None,
        "published_at": utc_text(post.published_at),
        "next_attempt_at": utc_text(_next_attempt(post)),
        "error": _fault(post.fault),
        "attempts": [
            {
                "number": attempt.number,
                "started_at": utc_text(attempt.started_at),
                "finished_at": utc_text(attempt.finished_at),
                "outcome": attempt.outcome or None,
                "error": _fault(attempt.fault),
            }
            for attempt in attempts
        ],
    }


def _next_attempt(post: Post) -> datetime | None:
    if post.status is PostStatus.RETRYING:
        return post.due_at
    waits = {PostStatus.SCHEDULED, PostStatus.HELD}
    return post.next_attempt_at if post.status in waits else None


def account_as_json(account: Account, blocks: Sequence[Block] = ()) -> dict[str, Any]:
    """An account with its health and its `blocks`; no secret is ever in it."""
    creator = account.creator
    return {
        "id": str(account.id),
        "account": account.handle or account.display_name,
        "display_name": account.display_name,
        "open_id": account.open_id,
        "status": "login_needed" if account.needs_login else "connected",
        "scopes": sorted(account.scopes),
        "missing_scopes": list(account.missing_scopes),
        "paused": account.paused,
        "blocks": [
            {
                "code": block.code,
                "mode": str(block.mode) if block.mode else None,
                "until": utc_text(block.until),
            }
            for block in blocks
        ],
        "privacy_options": [str(option) for option in creator.privacy_options] if creator else [],
        "max_duration_seconds": creator.max_duration_sec if creator else None,
        "followers": account.follower_count,
        "videos": account.video_count,
        "access_expires_at": utc_text(account.access_expires_at),
        "refresh_expires_at": utc_text(account.refresh_expires_at),
        "synced_at": utc_text(account.synced_at),
    }


def _fault(fault: Fault | None) -> dict[str, str] | None:
    return None if fault is None else {"code": fault.code, "message": fault.message}
