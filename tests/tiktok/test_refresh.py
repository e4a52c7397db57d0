from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tiktok.line import Line
from tests.tiktok.logins import GOOD, GRANT, oauth_of, refusal
from tests.tiktok.servers import answer, envelope, sequence
from tikscheduler.domain.errors import (
    LoginNeeded,
    NeedsUser,
    ServerTrouble,
    TikSchedulerError,
    Unreachable,
    WaitForWindow,
)
from tikscheduler.domain.ports import Refresher
from tikscheduler.tiktok.oauth import (
    _exchange_error,
    _read_grant,
)
from tikscheduler.tiktok.reply import Reply

Connect = Callable[..., Line]


def test_a_refresh_token_is_traded_for_a_new_pair(connect: Connect) -> None:
    line = connect(answer(200, GRANT | {"refresh_token": "rft.2", "expires_in": 86400}))
    refresher: Refresher = oauth_of(line)
    grant = refresher.refresh("rft.1")
    assert (grant.refresh_token, grant.expires_in) == ("rft.2", 86400)
    assert line.last.form == {
        "client_key": "awkey",
        "client_secret": "s3cret",
        "grant_type": "refresh_token",
        "refresh_token": "rft.1",
    }


def test_a_lost_answer_is_asked_for_once_more_with_the_same_token(connect: Connect) -> None:
    line = connect(sequence(None, GOOD))
    oauth_of(line).refresh("rft.1")
    assert [request.form["refresh_token"] for request in line.server.seen] == ["rft.1"] * 2


def test_a_second_lost_answer_leaves_the_question_open(connect: Connect) -> None:
    line = connect(lambda request: None)
    with pytest.raises(Unreachable):
        oauth_of(line).refresh("rft.1")
    assert len(line.server.seen) == 2


def test_a_dead_refresh_token_after_a_lost_answer_needs_a_login(connect: Connect) -> None:
    line = connect(sequence(None, refusal("invalid_grant")))
    with pytest.raises(LoginNeeded):
        oauth_of(line).refresh("rft.1")


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("invalid_grant", LoginNeeded),
        ("access_denied", LoginNeeded),
        ("something_new", LoginNeeded),
        ("invalid_client", NeedsUser),
        ("invalid_request", NeedsUser),
        ("invalid_scope", NeedsUser),
        ("unauthorized_client", NeedsUser),
        ("unsupported_grant_type", NeedsUser),
        ("unsupported_response_type", NeedsUser),
    ],
)
def test_a_refused_refresh_holds_the_post_for_the_right_reason(
    connect: Connect, error: str, status: int, kind: type[TikSchedulerError]
) -> None:
    line = connect(refusal(error, status))
    with pytest.raises(TikSchedulerError) as e:
        oauth_of(line).refresh("rft.1")
    assert type(e.value) is kind
    assert e.value.code == error
    assert len(line.server.seen) == 1


def test_the_body_decides_and_not_the_status(connect: Connect) -> None:
    assert oauth_of(connect(answer(400, GRANT))).refresh("rft.1").access_token == "act.1"


def test_too_many_refreshes_wait(connect: Connect) -> None:
    with pytest.raises(WaitForWindow):
        oauth_of(connect(answer(429, "slow down"))).refresh("rft.1")


def test_the_api_s_own_kind_of_error_is_understood_too(connect: Connect) -> None:
    line = connect(envelope(code="invalid_grant", status=400))
    with pytest.raises(LoginNeeded):
        oauth_of(line).refresh("rft.1")


@pytest.mark.parametrize(
    "changes",
    [
        {"access_token": ""},
        {"access_token": None},
        {"access_token": "act.\r\nX: y"},
        {"access_token": "act.é"},
        {"refresh_token": None},
        {"open_id": None},
        {"expires_in": None},
        {"expires_in": 0},
        {"expires_in": -1},
        {"expires_in": "soon"},
        {"refresh_expires_in": None},
        {"open_id": 7},
    ],
)
def test_half_a_grant_is_no_grant(connect: Connect, changes: dict[str, Any]) -> None:
    with pytest.raises(ServerTrouble):
        oauth_of(connect(answer(200, GRANT | changes))).refresh("rft.1")


def test_an_absurd_life_is_cut_to_one_that_dates_can_hold(connect: Connect) -> None:
    line = connect(answer(200, GRANT | {"refresh_expires_in": 10**18}))
    assert oauth_of(line).refresh("rft.1").refresh_expires_in == 3650 * 86400


@pytest.mark.parametrize(
    ("scope", "scopes"), [(None, set()), ("", set()), ("a, b", {"a", "b"}), ("a b,", {"a", "b"})]
)
def test_scopes_are_read_however_they_are_parted(
    connect: Connect, scope: str | None, scopes: set[str]
) -> None:
    grant = oauth_of(connect(answer(200, GRANT | {"scope": scope}))).refresh("rft.1")
    assert grant.scopes == scopes


@given(st.binary(max_size=60), st.sampled_from([200, 400, 404, 500]))
def test_no_answer_whatever_crashes_the_reader(body: bytes, status: int) -> None:
    with pytest.raises(TikSchedulerError):
        _read_grant(Reply(status=status, body=body), _exchange_error)


# --- revoke --------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["", "{}", " \n", '{"error": {"code": "ok"}}'])
def test_an_empty_answer_means_revoked(connect: Connect, body: str) -> None:
    line = connect(answer(200, body))
    oauth_of(line).revoke("act.1")
    assert line.last.target == "/v2/oauth/revoke/"
    assert line.last.form == {
        "client_key": "awkey",
        "client_secret": "s3cret",
        "token": "act.1",
    }


def test_revoking_a_dead_token_is_done_already(connect: Connect) -> None:
    oauth_of(connect(refusal("invalid_grant"))).revoke("act.1")


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (refusal("invalid_client"), NeedsUser),
        (answer(500), ServerTrouble),
        (answer(200, "<html>"), ServerTrouble),
        (None, Unreachable),
    ],
)
def test_a_revoke_that_failed_says_so(
    connect: Connect, reply: bytes | None, kind: type[TikSchedulerError]
) -> None:
    with pytest.raises(kind):
        oauth_of(connect(reply)).revoke("act.1")
