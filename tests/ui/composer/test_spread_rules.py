"""The sheet for several videos keeps the rules of the composer for each of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from tests.conftest import NOON, FakeClock
from tests.ui.composer.conftest import Connect, all_posts
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Mode, Privacy
from tikscheduler.sandbox import Sandbox
from tikscheduler.storage import Storage
from tikscheduler.ui import icons
from tikscheduler.ui.composer.checks import Tone
from tikscheduler.ui.composer.spread_model import VIEW, WHEN
from tikscheduler.ui.composer.spread_sheet import SpreadSheet
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.signals import Draft

SOON = datetime(2026, 11, 23, 18, 30)  # noqa: DTZ001 - a wall time is naive
OpenSheet = Callable[..., SpreadSheet]
LEFT = Qt.MouseButton.LeftButton
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def mira(connect: Connect) -> Account:
    return connect()


@pytest.fixture
def open_sheet(qtbot: QtBot, kit: Kit, clips: Path) -> Iterator[OpenSheet]:
    made: list[SpreadSheet] = []

    def opened(count: int = 3, **draft: object) -> SpreadSheet:
        videos = tuple(clips / f"harbour_{number}.mp4" for number in range(count))
        sheet = SpreadSheet(kit, Draft(videos=videos, **{"wall": SOON, **draft}))  # type: ignore[arg-type]
        made.append(sheet)
        sheet.open()
        qtbot.waitUntil(lambda: settled(sheet))
        return sheet

    yield opened
    for sheet in made:
        sheet.done(0)
        sheet.deleteLater()


def settled(sheet: SpreadSheet) -> bool:
    rows = sheet.model.rows
    asking = any(sheet.model.known(row).told.word.name == "ASKING" for row in rows)
    return not asking and not any(row.seen.looking for row in rows)


def choose_for_all(sheet: SpreadSheet, privacy: Privacy) -> None:
    sheet.panel.audience.choose(privacy)
    sheet.panel.audience_chosen.emit()


def test_it_is_not_ready_while_anybodys_audience_is_open_and_names_the_videos(
    qtbot: QtBot, mira: Account, open_sheet: OpenSheet
) -> None:
    sheet = open_sheet()
    box = sheet.footer.box
    qtbot.waitUntil(lambda: box.verdict.headline == "Nearly ready.")
    assert box.verdict.tone is Tone.IDLE
    assert "harbour_0.mp4, harbour_1.mp4, harbour_2.mp4: Choose who can view this." in box.text
    sheet.model.change(0, privacy=Privacy.PUBLIC)
    sheet.model.change(2, privacy=Privacy.FRIENDS)
    qtbot.waitUntil(lambda: box.verdict.text == "harbour_1.mp4: Choose who can view this.")
    assert sheet.footer.schedule.toolTip() == "harbour_1.mp4: Choose who can view this."
    sheet.model.change(1, privacy=Privacy.PUBLIC)
    qtbot.waitUntil(lambda: box.verdict.headline == "Ready for TikTok.")


def test_it_is_not_ready_while_the_disclosure_is_open(
    qtbot: QtBot, mira: Account, open_sheet: OpenSheet
) -> None:
    sheet = open_sheet()
    choose_for_all(sheet, Privacy.PUBLIC)
    sheet.panel.disclosure.switch.click()
    box = sheet.footer.box
    qtbot.waitUntil(lambda: "You need to indicate" in box.text)
    assert box.verdict.headline == "Nearly ready."


def test_it_names_the_creator_of_this_moment(
    qtbot: QtBot, sandbox: Sandbox, mira: Account, open_sheet: OpenSheet
) -> None:
    sandbox.state.creators["mira.films"].nickname = "Mira Moves"
    sheet = open_sheet()
    qtbot.waitUntil(lambda: "You post as" in sheet.panel.creator.text)
    assert "Mira Moves" in sheet.panel.creator.text


def test_rows_that_would_go_out_while_the_creator_is_stopped_are_named(
    qtbot: QtBot, sandbox: Sandbox, mira: Account, open_sheet: OpenSheet
) -> None:
    sandbox.state.creators["mira.films"].daily_posts = 0
    sheet = open_sheet(2)  # today and tomorrow, at 18:30
    choose_for_all(sheet, Privacy.PUBLIC)
    box = sheet.footer.box
    qtbot.waitUntil(lambda: box.verdict.headline == "Not now.")
    assert "harbour_0.mp4:" in box.text
    assert "harbour_1.mp4" not in box.text
    assert "try again later" in sheet.footer.schedule.toolTip()
    assert not sheet.footer.schedule.isEnabled()
    qtbot.waitUntil(sheet.footer.save.isEnabled)


def test_only_me_is_shut_in_a_rows_own_list_and_says_why(
    qtbot: QtBot, mira: Account, open_sheet: OpenSheet
) -> None:
    sheet = open_sheet()
    sheet.panel.disclosure.choose(your_brand=False, branded=True)
    sheet.refresh()
    index = sheet.model.index(1, VIEW)
    sheet.table.setCurrentIndex(index)
    sheet.table.edit(index)
    (box,) = sheet.table.viewport().findChildren(QComboBox)
    item = box.model().index(box.findText("Only me"), 0)
    assert not item.flags() & Qt.ItemFlag.ItemIsEnabled
    why = "Branded content visibility cannot be set to private."
    assert item.data(Qt.ItemDataRole.ToolTipRole) == why


def test_consent_stands_above_the_button_and_is_kept_with_every_post(
    qtbot: QtBot, storage: Storage, clock: FakeClock, mira: Account, open_sheet: OpenSheet
) -> None:
    sheet = open_sheet()
    footer = sheet.footer
    assert 0 <= footer.schedule.geometry().top() - footer.consent.geometry().bottom() <= 16
    sheet.panel.disclosure.choose(your_brand=False, branded=True)
    choose_for_all(sheet, Privacy.PUBLIC)
    qtbot.waitUntil(footer.schedule.isEnabled)
    said = QTextDocumentFragment.fromHtml(footer.consent.text()).toPlainText()
    assert "Branded" in said
    with qtbot.waitSignal(sheet.accepted):
        qtbot.mouseClick(footer.schedule, LEFT)
    assert [post.consented_at for post in all_posts(storage)] == [NOON] * 3


def test_an_unaudited_app_is_said_and_drafts_are_offered(
    qtbot: QtBot, kit: Kit, storage: Storage, mira: Account, open_sheet: OpenSheet
) -> None:
    kit.desk.program().audit.learn(False)
    sheet = open_sheet()
    qtbot.waitUntil(sheet.as_drafts.isVisible)
    assert "not audited your app" in sheet.footer.box.text
    qtbot.mouseClick(sheet.as_drafts, LEFT)
    assert sheet.panel.draft_note.isVisible()
    qtbot.waitUntil(lambda: not sheet.as_drafts.isVisible())
    qtbot.waitUntil(sheet.footer.schedule.isEnabled)
    with qtbot.waitSignal(sheet.accepted):
        qtbot.mouseClick(sheet.footer.schedule, LEFT)
    assert {post.mode for post in all_posts(storage)} == {Mode.DRAFT}


def test_a_time_is_read_whole_also_beside_the_sign_of_a_remark(
    qtbot: QtBot, mira: Account, open_sheet: OpenSheet
) -> None:
    sheet = open_sheet(wall=datetime(2027, 11, 24, 22, 30))  # noqa: DTZ001 - a wall time is naive
    table = sheet.table
    qtbot.waitUntil(lambda: len(sheet.model.index(0, WHEN).data() or "") > 15)
    assert table.columnWidth(WHEN) >= table.sizeHintForColumn(WHEN)
    sign = icons.icon("attention", "#c05000")
    sheet.model.set_conflicts({0: "Five posts in 24 hours."}, sign)
    qtbot.waitUntil(lambda: table.columnWidth(WHEN) >= table.sizeHintForColumn(WHEN))
