"""Whatever can be used has a name that a screen reader says."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from tests.ui.rounds import DIALOGS, PAGES, VIEWS, Round

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

USED = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextEdit,
)


def nameless(inside: QWidget) -> list[str]:
    """What can be used in a widget and has no name."""
    found = []
    for one in (inside, *inside.findChildren(QWidget)):
        if not isinstance(one, USED) or isinstance(one, QScrollBar) or is_part(one):
            continue
        named = one.accessibleName()
        if not named and isinstance(one, QAbstractButton) and one.isVisible():
            named = one.text()  # which Qt says where there is no other
        if not named:
            parents = []
            up = one.parentWidget()
            while up is not None and len(parents) < 4:
                parents.append(type(up).__name__)
                up = up.parentWidget()
            found.append(f"{type(one).__name__} {one.objectName()} in {' in '.join(parents)}")
    return found


def is_part(one: QWidget) -> bool:
    """Whether Qt speaks for it: the field of a box, the list behind one, buttons in a field."""
    up = one.parentWidget()
    while up is not None:
        if isinstance(up, (QComboBox, QAbstractSpinBox, QLineEdit, QDialogButtonBox)):
            return True
        if up.inherits("QCalendarWidget") or up.inherits("QHeaderView"):
            return True
        up = up.parentWidget()
    hidden = not one.isVisible() and isinstance(one, (QAbstractButton, QHeaderView, QProgressBar))
    return hidden or one.inherits("QTableCornerButton")


@pytest.mark.parametrize("page", PAGES)
def test_pages(go_round: Round, page: str) -> None:
    go_round.page(page)
    window = go_round.desktop.window
    go_round.desktop.kit.selection.set([go_round.posts[0].id])
    go_round.qtbot.waitUntil(lambda: bool(window.sidebar.panel.rows))
    assert nameless(window) == []


@pytest.mark.parametrize("view", VIEWS)
def test_views(go_round: Round, view: str) -> None:
    assert nameless(go_round.view(view)) == []


@pytest.mark.parametrize("dialog", DIALOGS)
def test_dialogs(go_round: Round, dialog: str) -> None:
    assert nameless(go_round.open(dialog)) == []
