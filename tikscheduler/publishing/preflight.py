"""What keeps a post from going out, found before TikTok has to say it.

Run when a post is scheduled and again right before it goes (`tiktok-api.md` sections 3.1 and 9).
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from tikscheduler.domain import caption
from tikscheduler.domain.account import SCOPE_FOR, Account, CreatorInfo
from tikscheduler.domain.blocks import RULES, Opens
from tikscheduler.domain.errors import AccountBlocked, InputError, NeedsUser
from tikscheduler.domain.post import Mode, NewPost, Post, Privacy
from tikscheduler.domain.video import Problem, check_duration

BLOCKED = {
    "spam_risk_too_many_posts": "has reached TikTok's number of posts for 24 hours",
    "spam_risk_user_banned_from_posting": "has been banned from posting by TikTok",
    "reached_active_user_cap": "cannot post today, because your TikTok app has reached its "
    "number of users for a day",
}


GOES_ON = {
    Opens.ROLLING: "it goes on by itself once they are over",
    Opens.NEXT_DAY: "it goes on by itself tomorrow",
    Opens.BY_USER: "look in the TikTok app for the reason, then resume the account",
}


def check_choices(post: NewPost, account: Account) -> list[Problem]:
    """What the user chose that can never go out, whatever the creator's settings are."""
    found = []
    if words := caption.problem(post.caption):
        found.append(Problem(code="caption", message=words))
    if post.mode is Mode.DIRECT and post.privacy is None:
        found.append(
            Problem(
                code="privacy_missing",
                message="A direct post needs to know who can view it; choose one of "
                f"{_listed(tuple(Privacy))}.",
            )
        )
    if post.branded_content and post.privacy is Privacy.PRIVATE:
        found.append(
            Problem(
                code="branded_private",
                message="Branded content visibility cannot be set to private; choose another "
                "visibility or take the branded content mark off.",
            )
        )
    if SCOPE_FOR[post.mode] not in account.scopes:
        found.append(
            Problem(
                code="scope_not_authorized",
                message=f"{account.name} has not allowed this program to "
                f"{'post' if post.mode is Mode.DIRECT else 'send drafts'}; connect the account "
                "again and leave that permission ticked.",
            )
        )
    return found


def check_creator(post: NewPost, creator: CreatorInfo, name: str) -> list[Problem]:
    """What the creator's own settings on TikTok do not allow. `name` is the account's, for words.

    A draft is finished in the TikTok app, where the creator chooses anew, so only a direct post
    is held against the choices.
    """
    if post.mode is Mode.DRAFT:
        return []
    found = []
    if post.privacy and post.privacy not in creator.privacy_options:
        found.append(
            Problem(
                code="privacy_level_option_mismatch",
                message=f"{name} cannot post with visibility “{post.privacy}”; TikTok offers "
                f"this account {_listed(creator.privacy_options)}.",
            )
        )
    for wanted, disabled, what in (
        (post.allow_comment, creator.comment_disabled, "comments"),
        (post.allow_duet, creator.duet_disabled, "duets"),
        (post.allow_stitch, creator.stitch_disabled, "stitches"),
    ):
        if wanted and disabled:
            found.append(
                Problem(
                    code=f"{what}_disabled",
                    message=f"{name} has turned {what} off on TikTok; turn them on there or "
                    f"do not allow {what} for this post.",
                )
            )
    limit = creator.max_duration_sec
    return found + (check_duration(post.video.name, post.duration_ms, limit) if limit else [])


def refuse_blocked(creator: CreatorInfo, name: str) -> None:
    """Raise `AccountBlocked` where the creator cannot post at this very moment.

    A reason that is unknown here is one for the user: `NeedsUser`.
    """
    rule = RULES.get(creator.blocked)
    if rule is not None:
        message = f"{name} {BLOCKED[creator.blocked]}; {GOES_ON[rule.opens]}."
        raise AccountBlocked(message, code=creator.blocked, log_id=creator.log_id)
    if creator.blocked:
        raise NeedsUser(
            f"{name} cannot post at the moment; try again later.",
            code=creator.blocked,
            log_id=creator.log_id,
        )


def open_video(post: Post) -> BinaryIO:
    """Open the post's video, provided it is still the file that was checked.

    What is sent comes from this one open file, so nothing can be slipped in later. Raises
    `NeedsUser` with code `file_missing` or `file_changed`.
    """
    try:
        # Non-blocking, so that a pipe someone put in the file's place cannot stall the program.
        file = open(post.video, "rb", opener=_without_waiting)  # noqa: SIM115 - caller closes
    except OSError as error:
        raise NeedsUser(
            f"{post.video} cannot be opened ({error.strerror}); put the video back and retry.",
            code="file_missing",
        ) from error
    found = os.fstat(file.fileno())
    known = (post.video_size, post.video_mtime_ns)
    if not stat.S_ISREG(found.st_mode) or (found.st_size, found.st_mtime_ns) != known:
        file.close()
        raise NeedsUser(
            f"{post.video} was changed after the post was scheduled; put the old file back and "
            "retry, or add the new one as a new post.",
            code="file_changed",
        )
    return file


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def refuse(problems: list[Problem]) -> None:
    """Raise one `InputError` that names every problem, or do nothing."""
    if problems:
        raise InputError(" ".join(p.message for p in problems), code=problems[0].code)


def hold(problems: list[Problem]) -> None:
    """Raise one `NeedsUser` that names every problem, or do nothing."""
    if problems:
        raise NeedsUser(" ".join(p.message for p in problems), code=problems[0].code)


def content_type(video: Path) -> str:
    """The Content-Type of a video's upload; TikTok takes three (section 4.1)."""
    return {".mov": "video/quicktime", ".webm": "video/webm"}.get(video.suffix.lower(), "video/mp4")


def _listed(options: tuple[Privacy, ...]) -> str:
    return ", ".join(options) or "no visibility at all"
