from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.tiktok.line import Line
from tests.tiktok.servers import Request, answer, envelope, hang, sequence, serving
from tikscheduler.domain.account import AccessToken
from tikscheduler.domain.errors import (
    ServerTrouble,
    SettingsError,
    Stopping,
    Unreachable,
    WaitForWindow,
)
from tikscheduler.domain.ports import Stage
from tikscheduler.tiktok.reply import read_retry_after
from tikscheduler.tiktok.transport import LONGEST_PAUSE, SHORTEST_PAUSE, Ask, Transport, Waits

GOOD = envelope({"status": "PUBLISH_COMPLETE"})
Connect = Callable[..., Line]


def test_a_call_that_fails_in_passing_is_tried_three_times(
    connect: Connect, token: AccessToken
) -> None:
    line = connect(sequence(answer(503), None, GOOD))
    assert line.api.status(token, "p").stage is Stage.LIVE
    assert len(line.server.seen) == 3
    assert all(SHORTEST_PAUSE <= pause <= LONGEST_PAUSE for pause in line.pauses)
    assert len(line.pauses) == 2


def test_the_last_error_comes_out_when_all_tries_failed(
    connect: Connect, token: AccessToken
) -> None:
    line = connect(answer(500))
    with pytest.raises(ServerTrouble):
        line.api.status(token, "p")
    assert len(line.server.seen) == 3


def test_a_dead_port_is_unreachable(token: AccessToken) -> None:
    with serving(lambda request: None) as server:
        base = server.base
    with Transport(base, pause=lambda seconds: None) as transport, pytest.raises(Unreachable) as e:
        transport.exchange(Ask(method="GET", target="/"))
    assert "internet connection" in e.value.message


@pytest.mark.parametrize(
    ("asked", "pause", "tries"),
    [("2", 2.0, 3), ("5", 5.0, 3), ("6", None, 1), ("-3", None, 3), ("9" * 400, None, 1)],
)
def test_a_short_wait_that_the_server_asks_for_is_kept_and_a_long_one_left_to_the_queue(
    connect: Connect, token: AccessToken, asked: str, pause: float | None, tries: int
) -> None:
    line = connect(answer(503, Retry_After=asked))
    with pytest.raises(ServerTrouble) as e:
        line.api.status(token, "p")
    assert len(line.server.seen) == tries
    if pause is not None:
        assert line.pauses[0] == pytest.approx(pause)
    if asked.startswith("9"):
        assert e.value.after == timedelta(hours=1)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        ("-5", 0),
        ("99999999999999999999999", 3600),
        ("7200", 3600),
        ("", None),
        ("soon", None),
        ("1.5", None),
        ("²", None),
        ("Tue, 01 Dec 2026 17:01:30 GMT", 90),
        ("Tue, 01 Dec 2020 17:01:30 GMT", 0),
        ("Tue, 01 Dec 2099 17:01:30 GMT", 3600),
        ("Tue, 99 Dec 2026 99:99:99 GMT", None),
        ("Tue, 01 Dec 2026 17:01:30 -0000", 90),
        ("--5", None),
    ],
)
def test_retry_after_is_read_however_odd(header: str, seconds: int | None) -> None:
    found = read_retry_after(header, datetime(2026, 12, 1, 17, tzinfo=UTC))
    assert found == (None if seconds is None else timedelta(seconds=seconds))


def test_a_retry_after_date_counts_from_now() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)
    found = read_retry_after(date)
    assert found is not None
    assert timedelta(minutes=9) < found <= timedelta(minutes=10)


def test_too_many_calls_are_not_repeated(connect: Connect, token: AccessToken) -> None:
    line = connect(envelope(code="rate_limit_exceeded", status=429, Retry_After="90"))
    with pytest.raises(WaitForWindow) as e:
        line.api.status(token, "p")
    assert (len(line.server.seen), e.value.after) == (1, timedelta(seconds=90))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_follows_a_redirect(connect: Connect, token: AccessToken, status: int) -> None:
    elsewhere = connect(GOOD)
    line = connect(answer(status, Location=elsewhere.server.base + "/steal"), tries=1)
    with pytest.raises(ServerTrouble) as e:
        line.api.status(token, "p")
    assert e.value.code == "redirect"
    assert not elsewhere.server.seen


def test_a_server_that_drips_is_left_at_the_deadline(connect: Connect) -> None:
    def drip(request: Request) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nX: "
        for _ in range(250):  # five seconds
            line.server.closing.wait(0.02)
            yield b"y"

    line = connect(drip, waits=Waits(read=5, overall=0.3))
    started = time.monotonic()
    with pytest.raises(Unreachable, match="in time"):
        line.transport.exchange(Ask(method="GET", target="/"))
    assert time.monotonic() - started < 3


def test_a_server_that_says_nothing_is_left_at_the_read_limit(connect: Connect) -> None:
    line = connect(hang, waits=Waits(read=0.1))
    with pytest.raises(Unreachable, match="in time"):
        line.transport.exchange(Ask(method="GET", target="/"))


def test_closing_the_program_ends_a_call_that_waits_for_its_answer(connect: Connect) -> None:
    def never(request: Request) -> None:
        line.transport.stopping.set()
        line.server.closing.wait(30)

    line = connect(never)
    started = time.monotonic()
    with pytest.raises(Stopping):
        line.transport.exchange(Ask(method="GET", target="/"))
    assert time.monotonic() - started < 2


def test_closing_the_program_ends_the_pause_between_two_tries(
    connect: Connect, token: AccessToken
) -> None:
    def fail(request: Request) -> bytes:
        threading.Timer(0.05, line.transport.stopping.set).start()
        return answer(503, Retry_After="5")

    line = connect(fail, pause=None)
    started = time.monotonic()
    with pytest.raises(Stopping):
        line.api.status(token, "p")
    assert time.monotonic() - started < 2
    assert len(line.server.seen) == 1


def test_nothing_is_sent_once_the_program_closes(connect: Connect, token: AccessToken) -> None:
    line = connect(GOOD)
    line.transport.stopping.set()
    with pytest.raises(Stopping):
        line.api.status(token, "p")
    assert not line.server.seen


def test_more_than_a_hundred_calls_run_at_once(connect: Connect, token: AccessToken) -> None:
    together = threading.Barrier(150, timeout=30)

    def all_together(request: Request) -> bytes:
        together.wait()
        return answer(200)

    line = connect(all_together)
    ask = Ask(method="GET", target="/")
    failed: list[Exception] = []

    def call() -> None:
        try:
            line.transport.exchange(ask)
        except Exception as error:  # noqa: BLE001  (shown below)
            failed.append(error)

    threads = [threading.Thread(target=call) for _ in range(150)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failed
    assert len(line.server.seen) == 150


def test_no_cookie_goes_from_one_account_to_the_next(connect: Connect) -> None:
    line = connect(answer(200, Set_Cookie="session=first-account; Path=/"))
    for _ in range(2):
        line.transport.exchange(Ask(method="GET", target="/"))
    assert "cookie" not in line.last.headers


def test_a_netrc_file_adds_no_password(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    line = connect(answer(200))
    line.transport.exchange(Ask(method="GET", target="/"))
    assert "authorization" not in line.last.headers


def test_a_proxy_of_the_environment_is_used_for_tiktok(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with serving(lambda request: answer(407)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.base)
        with Transport() as transport, pytest.raises(Unreachable):
            transport.exchange(Ask(method="GET", target="/v2/"))
    assert [(r.method, r.target) for r in proxy.seen] == [("CONNECT", "open.tiktokapis.com:443")]


def test_a_proxy_that_says_nothing_is_left_at_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with serving(hang) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.base)
        waits = Waits(read=20, overall=0.2)
        with Transport(waits=waits) as transport, pytest.raises(Unreachable, match="in time"):
            transport.exchange(Ask(method="GET", target="/v2/"))


def test_this_machine_is_never_asked_through_a_proxy(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    line = connect(answer(200))
    assert line.transport.exchange(Ask(method="GET", target="/")).status == 200


@pytest.mark.parametrize("proxy", ["socks5://me:secret@127.0.0.1:9", "ftp://x", "http://[::"])
def test_a_proxy_that_cannot_be_used_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(SettingsError, match="ALL_PROXY") as e:
        Transport()
    assert "secret" not in repr(e.value) + repr(e.value.__cause__)


@pytest.mark.parametrize(
    "url", ["http://open.tiktokapis.com", "ftp://127.0.0.1", "https://", "", "https://u:p@x.com"]
)
def test_a_base_address_that_is_not_secure_is_refused(url: str) -> None:
    with pytest.raises(SettingsError):
        Transport(url)


def test_the_libraries_are_kept_from_logging_addresses() -> None:
    assert logging.getLogger("httpx").getEffectiveLevel() >= logging.WARNING
    assert logging.getLogger("httpcore.http11").getEffectiveLevel() >= logging.WARNING
