"""A post that may be on TikTok: looked for, settled as found, or posted again, by its user."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.attention.conftest import OpenPage, Stop
from tikscheduler.domain.attention import Mend
from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.storage import Storage
from tikscheduler.ui.attention.page import AttentionPage
from tikscheduler.ui.mending import PostAgainQuestion

S = PostStatus
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def doubt(stop: Stop, storage: Storage) -> Post:
    post = stop("unconfirmed", S.HELD)
    return storage.posts.edit(post.id, post.created_at, publish_id="v_pub_file~v2-1.1")


def more(page: AttentionPage, what: Mend) -> QPushButton:
    (row,) = page.rows
    return row.more[what]


def test_found_it_is_settled_and_can_be_taken_back(
    qtbot: QtBot, open_page: OpenPage, doubt: Post, storage: Storage
) -> None:
    page = open_page()
    qtbot.mouseClick(more(page, Mend.FOUND), LEFT)
    qtbot.waitUntil(lambda: storage.posts.get(doubt.id).status is S.CANCELLED)
    qtbot.waitUntil(page.empty.isVisible)
    qtbot.keyClick(page.window(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: storage.posts.get(doubt.id).status is S.HELD)


def test_posting_again_is_asked_about_and_left_by_default(
    qtbot: QtBot, open_page: OpenPage, doubt: Post, storage: Storage
) -> None:
    page = open_page()
    qtbot.keyClick(more(page, Mend.POST_AGAIN), Qt.Key.Key_Space)
    (question,) = page.window().findChildren(PostAgainQuestion)
    assert "twice" in question.text
    for one in (question.look, question.keep, question.again):
        assert one.width() >= one.sizeHint().width()
        assert question.rect().contains(one.geometry())
    qtbot.keyClick(question, Qt.Key.Key_Return)
    assert storage.posts.get(doubt.id).status is S.HELD


def test_posted_again_it_starts_afresh(
    qtbot: QtBot, open_page: OpenPage, doubt: Post, storage: Storage
) -> None:
    page = open_page()
    qtbot.mouseClick(more(page, Mend.POST_AGAIN), LEFT)
    (question,) = page.window().findChildren(PostAgainQuestion)
    qtbot.mouseClick(question.again, LEFT)
    qtbot.waitUntil(lambda: storage.posts.get(doubt.id).status is S.SCHEDULED)
    assert storage.posts.get(doubt.id).publish_id == ""
