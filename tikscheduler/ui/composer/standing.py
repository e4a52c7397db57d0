"""What keeps a creator or an app from posting just now, in words (`tiktok-api.md` sections 3.1, 9).

TikTok wants a program to stop there and to ask the creator to try later. A time that lies beyond
TikTok's 24 hours may be planned all the same: TikTok is asked again right before the post goes.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QT_TRANSLATE_NOOP

from tikscheduler.domain.blocks import RULES, WINDOW, Opens
from tikscheduler.domain.post import Mode, Privacy
from tikscheduler.domain.zones import Moment
from tikscheduler.ui import words
from tikscheduler.ui.composer.creators import Told

BLOCKED = {
    "spam_risk_too_many_posts": QT_TRANSLATE_NOOP(
        "standing", "%1 has reached TikTok’s number of posts for 24 hours."
    ),
    "spam_risk_user_banned_from_posting": QT_TRANSLATE_NOOP(
        "standing", "TikTok does not let %1 post now; the TikTok app says why."
    ),
    "reached_active_user_cap": QT_TRANSLATE_NOOP(
        "standing", "Your TikTok app has reached its number of users for today, so %1 cannot post."
    ),
}
ELSE = QT_TRANSLATE_NOOP("standing", "TikTok does not let %1 post at the moment.")


def tr(text: object) -> str:
    """A text in the user's language."""
    return words.tr(str(text), "standing")


def concerns(told: Told, mode: Mode) -> bool:
    """Whether the creator cannot post in this way at the moment."""
    rule = RULES.get(told.blocked)
    return bool(told.blocked) and (rule is None or rule.mode in (None, mode))


def blocked_words(told: Told, name: str) -> str:
    """Why the creator cannot post at the moment."""
    return tr(BLOCKED.get(told.blocked, ELSE)).replace("%1", name)


def stop(told: Told, mode: Mode, moment: Moment | None, now: datetime, name: str) -> str:
    """Why nothing can be planned for this time; "" where it can."""
    if not concerns(told, mode):
        return ""
    rule = RULES.get(told.blocked)
    if rule is not None and rule.opens is Opens.BY_USER:
        return f"{blocked_words(told, name)} {tr('Please try again later.')}"
    if moment is not None and moment.utc - now >= WINDOW:
        return ""
    later = tr("Please try again later, or choose a time more than 24 hours from now.")
    return f"{blocked_words(told, name)} {later}"


def unaudited(told: Told, privacy: Privacy | None, name: str) -> str:
    """What it means for a direct post that TikTok has not audited the app; "" where it may go out.

    TikTok looks at the account, not only at the post: the account itself has to be private.
    """
    if told.creator is not None and Privacy.PUBLIC in told.creator.privacy_options:
        text = tr(
            "TikTok has not audited your app yet, so it posts only to accounts that are set to "
            "private in TikTok, and only as “Only me”. %1 is public: set it to private in the "
            "TikTok app, or send a draft, which goes to any account."
        )
        return text.replace("%1", name)
    if privacy not in (None, Privacy.PRIVATE):
        return tr(
            "TikTok has not audited your app yet, so it posts only as “Only me”. Choose that, or "
            "send a draft, which goes to any account."
        )
    return ""
