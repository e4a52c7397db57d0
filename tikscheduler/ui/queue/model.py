"""The queue's rows: as many as there are posts, read from the database as they are looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Container, Iterable
from html import escape
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from tikscheduler.domain.post import NOT_BEGUN, STOPPED, Post
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.queue.blocks import SIZE, Blocks
from tikscheduler.ui.queue.cells import TEXTS, Column, title
from tikscheduler.ui.queue.reading import Answer, Order, Question, ask

Index = QModelIndex | QPersistentModelIndex
POST_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_SAID = int(Qt.ItemDataRole.AccessibleTextRole)
_ROOT = QModelIndex()

AGAIN_MS = 300
"""At least this long between two readings of the whole, however much changes."""
AGAIN_FACTOR = 4
SEEN = 5000


class QueueModel(QAbstractTableModel):
    """Asks the database one question at a time, and next for what is needed by then: neither fast
    scrolling nor a storm of news makes a queue of questions nobody waits for."""

    rows_read = Signal()
    settling = Signal()  # rows are about to change their places
    settled = Signal(object)  # Answer: the same list was read again
    listed = Signal(int)  # another list: the row to begin with

    def __init__(self, kit: Kit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._blocks = Blocks()
        self._seen: OrderedDict[int, Post] = OrderedDict()
        self._count = 0
        self._shown = (0, 0)
        self._asking = False
        self._anew = self._stale = False
        self._next = self._counted = False
        self._listed: Order | None = None
        self._pinned: tuple[int, int] | None = None
        self.order = Order()
        self.anchor: Callable[[], tuple[int, int] | None] = lambda: None
        """The post that must stay where it stands on the screen, and its row."""
        self._timer = QTimer(self, interval=AGAIN_MS, singleShot=True)
        self._timer.timeout.connect(self._go_on)
        kit.feed.posts_loaded.connect(self._on_posts_loaded)
        kit.feed.posts_gone.connect(self._on_posts_gone)

    # --- Qt's questions --------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Qt: how many posts there are."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Qt: how many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Qt: what is known of a post; nothing until its block was read."""
        if role not in _ROLES or not index.isValid():
            return None
        post = self._blocks.post(index.row())
        if role == POST_ROLE or post is None:
            return "…" if post is None and role != POST_ROLE else post
        if role == _TIP:
            return self._tip(post, index.column())
        return TEXTS[index.column()](post, self._kit)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Qt: the columns' names."""
        if role == _DISPLAY and orientation is Qt.Orientation.Horizontal:
            return title(Column(section))
        return None

    def _tip(self, post: Post, column: int) -> str | None:
        text = ""
        if column == Column.POST:
            text = post.caption or str(post.video)
        elif column == Column.DETAIL:
            text = TEXTS[column](post, self._kit)
            if post.fault is not None and post.status in STOPPED | NOT_BEGUN:
                text = f"{text}\n\n{post.fault.message} ({post.fault.code})".strip()
        # Tool tips guess whether they are markup, and captions must never be.
        return f"<p style='white-space: pre-wrap'>{escape(text)}</p>" if text else None

    # --- what the page asks ----------------------------------------------------------------

    @property
    def known(self) -> bool:
        """Whether the list was read at all."""
        return self._listed is not None

    @property
    def counted(self) -> bool:
        """Whether all rows are there, not only the first ones that were read."""
        return self._counted

    def want(self, order: Order, *, at_next: bool = False) -> None:
        """List other posts, or in another order. The rows stay until the new ones have come.

        `at_next`: the view is to begin with what goes next.
        """
        self.order, self._next = order, at_next
        self._anew = True
        self._go_on()

    def look_at(self, first: int, last: int) -> None:
        """These rows are on the screen now: read what is missing."""
        self._shown = (first, last)
        self._blocks.touch(first // SIZE, last // SIZE)
        self._go_on()

    def post(self, row: int) -> Post | None:
        """The post of a row, if it was read."""
        return self._blocks.post(row)

    def row(self, post_id: int) -> int | None:
        """The row of a post, if it was read."""
        return self._blocks.row(post_id)

    def rows_of(self, ids: Container[int]) -> list[int]:
        """The rows of those of these posts that were read, in order."""
        return self._blocks.rows_of(ids)

    # --- reading ---------------------------------------------------------------------------

    def _go_on(self) -> None:
        if self._asking:
            return
        if self._anew:
            at_next = self._kit.desk.now() if self._next else None
            self._ask(Question(order=self.order, fresh=True, next_after=at_next))
        elif self._stale and not self._timer.isActive():
            first, last = self._span()
            self._ask(
                Question(
                    order=self.order,
                    first=first,
                    blocks=last - first + 1,
                    count=True,
                    anchor=self.anchor() or self._pinned,
                )
            )
        elif self.known and (missing := self._missing()):
            self._ask(Question(order=self.order, first=missing[0], blocks=len(missing)))

    def _span(self) -> tuple[int, int]:
        """The blocks on the screen."""
        first, last = self._shown
        return first // SIZE, min(max(last, first), max(0, self._count - 1)) // SIZE

    def _missing(self) -> list[int]:
        """Blocks on the screen that are not read, else the ones before and after them."""
        first, last = self._span()
        missing = [one for one in range(first, last + 1) if one not in self._blocks]
        if missing or not self._count:
            return missing
        ahead = (last + 1, first - 1)
        end = (self._count - 1) // SIZE
        return [one for one in ahead if 0 <= one <= end and one not in self._blocks][:1]

    def _ask(self, question: Question) -> None:
        self._asking = True
        if question.fresh or question.count:
            self._anew = self._stale = False
        self._kit.desk.read(
            self, lambda storage: ask(storage, question), self._on_answer, self._on_no_answer
        )

    def _on_no_answer(self, error: Exception) -> None:
        self._asking = False  # asked again when something changes, not in a circle
        self._kit.desk.tell(error)

    def _on_answer(self, answer: Answer) -> None:
        self._asking = False
        question = answer.question
        if question.order != self.order:  # another list is wanted by now
            self._anew = True
        elif question.fresh:
            self._list(answer)
        elif question.count:
            self._settle(answer)
        else:
            self._fill(answer)
        self._go_on()

    def _list(self, answer: Answer) -> None:
        self.beginResetModel()
        self._take(answer)
        self._count = len(answer.posts) if answer.count is None else answer.count
        self._listed = answer.question.order
        self._counted = answer.count is not None
        if not self._counted:  # what is shown now is kept where it is
            self._stale = True
            self._pinned = (answer.posts[0].id, 0) if answer.question.next_after else None
            self._timer.stop()
        self.endResetModel()
        self.listed.emit(answer.start)

    def _settle(self, answer: Answer) -> None:
        """The same list as it is now: its end grows or shrinks, and what is shown is new."""
        self._timer.start(max(AGAIN_MS, int(answer.seconds * 1000 * AGAIN_FACTOR)))
        self._pinned, self._counted = None, True
        self.settling.emit()
        old, new = self._count, answer.count or 0
        self._take(answer)
        if new > old:
            self.beginInsertRows(_ROOT, old, new - 1)
            self._count = new
            self.endInsertRows()
        elif new < old:
            self.beginRemoveRows(_ROOT, new, old - 1)
            self._count = new
            self.endRemoveRows()
        if shared := min(old, new):
            self.dataChanged.emit(self.index(0, 0), self.index(shared - 1, len(Column) - 1))
        self.settled.emit(answer)

    def _fill(self, answer: Answer) -> None:
        first = answer.first * SIZE
        self._blocks.put(answer.first, answer.posts)
        if len(answer.posts) < min(answer.question.blocks * SIZE, self._count - first):
            self._stale = True  # posts are gone by now
        self._tell_rows(first, len(answer.posts))
        self.rows_read.emit()
        self._look_again()

    def _take(self, answer: Answer) -> None:
        self._blocks.clear()
        self._blocks.put(answer.first, answer.posts)

    def _tell_rows(self, first: int, count: int) -> None:
        last = min(first + count, self._count) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    # --- news ------------------------------------------------------------------------------

    def _on_posts_loaded(self, posts: list[Post]) -> None:
        changed: list[int] = []
        for post in posts:
            row = self._blocks.row(post.id)
            old = self._blocks.post(row) if row is not None else self._seen.get(post.id)
            if old is None or not self.order.stays(old, post):
                self._stale = True
            if row is not None:
                self._blocks.replace(row, post)
                changed.append(row)
            self._seen[post.id] = post
            self._seen.move_to_end(post.id)
        while len(self._seen) > SEEN:
            self._seen.popitem(last=False)
        for first, last in runs(changed):
            self._tell_rows(first, last - first + 1)
        self._look_again()

    def _on_posts_gone(self, ids: list[int]) -> None:
        for post_id in ids:
            self._seen.pop(post_id, None)
        self._stale = True
        self._look_again()

    def _look_again(self) -> None:
        if self._stale and self.known and not self._timer.isActive():
            self._timer.start(AGAIN_MS if self._asking else 0)


def runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as ranges of neighbours: 1, 2, 3, 7 are (1, 3) and (7, 7)."""
    found: list[tuple[int, int]] = []
    for row in sorted(rows):
        if found and row <= found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


_ROLES = frozenset({_DISPLAY, _TIP, _SAID, POST_ROLE})
