"""Several videos from one drop into the plan, in one step."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from tests.ui.composer.conftest import WAIT, Connect, all_posts, drop, mime_of
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import PostStatus, Privacy
from tikscheduler.domain.spread import Spread
from tikscheduler.storage import Storage
from tikscheduler.ui.composer.checks import Tone
from tikscheduler.ui.composer.spread_model import ACCOUNT, ALLOW, CAPTION, FILE, VIEW, WHEN
from tikscheduler.ui.composer.spread_sheet import SpreadSheet
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.signals import Draft

EVENING = datetime(2026, 11, 24, 18, 30)  # noqa: DTZ001 - a wall time is naive
KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier
OpenSheet = Callable[..., SpreadSheet]


@pytest.fixture
def open_sheet(kit: Kit, qtbot: QtBot, clips: Path) -> Iterator[OpenSheet]:
    made: list[SpreadSheet] = []

    def opened(*names: str, wait: bool = True, **draft: Any) -> SpreadSheet:
        names = names or ("harbour_0.mp4", "harbour_1.mp4", "harbour_2.mp4")
        videos = tuple(clips / name for name in names)
        sheet = SpreadSheet(kit, Draft(videos=videos, **{"wall": EVENING, **draft}))
        made.append(sheet)
        sheet.open()
        if wait:
            qtbot.waitUntil(lambda: settled(sheet), timeout=WAIT)
        return sheet

    yield opened
    for sheet in made:
        sheet.done(0)
        sheet.deleteLater()


def settled(sheet: SpreadSheet) -> bool:
    rows = sheet.model.rows
    asking = any(sheet.model.known(row).told.word.name == "ASKING" for row in rows)
    return not asking and not any(row.seen.looking for row in rows)


def names(sheet: SpreadSheet) -> list[str]:
    return [cell(sheet, row, FILE) for row in range(sheet.model.rowCount())]


def cell(sheet: SpreadSheet, row: int, column: int) -> str:
    return str(sheet.model.index(row, column).data())


def go_to(sheet: SpreadSheet, row: int, column: int) -> None:
    sheet.table.setFocus()
    sheet.table.setCurrentIndex(sheet.model.index(row, column))


def choose_view(qtbot: QtBot, sheet: SpreadSheet) -> None:
    """Everyone, for all, by keyboard."""
    qtbot.keyClick(sheet.panel.audience.view, KEY.Key_Down)
    sheet.panel.audience.view.activated.emit(0)


def test_schedules_all_in_one_step_that_can_be_taken_back(
    qtbot: QtBot, kit: Kit, storage: Storage, mira: Account, open_sheet: OpenSheet
) -> None:
    sheet = open_sheet()
    footer = sheet.footer
    assert footer.schedule.text() == "Schedule 3 posts"
    assert footer.schedule.toolTip() == "harbour_0.mp4: Choose who can view this."
    qtbot.keyClicks(sheet.panel.caption, "By the sea #sea")
    choose_view(qtbot, sheet)
    box = sheet.panel.audience.comment
    qtbot.mouseClick(box, LEFT, pos=QPoint(9, box.height() // 2))
    qtbot.waitUntil(footer.schedule.isEnabled)
    assert footer.box.verdict.tone is Tone.GOOD
    with qtbot.waitSignal(kit.signals.plan_changed, timeout=WAIT) as told:
        qtbot.mouseClick(footer.schedule, LEFT)
    assert told.args is not None
    assert len(told.args[0].done) == 3
    qtbot.waitUntil(lambda: not sheet.isVisible())
    posts = sorted(all_posts(storage), key=lambda post: post.video.name)
    assert [post.video.name for post in posts] == [f"harbour_{n}.mp4" for n in range(3)]
    assert [str(post.wall_time) for post in posts] == [
        "2026-11-24 18:30:00",
        "2026-11-25 18:30:00",
        "2026-11-26 18:30:00",
    ]
    assert {post.caption for post in posts} == {"By the sea #sea"}
    assert {post.privacy for post in posts} == {Privacy.PUBLIC}
    assert {(post.allow_comment, post.allow_duet) for post in posts} == {(True, False)}
    kit.actions.undo()
    qtbot.waitUntil(lambda: all_posts(storage) == [])


def test_the_times_follow_start_spread_and_order(
    qtbot: QtBot, mira: Account, open_sheet: OpenSheet
) -> None:
    sheet = open_sheet()

    def when() -> list[str]:
        return [cell(sheet, row, WHEN) for row in range(3)]

    assert when() == ["Tue 24 Nov, 18:30", "Wed 25 Nov, 18:30", "Thu 26 Nov, 18:30"]
    sheet.times.choose(Spread.MINUTES)
    sheet.times.every.setFocus()
    for _ in range(15):
        qtbot.keyClick(sheet.times.every, KEY.Key_Up)
    expected = ["Tue 24 Nov, 18:30", "Tue 24 Nov, 19:15", "Tue 24 Nov, 20:00"]
    qtbot.waitUntil(lambda: when() == expected)
    assert "Tue 24 Nov, 19:15" in sheet.times.preview.text()
    sheet.times.choose(Spread.SAME_TIME)
    qtbot.waitUntil(lambda: when() == ["Tue 24 Nov, 18:30"] * 3)
    assert not sheet.times.every.isEnabled()
    go_to(sheet, 2, CAPTION)
    sheet.times.choose(Spread.DAYS)
    qtbot.keyClick(sheet.table, KEY.Key_Up, ALT)
    assert names(sheet) == ["harbour_0.mp4", "harbour_2.mp4", "harbour_1.mp4"]
    qtbot.waitUntil(lambda: cell(sheet, 1, WHEN) == "Wed 25 Nov, 18:30")


def test_a_drop_on_a_day_gets_the_times_that_were_shown_while_dragging(
    qtbot: QtBot, mira: Account, open_sheet: OpenSheet
) -> None:
    day = datetime(2026, 11, 26)  # noqa: DTZ001
    sheet = open_sheet(wall=day, all_day=True)
    assert [cell(sheet, row, WHEN) for row in range(3)] == [
        "Thu 26 Nov, 09:00",
        "Thu 26 Nov, 13:00",
        "Thu 26 Nov, 18:30",
    ]


def test_a_time_that_has_passed_is_refused(
    qtbot: QtBot, mira: Account, open_sheet: OpenSheet
) -> None:
    sheet = open_sheet(wall=datetime(2026, 11, 22, 9, 0))  # noqa: DTZ001
    choose_view(qtbot, sheet)
    qtbot.waitUntil(lambda: "has passed" in sheet.footer.schedule.toolTip())
    assert not sheet.footer.schedule.isEnabled()
    assert sheet.footer.save.isEnabled()


def test_what_tiktok_would_refuse_is_named_and_can_be_left_out(
    qtbot: QtBot, storage: Storage, mira: Account, tmp_path: Path, open_sheet: OpenSheet
) -> None:
    gone = tmp_path / "gone.mp4"
    sheet = open_sheet("harbour_0.mp4", "too fast.mp4", "harbour_1.mp4")
    sheet.add_videos([gone])
    qtbot.waitUntil(lambda: settled(sheet))
    choose_view(qtbot, sheet)
    qtbot.waitUntil(lambda: sheet.footer.box.text.startswith("2 of 4 can’t go:"))
    assert "too fast.mp4 has 61 frames a second" in sheet.footer.box.text
    assert "gone.mp4" in sheet.footer.box.text
    assert not sheet.footer.schedule.isEnabled()
    assert sheet.leave_out.text() == "Leave out 2"
    qtbot.mouseClick(sheet.leave_out, LEFT)
    assert names(sheet) == ["harbour_0.mp4", "harbour_1.mp4"]
    qtbot.waitUntil(sheet.footer.schedule.isEnabled)
    assert not sheet.leave_out.isVisible()


def test_rows_are_dragged_and_left_out(qtbot: QtBot, mira: Account, open_sheet: OpenSheet) -> None:
    sheet = open_sheet()
    table, model = sheet.table, sheet.model
    mime = model.mimeData([model.index(0, 0)])
    foot = QPointF(30, table.rowViewportPosition(2) + table.rowHeight(2) - 2)
    none = Qt.KeyboardModifier.NoModifier
    table.dropEvent(QDropEvent(foot, Qt.DropAction.MoveAction, mime, LEFT, none))
    assert names(sheet) == ["harbour_1.mp4", "harbour_2.mp4", "harbour_0.mp4"]
    mime = model.mimeData([model.index(0, 0)])
    model.dropMimeData(mime, Qt.DropAction.MoveAction, 2, 0, QModelIndex())  # between two rows
    assert names(sheet) == ["harbour_2.mp4", "harbour_1.mp4", "harbour_0.mp4"]
    model.move([1], 0)
    go_to(sheet, 1, CAPTION)
    qtbot.keyClick(table, KEY.Key_Delete)
    assert names(sheet) == ["harbour_1.mp4", "harbour_0.mp4"]
    assert table.chosen == [1]
    go_to(sheet, 0, CAPTION)
    qtbot.keyClick(table, KEY.Key_Down, ALT)
    assert names(sheet) == ["harbour_0.mp4", "harbour_1.mp4"]
    assert table.chosen == [1]
    qtbot.keyClick(table, KEY.Key_Down, ALT)  # it is the last already
    assert names(sheet) == ["harbour_0.mp4", "harbour_1.mp4"]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_row_has_choices_of_its_own(
    qtbot: QtBot, storage: Storage, connect: Connect, open_sheet: OpenSheet
) -> None:
    mira, lena = connect("mira.films"), connect("lena.private")
    sheet = open_sheet("harbour_0.mp4", "harbour_1.mp4", account_id=mira.id)
    choose_view(qtbot, sheet)
    table = sheet.table
    go_to(sheet, 1, CAPTION)
    qtbot.keyClick(table, KEY.Key_F2)
    editor = table.findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClicks(editor, "Only this one")
    qtbot.keyClick(editor, KEY.Key_Return)
    qtbot.waitUntil(lambda: cell(sheet, 1, CAPTION) == "Only this one")
    assert cell(sheet, 0, CAPTION) == ""

    go_to(sheet, 1, ACCOUNT)
    qtbot.keyClick(table, KEY.Key_Return)
    box = table.viewport().findChild(QComboBox)
    assert box is not None
    qtbot.waitUntil(box.view().isVisible)
    qtbot.keyClick(box.view(), KEY.Key_Down)
    qtbot.keyClick(box.view(), KEY.Key_Return)
    qtbot.waitUntil(lambda: cell(sheet, 1, ACCOUNT) == lena.name)
    assert cell(sheet, 1, VIEW) == "Choose"  # she has no "Everyone"
    qtbot.waitUntil(lambda: settled(sheet))
    sheet.model.setData(sheet.model.index(1, VIEW), str(Privacy.FOLLOWERS))
    qtbot.waitUntil(sheet.footer.schedule.isEnabled)
    with qtbot.waitSignal(sheet.accepted, timeout=WAIT):
        qtbot.keyClick(table, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    found = {post.account_id: (post.caption, post.privacy) for post in all_posts(storage)}
    assert found == {
        mira.id: ("", Privacy.PUBLIC),
        lena.id: ("Only this one", Privacy.FOLLOWERS),
    }


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_what_viewers_may_do_is_ticked_in_a_menu(
    qtbot: QtBot, connect: Connect, open_sheet: OpenSheet
) -> None:
    connect("studio.nord")
    sheet = open_sheet("harbour_0.mp4", "harbour_1.mp4")
    go_to(sheet, 1, ALLOW)
    qtbot.keyClick(sheet.table, KEY.Key_Space)
    menu = sheet.table.findChild(QMenu)
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    comments, duet, _stitch = menu.actions()
    assert not duet.isEnabled()
    assert "turned off on TikTok" in duet.text()
    comments.trigger()
    menu.close()
    assert [cell(sheet, row, ALLOW) for row in (0, 1)] == ["Nothing", "Comments"]


def test_captions_can_be_the_files_names(
    qtbot: QtBot, mira: Account, open_sheet: OpenSheet
) -> None:
    sheet = open_sheet("harbour_0.mp4", "harbour_1.mp4")
    assert cell(sheet, 0, CAPTION) == ""
    qtbot.keyClick(sheet.panel.file_names, KEY.Key_Space)
    assert [cell(sheet, row, CAPTION) for row in (0, 1)] == ["harbour 0", "harbour 1"]


def test_saves_all_without_times(
    qtbot: QtBot, storage: Storage, mira: Account, open_sheet: OpenSheet
) -> None:
    sheet = open_sheet()
    choose_view(qtbot, sheet)
    qtbot.waitUntil(sheet.footer.save.isEnabled)
    with qtbot.waitSignal(sheet.accepted, timeout=WAIT):
        qtbot.mouseClick(sheet.footer.save, LEFT)
    assert {post.status for post in all_posts(storage)} == {PostStatus.UNPLANNED}
    assert len(all_posts(storage)) == 3


def test_more_videos_are_dropped_onto_it_and_none_twice(
    qtbot: QtBot, mira: Account, clips: Path, tmp_path: Path, open_sheet: OpenSheet
) -> None:
    sheet = open_sheet("harbour_0.mp4", "harbour_1.mp4")
    drop(sheet, mime_of(clips / "harbour_0.mp4", clips / "harbour_2.mp4", tmp_path / "a.txt"))
    assert names(sheet) == ["harbour_0.mp4", "harbour_1.mp4", "harbour_2.mp4"]
    assert "a.txt" in sheet.footer.box.text


def test_what_the_plan_refuses_stays_with_its_reason(
    qtbot: QtBot, storage: Storage, mira: Account, clip: Path, tmp_path: Path, open_sheet: OpenSheet
) -> None:
    mine = tmp_path / "mine.mp4"
    mine.write_bytes(clip.read_bytes())
    sheet = open_sheet("harbour_1.mp4")
    sheet.add_videos([mine])
    qtbot.waitUntil(lambda: settled(sheet))
    choose_view(qtbot, sheet)
    qtbot.waitUntil(sheet.footer.schedule.isEnabled)
    mine.unlink()
    with qtbot.waitSignal(sheet.saving.saved, timeout=WAIT):
        sheet.footer.schedule.click()
    assert sheet.isVisible()
    assert names(sheet) == ["mine.mp4"]
    assert "mine.mp4" in sheet.footer.box.text
    assert [post.video.name for post in all_posts(storage)] == ["harbour_1.mp4"]


def test_of_two_files_of_one_name_only_the_refused_one_stays(
    qtbot: QtBot, mira: Account, open_sheet: OpenSheet, clips: Path, tmp_path: Path
) -> None:
    for folder, clip in (("monday", "harbour_0.mp4"), ("tuesday", "harbour_1.mp4")):
        (tmp_path / folder).mkdir()
        shutil.copy(clips / clip, tmp_path / folder / "final.mp4")
    monday, tuesday = tmp_path / "monday" / "final.mp4", tmp_path / "tuesday" / "final.mp4"
    sheet = open_sheet(str(monday), str(tuesday))
    choose_view(qtbot, sheet)
    qtbot.waitUntil(sheet.footer.schedule.isEnabled)
    tuesday.unlink()
    with qtbot.waitSignal(sheet.saving.saved, timeout=WAIT):
        sheet.footer.schedule.click()

    assert [row.video for row in sheet.model.rows] == [tuesday]  # or the other would go twice


def test_disclosure_holds_for_all(
    qtbot: QtBot, storage: Storage, mira: Account, open_sheet: OpenSheet
) -> None:
    sheet = open_sheet("harbour_0.mp4", "harbour_1.mp4")
    choose_view(qtbot, sheet)
    sheet.panel.disclosure.switch.click()
    qtbot.waitUntil(lambda: "You need to indicate" in sheet.footer.schedule.toolTip())
    sheet.panel.disclosure.branded.click()
    qtbot.waitUntil(sheet.footer.schedule.isEnabled)
    assert "bc-policy" in sheet.footer.consent.text()
    with qtbot.waitSignal(sheet.accepted, timeout=WAIT):
        sheet.footer.schedule.click()
    assert all(post.branded_content for post in all_posts(storage))


def test_branded_rows_are_never_private(qtbot: QtBot, mira: Account, open_sheet: OpenSheet) -> None:
    sheet = open_sheet("harbour_0.mp4", "harbour_1.mp4")
    choose_view(qtbot, sheet)
    sheet.model.setData(sheet.model.index(1, VIEW), str(Privacy.PRIVATE))
    sheet.panel.disclosure.switch.click()
    sheet.panel.disclosure.branded.click()
    never = "harbour_1.mp4: Branded content visibility cannot be set to private."
    qtbot.waitUntil(lambda: sheet.footer.schedule.toolTip() == never)
    shut = {option.words: option.why for option in sheet.table._views(1)}
    why = "Branded content visibility cannot be set to private."
    assert shut == {"Everyone": "", "Friends": "", "Only me": why}


def test_esc_asks_once_before_it_drops_what_was_typed(
    qtbot: QtBot, mira: Account, open_sheet: OpenSheet
) -> None:
    untouched = open_sheet()
    qtbot.keyClick(untouched, KEY.Key_Escape)
    assert not untouched.isVisible()
    sheet = open_sheet()
    qtbot.keyClicks(sheet.panel.caption, "Much work")
    qtbot.keyClick(sheet.panel.caption, KEY.Key_Escape)
    assert sheet.isVisible()
    assert "Not saved yet" in sheet.footer.box.text
    qtbot.keyClick(sheet.panel.caption, KEY.Key_Escape)
    assert not sheet.isVisible()
