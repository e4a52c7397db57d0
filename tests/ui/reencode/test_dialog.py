"""The dialog that makes a copy of a video which TikTok takes."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from tests.ui.reencode.conftest import Show
from tikscheduler.domain.video import check_video
from tikscheduler.media.probe import probe
from tikscheduler.media.samples import make_clip
from tikscheduler.ui.composer.checks import Tone
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.reencode.dialog import CopyDialog
from tikscheduler.ui.reencode.table import AFTER, NOW, WHAT, WHY
from tikscheduler.ui.reencode.words import duration_words, left_words

LEFT = Qt.MouseButton.LeftButton


def cells(dialog: CopyDialog, what: str) -> tuple[str, str, str]:
    """A line of the table."""
    table = dialog.table
    for row in range(table.rowCount()):
        texts = [item.text() for c in range(4) if (item := table.item(row, c)) is not None]
        if texts[WHAT] == what:
            return texts[NOW], texts[AFTER], texts[WHY]
    raise AssertionError(f"no line about {what}")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix == ".mp4")


def test_says_first_what_would_change_and_makes_nothing(show: Show, slow: Path) -> None:
    dialog = show(slow)
    assert cells(dialog, "Frame rate") == ("15 fps", "→ 30 fps", "TikTok takes 23 to 60")
    assert cells(dialog, "Size") == ("360 × 640", "360 × 640", "")
    assert "harbour (for TikTok).mp4" in dialog.place.text()
    assert str(slow.parent) in dialog.place.text()
    assert dialog.make.hasFocus() or dialog.make.isDefault()
    assert not dialog.bar.isVisible()
    assert names(slow.parent) == ["harbour.mp4"]


def test_makes_the_copy_and_hands_it_on(show: Show, slow: Path, qtbot: QtBot) -> None:
    content = slow.read_bytes()
    dialog = show(slow)
    used: list[Path] = []
    dialog.used.connect(used.append)
    qtbot.mouseClick(dialog.make, LEFT)
    qtbot.waitUntil(dialog.use.isVisible)

    assert dialog.box.verdict.tone is Tone.GOOD
    assert cells(dialog, "Frame rate")[1] == "→ 30 fps"
    assert not cells(dialog, "File")[1].startswith("→ at most")
    assert used == []
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    [copy] = used
    assert copy == slow.with_name("harbour (for TikTok).mp4")
    assert check_video(probe(copy)) == []
    assert slow.read_bytes() == content


def test_by_keys_alone(show: Show, slow: Path, qtbot: QtBot) -> None:
    dialog = show(slow)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(dialog.use.isVisible)
    with qtbot.waitSignal(dialog.used):
        qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_second_copy_gets_a_number(show: Show, slow: Path, qtbot: QtBot) -> None:
    slow.with_name("harbour (for TikTok).mp4").write_text("mine")
    dialog = show(slow)
    assert "harbour (for TikTok 2).mp4" in dialog.place.text()
    qtbot.mouseClick(dialog.make, LEFT)
    qtbot.waitUntil(dialog.use.isVisible)
    assert slow.with_name("harbour (for TikTok).mp4").read_text() == "mine"
    assert len(names(slow.parent)) == 3


def test_escape_stops_it_and_then_closes(
    show: Show, long_clip: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    video = Path(shutil.copy(long_clip, tmp_path / "long.mp4"))
    dialog = show(video)
    qtbot.mouseClick(dialog.make, LEFT)
    qtbot.waitUntil(lambda: dialog.bar.value() > 0)
    assert dialog.leave.text() == "Stop"
    assert "%" in dialog.how_far.text()
    with qtbot.waitSignal(dialog.job.stopped, timeout=5000):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog.isVisible()
        assert dialog.make.isVisible()
    assert [path.name for path in tmp_path.iterdir() if "long" in path.name] == ["long.mp4"]
    assert not list(tmp_path.glob(".tikscheduler-*"))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_it_can_begin_again_right_after_it_was_stopped(
    show: Show, long_clip: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = show(Path(shutil.copy(long_clip, tmp_path / "long.mp4")))
    qtbot.mouseClick(dialog.make, LEFT)
    qtbot.waitUntil(lambda: dialog.bar.value() > 0)
    qtbot.mouseClick(dialog.leave, LEFT)
    qtbot.mouseClick(dialog.make, LEFT)
    stopped: list[bool] = []
    dialog.job.stopped.connect(lambda: stopped.append(True))
    qtbot.waitUntil(dialog.use.isVisible, timeout=120_000)
    assert stopped == []  # that the first one was is no news of the second
    assert names(tmp_path) == ["long (for TikTok).mp4", "long.mp4"]


def test_closing_it_ends_the_work(
    show: Show, long_clip: Path, tmp_path: Path, kit: Kit, qtbot: QtBot
) -> None:
    dialog = show(Path(shutil.copy(long_clip, tmp_path / "long.mp4")))
    qtbot.mouseClick(dialog.make, LEFT)
    qtbot.waitUntil(lambda: dialog.bar.value() > 0)
    dialog.done(0)
    over: list[bool] = []
    kit.desk.copy(kit.desk, lambda: True, over.append)  # comes when the lane is free again
    qtbot.waitUntil(lambda: bool(over), timeout=5000)
    assert names(tmp_path) == ["long.mp4"]


def test_deleted_with_its_window_it_ends_the_work_too(
    show: Show, long_clip: Path, tmp_path: Path, kit: Kit, qtbot: QtBot
) -> None:
    window = QWidget()
    dialog = show(Path(shutil.copy(long_clip, tmp_path / "long.mp4")), parent=window)
    qtbot.mouseClick(dialog.make, LEFT)
    qtbot.waitUntil(lambda: dialog.bar.value() > 0)
    delete(window)
    over: list[bool] = []
    kit.desk.copy(kit.desk, lambda: True, over.append)
    qtbot.waitUntil(lambda: bool(over), timeout=5000)
    assert names(tmp_path) == ["long.mp4"]


def test_a_video_that_cannot_be_read_is_said_and_another_can_be_picked(
    show: Show, tmp_path: Path, qtbot: QtBot
) -> None:
    picked: list[bool] = []
    dialog = show(tmp_path / "gone.mp4", pick=lambda: picked.append(True))
    assert dialog.box.verdict.tone is Tone.FAILED
    assert "There is no file gone.mp4" in dialog.box.text
    assert not dialog.make.isVisible()
    qtbot.mouseClick(dialog.other, LEFT)
    assert picked == [True]


def test_another_folder_can_be_chosen(show: Show, slow: Path, tmp_path: Path, qtbot: QtBot) -> None:
    other = tmp_path / "other"
    other.mkdir()
    dialog = show(slow)
    qtbot.mouseClick(dialog.folder, LEFT)
    [chooser] = dialog.findChildren(QFileDialog)
    chooser.fileSelected.emit(str(other))
    chooser.done(0)
    qtbot.waitUntil(lambda: str(other) in dialog.place.text())
    qtbot.mouseClick(dialog.make, LEFT)
    qtbot.waitUntil(dialog.use.isVisible)
    assert names(other) == ["harbour (for TikTok).mp4"]


def test_a_folder_that_takes_no_files_is_said_before_anything_is_made(
    show: Show, slow: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = show(slow)
    dialog.job.propose(tmp_path / "none")
    qtbot.waitUntil(lambda: dialog.box.verdict.tone is Tone.FAILED)
    assert "takes no new files" in dialog.box.text
    assert not dialog.make.isEnabled()
    dialog.job.propose(tmp_path)
    qtbot.waitUntil(dialog.make.isEnabled)


def test_a_video_too_long_for_its_creator_is_said_to_stay_so(show: Show, tmp_path: Path) -> None:
    video = make_clip(tmp_path / "a.mp4", width=360, height=640, seconds=3, rate=15)
    dialog = show(video, max_seconds=2)
    assert dialog.box.verdict.tone is Tone.WAIT
    assert "may last 2 s" in dialog.box.text
    assert dialog.make.isEnabled()


def test_where_nothing_is_seen_to_change_it_promises_nothing(show: Show, tmp_path: Path) -> None:
    video = make_clip(tmp_path / "a.mp4", width=360, height=640, seconds=0.5)
    dialog = show(video, refused=frozenset({"file_format_check_failed"}))
    assert dialog.box.verdict.tone is Tone.WAIT
    assert "may help" in dialog.box.text
    assert dialog.make.isEnabled()


def test_everything_has_a_name(show: Show, slow: Path) -> None:
    dialog = show(slow)
    for one in (dialog.table, dialog.bar, dialog.make, dialog.leave, dialog.use, dialog.folder):
        assert one.accessibleName(), one
    assert dialog.box.accessibleName() == dialog.box.text


def test_colours_follow_the_theme(show: Show, slow: Path, kit: Kit) -> None:
    dialog = show(slow)
    item = dialog.table.item(0, AFTER)
    assert item is not None
    light = item.foreground().color()
    kit.theme.choose("dark")
    QApplication.processEvents()
    assert item.foreground().color() != light


def test_how_far_it_is_in_words() -> None:
    assert left_words(0.0, None) == "0 % done"
    assert left_words(0.42, 30) == "42 % done · less than a minute left"
    assert left_words(1.0, 0) == "Finishing…"
    assert duration_words(59) == "less than a minute left"
    assert duration_words(200) == "about 3 min left"
    assert duration_words(5400) == "about 1 h 30 min left"
