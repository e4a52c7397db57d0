"""Selecting posts with the mouse and with keys, in every view of the calendar alike."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QRubberBand

from tikscheduler.domain.post import Post
from tikscheduler.ui.dragging import DRAG_PX, DraggedPosts

if TYPE_CHECKING:
    from tikscheduler.ui.calendar.view import CalendarView

_KEY, _MODIFIER = Qt.Key, Qt.KeyboardModifier
MOVE_KEYS = _MODIFIER.AltModifier | _MODIFIER.ShiftModifier
_ENTER = (_KEY.Key_Return, _KEY.Key_Enter)
_DELETE = (_KEY.Key_Delete, _KEY.Key_Backspace)


class Picking:
    """What clicks, drags and keys do to the selection of one view."""

    def __init__(self, view: CalendarView) -> None:
        self._view, self._selection = view, view.selection
        self._at: QPoint | None = None  # where the left button went down
        self._post: Post | None = None  # what was there
        self._before: tuple[int, ...] = ()  # what a rubber band adds to
        self._anchor: int | None = None
        self._band = QRubberBand(QRubberBand.Shape.Rectangle, view.viewport())

    # --- mouse -----------------------------------------------------------------------------------

    def pressed(self, event: QMouseEvent) -> None:
        """A button went down: take the post there, unless that may become a drag of several."""
        if event.button() is Qt.MouseButton.RightButton:
            return self._take_for_menu(event.position().toPoint())
        if event.button() is not Qt.MouseButton.LeftButton:
            return event.ignore()
        self._at = point = event.position().toPoint()
        self._post = post = self._view.hit(point)
        keys = event.modifiers()
        if post is None:
            if not keys & (_MODIFIER.ControlModifier | _MODIFIER.ShiftModifier):
                self._selection.clear()
            self._before = self._selection.ids
        elif keys & _MODIFIER.ShiftModifier:
            self._extend_to(post)
        elif post.id not in self._selection and not keys & _MODIFIER.ControlModifier:
            self._select(post)
        self._focus_day(point)
        return None

    def dragged(self, event: QMouseEvent) -> None:
        """The pointer moved: a drag of posts, or a rubber band on empty ground."""
        if self._at is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        far = (point - self._at).manhattanLength() >= DRAG_PX
        if self._band.isVisible() or (far and self._post is None):
            self._stretch(QRect(self._at, point).normalized())
        elif far and self._post is not None:
            self._drag(self._post, self._at)

    def released(self, event: QMouseEvent) -> None:
        """The button is up again."""
        post, at, self._at = self._post, self._at, None
        if self._band.isVisible():
            self._band.hide()
        elif at is not None and post is not None and event.button() is Qt.MouseButton.LeftButton:
            if event.modifiers() & _MODIFIER.ControlModifier:
                self._selection.toggle(post.id)
                self._anchor = post.id
            elif not event.modifiers() & _MODIFIER.ShiftModifier:
                self._select(post)

    def double_clicked(self, event: QMouseEvent) -> None:
        """Open the post there, or write a new one for the place."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        self._at = None
        if post := self._view.hit(point):
            self._view.kit.requests.open_post.emit(post.id)
        elif place := self._view.place_at(point, None):
            self._view.compose(place)

    def menu_asked(self, event: QContextMenuEvent) -> None:
        """The menu at the pointer, or at the selected post if a key asked for it."""
        view, at = self._view, event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            rect = view.rect_of(self._selection.current) if self._selection.current else None
            at = view.viewport().mapToGlobal(rect.center() if rect else view.rect().center())
        view.show_menu(self.posts(), at)

    def _take_for_menu(self, point: QPoint) -> None:
        post = self._view.hit(point)
        if post is None:
            self._selection.clear()
        elif post.id not in self._selection:
            self._select(post)
        self._focus_day(point)

    def _drag(self, post: Post, at: QPoint) -> None:
        self._at = None
        if post.id not in self._selection:
            self._select(post)
        rect = self._view.rect_of(post.id) or QRect(at, QSize(120, 26))
        ids = tuple(one.id for one in self.posts()) or (post.id,)
        dragged = DraggedPosts(ids=ids, grabbed=post.id, hold=at - rect.topLeft())
        self._view.drag(dragged, self._view.viewport().grab(rect))

    def _stretch(self, rect: QRect) -> None:
        self._band.setGeometry(rect)
        self._band.show()
        inside = [post.id for tile, post in self._view.tiles() if tile.intersects(rect)]
        self._selection.set((*self._before, *inside))

    def _focus_day(self, point: QPoint) -> None:
        day = self._view.day_at(point)
        if day is not None and day != self._view.day:
            self._view.focus_day(day)

    # --- keys ------------------------------------------------------------------------------------

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Whether the key meant something here."""
        key, keys = event.key(), event.modifiers() & ~_MODIFIER.KeypadModifier
        by = self._view.shift_of(key)
        if by is not None and keys == MOVE_KEYS:
            self._view.shift(by)
        elif key in (_KEY.Key_Up, _KEY.Key_Down) and keys & _MODIFIER.ControlModifier:
            by_one = 1 if key == _KEY.Key_Down else -1
            self._step_post(by_one, extend=bool(keys & _MODIFIER.ShiftModifier))
        elif keys in (_MODIFIER.NoModifier, _MODIFIER.ShiftModifier) and self._view.arrow(
            key, extend=keys == _MODIFIER.ShiftModifier
        ):
            pass
        elif keys == _MODIFIER.ControlModifier and key == _KEY.Key_A:
            self._selection.set(post.id for post in self._in_order())
        else:
            return keys == _MODIFIER.NoModifier and self._plain_key(key)
        return True

    def _plain_key(self, key: int) -> bool:
        view = self._view
        if key in _ENTER:
            self._enter()
        elif key in _DELETE and (posts := self.posts()):
            view.kit.actions.delete([post.id for post in posts])
        elif key == _KEY.Key_Escape and (self._selection.ids or self._band.isVisible()):
            self._band.hide()
            self._at = None
            self._selection.clear()
        elif key == _KEY.Key_Space:
            self._next_of_day()
        else:
            return False
        return True

    def _enter(self) -> None:
        """Open the selected post, else select the first of the day, else write one for it."""
        posts, chosen = self._view.visible.of_day(self._view.day), self.posts()
        if chosen:
            self._view.kit.requests.open_post.emit(chosen[-1].id)
        elif posts:
            self._select(posts[0])
        else:
            self._view.compose()

    def _next_of_day(self) -> None:
        posts = self._view.visible.of_day(self._view.day)
        if not posts:
            return
        ids = [post.id for post in posts]
        current = self._selection.current
        at = ids.index(current) + 1 if current in ids else 0
        self._select(posts[at % len(posts)])

    def _step_post(self, by: int, *, extend: bool) -> None:
        """Go to the next post in time, or the one before."""
        posts = self._in_order()
        ids = [post.id for post in posts]
        current = self._selection.current
        if current in ids:
            at = ids.index(current) + by
        else:
            day = self._view.day
            later = [n for n, post in enumerate(posts) if self._day_of(post) >= day]
            at = (later[0] if later else len(ids)) - (0 if by > 0 and later else 1)
        if not 0 <= at < len(ids):
            return
        if extend:
            self._extend_to(posts[at])
        else:
            self._select(posts[at])
        day_there = self._view.visible.day_of(ids[at])
        if day_there is not None and day_there != self._view.day:
            self._view.focus_day(day_there)

    # --- both ------------------------------------------------------------------------------------

    def _select(self, post: Post) -> None:
        self._anchor = post.id
        self._selection.set((post.id,))

    def _extend_to(self, post: Post) -> None:
        """Select everything between the post picked last and this one, in order of time."""
        ids = [one.id for one in self._in_order()]
        anchor = self._anchor if self._anchor in ids else self._selection.current
        if anchor not in ids or post.id not in ids:
            return self._select(post)
        first, last = ids.index(anchor), ids.index(post.id)
        between = ids[min(first, last) : max(first, last) + 1]
        self._selection.set(between if last >= first else reversed(between))
        self._anchor = anchor
        return None

    def _in_order(self) -> list[Post]:
        return self._view.visible.in_order(*self._view.days())

    def _day_of(self, post: Post) -> date:
        return self._view.visible.day_of(post.id) or date.min

    def posts(self) -> list[Post]:
        """The selected posts that are shown here: what nobody sees is left alone."""
        if not self._selection.ids:
            return []
        shown = {post.id: post for post in self._in_order()}
        return [post for one in self._selection.ids if (post := shown.get(one))]
