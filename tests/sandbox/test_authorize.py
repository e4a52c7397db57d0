"""The authorize page asks, redirects with a code, and stays put when the app is wrong."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.sandbox.caller import AUTHORIZE, REDIRECT, asking, callback
from tikscheduler.sandbox import Sandbox


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("client_key", None),
        ("client_key", "sbxnobody"),
        ("scope", None),
        ("scope", "user.info.basic,video.everything"),
        ("scope", "user.info.basic video.list"),
        ("redirect_uri", None),
        ("redirect_uri", "http://127.0.0.1:50123/callback"),
        ("redirect_uri", "http://127.0.0.1/callback/"),
        ("redirect_uri", "http://127.0.0.1:0/callback/"),
        ("redirect_uri", "http://127.0.0.1:99999/callback/"),
        ("redirect_uri", "http://127.0.0.1:50123/callback/?x=1"),
        ("redirect_uri", "http://[::1]:50123/callback/"),
        ("redirect_uri", "https://127.0.0.1:50123/callback/"),
        ("redirect_uri", "http://evil.example:80/callback/"),
        ("response_type", None),
        ("response_type", "token"),
        ("code_challenge", None),
        ("code_challenge", "hKpKupTM391pE10xfQiorMxXarRKAHRhTfH_xkGf7U4"),
        ("code_challenge", "A" * 64),
        ("code_challenge_method", None),
        ("code_challenge_method", "plain"),
        ("state", None),
    ],
)
def test_a_wrong_parameter_is_named_on_the_page_and_never_redirected(
    sandbox: Sandbox, http: httpx.Client, name: str, value: str | None
) -> None:
    asked = asking(**{name: value})
    for answer in (
        http.get(AUTHORIZE, params=asked),
        http.post(AUTHORIZE, data=asked | {"account": "mira.films"}),
    ):
        assert answer.status_code == 400
        assert "location" not in answer.headers
        assert "Something went wrong" in answer.text
        assert f"<code>{name}</code>" in answer.text
    assert [breach.code for breach in sandbox.state.breaches()] == [name, name]


def test_localhost_is_registered_too(http: httpx.Client) -> None:
    asked = asking(redirect_uri="http://localhost:3455/callback/")
    assert http.get(AUTHORIZE, params=asked).status_code == 200


def test_an_upper_case_challenge_is_taken_only_when_lenient(
    sandbox: Sandbox, http: httpx.Client
) -> None:
    sandbox.switches.lenient_challenge = True
    assert http.get(AUTHORIZE, params=asking(code_challenge="A" * 64)).status_code == 200


def test_the_page_offers_every_account_and_every_scope(http: httpx.Client) -> None:
    page = http.get(AUTHORIZE, params=asking())
    assert page.headers["content-type"].startswith("text/html")
    assert "@mira.films" in page.text
    assert "@lena.private" in page.text
    assert 'value="video.publish" checked>' in page.text
    assert 'value="user.info.basic" checked disabled>' in page.text


def test_text_from_the_app_cannot_break_out_of_the_page(http: httpx.Client) -> None:
    page = http.get(AUTHORIZE, params=asking(state='"><script>alert(1)</script>'))
    assert "<script>" not in page.text


def hidden_fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type=hidden name="?(\w+)"? value="?([^">]*)"?>', page)
    return {name: value for name, value in found}


def test_the_form_of_the_page_leads_to_the_callback(http: httpx.Client) -> None:
    fields = hidden_fields(http.get(AUTHORIZE, params=asking()).text)
    form = fields | {"account": "jonas.cooks", "decision": "allow", "grant": ["video.publish"]}
    told = callback(http.post(AUTHORIZE, data=form))
    assert told["state"] == "a state, unguessable"
    assert told["scopes"] == "user.info.basic,video.publish"


def test_the_code_holds_a_star_and_an_exclamation_mark_both_encoded(http: httpx.Client) -> None:
    answer = http.post(AUTHORIZE, data=asking() | {"account": "mira.films"})
    assert {"*", "!"} <= set(callback(answer)["code"])
    assert not {"*", "!"} & set(answer.headers["location"].partition("?")[2])


def test_denying_brings_the_user_back_with_an_error(http: httpx.Client) -> None:
    told = callback(http.post(AUTHORIZE, data=asking() | {"decision": "deny"}))
    assert told["error"] == "access_denied"
    assert told["state"] == "a state, unguessable"
    assert not {"code", "error_type"} & told.keys()


def test_an_account_that_does_not_exist_is_refused(http: httpx.Client) -> None:
    assert http.post(AUTHORIZE, data=asking() | {"account": "nobody"}).status_code == 400


def test_with_auto_login_looking_at_the_page_is_enough(
    sandbox: Sandbox, http: httpx.Client
) -> None:
    assert http.get(AUTHORIZE, params=asking() | {"auto_account": "mira.films"}).status_code == 200
    assert http.post("/control/auto-login", json={"account": "lena.private"}).status_code == 200
    assert callback(http.get(AUTHORIZE, params=asking()))["code"]
    sandbox.state.set_auto_login("")
    assert http.get(AUTHORIZE, params=asking()).status_code == 200


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("authorize:deny", {"error": "access_denied"}),
        (
            "authorize:error_type=non_sandbox_target",
            {"error": "access_denied", "error_type": "non_sandbox_target"},
        ),
        ("authorize:wrong-state", {"state": "not-the-state-you-sent"}),
        (
            "authorize:without=video.list+video.upload",
            {"scopes": "user.info.basic,user.info.profile,user.info.stats,video.publish"},
        ),
    ],
)
def test_a_fault_changes_what_the_callback_hears(
    sandbox: Sandbox, http: httpx.Client, fault: str, expected: dict[str, str]
) -> None:
    sandbox.state.add_fault(fault)
    told = callback(http.post(AUTHORIZE, data=asking() | {"account": "mira.films"}))
    assert expected.items() <= told.items()


def test_a_fault_can_leave_the_user_on_tiktoks_page(sandbox: Sandbox, http: httpx.Client) -> None:
    sandbox.state.set_auto_login("mira.films")
    sandbox.state.add_fault("authorize:page-error=scope")
    answer = http.get(AUTHORIZE, params=asking())
    assert answer.status_code == 400
    assert "<code>scope</code>" in answer.text
    sandbox.state.add_fault("authorize:drop")
    with pytest.raises(httpx.TransportError):
        http.get(AUTHORIZE, params=asking())
    assert http.get(AUTHORIZE, params=asking()).headers["location"].startswith(REDIRECT)
