"""What waits for the user: why each post stopped, and what helps it on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tikscheduler.domain.listing import SortKey, Wanted
from tikscheduler.domain.post import STOPPED, Post, PostStatus
from tikscheduler.ui import icons
from tikscheduler.ui.attention.card import Card
from tikscheduler.ui.attention.groups import Key, grouped
from tikscheduler.ui.attention.logins import LoginEnds
from tikscheduler.ui.attention.row import PostRow, row_of
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.mending import Mending
from tikscheduler.ui.page_header import PageHeader
from tikscheduler.ui.post_menu import post_menu
from tikscheduler.ui.queue.thumbs import Thumbs
from tikscheduler.ui.widgets import label

if TYPE_CHECKING:
    from tikscheduler.storage import Storage

WIDEST = 960
AGAIN_MS = 150
MOST = 500
DRAFTS = 100
LEFT_LYING = timedelta(hours=24)
FORGOTTEN = timedelta(days=7)
"""A draft of this age was finished, or is not going to be."""
TELLING = STOPPED | {PostStatus.DELIVERED}


class AttentionPage(QWidget):
    """Cards, one a cause. Read again, soon, when a post stops or one that is shown changes."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._posts: list[Post] = []
        self._reading = self._stale = self._take_focus = False
        self.header = PageHeader(kit, self.tr("Needs attention"), search=False)
        self.menu: QMenu | None = None
        self.cards: dict[Key, Card] = {}
        self._thumbs = Thumbs(kit)
        self._mending = Mending(kit, self)
        self._lay_out()
        self._timer = QTimer(self, interval=AGAIN_MS, singleShot=True)
        self._timer.timeout.connect(self._read)
        kit.feed.posts_loaded.connect(self._on_posts_loaded)
        kit.feed.posts_gone.connect(self._on_posts_gone)
        kit.book.changed.connect(self._show)
        kit.theme.changed.connect(self._paint_empty)
        self._read()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setMaximumWidth(WIDEST + 32)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(16, 16, 16, 16)
        self._column.setSpacing(12)
        self.logins = LoginEnds(self._kit)
        self._column.addWidget(self.logins)
        self._column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        self.empty = self._make_empty()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.area)
        self.stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.stack, 1)

    def _make_empty(self) -> QWidget:
        empty = QWidget()
        self._empty_icon = QLabel()
        column = QVBoxLayout(empty)
        column.setSpacing(8)
        column.addStretch(2)
        for one in (
            self._empty_icon,
            label(self.tr("Nothing needs you."), "heading"),
            label(self.tr("Posts that stop, or miss their time, are listed here."), "dim"),
        ):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(one)
        column.addStretch(3)
        return empty

    def _paint_empty(self) -> None:
        tokens, scale = self._kit.theme.tokens, self.devicePixelRatioF()
        self._empty_icon.setPixmap(icons.pixmap("check", tokens.good, 40, scale))

    # --- reading ---------------------------------------------------------------------------

    def _on_posts_loaded(self, posts: list[Post]) -> None:
        shown = {post.id for post in self._posts}
        if any(post.status in TELLING or post.id in shown for post in posts):
            self._look_again()

    def _on_posts_gone(self, ids: list[int]) -> None:
        if any(post.id in ids for post in self._posts):
            self._look_again()

    def _look_again(self) -> None:
        self._stale = True
        if not self._reading and not self._timer.isActive():
            self._timer.start()

    def _read(self) -> None:
        self._reading, self._stale = True, False
        now = self._kit.desk.now()

        def work(storage: Storage) -> list[Post]:
            listing = storage.listing
            delivered = listing.page(
                Wanted(statuses=frozenset({PostStatus.DELIVERED})),
                SortKey.WHEN,
                descending=True,
                limit=DRAFTS,
            )
            unfinished = [
                post
                for post in delivered
                if LEFT_LYING < now - (post.published_at or post.updated_at) < FORGOTTEN
            ]
            return listing.attention(MOST) + unfinished

        self._kit.desk.read(self, work, self._on_read, self._on_failed)

    def _on_read(self, posts: list[Post]) -> None:
        self._reading = False
        self._posts = posts
        self._show()
        if self._stale:
            self._look_again()

    def _on_failed(self, error: Exception) -> None:
        self._reading = False
        self._kit.desk.tell(error)

    # --- showing ---------------------------------------------------------------------------

    @property
    def rows(self) -> list[PostRow]:
        """All rows from top to bottom."""
        return [row for card in self.cards.values() for row in card.rows.values()]

    def _show(self) -> None:
        focused = row_of(QApplication.focusWidget())
        before = self.rows.index(focused) if focused in self.rows else None
        groups = {group.key: group for group in grouped(self._posts, self._kit)}
        for key in [one for one in self.cards if one not in groups]:
            card = self.cards.pop(key)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for at, (key, group) in enumerate(groups.items()):
            if key in self.cards:
                self.cards[key].show_group(group)
            else:
                self._add_card(key, Card(self._kit, self._thumbs, group))
            self._column.insertWidget(at + 1, self.cards[key])  # below the logins
        self.cards = {key: self.cards[key] for key in groups}
        logins = self.logins.show_logins()
        self.stack.setCurrentWidget(self.area if groups or logins else self.empty)
        self._paint_empty()
        if before is not None and focused not in self.rows and self.rows:
            self.rows[min(before, len(self.rows) - 1)].setFocus()
        self._focus_first()

    def _add_card(self, key: Key, card: Card) -> None:
        self.cards[key] = card
        card.mended.connect(self._mending.do)
        card.asked.connect(self._on_asked)
        card.focused.connect(self._on_focused)

    # --- what rows ask for -----------------------------------------------------------------

    def _on_focused(self, row: PostRow) -> None:
        self.area.ensureWidgetVisible(row, 0, 24)
        self._kit.selection.set([row.post.id])

    def _on_asked(self, row: PostRow, what: str) -> None:
        kit, post = self._kit, row.post
        if what == "open":
            kit.requests.open_post.emit(post.id)
        elif what == "delete":
            kit.actions.delete([post.id])
        elif what == "retry":
            kit.actions.retry([post.id])
        elif what == "menu":
            self.menu = post_menu(kit, [post], self)
            self.menu.aboutToHide.connect(self._on_menu_hidden)
            self.menu.popup(row.mapToGlobal(QPoint(44, row.height() - 4)))
        else:
            self._walk(row, what)

    def _on_menu_hidden(self) -> None:
        if self.menu is not None:
            self.menu.deleteLater()
            self.menu = None

    def _walk(self, row: PostRow, where: str) -> None:
        rows = self.rows
        at = rows.index(row)
        to = {"up": at - 1, "down": at + 1, "home": 0, "end": len(rows) - 1}[where]
        rows[max(0, min(to, len(rows) - 1))].setFocus(Qt.FocusReason.TabFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: keys walk the posts."""
        super().showEvent(event)
        self._take_focus = True
        self._focus_first()

    def _focus_first(self) -> None:
        if self._take_focus and self.rows and self.isVisible():
            self._take_focus = False
            self.rows[0].setFocus()
