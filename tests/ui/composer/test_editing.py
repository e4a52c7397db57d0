"""Posts that are there already: changed, only looked at, changed by others meanwhile."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.composer.conftest import WAIT, Connect, Open, all_posts
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Fault, Post, PostStatus, Privacy
from tikscheduler.domain.zones import at_wall_time
from tikscheduler.storage import Storage
from tikscheduler.ui.composer.checks import Tone
from tikscheduler.ui.kit import Kit

LATER = datetime(2026, 11, 25, 9, 0)  # noqa: DTZ001 - a wall time is naive
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def mine(clip: Path, tmp_path: Path) -> Path:
    """A video the test may change."""
    copy = tmp_path / "mine.mp4"
    copy.write_bytes(clip.read_bytes())
    return copy


@pytest.fixture
def post(kit: Kit, storage: Storage, mira: Account, mine: Path) -> Post:
    """A scheduled post with every choice made."""
    from tikscheduler.services.scheduling import Wish

    wish = Wish(
        video=mine,
        account=mira.name,
        when=at_wall_time(LATER, "Europe/Paris"),
        caption="Old words",
        privacy=Privacy.FRIENDS,
        allow_comment=True,
        your_brand=True,
        ai_generated=True,
        cover_ms=1234,
    )
    kit.desk.program().plan.add([wish])
    return all_posts(storage)[0]


def move_to(storage: Storage, kit: Kit, post: Post, *statuses: PostStatus) -> Post:
    """The post after these steps of its life."""
    for status in statuses:
        fault = Fault(code="x", message="Why") if status is PostStatus.HELD else None
        post = storage.posts.move(post.id, status, kit.desk.now(), fault=fault)
    return post


def test_shows_what_the_post_holds_and_changes_only_what_is_changed(
    qtbot: QtBot, storage: Storage, post: Post, open_composer: Open
) -> None:
    composer = open_composer(post)
    form = composer.form
    assert composer.windowTitle() == "Edit post"
    assert form.caption.caption == "Old words"
    assert form.audience.privacy is Privacy.FRIENDS
    assert form.audience.comment.isChecked()
    assert form.disclosure.is_your_brand
    assert form.ai.isChecked()
    assert form.when.wall == LATER
    assert composer.pictures.cover.words == "0:01.2"
    assert not composer.footer.save.isVisible()
    assert composer.footer.schedule.text() == "Save"
    form.caption.selectAll()
    qtbot.keyClicks(form.caption, "New words")
    qtbot.waitUntil(composer.footer.schedule.isEnabled)
    with qtbot.waitSignal(composer.accepted, timeout=WAIT):
        qtbot.keyClick(form.caption, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (saved,) = all_posts(storage)
    assert saved.id == post.id
    assert saved.caption == "New words"
    for name in ("privacy", "allow_comment", "your_brand", "ai_generated", "cover_ms", "wall_time"):
        assert getattr(saved, name) == getattr(post, name), name


def test_a_held_post_is_changed_and_goes_back_into_the_plan(
    qtbot: QtBot, kit: Kit, storage: Storage, post: Post, open_composer: Open
) -> None:
    held = move_to(storage, kit, post, PostStatus.HELD)
    composer = open_composer(held)
    composer.form.audience.choose(Privacy.PUBLIC)
    composer.form.when.set_wall(datetime(2026, 11, 26, 10, 0))  # noqa: DTZ001
    qtbot.waitUntil(composer.footer.schedule.isEnabled)
    with qtbot.waitSignal(composer.accepted, timeout=WAIT):
        qtbot.mouseClick(composer.footer.schedule, LEFT)
    (saved,) = all_posts(storage)
    assert saved.status is PostStatus.SCHEDULED
    assert saved.privacy is Privacy.PUBLIC
    assert saved.wall_time == datetime(2026, 11, 26, 10, 0)  # noqa: DTZ001
    assert saved.fault is None


def test_a_cancelled_post_whose_time_has_passed_is_given_another(
    qtbot: QtBot, kit: Kit, storage: Storage, post: Post, clock: object, open_composer: Open
) -> None:
    cancelled = move_to(storage, kit, post, PostStatus.CANCELLED)
    clock.tick(days=7)  # type: ignore[attr-defined]
    composer = open_composer(cancelled, wait=False)
    assert composer.form.when.wall == datetime(2026, 11, 30, 13, 15)  # noqa: DTZ001


def test_a_post_without_a_time_is_saved_without_one(
    qtbot: QtBot, storage: Storage, post: Post, open_composer: Open
) -> None:
    composer = open_composer(post)
    composer.form.no_time.click()
    qtbot.waitUntil(composer.footer.schedule.isEnabled)
    with qtbot.waitSignal(composer.accepted, timeout=WAIT):
        qtbot.mouseClick(composer.footer.schedule, LEFT)
    (saved,) = all_posts(storage)
    assert saved.status is PostStatus.UNPLANNED


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ([], "is being sent to TikTok"),
        ([PostStatus.PROCESSING], "takes no changes"),
        ([PostStatus.PROCESSING, PostStatus.PUBLISHED], "is on TikTok"),
        ([PostStatus.PROCESSING, PostStatus.DELIVERED], "in the TikTok inbox"),
    ],
)
def test_what_tiktok_has_is_only_looked_at_with_the_reason(
    qtbot: QtBot,
    kit: Kit,
    storage: Storage,
    post: Post,
    open_composer: Open,
    steps: list[PostStatus],
    reason: str,
) -> None:
    sent = move_to(storage, kit, post, PostStatus.PUBLISHING)
    for step in steps:
        sent = storage.posts.write(sent, status=step, due_at=None)
    composer = open_composer(sent, wait=False)
    assert reason in composer.footer.box.text
    assert not composer.form.isEnabled()
    qtbot.waitUntil(lambda: composer.footage.facts is not None)
    composer.footage.changed.emit()  # the video is looked at again, as when its file comes back
    assert not composer.pictures.cover.isEnabled()
    assert not composer.footer.schedule.isVisible()
    assert composer.form.when.wall == LATER
    qtbot.mouseClick(composer.footer.close_button, LEFT)
    assert not composer.isVisible()


def test_a_post_that_starts_meanwhile_is_locked_and_what_was_typed_is_still_seen(
    qtbot: QtBot, kit: Kit, storage: Storage, post: Post, open_composer: Open
) -> None:
    composer = open_composer(post)
    qtbot.keyClicks(composer.form.caption, " and more")
    move_to(storage, kit, post, PostStatus.PUBLISHING)
    kit.signals.post_changed.emit(post.id)
    qtbot.waitUntil(lambda: not composer.form.isEnabled())
    assert composer.form.caption.caption == "Old words and more"


def test_a_post_that_comes_back_can_be_changed_again(
    qtbot: QtBot, kit: Kit, storage: Storage, post: Post, open_composer: Open
) -> None:
    composer = open_composer(post)
    qtbot.keyClicks(composer.form.caption, " and more")
    move_to(storage, kit, post, PostStatus.PUBLISHING)
    kit.signals.post_changed.emit(post.id)
    qtbot.waitUntil(lambda: not composer.form.isEnabled())
    storage.posts.write(storage.posts.get(post.id), status=PostStatus.FAILED, due_at=None)
    kit.signals.post_changed.emit(post.id)
    qtbot.waitUntil(composer.form.isEnabled)

    assert composer.footer.schedule.isVisible()
    assert composer.choose.button.isVisible()
    assert composer.pictures.cover.isEnabled()
    assert not composer.footer.save.isVisible()
    assert not composer.footer.close_button.isVisible()
    with qtbot.waitSignal(composer.accepted, timeout=WAIT):
        qtbot.mouseClick(composer.footer.schedule, LEFT)
    assert storage.posts.get(post.id).caption == "Old words and more"


def test_a_post_that_is_deleted_meanwhile_can_be_added_anew(
    qtbot: QtBot, kit: Kit, storage: Storage, post: Post, open_composer: Open
) -> None:
    composer = open_composer(post)
    storage.posts.delete(post.id)
    kit.signals.post_changed.emit(post.id)
    qtbot.waitUntil(lambda: "was deleted" in composer.footer.box.text)
    assert composer.footer.schedule.text() == "Schedule"
    with qtbot.waitSignal(composer.accepted, timeout=WAIT):
        qtbot.mouseClick(composer.footer.schedule, LEFT)
    assert [one.caption for one in all_posts(storage)] == ["Old words"]


def test_says_that_the_file_was_changed(
    qtbot: QtBot, post: Post, mine: Path, clips: Path, open_composer: Open
) -> None:
    mine.write_bytes((clips / "harbour_1.mp4").read_bytes())
    composer = open_composer(post)
    assert composer.footer.box.verdict.tone is Tone.WAIT
    assert "The file was changed" in composer.footer.box.text


def test_a_missing_file_is_said_and_another_can_be_chosen(
    qtbot: QtBot, storage: Storage, post: Post, mine: Path, clip: Path, open_composer: Open
) -> None:
    mine.unlink()
    composer = open_composer(post)
    assert composer.footer.box.verdict.tone is Tone.FAILED
    assert not composer.footer.schedule.isEnabled()
    composer.take_video(clip)
    qtbot.waitUntil(composer.footer.schedule.isEnabled)
    with qtbot.waitSignal(composer.accepted, timeout=WAIT):
        composer.footer.schedule.click()
    assert [one.video for one in all_posts(storage)] == [clip]


def test_another_account_is_saved(
    qtbot: QtBot, storage: Storage, post: Post, connect: Connect, open_composer: Open
) -> None:
    jonas = connect("jonas.cooks")
    composer = open_composer(post)
    composer.form.account.setFocus()
    qtbot.keyClick(composer.form.account, Qt.Key.Key_Down)
    assert composer.form.chosen_account is not None
    assert composer.form.chosen_account.id == jonas.id
    qtbot.waitUntil(composer.footer.schedule.isEnabled)
    with qtbot.waitSignal(composer.accepted, timeout=WAIT):
        composer.footer.schedule.click()
    assert [one.account_id for one in all_posts(storage)] == [jonas.id]
