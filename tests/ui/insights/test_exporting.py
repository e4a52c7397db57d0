"""What is shown, taken along as files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.insights.conftest import Count, video
from tikscheduler.ui.insights.page import InsightsPage
from tikscheduler.ui.kit import Kit


@pytest.fixture
def page(count: Count, open_page: Callable[[], InsightsPage], qtbot: QtBot) -> InsightsPage:
    count(1, [video(1, 400), video(2, 300)], followers=70)
    count(0, [video(1, 500), video(2, 310)], followers=80)
    made = open_page()
    qtbot.waitUntil(lambda: made.table.videos.rowCount() == 2)
    qtbot.waitUntil(lambda: made.hours_card.grid.hours.posts == 2)
    return made


def export(page: InsightsPage, what: str, file: Path, kit: Kit, qtbot: QtBot) -> str:
    """Choose an export in the menu and the file in the dialog; what is said of it."""
    menu = page.toolbar.export.menu()
    texts = {"picture": "(PNG)", "line": "table (CSV)", "videos": "All videos", "hours": "hours"}
    (action,) = [one for one in menu.actions() if texts[what] in one.text()]
    action.trigger()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    proposed = Path(dialog.selectedFiles()[0]).name
    dialog.selectFile(str(file))
    said: list[str] = []
    kit.signals.remark.connect(said.append)
    kit.signals.problem.connect(said.append)
    dialog.fileSelected.emit(str(file))
    dialog.reject()
    qtbot.waitUntil(lambda: bool(said))
    assert proposed.startswith("mira.films")
    assert proposed.endswith(f"2026-11-23{file.suffix}")
    return said[0]


def rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


def test_the_chart_as_a_picture(page: InsightsPage, tmp_path: Path, kit: Kit, qtbot: QtBot) -> None:
    file = tmp_path / "chart.png"
    assert export(page, "picture", file, kit, qtbot) == f"Exported to {file}"
    picture = QImage(str(file))
    assert picture.width() == 2 * (page.chart_card.chart.width() + 32)


def test_the_chart_as_a_table(page: InsightsPage, tmp_path: Path, kit: Kit, qtbot: QtBot) -> None:
    file = tmp_path / "line.csv"
    export(page, "line", file, kit, qtbot)
    assert [[row[0], row[2], row[6], row[7]] for row in rows(file)] == [
        ["day", "views", "videos", "followers"],
        ["2026-11-22", "700", "2", "70"],
        ["2026-11-23", "810", "2", "80"],
    ]


def test_a_chosen_video_as_a_table(
    page: InsightsPage, tmp_path: Path, kit: Kit, qtbot: QtBot
) -> None:
    page.table.selectRow(1)
    qtbot.waitUntil(lambda: page.chart_card.chart.data.title == "Video 2")
    file = tmp_path / "line.csv"
    export(page, "line", file, kit, qtbot)
    assert [row[2] for row in rows(file)] == ["views", "300", "310"]


def test_all_videos_and_the_hours(
    page: InsightsPage, tmp_path: Path, kit: Kit, qtbot: QtBot
) -> None:
    export(page, "videos", tmp_path / "videos.csv", kit, qtbot)
    assert [row[2] for row in rows(tmp_path / "videos.csv")] == ["caption", "Video 1", "Video 2"]
    export(page, "hours", tmp_path / "hours.csv", kit, qtbot)
    assert [row[3] for row in rows(tmp_path / "hours.csv")] == ["posts", "1", "1"]


@pytest.mark.parametrize("what", ["picture", "line"])
def test_a_folder_that_is_not_there_is_told(
    page: InsightsPage, what: str, tmp_path: Path, kit: Kit, qtbot: QtBot
) -> None:
    file = tmp_path / "none" / ("a.png" if what == "picture" else "a.csv")
    said = export(page, what, file, kit, qtbot)
    assert said.endswith("Choose another folder.")
