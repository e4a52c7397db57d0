"""Scrolling by itself while something is dragged near an edge."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QScrollBar

TICK_MS = 30
EDGE_PX = 36
FASTEST_PX = 18


class EdgeScroll(QObject):
    """Moves a scroll bar while a drag stays near the upper or the lower edge.

    Qt tells of a drag only when the pointer moves; so after each step `again` is given the last
    news of it once more, for what is under the pointer has changed.
    """

    def __init__(
        self, bar: QScrollBar, again: Callable[[QDragMoveEvent], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bar, self._again = bar, again
        self._by = 0
        self._last: tuple[QPoint, QMimeData, Qt.DropAction, Qt.KeyboardModifier] | None = None
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    @property
    def active(self) -> bool:
        """Whether it scrolls now."""
        return self._timer.isActive()

    def watch(self, event: QDropEvent, top: int, bottom: int) -> None:
        """Something is dragged at a point; what scrolls lies between `top` and `bottom`."""
        point = event.position().toPoint()
        self._last = (point, event.mimeData(), event.possibleActions(), event.modifiers())
        self._by = _speed(point.y(), top, bottom)
        if self._by and not self._timer.isActive():
            self._timer.start()
        elif not self._by:
            self._timer.stop()

    def stop(self) -> None:
        """The drag has left, or is over."""
        self._timer.stop()
        self._last = None

    def _on_tick(self) -> None:
        before = self._bar.value()
        self._bar.setValue(before + self._by)
        if self._bar.value() == before or self._last is None:
            self._timer.stop()
            return
        point, mime, actions, keys = self._last
        left = Qt.MouseButton.LeftButton
        self._again(QDragMoveEvent(point, actions, mime, left, keys))


def _speed(y: int, top: int, bottom: int) -> int:
    """Pixels a step: more the nearer the edge."""
    up, down = top + EDGE_PX - y, y - (bottom - EDGE_PX)
    near = max(up, down)
    if near <= 0 or y < top:
        return 0
    by = 1 + min(near, EDGE_PX) * (FASTEST_PX - 1) // EDGE_PX
    return -by if up >= down else by
