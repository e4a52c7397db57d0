"""What is decided about a post: account, time, who may view it, what they may do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from tikscheduler.domain.post import Mode, Post
from tikscheduler.ui import words
from tikscheduler.ui.inspector.lines import Lines
from tikscheduler.ui.kit import Kit

NAMES_WIDTH = 70


class Facts(QWidget):
    """Names at the left, values at the right."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, NAMES_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self.account = self._row(0, self.tr("Account"))
        self.when = self._row(1, self.tr("When"))
        self.visible_to = self._row(2, self.tr("Visible to"))
        self.allows = self._row(3, self.tr("Allows"))
        self.labels = self._row(4, self.tr("Labels"))
        self.consent = self._row(5, self.tr("Consent"))

    def show_post(self, post: Post) -> None:
        """Show this post's."""
        kit = self._kit
        self._say(self.account, kit.book.name(post.account_id) or self.tr("Unknown"))
        self._say(self.when, when_words(post, kit))
        self._say(self.visible_to, words.privacy_word(post))
        self._say(self.allows, "" if post.mode is Mode.DRAFT else words.allows_words(post))
        self._say(self.labels, ", ".join(self._labels(post)))
        self._say(self.consent, self._consent(post))
        own = post.wall_time is not None and post.timezone != kit.zone
        self.when.setToolTip(self._own_time(post) if own else "")

    def _row(self, number: int, name: str) -> Lines:
        said, value = Lines(self._kit.theme, "dim"), Lines(self._kit.theme, most=2)
        self._grid.addWidget(said, number, 0, Qt.AlignmentFlag.AlignTop)
        said.show_text(name)  # in its place: on its own it would be a window for a moment
        self._grid.addWidget(value, number, 1)
        return value

    def _say(self, value: Lines, text: str) -> None:
        value.show_text(text)
        row = self._grid.getItemPosition(self._grid.indexOf(value))[0]  # type: ignore[index]
        item = self._grid.itemAtPosition(row, 0)
        name = item.widget() if item else None
        if name is not None:
            name.setVisible(bool(text))

    def _labels(self, post: Post) -> list[str]:
        chosen = (
            (post.your_brand, self.tr("Your brand")),
            (post.branded_content, self.tr("Paid partnership")),
            (post.ai_generated, self.tr("AI-generated")),
        )
        return [word for yes, word in chosen if yes]

    def _consent(self, post: Post) -> str:
        """When TikTok's terms were agreed to; nothing of a post from before that was noted."""
        if post.consented_at is None:
            return self.tr("Asked for when it gets a time") if post.scheduled_at is None else ""
        given = words.when(post.consented_at, self._kit.zone, self._kit.desk.now())
        return self.tr("Given %1").replace("%1", given)

    def _own_time(self, post: Post) -> str:
        if post.wall_time is None:
            return ""
        text = self.tr("Planned for %1 in %2")
        clock = post.wall_time.strftime("%Y-%m-%d %H:%M")
        return text.replace("%1", clock).replace("%2", words.city(post.timezone))


def when_words(post: Post, kit: Kit) -> str:
    """ "Mon 23 Nov, 18:30 Paris"."""
    if post.scheduled_at is None:
        return words.tr("No time yet")
    there = words.local(post.scheduled_at, kit.zone)
    today = words.local(kit.desk.now(), kit.zone)
    day = words.short_date(there.date(), today.date())
    return f"{day}, {words.clock(there)} {words.city(kit.zone)}"
