"""The figures of an account or a video, each with what it gained in the time that is shown."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tikscheduler.domain.insights import AccountPoint, Figure, Point, gain
from tikscheduler.ui.insights.chart_data import figure_word
from tikscheduler.ui.widgets import label, set_kind

HEIGHT = 74


class Tile(QFrame):
    """A name, a number, and how it changed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.setProperty("kind", "card")
        self.setFixedHeight(HEIGHT)
        self.number, self.change = label("", "title"), label("", "dim")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(0)
        column.addWidget(label(name, "label"))
        column.addWidget(self.number)
        column.addWidget(self.change)

    def show_number(self, number: int | None, change: int | None, unknown: str) -> None:
        """Show a number and its change; `unknown` says why there is no number, or no change."""
        self.number.setText("–" if number is None else f"{number:,}")
        if number is None or change is None:
            text, kind = unknown, "dim"
        else:
            text = f"{change:+,}".replace("-", "−") if change else self.tr("no change")
            kind = "good" if change > 0 else "failed" if change < 0 else "dim"
        self.change.setText(text)
        set_kind(self.change, kind)
        self.setAccessibleName(f"{self.name}: {self.number.text()}, {text}")


class Tiles(QWidget):
    """Views, likes, comments, shares; of an account also its followers."""

    def __init__(self) -> None:
        super().__init__()
        self.figures = {figure: Tile(figure_word(figure)) for figure in Figure}
        self.followers = Tile(self.tr("Followers"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for tile in (*self.figures.values(), self.followers):
            row.addWidget(tile, 1)

    def show_line(
        self,
        line: list[Point],
        numbers: list[AccountPoint] | None,
        *,
        followers: int | None,
        today: bool,
    ) -> None:
        """Show where a line ends and what it gained. `numbers` are the account's own, if it is one;
        `followers` the last that are known; `today`: the line's only point is of today."""
        change = gain(line)
        soon = self.tr("change: from tomorrow") if today else self.tr("change: from the next count")
        unknown = soon if line else self.tr("not counted in this time")
        for figure, tile in self.figures.items():
            number = line[-1].figures.of(figure) if line else None
            tile.show_number(number, change.of(figure) if change else None, unknown)
        self.followers.setVisible(numbers is not None)
        told = [one.followers for one in numbers or () if one.followers is not None]
        self.followers.show_number(
            told[-1] if told else followers,
            told[-1] - told[0] if len(told) > 1 else None,
            soon if told or followers is not None else self.tr("not told by TikTok"),
        )
