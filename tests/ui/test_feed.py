"""Changed posts are read once, together, and never two readings at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot

from tikscheduler.domain.post import Post
from tikscheduler.storage import Storage
from tikscheduler.ui.kit import Kit

AddPost = Callable[..., Post]


def test_a_changed_post_is_read_again(
    qtbot: QtBot, kit: Kit, storage: Storage, add_post: AddPost
) -> None:
    post = add_post("2026-11-24 09:00", caption="Before")
    storage.posts.edit(post.id, post.created_at, caption="After")
    with qtbot.waitSignal(kit.feed.posts_loaded) as loaded:
        kit.signals.post_changed.emit(post.id)

    assert [one.caption for one in loaded.args[0]] == ["After"]


def test_a_deleted_post_is_gone(
    qtbot: QtBot, kit: Kit, storage: Storage, add_post: AddPost
) -> None:
    post = add_post("2026-11-24 09:00")
    storage.posts.delete(post.id)
    with qtbot.waitSignal(kit.feed.posts_gone) as gone:
        kit.signals.post_changed.emit(post.id)

    assert gone.args == [[post.id]]


def test_a_burst_is_read_together(qtbot: QtBot, kit: Kit, add_post: AddPost) -> None:
    ids = [add_post("2026-11-24 09:00").id for _ in range(40)]
    batches: list[list[Post]] = []
    kit.feed.posts_loaded.connect(batches.append)
    for _ in range(25):
        for post_id in ids:
            kit.signals.post_changed.emit(post_id)
    qtbot.waitUntil(lambda: bool(batches))

    assert sorted(post.id for post in batches[0]) == ids
    assert len(batches) == 1


def test_news_during_a_reading_are_read_after_it(qtbot: QtBot, kit: Kit, add_post: AddPost) -> None:
    first, second = add_post("2026-11-24 09:00"), add_post("2026-11-24 10:00")
    seen: list[int] = []
    kit.feed.posts_loaded.connect(lambda posts: seen.extend(post.id for post in posts))
    hangs = threading.Event()
    kit.desk.read(kit.desk, lambda _storage: hangs.wait(10), lambda _: None)
    kit.signals.post_changed.emit(first.id)
    qtbot.wait(60)  # the reading of the first has been asked for by now
    kit.signals.post_changed.emit(second.id)
    hangs.set()
    qtbot.waitUntil(lambda: len(seen) == 2)

    assert seen == [first.id, second.id]


def test_transfers_know_size_and_rate(qtbot: QtBot, kit: Kit, add_post: AddPost) -> None:
    from tikscheduler.domain.post import PostStatus

    post = add_post("2026-11-24 09:00", status=PostStatus.PUBLISHING, video_size=1000)
    told: list[Any] = []
    kit.transfers.changed.connect(told.append)
    kit.signals.progress.emit(post.id, 10)  # not known yet: left alone
    kit.transfers.look_at([post])
    kit.signals.progress.emit(post.id, 250)
    kit.signals.progress.emit(post.id, 500)
    qtbot.waitUntil(lambda: bool(told))
    transfer = kit.transfers.of(post.id)

    assert told == [{post.id}]
    assert transfer is not None
    assert transfer.share == 0.5
    assert transfer.rate > 0
    kit.transfers.forget([post.id])
    assert kit.transfers.all == []
