"""Everything can be come to with Tab alone, and nothing holds the focus for good."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from tests.ui.rounds import DIALOGS, PAGES, VIEWS, Round, shut
from tikscheduler.ui.bar_part import BarPart
from tikscheduler.ui.calendar.surface import Surface
from tikscheduler.ui.composer.composer import Composer
from tikscheduler.ui.signals import Draft

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

USED = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    Surface,
)


PARTS = 8
"""Stops within one field, at most."""


def walk(go_round: Round, window: QWidget) -> list[QWidget]:
    """Where Tab goes, from the focus on until it is there again."""
    window.activateWindow()
    go_round.qtbot.waitUntil(window.isActiveWindow)
    if window.focusWidget() is None or QApplication.focusWidget() is None:
        go_round.qtbot.keyClick(window, Qt.Key.Key_Tab)
    first, held = QApplication.focusWidget(), 0
    assert first is not None
    found = [first]
    for _ in range(200):
        now = QApplication.focusWidget()
        assert now is not None
        go_round.qtbot.keyClick(now, Qt.Key.Key_Tab)
        then = QApplication.focusWidget()
        assert then is not None
        if then is now:  # parts of a time, links in a sentence
            held += 1
            assert held < PARTS, f"{type(now).__name__} {now.accessibleName()} keeps the focus"
            continue
        held = 0
        if then is first:
            return found
        found.append(then)
    pytest.fail(f"Tab goes in a circle that leaves {type(first).__name__} out: {found[-6:]}")


def passed_by(window: QWidget, found: list[QWidget]) -> list[str]:
    """What can be used with the mouse and was not come to."""
    left = []
    for one in window.findChildren(QWidget):
        if not isinstance(one, USED) or not one.isVisible() or not one.isEnabled():
            continue
        if one.window() is not window or covered(one, found) or by_other_keys(one):
            continue
        left.append(f"{type(one).__name__} {one.accessibleName() or one.objectName()}")
    return left


def covered(one: QWidget, found: list[QWidget]) -> bool:
    """Whether it, what it is a part of, or what stands for it was come to."""
    proxy = one.focusProxy()
    return any(
        one is other or other.isAncestorOf(one) or one.isAncestorOf(other) or proxy is other
        for other in found
    )


def by_other_keys(one: QWidget) -> bool:
    """Radio buttons and segments are one stop; a header and its list are as well."""
    if isinstance(one, BarPart) and one.focusPolicy() is Qt.FocusPolicy.NoFocus:
        return True  # words that nothing happens on
    if one.inherits("QHeaderView") or one.inherits("QTableCornerButton"):
        return True
    return isinstance(one, QAbstractButton) and (one.group() is not None)


@pytest.mark.parametrize("page", PAGES)
def test_pages(go_round: Round, page: str) -> None:
    shown, window = go_round.page(page), go_round.desktop.window
    go_round.desktop.kit.selection.set([go_round.posts[1].id])
    go_round.qtbot.waitUntil(lambda: bool(window.sidebar.panel.rows))
    go_round.qtbot.wait(300)
    found = walk(go_round, window)
    assert passed_by(window, found) == [], found
    assert any(shown.isAncestorOf(one) for one in found)


def test_the_accounts_come_where_they_stand(go_round: Round) -> None:
    panel = go_round.desktop.window.sidebar.panel
    go_round.qtbot.waitUntil(lambda: bool(panel.rows))
    panel.add.setFocus()
    go_round.qtbot.keyClick(panel.add, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is next(iter(panel.rows.values()))


@pytest.mark.parametrize("view", VIEWS)
def test_views(go_round: Round, view: str) -> None:
    go_round.view(view)
    go_round.qtbot.wait(200)
    found = walk(go_round, go_round.desktop.window)
    assert any(
        go_round.calendar.view.isAncestorOf(one) or one is go_round.calendar.view for one in found
    )


@pytest.mark.parametrize(
    "dialog", [name for name in DIALOGS if name not in ("date", "posts of a day")]
)
def test_dialogs(go_round: Round, dialog: str) -> None:
    one = go_round.open(dialog)
    go_round.qtbot.wait(200)
    found = walk(go_round, one)
    assert passed_by(one, found) == []
    shut(go_round.qtbot, one)


def test_the_focus_comes_back_when_a_dialog_is_closed(go_round: Round) -> None:
    window, qtbot = go_round.desktop.window, go_round.qtbot
    calendar = go_round.calendar
    window.activateWindow()
    calendar.view.setFocus()
    qtbot.waitUntil(calendar.view.hasFocus)
    for name in ("new post", "another time", "keys", "app", "connecting", "account"):
        dialog = go_round.open(name)
        dialog.activateWindow()
        qtbot.waitUntil(lambda dialog=dialog: dialog.isAncestorOf(QApplication.focusWidget()))
        qtbot.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda dialog=dialog: not window.findChildren(type(dialog)))
        window.activateWindow()
        qtbot.waitUntil(calendar.view.hasFocus)


def test_letters_are_letters_in_text_fields(go_round: Round) -> None:
    window, qtbot = go_round.desktop.window, go_round.qtbot
    calendar = go_round.calendar
    calendar.header.search.setFocus()
    for letter in "tmwdancf/":
        qtbot.keyClicks(calendar.header.search, letter)
    assert calendar.header.search.text() == "tmwdancf/"
    assert calendar.view_name == "month"
    assert not window.findChildren(Composer)

    go_round.desktop.kit.requests.compose.emit(Draft())
    composer = window.findChildren(Composer)[0]
    qtbot.keyClicks(composer.form.caption, "tmwdancf/")
    assert composer.form.caption.toPlainText() == "tmwdancf/"
    assert calendar.view_name == "month"
    assert len(window.findChildren(Composer)) == 1
