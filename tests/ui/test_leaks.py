"""What is closed is gone: no object stays, no timer runs, and no news finds what is not there."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from tests.ui.rounds import DIALOGS, Round, shut
from tikscheduler.ui.kit import Kit

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

TIMES = 6


def all_news(kit: Kit) -> None:
    """Everything that parts of the window listen to."""
    kit.theme.choose("light" if kit.theme.dark else "dark")
    kit.pictures.ready.emit(("clip", 0, 0))
    kit.book.changed.emit()
    kit.overview.changed.emit()
    kit.transfers.changed.emit({1})
    kit.feed.posts_loaded.emit([])
    kit.feed.posts_gone.emit([])
    kit.selection.set([1, 2])
    kit.selection.clear()
    kit.actions.undo_changed.emit(None, None)
    kit.signals.engine_state.emit("paused")
    kit.preferences.changed.emit("first_day")


def objects(root: QObject) -> int:
    """Everything below an object."""
    return len(root.findChildren(QObject))


def running(root: QObject) -> list[QTimer]:
    """Timers that go on and on."""
    return [one for one in root.findChildren(QTimer) if one.isActive() and not one.isSingleShot()]


@pytest.mark.parametrize("dialog", DIALOGS)
def test_dialogs(go_round: Round, dialog: str) -> None:
    window, kit = go_round.desktop.window, go_round.desktop.kit
    made: list[weakref.ref[QObject]] = []
    counts: list[int] = []
    go_round.page("settings" if dialog == "licences" else "calendar")
    go_round.qtbot.waitUntil(lambda: bool(window.sidebar.panel.rows))
    ticking = len(running(window))
    for _ in range(TIMES):
        one = go_round.open(dialog)
        go_round.qtbot.wait(30)
        all_news(kit)
        made.append(weakref.ref(one))
        gone = one
        shut(go_round.qtbot, one)
        go_round.kept.clear()
        assert not isValid(gone)
        del one, gone
        all_news(kit)
        go_round.qtbot.wait(30)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        there = objects(window) + objects(go_round.desktop)
        counts.append(there + len(QApplication.topLevelWidgets()))
        assert len(running(window)) == ticking
    gc.collect()

    assert [ref for ref in made if ref() is not None] == []
    assert counts[-1] == counts[1], counts
