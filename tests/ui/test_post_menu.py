"""The menu that posts have everywhere: only what fits them, and why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import NOON, add_account
from tests.ui.conftest import AddPost
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Fault, Post, PostStatus
from tikscheduler.media.samples import make_clip
from tikscheduler.storage import Storage
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.post_menu import post_menu, tiktok_address

S = PostStatus
MenuFor = Callable[..., QMenu]


class Opened(QObject):
    """Takes what would be opened by other programs."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[QUrl] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.urls.append(url)


@pytest.fixture
def opened() -> Iterator[Opened]:
    made = Opened()
    for scheme in ("file", "https"):
        QDesktopServices.setUrlHandler(scheme, made, "open")
    yield made
    for scheme in ("file", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.fixture
def menu_for(account: Account, kit: Kit, qtbot: QtBot) -> MenuFor:
    parent = QWidget()
    qtbot.addWidget(parent)
    kit.book.reload()
    qtbot.waitUntil(lambda: bool(kit.book.accounts))

    def make(posts: Sequence[Post], **more: Any) -> QMenu:
        return post_menu(kit, posts, parent, **more)

    return make


def entry(menu: QMenu, text: str) -> QAction:
    found = [one for one in menu.actions() if one.text().startswith(text)]
    assert found, [one.text() for one in menu.actions()]
    return found[0]


POSSIBLE = {
    S.UNPLANNED: {"Edit…", "Reschedule…", "Cancel", "Delete"},
    S.SCHEDULED: {"Edit…", "Publish now", "Reschedule…", "Cancel", "Delete"},
    S.STAGED: {"Edit…", "Reschedule…", "Cancel", "Delete"},
    S.PUBLISHING: {"Open"},
    S.PROCESSING: {"Open"},
    S.RETRYING: {"Edit…", "Publish now", "Reschedule…", "Cancel", "Delete"},
    S.PUBLISHED: {"Open", "Delete", "Open on TikTok"},
    S.DELIVERED: {"Open", "Delete", "Open on TikTok"},
    S.HELD: {"Edit…", "Publish now", "Retry", "Reschedule…", "Cancel", "Delete"},
    S.FAILED: {"Edit…", "Publish now", "Retry", "Reschedule…", "Cancel", "Delete"},
    S.MISSED: {"Edit…", "Publish now", "Retry", "Reschedule…", "Cancel", "Delete"},
    S.CANCELLED: {"Edit…", "Reschedule…", "Delete"},
}
ALWAYS = {"Duplicate", "Open file location", "Copy caption"}


@pytest.mark.parametrize("status", list(PostStatus))
def test_offers_what_fits_the_status_and_says_why_not(
    menu_for: MenuFor, add_post: AddPost, status: PostStatus
) -> None:
    menu = menu_for([replace(add_post("2026-11-24 09:00"), status=status)])
    entries = [one for one in menu.actions() if not one.isSeparator()]
    possible = {one.text().partition("\t")[0] for one in entries if one.isEnabled()}
    assert possible == POSSIBLE[status] | ALWAYS
    assert all(one.toolTip() for one in entries if not one.isEnabled())


def test_acts_on_those_of_several_that_fit(
    qtbot: QtBot, menu_for: MenuFor, add_post: AddPost, storage: Storage
) -> None:
    failed = add_post("2026-11-22 09:00", status=S.FAILED)
    planned = add_post("2026-11-24 09:00")
    menu = menu_for([failed, planned])
    retry = entry(menu, "Retry (")
    assert retry.text() == "Retry (1 of 2)"
    retry.trigger()
    qtbot.waitUntil(lambda: storage.posts.get(failed.id).status is S.SCHEDULED)
    assert storage.posts.get(planned.id) == planned
    assert not entry(menu, "Edit…").isEnabled()
    assert not entry(menu, "Open on TikTok").isEnabled()


def test_acts_on_posts_that_were_not_read_too(
    qtbot: QtBot, menu_for: MenuFor, add_post: AddPost, storage: Storage
) -> None:
    posts = [add_post(f"2026-11-24 {hour:02}:00") for hour in range(4)]
    menu = menu_for(posts[:2], more=[post.id for post in posts])
    entry(menu, "Delete").trigger()
    qtbot.waitUntil(lambda: storage.posts.list() == [])


@pytest.mark.parametrize(
    ("text", "status"), [("Cancel", S.CANCELLED), ("Publish now", S.SCHEDULED)]
)
def test_changes_the_plan(
    qtbot: QtBot,
    menu_for: MenuFor,
    add_post: AddPost,
    storage: Storage,
    text: str,
    status: PostStatus,
) -> None:
    post = add_post("2026-11-24 09:00")
    entry(menu_for([post]), text).trigger()
    qtbot.waitUntil(lambda: storage.posts.get(post.id) != post)
    assert storage.posts.get(post.id).status is status


def test_duplicates_without_a_time(
    qtbot: QtBot, menu_for: MenuFor, add_post: AddPost, storage: Storage, tmp_path: Path
) -> None:
    video = tmp_path / "real.mp4"
    make_clip(video, width=360, height=640, seconds=3)
    post = add_post("2026-11-24 09:00", video=video, caption="Twice")
    entry(menu_for([post]), "Duplicate").trigger()
    qtbot.waitUntil(lambda: len(storage.posts.list()) == 2)
    [copy] = storage.posts.list(S.UNPLANNED)
    assert copy.caption == "Twice"
    assert copy.scheduled_at is None
    assert copy.privacy is None


def test_publish_now_sends_nothing_unread_that_never_had_a_time(
    qtbot: QtBot, menu_for: MenuFor, add_post: AddPost, storage: Storage, kit: Kit
) -> None:
    planned, unplanned = add_post("2026-11-24 09:00"), add_post(None, status=S.UNPLANNED)
    menu = menu_for([planned], more=[unplanned.id])
    with qtbot.waitSignal(kit.signals.plan_changed) as told:
        entry(menu, "Publish now").trigger()
    assert told.args is not None
    assert told.args[0].done == (planned.id,)
    assert "has no time yet" in told.args[0].problems[0][1]
    assert storage.posts.get(unplanned.id) == unplanned


def test_asks_for_another_time_and_opens(menu_for: MenuFor, add_post: AddPost, kit: Kit) -> None:
    post = add_post("2026-11-24 09:00")
    asked: list[Any] = []
    for signal in (kit.requests.reschedule, kit.requests.open_post):
        signal.disconnect()
        signal.connect(asked.append)
    menu = menu_for([post])
    entry(menu, "Reschedule…").trigger()
    entry(menu, "Edit…").trigger()
    assert asked == [(post.id,), post.id]


def test_gives_posts_to_another_account(
    qtbot: QtBot,
    menu_for: MenuFor,
    add_post: AddPost,
    storage: Storage,
    kit: Kit,
    tmp_path: Path,
) -> None:
    video = tmp_path / "real.mp4"
    make_clip(video, width=360, height=640, seconds=3)
    post = add_post("2026-11-24 09:00", video=video)
    assert not entry(menu_for([post]), "Move to account").isEnabled()
    other = add_account(storage, "jonas.cooks")
    kit.book.reload()
    qtbot.waitUntil(lambda: len(kit.book.accounts) == 2)
    move = entry(menu_for([post]), "Move to account")
    assert move.isEnabled()
    sub = move.menu()
    assert isinstance(sub, QMenu)
    assert [one.text() for one in sub.actions()] == ["@jonas.cooks"]
    sub.actions()[0].trigger()
    qtbot.waitUntil(lambda: storage.posts.get(post.id).account_id == other.id)


def test_retries_all_with_one_reason(
    qtbot: QtBot, menu_for: MenuFor, add_post: AddPost, storage: Storage
) -> None:
    trouble = Fault(code="server_trouble", message="Trouble.")
    posts = [
        storage.posts.write(add_post("2026-11-22 09:00", status=S.FAILED), fault=fault)
        for fault in (trouble, trouble, Fault(code="refused", message="No."))
    ]
    entry(menu_for(posts[:1]), "Retry all with this reason").trigger()
    for post in posts[:2]:
        qtbot.waitUntil(lambda it=post.id: storage.posts.get(it).status is S.SCHEDULED)
    assert storage.posts.get(posts[2].id).status is S.FAILED
    assert not entry(menu_for(posts), "Retry all").isEnabled()


def test_does_not_retry_all_that_may_be_on_tiktok(menu_for: MenuFor, add_post: AddPost) -> None:
    fault = Fault(code="unconfirmed", message="No final word.")
    post = replace(add_post("2026-11-22 09:00", status=S.HELD), fault=fault)
    menu = menu_for([post])
    assert not entry(menu, "Retry all").isEnabled()
    assert "look there" in entry(menu, "Retry all").toolTip()
    assert entry(menu, "Open on TikTok").isEnabled()


def test_opens_folder_and_tiktok(
    qtbot: QtBot, menu_for: MenuFor, add_post: AddPost, opened: Opened
) -> None:
    post = replace(
        add_post("2026-11-22 09:00", status=S.PUBLISHED), tiktok_post_id="7512345678901234567"
    )
    menu = menu_for([post])
    entry(menu, "Open file location").trigger()
    qtbot.waitUntil(lambda: bool(opened.urls))
    entry(menu, "Open on TikTok").trigger()
    assert [url.toString() for url in opened.urls] == [
        QUrl.fromLocalFile(str(post.video.parent)).toString(),
        "https://www.tiktok.com/@mira.films/video/7512345678901234567",
    ]


def test_knows_no_address_of_what_never_got_there(
    menu_for: MenuFor, add_post: AddPost, kit: Kit
) -> None:
    menu_for([])
    assert tiktok_address(add_post("2026-11-24 09:00"), kit) == ""
    out = add_post("2026-11-22 09:00", status=S.PUBLISHED)
    assert tiktok_address(out, kit) == "https://www.tiktok.com/@mira.films"
    assert tiktok_address(replace(out, account_id=99), kit) == ""


def test_copies_captions(menu_for: MenuFor, add_post: AddPost) -> None:
    posts = [add_post("2026-11-24 09:00", caption=one) for one in ("First", "Second")]
    entry(menu_for(posts), "Copy caption").trigger()
    assert QGuiApplication.clipboard().text() == "First\n\nSecond"
    assert not entry(menu_for([replace(posts[0], caption="")]), "Copy caption").isEnabled()


def test_copies_a_report_without_secrets(
    qtbot: QtBot, menu_for: MenuFor, add_post: AddPost, storage: Storage, kit: Kit
) -> None:
    post = add_post("2026-11-23 12:00", status=S.PUBLISHING)
    begun = storage.posts.begin_attempt(post, NOON)
    fault = Fault(
        code="server_trouble",
        message="No answer from https://upload.example/put?upload_token=SECRETSECRET.",
        log_id="20261123LOG",
    )
    post = storage.posts.settle(begun, S.FAILED, NOON, fault=fault)
    with qtbot.waitSignal(kit.signals.remark) as told:
        entry(menu_for([post]), "Copy error report").trigger()
    assert told.args == ["Error report copied"]
    text = QGuiApplication.clipboard().text()
    for said in (f"Post {post.id} of @mira.films", "clip.mp4", "server_trouble", "20261123LOG"):
        assert said in text
    assert "Attempt 1: 2026-11-23 12:00:00 UTC" in text
    assert "SECRETSECRET" not in text
    assert str(post.video.parent) not in text
