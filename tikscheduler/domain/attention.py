"""What a post that came to a stop waits for: the cause in a word, and what its user can do."""

from __future__ import annotations

from enum import StrEnum

from tikscheduler.domain.blocks import UNAUDITED
from tikscheduler.domain.post import Post, PostStatus


class Cause(StrEnum):
    """Why a post needs its user."""

    LOGIN = "login"  # the account must be connected again, or allow more
    PRIVACY = "privacy"  # who can view the post is open, or not on offer
    FILE = "file"  # the video is gone, or not the one that was checked
    VIDEO = "video"  # TikTok does not take a video like this one
    LIMIT = "limit"  # TikTok takes no more for a while; it goes on by itself
    BAN = "ban"  # TikTok lets the account post nothing until something is mended there
    AUDIT = "audit"  # TikTok has not audited the app: only to private accounts, or as a draft
    UNCONFIRMED = "unconfirmed"  # it may be on TikTok
    MISSED = "missed"  # its time passed
    INBOX = "inbox"  # drafts wait in the creator's TikTok inbox
    REFUSED = "refused"  # TikTok does not take the post with these details
    OTHER = "other"  # something else, or passing faults that used up the tries


class Mend(StrEnum):
    """What helps a post on."""

    LOG_IN = "log_in"
    CHOOSE_PRIVACY = "choose_privacy"
    PICK_FILE = "pick_file"
    MAKE_COPY = "make_copy"
    EDIT = "edit"
    PUBLISH_NOW = "publish_now"
    RETRY = "retry"
    LOOK = "look"
    RESUME = "resume"
    SEND_AS_DRAFT = "send_as_draft"
    FOUND = "found"
    POST_AGAIN = "post_again"
    CLEAR = "clear"


MENDS = {
    Cause.LOGIN: Mend.LOG_IN,
    Cause.PRIVACY: Mend.CHOOSE_PRIVACY,
    Cause.FILE: Mend.PICK_FILE,
    Cause.VIDEO: Mend.PICK_FILE,
    Cause.LIMIT: Mend.RETRY,
    Cause.BAN: Mend.RESUME,
    Cause.AUDIT: Mend.SEND_AS_DRAFT,
    Cause.UNCONFIRMED: Mend.LOOK,
    Cause.MISSED: Mend.PUBLISH_NOW,
    Cause.INBOX: Mend.CLEAR,
    Cause.REFUSED: Mend.EDIT,
    Cause.OTHER: Mend.RETRY,
}

MORE_MENDS = {
    Cause.UNCONFIRMED: (Mend.FOUND, Mend.POST_AGAIN),
    Cause.AUDIT: (Mend.RETRY,),
}
"""What else may help, once its user has looked or has mended something outside."""

BY_STATUS = {PostStatus.MISSED: Cause.MISSED, PostStatus.DELIVERED: Cause.INBOX}
"""These say it all: a missed post keeps the fault that made it late."""

BY_CODE = {
    "login_needed": Cause.LOGIN,
    "auth_removed": Cause.LOGIN,
    "access_token_invalid": Cause.LOGIN,
    "scope_not_authorized": Cause.LOGIN,
    "scope_permission_missed": Cause.LOGIN,
    "privacy_missing": Cause.PRIVACY,
    "privacy_level_option_mismatch": Cause.PRIVACY,
    "branded_private": Cause.PRIVACY,
    UNAUDITED: Cause.AUDIT,
    "file_missing": Cause.FILE,
    "file_changed": Cause.FILE,
    "file_format_check_failed": Cause.VIDEO,
    "file_too_large": Cause.VIDEO,
    "frame_rate_check_failed": Cause.VIDEO,
    "picture_size_check_failed": Cause.VIDEO,
    "duration_check_failed": Cause.VIDEO,
    "invalid_file_upload": Cause.VIDEO,
    "spam_risk_too_many_posts": Cause.LIMIT,
    "spam_risk_user_banned_from_posting": Cause.BAN,
    "reached_active_user_cap": Cause.LIMIT,
    "rate_limit_exceeded": Cause.LIMIT,
    "unconfirmed": Cause.UNCONFIRMED,
    "invalid_publish_id": Cause.UNCONFIRMED,
    "token_not_authorized_for_specified_publish_id": Cause.UNCONFIRMED,
    "publish_not_cancellable": Cause.UNCONFIRMED,
    "restored": Cause.UNCONFIRMED,
    "missed": Cause.MISSED,
    "spam_risk_too_many_pending_share": Cause.LIMIT,
    "caption": Cause.REFUSED,
    "comments_disabled": Cause.REFUSED,
    "duets_disabled": Cause.REFUSED,
    "stitches_disabled": Cause.REFUSED,
    "spam_risk": Cause.REFUSED,
    "spam_risk_text": Cause.REFUSED,
    "invalid_param": Cause.REFUSED,
    "invalid_params": Cause.REFUSED,
    "url_ownership_unverified": Cause.REFUSED,
    "refused": Cause.REFUSED,
    "failed": Cause.REFUSED,
    # To be mended outside of the post: then it goes as it is.
    "app_version_check_failed": Cause.OTHER,
    "credentials_missing": Cause.OTHER,
    "invalid_client": Cause.OTHER,
    "invalid_request": Cause.OTHER,
    "invalid_scope": Cause.OTHER,
    "unauthorized_client": Cause.OTHER,
    "unsupported_grant_type": Cause.OTHER,
    "unsupported_response_type": Cause.OTHER,
    "certificate": Cause.OTHER,
    "redirect": Cause.OTHER,
    "upload_host": Cause.OTHER,
    "keyring_failed": Cause.OTHER,
    "keyring_locked": Cause.OTHER,
    "no_keyring": Cause.OTHER,
    "vault": Cause.OTHER,
    "vault_busy": Cause.OTHER,
    "vault_damaged": Cause.OTHER,
    "vault_file": Cause.OTHER,
    "vault_folder": Cause.OTHER,
    "wrong_passphrase": Cause.OTHER,
    # Nothing is wrong with the post: it may just go again.
    "answer_too_long": Cause.OTHER,
    "bad_input": Cause.OTHER,
    "blocked": Cause.LIMIT,
    "crashed": Cause.OTHER,
    "internal": Cause.OTHER,
    "internal_error": Cause.OTHER,
    "interrupted": Cause.OTHER,
    "needs_user": Cause.OTHER,
    "part_missing": Cause.OTHER,
    "photo_pull_failed": Cause.OTHER,
    "publish_cancelled": Cause.OTHER,
    "server_error": Cause.OTHER,
    "server_trouble": Cause.OTHER,
    "temporarily_unavailable": Cause.OTHER,
    "timeout": Cause.OTHER,
    "try_again": Cause.OTHER,
    "unreachable": Cause.OTHER,
    "unreadable_answer": Cause.OTHER,
    "upload_expired": Cause.OTHER,
    "upload_out_of_step": Cause.OTHER,
    "upload_refused": Cause.OTHER,
    "video_pull_failed": Cause.OTHER,
}
"""Every fault code there is; one that TikTok invents is `OTHER` too."""


def cause(post: Post) -> Cause:
    """Why this post needs its user, by its status and then by the code of its fault."""
    code = post.fault.code if post.fault else ""
    return BY_STATUS.get(post.status) or BY_CODE.get(code, Cause.OTHER)


def more_mends(post: Post) -> tuple[Mend, ...]:
    """What else helps a post that was stopped by more than a press of one button can mend."""
    return MORE_MENDS.get(cause(post), ()) if post.status is PostStatus.HELD else ()


def mend(cause: Cause) -> Mend:
    """What helps a post on that stopped for this cause."""
    return MENDS[cause]
