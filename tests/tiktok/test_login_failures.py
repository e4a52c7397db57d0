from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from tests.tiktok.line import Line
from tests.tiktok.logins import GRANT, Browser, Flow, oauth_of
from tests.tiktok.servers import Request, answer
from tikscheduler.domain.errors import ConnectFailed, InputError, TikSchedulerError
from tikscheduler.tiktok import pages
from tikscheduler.tiktok.login import MISCONFIGURED, LoopbackLogin
from tikscheduler.tiktok.oauth import OAuth


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
