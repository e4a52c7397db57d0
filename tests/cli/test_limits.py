"""Limits and health as the command line tells them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.cli.terminal import Terminal
from tikscheduler.bootstrap import Program
from tikscheduler.domain.blocks import Block
from tikscheduler.domain.post import Mode
from tikscheduler.engines.clock import utc_now
from tikscheduler.settings import load_settings


def opened() -> Program:
    return Program(load_settings(), now=utc_now)


def at(day: int, minute: int) -> str:
    return f"2099-06-{day:02} {12 + minute // 60:02}:{minute % 60:02}"


def test_a_plan_beyond_tiktoks_limits_is_remarked(terminal: Terminal) -> None:
    for n in range(15):
        said = terminal.add("--at", at(1, 10 * n)).done()
        assert "24 hours" not in said.err
        assert "another post" not in said.err.lower()
    said = terminal.add("--at", at(1, 10 * 14 + 3)).done()
    assert "The 16th post of @mira.films in 24 hours; TikTok takes about 15." in said.err
    assert "3 minutes after another post of @mira.films." in said.err
    post_id = said.document["id"]
    moved = terminal.type("posts", "reschedule", post_id, "--at", at(3, 0), "--json").done()
    assert "24 hours" not in moved.err
    back = terminal.type("posts", "reschedule", post_id, "--at", at(1, -5), "--json").done()
    assert "It makes a later post of @mira.films the 16th in 24 hours" in back.err


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "connected"),
        ({"paused": True}, "paused"),
        ({"needs_login": True}, "log in again"),
        ({"scopes": frozenset({"user.info.basic", "video.upload"})}, "no direct posts"),
    ],
)
def test_a_table_of_accounts_tells_their_health(
    terminal: Terminal, changes: dict[str, Any], status: str
) -> None:
    with opened() as program:
        program.storage.accounts.update(1, **changes)
    assert status in terminal.type("accounts", "list").done().out


def test_an_account_that_tiktok_holds_back_says_until_when(terminal: Terminal) -> None:
    with opened() as program:
        now = program.now()
        block = Block(
            account_id=1,
            mode=Mode.DIRECT,
            code="spam_risk_too_many_posts",
            message="Enough.",
            since=now,
            until=now + timedelta(days=1),
        )
        program.storage.blocks.put(block)
    assert "held back until 20" in terminal.type("accounts", "list").done().out
    [account] = terminal.type("accounts", "list", "--json").done().document
    [told] = account["blocks"]
    assert (told["mode"], told["code"]) == ("direct", "spam_risk_too_many_posts")
    assert account["missing_scopes"] == []
    with opened() as program:
        program.storage.blocks.put(replace(block, mode=None, until=None))
    assert "banned by TikTok" in terminal.type("accounts", "list").done().out
