"""The full page by Tab, by screen reader, in both colours, and with nothing that waits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.insights.conftest import Count, Live, video
from tests.ui.test_contrast import contrast
from tests.ui.test_live_colours import picture
from tests.ui.test_no_disk import WATCH
from tests.ui.test_spoken import nameless
from tikscheduler.domain.insights import BestHours, Cell
from tikscheduler.ui.insights.page import InsightsPage
from tikscheduler.ui.kit import Kit


@pytest.fixture
def page(count: Count, open_page: Callable[[], InsightsPage], qtbot: QtBot) -> InsightsPage:
    for days in (2, 1, 0):
        count(days, [video(n, 500 - days - n) for n in range(30 - (days == 0))], followers=80)
    made = open_page()
    qtbot.waitUntil(lambda: made.table.videos.rowCount() == 30)
    qtbot.waitUntil(lambda: made.hours_card.grid.hours.posts == 30)
    return made


def test_everything_is_come_to_by_tab(page: InsightsPage, qtbot: QtBot) -> None:
    bar, card = page.toolbar, page.chart_card
    wanted: set[QWidget] = {
        bar.account,
        bar.count,
        bar.export,
        *card.chips.values(),
        card.chart,
        page.table,
        page.hours_card.grid,
    }
    bar.account.setFocus()
    found: list[QWidget] = []
    while (now := QApplication.focusWidget()) is not None and now not in found:
        found.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    assert wanted <= set(found)
    assert {*bar.ranges.buttons.values()} & set(found), "one of a group is enough: arrows do it"
    order = [
        found.index(one) for one in (bar.account, card.chart, page.table, page.hours_card.grid)
    ]
    assert order == sorted(order)


def test_everything_has_a_name(page: InsightsPage) -> None:
    assert nameless(page) == []
    for one in (page.chart_card.chart, page.hours_card.grid, page.table):
        assert one.accessibleName()
        assert one.accessibleDescription()


def test_other_colours_at_once(
    page: InsightsPage, open_page: Callable[[], InsightsPage], kit: Kit, qtbot: QtBot
) -> None:
    kit.theme.choose("dark")
    switched = picture(qtbot, page)
    page.hide()
    again = open_page()
    qtbot.waitUntil(lambda: again.table.videos.rowCount() == 30)
    assert switched == picture(qtbot, again)


def test_counting_reading_and_exporting_wait_for_nothing(
    live: Live, qtbot: QtBot, tmp_path: Path
) -> None:
    page = live.page
    WATCH.seen.clear()
    WATCH.on = True
    try:
        qtbot.mouseClick(page.toolbar.count, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: page.table.videos.rowCount() == 45)
        page.table.selectRow(3)
        qtbot.waitUntil(lambda: page.chart_card.back.isVisible())
        assert page.shown is not None
        for what in ("picture", "line", "videos", "hours"):
            with qtbot.waitSignal(live.desktop.kit.signals.remark):
                page.exporting.write(what, page.shown, tmp_path / f"{what}.bin")
    finally:
        WATCH.on = False
    assert WATCH.seen == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_fullest_cell_can_be_read(page: InsightsPage, kit: Kit, theme: str) -> None:
    kit.theme.choose(theme)
    grid = page.hours_card.grid
    full = Cell(weekday=0, first_hour=18, posts=3, median_views=900)
    grid.show_hours(BestHours(posts=20, cells={(0, 18): full}))
    image = grid.grab().toImage()
    rect = grid.cell_rect((0, 18)).toRect()
    inside = image.pixelColor(rect.left() + 6, rect.center().y())
    assert inside != kit.theme.colour("card")
    assert contrast(kit.theme.tokens.text, inside.name()) >= 4.5
