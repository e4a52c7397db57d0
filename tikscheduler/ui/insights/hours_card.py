"""The card of the best hours: what they rest on, and what is missing."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from tikscheduler.domain.insights import ENOUGH_IN_CELL, BestHours
from tikscheduler.ui import words
from tikscheduler.ui.insights.hours import HoursGrid, block_name
from tikscheduler.ui.insights.scale import plural
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import label


class HoursCard(QFrame):
    """Only the account's own posts count, and the rule stands below them."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setProperty("kind", "card")
        self.verdict = label("", "dim", wrap=True)
        self.grid = HoursGrid(kit)
        rule = self.tr(
            "Median of the views so far of public videos of the last 12 months that are at least "
            "48 hours old, by the hour they were posted in %1. n is the number of posts; fewer "
            "than %2 are shown pale and never called best."
        )
        self.rule = label(
            rule.replace("%1", words.city(kit.zone)).replace("%2", str(ENOUGH_IN_CELL)),
            "small",
            wrap=True,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(6)
        self.behind = label("", "small")
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Best hours"), "heading"), 1)
        head.addWidget(self.behind)
        column.addLayout(head)
        column.addWidget(self.verdict)
        column.addWidget(self.grid, 1)
        column.addWidget(self.rule)

    def show_hours(self, hours: BestHours) -> None:
        """Show what the posts tell."""
        self.grid.show_hours(hours)
        self.verdict.setText(self._verdict(hours))
        self.behind.setText(plural(hours.posts, self.tr("from %n post"), self.tr("from %n posts")))

    def _verdict(self, hours: BestHours) -> str:
        if hours.missing:
            return plural(
                hours.missing,
                self.tr("%n more post of at least 48 hours is needed before any is called best."),
                self.tr("%n more posts of at least 48 hours are needed before any is called best."),
            )
        if not hours.best:
            text = self.tr("No hour has %1 posts yet, so none is called best.")
            return text.replace("%1", str(ENOUGH_IN_CELL))
        return ", ".join(block_name((cell.weekday, cell.first_hour)) for cell in hours.best)
