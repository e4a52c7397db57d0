"""The inspector over a real database: what it shows, when it changes, and what it reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.conftest import NOON
from tests.ui.inspector.conftest import PutPost
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Attempt, Fault, Mode, Post, PostStatus
from tikscheduler.media.samples import make_clip
from tikscheduler.storage import Storage
from tikscheduler.ui.inspector.panel import Inspector
from tikscheduler.ui.kit import Kit

S = PostStatus
Show = Callable[[Post], None]


def test_nothing_selected_is_a_hint(inspector: Inspector) -> None:
    assert inspector.shown is inspector.hint
    assert inspector.width() == 291


def test_a_selected_post_is_shown(inspector: Inspector, show: Show, put_post: PutPost) -> None:
    show(put_post(status=S.SCHEDULED))
    view = inspector.view

    assert view.head.title.text == "3 knots every hiker needs"
    assert view.head.file.text == "knots_final_v3.mp4"
    assert view.head.pill.text == "Scheduled"
    assert view.facts.account.text == "@mira.films"
    assert view.facts.when.text == "Mon 23 Nov, 13:30 Paris"
    assert view.facts.visible_to.text == "Everyone"
    assert view.facts.allows.text == "Comments, duets"
    assert not view.facts.labels.isVisible()
    assert "0:48" in view.head.poster.accessibleName()
    assert [step.text for step in view.timeline.steps][-1] == "Live"
    assert not view.progress.isVisible()
    assert not view.fault.isVisible()
    assert not view.tries.isVisible()


def test_labels_and_drafts(inspector: Inspector, show: Show, put_post: PutPost) -> None:
    show(put_post(your_brand=True, ai_generated=True))
    assert inspector.view.facts.labels.text == "Your brand, AI-generated"
    show(put_post(mode=Mode.DRAFT, privacy=None))
    assert inspector.view.facts.visible_to.text == "Chosen in TikTok (draft)"
    assert not inspector.view.facts.allows.isVisible()
    assert not inspector.view.facts.labels.isVisible()


def test_what_the_file_is_comes_from_the_file(
    qtbot: QtBot, inspector: Inspector, show: Show, put_post: PutPost, tmp_path: Path
) -> None:
    clip = make_clip(tmp_path / "small.mp4", width=360, height=640, seconds=0.5)
    show(put_post(video=clip))
    facts = inspector.view.head.facts
    qtbot.waitUntil(lambda: facts.text == "360 × 640 · 30 fps\nH.264 · 86 MB")


def test_a_file_that_is_gone_is_told_unless_the_post_is_out(
    qtbot: QtBot, inspector: Inspector, show: Show, put_post: PutPost
) -> None:
    facts = inspector.view.head.facts
    show(put_post())
    qtbot.waitUntil(lambda: "knots_final_v3.mp4" in facts.text)
    show(put_post(status=S.PUBLISHED, published_at=NOON))
    assert facts.text == "86 MB"


def test_a_file_that_is_back_is_looked_at_again(
    qtbot: QtBot, inspector: Inspector, show: Show, put_post: PutPost, tmp_path: Path
) -> None:
    facts, file = inspector.view.head.facts, tmp_path / "away.mp4"
    post, other = put_post(video=file), put_post()
    show(post)
    qtbot.waitUntil(lambda: "away.mp4" in facts.text)
    make_clip(file, width=360, height=640, seconds=0.5)
    show(other)
    show(post)
    qtbot.waitUntil(lambda: facts.text == "360 × 640 · 30 fps\nH.264 · 86 MB")


def test_it_follows_the_selection(
    qtbot: QtBot, inspector: Inspector, kit: Kit, show: Show, put_post: PutPost
) -> None:
    show(put_post())
    show(put_post(caption="Another"))
    assert inspector.view.head.title.text == "Another"
    kit.selection.clear()
    assert inspector.shown is inspector.hint


def test_it_follows_its_own_post_only(
    qtbot: QtBot,
    inspector: Inspector,
    kit: Kit,
    show: Show,
    put_post: PutPost,
    storage: Storage,
) -> None:
    ours, other = put_post(), put_post(caption="Another")
    show(ours)
    storage.posts.move(other.id, S.CANCELLED, NOON)
    with qtbot.waitSignal(kit.feed.posts_loaded):
        kit.signals.post_changed.emit(other.id)
    assert inspector.view.head.pill.text == "Scheduled"

    storage.posts.move(ours.id, S.CANCELLED, NOON)
    kit.signals.post_changed.emit(ours.id)
    qtbot.waitUntil(lambda: inspector.view.head.pill.text == "Cancelled")


def test_new_attempts_come_with_the_change(
    qtbot: QtBot,
    inspector: Inspector,
    kit: Kit,
    show: Show,
    put_post: PutPost,
    storage: Storage,
) -> None:
    post = put_post()
    show(post)
    failed = Fault(code="x", message="No answer.")
    attempt = Attempt(number=1, started_at=NOON, outcome="failed", finished_at=NOON, fault=failed)
    storage.posts.delete(post.id)
    storage.posts.put_back(post, [attempt])
    kit.signals.post_changed.emit(post.id)
    qtbot.waitUntil(inspector.view.tries.isVisible)
    assert [row.text for row in inspector.view.tries.rows] == [
        "1 · Mon 13:00 · Failed",
        "No answer.",
    ]


def test_a_post_that_is_gone_leaves_the_selection(
    qtbot: QtBot,
    inspector: Inspector,
    kit: Kit,
    show: Show,
    put_post: PutPost,
    storage: Storage,
) -> None:
    post = put_post()
    show(post)
    storage.posts.delete(post.id)
    kit.signals.post_changed.emit(post.id)
    qtbot.waitUntil(lambda: inspector.shown is inspector.hint)
    assert kit.selection.ids == ()


def test_an_upload_moves_the_bar(
    qtbot: QtBot, inspector: Inspector, kit: Kit, show: Show, put_post: PutPost
) -> None:
    post = put_post(status=S.PUBLISHING, chunk_size=10_000_000, upload_started_at=NOON)
    show(post)
    with qtbot.waitSignal(kit.feed.posts_loaded):
        kit.signals.post_changed.emit(post.id)
    kit.signals.progress.emit(post.id, 53_320_000)
    view = inspector.view
    qtbot.waitUntil(lambda: view.progress.value() == 620)
    assert view.progress.isVisible()
    assert view.timeline.steps[1].aside == "62 %"
    assert "Uploading part 6 of 8, under way, 62 %" in view.timeline.accessibleName()


def test_a_pause_is_told(
    qtbot: QtBot,
    inspector: Inspector,
    kit: Kit,
    show: Show,
    put_post: PutPost,
    storage: Storage,
    account: Account,
) -> None:
    show(put_post())
    storage.accounts.update(account.id, paused=True)
    kit.book.reload()
    qtbot.waitUntil(lambda: inspector.view.waits.text == "Waits: @mira.films is paused")


def test_hidden_it_reads_nothing_until_it_is_shown(
    qtbot: QtBot, inspector: Inspector, kit: Kit, put_post: PutPost
) -> None:
    inspector.hide()
    kit.selection.set([put_post().id])
    done: list[int] = []
    kit.desk.read(kit.desk, lambda storage: storage.listing.attention_count(), done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert inspector.shown is inspector.hint

    inspector.show()
    qtbot.waitUntil(lambda: inspector.shown is inspector.view)


def test_of_many_selections_at_once_the_last_is_shown(
    qtbot: QtBot, inspector: Inspector, kit: Kit, put_post: PutPost
) -> None:
    posts = [put_post(caption=f"Number {number}") for number in range(30)]
    for post in posts:
        kit.selection.set([post.id])
    qtbot.waitUntil(lambda: inspector.view.head.title.text == "Number 29")


def test_in_a_low_window_it_scrolls_and_the_buttons_stay(
    qtbot: QtBot, inspector: Inspector, show: Show, put_post: PutPost
) -> None:
    attempts = [
        Attempt(number=number, started_at=NOON - timedelta(hours=number), outcome="retrying")
        for number in range(1, 9)
    ]
    show(put_post(attempts=attempts))
    qtbot.mouseClick(inspector.view.tries.foldout.head, Qt.MouseButton.LeftButton)
    inspector.resize(291, 420)
    bar = inspector.view.scrolled.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert inspector.rect().contains(
        inspector.view.edit.mapTo(inspector, inspector.view.edit.rect().bottomRight())
    )


def test_a_long_word_does_not_widen_it(
    inspector: Inspector, show: Show, put_post: PutPost, tmp_path: Path
) -> None:
    show(put_post(caption="x" * 2000, video=tmp_path / f"{'long' * 50}.mp4"))
    head = inspector.view.head
    assert head.title.height() <= 4 * 18
    assert head.file.height() <= 2 * 18
    assert inspector.view.scrolled.horizontalScrollBar().maximum() == 0
    assert head.geometry().right() <= 291
