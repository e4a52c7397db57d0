from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.tiktok.line import Line
from tests.tiktok.logins import GOOD, REDIRECT, oauth_of, refusal
from tests.tiktok.servers import answer
from tikscheduler.domain.account import WANTED_SCOPES, TokenGrant
from tikscheduler.domain.errors import (
    ConnectFailed,
    InputError,
    ServerTrouble,
    Unreachable,
)
from tikscheduler.tiktok.oauth import (
    Credentials,
    LoginRequest,
    OAuth,
)

Connect = Callable[..., Line]


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
