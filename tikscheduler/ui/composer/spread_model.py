"""The table of several videos: rows that can be changed, moved and left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QIcon

from tikscheduler.domain.post import Mode, Privacy
from tikscheduler.domain.zones import Moment
from tikscheduler.ui.composer import spread_rows
from tikscheduler.ui.composer.footage import Seen
from tikscheduler.ui.composer.spread_rows import ALLOWS, Known, Row
from tikscheduler.ui.composer.spread_times import in_words
from tikscheduler.ui.words import PRIVACY_WORDS, tr

FILE, CAPTION, ACCOUNT, VIEW, ALLOW, WHEN = range(6)
DISPLAY, EDIT = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.EditRole)
TIP, SIGN = int(Qt.ItemDataRole.ToolTipRole), int(Qt.ItemDataRole.DecorationRole)
SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
ROWS = "application/x-tikscheduler-spread-rows"
Place = QModelIndex


class SpreadModel(QAbstractTableModel):
    """`changed` tells of anything that decides whether the posts can be planned."""

    changed = Signal()

    def __init__(
        self,
        known: Callable[[int | None], Known],
        account_name: Callable[[int], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._known, self._account_name = known, account_name
        self.rows: list[Row] = []
        self.mode = Mode.DIRECT
        self._times: list[Moment] = []
        self._conflicts: dict[int, str] = {}
        self._sign = QIcon()
        self._heads = (
            self.tr("VIDEO"),
            self.tr("CAPTION"),
            self.tr("ACCOUNT"),
            self.tr("VISIBLE TO"),
            self.tr("ALLOW"),
            self.tr("WHEN"),
        )

    # --- the rows --------------------------------------------------------------------------

    def add(self, rows: Sequence[Row]) -> None:
        """Put rows at the end; a file that is there already is not taken twice."""
        known = {row.video for row in self.rows}
        new = [row for row in rows if row.video not in known]
        if new:
            first = len(self.rows)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self.rows += new
            self.endInsertRows()
            self.changed.emit()

    def change(self, number: int, **changes: Any) -> None:
        """Change one row."""
        self.rows[number] = replace(self.rows[number], **changes)
        self._touch(number, number)

    def change_all(self, **changes: Any) -> None:
        """Change every row."""
        self.rows = [replace(row, **changes) for row in self.rows]
        self._touch(0, len(self.rows) - 1)

    def use_file_names(self) -> None:
        """Every caption becomes its file's name, without the ending."""
        self.rows = [replace(row, caption=row.video.stem.replace("_", " ")) for row in self.rows]
        self._touch(0, len(self.rows) - 1)

    def see(self, seen: Seen) -> None:
        """What a look at a file brought."""
        for number, row in enumerate(self.rows):
            if row.video == seen.video:
                self.change(number, seen=seen)

    def keep(self, wanted: Callable[[Row], bool]) -> None:
        """Leave out every row that is not wanted."""
        for number in reversed(range(len(self.rows))):
            if not wanted(self.rows[number]):
                self.beginRemoveRows(QModelIndex(), number, number)
                del self.rows[number]
                self.endRemoveRows()
        self.changed.emit()

    def take_out(self, numbers: Iterable[int]) -> None:
        """Leave out these rows."""
        gone = {self.rows[number].video for number in numbers}
        self.keep(lambda row: row.video not in gone)

    def move(self, numbers: Sequence[int], to: int) -> int:
        """Put rows before the row `to`, in their order; returns where the first stands now."""
        moved = [self.rows[number] for number in sorted(numbers)]
        before = sum(number < to for number in numbers)
        chosen = set(numbers)
        rest = [row for number, row in enumerate(self.rows) if number not in chosen]
        first = max(0, min(to - before, len(rest)))
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        order = [*rest[:first], *moved, *rest[first:]]
        places = {row.video: number for number, row in enumerate(order)}
        new = [self.index(places[self.rows[at.row()].video], at.column()) for at in old]
        self.rows = order
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()
        self.changed.emit()
        return first

    def set_times(self, times: list[Moment]) -> None:
        """The planned times, by place in the table."""
        if times != self._times:
            self._times = times
            if self.rows:
                last = self.index(len(self.rows) - 1, WHEN)
                self.dataChanged.emit(self.index(0, WHEN), last)

    def set_conflicts(self, conflicts: dict[int, str], sign: QIcon) -> None:
        """What TikTok's limits have against the times, by place in the table."""
        self._sign = sign
        if conflicts != self._conflicts:
            self._conflicts = conflicts
            if self.rows:
                last = self.index(len(self.rows) - 1, WHEN)
                self.dataChanged.emit(self.index(0, WHEN), last)

    def set_mode(self, mode: Mode) -> None:
        """Direct posts or drafts, for all."""
        self.mode = mode
        self._touch(0, len(self.rows) - 1)

    def repaint(self) -> None:
        """Something was learnt about the accounts."""
        self._touch(0, len(self.rows) - 1)

    def known(self, row: Row) -> Known:
        """What is known of a row's account."""
        return self._known(row.account_id)

    def _touch(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, WHEN))
        self.changed.emit()

    # --- what Qt asks ----------------------------------------------------------------------

    def rowCount(self, parent: Place = QModelIndex()) -> int:  # type: ignore[override]
        """Qt: videos."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Place = QModelIndex()) -> int:  # type: ignore[override]
        """Qt: what is shown of each."""
        return 0 if parent.isValid() else len(self._heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = DISPLAY
    ) -> str | None:
        """Qt: the names of the columns, the numbers of the rows."""
        if role != DISPLAY:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self._heads[section]
        return str(section + 1)

    def data(self, index: Any, role: int = DISPLAY) -> Any:
        """Qt: a cell in words."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if column == WHEN:
            return self._when(index.row(), role)
        if role not in (DISPLAY, EDIT, TIP, SPOKEN):
            return None
        if role == TIP:
            return self._tip(row, column)
        if role == SPOKEN and column == FILE:
            return f"{row.video.name}, {spread_rows.words(row)}"
        if column == FILE:
            return row.video.name
        if column == CAPTION:
            return row.caption
        if column == ACCOUNT:
            return row.account_id if role == EDIT else self._account(row)
        if column == VIEW:
            return self._view(row) if role != EDIT else str(row.privacy or "")
        return self._allows(row)

    def setData(self, index: Any, value: Any, role: int = EDIT) -> bool:
        """Qt: what was typed or chosen in a cell."""
        name = {CAPTION: "caption", ACCOUNT: "account_id", VIEW: "privacy"}.get(index.column())
        if name is None or role != EDIT:
            return False
        if name == "privacy":
            value = Privacy(value) if value else None
        self.change(index.row(), **{name: value, "said": ""})
        return True

    def flags(self, index: Any) -> Qt.ItemFlag:
        """Qt: rows are dragged between rows."""
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.ItemIsDropEnabled
        flags = flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled
        return flags | flag.ItemIsEditable if index.column() in (CAPTION, ACCOUNT, VIEW) else flags

    # --- dragging --------------------------------------------------------------------------

    def supportedDropActions(self) -> Qt.DropAction:
        """Qt: rows only move."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Qt: the table's own rows."""
        return [ROWS]

    def mimeData(self, indexes: Any) -> QMimeData:
        """Qt: the numbers of the dragged rows."""
        mime = QMimeData()
        numbers = sorted({index.row() for index in indexes})
        mime.setData(ROWS, ",".join(map(str, numbers)).encode())
        return mime

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Any
    ) -> bool:
        """Qt: dropped before `row`, or on a row, or below all."""
        if not data.hasFormat(ROWS):
            return False
        numbers = [int(text) for text in bytes(data.data(ROWS).data()).decode().split(",")]
        to = row if row >= 0 else parent.row() if parent.isValid() else len(self.rows)
        self.move(numbers, to)
        return False  # nothing is left for the view to remove

    def _when(self, place: int, role: int) -> Any:
        conflict = self._conflicts.get(place, "")
        if role in (DISPLAY, EDIT, SPOKEN):
            words = in_words(self._times[place]) if place < len(self._times) else tr("No time yet")
            return f"{words}, {conflict}" if conflict and role == SPOKEN else words
        return {TIP: conflict, SIGN: self._sign}.get(role) if conflict else None

    # --- words -----------------------------------------------------------------------------

    def _tip(self, row: Row, column: int) -> str:
        if column == FILE:
            return f"{row.video}\n{spread_rows.words(row)}"
        return row.caption if column == CAPTION else ""

    def _account(self, row: Row) -> str:
        if row.account_id is None:
            return tr("Choose")
        return self._account_name(row.account_id)

    def _view(self, row: Row) -> str:
        if self.mode is Mode.DRAFT:
            return tr("Chosen in TikTok")
        privacy = spread_rows.chosen_privacy(row, self.known(row))
        return tr(str(PRIVACY_WORDS[privacy])) if privacy else tr("Choose")

    def _allows(self, row: Row) -> str:
        if self.mode is Mode.DRAFT:
            return tr("Chosen in TikTok")
        names = (tr("Comments"), tr("Duet"), tr("Stitch"))
        flags = spread_rows.allowed(row, self.known(row))
        chosen = [name for name, allow in zip(names, ALLOWS, strict=True) if flags[allow]]
        return ", ".join(chosen) or tr("Nothing")
