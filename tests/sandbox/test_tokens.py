"""Codes are traded once, refresh tokens rotate, and what is revoked is dead."""

from __future__ import annotations

import httpx
import pytest

from tests.sandbox.caller import (
    AUTHORIZE,
    CREATOR_INFO,
    REVOKE,
    TOKEN,
    Caller,
    FakeClock,
    asking,
    callback,
    code_of,
    exchange,
    refreshing,
)
from tikscheduler.sandbox import AUDITED, UNAUDITED, Sandbox


@pytest.fixture
def code(http: httpx.Client) -> str:
    return callback(http.post(AUTHORIZE, data=asking() | {"account": "mira.films"}))["code"]


def works(http: httpx.Client, token: str) -> bool:
    answer = http.post(CREATOR_INFO, headers={"Authorization": f"Bearer {token}"})
    return answer.status_code == 200


def test_a_code_becomes_a_flat_answer_with_tokens(http: httpx.Client, code: str) -> None:
    answer = http.post(TOKEN, data=exchange(code))
    found = answer.json()
    assert found.keys() == {
        "open_id",
        "scope",
        "access_token",
        "expires_in",
        "refresh_token",
        "refresh_expires_in",
        "token_type",
    }
    assert found["access_token"].startswith("act.")
    assert found["refresh_token"].startswith("rft.")
    assert (found["expires_in"], found["refresh_expires_in"]) == (7200, 15_552_000)
    assert found["token_type"] == "Bearer"
    assert answer.headers["x-tt-logid"]
    assert works(http, found["access_token"])


def test_lifetimes_can_be_those_of_the_older_pages(
    sandbox: Sandbox, http: httpx.Client, code: str
) -> None:
    sandbox.switches.access_seconds, sandbox.switches.refresh_seconds = 86_400, 31_536_000
    found = http.post(TOKEN, data=exchange(code)).json()
    assert (found["expires_in"], found["refresh_expires_in"]) == (86_400, 31_536_000)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_key": None}, "invalid_request"),
        ({"client_secret": None}, "invalid_request"),
        ({"code": None}, "invalid_request"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"code_verifier": None}, "invalid_request"),
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"client_key": "sbxnobody"}, "invalid_client"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"code": "made-up*0!1"}, "invalid_grant"),
        ({"redirect_uri": "http://localhost:50123/callback/"}, "invalid_request"),
        ({"code_verifier": "w" * 43}, "invalid_request"),
        ({"code_verifier": "v" * 42}, "invalid_request"),
        ({"code_verifier": "v" * 129}, "invalid_request"),
        ({"code_verifier": "v" * 42 + "+"}, "invalid_request"),
    ],
)
def test_a_wrong_exchange_is_refused(
    sandbox: Sandbox, http: httpx.Client, code: str, changes: dict[str, str | None], error: str
) -> None:
    for status in (200, 400):
        sandbox.switches.oauth_error_status = status
        answer = http.post(TOKEN, data=exchange(code, **changes))
        assert answer.status_code == status
        assert answer.json().keys() == {"error", "error_description", "log_id"}
        assert answer.json()["error"] == error
    assert {breach.code for breach in sandbox.state.breaches()} == {error}


def test_a_code_encoded_twice_is_unknown(http: httpx.Client, code: str) -> None:
    twice = code.replace("*", "%2A").replace("!", "%21")
    assert http.post(TOKEN, data=exchange(twice)).json()["error"] == "invalid_grant"


def test_a_base64_challenge_of_the_right_length_does_not_pass(http: httpx.Client) -> None:
    asked = asking(code_challenge="0" * 64) | {"account": "mira.films"}
    code = callback(http.post(AUTHORIZE, data=asked))["code"]
    answer = http.post(TOKEN, data=exchange(code)).json()
    assert answer["error_description"] == "Code verifier or code challenge is invalid."


@pytest.mark.parametrize("path", [TOKEN, REVOKE])
def test_oauth_takes_forms_only(http: httpx.Client, code: str, path: str) -> None:
    assert http.post(path, json=exchange(code)).json()["error"] == "invalid_request"
    assert http.post(path).json()["error"] == "invalid_request"


def test_another_app_cannot_use_the_code(http: httpx.Client, code: str) -> None:
    answer = http.post(TOKEN, data=exchange(code, app=UNAUDITED))
    assert answer.json()["error"] == "invalid_grant"


def test_a_code_is_good_once(http: httpx.Client, code: str) -> None:
    assert "access_token" in http.post(TOKEN, data=exchange(code)).json()
    again = http.post(TOKEN, data=exchange(code)).json()
    assert (again["error"], again["error_description"]) == (
        "invalid_grant",
        "Authorization code is expired.",
    )


def test_a_code_lives_five_minutes(http: httpx.Client, clock: FakeClock, code: str) -> None:
    clock.push(seconds=300)
    assert http.post(TOKEN, data=exchange(code)).json()["error"] == "invalid_grant"


def test_a_refresh_kills_the_old_refresh_token_and_spares_the_access_token(
    mira: Caller, http: httpx.Client
) -> None:
    old = mira.grant
    new = http.post(TOKEN, data=refreshing(old.refresh_token)).json()
    assert new["refresh_token"] != old.refresh_token
    assert new["open_id"] == old.open_id
    again = http.post(TOKEN, data=refreshing(old.refresh_token)).json()
    assert again["error"] == "invalid_grant"
    assert works(http, old.access_token)
    assert works(http, new["access_token"])
    assert "access_token" in http.post(TOKEN, data=refreshing(new["refresh_token"])).json()


def test_only_the_app_that_got_the_token_can_refresh_it(mira: Caller, http: httpx.Client) -> None:
    answer = http.post(TOKEN, data=refreshing(mira.grant.refresh_token, app=UNAUDITED))
    assert answer.json()["error"] == "invalid_grant"


def test_tokens_die_of_age(
    mira: Caller, http: httpx.Client, clock: FakeClock, sandbox: Sandbox
) -> None:
    clock.push(seconds=7199)
    assert works(http, mira.grant.access_token)
    clock.push(seconds=1)
    answer = mira.post(CREATOR_INFO)
    assert (answer.status_code, code_of(answer)) == (401, "access_token_invalid")
    clock.push(days=180)
    refused = http.post(TOKEN, data=refreshing(mira.grant.refresh_token)).json()
    assert refused["error"] == "invalid_grant"
    assert sandbox.state.breaches() == []


def test_revoking_kills_both_tokens(mira: Caller, http: httpx.Client) -> None:
    form = {
        "client_key": AUDITED.client_key,
        "client_secret": AUDITED.client_secret,
        "token": mira.grant.access_token,
    }
    answer = http.post(REVOKE, data=form)
    assert (answer.status_code, answer.json()) == (200, {})
    assert not works(http, mira.grant.access_token)
    refused = http.post(TOKEN, data=refreshing(mira.grant.refresh_token)).json()
    assert refused["error"] == "invalid_grant"


def test_revoking_needs_an_access_token_of_the_app(mira: Caller, http: httpx.Client) -> None:
    form = {
        "client_key": UNAUDITED.client_key,
        "client_secret": UNAUDITED.client_secret,
        "token": mira.grant.access_token,
    }
    assert http.post(REVOKE, data=form).json()["error"] == "invalid_request"
    assert works(http, mira.grant.access_token)


def test_an_account_has_another_open_id_for_every_app(sandbox: Sandbox) -> None:
    audited = sandbox.state.issue("mira.films")
    unaudited = sandbox.state.issue("mira.films", client_key=UNAUDITED.client_key)
    assert audited.open_id != unaudited.open_id
    assert audited.open_id == sandbox.state.issue("mira.films").open_id
