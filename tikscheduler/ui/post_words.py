"""What is up with a post, in plain words: for the queue, the inspector and all who list posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QT_TRANSLATE_NOOP

from tikscheduler.domain.attention import Cause, Mend, cause, mend
from tikscheduler.domain.post import NOT_BEGUN, STOPPED, Attempt, Fault, Post, PostStatus
from tikscheduler.domain.reencoding import MENDABLE
from tikscheduler.ui import words
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.words import LOOKS, tr

S = PostStatus

LOGIN_LOST = frozenset({"login_needed", "access_token_invalid", "auth_removed"})
"""Mended by the login itself; the other causes of `LOGIN` need other permissions."""

BRIEFLY: dict[str, object] = {
    "unreachable": QT_TRANSLATE_NOOP("words", "TikTok did not answer"),
    "timeout": QT_TRANSLATE_NOOP("words", "TikTok did not answer in time"),
    "server_trouble": QT_TRANSLATE_NOOP("words", "Server error at TikTok"),
    "internal_error": QT_TRANSLATE_NOOP("words", "Server error at TikTok"),
    "internal": QT_TRANSLATE_NOOP("words", "Server error at TikTok"),
    "temporarily_unavailable": QT_TRANSLATE_NOOP("words", "Server error at TikTok"),
    "unreadable_answer": QT_TRANSLATE_NOOP("words", "TikTok's answer made no sense"),
    "rate_limit_exceeded": QT_TRANSLATE_NOOP("words", "TikTok asks to slow down"),
    "part_missing": QT_TRANSLATE_NOOP("words", "TikTok did not get the whole video"),
    "upload_expired": QT_TRANSLATE_NOOP("words", "The upload took too long"),
    "upload_out_of_step": QT_TRANSLATE_NOOP("words", "The upload got out of step"),
    "interrupted": QT_TRANSLATE_NOOP("words", "The program was closed meanwhile"),
    "crashed": QT_TRANSLATE_NOOP("words", "The program broke off several times"),
    "spam_risk_too_many_posts": QT_TRANSLATE_NOOP("words", "TikTok takes no more posts today"),
    "spam_risk_too_many_pending_share": QT_TRANSLATE_NOOP(
        "words", "Five drafts wait in the TikTok inbox"
    ),
    "spam_risk_user_banned_from_posting": QT_TRANSLATE_NOOP(
        "words", "TikTok does not let this account post"
    ),
    "reached_active_user_cap": QT_TRANSLATE_NOOP("words", "The TikTok app is full for today"),
    "privacy_missing": QT_TRANSLATE_NOOP("words", "Choose who can view it"),
    "privacy_level_option_mismatch": QT_TRANSLATE_NOOP("words", "Choose again who can view it"),
    "branded_private": QT_TRANSLATE_NOOP("words", "Branded content cannot be “Only me”"),
    "unaudited_client_can_only_post_to_private_accounts": QT_TRANSLATE_NOOP(
        "words", "The TikTok app is not audited: private accounts only"
    ),
    "file_missing": QT_TRANSLATE_NOOP("words", "The video is not there any more"),
    "file_changed": QT_TRANSLATE_NOOP("words", "The video was changed"),
    "file_format_check_failed": QT_TRANSLATE_NOOP("words", "TikTok cannot read this video"),
    "invalid_file_upload": QT_TRANSLATE_NOOP("words", "TikTok does not take this file"),
    "file_too_large": QT_TRANSLATE_NOOP("words", "The file is too large for TikTok"),
    "frame_rate_check_failed": QT_TRANSLATE_NOOP("words", "Frame rate: TikTok takes 23 to 60 fps"),
    "picture_size_check_failed": QT_TRANSLATE_NOOP(
        "words", "Picture size: TikTok takes 360 to 4096 pixels a side"
    ),
    "duration_check_failed": QT_TRANSLATE_NOOP("words", "Too long or too short for this account"),
    "caption": QT_TRANSLATE_NOOP("words", "The caption does not fit"),
    "spam_risk_text": QT_TRANSLATE_NOOP("words", "TikTok takes the caption for spam"),
    "spam_risk": QT_TRANSLATE_NOOP("words", "TikTok takes this post for spam"),
    "comments_disabled": QT_TRANSLATE_NOOP("words", "The account does not allow comments"),
    "duets_disabled": QT_TRANSLATE_NOOP("words", "The account does not allow duets"),
    "stitches_disabled": QT_TRANSLATE_NOOP("words", "The account does not allow stitches"),
    "unconfirmed": QT_TRANSLATE_NOOP("words", "It may be on TikTok: look there first"),
    "found_on_tiktok": QT_TRANSLATE_NOOP("words", "On TikTok, by your word"),
    "restored": QT_TRANSLATE_NOOP("words", "It may have gone out since the backup"),
    "missed": QT_TRANSLATE_NOOP("words", "Its time passed before it could go out"),
}
"""The reason as a few words, where the sentence that comes with it is long."""


def helps(post: Post, kit: Kit) -> Mend:
    """What helps a post on that has stopped."""
    why, account = cause(post), kit.book.get(post.account_id)
    if why is Cause.LOGIN and account is not None and post.fault is not None:
        works = not account.needs_login and account.disconnected_at is None
        if works and post.fault.code in LOGIN_LOST:
            return Mend.RETRY  # logged in by now, and its time has passed meanwhile
    if why is Cause.VIDEO and post.fault is not None and post.fault.code in MENDABLE:
        return Mend.MAKE_COPY
    return mend(why)


def mend_words(what: Mend) -> str:
    """What the button says that helps a post on."""
    return {
        Mend.LOG_IN: tr("Log in again"),
        Mend.CHOOSE_PRIVACY: tr("Choose who can view"),
        Mend.PICK_FILE: tr("Pick the video…"),
        Mend.MAKE_COPY: tr("Make a copy that fits…"),
        Mend.EDIT: tr("Edit…"),
        Mend.PUBLISH_NOW: tr("Publish now"),
        Mend.RESUME: tr("Resume the account"),
        Mend.SEND_AS_DRAFT: tr("Send as a draft"),
        Mend.RETRY: tr("Try again"),
        Mend.LOOK: tr("Look on TikTok"),
        Mend.CLEAR: tr("Clear from the list"),
        Mend.FOUND: tr("It is there"),
        Mend.POST_AGAIN: tr("Post again…"),
    }[what]


def brief(post: Post, kit: Kit) -> str:
    """Why a post stopped or waits, in a few words; "" where there is no reason."""
    if post.fault is None:
        return tr("Its time passed") if post.status is S.MISSED else ""
    if cause(post) is Cause.LOGIN:
        again = helps(post, kit) is Mend.LOG_IN
        said = tr("Log in to %1 again") if again else tr("%1 is logged in again")
        return said.replace("%1", kit.book.name(post.account_id))
    known = BRIEFLY.get(post.fault.code)
    return tr(str(known)) if known else post.fault.message.rstrip(".")


def detail(post: Post, kit: Kit) -> str:
    """What is up with a post right now, in a line or two; "" where nothing is worth saying."""
    status = post.status
    if status is S.PUBLISHING:
        return _sending(post, kit)
    if status is S.PROCESSING:
        return _processing(post, kit)
    if status is S.PUBLISHED:
        return tr("Live since %1").replace("%1", _at(post.published_at, kit))
    if status is S.DELIVERED:
        return tr("Finish it in the TikTok inbox")
    if status is S.HELD and post.next_attempt_at is not None:
        return " ".join(filter(None, (_reason_to_wait(post, kit), _again(post, kit))))
    if status in STOPPED or status is S.CANCELLED:
        return brief(post, kit)
    waits = waits_for(post, kit)
    if status is S.RETRYING:
        return " ".join(filter(None, (_reason_to_wait(post, kit), waits or _again(post, kit))))
    if status is S.STAGED and not waits:
        return tr("Sent but for its end, which goes at %1").replace(
            "%1", _at(post.scheduled_at, kit)
        )
    return waits


def detail_token(post: Post, kit: Kit) -> str:
    """The colour token `detail` is written in."""
    if post.status in STOPPED or post.status is S.RETRYING:
        return LOOKS[post.status].token
    if post.status in NOT_BEGUN and waits_for(post, kit):
        return "wait"
    return "dim"


def waits_for(post: Post, kit: Kit) -> str:
    """What keeps a planned post from going out at its time; "" where nothing does."""
    if post.status not in NOT_BEGUN:
        return ""
    account = kit.book.get(post.account_id)
    if account is not None and account.paused:
        return tr("Waits: %1 is paused").replace("%1", account.name)
    if account is not None and account.disconnected_at is not None:
        return tr("Waits: %1 is disconnected").replace("%1", account.name)
    if account is not None and account.needs_login:
        return tr("Waits: log in to %1 again").replace("%1", account.name)
    if all_paused(kit):
        return tr("Waits: publishing is paused")
    if _falls_into_a_block(post, kit):
        return tr("Will wait: TikTok takes nothing more of %1 then").replace(
            "%1", kit.book.name(post.account_id)
        )
    if kit.overview.state == "off":
        return tr("Waits: publishing is off")
    return ""


def all_paused(kit: Kit) -> bool:
    """Whether the user has paused all publishing."""
    state, latest = kit.overview.state, kit.overview.latest
    if state in ("on", "paused"):
        return state == "paused"
    return latest is not None and latest.paused


def _sending(post: Post, kit: Kit) -> str:
    transfer = kit.transfers.of(post.id)
    sent = max(post.sent_bytes, transfer.sent if transfer else 0)
    if not sent:
        return tr("Checking the video")
    if sent >= post.video_size:
        return tr("All sent, waiting for TikTok")
    parts = [
        tr("%1 %").replace("%1", str(sent * 100 // post.video_size)),
        amount(sent, post.video_size),
    ]
    if transfer and transfer.rate:
        parts.append(f"{words.size(round(transfer.rate))}/s")
    return " · ".join(parts)


def amount(sent: int, total: int) -> str:
    """How much of a file is sent: "53 of 86 MB"."""
    whole = words.size(total)
    number, unit = whole.split(" ")
    factor = {"GB": 1e9, "MB": 1e6, "kB": 1e3}.get(unit, 1)
    part = f"{sent / factor:.1f}" if "." in number else f"{sent / factor:.0f}"
    return tr("%1 of %2").replace("%1", part).replace("%2", whole)


def _processing(post: Post, kit: Kit) -> str:
    if post.processing_since is None:
        return tr("TikTok is processing")
    minutes = int((kit.desk.now() - post.processing_since).total_seconds() // 60)
    if minutes < 1:
        return tr("TikTok is processing")
    if minutes < 60:
        return tr("TikTok is processing, %1 min").replace("%1", str(minutes))
    return (
        tr("TikTok is processing, %1 h %2 min")
        .replace("%1", str(minutes // 60))
        .replace("%2", str(minutes % 60))
    )


def _falls_into_a_block(post: Post, kit: Kit) -> bool:
    """Whether TikTok takes nothing of the account at the time the post is planned for."""
    at = max(post.scheduled_at or kit.desk.now(), kit.desk.now())
    return any(block.holds(post.mode, at) for block in kit.book.blocks(post.account_id))


def _reason_to_wait(post: Post, kit: Kit) -> str:
    reason = brief(post, kit)
    return f"{reason}." if reason else ""


def _again(post: Post, kit: Kit) -> str:
    again = post.next_attempt_at or post.due_at
    if again is None:
        return ""
    said = tr("Goes again at %1") if cause(post) is Cause.LIMIT else tr("Next try %1")
    return said.replace("%1", _at(again, kit))


def _at(moment: datetime | None, kit: Kit) -> str:
    """A time of day; with its day where that is not today."""
    if moment is None:
        return ""
    there, now = words.local(moment, kit.zone), words.local(kit.desk.now(), kit.zone)
    if there.date() == now.date():
        return words.clock(there)
    return words.when(moment, kit.zone, kit.desk.now())


# --- to be sent to somebody who can help --------------------------------------------------------


def error_report(post: Post, account: str, attempts: Sequence[Attempt]) -> str:
    """What happened to a post as plain text. No folder, address or token is in it."""
    lines = [
        f"Post {post.id} of {account}",
        f"File: {post.video.name} ({words.size(post.video_size)})",
        f"Planned: {_utc(post.scheduled_at)}",
        f"Status: {post.status}, {post.tries} tries",
        *_fault_lines(post.fault, ""),
    ]
    for attempt in attempts:
        lines.append(
            f"Attempt {attempt.number}: {_utc(attempt.started_at)} to {_utc(attempt.finished_at)}, "
            f"{attempt.outcome or 'under way'}"
        )
        lines += _fault_lines(attempt.fault, "  ")
    return "\n".join(lines)


def _fault_lines(fault: Fault | None, indent: str) -> list[str]:
    if fault is None:
        return []
    found = [f"{indent}Code: {fault.code}", f"{indent}Message: {fault.message}"]
    return [*found, f"{indent}TikTok log id: {fault.log_id}"] if fault.log_id else found


def _utc(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC") if moment else "–"
