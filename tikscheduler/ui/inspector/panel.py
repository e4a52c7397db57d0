"""The selected post beside the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from tikscheduler.domain.post import Attempt, Post
from tikscheduler.ui.inspector.post_view import PostView
from tikscheduler.ui.inspector.several import Several
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import label

if TYPE_CHECKING:
    from tikscheduler.storage import Storage

WIDTH = 291
MOST = 1000
"""Of more selected posts only the number is told."""

Found = tuple[tuple[int, ...], list[Post], list[Attempt]]


class Inspector(QFrame):
    """Shows the current post of the selection, several in sum, or what to do where there is none.

    One reading at a time: with an arrow key held down only what is selected in the end is read.
    """

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._reading = self._stale = False
        self._posts: dict[int, Post] = {}
        self._attempts: dict[int, list[Attempt]] = {}
        self.setFixedWidth(WIDTH)
        self.setAutoFillBackground(True)
        self.setAccessibleName(self.tr("The selected post"))
        self.hint = self._hint()
        self.view, self.several = PostView(kit), Several(kit)
        self._stack = QStackedLayout(self)
        for one in (self.hint, self.view, self.several):
            self._stack.addWidget(one)
        kit.selection.changed.connect(self._look)
        kit.feed.posts_loaded.connect(self._on_posts_loaded)
        kit.feed.posts_gone.connect(self._on_posts_gone)
        kit.transfers.changed.connect(self._on_transfers_changed)
        kit.book.changed.connect(self._on_around_changed)
        kit.overview.changed.connect(self._on_around_changed)
        self._look()

    @property
    def shown(self) -> QWidget | None:
        """`view`, `several` or `hint`."""
        return self._stack.currentWidget()

    def _hint(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(16, 20, 16, 16)
        text = label(self.tr("Select a post to see it here."), "dim", wrap=True)
        column.addWidget(text, 0, Qt.AlignmentFlag.AlignTop)
        column.addStretch(1)
        return made

    # --- reading ---------------------------------------------------------------------------

    def _look(self) -> None:
        ids = self._kit.selection.ids
        if not ids:
            self._stack.setCurrentWidget(self.hint)
        elif self._reading or not self.isVisible():
            self._stale = True
        else:
            self._read(ids)

    def _read(self, ids: tuple[int, ...]) -> None:
        self._reading, self._stale = True, False

        def work(storage: Storage) -> Found:
            posts = storage.listing.get_many(ids[:MOST])
            attempts = storage.posts.attempts(ids[0]) if len(ids) == 1 and posts else []
            return ids, posts, attempts

        self._kit.desk.read(self, work, self._on_read, self._on_failed)

    def _on_read(self, found: Found) -> None:
        self._reading = False
        ids, posts, attempts = found
        if ids != self._kit.selection.ids:
            self._look()
            return
        self._posts, self._attempts = {post.id: post for post in posts}, {ids[0]: attempts}
        self._show()
        if self._stale:
            self._look()

    def _on_failed(self, error: Exception) -> None:
        self._reading = False
        self._kit.desk.tell(error)

    # --- showing ---------------------------------------------------------------------------

    def _show(self) -> None:
        ids = self._kit.selection.ids
        if len(ids) == 1 and ids[0] in self._posts:
            self.view.show_post(self._posts[ids[0]], self._attempts.get(ids[0], []))
            self._stack.setCurrentWidget(self.view)
        elif len(ids) > 1:
            self.several.show_posts(ids, list(self._posts.values()))
            self._stack.setCurrentWidget(self.several)
        else:
            self._stack.setCurrentWidget(self.hint)

    def _on_posts_loaded(self, posts: list[Post]) -> None:
        ours = set(self._kit.selection.ids)
        news = {post.id: post for post in posts if post.id in ours}
        if not news:
            return
        self._posts.update(news)
        self._show()
        if len(ours) == 1:
            self._look()  # for its attempts

    def _on_posts_gone(self, ids: list[int]) -> None:
        gone, selected = set(ids), self._kit.selection.ids
        if gone.intersection(selected):
            self._kit.selection.set(one for one in selected if one not in gone)

    def _on_transfers_changed(self, ids: set[int]) -> None:
        if self.view.post is not None and self.view.post.id in ids:
            self.view.show_progress()

    def _on_around_changed(self) -> None:
        if self.shown is self.view:
            self.view.show_around()
        elif self.shown is self.several:
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what was selected meanwhile."""
        super().showEvent(event)
        self._look()
