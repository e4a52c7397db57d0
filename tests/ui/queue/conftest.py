"""The queue in its window, and posts in every state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tikscheduler.desktop import Desktop
from tikscheduler.domain.post import Post
from tikscheduler.storage import Storage
from tikscheduler.ui.queue.page import QueuePage

Change = Callable[..., Post]


@pytest.fixture
def open_queue(desktop: Desktop, qtbot: QtBot) -> Callable[[], QueuePage]:
    """Shows the window with the queue, once it has been read."""

    def show() -> QueuePage:
        desktop.window.show_page("queue")
        desktop.start()
        page = desktop.window.page_widget("queue")
        assert isinstance(page, QueuePage)
        qtbot.waitUntil(lambda: page.model.known and desktop.kit.book.loaded)
        qtbot.waitUntil(lambda: bool(page.filters.chips.all.count_text))
        page.table.setFocus()
        return page

    return show


@pytest.fixture
def change(storage: Storage, desktop: Desktop) -> Change:
    """Stores other values for a post and tells the window, as the engine does."""

    def write(post: Post, **values: Any) -> Post:
        written = storage.posts.write(storage.posts.get(post.id), **values)
        desktop.signals.post_changed.emit(post.id)
        return written

    return write


def captions(page: QueuePage) -> list[str]:
    """What is listed, in order."""
    model = page.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]
