"""`run` delivers news, also those that a kill has left behind."""

from __future__ import annotations

import json
import signal
import time

from tests.cli.terminal import Terminal
from tests.webhooks.receiver import answer, closed_port, receiving
from tikscheduler.bootstrap import Program
from tikscheduler.domain.webhooks import Format
from tikscheduler.engines.clock import utc_now
from tikscheduler.settings import load_settings


def point_at(terminal: Terminal, url: str, **choices: object) -> str:
    """Set the webhook up, as the window does; the signing secret."""
    with Program(load_settings(terminal.profile), now=utc_now) as program:
        program.webhooks.choose(private=True, **choices)
        program.webhooks.set_address(url)
        return program.webhooks.signing_secret()


def waiting(terminal: Terminal) -> list[str]:
    """The ids of what is not delivered yet."""
    with Program(load_settings(terminal.profile), now=utc_now) as program:
        return [one.id for one in program.webhooks.latest() if one.due_at]


def until_due(terminal: Terminal) -> None:
    """Wait for the next try: the second comes after five seconds."""
    until = time.monotonic() + 10
    with Program(load_settings(terminal.profile), now=utc_now) as program:
        while not program.delivering.waiting():
            assert time.monotonic() < until
            time.sleep(0.02)


def test_run_delivers_before_it_ends(terminal: Terminal) -> None:
    with receiving() as receiver:
        secret = point_at(terminal, receiver.url)
        terminal.add("--caption", "Grüße 😀").done()
        terminal.run()
        [heard] = receiver.heard
    assert heard.is_signed_with(secret)
    assert heard.news["event"] == "post.published"
    shown = terminal.post()
    assert {**heard.news["post"], "tiktok_post_id": shown["tiktok_post_id"]} == shown
    assert waiting(terminal) == []


def test_slack_gets_a_text(terminal: Terminal) -> None:
    with receiving() as receiver:
        point_at(terminal, receiver.url, format=Format.SLACK)
        terminal.add("--caption", "Hello <!channel>").done()
        terminal.run()
        [heard] = receiver.heard
    assert heard.news["text"].startswith("Published: post 1 of mira.films “Hello &lt;")


def test_until_idle_tries_once_what_hangs_and_ends(terminal: Terminal) -> None:
    with receiving(lambda _: answer(500)) as receiver:
        point_at(terminal, receiver.url)
        terminal.add().done()
        started = time.monotonic()
        terminal.run()
        assert time.monotonic() - started < 20
        assert len(receiver.heard) == 1
        [left] = waiting(terminal)
        receiver.says = lambda _: answer()
        until_due(terminal)
        terminal.run()
    assert [heard.headers["webhook-id"] for heard in receiver.heard] == [left, left]
    assert waiting(terminal) == []


def test_killed_before_it_was_delivered(terminal: Terminal) -> None:
    port = closed_port()
    point_at(terminal, f"http://127.0.0.1:{port}/hook")
    terminal.add().done()
    with terminal.process("run") as running:
        running.wait_for("published")
        running.signal(signal.SIGKILL)
        running.end()
    [left] = waiting(terminal)
    with receiving(port=port) as receiver, terminal.process("run") as running:
        [heard] = receiver.wait_for(1)
        running.signal(signal.SIGTERM)
        running.end()
    assert heard.headers["webhook-id"] == left
    assert waiting(terminal) == []


def test_killed_while_it_was_delivered(terminal: Terminal) -> None:
    with receiving(lambda _: None) as receiver:
        point_at(terminal, receiver.url)
        terminal.add().done()
        with terminal.process("run") as running:
            receiver.wait_for(1)
            running.signal(signal.SIGKILL)
            running.end()
        [left] = waiting(terminal)
        receiver.says = lambda _: answer()
        with terminal.process("run") as running:
            first, second = receiver.wait_for(2)
            running.signal(signal.SIGTERM)
            running.end()
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == left
    assert first.body == second.body
    assert terminal.live() == 1


def test_the_address_is_in_no_file_of_the_profile(terminal: Terminal) -> None:
    with receiving(lambda _: answer(404, b"Cannot POST /hook/canary-path-2718")) as receiver:
        secret = point_at(terminal, receiver.url)
        terminal.add().done()
        said = terminal.run()
        terminal.type("-v", "run", "--until-idle").done()
    assert receiver.heard
    assert "canary" not in said.out + said.err
    files = [file for file in terminal.profile.rglob("*") if file.is_file()]
    for file in files:
        data = file.read_bytes()
        assert b"canary" not in data, file
        assert secret.encode() not in data, file
    assert any("not delivered" in file.read_text() for file in files if file.suffix == ".log")
    assert json.loads(receiver.heard[0].body)["event"] == "post.published"
