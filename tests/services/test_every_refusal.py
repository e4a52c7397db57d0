"""Each refusal of TikTok's, row by row (`tiktok-api.md` sections 6.1 to 6.4): what becomes of the
post, what helps it, that the user is told in words, and that TikTok's log id is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.services.conftest import Office
from tests.services.test_blocked_accounts import plan, post, settle
from tikscheduler.domain.attention import Mend, cause, mend
from tikscheduler.domain.post import Mode, Post, PostStatus
from tikscheduler.sandbox.codes import API_CODES, FAIL_REASONS, OAUTH_CODES

S = PostStatus

POSTING = {
    # 6.1: what strikes, where the post stands then, its code, what helps
    "init:invalid_param": (S.FAILED, "invalid_param", Mend.EDIT),
    "init:invalid_params": (S.FAILED, "invalid_params", Mend.EDIT),
    "init:app_version_check_failed": (S.HELD, "app_version_check_failed", Mend.RETRY),
    "status:invalid_publish_id": (S.HELD, "unconfirmed", Mend.LOOK),
    "status:token_not_authorized_for_specified_publish_id": (S.HELD, "unconfirmed", Mend.LOOK),
    "init:publish_not_cancellable": (S.FAILED, "publish_not_cancellable", Mend.LOOK),
    "init:invalid_file_upload": (S.FAILED, "invalid_file_upload", Mend.PICK_FILE),
    "init:scope_permission_missed": (S.HELD, "scope_permission_missed", Mend.LOG_IN),
    "init:access_token_invalid*2": (S.HELD, "login_needed", Mend.LOG_IN),
    "init:scope_not_authorized": (S.HELD, "scope_not_authorized", Mend.LOG_IN),
    "init:spam_risk_too_many_posts": (S.HELD, "spam_risk_too_many_posts", Mend.RETRY),
    "creator_info:spam_risk_too_many_posts": (S.HELD, "spam_risk_too_many_posts", Mend.RETRY),
    "init:spam_risk_too_many_pending_share": (
        S.HELD,
        "spam_risk_too_many_pending_share",
        Mend.RETRY,
    ),
    "init:spam_risk_user_banned_from_posting": (
        S.HELD,
        "spam_risk_user_banned_from_posting",
        Mend.RESUME,
    ),
    "creator_info:spam_risk_user_banned_from_posting": (
        S.HELD,
        "spam_risk_user_banned_from_posting",
        Mend.RESUME,
    ),
    "init:reached_active_user_cap": (S.HELD, "reached_active_user_cap", Mend.RETRY),
    "creator_info:reached_active_user_cap": (S.HELD, "reached_active_user_cap", Mend.RETRY),
    "init:unaudited_client_can_only_post_to_private_accounts": (
        S.HELD,
        "unaudited_client_can_only_post_to_private_accounts",
        Mend.SEND_AS_DRAFT,
    ),
    "init:url_ownership_unverified": (S.FAILED, "url_ownership_unverified", Mend.EDIT),
    "init:privacy_level_option_mismatch": (
        S.HELD,
        "privacy_level_option_mismatch",
        Mend.CHOOSE_PRIVACY,
    ),
    "init:rate_limit_exceeded": (S.RETRYING, "rate_limit_exceeded", None),
    "init:internal_error*9": (S.RETRYING, "internal_error", None),
    "init:503*9": (S.RETRYING, "internal_error", None),
    # 6.4
    "processing:fail=file_format_check_failed": (
        S.FAILED,
        "file_format_check_failed",
        Mend.PICK_FILE,
    ),
    "processing:fail=duration_check_failed": (S.FAILED, "duration_check_failed", Mend.PICK_FILE),
    "processing:fail=frame_rate_check_failed": (
        S.FAILED,
        "frame_rate_check_failed",
        Mend.PICK_FILE,
    ),
    "processing:fail=picture_size_check_failed": (
        S.FAILED,
        "picture_size_check_failed",
        Mend.PICK_FILE,
    ),
    "processing:fail=internal": (S.RETRYING, "internal", None),
    "processing:fail=video_pull_failed": (S.RETRYING, "video_pull_failed", None),
    "processing:fail=photo_pull_failed": (S.RETRYING, "photo_pull_failed", None),
    "processing:fail=publish_cancelled": (S.FAILED, "publish_cancelled", Mend.RETRY),
    "processing:fail=auth_removed": (S.HELD, "auth_removed", Mend.LOG_IN),
    "processing:fail=spam_risk_too_many_posts": (S.HELD, "spam_risk_too_many_posts", Mend.RETRY),
    "processing:fail=spam_risk_user_banned_from_posting": (
        S.HELD,
        "spam_risk_user_banned_from_posting",
        Mend.RESUME,
    ),
    "processing:fail=spam_risk_text": (S.FAILED, "spam_risk_text", Mend.EDIT),
    "processing:fail=spam_risk": (S.FAILED, "spam_risk", Mend.EDIT),
}
OAUTH = {
    # 6.2, met when the access token is renewed right before a post
    "token:access_denied": (S.HELD, Mend.LOG_IN),
    "token:invalid_grant": (S.HELD, Mend.LOG_IN),
    "token:invalid_client": (S.HELD, Mend.RETRY),
    "token:invalid_request": (S.HELD, Mend.RETRY),
    "token:invalid_scope": (S.HELD, Mend.RETRY),
    "token:unauthorized_client": (S.HELD, Mend.RETRY),
    "token:unsupported_grant_type": (S.HELD, Mend.RETRY),
    "token:unsupported_response_type": (S.HELD, Mend.RETRY),
    "token:server_error*9": (S.RETRYING, None),
    "token:temporarily_unavailable*9": (S.RETRYING, None),
}
UPLOAD = ("part:403", "part:404", "part:416", "part:500", "part:503")
"""6.3: what an upload gets over by itself."""


def struck(office: Office, fault: str, mode: Mode = Mode.DIRECT) -> Post:
    one = plan(office, mode=mode)
    office.sandbox.state.add_fault(fault)
    settle(office, [one])
    return post(office, one)


def helps(found: Post) -> Mend | None:
    return None if found.status is S.RETRYING else mend(cause(found))


@pytest.mark.parametrize("fault", POSTING)
def test_a_refusal_of_posting(office: Office, fault: str) -> None:
    office.connect()
    mode = Mode.DRAFT if "pending_share" in fault else Mode.DIRECT
    found = struck(office, fault, mode)
    status, code, help_ = POSTING[fault]
    assert (found.status, helps(found)) == (status, help_)
    assert found.fault
    assert found.fault.code == code
    assert ". " in f"{found.fault.message} "
    if not fault.startswith("processing:"):
        assert found.fault.log_id  # status/fetch tells of failures without one


@pytest.mark.parametrize("fault", OAUTH)
def test_a_refusal_of_the_login(office: Office, fault: str) -> None:
    office.connect()
    one = plan(office, 180)
    office.clock.tick(hours=3)
    office.sandbox.state.add_fault(fault)
    settle(office, [one])
    found = post(office, one)
    assert (found.status, helps(found)) == OAUTH[fault]
    assert found.fault
    assert found.fault.message.endswith(".")


@pytest.mark.parametrize("fault", UPLOAD)
def test_an_upload_gets_over_what_passes(office: Office, fault: str) -> None:
    office.connect()
    one = plan(office)
    office.sandbox.state.add_fault(fault)
    settle(office, [one])
    office.clock.tick(minutes=5)
    assert settle(office, [one]) == [S.PUBLISHED]
    assert office.sandbox.state.duplicates() == []


def test_a_part_that_is_refused_for_good_ends_the_post(office: Office) -> None:
    office.connect()
    found = struck(office, "part:400*9")
    assert found.status is S.FAILED
    assert found.fault
    assert found.fault.code == "upload_refused"


def test_a_refused_token_is_renewed_once_and_the_call_made_again(office: Office) -> None:
    office.connect()
    assert struck(office, "init:access_token_invalid").status is S.PUBLISHED


def test_a_used_up_minute_waits_its_minute_and_costs_no_try(office: Office) -> None:
    office.connect()
    began = office.clock()
    found = struck(office, "init:rate_limit_exceeded")
    assert (found.tries, found.next_attempt_at) == (0, None)
    assert found.due_at is not None
    assert timedelta(seconds=60) <= found.due_at - began < timedelta(seconds=65)


def test_no_row_is_left_out() -> None:
    codes = {fault.partition(":")[2].partition("*")[0] for fault in POSTING}
    assert API_CODES.keys() <= codes
    assert {f"fail={reason}" for reason in FAIL_REASONS} <= codes
    assert {f"token:{code}" for code in OAUTH_CODES} <= {fault.partition("*")[0] for fault in OAUTH}
