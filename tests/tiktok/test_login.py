from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import quote, urlsplit

import pytest

from tests.tiktok.conftest import Line
from tests.tiktok.servers import Request, answer
from tikscheduler.domain.account import TokenGrant
from tikscheduler.domain.errors import ConnectFailed, InputError, TikSchedulerError
from tikscheduler.tiktok import pages
from tikscheduler.tiktok.login import MISCONFIGURED, LoopbackLogin
from tikscheduler.tiktok.oauth import Credentials, OAuth

GRANT = {
    "open_id": "open-1",
    "scope": "user.info.basic",
    "access_token": "act.1",
    "expires_in": 7200,
    "refresh_token": "rft.1",
    "refresh_expires_in": 15_552_000,
}


class Browser:
    """What a browser does to the listener, and what it shows."""

    def __init__(self, login: LoopbackLogin) -> None:
        self.port = urlsplit(login.redirect_uri).port or 0
        self.state = login.url.partition("&state=")[2].partition("&")[0]
        self.shown: list[bytes] = []
        self._threads: list[threading.Thread] = []

    def get(
        self, target: str, *, method: str = "GET", host: str = "", body: bytes | None = None
    ) -> tuple[HTTPResponse, bytes]:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            headers = {"Host": host or f"127.0.0.1:{self.port}"}
            connection.request(method, target, body=body, headers=headers)
            response = connection.getresponse()
            return response, response.read()

    def come_back(self, query: str) -> None:
        """Follow TikTok's redirect, which is answered only when the login is over."""
        thread = threading.Thread(
            target=lambda: self.shown.append(self.get(f"/callback/?{query}")[1])
        )
        self._threads.append(thread)
        thread.start()

    def succeed(self, code: str = "code") -> None:
        self.come_back(f"code={quote(code)}&scopes=user.info.basic&state={self.state}")

    def close(self) -> None:
        for thread in self._threads:
            thread.join(10)


class Flow:
    def __init__(self, line: Line, login: LoopbackLogin) -> None:
        self.line, self.login, self.browser = line, login, Browser(login)


@pytest.fixture
def oauth(connect: Callable[..., Line]) -> OAuth:
    return oauth_of(connect(answer(200, GRANT)))


def oauth_of(line: Line) -> OAuth:
    return OAuth(line.transport, lambda: Credentials(key="k", secret="s"))


@pytest.fixture
def flow(connect: Callable[..., Line]) -> Iterator[Flow]:
    line = connect(answer(200, GRANT))
    with LoopbackLogin(oauth_of(line)) as login:
        flow = Flow(line, login)
        yield flow
    flow.browser.close()


def test_the_browsers_answer_becomes_tokens_and_the_page_says_so(flow: Flow) -> None:
    flow.browser.succeed("a/b+c*0!6410%25")
    grant = flow.login.wait(10)
    assert isinstance(grant, TokenGrant)
    assert flow.line.last.form["code"] == "a/b+c*0!6410%25", "decoded exactly once"
    assert flow.line.last.form["redirect_uri"] == flow.login.redirect_uri
    flow.browser.close()
    assert flow.browser.shown == [pages.CONNECTED]


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


# --- how it can fail -----------------------------------------------------------------------------


def test_a_user_who_says_no_is_told_how_to_say_yes(flow: Flow) -> None:
    flow.browser.come_back(
        f"error=access_denied&error_description=User+said+no&state={flow.browser.state}"
    )
    with pytest.raises(ConnectFailed, match="refused in the browser") as e:
        flow.login.wait(10)
    assert e.value.code == "access_denied"
    flow.browser.close()
    assert flow.browser.shown == [pages.REFUSED]
    assert not flow.line.server.seen


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("non_sandbox_target", "target users"),
        ("code_challenge", "desktop"),
        ("redirect_uri", "http://127.0.0.1:*/callback/"),
        ("client_key", "credentials set"),
        ("scope_not_authorized", "scopes"),
        ("something_new", "something_new"),
    ],
)
def test_an_app_that_is_set_up_wrongly_is_not_called_a_refusal(
    flow: Flow, kind: str, word: str
) -> None:
    flow.browser.come_back(
        f"error=access_denied&error_type={kind}&state={flow.browser.state}&code=c"
    )
    with pytest.raises(ConnectFailed) as e:
        flow.login.wait(10)
    assert word in e.value.message
    assert "refused in the browser" not in e.value.message
    assert e.value.code == kind
    flow.browser.close()
    assert flow.browser.shown == [pages.FAILED]


def test_every_known_misconfiguration_names_its_mend() -> None:
    assert all("portal" in words or "credentials" in words for words in MISCONFIGURED.values())


def test_another_error_is_told_without_whatever_else_stands_in_it(flow: Flow) -> None:
    flow.browser.come_back(f"error=%3Cb%3Eodd%0A&state={flow.browser.state}")
    with pytest.raises(ConnectFailed, match="the reason “unknown”") as e:
        flow.login.wait(10)
    assert "<" not in e.value.message


def test_an_exchange_that_fails_is_told_in_the_program_and_in_the_browser(
    connect: Callable[..., Line],
) -> None:
    line = connect(answer(200, {"error": "invalid_grant", "error_description": "x"}))
    with LoopbackLogin(oauth_of(line)) as login:
        browser = Browser(login)
        browser.succeed()
        with pytest.raises(ConnectFailed, match="expired"):
            login.wait(10)
    browser.close()
    assert browser.shown == [pages.FAILED]


def test_no_answer_in_time_names_the_mend(flow: Flow) -> None:
    with pytest.raises(ConnectFailed, match="developer portal") as e:
        flow.login.wait(0.01)
    assert e.value.code == "login_timeout"
    with pytest.raises(ConnectionRefusedError):
        flow.browser.get("/callback/")


def test_cancel_from_another_thread_ends_the_wait(flow: Flow) -> None:
    threading.Timer(0.05, flow.login.cancel).start()
    with pytest.raises(ConnectFailed, match="cancelled") as e:
        flow.login.wait(30)
    assert e.value.code == "login_cancelled"


def test_leaving_without_waiting_closes_the_listener(oauth: OAuth) -> None:
    with LoopbackLogin(oauth) as login:
        browser = Browser(login)
    with pytest.raises(ConnectionRefusedError):
        browser.get("/callback/")


def test_without_credentials_nothing_is_opened(connect: Callable[..., Line]) -> None:
    login = LoopbackLogin(OAuth(connect(answer()).transport, lambda: None))
    with pytest.raises(InputError), login:
        pass


def test_two_logins_at_once_do_not_mix(connect: Callable[..., Line]) -> None:
    def grant(request: Request) -> bytes:
        return answer(200, GRANT | {"open_id": request.form["code"]})

    oauth = oauth_of(connect(grant))
    with LoopbackLogin(oauth) as first, LoopbackLogin(oauth) as second:
        one, two = Browser(first), Browser(second)
        crossed, _ = two.get(f"/callback/?code=stolen&state={one.state}")
        assert crossed.status == 400
        one.succeed("one")
        two.succeed("two")
        assert first.wait(10).open_id == "one"
        assert second.wait(10).open_id == "two"
    one.close()
    two.close()


def test_waiting_outside_of_the_with_is_a_mistake_of_the_program(oauth: OAuth) -> None:
    with pytest.raises(RuntimeError) as e:
        LoopbackLogin(oauth).wait(0)
    assert not isinstance(e.value, TikSchedulerError)
