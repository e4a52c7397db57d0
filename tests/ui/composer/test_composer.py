"""A post from the composer into the plan, against a running sandbox."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.composer.conftest import WAIT, Connect, Open, all_posts, drop, mime_of, settled
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Mode, PostStatus, Privacy
from tikscheduler.sandbox import Sandbox
from tikscheduler.storage import Storage
from tikscheduler.ui.composer.checks import Tone
from tikscheduler.ui.composer.composer import Composer
from tikscheduler.ui.kit import Kit

EVENING = datetime(2026, 11, 24, 18, 30)  # noqa: DTZ001 - a wall time is naive
KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def choose_privacy(qtbot: QtBot, composer: Composer, privacy: Privacy) -> None:
    """By keyboard: to the field, and down until it says so."""
    view = composer.form.audience.view
    view.setFocus()
    for _ in range(view.count()):
        if composer.form.audience.privacy is privacy:
            return
        qtbot.keyClick(view, KEY.Key_Down)
    assert composer.form.audience.privacy is privacy


def click_tick(qtbot: QtBot, tick: object) -> None:
    qtbot.mouseClick(tick, LEFT, pos=QPoint(9, tick.height() // 2))  # type: ignore[attr-defined]


def test_schedules_what_was_chosen_with_mouse_and_keys(
    qtbot: QtBot, kit: Kit, storage: Storage, mira: Account, clip: Path, open_composer: Open
) -> None:
    composer = open_composer(videos=(clip,), wall=EVENING, account_id=mira.id)
    form, footer = composer.form, composer.footer
    assert footer.box.verdict.tone is Tone.IDLE
    assert footer.box.verdict.headline == "Nearly ready."
    assert "Choose who can view this." in footer.box.text
    assert "360 × 640 · 30 fps · 0:02 · H.264" in footer.box.text
    assert not footer.schedule.isEnabled()
    assert footer.schedule.toolTip() == "Choose who can view this."
    qtbot.keyClicks(form.caption, "A walk by the sea #sea")
    choose_privacy(qtbot, composer, Privacy.FRIENDS)
    click_tick(qtbot, form.audience.comment)
    click_tick(qtbot, form.ai)
    qtbot.waitUntil(footer.schedule.isEnabled)
    assert footer.box.verdict.tone is Tone.GOOD
    with (
        qtbot.waitSignal(kit.signals.plan_changed, timeout=WAIT),
        qtbot.waitSignal(composer.accepted, timeout=WAIT),
    ):
        qtbot.mouseClick(footer.schedule, LEFT)
    (post,) = all_posts(storage)
    assert post.status is PostStatus.SCHEDULED
    assert (post.caption, post.privacy) == ("A walk by the sea #sea", Privacy.FRIENDS)
    assert (post.allow_comment, post.allow_duet, post.allow_stitch) == (True, False, False)
    assert post.ai_generated
    assert post.account_id == mira.id
    assert post.video == clip
    assert post.mode is Mode.DIRECT
    assert post.cover_ms is None
    assert (post.wall_time, post.timezone) == (EVENING, "Europe/Paris")
    assert post.scheduled_at == datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


def test_ctrl_enter_schedules_and_says_what_is_missing_before(
    qtbot: QtBot, storage: Storage, mira: Account, clip: Path, open_composer: Open
) -> None:
    composer = open_composer(videos=(clip,), wall=EVENING)
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(composer.form.caption, KEY.Key_Return, control)
    assert composer.footer.box.text == "Not yet. Choose who can view this."
    assert composer.form.caption.caption == ""
    assert all_posts(storage) == []
    choose_privacy(qtbot, composer, Privacy.PUBLIC)
    qtbot.waitUntil(composer.footer.schedule.isEnabled)
    with qtbot.waitSignal(composer.accepted, timeout=WAIT):
        qtbot.keyClick(composer.form.caption, KEY.Key_Return, control)
    assert [post.privacy for post in all_posts(storage)] == [Privacy.PUBLIC]


def test_enter_in_a_field_schedules_nothing(
    qtbot: QtBot, storage: Storage, mira: Account, clip: Path, open_composer: Open
) -> None:
    composer = open_composer(videos=(clip,), wall=EVENING)
    composer.form.audience.choose(Privacy.PUBLIC)
    qtbot.waitUntil(composer.footer.schedule.isEnabled)
    for field in (composer.form.when, composer.form.account, composer.form.ai):
        qtbot.keyClick(field, KEY.Key_Return)
    assert composer.isVisible()
    assert not composer.saving.busy


def test_saves_without_a_time(
    qtbot: QtBot, storage: Storage, mira: Account, clip: Path, open_composer: Open
) -> None:
    composer = open_composer(videos=(clip,), wall=EVENING)
    choose_privacy(qtbot, composer, Privacy.PUBLIC)
    click_tick(qtbot, composer.form.no_time)
    why = "Choose a time, or save it unplanned."
    qtbot.waitUntil(lambda: composer.footer.schedule.toolTip() == why)
    with qtbot.waitSignal(composer.accepted, timeout=WAIT):
        qtbot.mouseClick(composer.footer.save, LEFT)
    (post,) = all_posts(storage)
    assert post.status is PostStatus.UNPLANNED
    assert post.scheduled_at is None


def test_takes_a_dropped_video_and_refuses_what_is_none(
    qtbot: QtBot, mira: Account, clips: Path, tmp_path: Path, open_composer: Open
) -> None:
    composer = open_composer()
    assert composer.footer.box.verdict.headline == "No video yet."
    notes = tmp_path / "notes.txt"
    drop(composer, mime_of(notes))
    assert composer.footage.video is None
    assert "notes.txt" in composer.footer.box.text
    drop(composer, mime_of(clips / "harbour_0.mp4", clips / "harbour_1.mp4"))
    assert composer.footage.video is None
    drop(composer, mime_of(clips / "harbour_1.mp4"))
    qtbot.waitUntil(lambda: composer.footage.facts is not None and settled(composer))
    assert composer.subtitle.text() == "harbour_1.mp4"
    assert composer.footer.box.verdict.headline == "Nearly ready."


def test_chooses_a_video_in_a_dialog_that_does_not_block(
    qtbot: QtBot, kit: Kit, mira: Account, clip: Path, open_composer: Open
) -> None:
    composer = open_composer()
    qtbot.keyClick(composer.choose.button, KEY.Key_Space)
    dialog = composer.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.selectFile(str(clip))
    dialog.fileSelected.emit(str(clip))
    dialog.close()
    qtbot.waitUntil(lambda: composer.footage.facts is not None)
    assert kit.preferences.get("composer.folder", "") == str(clip.parent)


def test_names_what_tiktok_would_refuse(
    qtbot: QtBot, mira: Account, clips: Path, open_composer: Open
) -> None:
    composer = open_composer(videos=(clips / "too fast.mp4",), wall=EVENING)
    box = composer.footer.box
    assert box.verdict.tone is Tone.FAILED
    assert "61 frames a second" in box.text
    assert not composer.footer.schedule.isEnabled()
    assert not composer.footer.save.isEnabled()


def test_says_that_a_file_is_missing_and_takes_another(
    qtbot: QtBot, mira: Account, clip: Path, tmp_path: Path, open_composer: Open
) -> None:
    composer = open_composer(videos=(tmp_path / "gone.mp4",), wall=EVENING)
    assert composer.footer.box.verdict.tone is Tone.FAILED
    assert "gone.mp4" in composer.footer.box.text
    composer.take_video(clip)
    qtbot.waitUntil(lambda: composer.footer.box.verdict.headline == "Nearly ready.")


def test_a_video_longer_than_the_account_may_is_refused_before_it_is_planned(
    qtbot: QtBot, sandbox: Sandbox, mira: Account, clip: Path, open_composer: Open
) -> None:
    sandbox.state.creators["mira.films"].max_seconds = 1
    composer = open_composer(videos=(clip,), wall=EVENING)
    assert composer.footer.box.verdict.tone is Tone.FAILED
    assert "may last 1 s" in composer.footer.box.text


def test_without_tiktok_the_last_known_choices_serve_and_it_says_so(
    qtbot: QtBot,
    storage: Storage,
    sandbox: Sandbox,
    connect: Connect,
    clip: Path,
    open_composer: Open,
) -> None:
    connect("lena.private")
    sandbox.stop()
    composer = open_composer(videos=(clip,), wall=EVENING)
    box = composer.footer.box
    assert box.verdict.tone is Tone.WAIT
    assert "the choices are those known since 13:00 today" in box.text
    view = composer.form.audience.view
    assert [view.itemText(n) for n in range(view.count())] == ["Followers", "Friends", "Only me"]
    choose_privacy(qtbot, composer, Privacy.FOLLOWERS)
    qtbot.waitUntil(composer.footer.schedule.isEnabled)
    with qtbot.waitSignal(composer.accepted, timeout=WAIT):
        qtbot.mouseClick(composer.footer.schedule, LEFT)
    assert [post.privacy for post in all_posts(storage)] == [Privacy.FOLLOWERS]


def test_what_the_plan_refuses_is_said_and_nothing_typed_is_lost(
    qtbot: QtBot, storage: Storage, mira: Account, clip: Path, tmp_path: Path, open_composer: Open
) -> None:
    mine = tmp_path / "mine.mp4"
    mine.write_bytes(clip.read_bytes())
    composer = open_composer(videos=(mine,), wall=EVENING)
    qtbot.keyClicks(composer.form.caption, "Kept")
    choose_privacy(qtbot, composer, Privacy.PUBLIC)
    qtbot.waitUntil(composer.footer.schedule.isEnabled)
    mine.unlink()
    with qtbot.waitSignal(composer.saving.refused, timeout=WAIT):
        qtbot.mouseClick(composer.footer.schedule, LEFT)
    assert composer.isVisible()
    assert composer.footer.box.verdict.headline == "Not saved."
    assert "mine.mp4" in composer.footer.box.text
    assert composer.form.caption.caption == "Kept"
    assert all_posts(storage) == []


def test_begins_with_the_account_used_last_and_a_quarter_hour_ahead(
    qtbot: QtBot, kit: Kit, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect("mira.films")
    jonas = connect("jonas.cooks")
    first = open_composer(videos=(clip,))
    assert first.form.when.wall == datetime(2026, 11, 23, 13, 15)  # noqa: DTZ001
    first.form.account.choose(jonas.id)
    qtbot.waitUntil(lambda: settled(first))
    first.form.audience.choose(Privacy.PUBLIC)
    qtbot.waitUntil(first.footer.schedule.isEnabled)
    with qtbot.waitSignal(first.accepted, timeout=WAIT):
        first.footer.schedule.click()
    assert open_composer().form.chosen_account == kit.book.get(jonas.id)


def test_a_time_that_has_passed_is_refused(
    qtbot: QtBot, mira: Account, clip: Path, open_composer: Open
) -> None:
    composer = open_composer(videos=(clip,), wall=datetime(2026, 11, 22, 9, 0))  # noqa: DTZ001
    composer.form.audience.choose(Privacy.PUBLIC)
    qtbot.waitUntil(lambda: "has passed" in composer.footer.schedule.toolTip())
    assert composer.form.when_note.isVisible()
    qtbot.waitUntil(composer.footer.save.isEnabled)
    assert not composer.footer.schedule.isEnabled()


def test_warns_of_the_same_video_in_the_plan(
    qtbot: QtBot, mira: Account, clip: Path, open_composer: Open
) -> None:
    first = open_composer(videos=(clip,), wall=EVENING)
    first.form.audience.choose(Privacy.PUBLIC)
    qtbot.waitUntil(first.footer.schedule.isEnabled)
    with qtbot.waitSignal(first.accepted, timeout=WAIT):
        first.footer.schedule.click()
    second = open_composer(videos=(clip,), wall=EVENING)
    qtbot.waitUntil(lambda: "The same video goes to" in second.footer.box.text)
    assert second.footer.box.verdict.tone is Tone.WAIT
