"""The agenda: what goes out from a day on, one post after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QRect, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from tikscheduler.domain.post import Post
from tikscheduler.ui import words
from tikscheduler.ui.calendar.agenda_delegate import AgendaDelegate
from tikscheduler.ui.calendar.agenda_list import AgendaList
from tikscheduler.ui.calendar.agenda_model import AgendaModel, rows_of
from tikscheduler.ui.calendar.view import CalendarView
from tikscheduler.ui.calendar.visible import DAY, VisiblePosts
from tikscheduler.ui.dragging import DraggedPosts, Place
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import label

SPAN, MOST_SPAN = 30, 480
"""Days that are read at first, and at most when one goes on to the end."""
_FLAG = QItemSelectionModel.SelectionFlag


class AgendaView(CalendarView):
    """A list over the whole view, which shares its selection, its drops and its menu."""

    def __init__(self, kit: Kit, visible: VisiblePosts) -> None:
        super().__init__(kit, visible)
        self._start, self._span = self._day, SPAN
        self._fresh = False
        self._telling = False
        self.model = AgendaModel(kit, self._read_more, self, visible.conflicts.words)
        self.list = AgendaList(self)
        self.list.setModel(self.model)
        self._delegate = AgendaDelegate(kit, self.model, self.list)
        self.list.setItemDelegate(self._delegate)
        self.empty = label(kind="dim", wrap=True)
        self.empty.setParent(self.viewport())
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.empty.hide()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self.viewport())
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self.empty.raise_()
        self.setFocusProxy(self.list)
        self.setAccessibleName(self.tr("Agenda"))
        self.list.selectionModel().selectionChanged.connect(self._on_list_selection)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.drops.changed.connect(self._on_drop)
        visible.reset.connect(self._on_read)
        kit.book.changed.connect(self.list.viewport().update)
        kit.transfers.changed.connect(self.update_posts)

    # --- what the base asks ----------------------------------------------------------------------

    def days(self) -> tuple[date, date]:
        """From the day it starts with, as far as was read."""
        return self._start, self._start + (self._span - 1) * DAY

    def title(self) -> str:
        """From 23 November 2026."""
        return self.tr("From %1").replace("%1", words.dated(self._start, "d MMMM yyyy"))

    def stepped(self, by: int) -> date:
        """A week on or back."""
        return self._start + 7 * by * DAY

    def turn_to(self, day: date) -> None:
        """Start with another day."""
        self._start, self._span = day, SPAN
        self._fresh = self._fresh and self.visible.days == self.days()
        self.list.scrollToTop()

    def tiles(self) -> Iterator[tuple[QRect, Post]]:
        """The rows on the screen."""
        for n in self.list.rows_in_sight():
            post = self.model.rows[n].post
            if post is not None:
                yield self.list.visualRect(self.model.index(n)), post

    def day_at(self, point: QPoint) -> date | None:
        """The day of the row there; below the last row its day, and the first of an empty list."""
        row = self.model.row(self.list.indexAt(point))
        if row is not None:
            return row.first
        return self.model.rows[-1].last if self.model.rows else self._start

    def place_at(self, point: QPoint, dragged: DraggedPosts | None) -> Place | None:
        """A day; of several without posts the first that has not passed."""
        day = self.day_at(point)
        row = self.model.row(self.list.indexAt(point))
        if row is not None and row.first < self.today() <= row.last:
            day = self.today()
        return self._open_day(day) if day else None

    def lay_out(self) -> None:
        """The posts may be others."""
        if not self._fresh or self.visible.days != self.days():
            return  # these are another view's days, or were not read yet
        rows = rows_of(*self.days(), self.visible.of_day)
        self._telling = True  # a post that goes to another row stays selected
        self.model.show_rows(rows)
        self._telling = False
        self.model.at_end = self._span >= MOST_SPAN
        if not rows and not self.model.at_end:
            self._read_more()  # nothing in the next weeks: perhaps there is later
            return
        self._show_empty(not rows)
        self._show_selection()

    def _on_read(self) -> None:
        if self.visible.days == self.days():
            self._fresh = True
            self.lay_out()

    def update_posts(self, ids: Iterable[int]) -> None:
        """Repaint these posts."""
        for post_id in ids:
            if (index := self.model.index_of(post_id)).isValid():
                self.list.update(index)

    def _update(self, rects: Iterable[QRect]) -> None:
        for rect in rects:
            self.list.viewport().update(rect)

    def _on_posts(self) -> None:
        super()._on_posts()
        self.list.viewport().update()

    # --- more days -------------------------------------------------------------------------------

    def _read_more(self) -> bool:
        """Read twice as many days; False where that is the most."""
        if self._span >= MOST_SPAN:
            return False
        self._span = min(MOST_SPAN, 2 * self._span)
        self._fresh = False
        self.visible.load(*self.days())
        return self._span < MOST_SPAN

    def _show_empty(self, empty: bool) -> None:
        self.empty.setText(
            self.tr("Nothing from here on matches the search.")
            if self.visible.searching
            else self.tr("Nothing is planned from here on. Drop videos here, or press N.")
        )
        self.empty.setVisible(empty)

    # --- selecting -------------------------------------------------------------------------------

    def _on_selection(self) -> None:
        super()._on_selection()
        self._show_selection()

    def _show_selection(self) -> None:
        """Select in the list what is selected everywhere."""
        wanted = {one for one in self.selection.ids if self.model.index_of(one).isValid()}
        if wanted == set(self.list.selected_ids()):
            return
        self._telling = True
        chosen = QItemSelection()
        for one in wanted:
            index = self.model.index_of(one)
            chosen.select(index, index)
        model = self.list.selectionModel()
        model.select(chosen, _FLAG.ClearAndSelect)
        current = self.selection.current
        if current in wanted:
            index = self.model.index_of(current)
            model.setCurrentIndex(index, _FLAG.NoUpdate)
            self.list.scrollTo(index)
        self._telling = False

    def _on_list_selection(self) -> None:
        if not self._telling:
            self.selection.set(self.list.selected_ids())

    def _on_current(self) -> None:
        row = self.model.row(self.list.currentIndex())
        if row is not None and row.first != self._day and not self._telling:
            self.focus_day(row.first)

    def _on_drop(self) -> None:
        self._delegate.drop = self.drops.current
        self.list.viewport().update()

    # --- events ----------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: other views may have changed what is read."""
        super().showEvent(event)
        self.lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the words in the middle stay there."""
        super().resizeEvent(event)
        self.empty.setGeometry(self.viewport().rect().adjusted(40, 40, -40, -40))
