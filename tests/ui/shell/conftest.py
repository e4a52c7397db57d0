"""A frame to put the parts of the shell on: a window with a page, and the real parts behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.conftest import NOON
from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.tray import Tray

NO_SCREEN = pytest.mark.qt_log_ignore(
    "This plugin does not support", "systemTrayWindowChanged", extend=True
)
"""What the plugin that shows nothing says about icons and menus."""


class Frame(QMainWindow):
    """A window that asks the tray what closing means, as the real one does."""

    def __init__(self) -> None:
        super().__init__()
        self.tray: Tray | None = None
        self.stack = QStackedWidget()
        self.field = QLineEdit()
        page = QWidget()
        QVBoxLayout(page).addWidget(self.field)
        self.stack.addWidget(page)
        self.setCentralWidget(self.stack)
        self.resize(900, 640)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.tray is not None:
            self.tray.on_closing(event)


class FakeTray:
    """Whether the desktop has a tray, as the test says."""

    def __init__(self) -> None:
        self.there = True

    def __call__(self) -> bool:
        return self.there


@pytest.fixture
def frame(qapp: QApplication, kit: Kit, qtbot: QtBot) -> Iterator[Frame]:
    qapp.setQuitOnLastWindowClosed(False)  # as the program does: the tray keeps it going
    kit.requests.quit.disconnect()  # or the application would end with the first test
    made = Frame()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    if made.tray is not None:
        made.tray.hide()
        made.tray = None


@pytest.fixture
def there() -> FakeTray:
    return FakeTray()


@pytest.fixture
def tray(kit: Kit, frame: Frame, there: FakeTray) -> Tray:
    frame.tray = Tray(kit, frame, there)
    return frame.tray


@pytest.fixture
def overview(kit: Kit) -> Callable[..., None]:
    """Says how things stand: `overview(next_post=…, next_at=…, attention=2)`."""

    def tell(**values: Any) -> None:
        usual: dict[str, Any] = {
            "next_post": None,
            "next_at": None,
            "under_way": (),
            "waiting": 0,
            "attention": 0,
            "paused": False,
            "safe_until": None,
        }
        kit.overview.latest = SimpleNamespace(**{**usual, **values})  # type: ignore[assignment]
        kit.overview.changed.emit()

    return tell


def in_state(post: Post, status: PostStatus, **values: Any) -> Post:
    """The post as it would be in this status, whichever way it came there."""
    from dataclasses import replace

    return replace(post, status=status, updated_at=NOON + timedelta(seconds=1), **values)
