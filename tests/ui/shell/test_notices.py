"""Notices of the system: on a change only, once, together, and as the user wants them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import NOON
from tests.ui.conftest import AddPost
from tests.ui.shell.conftest import NO_SCREEN, FakeTray, Frame, in_state
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Fault, Post, PostStatus
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.notices import Notices
from tikscheduler.ui.tray import Tray

S = PostStatus
FAULT = Fault(code="x", message="TikTok does not take it.")
Told = list[tuple[str, str, bool]]

pytestmark = NO_SCREEN


@pytest.fixture
def told() -> Told:
    return []


@pytest.fixture
def notices(kit: Kit, told: Told, account: Account, qtbot: QtBot) -> Notices:
    kit.book.reload()
    qtbot.waitUntil(lambda: bool(kit.book.accounts))
    made = Notices(kit, lambda *what: told.append(what), kit.desk)
    made.timer.setInterval(1)
    return made


def load(kit: Kit, *posts: Post) -> None:
    kit.feed.posts_loaded.emit(list(posts))


def test_a_post_that_fails_is_told(
    qtbot: QtBot, kit: Kit, notices: Notices, told: Told, add_post: AddPost
) -> None:
    post = add_post("2026-11-23 13:00")
    load(kit, in_state(post, S.PUBLISHING))
    load(kit, in_state(post, S.FAILED, fault=FAULT))
    qtbot.waitUntil(lambda: bool(told))
    assert told == [("A post failed", "“A caption” · @mira.films\nTikTok does not take it.", True)]


def test_the_first_word_of_a_post_counts_if_it_is_new(
    qtbot: QtBot, kit: Kit, notices: Notices, told: Told, add_post: AddPost
) -> None:
    old = replace(in_state(add_post("2026-11-23 13:00"), S.FAILED), updated_at=NOON - timedelta(1))
    new = in_state(add_post("2026-11-23 13:00", caption="New"), S.MISSED)
    load(kit, old, new)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [("A post was missed", "“New” · @mira.films", True)]


def test_the_same_state_is_told_once(
    qtbot: QtBot, kit: Kit, notices: Notices, told: Told, add_post: AddPost
) -> None:
    held = in_state(add_post("2026-11-23 13:00"), S.HELD, fault=FAULT)
    load(kit, held)
    qtbot.waitUntil(lambda: len(told) == 1)
    load(kit, held)
    assert not notices.timer.isActive()
    load(kit, in_state(held, S.SCHEDULED))
    load(kit, held)
    qtbot.waitUntil(lambda: len(told) == 2)


def test_what_is_mended_at_once_is_not_told(
    kit: Kit, notices: Notices, told: Told, add_post: AddPost, qtbot: QtBot
) -> None:
    post = add_post("2026-11-23 13:00")
    load(kit, in_state(post, S.HELD))
    load(kit, in_state(post, S.SCHEDULED))
    qtbot.waitUntil(lambda: not notices.timer.isActive())
    assert told == []


def test_several_are_one_notice(
    qtbot: QtBot, kit: Kit, notices: Notices, told: Told, add_post: AddPost
) -> None:
    statuses = (S.FAILED, S.HELD, S.MISSED, S.FAILED)
    load(
        kit,
        *(
            in_state(add_post("2026-11-23 13:00", caption=f"Clip {number}"), status)
            for number, status in enumerate(statuses)
        ),
    )
    qtbot.waitUntil(lambda: bool(told))
    assert told == [("4 posts need you", "“Clip 0”, “Clip 1”, “Clip 2”, and 1 more", True)]
    with qtbot.waitSignal(kit.requests.show_page, check_params_cb=lambda one: one == "attention"):
        notices.open()


def test_published_posts_are_told_where_that_is_wanted(
    qtbot: QtBot, kit: Kit, notices: Notices, told: Told, add_post: AddPost
) -> None:
    out = in_state(
        add_post("2026-11-23 13:00"), S.PUBLISHED, published_at=NOON + timedelta(seconds=1)
    )
    load(kit, in_state(out, S.PROCESSING), out)
    assert not notices.timer.isActive()

    kit.preferences.set("notice.published", True)
    load(kit, in_state(out, S.PROCESSING), out)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [("A post is live", "“A caption” · @mira.films", False)]


def test_a_kind_that_is_switched_off_is_not_told(
    kit: Kit, notices: Notices, add_post: AddPost
) -> None:
    kit.preferences.set("notice.held", False)
    load(kit, in_state(add_post("2026-11-23 13:00"), S.HELD))
    assert not notices.timer.isActive()


def test_a_click_shows_the_post_of_the_latest_notice(
    qtbot: QtBot, kit: Kit, frame: Frame, tray: Tray, add_post: AddPost
) -> None:
    tray.notices.timer.setInterval(1)
    frame.hide()
    post = in_state(add_post("2026-11-23 13:00"), S.FAILED, fault=FAULT)
    load(kit, post)
    qtbot.waitUntil(lambda: not tray.notices.timer.isActive())
    assert tray.icon is not None
    wanted = kit.requests.show_post
    with qtbot.waitSignal(wanted, check_params_cb=lambda one: one == post.id):
        tray.icon.messageClicked.emit()
    assert frame.isVisible()


def test_without_a_tray_the_window_tells_it(
    qtbot: QtBot, kit: Kit, frame: Frame, there: FakeTray, add_post: AddPost
) -> None:
    there.there = False
    frame.tray = Tray(kit, frame, there)
    frame.tray.notices.timer.setInterval(1)
    with qtbot.waitSignal(kit.signals.problem) as told:
        load(kit, in_state(add_post("2026-11-23 13:00"), S.FAILED, fault=FAULT))
    assert told.args[0].startswith("A post failed: “A caption”")
