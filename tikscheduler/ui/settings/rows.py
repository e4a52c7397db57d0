"""What the settings page is made of: groups of rows, each a name, a field and a sentence."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from tikscheduler.ui.composer.choosers import Choice
from tikscheduler.ui.composer.ticks import Tick
from tikscheduler.ui.theme import Theme
from tikscheduler.ui.widgets import label, line

NAME_WIDTH = 200
FIELD_WIDTH = 240


class Group(QFrame):
    """A card with a heading. Rows are parted by thin lines."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.setAccessibleName(heading)
        card = QFrame()
        card.setProperty("kind", "card")
        self._rows = QVBoxLayout(card)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(heading, "heading"))
        column.addWidget(card)

    def add(self, row: QWidget) -> None:
        """Put a row below the others."""
        if self._rows.count():
            self._rows.addWidget(line())
        self._rows.addWidget(row)


class Row(QWidget):
    """`say` explains, `complain` tells what is wrong with what was entered."""

    def __init__(self, name: str, field: QWidget, hint: str = "") -> None:
        super().__init__()
        self.field = field
        field.setAccessibleName(name)
        self.hint = label(hint, "dim", wrap=True)
        self.problem = label("", "failed", wrap=True)
        self.problem.hide()
        named = label(name)
        named.setBuddy(field)
        named.setFixedWidth(NAME_WIDTH)
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 10, 14, 10)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(named, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(field, 0, 1, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.problem, 1, 1)
        grid.addWidget(self.hint, 2, 1)
        self.say(hint)

    def say(self, hint: str) -> None:
        """Explain the field."""
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self._describe()

    def complain(self, problem: str) -> None:
        """Say what is wrong; "" once nothing is."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self._describe()

    def _describe(self) -> None:
        said = self.problem.text() or self.hint.text()
        self.field.setAccessibleDescription(said)


class CheckRow(QWidget):
    """A box to tick, with its sentence under it."""

    def __init__(self, theme: Theme, text: str, hint: str = "") -> None:
        super().__init__()
        self.box = Tick(theme, text)
        self.box.setAccessibleDescription(hint)
        self.hint = label(hint, "dim", wrap=True)
        self.hint.setVisible(bool(hint))
        self.hint.setContentsMargins(25, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(2)
        column.addWidget(self.box)
        column.addWidget(self.hint)

    def say(self, hint: str) -> None:
        """Explain the box."""
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.box.setAccessibleDescription(hint)


class OneOf(Choice):
    """A list to choose from, in which each entry stands for a value."""

    def __init__(
        self, theme: Theme, name: str, entries: list[tuple[str, object]], chosen: object
    ) -> None:
        super().__init__(theme, name)
        self.setFixedWidth(FIELD_WIDTH)
        for text, value in entries:
            self.addItem(text, value)
        self.choose(chosen)

    def choose(self, value: object) -> None:
        """Show the entry of this value."""
        self.setCurrentIndex(max(0, self.findData(value)))


def text_field(text: str, width: int = 120) -> QLineEdit:
    """A field for a line of text."""
    made = QLineEdit(text)
    made.setFixedWidth(width)
    return made
