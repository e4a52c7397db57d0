"""The videos of an account, read in parts as one scrolls."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from tikscheduler.domain.insights import Figure, KnownVideo, Standing
from tikscheduler.ui import words
from tikscheduler.ui.insights.chart_data import figure_word
from tikscheduler.ui.insights.reading import name_of
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.words import tr

if TYPE_CHECKING:
    from tikscheduler.storage import Storage

Index = QModelIndex | QPersistentModelIndex
PART = 100
_ROOT = QModelIndex()
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class Column(IntEnum):
    """The columns from left to right."""

    POSTED = 0
    VIDEO = 1
    VIEWS = 2
    LIKES = 3
    COMMENTS = 4
    SHARES = 5


FIGURES = {
    Column.VIEWS: Figure.VIEWS,
    Column.LIKES: Figure.LIKES,
    Column.COMMENTS: Figure.COMMENTS,
    Column.SHARES: Figure.SHARES,
}
ORDERS = {
    Column.POSTED: "posted_at",
    **{column: figure.value for column, figure in FIGURES.items()},
}
"""What each column is sorted by; the caption is not."""


class VideosModel(QAbstractTableModel):
    """`total` is how many there are; `restored` comes when another list has been read."""

    restored = Signal()

    def __init__(self, kit: Kit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._account: int | None = None
        self.order, self.descending = Column.POSTED, True
        self._reading = 0
        self._number = 0
        self.last: datetime | None = None
        self.videos: list[KnownVideo] = []
        self.total = 0

    # --- what is listed --------------------------------------------------------------------

    def show_account(self, account_id: int, total: int, last: datetime | None) -> None:
        """List the videos of an account, or read those of the same one again."""
        self._account, self.total, self.last = account_id, total, last
        self._read_anew()

    def sort_by(self, column: Column, *, descending: bool) -> None:
        """List them in another order."""
        if column in ORDERS:
            self.order, self.descending = column, descending
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
            self._read_anew()

    def video(self, row: int) -> KnownVideo | None:
        """The video of a row, if it was read."""
        return self.videos[row] if 0 <= row < len(self.videos) else None

    def row(self, video_id: str) -> int | None:
        """The row of a video, if it was read."""
        return next((row for row, one in enumerate(self.videos) if one.video_id == video_id), None)

    def _read_anew(self) -> None:
        self._number += 1
        self._read(0, max(PART, len(self.videos)))

    def _read(self, offset: int, limit: int) -> None:
        if self._account is None:
            return
        account, number = self._account, self._number
        order, descending = ORDERS[self.order], self.descending
        self._reading = number

        def work(storage: Storage) -> list[KnownVideo]:
            from tikscheduler.storage.counts import VideoOrder

            return storage.counts.videos(
                account,
                order=VideoOrder(order),
                descending=descending,
                offset=offset,
                limit=limit,
            )

        self._kit.desk.read(self, work, lambda found: self._on_read(number, offset, found))

    def _on_read(self, number: int, offset: int, found: list[KnownVideo]) -> None:
        if number != self._number:
            return  # another list was asked for meanwhile
        self._reading = 0
        if offset:
            if found:
                last = offset + len(found) - 1
                self.beginInsertRows(_ROOT, offset, last)
                self.videos += found
                self.endInsertRows()
            return
        self.beginResetModel()
        self.videos = found
        self.endResetModel()
        self.restored.emit()

    # --- Qt's questions --------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Qt: how many were read."""
        return 0 if parent.isValid() else len(self.videos)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Qt: how many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def canFetchMore(self, parent: Index) -> bool:
        """Qt: whether there are more than were read."""
        return not parent.isValid() and not self._reading and len(self.videos) < self.total

    def fetchMore(self, parent: Index) -> None:
        """Qt: read on."""
        if self.canFetchMore(parent):
            self._read(len(self.videos), PART)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt: the columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section in FIGURES:
            return _RIGHT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        name, arrow = column_name(Column(section)), "↓" if self.descending else "↑"
        return f"{name} {arrow}" if section == self.order else name

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: one cell."""
        video = self.video(index.row()) if index.isValid() else None
        if video is None:
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(video, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in FIGURES:
            return _RIGHT
        if role == Qt.ItemDataRole.ToolTipRole and column is Column.VIDEO:
            # Tool tips guess whether they are markup, and captions must never be.
            text = "\n".join((video.caption or video.video_id, *self.remarks(video)))
            return f"<p style='white-space: pre-wrap'>{escape(text)}</p>"
        if role == Qt.ItemDataRole.ForegroundRole and self.standing(video) is not Standing.COUNTED:
            return self._kit.theme.colour("dim")
        return None

    def standing(self, video: KnownVideo) -> Standing:
        """Whether the account's last count found a video."""
        return video.standing(self.last)

    def remarks(self, video: KnownVideo) -> list[str]:
        """What there is to say about a video, beside its figures."""
        counted = words.when(video.counted_at, self._kit.zone, self._kit.desk.now())
        found = {
            Standing.GONE: tr("Not public any more. Last counted %1.", "insights"),
            Standing.TOO_OLD: tr("Older than a year. Last counted %1.", "insights"),
        }.get(self.standing(video), "")
        own = tr("Sent from here.", "insights") if video.post_id is not None else ""
        return [text for text in (found.replace("%1", counted), own) if text]

    def _text(self, video: KnownVideo, column: Column) -> str:
        if column in FIGURES:
            return f"{video.figures.of(FIGURES[column]):,}"
        if column is Column.POSTED:
            return words.when(video.posted_at, self._kit.zone, self._kit.desk.now())
        mark = {
            Standing.GONE: tr("Gone", "insights"),
            Standing.TOO_OLD: tr("Not counted any more", "insights"),
        }.get(self.standing(video))
        return f"{mark} · {name_of(video)}" if mark else name_of(video)


def column_name(column: Column) -> str:
    """The name of a column."""
    if column in FIGURES:
        return figure_word(FIGURES[column])
    return tr("Posted", "insights") if column is Column.POSTED else tr("Video", "insights")
