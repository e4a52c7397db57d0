from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing
from urllib.parse import quote

import pytest

from tests.tiktok.line import Line
from tests.tiktok.logins import GRANT, Browser, Flow, oauth_of
from tests.tiktok.servers import answer
from tikscheduler.domain.account import TokenGrant
from tikscheduler.domain.errors import ConnectFailed
from tikscheduler.tiktok import pages
from tikscheduler.tiktok.login import LoopbackLogin
from tikscheduler.tiktok.oauth import OAuth


def test_the_browsers_answer_becomes_tokens_and_the_page_says_so(flow: Flow) -> None:
    flow.browser.succeed("a/b+c*0!6410%25")
    grant = flow.login.wait(10)
    assert isinstance(grant, TokenGrant)
    assert flow.line.last.form["code"] == "a/b+c*0!6410%25", "decoded exactly once"
    assert flow.line.last.form["redirect_uri"] == flow.login.redirect_uri
    flow.browser.close()
    assert flow.browser.shown == [pages.CONNECTED]


def test_tokens_that_are_not_wanted_are_refused_before_the_browser_hears_of_success(
    flow: Flow,
) -> None:
    def check(grant: TokenGrant) -> None:
        raise ConnectFailed(f"Not {grant.open_id}.")

    flow.browser.succeed()
    with pytest.raises(ConnectFailed, match="Not open-1"):
        flow.login.wait(10, check)
    flow.browser.close()
    assert flow.browser.shown == [pages.FAILED]


def test_the_redirect_address_is_what_tiktok_allows(flow: Flow) -> None:
    assert flow.login.redirect_uri == f"http://127.0.0.1:{flow.browser.port}/callback/"
    assert quote(flow.login.redirect_uri, safe="") in flow.login.url


def test_the_page_is_kept_nowhere_and_refers_nowhere(flow: Flow) -> None:
    response, page = flow.browser.get("/")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Python" not in str(response.headers)
    assert b"script" not in page


def test_the_listener_listens_on_this_machine_only(flow: Flow) -> None:
    assert flow.login._listener is not None
    assert flow.login._listener.socket.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize(
    "target",
    [
        "/favicon.ico",
        "/",
        "/callback",
        "/callback/extra?state={state}&code=c",
        "//callback/?state={state}&code=c",
        "/CALLBACK/?state={state}&code=c",
        "/callback/",
        "/callback/?code=c",
        "/callback/?code=c&state=",
        "/callback/?code=c&state=wrong",
        "/callback/?code=c&state={state}x",
        "/callback/?code=c&state=%C3%A9%F0%9F",
        "/callback/?code=c&state={state}&state={state}",
        "/callback/?code=c&code=d&state={state}",
        "/callback/?state={state}",
        "/callback/?code=&state={state}",
        "/callback/?state={state}&" + "&".join(f"x{n}=1" for n in range(50)),
        "http://127.0.0.1/callback/?code=c&state={state}",
    ],
)
def test_a_wrong_request_is_refused_and_ends_nothing(flow: Flow, target: str) -> None:
    response, page = flow.browser.get(target.replace("{state}", flow.browser.state))
    assert 400 <= response.status < 500
    assert page == pages.NOT_HERE
    flow.browser.succeed()
    assert flow.login.wait(10).open_id == "open-1"
    assert len(flow.line.server.seen) == 1


@pytest.mark.parametrize("host", ["localhost:{port}", "evil.example", "127.0.0.1", "127.0.0.1:1"])
def test_a_request_meant_for_another_host_is_refused(flow: Flow, host: str) -> None:
    target = f"/callback/?code=c&state={flow.browser.state}"
    response, _ = flow.browser.get(target, host=host.replace("{port}", str(flow.browser.port)))
    assert response.status == 400
    assert not flow.line.server.seen


@pytest.mark.parametrize("method", ["POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "BREW"])
def test_only_get_is_taken(flow: Flow, method: str) -> None:
    target = f"/callback/?code=c&state={flow.browser.state}"
    response, page = flow.browser.get(target, method=method)
    assert response.status in {405, 501}
    assert flow.browser.state.encode() not in page
    assert not flow.line.server.seen


@pytest.mark.parametrize(
    "garbage",
    [b"\r\n\r\n", b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"x" * 70000],
)
def test_garbage_ends_nothing(flow: Flow, garbage: bytes) -> None:
    with socket.create_connection(("127.0.0.1", flow.browser.port)) as connection:
        connection.sendall(garbage)
        flow.browser.succeed()
        assert flow.login.wait(10).open_id == "open-1"


def test_clients_that_hang_block_nobody_and_are_dropped_at_the_end(flow: Flow) -> None:
    hanging = [socket.create_connection(("127.0.0.1", flow.browser.port)) for _ in range(30)]
    for connection in hanging[:10]:
        connection.sendall(b"GET /callback/?state=")
    started = time.monotonic()
    flow.browser.succeed()
    assert flow.login.wait(10).open_id == "open-1"
    assert time.monotonic() - started < 3
    for connection in hanging:
        connection.settimeout(5)
        with closing(connection):
            assert was_dropped(connection)


def was_dropped(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_a_silent_client_is_dropped_after_a_while(oauth: OAuth) -> None:
    with (
        LoopbackLogin(oauth, client_seconds=0.05) as login,
        socket.create_connection(("127.0.0.1", Browser(login).port), timeout=5) as connection,
    ):
        assert was_dropped(connection)


def test_after_one_answer_the_door_is_shut(flow: Flow) -> None:
    flow.browser.succeed()
    flow.login.wait(10)
    with pytest.raises(ConnectionRefusedError):
        flow.browser.get("/callback/")


def test_a_second_answer_is_refused_while_the_first_is_worked_on(
    connect: Callable[..., Line],
) -> None:
    exchanging = threading.Event()
    line = connect(lambda request: exchanging.wait(10) and answer(200, GRANT))
    with LoopbackLogin(oauth_of(line)) as login:
        browser = Browser(login)
        browser.succeed()
        while login._answers.empty():
            threading.Event().wait(0.01)
        assert browser.get(f"/callback/?code=d&state={browser.state}")[0].status == 410
        exchanging.set()
        assert login.wait(10).open_id == "open-1"
        browser.close()
    assert [request.form["code"] for request in line.server.seen] == ["code"]
