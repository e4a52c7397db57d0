"""What changes in a copy: as it is now, as it will be, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from tikscheduler.domain.reencoding import Change
from tikscheduler.ui.theme import Theme

WHAT, NOW, AFTER, WHY = range(4)
ROW = 30
MOST_ROWS = 10


class ChangeTable(QTableWidget):
    """Lines that stay as they are are dim; a line that changes has an arrow before what comes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(0, 4)
        self._theme = theme
        self._changes: Sequence[Change] = ()
        self.setHorizontalHeaderLabels(["", self.tr("Now"), self.tr("In the copy"), self.tr("Why")])
        self.setAccessibleName(self.tr("What changes in the copy"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setStyleSheet("QTableView::item { padding: 0 8px; border: none; }")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setAccessibleName(self.tr("Columns of the table"))
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(WHY, QHeaderView.ResizeMode.Stretch)
        theme.changed.connect(self._colour)

    def show_changes(self, changes: Sequence[Change]) -> None:
        """Show what would change."""
        self._changes = changes
        self.setRowCount(len(changes))
        for row, change in enumerate(changes):
            changed = change.now != change.after
            after = f"→ {change.after}" if changed else change.after
            texts = (change.what, change.now, after, change.why)
            for column, text in enumerate(texts):
                self.setItem(row, column, QTableWidgetItem(text))
        self._colour()
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(row) for row in range(min(len(changes), MOST_ROWS)))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + 2)

    def show_result(self, looks: Mapping[str, str]) -> None:
        """Show what the copy has really become."""
        for row, change in enumerate(self._changes):
            item = self.item(row, AFTER)
            if item is not None and change.what in looks:
                changed = looks[change.what] != change.now
                item.setText(f"→ {looks[change.what]}" if changed else looks[change.what])

    def _colour(self) -> None:
        tokens = self._theme.tokens
        for row, change in enumerate(self._changes):
            changed = change.now != change.after
            inks = (tokens.dim, tokens.text if changed else tokens.dim)
            for column in range(4):
                item = self.item(row, column)
                if item is not None:
                    item.setForeground(QColor(inks[column in (NOW, AFTER)]))
                    font = item.font()
                    font.setBold(changed and column == AFTER)
                    item.setFont(font)
