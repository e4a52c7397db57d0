"""Several selected posts: how many of each kind, from when to when, and what can be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tikscheduler.domain.post import MOVABLE, STOPPED, Post
from tikscheduler.ui import icons, words
from tikscheduler.ui.inspector.lines import Lines
from tikscheduler.ui.inspector.pill import Pill
from tikscheduler.ui.inspector.post_view import MARGIN, MORE_WIDTH, pop_up
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.standing import count
from tikscheduler.ui.widgets import button, icon_button, label


class Several(QWidget):
    """`ids` are all that are selected, `posts` those of them that were read."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._ids: tuple[int, ...] = ()
        self._posts: list[Post] = []
        self.heading = label("", "heading")
        self.kinds = QVBoxLayout()
        self.kinds.setSpacing(6)
        self.times = Lines(kit.theme, "dim")
        self.accounts = Lines(kit.theme, "dim", most=6)
        self.weight = label("", "dim")
        self.move_button = button(self.tr("Reschedule"), self._on_reschedule)
        self.retry = button(self.tr("Retry"), self._on_retry)
        self.more = icon_button("more", self.tr("More for these posts"), self._on_more)
        self.more.setFixedSize(MORE_WIDTH, self.move_button.sizeHint().height())
        actions = QHBoxLayout()
        actions.setSpacing(7)
        for one in (self.move_button, self.retry, self.more):
            actions.addWidget(one)
        actions.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(10)
        column.addWidget(self.heading)
        column.addLayout(self.kinds)
        for part in (self.times, self.accounts, self.weight):
            column.addWidget(part)
        column.addStretch(1)
        column.addLayout(actions)
        kit.theme.changed.connect(self._paint_icons)
        self._paint_icons()

    def show_posts(self, ids: Sequence[int], posts: Sequence[Post]) -> None:
        """Show these."""
        self._ids, self._posts = tuple(ids), list(posts)
        number = count(len(ids), self.tr("%1 post"), self.tr("%1 posts"))
        self.heading.setText(self.tr("%1 selected").replace("%1", number))
        self._show_kinds()
        self.times.show_text(self._times())
        names = sorted({self._kit.book.name(post.account_id) for post in posts} - {""})
        self.accounts.show_text(", ".join(names))
        self.weight.setText(words.size(sum(post.video_size for post in posts)))
        self.move_button.setEnabled(bool(self._in(MOVABLE)))
        self.retry.setVisible(bool(self._in(STOPPED)))

    def pills(self) -> list[Pill]:
        """What is shown of each kind, the most frequent first."""
        items = (self.kinds.itemAt(place) for place in range(self.kinds.count()))
        return [pill for item in items if item and isinstance(pill := item.widget(), Pill)]

    def _show_kinds(self) -> None:
        while (item := self.kinds.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        found = Counter(post.status for post in self._posts)
        for status, number in found.most_common():
            pill = Pill(self._kit.theme, status, number)
            self.kinds.addWidget(pill, 0, Qt.AlignmentFlag.AlignLeft)

    def _times(self) -> str:
        planned = sorted(post.scheduled_at for post in self._posts if post.scheduled_at)
        if not planned:
            return ""
        zone, now = self._kit.zone, self._kit.desk.now()
        first, last = (words.when(moment, zone, now) for moment in (planned[0], planned[-1]))
        if first == last:
            return first
        return self.tr("From %1 to %2").replace("%1", first).replace("%2", last)

    def _in(self, statuses: frozenset[object]) -> list[int]:
        return [post.id for post in self._posts if post.status in statuses]

    def _unread(self) -> list[int]:
        known = {post.id for post in self._posts}
        return [one for one in self._ids if one not in known]

    def _paint_icons(self) -> None:
        self.more.setIcon(icons.icon("more", self._kit.theme.tokens.text))

    # --- what can be done ------------------------------------------------------------------

    def _on_reschedule(self) -> None:
        self._kit.requests.reschedule.emit((*self._in(MOVABLE), *self._unread()))

    def _on_retry(self) -> None:
        self._kit.actions.retry(self._in(STOPPED))

    def _on_more(self) -> None:
        pop_up(self._kit, self._posts, self.more, self._unread())
