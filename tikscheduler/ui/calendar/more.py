"""The list of all posts of one day, over the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from tikscheduler.domain.post import Post
from tikscheduler.ui.calendar import tile
from tikscheduler.ui.calendar.conflicts import Conflicts
from tikscheduler.ui.calendar.spoken import count_words, day_words, post_words
from tikscheduler.ui.calendar.tile import TilePainter
from tikscheduler.ui.dragging import DraggedPosts
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import label

if TYPE_CHECKING:
    from tikscheduler.ui.calendar.view import CalendarView

Index = QModelIndex | QPersistentModelIndex
WIDTH = 300
ROW = tile.HEIGHT + 3
MOST_ROWS = 10
_TEXT = {int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)}
_KEY = Qt.Key


class PostList(QAbstractListModel):
    """The posts of a day."""

    def __init__(
        self, kit: Kit, conflicts: Conflicts, posts: Sequence[Post], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._kit, self.conflicts = kit, conflicts
        self.posts = list(posts)

    def show_posts(self, posts: Sequence[Post]) -> None:
        """The day has changed."""
        self.beginResetModel()
        self.posts = list(posts)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Qt: how many rows there are."""
        return 0 if parent.isValid() else len(self.posts)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: rows can be dragged."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def data(self, index: Index, role: int = 0) -> Any:
        """Qt: what is spoken; what is seen is painted."""
        if role in _TEXT and index.row() < len(self.posts):
            post = self.posts[index.row()]
            return post_words(post, self._kit, self.conflicts.words(post))
        return None


class TileDelegate(QStyledItemDelegate):
    """Paints a row as the tile it is in the month."""

    def __init__(self, kit: Kit, today: date, list_of: PostList, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit, self._today, self._list = kit, today, list_of
        self._tiles = TilePainter(kit, parent.font(), list_of.conflicts.has)
        kit.theme.changed.connect(self._on_theme_changed)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: the tile."""
        post = self._list.posts[index.row()]
        rect = row_rect(option.rect)
        painter.save()
        self._tiles.paint(painter, rect, post, self._today, selected=post.id in self._kit.selection)
        painter.restore()

    def _on_theme_changed(self) -> None:
        self._tiles.forget()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt: all rows are alike."""
        return QSize(WIDTH, ROW)


def row_rect(rect: QRect) -> QRect:
    """Where the tile of a row is."""
    return QRect(rect.left() + 3, rect.top() + 2, rect.width() - 6, tile.HEIGHT)


class PostListView(QListView):
    """Arrows walk, Enter opens, Delete deletes, and a post can be dragged out onto another day."""

    def __init__(self, popup: DayPosts, view: CalendarView) -> None:
        super().__init__(popup)
        self._popup, self._view = popup, view
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setDragEnabled(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the keys of the month, as far as they make sense here."""
        ids = self._view.selection.ids
        if event.key() in (_KEY.Key_Return, _KEY.Key_Enter) and ids:
            self._popup.open_post(ids[-1])
        elif event.key() in (_KEY.Key_Delete, _KEY.Key_Backspace) and ids:
            self._view.kit.actions.delete(ids)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: open the post."""
        post = self._popup.post_at(self.indexAt(event.position().toPoint()))
        if post is not None:
            self._popup.open_post(post.id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: the menu of the selected posts."""
        selection = self._view.selection
        posts = [post for one in selection.ids if (post := self._view.visible.get(one))]
        if posts:
            self._popup.close()
            self._view.show_menu(posts, event.globalPos())

    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        """Qt: the list makes way for the days behind it."""
        index = self.currentIndex()
        post = self._popup.post_at(index)
        if post is None:
            return
        rect = row_rect(self.visualRect(index))
        picture = self.viewport().grab(rect)
        ids = self._view.selection.ids or (post.id,)
        self._popup.close()
        dragged = DraggedPosts(ids=ids, grabbed=post.id, hold=QPoint(20, tile.HEIGHT // 2))
        self._view.drag(dragged, picture)


class DayPosts(QFrame):
    """A small window over the calendar that closes with Esc or a click beside it."""

    def __init__(self, view: CalendarView, day: date) -> None:
        super().__init__(view, Qt.WindowType.Popup)
        self._view, self._day = view, day
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("kind", "card")
        self.heading = label(day_words(day), "strong")
        self.posts = PostList(view.kit, view.visible.conflicts, view.visible.of_day(day), self)
        self.list = PostListView(self, view)
        self.list.setModel(self.posts)
        self.list.setItemDelegate(TileDelegate(view.kit, view.today(), self.posts, self.list))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(self.list)
        view.visible.reset.connect(self._on_posts)
        view.visible.changed.connect(self._on_posts)
        view.visible.conflicts.changed.connect(self._repaint)
        view.kit.pictures.ready.connect(self._repaint)
        view.selection.changed.connect(self._repaint)
        self._select_current()
        self.list.selectionModel().selectionChanged.connect(self._on_selected)
        self._name()

    def open_at(self, day: QRect) -> None:
        """Show it over a day of the view, all of it on the screen."""
        viewport = self._view.viewport()
        rows = min(MOST_ROWS, max(1, len(self.posts.posts)))
        self.list.setFixedHeight(rows * ROW + 4)
        self.setFixedWidth(WIDTH)
        self.adjustSize()
        place = QRect(viewport.mapToGlobal(day.topLeft()), self.size())
        place.moveCenter(QPoint(viewport.mapToGlobal(day.center()).x(), place.center().y()))
        room = self._view.screen().availableGeometry().adjusted(8, 8, -8, -8)
        place.moveRight(min(place.right(), room.right()))
        place.moveBottom(min(place.bottom(), room.bottom()))
        self.move(max(place.left(), room.left()), max(place.top(), room.top()))
        self.show()
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def post_at(self, index: Index) -> Post | None:
        """The post of a row."""
        return self.posts.posts[index.row()] if index.isValid() else None

    def open_post(self, post_id: int) -> None:
        """Open a post, and close the list."""
        self.close()
        self._view.kit.requests.open_post.emit(post_id)

    def _select_current(self) -> None:
        ids = [post.id for post in self.posts.posts]
        current = self._view.selection.current
        row = ids.index(current) if current in ids else 0
        self.list.setCurrentIndex(self.posts.index(row))
        if current not in ids and ids:
            self._view.selection.set((ids[row],))

    def _on_selected(self) -> None:
        rows = sorted(index.row() for index in self.list.selectedIndexes())
        current = self.list.currentIndex().row()
        in_order = [row for row in rows if row != current] + [row for row in rows if row == current]
        self._view.selection.set(self.posts.posts[row].id for row in in_order)

    def _on_posts(self) -> None:
        posts = self._view.visible.of_day(self._day)
        if not posts:
            self.close()
            return
        self.posts.show_posts(posts)
        self._select_current()
        self._name()

    def _name(self) -> None:
        self.setAccessibleName(f"{day_words(self._day)}, {count_words(len(self.posts.posts))}")
        self.list.setAccessibleName(self.accessibleName())

    def _repaint(self) -> None:
        self.list.viewport().update()

    def event(self, event: QEvent) -> bool:
        """Qt: Esc closes it, wherever the focus is."""
        if isinstance(event, QKeyEvent) and event.key() == _KEY.Key_Escape:
            self.close()
            return True
        return super().event(event)
