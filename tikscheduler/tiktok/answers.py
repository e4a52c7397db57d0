"""TikTok's words for failures, and what each means for a post (`tiktok-api.md` section 6).

The one place where a code becomes a domain error. Codes are matched whole: a prefix match on
`spam_risk` would swallow the specific ones.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeVar

import msgspec

from tikscheduler.domain.errors import (
    AccessTokenInvalid,
    AccountBlocked,
    GiveUp,
    LoginNeeded,
    NeedsUser,
    PublishError,
    RetryLater,
    ServerTrouble,
    WaitForWindow,
)
from tikscheduler.tiktok.reply import Reply, clean_code, clean_log_id, decode, unreadable

T = TypeVar("T")
SHORTEST_WINDOW = timedelta(seconds=60)
Meaning = tuple[type[PublishError], str]

TOO_MANY_POSTS = (
    AccountBlocked,
    "TikTok takes no more posts of this account through apps within 24 hours; it goes on by itself "
    "once they are over, or post from the TikTok app.",
)
BANNED = (
    AccountBlocked,
    "TikTok does not let this account post at the moment; look in the TikTok app for the reason, "
    "then resume the account.",
)
BAD_REQUEST = (
    GiveUp,
    "TikTok did not take the post's details; check its caption and settings, and schedule it anew.",
)
SCOPE_MISSING = (
    LoginNeeded,
    "The account has not allowed this; connect it again and leave all permissions ticked.",
)
TROUBLE = (ServerTrouble, "TikTok has a fault of its own at the moment.")

ANSWERS: dict[str, Meaning] = {
    "invalid_param": BAD_REQUEST,
    "invalid_params": BAD_REQUEST,
    "app_version_check_failed": (
        NeedsUser,
        "The TikTok app on the phone is too old for drafts; update it to 31.8 or later, then go "
        "on.",
    ),
    "invalid_publish_id": (
        NeedsUser,
        "TikTok no longer knows this upload; look in TikTok whether it was posted before you post "
        "it again.",
    ),
    "token_not_authorized_for_specified_publish_id": (
        NeedsUser,
        "This upload was begun with another TikTok account; look there whether it was posted "
        "before you post it again.",
    ),
    "publish_not_cancellable": (GiveUp, "TikTok has this post already and takes nothing back."),
    "invalid_file_upload": (
        GiveUp,
        "TikTok does not take this file; export the video as MP4 with H.264 and schedule it anew.",
    ),
    "scope_permission_missed": SCOPE_MISSING,
    "access_token_invalid": (
        AccessTokenInvalid,
        "TikTok does not accept the account's login any more; connect the account again.",
    ),
    "scope_not_authorized": SCOPE_MISSING,
    "spam_risk_too_many_posts": TOO_MANY_POSTS,
    "spam_risk_too_many_pending_share": (
        AccountBlocked,
        "TikTok keeps five unfinished drafts of an account in 24 hours; finish some in the TikTok "
        "inbox and try again, or it goes on by itself once the 24 hours are over.",
    ),
    "spam_risk_user_banned_from_posting": BANNED,
    "reached_active_user_cap": (
        AccountBlocked,
        "This TikTok app has served as many creators today as TikTok lets it; it goes on by itself "
        "tomorrow.",
    ),
    "unaudited_client_can_only_post_to_private_accounts": (
        NeedsUser,
        "TikTok has not audited this app yet, so it posts only to accounts set to private, as "
        "“only me”; set the account to private in TikTok, or send the post as a draft.",
    ),
    "url_ownership_unverified": (
        GiveUp,
        "TikTok would not fetch the video from an address that the app has not verified.",
    ),
    "privacy_level_option_mismatch": (
        NeedsUser,
        "This account no longer offers the chosen audience; choose again who can view the post.",
    ),
    "internal_error": TROUBLE,
}
"""Section 6.1: posting and status endpoints."""

FAILURES: dict[str, Meaning] = {
    "file_format_check_failed": (
        GiveUp,
        "TikTok cannot read this video; export it as MP4 with H.264 and schedule it anew.",
    ),
    "duration_check_failed": (
        GiveUp,
        "The video is too long or too short for this account; cut it and schedule it anew.",
    ),
    "frame_rate_check_failed": (
        GiveUp,
        "TikTok takes 23 to 60 frames a second; export the video with 30 and schedule it anew.",
    ),
    "picture_size_check_failed": (
        GiveUp,
        "TikTok takes 360 to 4096 pixels a side; export the video in another size and schedule it "
        "anew.",
    ),
    "internal": (RetryLater, "TikTok had a fault of its own while it worked on the video."),
    "video_pull_failed": (RetryLater, "TikTok could not fetch the video."),
    "photo_pull_failed": (RetryLater, "TikTok could not fetch the pictures."),
    "publish_cancelled": (GiveUp, "The post was cancelled at TikTok."),
    "auth_removed": (
        LoginNeeded,
        "The account withdrew its permission while TikTok worked on the post; connect it again.",
    ),
    "spam_risk_too_many_posts": TOO_MANY_POSTS,
    "spam_risk_user_banned_from_posting": BANNED,
    "spam_risk_text": (
        GiveUp,
        "TikTok takes the caption for spam; write it differently and schedule the post anew.",
    ),
    "spam_risk": (
        GiveUp,
        "TikTok takes this post for spam; look in the TikTok app before you post more.",
    ),
}
"""Section 6.4: why a post that TikTok had taken failed."""

POSTING_BLOCKED = frozenset(
    {"spam_risk_too_many_posts", "spam_risk_user_banned_from_posting", "reached_active_user_cap"}
)
"""What creator info says of a creator who cannot post now; it comes with HTTP 200 (section 3.1)."""


class ErrorBody(msgspec.Struct):
    """The `error` of an envelope. TikTok spells the id in two ways."""

    code: str | int | None = None
    message: str | None = None
    log_id: str | None = None
    logid: str | None = None


class Envelope(ErrorBody):
    """Section 2.1: `{data, error}`, or the error's fields without a cover."""

    data: msgspec.Raw = msgspec.Raw(b"null")
    error: ErrorBody | None = None


class Answer(msgspec.Struct, frozen=True):
    """An envelope taken apart: `code` is `ok` or TikTok's code; `data` is JSON still."""

    status: int
    code: str
    message: str
    log_id: str
    data: msgspec.Raw

    def read(self, shape: type[T]) -> T:
        """The data as `shape`. Raises `ServerTrouble` where it is something else."""
        return decode(self.data, shape, log_id=self.log_id)


def open_envelope(reply: Reply) -> Answer:
    """Take an answer apart. Raises `ServerTrouble` or `WaitForWindow` where it is no envelope."""
    try:
        envelope = decode(reply.body, Envelope, log_id=reply.log_id)
    except ServerTrouble as odd:
        if reply.status in {401, 429} or reply.status >= 500:  # the status says enough
            raise error_for(reply, "", log_id=reply.log_id) from odd
        raise
    error = envelope.error or envelope
    code = "" if error.code is None else clean_code(str(error.code))
    log_id = clean_log_id(error.log_id or error.logid or reply.log_id)
    if not code and reply.is_success:
        raise unreadable(log_id)
    data = envelope.data if bytes(envelope.data) != b"null" else msgspec.Raw(b"{}")
    return Answer(reply.status, code, error.message or "", log_id, data)


def read_data(reply: Reply, shape: type[T]) -> T:
    """The data of a successful answer: HTTP 2xx and the code `ok` (section 2.1).

    Raises the domain error of any other answer.
    """
    answer = open_envelope(reply)
    if not (reply.is_success and answer.code == "ok"):
        raise error_for(reply, answer.code, message=answer.message, log_id=answer.log_id)
    return answer.read(shape)


def error_for(reply: Reply, code: str, *, message: str = "", log_id: str = "") -> PublishError:
    """The domain error of an answer that is no success."""
    if reply.status == 429 or code == "rate_limit_exceeded":
        return WaitForWindow(
            "TikTok takes no more calls of this account for a minute; it goes on by itself.",
            after=max(SHORTEST_WINDOW, reply.asked_to_wait or SHORTEST_WINDOW),
            log_id=log_id,
        )
    kind, sentence = ANSWERS.get(code) or _by_status(reply.status, code)
    if code not in ANSWERS or (kind, sentence) == BAD_REQUEST:
        sentence += _quoted(message)
    extra: dict[str, Any] = {}
    if issubclass(kind, RetryLater):
        extra["after"] = reply.asked_to_wait
    return kind(sentence, code=code, log_id=log_id, **extra)


def failure(reason: str) -> PublishError:
    """The domain error of a post that TikTok reports as FAILED; unknown reasons are final."""
    reason = clean_code(reason)
    kind, sentence = FAILURES.get(reason) or (
        GiveUp,
        "TikTok could not publish the post"
        + (f" (its reason: {reason})" if reason else " and gave no reason")
        + "; look in the TikTok app before you schedule it anew.",
    )
    return kind(sentence, code=reason or "failed")


def _by_status(status: int, code: str) -> Meaning:
    if status >= 500 or status in {408, 425}:
        return TROUBLE
    if status == 401:  # a refresh of the login may help, whatever the code says
        return ANSWERS["access_token_invalid"]
    why = f" (its reason: {code})" if code else ""
    return GiveUp, f"TikTok refused the request{why} and would refuse it again."


def _quoted(message: str) -> str:
    """TikTok's own words for the end of a sentence.

    Long words are left out: no word of a language, but a token or an address may be one.
    """
    words = " ".join(
        word for word in message.split() if len(word) <= 24 and word.isprintable()
    ).strip()
    return f" TikTok says: {words[:160]}" if words else ""
