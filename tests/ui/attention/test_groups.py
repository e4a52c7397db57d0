"""What needs the user, put together by what helps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import add_account
from tests.ui.conftest import AddPost
from tikscheduler.domain.account import Account
from tikscheduler.domain.attention import Cause, Mend
from tikscheduler.domain.post import Fault, Post, PostStatus
from tikscheduler.storage import Storage
from tikscheduler.ui.attention.groups import advice, button_words, grouped, headline
from tikscheduler.ui.kit import Kit

S = PostStatus


@pytest.fixture
def post(account: Account, add_post: AddPost, kit: Kit, storage: Storage, qtbot: QtBot) -> Post:
    """A failed post of an account that lost its login."""
    storage.accounts.update(account.id, needs_login=True)
    kit.book.reload()
    qtbot.waitUntil(lambda: bool(kit.book.accounts))
    return add_post("2026-11-22 18:30", status=S.FAILED)


def stopped(post: Post, code: str, number: int = 1, status: PostStatus = S.FAILED) -> Post:
    fault = Fault(code=code, message="A sentence.") if code else None
    return replace(post, id=number, fault=fault, status=status)


@pytest.mark.parametrize(
    ("code", "status", "said", "button"),
    [
        ("login_needed", S.HELD, "Log in to @mira.films again", "Log in again"),
        ("scope_not_authorized", S.HELD, "Log in to @mira.films again", "Log in again"),
        ("privacy_missing", S.HELD, "Choose who can view a post", "Choose who can view"),
        ("file_changed", S.HELD, "A video was changed or moved", "Pick the video…"),
        (
            "frame_rate_check_failed",
            S.FAILED,
            "TikTok does not take a video",
            "Make a copy that fits…",
        ),
        ("duration_check_failed", S.FAILED, "TikTok does not take a video", "Pick the video…"),
        (
            "spam_risk_too_many_posts",
            S.HELD,
            "TikTok takes no more posts of @mira.films for now",
            "Try again",
        ),
        ("unconfirmed", S.HELD, "A post may be on TikTok already", "Look on TikTok"),
        ("missed", S.MISSED, "A post missed its time", "Publish now"),
        ("", S.DELIVERED, "A draft was not finished in TikTok", "Clear from the list"),
        (
            "spam_risk_too_many_pending_share",
            S.HELD,
            "Too many drafts wait in the TikTok inbox of @mira.films",
            "Try again",
        ),
        ("spam_risk_text", S.FAILED, "TikTok does not take a post as it is", "Edit…"),
        ("server_trouble", S.FAILED, "Server error at TikTok", "Try again"),
        ("never_heard_of", S.FAILED, "A post did not go out", "Try again"),
    ],
)
def test_says_what_is_the_matter_and_what_helps(
    post: Post, kit: Kit, code: str, status: PostStatus, said: str, button: str
) -> None:
    [group] = grouped([stopped(post, code, status=status)], kit)
    assert headline(group, kit) == said
    assert button_words(group) == button
    assert advice(group, kit)


def test_counts_and_keeps_the_order_of_causes(post: Post, kit: Kit) -> None:
    posts = [
        stopped(post, "missed", 1, S.MISSED),
        stopped(post, "server_trouble", 2),
        stopped(post, "missed", 3, S.MISSED),
        stopped(post, "unreachable", 4),
        stopped(post, "login_needed", 5, S.HELD),
        stopped(post, "file_missing", 6, S.HELD),
        stopped(post, "file_changed", 7, S.HELD),
    ]
    groups = grouped(posts, kit)
    assert [group.ids for group in groups] == [(5,), (6, 7), (2,), (4,), (1, 3)]
    assert headline(groups[1], kit) == "2 videos were changed or moved"
    assert groups[1].one_by_one
    assert headline(groups[-1], kit) == "2 posts missed their time"
    assert button_words(groups[-1]) == "Publish all now"
    assert groups[0].token == "wait"
    assert groups[-1].token == "failed"


def test_each_account_logs_in_by_itself(
    qtbot: QtBot, post: Post, kit: Kit, storage: Storage
) -> None:
    other = add_account(storage, "jonas.cooks")
    storage.accounts.update(other.id, needs_login=True)
    kit.book.reload()
    qtbot.waitUntil(lambda: len(kit.book.accounts) == 2)
    mine = stopped(post, "login_needed", 1, S.HELD)
    groups = grouped([mine, replace(mine, id=2, account_id=other.id)], kit)
    assert [headline(group, kit) for group in groups] == [
        "Log in to @mira.films again",
        "Log in to @jonas.cooks again",
    ]


def test_after_the_login_its_posts_are_to_be_sent(
    qtbot: QtBot, post: Post, account: Account, kit: Kit, storage: Storage
) -> None:
    storage.accounts.update(account.id, needs_login=False)
    with qtbot.waitSignal(kit.book.changed):
        kit.book.reload()
    posts = [stopped(post, "login_needed", 1, S.HELD), stopped(post, "scope_not_authorized", 2)]
    groups = {group.ids: group for group in grouped(posts, kit)}
    assert groups[(1,)].mend is Mend.RETRY
    assert headline(groups[(1,)], kit) == "@mira.films is logged in again"
    assert groups[(2,)].mend is Mend.LOG_IN
    assert groups[(2,)].cause is Cause.LOGIN
