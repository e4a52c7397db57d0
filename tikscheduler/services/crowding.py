"""What TikTok's limits have against a post that has just been planned, in words."""

from __future__ import annotations

from datetime import datetime

from tikscheduler.domain.blocks import WINDOW
from tikscheduler.domain.limits import adding, brought, entry_of_post, sentence
from tikscheduler.domain.post import Post
from tikscheduler.storage.pace import Pace


def crowding(pace: Pace, post: Post, name: str, now: datetime) -> list[str]:
    """What stands against the post at its time, and what it brings upon the first of those that
    are planned already; `name` is what its account is called."""
    entry = entry_of_post(post, now)
    if entry is None:
        return []
    there = pace.entries(entry.at - WINDOW, entry.at + WINDOW, now, {post.account_id})
    found = adding(there, [entry])
    own = found.pop(post.id, None)
    told = [sentence(own, name)] if own else []
    return told + [brought(conflict, name) for conflict in list(found.values())[:1]]
