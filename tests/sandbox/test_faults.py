"""Every kind of fault strikes where it was planned, as often as planned, and then no more."""

from __future__ import annotations

import hashlib
import socket
import time

import httpx
import pytest

from tests.sandbox.caller import (
    CREATOR_INFO,
    DRAFT,
    INIT,
    REVOKE,
    STATUS,
    TOKEN,
    Caller,
    code_of,
    random_bytes,
    refreshing,
    source,
)
from tests.sandbox.conftest import Connect
from tikscheduler.sandbox import AUDITED, Sandbox
from tikscheduler.sandbox.codes import API_CODES, CREATOR_INFO_200, OAUTH_CODES

PART = 5 * 1024 * 1024
SIZE = 3 * PART
CONTENT = random_bytes(SIZE)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 418, 429, 500, 502, 503, 504])
def test_any_status_twice_and_then_the_real_answer(
    mira: Caller, sandbox: Sandbox, status: int
) -> None:
    sandbox.state.add_fault(f"init:{status}*2")
    assert [mira.init().status_code for _ in range(3)] == [status, status, 200]
    assert sandbox.state.breaches() == []


@pytest.mark.parametrize("code", sorted(API_CODES))
def test_any_code_with_the_status_it_has(mira: Caller, sandbox: Sandbox, code: str) -> None:
    sandbox.state.add_fault(f"init:{code}")
    answer = mira.init()
    assert (answer.status_code, code_of(answer)) == (API_CODES[code], code)
    sandbox.state.add_fault(f"creator_info:{code}")
    answer = mira.post(CREATOR_INFO)
    expected = 200 if code in CREATOR_INFO_200 else API_CODES[code]
    assert (answer.status_code, code_of(answer)) == (expected, code)


@pytest.mark.parametrize("code", sorted(OAUTH_CODES))
def test_any_oauth_error(mira: Caller, http: httpx.Client, sandbox: Sandbox, code: str) -> None:
    sandbox.state.add_fault(f"token:{code}")
    sandbox.state.add_fault(f"revoke:{code}")
    for path in (TOKEN, REVOKE):
        assert http.post(path, data=refreshing(mira.grant.refresh_token)).json()["error"] == code


@pytest.mark.parametrize("after", ["5", "Tue, 01 Dec 2026 18:01:00 GMT", "-3", "99999999999"])
def test_a_status_can_say_when_to_come_back(mira: Caller, sandbox: Sandbox, after: str) -> None:
    sandbox.state.add_fault(f"status:429={after}")
    answer = mira.status("v_any")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, after)


def test_a_connection_dropped_before_the_work_left_nothing(mira: Caller, sandbox: Sandbox) -> None:
    sandbox.state.add_fault("init:drop-before")
    with pytest.raises(httpx.TransportError):
        mira.init()
    assert sandbox.state.posts.all() == []
    assert mira.init().status_code == 200


def test_a_connection_dropped_after_the_work_left_it_done(mira: Caller, sandbox: Sandbox) -> None:
    sandbox.state.add_fault("init:drop-after")
    with pytest.raises(httpx.TransportError):
        mira.init()
    assert len(sandbox.state.posts.all()) == 1


@pytest.mark.parametrize("fault", ["part[2]:500", "part[2]:drop-before", "part[2]:drop-midway"])
def test_a_part_lost_before_it_was_stored_is_sent_again(
    mira: Caller, sandbox: Sandbox, fault: str
) -> None:
    ticket = mira.ticket(SIZE, PART)
    sandbox.state.add_fault(fault)
    assert ticket.put(CONTENT[:PART]).status_code == 206
    lost(ticket.put, CONTENT[PART : 2 * PART], PART)
    assert mira.status(ticket.publish_id).json()["data"]["uploaded_bytes"] == PART
    assert ticket.put(CONTENT[PART : 2 * PART], PART).status_code == 206
    assert ticket.put(CONTENT[2 * PART :], 2 * PART).status_code == 201
    [published] = sandbox.state.published()
    assert published.sha256 == hashlib.sha256(CONTENT).hexdigest()


def lost(put: object, content: bytes, first: int) -> None:
    """A PUT whose answer says nothing good."""
    try:
        answer = put(content, first)  # type: ignore[operator]
    except httpx.TransportError:
        return
    assert answer.status_code == 500


@pytest.mark.parametrize("fault", ["part[last]:500-after", "part[last]:drop-after"])
def test_the_last_part_can_be_stored_though_its_answer_is_lost(
    mira: Caller, sandbox: Sandbox, fault: str
) -> None:
    ticket = mira.ticket(2 * PART, PART)
    sandbox.state.add_fault(fault)
    assert ticket.put(CONTENT[:PART]).status_code == 206
    lost(ticket.put, CONTENT[PART : 2 * PART], PART)
    assert len(sandbox.state.published()) == 1
    assert ticket.put(CONTENT[PART : 2 * PART], PART).status_code == 416


@pytest.mark.parametrize("fault", ["upload:expire", "part:expire"])
def test_an_upload_address_can_expire_early(mira: Caller, sandbox: Sandbox, fault: str) -> None:
    ticket = mira.ticket(4)
    sandbox.state.add_fault(fault)
    assert ticket.put(b"abcd").status_code == 403
    assert ticket.put(b"abcd").status_code == 403


@pytest.mark.parametrize(
    "fault", ["token:expire-access", "any:expire-access", "init:expire-access"]
)
def test_an_access_token_can_expire_early(mira: Caller, sandbox: Sandbox, fault: str) -> None:
    sandbox.state.add_fault(fault)
    answer = mira.init()
    assert (answer.status_code, code_of(answer)) == (401, "access_token_invalid")
    assert mira.post(CREATOR_INFO).status_code == 401
    mira.grant = sandbox.state.issue("mira.films")
    assert mira.init().status_code == 200


def test_a_refresh_token_can_be_revoked(mira: Caller, http: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.state.add_fault("token:revoke-refresh")
    for _ in range(2):
        answer = http.post(TOKEN, data=refreshing(mira.grant.refresh_token)).json()
        assert answer["error"] == "invalid_grant"
    assert mira.post(CREATOR_INFO).status_code == 401


def test_a_rotation_whose_answer_is_lost_costs_the_old_token(
    mira: Caller, http: httpx.Client, sandbox: Sandbox
) -> None:
    sandbox.state.add_fault("token:html-after")
    assert http.post(TOKEN, data=refreshing(mira.grant.refresh_token)).text.startswith("<!doctype")
    again = http.post(TOKEN, data=refreshing(mira.grant.refresh_token)).json()
    assert again["error"] == "invalid_grant"


MALFORMED = {
    "html": (b"<!doctype", "text/html"),
    "empty": (b"", "application/json"),
    "malformed": (b'{"data"', "application/json"),
    "truncated": (b'{"data"', "application/json"),
    "wrong-types": (b'{"data": {"publish_id": 7', "application/json"),
    "list": (b"[1", "application/json"),
    "null": (b"null", "application/json"),
    "nan": (b'{"data": NaN', "application/json"),
    "deep": (b"[[[[", "application/json"),
    "big-number": (b'{"data": {"uploaded_bytes": 9999', "application/json"),
    "binary": (b"", "application/json"),
}


@pytest.mark.parametrize("kind", sorted(MALFORMED))
@pytest.mark.parametrize("operation", ["status", "token"])
def test_answers_can_be_malformed(
    mira: Caller, http: httpx.Client, sandbox: Sandbox, operation: str, kind: str
) -> None:
    sandbox.state.add_fault(f"{operation}:{kind}")
    if operation == "status":
        answer = mira.status("v_any")
    else:
        answer = http.post(TOKEN, data=refreshing(mira.grant.refresh_token))
    start, media_type = MALFORMED[kind]
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert answer.headers["content-type"].startswith(media_type)


@pytest.mark.parametrize("kind", ["too-long", "gzip-bomb"])
def test_answers_can_be_too_long(mira: Caller, sandbox: Sandbox, kind: str) -> None:
    sandbox.state.add_fault(f"status:{kind}")
    with mira.http.stream(
        "POST", STATUS, headers={"Authorization": f"Bearer {mira.grant.access_token}"}
    ) as answer:
        first = next(answer.iter_raw(1000))
        announced = int(answer.headers["content-length"])
    assert len(first) == 1000
    assert announced > 60_000_000 if kind == "too-long" else announced < 1_000_000


def test_an_answer_can_be_cut_off(mira: Caller, sandbox: Sandbox) -> None:
    sandbox.state.add_fault("creator_info:cut-off")
    with pytest.raises(httpx.RemoteProtocolError):
        mira.post(CREATOR_INFO)


@pytest.mark.parametrize(
    ("kind", "status", "target"),
    [
        ("redirect", 302, "/control/trap/"),
        ("redirect=https://evil.example/", 302, "https://evil.example/"),
        ("301=/elsewhere/", 301, "/elsewhere/"),
        ("307", 307, "/control/trap/"),
        ("308", 308, "/control/trap/"),
    ],
)
def test_calls_and_uploads_can_be_redirected(
    mira: Caller, sandbox: Sandbox, kind: str, status: int, target: str
) -> None:
    ticket = mira.ticket(4)
    sandbox.state.add_fault(f"any:{kind}*2")
    for answer in (mira.post(CREATOR_INFO), ticket.put(b"abcd")):
        assert (answer.status_code, answer.headers["location"]) == (status, target)
    assert sandbox.state.published() == []


def test_whoever_follows_a_redirect_is_found_out(sandbox: Sandbox, http: httpx.Client) -> None:
    sandbox.state.add_fault("any:redirect")
    http.post(CREATOR_INFO, follow_redirects=True)
    assert [breach.operation for breach in sandbox.state.breaches()] == ["redirect"]


@pytest.mark.parametrize("fault", ["status:delay=0.15", "status:delay-after=0.15"])
def test_answers_can_be_late(mira: Caller, sandbox: Sandbox, fault: str) -> None:
    sandbox.state.add_fault(fault)
    began = time.monotonic()
    assert code_of(mira.status("v_any")) == "invalid_publish_id"
    assert time.monotonic() - began >= 0.15


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        ("status:unknown-status", "PROCESSING_SOMETHING_NEW"),
        ("status:unknown-status=EXPIRED", "EXPIRED"),
    ],
)
def test_a_status_nobody_knows(mira: Caller, sandbox: Sandbox, fault: str, shown: str) -> None:
    publish_id = mira.publish(b"abcd")
    sandbox.state.add_fault(fault)
    assert mira.state_of(publish_id) == shown


def test_a_fault_can_be_meant_for_one_account(sandbox: Sandbox, connect: Connect) -> None:
    sandbox.state.add_fault("init@jonas.cooks:spam_risk_too_many_posts*forever")
    jonas, mira = connect("jonas.cooks"), connect()
    for _ in range(2):
        assert code_of(jonas.init()) == "spam_risk_too_many_posts"
        assert code_of(mira.init()) == "ok"


def test_a_fault_can_wait_for_the_third_call(mira: Caller, sandbox: Sandbox) -> None:
    sandbox.state.add_fault("status[3]:503")
    assert [mira.status("v_any").status_code for _ in range(4)] == [400, 400, 503, 400]


def test_init_faults_strike_drafts_too(mira: Caller, sandbox: Sandbox) -> None:
    sandbox.state.add_fault("init:500")
    assert mira.post(DRAFT, {"source_info": source(10)}).status_code == 500


def test_faults_strike_in_the_order_they_were_planned(mira: Caller, sandbox: Sandbox) -> None:
    for spec in ("init:500", "init:502", "any:503"):
        sandbox.state.add_fault(spec)
    assert [mira.post(INIT).status_code for _ in range(4)] == [500, 502, 503, 400]


def test_faults_can_be_given_at_the_start_and_taken_back() -> None:
    with Sandbox(faults=["init:500*forever"]) as sandbox, httpx.Client() as http:
        mira = Caller(sandbox, http, sandbox.state.issue("mira.films"))
        assert http.post(sandbox.url + INIT).status_code == 500
        assert mira.post(sandbox.url + INIT).status_code == 500
        sandbox.state.clear_faults()
        assert http.post(sandbox.url + INIT).status_code == 401


def test_a_delay_does_not_hold_up_the_end(mira: Caller, sandbox: Sandbox) -> None:
    sandbox.state.add_fault("token:delay=600")
    host, port = sandbox.url.removeprefix("http://").split(":")
    form = f"client_key={AUDITED.client_key}".encode()
    with socket.create_connection((host, int(port))) as line:
        line.sendall(
            f"POST {TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(form)}\r\n\r\n".encode()
            + form
        )
        mira.status("v_any")
        began = time.monotonic()
        sandbox.stop()
        assert time.monotonic() - began < 1
