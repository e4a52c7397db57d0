"""What a list of posts shows, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tikscheduler.domain.post import PostStatus


class SortKey(StrEnum):
    """What posts are put in order of; posts that are alike in it follow in order of their time."""

    WHEN = "when"
    CAPTION = "caption"
    ACCOUNT = "account"
    STATUS = "status"
    TRIES = "tries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which posts a list shows. An empty choice leaves nothing out.

    `search` is looked for in the caption, the file's name and the account's names; upper and lower
    case do not matter.
    """

    statuses: frozenset[PostStatus] = frozenset()
    accounts: frozenset[int] = frozenset()
    search: str = ""
