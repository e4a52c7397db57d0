"""The server starts at once, stops at once, and leaves nothing behind."""

from __future__ import annotations

import hashlib
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.sandbox.caller import CREATOR_INFO, Caller, random_bytes
from tikscheduler.domain.errors import InputError
from tikscheduler.sandbox import Sandbox, serve


def test_it_stops_quickly_with_connections_open_and_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    with httpx.Client() as http:
        sandbox = Sandbox()
        sandbox.start()
        folder = sandbox.state.folder
        assert http.get(sandbox.url).status_code == 200
        began = time.monotonic()
        sandbox.stop()
        assert time.monotonic() - began < 0.3
        sandbox.stop()
    assert set(threading.enumerate()) == before
    with pytest.raises(httpx.ConnectError):
        httpx.get(sandbox.url)
    del sandbox
    assert not folder.exists()


def test_it_can_be_stopped_before_it_was_started() -> None:
    Sandbox().stop()


def test_it_can_go_away_and_come_back_knowing_everything(sandbox: Sandbox, mira: Caller) -> None:
    part = 5 * 1024 * 1024
    content = random_bytes(2 * part)
    ticket = mira.ticket(len(content), part)
    ticket.put(content[:part])
    url = sandbox.url
    sandbox.stop()
    with pytest.raises(httpx.TransportError):
        mira.post(CREATOR_INFO)
    sandbox.start()
    assert sandbox.url == url
    assert ticket.put(content[part:], part).status_code == 201
    assert sandbox.state.published()[0].sha256 == hashlib.sha256(content).hexdigest()


def test_a_taken_port_is_a_clear_error(sandbox: Sandbox) -> None:
    port = int(sandbox.url.rpartition(":")[2])
    with pytest.raises(InputError, match=f"port {port}"):
        Sandbox(port=port).start()
    with pytest.raises(InputError, match="port 70000"):
        serve(port=70_000)


def test_a_bad_fault_stops_it_before_it_starts() -> None:
    with pytest.raises(ValueError, match="explode"):
        serve(faults=["init:explode"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_served_alone_it_ends_on_a_signal_and_gives_the_handlers_back(
    number: signal.Signals, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    seen = []
    handlers = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)

    def visit(url: str) -> None:
        with httpx.Client() as http:
            seen.append(http.get(url).status_code)
        signal.raise_signal(number)

    def ready(url: str) -> None:
        threading.Thread(target=visit, args=(url,)).start()

    serve(folder=tmp_path, ready=ready)
    assert seen == [200]
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == handlers
    assert capfd.readouterr().out == ""


def test_only_this_machine_can_reach_it(sandbox: Sandbox) -> None:
    assert sandbox.url.startswith("http://127.0.0.1:")


def test_fifty_uploads_at_once_all_arrive(sandbox: Sandbox) -> None:
    sandbox.switches.rate_limits = sandbox.switches.caps = False
    size = 2_000_001
    contents = [hashlib.sha256(bytes([n])).digest() * (size // 32 + 1) for n in range(50)]
    limits = httpx.Limits(max_connections=50)
    with httpx.Client(base_url=sandbox.url, limits=limits, timeout=60) as http:
        mira = Caller(sandbox, http, sandbox.state.issue("mira.films"))

        def upload(content: bytes) -> int:
            return mira.ticket(size).put(content[:size]).status_code

        with ThreadPoolExecutor(50) as pool:
            assert list(pool.map(upload, contents)) == [201] * 50
    digests = {hashlib.sha256(content[:size]).hexdigest() for content in contents}
    assert {post.sha256 for post in sandbox.state.published()} == digests
    assert sandbox.state.breaches() == []


def test_many_small_calls_wait_for_nothing(sandbox: Sandbox, mira: Caller) -> None:
    sandbox.switches.rate_limits = False
    began = time.monotonic()
    for _ in range(200):
        mira.post(CREATOR_INFO)
    # 40 ms a call, from a delayed acknowledgement, would make eight seconds of this.
    assert time.monotonic() - began < 4


def test_extra_creators_for_load() -> None:
    sandbox = Sandbox(extra_creators=3)
    assert {"load0001", "load0003"} <= sandbox.state.creators.keys()


def test_a_client_that_talks_nonsense_harms_nobody(sandbox: Sandbox, mira: Caller) -> None:
    host, port = sandbox.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as line:
        line.sendall(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
        assert b"400" in line.recv(1000)
    assert mira.post(CREATOR_INFO).status_code == 200
