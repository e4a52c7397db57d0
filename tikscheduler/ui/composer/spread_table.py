"""The table of several videos: keys, mouse and menus on its rows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from tikscheduler.domain.account import CreatorInfo
from tikscheduler.domain.post import Mode, Privacy
from tikscheduler.ui.composer import spread_rows
from tikscheduler.ui.composer.choosers import title
from tikscheduler.ui.composer.disclosure import NEVER_PRIVATE
from tikscheduler.ui.composer.spread_delegates import ROW, ChoiceDelegate, FileDelegate, Option
from tikscheduler.ui.composer.spread_model import (
    ACCOUNT,
    ALLOW,
    CAPTION,
    FILE,
    VIEW,
    WHEN,
    SpreadModel,
)
from tikscheduler.ui.composer.spread_rows import ALLOWS
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.words import PRIVACY_WORDS, tr

WIDTHS = {FILE: 232, ACCOUNT: 108, VIEW: 100, ALLOW: 108}


class SpreadTable(QTableView):
    """Alt+Up and Alt+Down move rows, Delete leaves them out, F2 or Enter changes a cell."""

    def __init__(self, kit: Kit, model: SpreadModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit, self._rows = kit, model
        self.branded = False
        self.setModel(model)
        self.setAccessibleName(self.tr("Videos"))
        self.setShowGrid(False)
        self.setStyleSheet("QTableView::item { padding-left: 5px; border: none; }")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDragDropOverwriteMode(False)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setAccessibleName(self.tr("Columns of the table"))
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, width)
        header.setSectionResizeMode(CAPTION, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(WHEN, QHeaderView.ResizeMode.ResizeToContents)
        self.setItemDelegateForColumn(FILE, FileDelegate(kit, model, self))
        for column, options in ((ACCOUNT, self._accounts), (VIEW, self._views)):
            name = model.headerData(column, Qt.Orientation.Horizontal) or ""
            self.setItemDelegateForColumn(column, ChoiceDelegate(options, name, self))
        self.doubleClicked.connect(self._on_double_click)
        kit.pictures.ready.connect(self._on_picture)
        kit.theme.changed.connect(self.viewport().update)

    def _on_picture(self, _key: object) -> None:
        self.viewport().update()

    @property
    def chosen(self) -> list[int]:
        """The selected rows."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def move_chosen(self, step: int) -> None:
        """Move the selected rows up (-1) or down (1)."""
        chosen = self.chosen
        if not chosen:
            return
        to = chosen[0] - 1 if step < 0 else chosen[-1] + 2
        if 0 <= to <= len(self._rows.rows):
            self._select(self._rows.move(chosen, to), len(chosen))

    def leave_out(self) -> None:
        """Take the selected rows out of the table."""
        chosen = self.chosen
        if chosen:
            self._rows.take_out(chosen)
            if self._rows.rows:
                self._select(min(chosen[0], len(self._rows.rows) - 1), 1)

    def _select(self, first: int, count: int) -> None:
        model, flag = self._rows, QItemSelectionModel.SelectionFlag
        column = max(0, self.currentIndex().column())
        chosen = QItemSelection(model.index(first, 0), model.index(first + count - 1, WHEN))
        self.selectionModel().select(chosen, flag.ClearAndSelect)
        self.selectionModel().setCurrentIndex(model.index(first, column), flag.NoUpdate)

    # --- choosing --------------------------------------------------------------------------

    def _accounts(self, _row: int) -> list[Option]:
        return [Option(title(account), account.id) for account in self._kit.book.accounts]

    def _views(self, number: int) -> list[Option]:
        row = self._rows.rows[number]
        never = tr(NEVER_PRIVATE, "Disclosure") if self.branded else ""
        return [
            Option(
                tr(str(PRIVACY_WORDS[option])),
                str(option),
                never if option is Privacy.PRIVATE else "",
            )
            for option in spread_rows.offered(self._rows.known(row))
        ]

    def allow_menu(self, number: int) -> QMenu:
        """What viewers may do with one post, to be ticked."""
        row = self._rows.rows[number]
        off = self._rows.known(row).creator or CreatorInfo()
        shut = (off.comment_disabled, off.duet_disabled, off.stitch_disabled)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = (tr("Comments"), tr("Duet"), tr("Stitch"))
        for name, word, closed in zip(ALLOWS, words, shut, strict=True):
            text = tr("%1 (turned off on TikTok)").replace("%1", word) if closed else word
            action = QAction(text, menu)
            action.setCheckable(True)
            action.setChecked(getattr(row, name) and not closed)
            action.setEnabled(not closed)
            action.toggled.connect(self._setter(number, name))
            menu.addAction(action)
        return menu

    def _setter(self, number: int, name: str) -> Callable[[bool], None]:
        return lambda on: self._rows.change(number, **{name: on})

    def _open_allow_menu(self, index: QModelIndex) -> None:
        if self._rows.mode is Mode.DIRECT:
            rect = self.visualRect(index)
            self.allow_menu(index.row()).popup(self.viewport().mapToGlobal(rect.bottomLeft()))

    # --- events ----------------------------------------------------------------------------

    def _on_double_click(self, index: QModelIndex) -> None:
        if index.column() == ALLOW:
            self._open_allow_menu(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the keys of the rows."""
        key, index = event.key(), self.currentIndex()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if self.state() is QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # the key that ends a change must not begin another
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_chosen(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.leave_out()
        elif not event.modifiers() and key in OPENING and index.isValid():
            if index.column() == ALLOW:
                self._open_allow_menu(index)
            elif index.flags() & Qt.ItemFlag.ItemIsEditable:
                self.edit(index)
        else:
            super().keyPressEvent(event)


OPENING = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
