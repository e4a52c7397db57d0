"""The queue page: every post there is, in one list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from tikscheduler.domain.listing import SortKey, Wanted
from tikscheduler.domain.post import IN_TIKTOKS_HANDS, STOPPED, Post, PostStatus
from tikscheduler.ui import icons
from tikscheduler.ui.dropping import names_of, videos_in
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.page_header import PageHeader
from tikscheduler.ui.post_menu import copy_captions, copy_reports, post_menu
from tikscheduler.ui.post_words import all_paused
from tikscheduler.ui.queue.empty import Empty
from tikscheduler.ui.queue.filters import Filters, remembered
from tikscheduler.ui.queue.model import QueueModel
from tikscheduler.ui.queue.reading import Order, position_of
from tikscheduler.ui.queue.table import QueueTable
from tikscheduler.ui.queue.tally import Tally
from tikscheduler.ui.signals import Draft
from tikscheduler.ui.widgets import button, label, line

if TYPE_CHECKING:
    from tikscheduler.storage import Storage

PATIENCE_MS = 300
MENU_READS = 2000
"""Of a larger selection the menu knows only these posts; it acts on all."""


class QueuePage(QWidget):
    """Puts the header, the filters and the table together, and does what they ask for."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        order = remembered(kit)
        self.model = QueueModel(kit, self)
        self._want(order)  # read while the page is built
        self.header = PageHeader(kit, self.tr("Queue"))
        self.pause = button(self.tr("Pause all"), self._on_pause)
        self.retry = button(self.tr("Retry failed"), self._on_retry_failed)
        self.header.add(self.pause)
        self.header.add(self.retry)
        self.table = QueueTable(kit, self.model)
        self.filters = Filters(kit, order, self.table.columns.menu)
        self.empty = Empty(kit)
        self.tally = Tally(kit, self)
        self.menu: QMenu | None = None
        self.busy = QProgressBar()
        self._patience = QTimer(self, interval=PATIENCE_MS, singleShot=True)
        self._patience.timeout.connect(self._show_busy)
        self._drop_hint = label("", "drop")
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        self.table.columns.restore()
        self.table.columns.show_sort(order.sort, order.descending)
        self.tally.look_at(order.wanted)
        self._show_pause()

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.filters)
        column.addWidget(line())
        column.addWidget(self.stack, 1)
        self.busy.setParent(self)
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName(self.tr("Searching"))
        self.busy.hide()
        self._drop_hint.setParent(self)
        self._drop_hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._drop_hint.hide()

    def _connect(self) -> None:
        kit, table = self._kit, self.table
        self.header.searched.connect(self.filters.search)
        self.filters.changed.connect(self._on_filters_changed)
        table.columns.sort_wanted.connect(self.filters.sort)
        table.menu_wanted.connect(self._on_menu_wanted)
        table.key_pressed.connect(self._on_key_pressed)
        self.model.listed.connect(self._show_emptiness)
        self.model.settled.connect(self._show_emptiness)
        self.tally.counted.connect(self._on_counted)
        self.empty.clear.clicked.connect(self.clear_filters)
        self.empty.add.clicked.connect(lambda: kit.requests.compose.emit(Draft()))
        kit.overview.changed.connect(self._show_pause)
        kit.theme.changed.connect(self._show_pause)
        kit.requests.show_post.connect(self._on_show_post)

    # --- the list --------------------------------------------------------------------------

    def clear_filters(self) -> None:
        """List everything."""
        self.header.search.clear()
        self.filters.clear()

    def _on_filters_changed(self) -> None:
        order = self.filters.order
        self.table.columns.show_sort(order.sort, order.descending)
        self._patience.start()
        self._want(order)
        self.tally.look_at(order.wanted)

    def _want(self, order: Order) -> None:
        # The whole list in order of time is years long: it begins with what goes next.
        self.model.want(order, at_next=order == Order())

    def _show_busy(self) -> None:
        """The list that is shown is still the one before."""
        top = self.stack.geometry().topLeft()
        self.busy.setGeometry(top.x(), top.y() - 2, self.stack.width(), 3)
        self.busy.show()
        self.busy.raise_()

    def _show_emptiness(self, _news: object = None) -> None:
        self._patience.stop()
        self.busy.hide()
        if self.model.rowCount():
            self.stack.setCurrentWidget(self.table)
        else:
            self.empty.explain(self.model.order.wanted)
            self.stack.setCurrentWidget(self.empty)

    def _on_counted(self, counts: dict[PostStatus, int]) -> None:
        self.filters.chips.show_counts(counts)
        self.retry.setEnabled(bool(counts.get(PostStatus.FAILED)))

    def _on_show_post(self, post_id: int) -> None:
        if self.isVisible():
            self._show_post(post_id, clear=True)

    def _show_post(self, post_id: int, *, clear: bool) -> None:
        order = self.model.order

        def done(row: int | None) -> None:
            if row is not None:
                self.table.picked.set_ids([post_id])
                self.table.show_row(row)
                self.table.setFocus()
            elif clear:  # the filters hide it
                self.clear_filters()
                self._show_post(post_id, clear=False)

        self._kit.desk.read(self, lambda storage: position_of(storage, order, post_id), done)

    # --- the buttons -----------------------------------------------------------------------

    def _show_pause(self) -> None:
        tokens, paused = self._kit.theme.tokens, all_paused(self._kit)
        self.pause.setText(self.tr("Resume all") if paused else self.tr("Pause all"))
        keys = "Ctrl+Shift+S" if paused else "Ctrl+Shift+P"
        self.pause.setToolTip(f"{self.pause.text()} ({keys})")
        self.pause.setAccessibleName(self.pause.text())
        self.pause.setIcon(icons.icon("play" if paused else "pause", tokens.text))
        self.retry.setIcon(icons.icon("retry", tokens.text))

    def _on_pause(self) -> None:
        self._kit.requests.pause.emit(not all_paused(self._kit))

    def _on_retry_failed(self) -> None:
        failed = Wanted(statuses=frozenset({PostStatus.FAILED}))

        def work(storage: Storage) -> list[int]:
            return storage.listing.ids(failed, SortKey.WHEN)

        self._kit.desk.read(self, work, self._kit.actions.retry)

    # --- the selected posts ----------------------------------------------------------------

    def _on_key_pressed(self, key: str) -> None:
        ids, kit = self.table.picked.ids, self._kit
        if not ids or self.table.picked.waiting:
            return
        if key == "open":
            kit.requests.open_post.emit(ids[-1])
        elif key == "delete":
            kit.actions.delete(self._fitting(ids, frozenset(PostStatus) - IN_TIKTOKS_HANDS))
        elif key == "retry":
            kit.actions.retry(self._fitting(ids, STOPPED))
        else:
            self._read_selected(ids, self._copy)

    def _fitting(self, ids: list[int], statuses: frozenset[PostStatus]) -> list[int]:
        """Without those that are known not to fit, unless none would be left: then it is told."""
        posts = {
            one: self.model.post(row) for one in ids if (row := self.model.row(one)) is not None
        }
        fit = [one for one in ids if (post := posts.get(one)) is None or post.status in statuses]
        return fit or ids

    def _copy(self, posts: list[Post]) -> None:
        """The error reports where all have stopped, else the captions."""
        if posts and all(post.status in STOPPED for post in posts):
            copy_reports(self._kit, posts)
        else:
            copy_captions(posts)

    def _read_selected(self, ids: list[int], done: Callable[[list[Post]], object]) -> None:
        kit, some = self._kit, ids[:MENU_READS]

        def in_order(posts: list[Post]) -> None:
            place = {post_id: at for at, post_id in enumerate(some)}
            done(sorted(posts, key=lambda post: place[post.id]))

        kit.desk.read(self, lambda storage: storage.listing.get_many(some), in_order)

    def _on_menu_wanted(self, at: QPoint) -> None:
        ids = self.table.picked.ids
        if ids and not self.table.picked.waiting:
            self._read_selected(ids, lambda posts: self._show_menu(posts, ids, at))

    def _show_menu(self, posts: list[Post], ids: list[int], at: QPoint) -> None:
        self.menu = post_menu(self._kit, posts, self, more=ids[MENU_READS:])
        self.menu.aboutToHide.connect(self._on_menu_hidden)
        self.menu.popup(at)

    def _on_menu_hidden(self) -> None:
        if self.menu is not None:
            self.menu.deleteLater()
            self.menu = None

    # --- videos from outside ---------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: videos may be dropped anywhere on the page."""
        videos, _ = videos_in(event.mimeData())
        if videos:
            event.acceptProposedAction()
            self._hint(len(videos))
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Qt: the same everywhere."""
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Qt: they went elsewhere."""
        self._drop_hint.hide()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: begin posts with them."""
        self._drop_hint.hide()
        videos, others = videos_in(event.mimeData())
        if not videos:
            event.ignore()
            return
        event.acceptProposedAction()
        if others:
            said = self.tr("Not a video that TikTok takes: %1").replace("%1", names_of(others))
            self._kit.signals.remark.emit(said)
        self._kit.requests.compose.emit(Draft(videos=tuple(videos)))

    def _hint(self, count: int) -> None:
        text = self.tr("Drop %1 videos here") if count > 1 else self.tr("Drop the video here")
        self._drop_hint.setText(text.replace("%1", str(count)))
        self._drop_hint.setGeometry(self.stack.geometry().adjusted(12, 12, -12, -12))
        self._drop_hint.show()
        self._drop_hint.raise_()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: keys go to the list."""
        super().showEvent(event)
        if not self.header.search.text():
            self.table.setFocus()
