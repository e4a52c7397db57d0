"""Hands what Qt tells a view of the calendar on: mouse and keys to `Picking`, drags to `Drops`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea

if TYPE_CHECKING:
    from tikscheduler.ui.calendar.drops import Drops
    from tikscheduler.ui.calendar.picking import Picking

BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class Surface(QAbstractScrollArea):
    """The ground under a view's tiles."""

    picking: Picking
    drops: Drops

    def __init__(self) -> None:
        super().__init__()
        self._by_key = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAcceptDrops(True)
        self.viewport().setMouseTracking(True)

    @property
    def shows_focus(self) -> bool:
        """Whether the focused day has a frame: who uses the mouse needs none."""
        return self._by_key and self.hasFocus()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: select, or begin a drag."""
        self._by_key = False
        self.picking.pressed(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: drag."""
        self.picking.dragged(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: the end of it."""
        self.picking.released(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: open."""
        self.picking.double_clicked(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: the menu."""
        self.picking.menu_asked(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: what is no key of the calendar goes on to the page."""
        self._by_key = True
        if not self.picking.key_pressed(event):
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the focused day gets its frame."""
        super().focusInEvent(event)
        self._by_key = event.reason() in BY_KEY
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the focused day loses its frame."""
        super().focusOutEvent(event)
        self.viewport().update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: something is dragged in."""
        if self.drops.takes(event):
            self.drops.over(event)
            event.accept()  # the place it enters at may refuse it, but not the view

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Qt: it is dragged on."""
        self.drops.over(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Qt: it is dragged out, or Esc was pressed."""
        self.drops.gone()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: it is let go."""
        self.drops.land(event)
