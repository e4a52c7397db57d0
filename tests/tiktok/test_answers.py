from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from tikscheduler.tiktok import client
from tikscheduler.tiktok.answers import ANSWERS, FAILURES, failure, open_envelope, read_data
from tikscheduler.tiktok.reply import Reply
from tikscheduler.tiktok.shapes import StatusData


def told(status: int, code: str, message: str = "", **fields: Any) -> PublishError:
    body = json.dumps({"error": {"code": code, "message": message, "log_id": "L1"}}).encode()
    with pytest.raises(PublishError) as e:
        read_data(Reply(status=status, body=body, **fields), StatusData)
    return e.value


SECTION_6_1 = [
    (400, "invalid_param", GiveUp),
    (400, "invalid_params", GiveUp),
    (400, "app_version_check_failed", NeedsUser),
    (400, "invalid_publish_id", NeedsUser),
    (400, "token_not_authorized_for_specified_publish_id", NeedsUser),
    (400, "publish_not_cancellable", GiveUp),
    (400, "invalid_file_upload", GiveUp),
    (400, "scope_permission_missed", LoginNeeded),
    (401, "access_token_invalid", AccessTokenInvalid),
    (401, "scope_not_authorized", LoginNeeded),
    (403, "spam_risk_too_many_posts", AccountBlocked),
    (403, "spam_risk_too_many_pending_share", AccountBlocked),
    (403, "spam_risk_user_banned_from_posting", AccountBlocked),
    (403, "reached_active_user_cap", AccountBlocked),
    (403, "unaudited_client_can_only_post_to_private_accounts", NeedsUser),
    (403, "url_ownership_unverified", GiveUp),
    (403, "privacy_level_option_mismatch", NeedsUser),
    (429, "rate_limit_exceeded", WaitForWindow),
    (500, "internal_error", ServerTrouble),
    (503, "", ServerTrouble),
    (500, "something_new", ServerTrouble),
    (400, "something_new", GiveUp),
    (403, "spam_risk_of_a_new_kind", GiveUp),
    (404, "", GiveUp),
    (401, "something_new", AccessTokenInvalid),
    (408, "", ServerTrouble),
    (200, "spam_risk_too_many_posts", AccountBlocked),
    (200, "internal_error", ServerTrouble),
    (200, "rate_limit_exceeded", WaitForWindow),
    (200, "something_new", GiveUp),
]


@pytest.mark.parametrize(("status", "code", "kind"), SECTION_6_1)
def test_a_code_becomes_the_error_that_decides(
    status: int, code: str, kind: type[PublishError]
) -> None:
    error = told(status, code)
    assert type(error) is kind
    assert error.log_id == "L1"
    if code:
        assert error.code == code


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("file_format_check_failed", GiveUp),
        ("duration_check_failed", GiveUp),
        ("frame_rate_check_failed", GiveUp),
        ("picture_size_check_failed", GiveUp),
        ("internal", RetryLater),
        ("video_pull_failed", RetryLater),
        ("photo_pull_failed", RetryLater),
        ("publish_cancelled", GiveUp),
        ("auth_removed", LoginNeeded),
        ("spam_risk_too_many_posts", AccountBlocked),
        ("spam_risk_user_banned_from_posting", AccountBlocked),
        ("spam_risk_text", GiveUp),
        ("spam_risk", GiveUp),
        ("", GiveUp),
        ("something_new", GiveUp),
        ("spam_risk_of_a_new_kind", GiveUp),
    ],
)
def test_a_fail_reason_becomes_the_error_that_decides(
    reason: str, kind: type[PublishError]
) -> None:
    error = failure(reason)
    assert type(error) is kind
    assert error.code == (reason or "failed")


def test_the_table_of_the_contract_is_covered_row_by_row() -> None:
    assert ANSWERS.keys() <= {code for _, code, _ in SECTION_6_1}


@pytest.mark.parametrize("code", [*ANSWERS, *FAILURES])
def test_every_sentence_is_for_a_person(code: str) -> None:
    _, sentence = ANSWERS.get(code) or FAILURES[code]
    assert sentence.endswith(".")
    assert "_" not in sentence


def test_an_unknown_code_is_told_in_a_sentence() -> None:
    assert told(403, "brand_new").message == (
        "TikTok refused the request (its reason: brand_new) and would refuse it again."
    )


def test_tiktoks_words_are_told_for_a_bad_request_but_nothing_that_could_be_a_secret() -> None:
    secret = "act.0123456789abcdefghijklmnopqrstuvwxyz"
    error = told(400, "invalid_params", f"The chunk size\n is invalid {secret} \x1b[31m")
    assert error.message.endswith("TikTok says: The chunk size is invalid")


@pytest.mark.parametrize(("asked", "after"), [(None, 60), (5, 60), (0, 60), (90, 90), (3600, 3600)])
def test_a_used_up_limit_waits_a_minute_at_least(asked: int | None, after: int) -> None:
    asked_to_wait = None if asked is None else timedelta(seconds=asked)
    error = told(429, "rate_limit_exceeded", asked_to_wait=asked_to_wait)
    assert isinstance(error, WaitForWindow)
    assert error.after == timedelta(seconds=after)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(429, WaitForWindow), (502, ServerTrouble), (401, AccessTokenInvalid), (403, ServerTrouble)],
)
def test_a_status_without_a_readable_body_says_what_it_can(
    status: int, kind: type[PublishError]
) -> None:
    with pytest.raises(PublishError) as e:
        read_data(Reply(status=status, body=b"<html>"), StatusData)
    assert type(e.value) is kind


def test_success_needs_both_the_status_and_the_code() -> None:
    assert type(told(403, "ok")) is GiveUp
    assert type(told(500, "ok")) is ServerTrouble


@pytest.mark.parametrize("spelling", ["log_id", "logid"])
def test_the_error_is_read_without_its_cover_and_with_either_spelling_of_the_id(
    spelling: str,
) -> None:
    body = json.dumps({"code": "scope_not_authorized", "message": "m", spelling: "L7"}).encode()
    with pytest.raises(LoginNeeded) as e:
        read_data(Reply(status=401, body=body), StatusData)
    assert (e.value.code, e.value.log_id) == ("scope_not_authorized", "L7")


def test_the_header_names_the_exchange_where_the_body_does_not() -> None:
    with pytest.raises(ServerTrouble) as e:
        read_data(Reply(status=500, body=b"", log_id="H1"), StatusData)
    assert e.value.log_id == "H1"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "error", "code", "status", "user", "videos", "id", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    body=st.binary(max_size=60) | json_values.map(lambda value: json.dumps(value).encode()),
    status=st.sampled_from([200, 201, 400, 401, 403, 404, 418, 429, 500]),
)
def test_no_answer_whatever_crashes_a_reader(body: bytes, status: int) -> None:
    for read in (client._read_creator, client._read_ticket, client._read_state, open_envelope):
        with suppress(PublishError):
            read(Reply(status=status, body=body))
