"""Other colours at once: what was open looks as if it had been opened in them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import FakeClock
from tests.ui.rounds import DIALOGS, PAGES, VIEWS, Round, shut
from tikscheduler.desktop import Desktop

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def picture(qtbot: QtBot, widget: QWidget) -> QImage:
    """How a widget looks once it has come to rest."""
    last, rested = QImage(), 0
    for _ in range(40):
        qtbot.wait(50)
        if focused := QApplication.focusWidget():
            focused.clearFocus()  # the cursor in a field blinks
        now = widget.grab().toImage()
        rested = rested + 1 if now == last else 0
        if rested == 4:
            break
        last = now
    return last


@pytest.mark.parametrize("dialog", DIALOGS)
def test_dialogs(go_round: Round, dialog: str) -> None:
    theme, qtbot = go_round.desktop.kit.theme, go_round.qtbot
    one = go_round.open(dialog)
    picture(qtbot, one)
    theme.choose("dark")
    switched = picture(qtbot, one)
    shut(qtbot, one)
    again = go_round.open(dialog)
    fresh = picture(qtbot, again)
    shut(qtbot, again)
    assert switched == fresh


@pytest.fixture
def dark(go_round: Round, qapp: QApplication, clock: FakeClock) -> Iterator[Round]:
    """Another window over the same profile that is dark from its beginning."""
    kit = go_round.desktop.kit
    made = Desktop(qapp, kit.settings, clock=clock, publish=False)
    made.kit.theme.choose("dark")
    made.kit.desk.storage()
    made.window.build_rest()
    made.window.resize(go_round.desktop.window.size())
    made.start()
    go_round.qtbot.waitUntil(lambda: made.kit.book.loaded)
    yield Round(desktop=made, qtbot=go_round.qtbot, posts=go_round.posts, video=go_round.video)
    made.close()
    made.window.deleteLater()
    made.deleteLater()


def both(light: Round, dark: Round) -> tuple[QImage, QImage]:
    for one in (light, dark):
        one.desktop.kit.selection.set([one.posts[5].id])
    light.desktop.kit.theme.choose("light")
    picture(light.qtbot, light.desktop.window)
    light.desktop.kit.theme.choose("dark")
    switched = picture(light.qtbot, light.desktop.window)
    return switched, picture(dark.qtbot, dark.desktop.window)


@pytest.mark.parametrize("page", PAGES)
def test_pages(go_round: Round, dark: Round, page: str) -> None:
    for one in (go_round, dark):
        one.page(page)
    switched, fresh = both(go_round, dark)
    assert switched == fresh


@pytest.mark.parametrize("view", VIEWS)
def test_views(go_round: Round, dark: Round, view: str) -> None:
    for one in (go_round, dark):
        one.view(view)
    switched, fresh = both(go_round, dark)
    assert switched == fresh
