"""The bar over every page: its title, its own buttons, search, undo, and "New post"."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from tikscheduler.ui import icons
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.signals import Draft
from tikscheduler.ui.widgets import button, icon_button, label, line

HEIGHT = 55


class PageHeader(QFrame):
    """`searched` tells what was typed into the search field, if the page has one."""

    searched = Signal(str)

    def __init__(self, kit: Kit, title: str, *, search: bool = True, new: bool = True) -> None:
        super().__init__()
        self._kit = kit
        self.title = label(title, "title")
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search captions, files, accounts"))
        self.search.setAccessibleName(self.tr("Search captions, files and accounts"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(230)
        self.search.textChanged.connect(self.searched)
        self.undo = icon_button("undo", self.tr("Undo (Ctrl+Z)"), kit.actions.undo)
        self._show_undo()
        kit.actions.undo_changed.connect(self._show_undo)
        self.new = button(
            self.tr("New post"),
            lambda: kit.requests.compose.emit(Draft()),
            kind="primary",
            icon="plus",
            colour=kit.theme.tokens.accent_text,
            tip=self.tr("New post (Ctrl+N)"),
        )
        self._left = QHBoxLayout()
        self._left.setSpacing(8)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(10)
        row.addWidget(self.title)
        row.addSpacing(6)
        row.addLayout(self._left)
        row.addStretch(1)
        row.addWidget(self.search)
        row.addWidget(self.undo)
        row.addWidget(self.new)
        self.search.setVisible(search)
        self.new.setVisible(new)
        self.undo.setVisible(new)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        row.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        whole.addLayout(row, 1)
        whole.addWidget(line())
        self.setFixedHeight(HEIGHT + 1)
        kit.theme.changed.connect(self._paint_icons)
        self._paint_icons()

    def add(self, widget: QWidget) -> None:
        """Put a widget of the page's own after the title."""
        self._left.addWidget(widget)

    def _show_undo(self) -> None:
        self.undo.setEnabled(self._kit.actions.can_undo is not None)

    def _paint_icons(self) -> None:
        tokens = self._kit.theme.tokens
        self.undo.setIcon(icons.icon("undo", tokens.dim))
        self.new.setIcon(icons.icon("plus", tokens.accent_text))
