"""The queue's header: names, widths and order of the columns, and which is sorted by."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QHeaderView, QMenu, QWidget

from tikscheduler.domain.listing import SortKey
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.queue.cells import SORTS, Column, title
from tikscheduler.ui.queue.delegate import LEFT, POST_LEFT
from tikscheduler.ui.queue.inks import Ink
from tikscheduler.ui.theme import LABEL_PX

HEIGHT = 28
UP, DOWN = "↑", "↓"
KEPT = "queue.columns"
WIDTHS = {
    Column.POST: 373,
    Column.ACCOUNT: 142,
    Column.WHEN: 162,
    Column.STATUS: 162,
    Column.TRIES: 92,
    Column.DETAIL: 213,
}
LEAST = 48
NARROW = {
    Column.POST: 190,
    Column.ACCOUNT: 110,
    Column.WHEN: 144,
    Column.STATUS: 122,
    Column.TRIES: 50,
    Column.DETAIL: 116,
}
"""As wide as the columns are where there is little room."""


class Columns(QHeaderView):
    """Painted here: the style's own header asks every row whether it is selected."""

    sort_wanted = Signal(object, bool)  # SortKey, descending

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._kit = kit
        self._ink = Ink(QApplication.font(), LABEL_PX, QFont.Weight.DemiBold)
        self.sort, self.descending = SortKey.WHEN, False
        self._laid_out = False  # by the user
        self._dragging = False
        self._room = sum(WIDTHS.values())
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(True)
        self.setMinimumSectionSize(LEAST)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(self.tr("Columns of the queue"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.menu().popup(self.mapToGlobal(at)))
        self.sectionClicked.connect(self._on_section_clicked)
        self.sectionResized.connect(self._on_changed)
        self.sectionMoved.connect(self._on_moved)

    # --- sorting ---------------------------------------------------------------------------

    def show_sort(self, sort: SortKey, descending: bool) -> None:
        """Mark the column that is sorted by."""
        self.sort, self.descending = sort, descending
        self.viewport().update()

    def _on_section_clicked(self, section: int) -> None:
        sort = SORTS.get(Column(section))
        if sort is not None:
            self.sort_wanted.emit(sort, sort is self.sort and not self.descending)

    # --- which there are, and how wide -----------------------------------------------------

    def restore(self) -> None:
        """Set the columns up as the user left them."""
        kept = self._kit.preferences.get_bytes(KEPT)
        self._laid_out = bool(kept) and self.restoreState(QByteArray(kept))
        self.setStretchLastSection(True)
        if not self._laid_out:
            self.share_out(self._room)

    def share_out(self, room: int) -> None:
        """Give the columns their widths for the room there is, unless the user did."""
        self._room = room
        if self._laid_out or not self.count():
            return
        least, usual = sum(NARROW.values()), sum(WIDTHS.values())
        share = max(0.0, min(1.0, (room - least) / (usual - least)))
        spare = max(0, room - usual)
        more = {Column.POST: spare // 2, Column.DETAIL: 0}  # which takes what is left
        for column, width in WIDTHS.items():
            narrow = NARROW[column]
            width = narrow + int((width - narrow) * share) + more.get(column, spare // 16)
            self.resizeSection(column, width)

    def menu(self) -> QMenu:
        """Which columns there are, and which is sorted by."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addSection(self.tr("Columns"))
        for column in Column:
            add = menu.addAction(title(column))
            add.setCheckable(True)
            add.setChecked(not self.isSectionHidden(column))
            add.setEnabled(column is not Column.POST)
            add.toggled.connect(lambda on, it=column: self.show_column(it, on))
        menu.addSection(self.tr("Sort by"))
        for column, sort in SORTS.items():
            add = menu.addAction(title(column))
            add.setCheckable(True)
            add.setChecked(sort is self.sort)
            add.triggered.connect(lambda _=False, it=column: self._on_section_clicked(it))
        menu.addSeparator()
        menu.addAction(self.tr("Widths as at first"), self.forget)
        return menu

    def show_column(self, column: Column, show: bool) -> None:
        """Show or hide a column."""
        self.setSectionHidden(column, not show)
        self._laid_out = True
        self._keep()

    def forget(self) -> None:
        """Go back to the columns as they were at first."""
        for column in Column:
            self.setSectionHidden(column, False)
            self.moveSection(self.visualIndex(column), column)
        self._laid_out = False
        self._kit.preferences.set(KEPT, None)
        self.share_out(self._room)

    def _on_changed(self, _section: int, _old: int, _new: int) -> None:
        if self._dragging:
            self._laid_out = True

    def _on_moved(self, *_: int) -> None:
        if self._dragging:
            self._laid_out = True

    def _keep(self) -> None:
        self._kit.preferences.set_bytes(KEPT, bytes(self.saveState().data()))

    # --- events ----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: what changes from now on is the user's doing."""
        self._dragging = True
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: keep what was changed."""
        super().mouseReleaseEvent(event)
        self._dragging = False
        if self._laid_out:
            self._keep()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: fitting a width to a million rows would read them all."""
        event.accept()

    def sizeHint(self) -> QSize:
        """Qt: the height is fixed; measuring every title for a width would be in vain."""
        return QSize(sum(WIDTHS.values()), HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Qt: a column's name, and an arrow on the one that is sorted by."""
        colour = self._kit.theme.colour
        painter.save()
        painter.fillRect(rect, colour("window"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, colour("line"))
        column = Column(section)
        ours = SORTS.get(column) is self.sort
        left = rect.x() + (POST_LEFT if column is Column.POST else LEFT)
        text = title(column).upper() + (f" {DOWN if self.descending else UP}" if ours else "")
        painter.setFont(self._ink.font)
        painter.setPen(colour("text" if ours else "dim"))
        base = rect.y() + (rect.height() - self._ink.height) / 2 + self._ink.ascent
        painter.drawText(QPointF(left, base), self._ink.cut(text, rect.right() - left))
        painter.restore()
