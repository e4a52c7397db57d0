"""What is up with a post, in plain words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import NOON
from tests.ui.conftest import AddPost
from tikscheduler.desktop import Desktop
from tikscheduler.domain.account import Account
from tikscheduler.domain.blocks import Block
from tikscheduler.domain.post import Fault, Mode, Post, PostStatus
from tikscheduler.storage import Storage
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.post_words import amount, brief, detail, detail_token, waits_for

S = PostStatus


def fault(code: str, message: str = "Something long; do this.") -> Fault:
    return Fault(code=code, message=message)


@pytest.fixture
def post(account: Account, add_post: AddPost, kit: Kit, qtbot: QtBot) -> Post:
    """A planned post of an account that the window knows."""
    kit.book.reload()
    qtbot.waitUntil(lambda: bool(kit.book.accounts))
    return add_post("2026-11-23 18:30", video_size=86_000_000)


@pytest.mark.parametrize(
    ("values", "said", "token"),
    [
        ({}, "", "dim"),
        ({"status": S.UNPLANNED}, "", "dim"),
        ({"status": S.CANCELLED}, "", "dim"),
        ({"status": S.PUBLISHING}, "Checking the video", "dim"),
        ({"status": S.PUBLISHING, "sent_bytes": 53_000_000}, "61 % · 53 of 86 MB", "dim"),
        (
            {"status": S.PUBLISHING, "sent_bytes": 86_000_000},
            "All sent, waiting for TikTok",
            "dim",
        ),
        ({"status": S.STAGED}, "Sent but for its end, which goes at 18:30", "dim"),
        ({"status": S.PROCESSING}, "TikTok is processing", "dim"),
        (
            {"status": S.PROCESSING, "processing_since": NOON - timedelta(seconds=150)},
            "TikTok is processing, 2 min",
            "dim",
        ),
        (
            {"status": S.PROCESSING, "processing_since": NOON - timedelta(minutes=150)},
            "TikTok is processing, 2 h 30 min",
            "dim",
        ),
        (
            {
                "status": S.RETRYING,
                "fault": fault("server_trouble"),
                "next_attempt_at": NOON + timedelta(minutes=25),
            },
            "Server error at TikTok. Next try 13:25",
            "wait",
        ),
        (
            {
                "status": S.HELD,
                "fault": fault("spam_risk_too_many_posts"),
                "next_attempt_at": NOON + timedelta(days=1),
            },
            "TikTok takes no more posts today. Goes again at 13:00 tomorrow",
            "wait",
        ),
        (
            {"status": S.HELD, "fault": fault("login_needed")},
            "@mira.films is logged in again",
            "wait",
        ),
        (
            {"status": S.HELD, "fault": fault("scope_not_authorized")},
            "Log in to @mira.films again",
            "wait",
        ),
        ({"status": S.FAILED, "fault": fault("new_code")}, "Something long; do this", "failed"),
        ({"status": S.MISSED}, "Its time passed", "failed"),
        (
            {"status": S.CANCELLED, "fault": fault("found_on_tiktok")},
            "On TikTok, by your word",
            "dim",
        ),
        ({"status": S.PUBLISHED, "published_at": NOON}, "Live since 13:00", "dim"),
        ({"status": S.DELIVERED}, "Finish it in the TikTok inbox", "dim"),
    ],
)
def test_says_what_is_up(
    post: Post, kit: Kit, values: dict[str, Any], said: str, token: str
) -> None:
    now = replace(post, **values)
    assert detail(now, kit) == said
    assert detail_token(now, kit) == token


def test_tells_how_fast_an_upload_is(post: Post, kit: Kit) -> None:
    sending = replace(post, status=S.PUBLISHING, sent_bytes=10_000_000)
    kit.transfers.look_at([sending])
    transfer = kit.transfers.of(post.id)
    assert transfer is not None
    transfer.add(44_600_000, 100.0)
    transfer.add(53_000_000, 101.0)
    assert detail(sending, kit) == "61 % · 53 of 86 MB · 8.4 MB/s"


def test_says_what_a_planned_post_waits_for(
    qtbot: QtBot, post: Post, kit: Kit, storage: Storage, account: Account, desktop: Desktop
) -> None:
    desktop.signals.engine_state.emit("paused")
    assert detail(post, kit) == "Waits: publishing is paused"
    assert detail_token(post, kit) == "wait"
    desktop.signals.engine_state.emit("off")
    assert detail(post, kit) == "Waits: publishing is off"
    for changes, said in (
        ({"needs_login": True}, "Waits: log in to @mira.films again"),
        ({"paused": True}, "Waits: @mira.films is paused"),
    ):
        storage.accounts.update(account.id, **changes)
        with qtbot.waitSignal(kit.book.changed):
            kit.book.reload()
        assert detail(post, kit) == said
    assert waits_for(replace(post, status=S.FAILED), kit) == ""


def test_says_that_a_planned_post_falls_into_a_block(
    qtbot: QtBot, post: Post, kit: Kit, storage: Storage
) -> None:
    now = kit.desk.now()
    block = Block(
        account_id=post.account_id,
        mode=Mode.DIRECT,
        code="spam_risk_too_many_posts",
        message="Enough.",
        since=now,
        until=now + timedelta(hours=5),
    )
    storage.blocks.put(block)
    with qtbot.waitSignal(kit.book.changed):
        kit.book.reload()
    soon = replace(post, status=S.SCHEDULED, scheduled_at=now + timedelta(hours=4))
    assert detail(soon, kit) == "Will wait: TikTok takes nothing more of @mira.films then"
    assert detail(replace(soon, mode=Mode.DRAFT), kit) == ""
    assert detail(replace(soon, scheduled_at=now + timedelta(hours=6)), kit) == ""


def test_has_no_reason_where_there_is_none(post: Post, kit: Kit) -> None:
    assert brief(post, kit) == ""


@pytest.mark.parametrize(
    ("sent", "total", "said"),
    [
        (53_000_000, 86_000_000, "53 of 86 MB"),
        (400_000, 4_200_000, "0.4 of 4.2 MB"),
        (1_200_000_000, 3_900_000_000, "1.2 of 3.9 GB"),
        (10, 900, "10 of 900 B"),
    ],
)
def test_says_how_much_is_sent_in_one_unit(sent: int, total: int, said: str) -> None:
    assert amount(sent, total) == said
