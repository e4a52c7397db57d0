"""What month, week, day and agenda have in common: the focused day, selecting, keys, drags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip

from tikscheduler.domain.post import Post
from tikscheduler.ui import words
from tikscheduler.ui.calendar.drops import Drops
from tikscheduler.ui.calendar.picking import Picking
from tikscheduler.ui.calendar.spoken import count_words, day_words, post_tip, post_words
from tikscheduler.ui.calendar.surface import Surface
from tikscheduler.ui.calendar.visible import DAY, VisiblePosts
from tikscheduler.ui.dragging import DraggedPosts, Place, shifted, start_post_drag, why_not
from tikscheduler.ui.dropping import proposed_times
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.pictures import Key, Pictures
from tikscheduler.ui.signals import Draft

_KEY = Qt.Key
ARROWS = {
    _KEY.Key_Left: timedelta(days=-1),
    _KEY.Key_Right: timedelta(days=1),
    _KEY.Key_Up: timedelta(days=-7),
    _KEY.Key_Down: timedelta(days=7),
}


class CalendarView(Surface):
    """A view lays out the tiles of the days it shows and paints them; the rest is here.

    A view overrides `days`, `title`, `stepped`, `tiles`, `day_at`, `place_at`, `paintEvent`, and
    `lay_out`, which is called when posts, size, zone or colours may be different. Points are those
    of the viewport.
    """

    moved = Signal()  # the focused day or the title is another one
    drag_started = Signal(object)  # DraggedPosts

    def __init__(self, kit: Kit, visible: VisiblePosts) -> None:
        super().__init__()
        self.kit, self.visible, self.selection = kit, visible, kit.selection
        self._day = self.today()
        self._anchor_day = self._day
        self._selected = frozenset(kit.selection.ids)
        self.picking = Picking(self)
        self.drops = Drops(kit, visible, self.viewport(), self.place_at)
        visible.reset.connect(self._on_posts)
        visible.changed.connect(lambda _days: self._on_posts())
        visible.conflicts.changed.connect(self._on_conflicts)
        kit.selection.changed.connect(self._on_selection)
        kit.pictures.ready.connect(self._on_picture)
        kit.theme.changed.connect(self._on_posts)
        self.drops.changed.connect(self.viewport().update)

    # --- what each view says of itself -----------------------------------------------------------

    def days(self) -> tuple[date, date]:
        """The first and the last day shown."""
        return self._day, self._day

    def title(self) -> str:
        """The name of the period."""
        return ""

    def stepped(self, by: int) -> date:
        """The day to show after `by` steps forward or back."""
        return self._day + by * DAY

    def turn_to(self, day: date) -> None:
        """Another period is going to be shown: the one this day is in."""

    def tiles(self) -> Iterator[tuple[QRect, Post]]:
        """The posts on the screen and where they are painted."""
        yield from ()

    def day_at(self, point: QPoint) -> date | None:
        """The day a point belongs to."""
        return None

    def place_at(self, point: QPoint, dragged: DraggedPosts | None) -> Place | None:
        """Where something that is let go at this point would land."""
        day = self.day_at(point)
        return self._open_day(day) if day else None

    def lay_out(self) -> None:
        """Forget what was computed from posts, size and colours."""

    def shift_of(self, key: int) -> timedelta | None:
        """How far Alt+Shift with this key moves the selected posts."""
        return ARROWS.get(_KEY(key)) if key in ARROWS else None

    # --- where it is -----------------------------------------------------------------------------

    @property
    def day(self) -> date:
        """The focused day."""
        return self._day

    def today(self) -> date:
        """Today in the window's zone."""
        return words.local(self.kit.desk.now(), self.kit.zone).date()

    def show_date(self, day: date, *, extend: bool = False) -> None:
        """Focus a day and show the period it is in. `extend` selects the posts on the way."""
        self._day = day
        self.turn_to(day)
        self.visible.load(*self.days())
        self._on_posts()
        self.focus_day(day, extend=extend)

    def focus_day(self, day: date, *, extend: bool = False) -> None:
        """Focus a day that is shown already."""
        self._day = day
        if extend:
            first, last = sorted((self._anchor_day, day))
            self.selection.set(post.id for post in self.visible.in_order(first, last))
        else:
            self._anchor_day = day
        self.viewport().update()
        self.announce()
        self.moved.emit()

    def arrow(self, key: int, *, extend: bool) -> bool:
        """Move the focus with an arrow key; False for any other key."""
        by = self.shift_of(key)
        if by is not None:
            day, (first, last) = self._day + by, self.days()
            (self.focus_day if first <= day <= last else self.show_date)(day, extend=extend)
        return by is not None

    def step(self, by: int) -> None:
        """Go forward or back by so many periods."""
        self.show_date(self.stepped(by))

    def hit(self, point: QPoint) -> Post | None:
        """The post painted at a point."""
        return next((post for rect, post in self.tiles() if rect.contains(point)), None)

    def rect_of(self, post_id: int) -> QRect | None:
        """Where a post is painted, if it is on the screen."""
        return next((rect for rect, post in self.tiles() if post.id == post_id), None)

    def announce(self) -> None:
        """Tell screen readers the focused day, or the post that is selected."""
        self._describe()
        changed = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        QAccessible.updateAccessibility(changed)

    def _describe(self) -> None:
        current = self.selection.current
        post = self.visible.get(current) if current is not None else None
        day = f"{day_words(self._day)}, {count_words(len(self.visible.of_day(self._day)))}"
        self.setAccessibleDescription(self.spoken(post) if post else day)

    def spoken(self, post: Post) -> str:
        """A post as a screen reader says it."""
        return post_words(post, self.kit, self.visible.conflicts.words(post))

    # --- news ------------------------------------------------------------------------------------

    def _on_posts(self) -> None:
        self.lay_out()
        self._describe()
        self.viewport().update()

    def _on_conflicts(self, ids: set[int]) -> None:
        self._describe()
        if self.isVisible():
            self.update_posts(ids)

    def _on_selection(self) -> None:
        now = frozenset(self.selection.ids)
        self.update_posts(now ^ self._selected)
        self._selected = now
        if self.isVisible():
            self.announce()

    def _on_picture(self, key: Key) -> None:
        if self.isVisible():
            self._update(rect for rect, post in self.tiles() if Pictures.key(post) == key)

    def update_posts(self, ids: Iterable[int]) -> None:
        """Repaint these posts."""
        wanted = frozenset(ids)
        self._update(rect for rect, post in self.tiles() if post.id in wanted)

    def _update(self, rects: Iterable[QRect]) -> None:
        for rect in rects:
            self.viewport().update(rect.adjusted(-3, -3, 3, 3))

    # --- what is asked for -----------------------------------------------------------------------

    def compose(self, place: Place | None = None) -> None:
        """Ask for a new post at a place, or on the focused day."""
        place = place or self._open_day(self._day)
        wall = place.wall
        if place.all_day:
            now = words.local(self.kit.desk.now(), self.kit.zone).replace(tzinfo=None)
            times = proposed_times(place.day, 1, now)
            if not times:
                self.kit.signals.remark.emit(self.tr("This day has passed"))
                return
            wall = times[0]
        self.kit.requests.compose.emit(Draft(wall=wall, all_day=place.all_day))

    def shift(self, by: timedelta) -> None:
        """Move the selected posts by days or minutes of the clock."""
        posts = self.picking.posts()
        walls = shifted(posts, by, self.kit.zone)
        if reason := why_not(posts, walls, self.kit.zone, self.kit.desk.now(), copy=False):
            self.kit.signals.remark.emit(reason)
        elif walls:
            self.kit.actions.move(walls)

    def drag(self, dragged: DraggedPosts, picture: QPixmap) -> None:
        """Let posts be dragged; `picture` is that of the one under the pointer."""
        self.drag_started.emit(dragged)
        start_post_drag(self.viewport(), dragged, picture, self.kit.theme.colour("accent"))

    def show_menu(self, posts: list[Post], at: QPoint) -> None:
        """The menu of these posts, or of the ground, at a point of the screen."""
        if posts:
            from tikscheduler.ui.post_menu import post_menu

            menu = post_menu(self.kit, posts, self)
        else:
            menu = QMenu(self)
            menu.addAction(self.tr("New post on this day"), self.compose)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    @staticmethod
    def _open_day(day: date) -> Place:
        return Place(wall=datetime.combine(day, time()), all_day=True)

    # --- events ----------------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        """Qt: the tool tip of a tile is made when it is asked for."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            post = self.hit(event.pos())
            if post is not None:
                tip = post_tip(post, self.kit, self.visible.conflicts.words(post))
                QToolTip.showText(event.globalPos(), tip, self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the focused day is told."""
        super().focusInEvent(event)
        self.announce()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the tiles are laid out anew."""
        super().resizeEvent(event)
        self.lay_out()
