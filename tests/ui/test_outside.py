"""Folders and addresses that are handed to other programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from tikscheduler.ui.kit import Kit
from tikscheduler.ui.outside import open_address, open_folder


class Opened(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.urls.append(url.toString())


@pytest.fixture
def opened() -> Iterator[Opened]:
    made = Opened()
    for scheme in ("file", "https"):
        QDesktopServices.setUrlHandler(scheme, made, "open")
    yield made
    for scheme in ("file", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


def test_a_folder_is_shown(qtbot: QtBot, kit: Kit, opened: Opened, tmp_path: Path) -> None:
    open_folder(kit, tmp_path)
    qtbot.waitUntil(lambda: opened.urls == [QUrl.fromLocalFile(str(tmp_path)).toString()])


def test_a_folder_that_is_gone_is_told(
    qtbot: QtBot, kit: Kit, opened: Opened, tmp_path: Path
) -> None:
    with qtbot.waitSignal(kit.signals.problem) as told:
        open_folder(kit, tmp_path / "gone")
    assert told.args == [f"There is no folder {tmp_path / 'gone'} any more."]
    assert opened.urls == []


def test_an_address_is_opened(kit: Kit, opened: Opened) -> None:
    open_address(kit, "https://www.tiktok.com/@mira")
    assert opened.urls == ["https://www.tiktok.com/@mira"]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_an_address_that_cannot_be_opened_is_told(qtbot: QtBot, kit: Kit) -> None:
    with qtbot.waitSignal(kit.signals.problem) as told:
        open_address(kit, "no-such-scheme://mira")
    assert "no-such-scheme://mira" in told.args[0]
