"""Every fault has its cause and its mend, and none gets one by accident."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pytest

import tikscheduler
from tikscheduler.domain.attention import (
    BY_CODE,
    MENDS,
    MORE_MENDS,
    Cause,
    Mend,
    cause,
    mend,
    more_mends,
)
from tikscheduler.domain.errors import InputError, PublishError, VaultError
from tikscheduler.domain.post import Fault, Post, PostStatus
from tikscheduler.domain.reencoding import MENDABLE
from tikscheduler.services.accounts import LOGIN_FAULT
from tikscheduler.tiktok.answers import ANSWERS, FAILURES, POSTING_BLOCKED
from tikscheduler.tiktok.oauth import MISCONFIGURED, TEMPORARY

PACKAGE = Path(tikscheduler.__file__).parent
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CONNECTING = {"login_timeout", "login_cancelled", "access_denied"}
PICTURES = {"picture_host", "picture_gone", "no_picture"}
"""Connecting an account ends in no post's fault, nor does fetching its picture."""
STOPPED = [PostStatus.HELD, PostStatus.FAILED]


def post(status: PostStatus, code: str | None = None) -> Post:
    return Post(
        id=1,
        account_id=1,
        video=Path("a.mp4"),
        video_size=1,
        video_mtime_ns=1,
        duration_ms=1000,
        status=status,
        fault=None if code is None else Fault(code=code, message="It stopped."),
        created_at=NOON,
        updated_at=NOON,
    )


def written_codes(*rooms: str) -> set[str]:
    """Every code that is written out as `code="…"` in these files and folders."""
    places = [PACKAGE / room for room in rooms]
    files = [file for place in places for file in ([place, *place.rglob("*.py")])]
    texts = [file.read_text(encoding="utf-8") for file in files if file.is_file()]
    return {code for text in texts for code in re.findall(r'\bcode="(\w+)"', text)}


def classes_of(error: type[Exception]) -> Iterator[type[Exception]]:
    yield error
    for kind in error.__subclasses__():
        if kind.__module__.startswith("tikscheduler."):
            yield from classes_of(kind)


@pytest.mark.parametrize(
    ("code", "expected", "help_"),
    [
        ("login_needed", Cause.LOGIN, Mend.LOG_IN),
        ("scope_not_authorized", Cause.LOGIN, Mend.LOG_IN),
        ("auth_removed", Cause.LOGIN, Mend.LOG_IN),
        ("privacy_level_option_mismatch", Cause.PRIVACY, Mend.CHOOSE_PRIVACY),
        ("unaudited_client_can_only_post_to_private_accounts", Cause.AUDIT, Mend.SEND_AS_DRAFT),
        ("file_missing", Cause.FILE, Mend.PICK_FILE),
        ("file_changed", Cause.FILE, Mend.PICK_FILE),
        ("duration_check_failed", Cause.VIDEO, Mend.PICK_FILE),
        ("frame_rate_check_failed", Cause.VIDEO, Mend.PICK_FILE),
        ("spam_risk_too_many_posts", Cause.LIMIT, Mend.RETRY),
        ("reached_active_user_cap", Cause.LIMIT, Mend.RETRY),
        ("spam_risk_user_banned_from_posting", Cause.BAN, Mend.RESUME),
        ("unconfirmed", Cause.UNCONFIRMED, Mend.LOOK),
        ("restored", Cause.UNCONFIRMED, Mend.LOOK),
        ("spam_risk_too_many_pending_share", Cause.LIMIT, Mend.RETRY),
        ("comments_disabled", Cause.REFUSED, Mend.EDIT),
        ("spam_risk_text", Cause.REFUSED, Mend.EDIT),
        ("invalid_params", Cause.REFUSED, Mend.EDIT),
        ("unreachable", Cause.OTHER, Mend.RETRY),
        ("crashed", Cause.OTHER, Mend.RETRY),
        ("a_code_of_next_year", Cause.OTHER, Mend.RETRY),
    ],
)
@pytest.mark.parametrize("status", STOPPED)
def test_what_stopped_a_post_says_what_helps_it_on(
    status: PostStatus, code: str, expected: Cause, help_: Mend
) -> None:
    found = cause(post(status, code))
    assert (found, mend(found)) == (expected, help_)


@pytest.mark.parametrize("code", [None, "missed", "unreachable", "spam_risk_too_many_posts"])
def test_a_missed_post_is_missed_whatever_made_it_late(code: str | None) -> None:
    assert cause(post(PostStatus.MISSED, code)) is Cause.MISSED
    assert mend(Cause.MISSED) is Mend.PUBLISH_NOW


def test_a_delivered_draft_waits_in_the_inbox() -> None:
    assert cause(post(PostStatus.DELIVERED)) is Cause.INBOX


@pytest.mark.parametrize("status", STOPPED)
def test_a_post_without_a_fault_may_just_go_again(status: PostStatus) -> None:
    assert mend(cause(post(status))) is Mend.RETRY


def test_every_cause_has_a_mend_and_every_mend_a_use() -> None:
    assert MENDS.keys() == set(Cause)
    by_cause = {*MENDS.values(), *chain(*MORE_MENDS.values())}
    assert by_cause == set(Mend) - {Mend.MAKE_COPY}  # that one goes by what is wrong with the video
    assert {code for code, why in BY_CODE.items() if why is Cause.VIDEO} > MENDABLE


def test_a_post_in_doubt_can_be_looked_for_settled_or_posted_again() -> None:
    in_doubt = post(PostStatus.HELD, "unconfirmed")
    assert mend(cause(in_doubt)) is Mend.LOOK
    assert more_mends(in_doubt) == (Mend.FOUND, Mend.POST_AGAIN)
    assert more_mends(post(PostStatus.HELD, "file_missing")) == ()
    assert more_mends(post(PostStatus.FAILED, "publish_not_cancellable")) == ()


def test_every_word_of_tiktoks_has_a_cause_on_purpose() -> None:
    told = {*ANSWERS, *FAILURES, *POSTING_BLOCKED, *MISCONFIGURED, *TEMPORARY}
    assert told - BY_CODE.keys() == set()


def test_every_fault_of_our_own_has_a_cause_on_purpose() -> None:
    kinds = [*classes_of(PublishError), *classes_of(VaultError), InputError]
    codes = {kind.__dict__.get("code", "") for kind in kinds} - {""}
    codes |= {LOGIN_FAULT, *(f"{what}_disabled" for what in ("comments", "duets", "stitches"))}
    codes |= written_codes("publishing", "vault", "tiktok", "domain/video.py")
    codes -= CONNECTING | PICTURES
    assert len(codes) > 40
    assert codes - BY_CODE.keys() == set()
