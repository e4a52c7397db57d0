"""One try at a receiver: what comes of each answer, and of none."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.webhooks.receiver import Heard, answer, closed_port, receiving
from tikscheduler import __version__
from tikscheduler.domain.errors import InputError, Stopping
from tikscheduler.webhooks.address import read_address
from tikscheduler.webhooks.sending import Answer, NotDelivered, Sender, in_words

BODY = '{"caption":"Grüße"}'.encode()


def send(url: str, *, private: bool = True, overall: float = 10.0) -> Answer:
    sender = Sender(threading.Event(), overall=overall)
    return sender.send(
        read_address(url, private=True), {"Webhook-Id": "msg_1"}, BODY, private=private
    )


def refused(url: str, **how: Any) -> str:
    """Why nothing was delivered: one sentence without the address."""
    with pytest.raises(NotDelivered) as error:
        send(url, **how)
    said = str(error.value)
    assert "canary" not in said
    assert "canary" not in repr(error.value.__cause__)
    assert said.endswith(".")
    assert "\n" not in said
    return said


def test_what_goes_over_the_wire() -> None:
    with receiving() as receiver:
        assert send(receiver.url) == Answer(200)
    [heard] = receiver.heard
    assert heard.line == "POST /hook/canary-path-2718?key=canary-query HTTP/1.1"
    assert heard.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert heard.headers["user-agent"] == f"tikscheduler/{__version__}"
    assert heard.headers["content-type"] == "application/json"
    assert heard.headers["webhook-id"] == "msg_1"
    assert "transfer-encoding" not in heard.headers
    assert heard.body == BODY


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_success(status: int) -> None:
    with receiving(lambda _: answer(status)) as receiver:
        assert send(receiver.url).is_success
    assert in_words("host", Answer(status)) == ""


def test_a_redirect_is_not_followed() -> None:
    with receiving() as target, receiving(lambda _: answer(302, Location=target.url)) as receiver:
        got = send(receiver.url)
        assert (got.status, got.is_success) == (302, False)
        assert not target.heard
    assert "leads elsewhere" in in_words("127.0.0.1", got)


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 410, 413, 429, 500, 503, 599])
def test_each_refusal_is_one_sentence(status: int) -> None:
    said = in_words("hooks.example.com", Answer(status))
    assert said.startswith(f"hooks.example.com answered {status}")
    assert said.endswith(".")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0.65", 0.65),
        ("-3", None),
        ("soon", None),
        ("1" * 40, None),
        ("", None),
        ("Wed, 01 Jan 2098 00:00:00 +" + "9" * 30, None),
    ],
)
def test_the_wait_a_receiver_asks_for(header: str, seconds: float | None) -> None:
    with receiving(lambda _: answer(429, Retry_After=header)) as receiver:
        asked = send(receiver.url).asked_to_wait
    assert (asked.total_seconds() if asked else None) == seconds


def test_a_wait_given_as_a_date() -> None:
    with receiving(lambda _: answer(503, Retry_After="Wed, 01 Jan 2098 00:00:00 GMT")) as receiver:
        asked = send(receiver.url).asked_to_wait
    assert asked is not None
    assert asked.days > 365


def test_nobody_there() -> None:
    assert "could not be reached" in refused(f"http://127.0.0.1:{closed_port()}/canary")


def test_a_name_nobody_has() -> None:
    assert "could not be found" in refused("https://nobody.invalid/canary")
    assert "could not be found" in refused("https://xn--/canary")


def test_a_receiver_that_hangs_is_left_at_the_deadline() -> None:
    with receiving(lambda _: None) as receiver:
        started = time.monotonic()
        assert "did not answer in time" in refused(receiver.url, overall=0.6)
        assert time.monotonic() - started < 2


def test_one_that_trickles_its_answer_is_left_at_the_deadline() -> None:
    def trickle(_: Heard) -> Iterator[bytes]:
        for letter in b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 5000:
            yield bytes([letter])
            time.sleep(0.05)

    with receiving(trickle) as receiver:
        started = time.monotonic()
        assert "did not answer in time" in refused(receiver.url, overall=0.6)
        assert time.monotonic() - started < 2


def test_a_body_without_an_end_is_not_read() -> None:
    sent = 0

    def endless(_: Heard) -> Iterator[bytes]:
        nonlocal sent
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n"
        while True:
            sent += 65536
            yield b"x" * 65536

    with receiving(endless) as receiver:
        started = time.monotonic()
        assert send(receiver.url).is_success
        assert time.monotonic() - started < 1
    assert sent < 20_000_000  # what the system's own buffers take


def test_a_body_that_trickles_is_not_waited_for() -> None:
    def slow(_: Heard) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n"
        while True:
            yield b"x"
            time.sleep(0.05)

    with receiving(slow) as receiver:
        started = time.monotonic()
        assert send(receiver.url).is_success
        assert time.monotonic() - started < 3
        started = time.monotonic()
        assert send(receiver.url, overall=0.3).is_success  # nor past the end of the try
        assert time.monotonic() - started < 0.8


def test_a_body_that_breaks_off_changes_nothing() -> None:
    with receiving(lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n12") as receiver:
        assert send(receiver.url).is_success


@pytest.mark.parametrize("raw", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 canary\r\n\r\n"])
def test_something_that_is_no_http(raw: bytes) -> None:
    with receiving(lambda _: raw) as receiver:
        said = refused(receiver.url)
    assert "no HTTP" in said


def test_the_end_of_the_program_ends_a_try() -> None:
    stopping = threading.Event()
    with receiving(lambda _: None) as receiver:
        threading.Timer(0.2, stopping.set).start()
        started = time.monotonic()
        with pytest.raises(Stopping):
            Sender(stopping).send(read_address(receiver.url, private=True), {}, BODY, private=True)
        assert time.monotonic() - started < 1


# --- TLS -----------------------------------------------------------------------------------


def test_a_certificate_that_nobody_vouches_for(certificate: Path) -> None:
    with receiving(certificate=certificate) as receiver:
        assert "certificate does not hold" in refused(receiver.url)
        assert not receiver.heard


def test_a_certificate_that_the_user_trusts(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with receiving(certificate=certificate) as receiver:
        assert send(receiver.url).is_success


def test_a_certificate_of_another_host(
    other_certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(other_certificate))
    with receiving(certificate=other_certificate) as receiver:
        assert "certificate does not hold" in refused(receiver.url)
        assert not receiver.heard


def test_certificates_that_cannot_be_read(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(broken))
    with receiving(certificate=certificate) as receiver:
        assert "SSL_CERT_FILE" in refused(receiver.url)


# --- where a name leads --------------------------------------------------------------------

Names = Callable[[str, list[str]], list[str]]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """`names("host", ["10.0.0.1"])`: what the system's look-up says; returns who was looked up."""
    real = socket.getaddrinfo
    asked: list[str] = []

    def set_up(name: str, numbers: list[str]) -> list[str]:
        def look_up(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
            if host != name:
                return real(host, port, *rest, **more)
            asked.append(host)
            found = []
            for number in numbers:
                found += real(number, port, type=socket.SOCK_STREAM)
            return found

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        return asked

    return set_up


@pytest.mark.parametrize(
    "numbers",
    [
        ["127.0.0.1"],
        ["10.0.0.5"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["100.64.1.1"],
        ["0.0.0.0"],
        ["8.8.8.8", "127.0.0.1"],
    ],
)
def test_a_name_that_leads_to_a_private_place(names: Names, numbers: list[str]) -> None:
    names("hooks.example.com", numbers)
    with receiving() as receiver:
        url = f"https://hooks.example.com:{receiver.port}/canary"
        with pytest.raises(InputError) as error:
            send(url, private=False)
        assert receiver.connections == 0
    assert error.value.code == "private_address"
    assert "Allow private addresses" in str(error.value)
    assert "canary" not in str(error.value)


def test_a_number_in_another_spelling_is_judged_as_the_number_it_is() -> None:
    for spelling in ("2130706433", "0x7f000001", "127.1", "0177.0.0.1"):
        with receiving() as receiver, pytest.raises(InputError):
            send(f"https://{spelling}:{receiver.port}/", private=False)
        assert receiver.connections == 0


def test_a_name_is_looked_up_once_and_that_number_is_used(names: Names) -> None:
    """A second look-up could lead elsewhere: into a private place, after the first was judged."""
    asked = names("hooks.example.com", ["127.0.0.1"])
    with receiving() as receiver:
        assert send(f"http://hooks.example.com:{receiver.port}/x").is_success
        [heard] = receiver.heard
    assert heard.headers["host"] == f"hooks.example.com:{receiver.port}"
    assert asked == ["hooks.example.com"]


def test_the_next_number_of_a_name_is_tried(names: Names) -> None:
    names("hooks.example.com", ["::1", "127.0.0.1"])
    with receiving() as receiver:
        assert send(f"http://hooks.example.com:{receiver.port}/x").is_success


def test_nothing_goes_openly_to_the_internet_whatever_its_name(names: Names) -> None:
    names("nas.local", ["8.8.8.8"])
    with pytest.raises(InputError, match="https://"):
        send("http://nas.local/x")


def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as proxy, receiving() as receiver:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert send(receiver.url).is_success
        assert not proxy.heard
