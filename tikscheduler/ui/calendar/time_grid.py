"""The week and the day under the hand: keys, drags, and the time that goes on."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMenu

from tikscheduler.domain.post import Post
from tikscheduler.ui import words
from tikscheduler.ui.calendar.more import DayPosts
from tikscheduler.ui.calendar.spoken import count_words, day_words
from tikscheduler.ui.calendar.time_grid_base import SHIFTS, TimeGridBase
from tikscheduler.ui.calendar.time_grid_drags import EdgeScroll
from tikscheduler.ui.calendar.time_grid_ground import HEADER
from tikscheduler.ui.calendar.time_grid_layout import HOUR_PX, Tile
from tikscheduler.ui.calendar.visible import VisiblePosts
from tikscheduler.ui.dragging import Place, past
from tikscheduler.ui.kit import Kit

if TYPE_CHECKING:
    from tikscheduler.ui.calendar.month import MonthView

FIRST_HOUR = 6
"""The hour at the top when the view is shown first."""
_KEY, _MODIFIER = Qt.Key, Qt.KeyboardModifier


class TimeGrid(TimeGridBase):
    """Days side by side. A view says which (`days`) and how narrow its tiles may become."""

    def __init__(self, kit: Kit, visible: VisiblePosts, *, narrowest: int) -> None:
        super().__init__(kit, visible, narrowest=narrowest)
        self._scrolled = False
        self._today = self.today()
        self._slot_anchor = self.slot.at
        self._followed: tuple[int, datetime | None] | None = None
        self._walking = False
        self._edges = EdgeScroll(self.verticalScrollBar(), self.drops.over, self)
        self._minute = QTimer(self, singleShot=True)
        self._minute.timeout.connect(self._on_minute)
        kit.book.changed.connect(self._on_looks)
        kit.theme.changed.connect(self._on_looks)
        kit.transfers.changed.connect(self.update_posts)

    # --- the focused slot ------------------------------------------------------------------------

    def focus_day(self, day: date, *, extend: bool = False) -> None:
        """Focus a day that is shown already; the slot keeps its time of day."""
        if self.slot.wall.date() != day:
            self.slot.go_to_day(day)
        super().focus_day(day, extend=extend)

    def arrow(self, key: int, *, extend: bool) -> bool:
        """A quarter of an hour up or down, a day left or right; with Shift selecting."""
        if key not in SHIFTS:
            return False
        if key in (_KEY.Key_Left, _KEY.Key_Right):
            day, (first, last) = self._day + SHIFTS[_KEY(key)], self.days()
            (self.focus_day if first <= day <= last else self.show_date)(day)
        elif not extend and self._next_in_slot(1 if key == _KEY.Key_Down else -1):
            return True
        else:
            self.slot.step(1 if key == _KEY.Key_Down else -1)
        self._select_slot(extend=extend)
        return True

    def _next_in_slot(self, by: int) -> bool:
        """Go to another post of the same slot, if there is one in this direction."""
        ids = [post.id for post in self._slot_posts()]
        current = self.selection.current
        if current not in ids or not 0 <= ids.index(current) + by < len(ids):
            return False
        self.selection.set((ids[ids.index(current) + by],))
        return True

    def _slot_posts(self) -> list[Post]:
        return self.slot.posts(self.visible.of_day(self.slot.wall.date()))

    def _select_slot(self, *, extend: bool) -> None:
        self._walking = True
        if extend:
            first, last = sorted((self._slot_anchor, self.slot.at))
            posts = self.visible.in_order(*self.days())
            self.selection.set(
                post.id
                for post in posts
                if post.scheduled_at
                and (first <= post.scheduled_at <= last or self.slot.holds(post.scheduled_at))
            )
        else:
            self._slot_anchor = self.slot.at
            self.selection.set(post.id for post in self._slot_posts()[:1])
        self._walking = False
        self.show_slot()
        self.viewport().update()
        self.announce()

    def _follow_selection(self) -> None:
        """Let the slot be where the current post is, wherever it was selected or moved to."""
        current = self.selection.current
        post = self.visible.get(current) if current is not None else None
        found = (post.id, post.scheduled_at) if post else None
        if found == self._followed:
            return  # it is where it was: the slot may have gone elsewhere since
        self._followed = found
        day = self.visible.day_of(post.id) if post else None
        if post is None or post.scheduled_at is None or self._walking:
            return
        if day is not None and self.grid.number_of(day) is not None:
            self.slot.go_to(post.scheduled_at)
            self._day = day
            rect = self._slot_rect()
            if rect is not None and not self._ground_in_sight().intersects(rect):
                self.show_slot()

    def _on_selection(self) -> None:
        self._follow_selection()
        super()._on_selection()

    def lay_out(self) -> None:
        """A post that was moved takes the slot with it."""
        super().lay_out()
        self._follow_selection()

    def _words_of_slot(self) -> str:
        posts = count_words(len(self._slot_posts()))
        return f"{words.clock(self.slot.wall)}, {day_words(self.slot.wall.date())}, {posts}"

    def announce(self) -> None:
        """Tell screen readers the selected post, else the focused slot."""
        current = self.selection.current
        post = self.visible.get(current) if current is not None else None
        self.setAccessibleDescription(self.spoken(post) if post else self._words_of_slot())
        changed = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        QAccessible.updateAccessibility(changed)

    # --- what is asked for -----------------------------------------------------------------------

    def compose(self, place: Place | None = None) -> None:
        """Ask for a new post at a place, or at the focused slot."""
        place = place or Place(wall=self.slot.wall)
        reason = past(place.wall, self.kit.zone, self.kit.desk.now())
        if reason and not place.all_day:
            self.kit.signals.remark.emit(reason)
        else:
            super().compose(place)

    def show_menu(self, posts: list[Post], at: QPoint) -> None:
        """The menu of these posts, or of the focused slot."""
        if posts:
            super().show_menu(posts, at)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = self.tr("New post at %1").replace("%1", words.clock(self.slot.wall))
        menu.addAction(text, self.compose)
        menu.popup(at)

    def _open_bunch(self, tile: Tile) -> None:
        day = self.visible.day_of(tile.posts[0].id)
        if day is not None:
            if self.selection.current not in {post.id for post in tile.posts}:
                self.selection.set((tile.posts[0].id,))
            list_of_day = DayPosts(cast("MonthView", self), day)
            list_of_day.open_at(tile.rect.translated(0, self._down))

    def _show_now(self) -> None:
        """Scroll on until the present is in sight, with some of what is to come."""
        now = self.kit.desk.now()
        for day in self.grid.days:
            at = self.grid.axis.place(day, now)
            if at is not None:
                room = self._ground_in_sight().height()
                least = self.grid.y(at) + min(2 * HOUR_PX, room // 2) - room
                bar = self.verticalScrollBar()
                bar.setValue(max(bar.value(), least))

    # --- time goes on ----------------------------------------------------------------------------

    def _on_minute(self) -> None:
        if self._today != self.today():
            self._today = self.today()
            self.moved.emit()
        self.viewport().update()
        self._wait_a_minute()

    def _wait_a_minute(self) -> None:
        now = self.kit.desk.now()
        self._minute.start(round((60 - now.second - now.microsecond / 1e6) * 1000) + 20)

    def _on_looks(self) -> None:
        self._painter.forget()
        self.viewport().update()

    # --- events ----------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: from now on the line of the present moves on."""
        super().showEvent(event)
        self.lay_out()
        if not self._scrolled:
            self._scrolled = True
            self.show_hour(FIRST_HOUR)
            self._show_now()
        self._wait_a_minute()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: nobody looks."""
        super().hideEvent(event)
        self._minute.stop()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click on a bunch lists it, one on empty ground focuses the slot there."""
        point = event.position().toPoint()
        tile = self.tile_at(point)
        if tile is not None and len(tile.posts) > 1 and event.button() is Qt.MouseButton.LeftButton:
            self._open_bunch(tile)
            return
        super().mousePressEvent(event)
        number = self.grid.number_at(point.x())
        if tile is None and number is not None and point.y() >= HEADER:
            day, at = self.grid.days[number], self.grid.at(point.y() - self._down + 0.5)
            self.slot.go_to(self.grid.axis.snapped(day, at, down=True))
            self._slot_anchor = self.slot.at
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter on an empty slot writes a post for it."""
        enter = event.key() in (_KEY.Key_Return, _KEY.Key_Enter)
        keys = event.modifiers() & ~_MODIFIER.KeypadModifier
        if enter and keys == _MODIFIER.NoModifier and self.selection.current is None:
            self.compose()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: Alt makes it free of the quarters of an hour."""
        self._fine = _is_fine(event)
        super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Qt: near an edge the ground scrolls."""
        self._fine = _is_fine(event)
        super().dragMoveEvent(event)
        self._edges.watch(event, HEADER, self.viewport().height())

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Qt: also when Esc ends it."""
        self._edges.stop()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: it lands where it was shown."""
        self._edges.stop()
        self._fine = _is_fine(event)
        super().dropEvent(event)


def _is_fine(event: QDropEvent) -> bool:
    return bool(event.modifiers() & _MODIFIER.AltModifier)
