"""A composer offers a copy that fits, and knows a video again by its bytes."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.conftest import NOON
from tests.ui.composer.conftest import WAIT, Open, all_posts
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Choices, Fault, NewPost, Post, PostStatus, Privacy
from tikscheduler.domain.zones import at_wall_time
from tikscheduler.media.samples import make_clip
from tikscheduler.services.hashes import file_of
from tikscheduler.storage import Storage
from tikscheduler.ui.composer.checks import Tone
from tikscheduler.ui.composer.composer import Composer
from tikscheduler.ui.composer.saving import wish
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.reencode.dialog import CopyDialog
from tikscheduler.ui.signals import Draft

LEFT = Qt.MouseButton.LeftButton
EVENING = datetime(2026, 11, 24, 18, 0)  # noqa: DTZ001 - wall time


def dialog_of(composer: Composer) -> CopyDialog:
    [found] = composer.findChildren(CopyDialog)
    return found


def test_a_copy_is_offered_made_and_used(
    qtbot: QtBot, mira: Account, clips: Path, tmp_path: Path, open_composer: Open
) -> None:
    video = Path(shutil.copy(clips / "too fast.mp4", tmp_path / "too fast.mp4"))
    composer = open_composer(videos=(video,), wall=EVENING)
    composer.form.caption.setPlainText("A caption")
    offered = composer.offer_copy.button
    assert offered.isVisible()
    assert offered.accessibleName() == "Make a copy that fits…"
    qtbot.mouseClick(offered, LEFT)
    dialog = dialog_of(composer)
    qtbot.waitUntil(dialog.make.isVisible)
    qtbot.mouseClick(dialog.make, LEFT)
    qtbot.waitUntil(dialog.use.isVisible)
    qtbot.mouseClick(dialog.use, LEFT)

    copy = tmp_path / "too fast (for TikTok).mp4"
    qtbot.waitUntil(lambda: composer.footage.facts is not None)
    assert composer.footage.video == copy
    assert not offered.isVisible()
    assert composer.form.caption.caption == "A caption"
    composer.form.audience.choose(Privacy.PUBLIC)
    qtbot.waitUntil(composer.footer.schedule.isEnabled)


def test_no_copy_is_offered_where_none_would_help(
    qtbot: QtBot, mira: Account, clip: Path, tmp_path: Path, open_composer: Open
) -> None:
    composer = open_composer(videos=(clip,))
    assert not composer.offer_copy.button.isVisible()
    broken = tmp_path / "broken.mp4"
    broken.write_text("no video")
    composer.take_video(broken)
    qtbot.waitUntil(lambda: composer.footer.box.verdict.tone is Tone.FAILED)
    assert not composer.offer_copy.button.isVisible()


@pytest.mark.parametrize(
    ("code", "status", "offered"),
    [
        ("file_format_check_failed", PostStatus.FAILED, True),
        ("frame_rate_check_failed", PostStatus.FAILED, True),
        ("duration_check_failed", PostStatus.FAILED, False),
        ("file_format_check_failed", PostStatus.PUBLISHING, False),
    ],
)
def test_what_tiktok_itself_refused_is_offered_a_copy_although_it_looks_right(
    mira: Account,
    clip: Path,
    storage: Storage,
    open_composer: Open,
    code: str,
    status: PostStatus,
    offered: bool,
) -> None:
    post = _stored(storage, mira, clip, status=status)
    post = storage.posts.write(post, fault=Fault(code=code, message="Refused."))
    composer = open_composer(post)
    assert composer.offer_copy.button.isVisible() is offered


def _stored(storage: Storage, account: Account, video: Path, *, status: PostStatus) -> Post:
    found = video.stat()
    new = NewPost(
        account_id=account.id,
        video=video,
        video_size=found.st_size,
        video_mtime_ns=found.st_mtime_ns,
        duration_ms=2000,
        wall_time=EVENING,
        timezone="Europe/Paris",
        scheduled_at=NOON + timedelta(hours=29),
        privacy=Privacy.PUBLIC,
    )
    return storage.posts.add(new, status=status, now=NOON)


# --- the same video --------------------------------------------------------------------------


def test_the_same_video_under_another_name_is_known_again(
    qtbot: QtBot,
    mira: Account,
    clip: Path,
    storage: Storage,
    tmp_path: Path,
    open_composer: Open,
) -> None:
    first = open_composer(videos=(clip,), wall=EVENING)
    first.form.audience.choose(Privacy.PUBLIC)
    qtbot.waitUntil(lambda: bool(first.footage.video_hash))
    qtbot.waitUntil(first.footer.schedule.isEnabled)
    with qtbot.waitSignal(first.accepted, timeout=WAIT):
        first.footer.schedule.click()
    [post] = all_posts(storage)
    assert post.video_hash == first.footage.video_hash != ""

    other = Path(shutil.copy(clip, tmp_path / "another name.mp4"))
    second = open_composer(videos=(other,), wall=EVENING)
    qtbot.waitUntil(lambda: "The same video goes to" in second.footer.box.text)
    assert second.footer.box.verdict.tone is Tone.WAIT
    assert "18:00 tomorrow" in second.footer.box.text

    storage.posts.move(post.id, PostStatus.CANCELLED, NOON)
    third = open_composer(videos=(other,), wall=EVENING)
    qtbot.waitUntil(lambda: bool(third.footage.video_hash))
    assert "same video" not in third.footer.box.text


def test_what_went_out_is_told_as_gone(
    qtbot: QtBot, mira: Account, clip: Path, storage: Storage, open_composer: Open
) -> None:
    _stored(storage, mira, clip, status=PostStatus.PUBLISHED)
    composer = open_composer(videos=(clip,), wall=EVENING)
    qtbot.waitUntil(lambda: "The same video went to" in composer.footer.box.text)


def test_another_content_under_the_same_name_is_another_video(
    qtbot: QtBot, mira: Account, clips: Path, storage: Storage, tmp_path: Path, open_composer: Open
) -> None:
    video = Path(shutil.copy(clips / "harbour_0.mp4", tmp_path / "a.mp4"))
    _stored(storage, mira, video, status=PostStatus.SCHEDULED)
    make_clip(video, width=360, height=640, seconds=1, seed=9)
    composer = open_composer(videos=(video,), wall=EVENING)
    qtbot.waitUntil(lambda: bool(composer.footage.video_hash))
    assert composer.neighbours.same_video is None
    assert "same video" not in composer.footer.box.text


def test_videos_planned_together_are_known_afterwards(
    qtbot: QtBot, mira: Account, kit: Kit, clips: Path, storage: Storage
) -> None:
    moment = at_wall_time(EVENING, kit.zone)
    choices = Choices(privacy=Privacy.PUBLIC)
    videos = [clips / f"harbour_{number}.mp4" for number in range(3)]
    kit.actions.add([wish(mira, video, moment, choices) for video in videos])

    def known() -> list[str]:
        return [post.video_hash for post in all_posts(storage)]

    qtbot.waitUntil(lambda: len(known()) == 3 and all(known()), timeout=WAIT)
    assert len(set(known())) == 3


def test_another_file_chosen_meanwhile_is_the_one_that_counts(
    qtbot: QtBot, mira: Account, clips: Path, open_composer: Open
) -> None:
    composer = open_composer(videos=(clips / "harbour_0.mp4",), wall=EVENING)
    hashes, facts = composer.kit.desk.program().hashes, composer.footage.facts
    assert facts is not None
    while not hashes.known(file_of(facts)):
        """The answer is on its way, and not heard while this goes on."""
    composer.take_video(clips / "harbour_1.mp4")
    assert composer.footage.video_hash == ""
    heard: list[str] = []
    composer.footage.changed.connect(lambda: heard.append(composer.footage.video_hash))
    qtbot.waitUntil(lambda: bool(composer.footage.video_hash))
    assert hashes.known(file_of(facts)) not in heard


def test_the_draft_of_no_video_asks_for_no_hash(mira: Account, open_composer: Open) -> None:
    composer = open_composer(Draft())
    assert composer.footage.video_hash == ""
    assert not composer.offer_copy.button.isVisible()
