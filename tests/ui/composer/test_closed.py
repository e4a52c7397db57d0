"""A sheet that is closed leaves nothing behind that still listens."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from tikscheduler.ui.composer.sheet import Sheet
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.main_window import MainWindow
from tikscheduler.ui.signals import Draft


@pytest.mark.parametrize("count", [0, 1, 3])
def test_news_after_the_sheet_is_closed_reach_nobody(
    qtbot: QtBot, kit: Kit, window: MainWindow, tmp_path: Path, count: int
) -> None:
    videos = tuple(tmp_path / f"clip{number}.mp4" for number in range(count))
    kit.requests.compose.emit(Draft(videos=videos))
    sheet = window.findChildren(Sheet)[0]
    assert isinstance(sheet, QDialog)
    with qtbot.waitSignal(sheet.destroyed):
        sheet.done(0)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    kit.theme.choose("dark")
    kit.pictures.ready.emit(("clip", 0, 0))
    kit.book.changed.emit()
    kit.overview.changed.emit()
    kit.transfers.changed.emit(set())
    kit.feed.posts_loaded.emit([])
    kit.feed.posts_gone.emit([])
    kit.selection.set([1])
    kit.actions.undo_changed.emit(None, None)
