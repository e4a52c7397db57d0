"""Which posts are selected in the queue: told by id, since rows change their places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QObject,
    Signal,
)

from tikscheduler.ui.kit import Kit
from tikscheduler.ui.queue.cells import Column
from tikscheduler.ui.queue.model import QueueModel, runs
from tikscheduler.ui.queue.reading import ids_between

Flag = QItemSelectionModel.SelectionFlag
MOST = 100_000
"""Posts that can be selected at once."""


class Picked(QItemSelectionModel):
    """The view's selection of rows, and the ids behind it, also of rows that are not read.

    `ids` is what counts. Rows are selected again from it whenever they were read anew.
    """

    picked = Signal()

    def __init__(self, kit: Kit, model: QueueModel, parent: QObject) -> None:
        super().__init__(model, parent)
        self._kit, self._rows = kit, model
        self._ids: dict[int, None] = {}
        self._wanted: list[tuple[int, int]] = []
        self.restoring = False
        self._current_id: int | None = None
        self.currentRowChanged.connect(self._on_current_changed)
        model.rows_read.connect(self.restore)
        model.settling.connect(self._on_settling)
        model.settled.connect(self.restore)
        model.listed.connect(self.restore)
        kit.selection.changed.connect(self._on_selection_changed)
        kit.feed.posts_gone.connect(self._on_posts_gone)

    @property
    def ids(self) -> list[int]:
        """The selected posts; the current one last."""
        return list(self._ids)

    def set_ids(self, ids: Iterable[int]) -> None:
        """Select these posts, read or not, and no others."""
        self._wanted = []
        self._ids = dict.fromkeys(ids)
        self._current_id = next(reversed(self._ids), None)
        self.restore()
        self._tell()

    def select(self, what: Any, command: Any) -> None:
        """Qt: every change that the user makes comes through here."""
        super().select(what, command)
        if not self.restoring:
            self._learn(bool(command & Flag.Clear))

    def reset(self) -> None:
        """Qt: another list. The ids stay; who is in the new list is selected again."""
        self.restoring = True
        super().reset()

    def restore(self, _news: object = None) -> None:
        """Select the rows of the selected posts, wherever they are now."""
        self.restoring = False
        if self._wanted:  # which posts those are is still being read
            return
        self.restoring = True
        selection = QItemSelection()
        last = len(Column) - 1
        model = self._rows
        for first, end in runs(model.rows_of(self._ids)) if self._ids else ():
            selection.append(QItemSelectionRange(model.index(first, 0), model.index(end, last)))
        if selection or self.hasSelection():
            super().select(selection, Flag.ClearAndSelect)
        row = model.row(self._current_id) if self._current_id is not None else None
        if row is not None and row != self.currentIndex().row():
            self.setCurrentIndex(model.index(row, 0), Flag.NoUpdate)
        self.restoring = False

    # --- what the user does ----------------------------------------------------------------

    def _learn(self, afresh: bool) -> None:
        """Tell the ids from the rows that are selected now."""
        model = self._rows
        ranges = runs_of(self.selection())
        known = [] if afresh else [one for one in self._ids if model.row(one) is None]
        self._wanted = []
        for first, last in ranges:
            posts = [model.post(row) for row in range(first, min(last, first + MOST - 1) + 1)]
            known += [post.id for post in posts if post is not None]
            if afresh and (None in posts or last - first >= MOST):
                self._wanted = ranges
        current = model.post(self.currentIndex().row())
        self._ids = dict.fromkeys(known)
        if current is not None and current.id in self._ids:
            del self._ids[current.id]
            self._ids[current.id] = None
        if self._wanted:
            self._ask()
        self._tell()

    def _ask(self) -> None:
        """Ask for the ids of rows that are selected and not read."""
        wanted, order = self._wanted, self._rows.order
        first_ones = _first(wanted, MOST)

        def done(ids: list[int]) -> None:
            if self._wanted is wanted:
                self._wanted = []
                self._ids = dict.fromkeys(ids)
                self._tell()
                self.restore()
                if first_ones != wanted:
                    self._kit.signals.remark.emit(
                        self.tr("Only the first %1 posts are selected").replace("%1", f"{MOST:,}")
                    )

        self._kit.desk.read(self, lambda storage: ids_between(storage, order, first_ones), done)

    @property
    def waiting(self) -> bool:
        """Whether the ids of some selected rows are still being read."""
        return bool(self._wanted)

    def _tell(self) -> None:
        self._kit.selection.set(self._ids)
        self.picked.emit()

    # --- what happens elsewhere ------------------------------------------------------------

    def _on_current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        if not self.restoring:
            post = self._rows.post(index.row())
            self._current_id = post.id if post else None

    def _on_settling(self) -> None:
        self.restoring = True  # rows come and go at the end: nobody selects that

    def _on_selection_changed(self) -> None:
        ids = self._kit.selection.ids
        if ids != tuple(self._ids):
            self._wanted = []
            self._ids = dict.fromkeys(ids)
            self._current_id = self._kit.selection.current
            self.restore()
            self.picked.emit()

    def _on_posts_gone(self, ids: list[int]) -> None:
        gone = [one for one in ids if one in self._ids]
        for one in gone:
            del self._ids[one]
        if gone:
            self._tell()


def runs_of(selection: QItemSelection) -> list[tuple[int, int]]:
    """The selected rows as ranges, in order."""
    found = sorted({(one.top(), one.bottom()) for one in selection})  # type: ignore[attr-defined]
    joined: list[tuple[int, int]] = []
    for top, bottom in found:
        if joined and top <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(bottom, joined[-1][1]))
        else:
            joined.append((top, bottom))
    return joined


def _first(ranges: list[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """The first `most` rows of these ranges."""
    found: list[tuple[int, int]] = []
    for first, last in ranges:
        if most <= 0:
            break
        found.append((first, min(last, first + most - 1)))
        most -= found[-1][1] - first + 1
    return found
