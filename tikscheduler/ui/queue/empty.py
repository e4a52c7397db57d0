"""What stands in the queue where no post does: why, and the one button that helps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from tikscheduler.domain.listing import Wanted
from tikscheduler.domain.post import PostStatus
from tikscheduler.ui import icons, words
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import button, label

S = PostStatus
ICON = 40


class Empty(QWidget):
    """An icon, a sentence and a button."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._icon_name = "queue"
        self.icon = QLabel()
        self.heading, self.text = label("", "heading"), label("", "dim", wrap=True)
        self.clear: QPushButton = button(self.tr("Clear filters"))
        self.add: QPushButton = button(self.tr("New post"))
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        for one in (self.icon, self.heading, self.text, self.clear, self.add):
            if isinstance(one, QLabel):
                one.setAlignment(Qt.AlignmentFlag.AlignCenter)
                column.addWidget(one)
            else:
                column.addWidget(one, 0, Qt.AlignmentFlag.AlignHCenter)
        column.insertSpacing(4, 8)
        column.addStretch(3)
        kit.theme.changed.connect(self._paint)

    def explain(self, wanted: Wanted) -> None:
        """Say why nothing is listed."""
        filtered = bool(wanted.statuses or wanted.accounts or wanted.search)
        self.clear.setVisible(filtered)
        self.add.setVisible(not filtered)
        self._icon_name = "search" if wanted.search else "queue"
        if not filtered:
            self.heading.setText(self.tr("No posts yet"))
            self.text.setText(self.tr("Drop videos here or press Ctrl+N."))
        elif wanted.search:
            found = self.tr("Nothing matches “%1”").replace("%1", wanted.search)
            self.heading.setText(found)
            self.text.setText(self.tr("Captions, file names and accounts were searched."))
        elif len(wanted.statuses) == 1:
            (status,) = wanted.statuses
            self._icon_name = words.LOOKS[status].icon
            self.heading.setText(self._none(status))
            self.text.setText(self.tr("Of the chosen accounts.") if wanted.accounts else "")
        else:
            self.heading.setText(self.tr("Nothing matches"))
            self.text.setText("")
        self.text.setVisible(bool(self.text.text()))
        self._paint()

    def _none(self, status: PostStatus) -> str:
        return {
            S.SCHEDULED: self.tr("Nothing is scheduled"),
            S.PUBLISHING: self.tr("Nothing is being sent right now"),
            S.PROCESSING: self.tr("TikTok is processing nothing right now"),
            S.RETRYING: self.tr("Nothing waits for another try"),
            S.HELD: self.tr("No post is held"),
            S.FAILED: self.tr("Nothing has failed"),
            S.MISSED: self.tr("No post missed its time"),
            S.PUBLISHED: self.tr("Nothing is published yet"),
        }.get(status, self.tr("Nothing matches"))

    def _paint(self) -> None:
        colour = self._kit.theme.tokens.faint
        scale = self.devicePixelRatioF()
        self.icon.setPixmap(icons.pixmap(self._icon_name, colour, ICON, scale))
