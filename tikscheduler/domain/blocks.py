"""Why TikTok takes nothing more of an account for a while, and how long that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from tikscheduler.domain.post import Mode

WINDOW = timedelta(hours=24)
"""TikTok counts posts, drafts and users over any 24 hours (`tiktok-api.md` section 5)."""
MARGIN = timedelta(minutes=1)
"""TikTok's clock and ours are not the same."""


class Opens(Enum):
    """What ends a block."""

    ROLLING = auto()  # the oldest of what was sent in 24 hours leaves them
    NEXT_DAY = auto()
    BY_USER = auto()  # only the user


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a code of TikTok's blocks: posts of one mode (None: all), and until when."""

    mode: Mode | None
    opens: Opens


RULES = {
    "spam_risk_too_many_posts": Rule(mode=Mode.DIRECT, opens=Opens.ROLLING),
    "spam_risk_too_many_pending_share": Rule(mode=Mode.DRAFT, opens=Opens.ROLLING),
    "reached_active_user_cap": Rule(mode=Mode.DIRECT, opens=Opens.NEXT_DAY),
    "spam_risk_user_banned_from_posting": Rule(mode=None, opens=Opens.BY_USER),
}
"""`tiktok-api.md` sections 5 and 6.1. Each holds one account; the others go on."""


UNAUDITED = "unaudited_client_can_only_post_to_private_accounts"
"""The code that tells that TikTok has not audited the app. It is about the account being private,
not only about the post (`tiktok-api.md` section 10 number 5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """An account that TikTok takes nothing of: posts of `mode` (None: all), since, and `until`.

    `until` None: until the user resumes the account. `code`, `message` and `log_id` are those of
    the refusal.
    """

    account_id: int
    mode: Mode | None
    code: str
    message: str
    log_id: str = ""
    since: datetime
    until: datetime | None = None

    def holds(self, mode: Mode, now: datetime) -> bool:
        """Whether it keeps a post of this mode from beginning now."""
        return self.mode in (None, mode) and (self.until is None or now < self.until)


def opens_at(rule: Rule, oldest_sent: datetime | None, now: datetime) -> datetime | None:
    """When a block that begins now ends by itself; None: only the user ends it.

    `oldest_sent` is when the first of what counts was sent, as far as is known here: other apps
    share TikTok's limits. Nothing known is a whole window.
    """
    if rule.opens is Opens.BY_USER:
        return None
    if rule.opens is Opens.NEXT_DAY or oldest_sent is None:
        return now + WINDOW
    return max(oldest_sent + WINDOW, now) + MARGIN
