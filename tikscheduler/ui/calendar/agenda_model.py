"""The days of the agenda and their posts, as a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from tikscheduler.domain.post import Post
from tikscheduler.ui.calendar.spoken import count_words, day_words, post_words
from tikscheduler.ui.calendar.visible import DAY
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.words import tr

Index = QModelIndex | QPersistentModelIndex
_TEXT = {int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)}
_ENABLED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsDropEnabled
_POST = (
    _ENABLED
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)
_HEADING = _ENABLED | Qt.ItemFlag.ItemNeverHasChildren


@dataclass(frozen=True, slots=True)
class Row:
    """A post, or else the heading of a day with `count` posts, or of several days without any."""

    first: date
    last: date
    post: Post | None = None
    count: int = 0

    @property
    def key(self) -> object:
        """What it stands for, whatever is in it now."""
        return self.post.id if self.post else (self.first, self.last, self.count > 0)


def rows_of(first: date, last: date, posts_of: Callable[[date], Sequence[Post]]) -> list[Row]:
    """The rows from one day to another. Days without posts that follow each other are one row, and
    those at the end none: nothing is known of what comes after."""
    return list(_rows(first, last, posts_of))


def _rows(first: date, last: date, posts_of: Callable[[date], Sequence[Post]]) -> Iterator[Row]:
    empty: date | None = None
    for n in range((last - first).days + 1):
        day = first + n * DAY
        posts = posts_of(day)
        if not posts:
            empty = empty or day
            continue
        if empty is not None:
            yield Row(empty, day - DAY)
            empty = None
        yield Row(day, day, count=len(posts))
        for post in posts:
            yield Row(day, day, post)


class AgendaModel(QAbstractListModel):
    """Tells a view what came, went or changed, so that its place and its selection stay.

    `more` is asked for when somebody has come to the end.
    """

    def __init__(
        self,
        kit: Kit,
        more: Callable[[], bool],
        parent: QObject,
        conflict: Callable[[Post], str] = lambda _post: "",
    ) -> None:
        """`conflict` tells what stands against a post's time, or ""."""
        super().__init__(parent)
        self._kit, self._more, self.conflict = kit, more, conflict
        self.rows: list[Row] = []
        self._places: dict[int, int] = {}
        self.at_end = True

    def show_rows(self, rows: list[Row]) -> None:
        """These are the rows now."""
        old = self.rows
        head = _alike(old, rows)
        tail = _alike(old[head:][::-1], rows[head:][::-1])
        before, after, end = old[:head], old[len(old) - tail :], len(rows) - tail
        if head < len(old) - tail:
            self.beginRemoveRows(QModelIndex(), head, len(old) - tail - 1)
            self._take(before + after)
            self.endRemoveRows()
        if head < end:
            self.beginInsertRows(QModelIndex(), head, end - 1)
            self._take(before + rows[head:end] + after)
            self.endInsertRows()
        stayed = self.rows
        self._take(rows)
        for n, row in enumerate(rows):
            if row != stayed[n]:
                self.dataChanged.emit(self.index(n), self.index(n))

    def _take(self, rows: list[Row]) -> None:
        self.rows = list(rows)
        self._places = {row.post.id: n for n, row in enumerate(rows) if row.post}

    # --- asked by the view -----------------------------------------------------------------------

    def row(self, index: Index) -> Row | None:
        """The row of an index."""
        return self.rows[index.row()] if index.isValid() else None

    def post(self, index: Index) -> Post | None:
        """The post of an index, if it is one's."""
        row = self.row(index)
        return row.post if row else None

    def index_of(self, post_id: int) -> QModelIndex:
        """The index of a post; an invalid one where it is not in the list."""
        place = self._places.get(post_id)
        return QModelIndex() if place is None else self.index(place)

    def index_of_day(self, day: date) -> QModelIndex:
        """The heading of a day."""
        for n, row in enumerate(self.rows):
            if row.post is None and row.first <= day <= row.last:
                return self.index(n)
        return QModelIndex()

    # --- Qt --------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Qt: how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = 0) -> Any:
        """Qt: what is spoken; what is seen is painted."""
        if role in _TEXT and index.isValid():
            row = self.rows[index.row()]
            if row.post is None:
                return heading_words(row)
            return post_words(row.post, self._kit, self.conflict(row.post))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: days can be come to, but not be selected."""
        row = self.row(index)
        if row is None:
            return Qt.ItemFlag.ItemIsDropEnabled
        return _POST if row.post else _HEADING

    def canFetchMore(self, parent: Index) -> bool:
        """Qt: whether there may be later days."""
        return not parent.isValid() and not self.at_end

    def fetchMore(self, parent: Index) -> None:
        """Qt: the end of the list has come into sight."""
        if not parent.isValid():
            self.at_end = not self._more()


def heading_words(row: Row) -> str:
    """A day's name and how many posts it has, as it is spoken."""
    if row.first == row.last:
        return f"{day_words(row.first)}, {count_words(row.count)}"
    days = tr("%1 to %2").replace("%1", day_words(row.first)).replace("%2", day_words(row.last))
    return f"{days}, {count_words(0)}"


def _alike(some: Sequence[Row], others: Sequence[Row]) -> int:
    """How many rows at the beginning stand for the same."""
    count = 0
    for one, other in zip(some, others, strict=False):
        if one.key != other.key:
            break
        count += 1
    return count
