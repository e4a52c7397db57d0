"""The week, the day and the agenda, each on the screen with its posts read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from pytestqt.qtbot import QtBot

from tikscheduler.domain.zones import at_wall_time
from tikscheduler.ui.calendar.agenda import AgendaView
from tikscheduler.ui.calendar.time_grid import TimeGrid
from tikscheduler.ui.calendar.time_grid_ground import HEADER
from tikscheduler.ui.calendar.view import CalendarView
from tikscheduler.ui.calendar.visible import VisiblePosts
from tikscheduler.ui.calendar.week import DayView, WeekView
from tikscheduler.ui.dragging import DraggedPosts
from tikscheduler.ui.kit import Kit

ZONE = "Europe/Paris"
MONDAY = date(2026, 11, 23)
LEFT = Qt.MouseButton.LeftButton
KEY, MODIFIER = Qt.Key, Qt.KeyboardModifier
NONE, CTRL, ALT, SHIFT = (
    MODIFIER.NoModifier,
    MODIFIER.ControlModifier,
    MODIFIER.AltModifier,
    MODIFIER.ShiftModifier,
)
V = TypeVar("V", bound=CalendarView)
Show = Callable[..., Any]


@pytest.fixture
def show(qtbot: QtBot, kit: Kit) -> Show:
    """Puts a view on the screen: `show(WeekView)`, on Monday 23 November."""

    def make(kind: type[V], day: date = MONDAY) -> V:
        kit.preferences.set("first_day", 1)
        visible = VisiblePosts(kit)
        view = kind(kit, visible)
        visible.setParent(view)
        view.resize(914, 700)
        qtbot.addWidget(view)
        with qtbot.waitExposed(view):
            view.show()
        view.activateWindow()
        view.setFocus()
        view.show_date(day)
        qtbot.waitUntil(lambda: visible.loaded and kit.book.loaded)
        return view

    return make


@pytest.fixture
def week(show: Show) -> Show:
    """Shows the week once its posts are stored."""
    return lambda day=MONDAY: show(WeekView, day)


@pytest.fixture
def day_view(show: Show) -> Show:
    """Shows a day."""
    return lambda day=MONDAY: show(DayView, day)


@pytest.fixture
def agenda(show: Show) -> Show:
    """Shows the agenda."""
    return lambda day=MONDAY: show(AgendaView, day)


def wall(when: str) -> datetime:
    """A naive wall time."""
    return datetime.fromisoformat(when)


def utc(when: str) -> datetime:
    """A wall time in Paris as an instant."""
    return at_wall_time(datetime.fromisoformat(when), ZONE).utc


def point_of(view: TimeGrid, when: str, *, hour: int | None = None) -> QPoint:
    """Where a time stands on the viewport, in the middle of its day's column, scrolled to."""
    wall = datetime.fromisoformat(when)
    view.show_hour(max(0, wall.hour - 3) if hour is None else hour)
    number = view.grid.number_of(wall.date())
    assert number is not None
    at = view.grid.axis.place(view.grid.days[number], utc(when))
    assert at is not None
    y = view.grid.y(at) + HEADER - view.verticalScrollBar().value()
    return QPoint(view.grid.column(number).center().x(), y)


def header_point(view: TimeGrid, day: date) -> QPoint:
    number = view.grid.number_of(day)
    assert number is not None
    return QPoint(view.grid.column(number).center().x(), HEADER // 2)


def files(*paths: Path | str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def posts(grabbed: int, *others: int, hold: QPoint | None = None) -> QMimeData:
    return DraggedPosts(ids=(grabbed, *others), grabbed=grabbed, hold=hold or QPoint(10, 0)).mime()


ACTIONS = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction


def enter(
    target: Any, mime: QMimeData, point: QPoint, keys: Qt.KeyboardModifier = NONE
) -> QDragEnterEvent:
    event = QDragEnterEvent(point, ACTIONS, mime, LEFT, keys)
    target.dragEnterEvent(event)
    return event


def move(
    target: Any, mime: QMimeData, point: QPoint, keys: Qt.KeyboardModifier = NONE
) -> QDragMoveEvent:
    event = QDragMoveEvent(point, ACTIONS, mime, LEFT, keys)
    target.dragMoveEvent(event)
    return event


def let_go(
    target: Any, mime: QMimeData, point: QPoint, keys: Qt.KeyboardModifier = NONE
) -> QDropEvent:
    event = QDropEvent(QPointF(point), ACTIONS, mime, LEFT, keys)
    target.dropEvent(event)
    return event


def drag_to(
    target: Any, mime: QMimeData, point: QPoint, keys: Qt.KeyboardModifier = NONE
) -> QDropEvent:
    """A whole drag: in, over, let go."""
    enter(target, mime, point, keys)
    move(target, mime, point, keys)
    return let_go(target, mime, point, keys)


@contextmanager
def told(signal: Any) -> Iterator[list[Any]]:
    """What a signal tells meanwhile."""
    heard: list[Any] = []
    signal.connect(heard.append)
    yield heard
    signal.disconnect(heard.append)


def colours(view: TimeGrid, left: int, top: int, width: int, height: int) -> set[str]:
    image: QImage = view.viewport().grab().toImage()
    return {
        image.pixelColor(x, y).name()
        for x in range(left, left + width)
        for y in range(top, top + height)
    }


def has(found: set[str], colour: QColor) -> bool:
    return colour.name() in found
