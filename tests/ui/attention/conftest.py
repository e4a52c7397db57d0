"""The page of what needs the user, and posts that stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import AddPost
from tikscheduler.desktop import Desktop
from tikscheduler.domain.post import Fault, Post, PostStatus
from tikscheduler.storage import Storage
from tikscheduler.ui.attention.page import AttentionPage

S = PostStatus
OpenPage = Callable[[], AttentionPage]
Stop = Callable[..., Post]


@pytest.fixture
def open_page(desktop: Desktop, qtbot: QtBot, storage: Storage) -> OpenPage:
    """Shows the window with the page, once it has been read."""

    def show() -> AttentionPage:
        desktop.window.show_page("attention")
        desktop.start()
        page = desktop.window.page_widget("attention")
        assert isinstance(page, AttentionPage)
        waiting = storage.listing.attention_count()
        qtbot.waitUntil(lambda: desktop.kit.book.loaded and len(page.rows) >= min(waiting, 1))
        return page

    return show


@pytest.fixture
def stop(add_post: AddPost, storage: Storage) -> Stop:
    """Stores a post that stopped: `stop("file_changed", S.HELD)`."""

    def make(
        code: str, status: PostStatus = S.FAILED, when: str = "2026-11-22 18:30", **values: Any
    ) -> Post:
        post = add_post(when, status=status, **values)
        fault = Fault(code=code, message="A whole sentence of it.", log_id="LOG1")
        return storage.posts.write(post, fault=fault, tries=1)

    return make
