"""The list of the agenda under the hand: keys, drags and drops go where those of all views go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractItemView, QListView

from tikscheduler.domain.post import Post
from tikscheduler.ui.calendar.picking import MOVE_KEYS
from tikscheduler.ui.calendar.time_grid_drags import EdgeScroll
from tikscheduler.ui.dragging import DraggedPosts

if TYPE_CHECKING:
    from tikscheduler.ui.calendar.agenda import AgendaView

_KEY, _MODIFIER = Qt.Key, Qt.KeyboardModifier


class AgendaList(QListView):
    """Arrows walk over days and posts, Enter opens, or writes a post for a day."""

    def __init__(self, view: AgendaView) -> None:
        super().__init__()
        self._view = view
        self._edges = EdgeScroll(self.verticalScrollBar(), view.drops.over, self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setDragEnabled(True)
        self.viewport().setAcceptDrops(True)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Agenda"))

    def rows_in_sight(self) -> range:
        """The rows that are on the screen."""
        model, area = self._view.model, self.viewport().rect()
        if not model.rows:
            return range(0)
        first = self.indexAt(QPoint(1, 1))
        last = self.indexAt(QPoint(1, area.bottom()))
        end = last.row() + 1 if last.isValid() else len(model.rows)
        return range(first.row() if first.isValid() else 0, end)

    def selected_ids(self) -> list[int]:
        """The selected posts in order of time, the current one last."""
        model = self._view.model
        rows = sorted(index.row() for index in self.selectedIndexes())
        current = self.currentIndex().row()
        ordered = [row for row in rows if row != current] + [row for row in rows if row == current]
        return [post.id for row in ordered if (post := model.rows[row].post)]

    # --- keys ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the keys of the calendar first, then those of a list."""
        view, key = self._view, event.key()
        keys = event.modifiers() & ~_MODIFIER.KeypadModifier
        by = view.shift_of(key)
        if by is not None and keys == MOVE_KEYS:
            view.shift(by)
        elif key in (_KEY.Key_Return, _KEY.Key_Enter) and keys == _MODIFIER.NoModifier:
            self._enter()
        elif key in (_KEY.Key_Delete, _KEY.Key_Backspace) and view.selection.ids:
            view.kit.actions.delete(view.selection.ids)
        elif key == _KEY.Key_Escape and view.selection.ids:
            view.selection.clear()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Qt: letters are the calendar's keys, not the beginnings of rows."""

    def _enter(self) -> None:
        post = self._view.model.post(self.currentIndex())
        if post is not None:
            self._view.kit.requests.open_post.emit(post.id)
        else:
            self._view.compose()

    # --- mouse -----------------------------------------------------------------------------------

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: open the post there, or write one for the day."""
        self._view.picking.double_clicked(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: the menu of the selected posts."""
        self._view.picking.menu_asked(event)

    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        """Qt: the selected posts, held at the current one."""
        index = self.currentIndex()
        post: Post | None = self._view.model.post(index)
        if post is None:
            return
        rect = self.visualRect(index)
        picture: QPixmap = self.viewport().grab(rect.adjusted(0, 0, -rect.width() // 2, 0))
        ids = tuple(self.selected_ids()) or (post.id,)
        hold = self.viewport().mapFromGlobal(self.cursor().pos()) - rect.topLeft()
        dragged = DraggedPosts(ids=ids, grabbed=post.id, hold=hold)
        self._view.drag(dragged, picture)

    # --- drops -----------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: as in all views."""
        self._view.dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Qt: near an edge the list scrolls."""
        self._view.dragMoveEvent(event)
        self._edges.watch(event, 0, self.viewport().height())

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Qt: also when Esc ends it."""
        self._edges.stop()
        self._view.dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: it lands."""
        self._edges.stop()
        self._view.dropEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the row that is current, or the first."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._view.model.rows:
            self.setCurrentIndex(self._view.model.index(0))
