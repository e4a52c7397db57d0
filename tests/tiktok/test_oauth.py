from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tiktok.conftest import Line
from tests.tiktok.servers import answer, envelope, sequence
from tikscheduler.domain.account import TokenGrant
from tikscheduler.domain.errors import (
    ConnectFailed,
    InputError,
    LoginNeeded,
    NeedsUser,
    ServerTrouble,
    TikSchedulerError,
    Unreachable,
    WaitForWindow,
)
from tikscheduler.domain.ports import Refresher
from tikscheduler.tiktok.oauth import (
    WANTED_SCOPES,
    Credentials,
    LoginRequest,
    OAuth,
    _exchange_error,
    _read_grant,
)
from tikscheduler.tiktok.reply import Reply

REDIRECT = "http://127.0.0.1:45671/callback/"
GRANT = {
    "open_id": "open-1",
    "scope": "user.info.basic,video.publish",
    "access_token": "act.1",
    "expires_in": 7200,
    "refresh_token": "rft.1",
    "refresh_expires_in": 15_552_000,
    "token_type": "Bearer",
}
GOOD = answer(200, GRANT)
Connect = Callable[..., Line]


def refusal(error: str, status: int = 200) -> bytes:
    body = {"error": error, "error_description": "Words.", "log_id": "L9"}
    return answer(status, body)


def oauth_of(line: Line, credentials: Credentials | None = None) -> OAuth:
    app = credentials or Credentials(key="awkey", secret="s3cret")
    return OAuth(line.transport, lambda: app, auth_url="https://www.tiktok.com/")


@pytest.fixture
def oauth(connect: Connect) -> OAuth:
    return oauth_of(connect(GOOD))


def query_of(request: LoginRequest) -> dict[str, str]:
    query = parse_qs(urlsplit(request.url).query, strict_parsing=True)
    return {name: values[0] for name, values in query.items()}


# --- the authorize address -----------------------------------------------------------------------


def test_the_browser_is_sent_to_the_authorize_page_with_all_that_it_wants(oauth: OAuth) -> None:
    request = oauth.new_login(REDIRECT, ["user.info.basic", "video.publish"])
    assert request.url.startswith("https://www.tiktok.com/v2/auth/authorize/?")
    assert query_of(request) == {
        "client_key": "awkey",
        "scope": "user.info.basic,video.publish",
        "redirect_uri": REDIRECT,
        "state": request.state,
        "response_type": "code",
        "code_challenge": hashlib.sha256(request.verifier.encode()).hexdigest(),
        "code_challenge_method": "S256",
        "disable_auto_auth": "1",
    }


def test_the_challenge_is_hexadecimal_and_not_base64(oauth: OAuth) -> None:
    challenge = query_of(oauth.new_login(REDIRECT))["code_challenge"]
    assert re.fullmatch("[0-9a-f]{64}", challenge)


def test_the_verifier_and_state_are_long_allowed_and_new_each_time(oauth: OAuth) -> None:
    requests = [oauth.new_login(REDIRECT) for _ in range(20)]
    assert all(re.fullmatch(r"[A-Za-z0-9._~-]{64}", request.verifier) for request in requests)
    assert all(len(request.state) >= 22 for request in requests)  # 128 bits in base 64
    assert len({r.verifier for r in requests} | {r.state for r in requests}) == 40


def test_by_default_every_scope_the_program_can_use_is_asked_for(oauth: OAuth) -> None:
    assert query_of(oauth.new_login(REDIRECT))["scope"] == (
        "user.info.basic,user.info.profile,user.info.stats,video.publish,video.upload,video.list"
    )
    assert len(WANTED_SCOPES) == 6


def test_a_login_request_tells_nothing_by_its_repr(oauth: OAuth) -> None:
    request = oauth.new_login(REDIRECT)
    assert request.state not in repr(request)
    assert request.verifier not in repr(request)
    assert "secret" not in repr(Credentials(key="k", secret="secret"))


@pytest.mark.parametrize(
    "found", [None, Credentials(key="k", secret=""), Credentials(key="", secret="s")]
)
def test_without_credentials_the_mend_is_named(connect: Connect, found: Credentials | None) -> None:
    line = connect(GOOD)
    oauth = OAuth(line.transport, lambda: found)
    calls: list[Callable[[], object]] = [
        lambda: oauth.new_login(REDIRECT),
        lambda: oauth.refresh("rft.1"),
        lambda: oauth.revoke("act.1"),
    ]
    for call in calls:
        with pytest.raises(InputError, match="credentials set --client-key KEY"):
            call()
    assert not line.server.seen


# --- exchange ------------------------------------------------------------------------------------


def test_a_code_is_traded_for_tokens(connect: Connect) -> None:
    line = connect(GOOD)
    oauth = oauth_of(line)
    request = oauth.new_login(REDIRECT)
    assert oauth.exchange("abc*0!6410", request) == TokenGrant(
        open_id="open-1",
        scopes=frozenset({"user.info.basic", "video.publish"}),
        access_token="act.1",
        expires_in=7200,
        refresh_token="rft.1",
        refresh_expires_in=15_552_000,
    )
    assert (line.last.method, line.last.target) == ("POST", "/v2/oauth/token/")
    assert line.last.headers["content-type"] == "application/x-www-form-urlencoded"
    assert "authorization" not in line.last.headers
    assert line.last.form == {
        "client_key": "awkey",
        "client_secret": "s3cret",
        "grant_type": "authorization_code",
        "code": "abc*0!6410",
        "redirect_uri": REDIRECT,
        "code_verifier": request.verifier,
    }


@pytest.mark.parametrize("reply", [None, answer(500), refusal("server_error")])
def test_a_code_is_used_once(connect: Connect, reply: bytes | None) -> None:
    line = connect(reply)
    oauth = oauth_of(line)
    with pytest.raises((Unreachable, ServerTrouble)):
        oauth.exchange("code", oauth.new_login(REDIRECT))
    assert len(line.server.seen) == 1


@pytest.mark.parametrize("status", [200, 400, 401])
@pytest.mark.parametrize(
    "error",
    [
        "access_denied",
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_scope",
        "unauthorized_client",
        "unsupported_grant_type",
        "unsupported_response_type",
        "something_new",
    ],
)
def test_a_refused_exchange_is_told_in_words_whatever_the_status(
    connect: Connect, error: str, status: int
) -> None:
    oauth = oauth_of(connect(refusal(error, status)))
    with pytest.raises(ConnectFailed) as e:
        oauth.exchange("code", oauth.new_login(REDIRECT))
    assert (e.value.code, e.value.log_id) == (error, "L9")
    assert error not in e.value.message
    assert e.value.message.endswith(".")


@pytest.mark.parametrize("error", ["server_error", "temporarily_unavailable"])
@pytest.mark.parametrize("status", [200, 400, 503])
def test_a_fault_of_tiktoks_own_is_server_trouble(
    connect: Connect, error: str, status: int
) -> None:
    oauth = oauth_of(connect(refusal(error, status)))
    with pytest.raises(ServerTrouble):
        oauth.exchange("code", oauth.new_login(REDIRECT))
    with pytest.raises(ServerTrouble):
        oauth.refresh("rft.0")


# --- refresh -------------------------------------------------------------------------------------


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
