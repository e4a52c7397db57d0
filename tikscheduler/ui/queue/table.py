"""The queue's table: scrolling, keys and the pointer."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from tikscheduler.ui.kit import Kit
from tikscheduler.ui.queue.columns import Columns
from tikscheduler.ui.queue.delegate import ROW_HEIGHT, QueueDelegate
from tikscheduler.ui.queue.model import QueueModel
from tikscheduler.ui.queue.picked import Picked
from tikscheduler.ui.queue.reading import Answer

SETTLED_MS = 120
"""The view stands still: now the pictures are worth asking for."""


class QueueTable(QTableView):
    """Rows of one height, so a row's place is a multiplication, however many there are."""

    menu_wanted = Signal(QPoint)  # on the screen
    key_pressed = Signal(str)  # "delete", "retry", "open", "copy"

    def __init__(self, kit: Kit, model: QueueModel) -> None:
        super().__init__()
        self._kit, self._model = kit, model
        self._all_wanted = False
        self.picked = Picked(kit, model, self)
        self.columns = Columns(kit, self)
        self.setHorizontalHeader(self.columns)
        self.delegate = QueueDelegate(kit, model, self)
        self.setItemDelegate(self.delegate)
        self._set_up()
        self.setModel(model)
        self.setSelectionModel(self.picked)
        self._settle = QTimer(self, interval=SETTLED_MS, singleShot=True)
        self._settle.timeout.connect(self._on_settled)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        model.anchor = self._anchor
        model.settled.connect(self._on_list_settled)
        model.listed.connect(self._on_listed)
        kit.pictures.ready.connect(self._on_picture)
        kit.transfers.changed.connect(self._on_transfers)
        for changed in (kit.overview.changed, kit.book.changed, kit.theme.changed):
            changed.connect(self.viewport().update)
        kit.theme.changed.connect(self.columns.viewport().update)

    def _set_up(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.setHighlightSections(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Posts in the queue"))

    # --- what is on the screen -------------------------------------------------------------

    def shown_rows(self) -> tuple[int, int]:
        """The first and the last row on the screen."""
        top = self.verticalScrollBar().value()
        count = self._model.rowCount()
        last = (top + max(self.viewport().height(), 1) - 1) // ROW_HEIGHT
        return top // ROW_HEIGHT, max(0, min(last, count - 1))

    def show_row(self, row: int) -> None:
        """Bring a row onto the screen, in the middle if it is not there yet."""
        first, last = self.shown_rows()
        if not first < row < last:
            middle = row * ROW_HEIGHT - (self.viewport().height() - ROW_HEIGHT) // 2
            self.verticalScrollBar().setValue(middle)

    def selectAll(self) -> None:
        """Qt: all there are; a list that is still being counted is selected once it is."""
        self._all_wanted = not self._model.counted
        if not self._all_wanted:
            super().selectAll()

    def _anchor(self) -> tuple[int, int] | None:
        """The first row, to be kept where it is; at the very top what is new shall be seen."""
        top = self.verticalScrollBar().value()
        row = top // ROW_HEIGHT
        post = self._model.post(row)
        return (post.id, row) if top > 0 and post is not None else None

    def _look(self) -> None:
        self._model.look_at(*self.shown_rows())

    def _on_scrolled(self, _value: int) -> None:
        self.delegate.thumbs.asking = False
        self._settle.start()
        self._look()

    def _on_settled(self) -> None:
        self.delegate.thumbs.asking = True
        self.viewport().update()

    def _on_list_settled(self, answer: Answer) -> None:
        if answer.moved:
            bar = self.verticalScrollBar()
            self.updateGeometries()
            bar.setValue(bar.value() + answer.moved * ROW_HEIGHT)
        self._look()
        self.viewport().update()
        if self._all_wanted:
            self.selectAll()

    def _on_listed(self, start: int) -> None:
        self._all_wanted = False
        self.updateGeometries()
        self.verticalScrollBar().setValue(start * ROW_HEIGHT)
        self._on_settled()
        self._look()

    # --- what changed ----------------------------------------------------------------------

    def _update_row(self, row: int) -> None:
        y = row * ROW_HEIGHT - self.verticalScrollBar().value()
        self.viewport().update(QRect(0, y, self.viewport().width(), ROW_HEIGHT))

    def _on_picture(self, key: object) -> None:
        first, last = self.shown_rows()
        for row in range(first, last + 1):
            post = self._model.post(row)
            if post is not None and self._kit.pictures.key(post) == key:
                self._update_row(row)

    def _on_transfers(self, ids: set[int]) -> None:
        for post_id in ids:
            row = self._model.row(post_id)
            if row is not None:
                self._update_row(row)

    # --- events ----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the keys that act on the selected posts; the rest moves and selects."""
        name = _KEYS.get((_Key(event.key()), event.modifiers() & _MODIFIERS))
        if name:
            self.key_pressed.emit(name)
            event.accept()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: opens the post."""
        if event.button() is Qt.MouseButton.LeftButton and self.indexAt(_at(event)).isValid():
            self.key_pressed.emit("open")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: the row under the pointer is marked."""
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(_at(event)).row())

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: no row is under the pointer any more."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        before, self.delegate.hovered = self.delegate.hovered, row
        for one in {before, row} - {-1} if before != row else ():
            self._update_row(one)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: the menu, at the pointer or, asked for by key, at the current row."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            current = self.visualRect(self.currentIndex())
            at = self.viewport().mapToGlobal(current.bottomLeft() + QPoint(66, 0))
        else:
            at = event.globalPos()
        self.menu_wanted.emit(at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: there is other room for the columns, and other rows are on the screen."""
        super().resizeEvent(event)
        self.columns.share_out(self.viewport().width())
        self._look()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the rows."""
        self.delegate.begin(self.currentIndex().row() if self.hasFocus() else -1)
        super().paintEvent(event)

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Qt: a row that only changed its place pulls nobody's view along."""
        if not self.picked.restoring:
            super().scrollTo(index, hint)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Qt: left and right change nothing, where whole rows are selected."""
        if action in (_Action.MoveLeft, _Action.MoveRight) and self.currentIndex().isValid():
            return self.currentIndex()
        return super().moveCursor(action, modifiers)


_Action = QAbstractItemView.CursorAction
_Key, _Mod = Qt.Key, Qt.KeyboardModifier
_MODIFIERS = _Mod.ControlModifier | _Mod.ShiftModifier | _Mod.AltModifier | _Mod.MetaModifier
_KEYS = {
    (_Key.Key_Delete, _Mod.NoModifier): "delete",
    (_Key.Key_R, _Mod.ControlModifier): "retry",
    (_Key.Key_Return, _Mod.NoModifier): "open",
    (_Key.Key_Enter, _Mod.NoModifier): "open",
    (_Key.Key_C, _Mod.ControlModifier): "copy",
}


def _at(event: QMouseEvent) -> QPoint:
    return event.position().toPoint()
