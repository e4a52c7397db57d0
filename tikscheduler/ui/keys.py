"""The table of keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tikscheduler.ui.widgets import button, label

SIZE = (800, 680)
MARGIN = 20
Entry = tuple[tuple[str, ...], str]
"""The keys that do it, any one of them, and what they do."""


class KeysDialog(QDialog):
    """Every key. Those of the whole window are read from it, the others are told here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        self.resize(*SIZE)
        groups = {
            self.tr("Everywhere"): self._window_keys(),
            self.tr("Calendar"): self._calendar_keys(),
            self.tr("Queue"): self._queue_keys(),
            self.tr("New post"): self._composer_keys(),
        }
        self.entries: list[Entry] = [entry for group in groups.values() for entry in group]
        names = list(groups)
        columns = QHBoxLayout()
        columns.setSpacing(32)
        for inside in ([names[0], *names[2:]], [names[1]]):
            column = QVBoxLayout()
            column.setSpacing(6)
            for name in inside:
                column.addWidget(label(name, "heading"))
                column.addLayout(_table(groups[name]))
                column.addSpacing(12)
            column.addStretch(1)
            columns.addLayout(column, 1)
        self._lay_out(columns)

    def _lay_out(self, columns: QHBoxLayout) -> None:
        inner = QWidget()
        columns.setContentsMargins(0, 0, 8, 0)
        inner.setLayout(columns)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setAccessibleName(self.tr("Keys"))
        closing = button(self.tr("Close"), self.accept, kind="primary")
        closing.setDefault(True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(closing)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        whole.setSpacing(12)
        whole.addWidget(area, 1)
        whole.addLayout(row)
        closing.setFocus()

    # --- what there is ---------------------------------------------------------------------

    def _window_keys(self) -> list[Entry]:
        parent = self.parentWidget()
        actions = parent.actions() if parent is not None else []
        return [
            (tuple(_shown(one) for one in action.shortcuts()), action.text())
            for action in actions
            if action.shortcuts()
        ]

    def _calendar_keys(self) -> list[Entry]:
        return [
            (("T", "Home", "Ctrl+T"), self.tr("Today")),
            (("PgUp", "Alt+Left"), self.tr("Earlier")),
            (("PgDown", "Alt+Right"), self.tr("Later")),
            (("M",), self.tr("Month")),
            (("W",), self.tr("Week")),
            (("D",), self.tr("Day")),
            (("A",), self.tr("Agenda")),
            (("Ctrl+PgUp", "Ctrl+PgDown"), self.tr("The view before, the next view")),
            (("Ctrl+G",), self.tr("Go to a date")),
            (("N", "C"), self.tr("New post on the chosen day")),
            (("/", "F"), self.tr("Search")),
            (("F5", "Ctrl+R"), self.tr("Read again")),
            (("←", "→", "↑", "↓"), self.tr("Choose a day or a time")),
            (("Shift+←", "Shift+→"), self.tr("Select from here to there")),
            (("Ctrl+↑", "Ctrl+↓"), self.tr("The post before, the next post")),
            (("Space",), self.tr("The next post of the day, or the whole day")),
            (("Alt+Shift+←", "Alt+Shift+→"), self.tr("Move the selected posts")),
            (("Enter",), self.tr("Open the post")),
            (("Ctrl+A",), self.tr("Select all that are shown")),
            (("Del",), self.tr("Delete the selected posts")),
            (("Esc",), self.tr("Select nothing; end a drag")),
        ]

    def _queue_keys(self) -> list[Entry]:
        return [
            (("Enter",), self.tr("Open the post")),
            (("Ctrl+R",), self.tr("Retry the selected posts")),
            (("Ctrl+C",), self.tr("Copy the captions")),
            (("Del",), self.tr("Delete the selected posts")),
        ]

    def _composer_keys(self) -> list[Entry]:
        return [
            (("Ctrl+Enter",), self.tr("Schedule")),
            (("Esc",), self.tr("Close")),
        ]


def _shown(keys: QKeySequence) -> str:
    return keys.toString(QKeySequence.SequenceFormat.NativeText)


def _table(entries: list[Entry]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(0, 1)
    for number, (keys, does) in enumerate(entries):
        said = label(does, wrap=True)
        pressed = label("  ".join(keys), "dim", wrap=True)
        pressed.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        pressed.setMinimumWidth(150)
        said.setBuddy(pressed)
        grid.addWidget(said, number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(pressed, number, 1, Qt.AlignmentFlag.AlignTop)
    return grid
