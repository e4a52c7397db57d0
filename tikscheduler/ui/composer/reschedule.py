"""Another time for posts."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from tikscheduler.domain.post import MOVABLE, Post
from tikscheduler.domain.spread import Spread, spread
from tikscheduler.domain.zones import Moment
from tikscheduler.ui import words
from tikscheduler.ui.composer import when_field
from tikscheduler.ui.composer.sheet import Sheet
from tikscheduler.ui.composer.spread_times import SpreadTimes, times_in_words
from tikscheduler.ui.composer.ticks import Pick
from tikscheduler.ui.composer.when_field import WhenField
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import button, label, set_kind

ONE, SEVERAL = (440, 220), (660, 330)
SHIFT, SPREAD = 0, 1


class Reschedule(Sheet):
    """One post gets one time; several keep their distances, or are spread anew."""

    def __init__(self, kit: Kit, ids: tuple[int, ...], parent: QWidget | None = None) -> None:
        super().__init__(kit, ONE if len(ids) == 1 else SEVERAL, parent)
        self.set_title(self.tr("Reschedule"))
        self._posts: list[Post] = []
        self._left = 0
        self.when = WhenField(kit.theme, kit.zone)
        self.times = SpreadTimes(kit, usual=True)
        self.shift = Pick(kit.theme, self.tr("Move all, and keep the time between them"))
        self.anew = Pick(kit.theme, self.tr("Spread them anew"))
        self.note = label("", "small", wrap=True)
        self.move_button = button(self.tr("Move"), self._go, kind="primary")
        self.cancel_button = button(self.tr("Cancel"), self.reject)
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self.refresh)
        self._fill_body(several=len(ids) > 1)
        self._connect()
        self.calm_enter()
        self.move_button.setEnabled(False)
        kit.desk.read(self, lambda storage: storage.listing.get_many(ids), self._on_read)

    def _fill_body(self, *, several: bool) -> None:
        self._kind = QButtonGroup(self)
        self._kind.addButton(self.shift, SHIFT)
        self._kind.addButton(self.anew, SPREAD)
        self.shift.setChecked(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.move_button)
        column = QVBoxLayout()
        column.setContentsMargins(22, 16, 22, 16)
        column.setSpacing(8)
        if several:
            column.addWidget(self.shift)
        else:
            for one in (self.shift, self.anew, self.times):
                one.setParent(self)  # or they would be there after it
                one.hide()
            column.addWidget(label(self.tr("When"), "field"))
        column.addWidget(self.when)
        if several:
            column.addSpacing(6)
            column.addWidget(self.anew)
            column.addWidget(self.times)
        column.addWidget(self.note)
        column.addStretch(1)
        column.addLayout(buttons)
        self.body.addLayout(column)

    def _connect(self) -> None:
        self.when.edited.connect(self._soon.start)
        self.times.changed.connect(self._soon.start)
        self._kind.idToggled.connect(lambda _id, _on: self._soon.start())
        self.confirmed.connect(self.move_button.click)
        self.kit.feed.posts_loaded.connect(self._on_posts)
        self.kit.feed.posts_gone.connect(self._on_gone)

    # --- the posts -------------------------------------------------------------------------

    def _on_read(self, posts: list[Post]) -> None:
        movable = [post for post in posts if post.status in MOVABLE]
        self._left = len(posts) - len(movable)
        self._posts = sorted(movable, key=_place)
        now, zone = self.kit.desk.now(), self.kit.zone
        first = self._posts[0].scheduled_at if self._posts else None
        soon = when_field.next_quarter(zone, now)
        start = words.local(first, zone).replace(tzinfo=None) if first and first > now else soon
        self.when.set_wall(start)
        self.times.start.set_wall(start)
        self.times.choose(Spread.DAYS)
        self.subtitle.setText(self._named())
        self.when.setFocus()
        self.refresh()

    def _on_posts(self, posts: list[Post]) -> None:
        new = {post.id: post for post in posts}
        if any(post.id in new for post in self._posts):
            kept = [new.get(post.id, post) for post in self._posts]
            self._posts = [one for one in kept if one.status in MOVABLE]
            self._left += len(kept) - len(self._posts)
            self.refresh()

    def _on_gone(self, ids: list[int]) -> None:
        self._posts = [post for post in self._posts if post.id not in ids]
        self.refresh()

    def _named(self) -> str:
        if len(self._posts) == 1:
            text = words.first_words(self._posts[0])
            return text if len(text) <= 40 else f"{text[:40].rstrip()}…"
        return self.tr("%1 posts").replace("%1", str(len(self._posts)))

    # --- the times -------------------------------------------------------------------------

    def moments(self) -> tuple[list[Moment], str]:
        """A time for each post, or none and why."""
        now = self.kit.desk.now()
        if not self._posts:
            return [], self.tr("None of these posts can be moved any more.")
        if self.anew.isChecked():
            return self.times.moments(len(self._posts), now)
        first, problem = when_field.read(self.when)
        if first is None:
            return [], problem
        if late := when_field.problem(first, now, self.kit.settings):
            return [], late
        return [first, *self._shifted(first)][: len(self._posts)], ""

    def _shifted(self, first: Moment) -> list[Moment]:
        """The others at their old distances by the clock, so that times of day stay."""
        walls = [self._wall(post) for post in self._posts]
        start = walls[0]
        found = []
        for wall in walls[1:]:
            after = wall - start if wall is not None and start is not None else None
            at = first.wall + after if after is not None else first.wall
            found += spread(at, self.kit.zone, 1, Spread.SAME_TIME)
        return found

    def _wall(self, post: Post) -> datetime | None:
        if post.scheduled_at is None:
            return None
        return words.local(post.scheduled_at, self.kit.zone).replace(tzinfo=None)

    def refresh(self) -> None:
        """Say where the posts would go."""
        moments, problem = self.moments()
        anew = self.anew.isChecked()
        self.when.setEnabled(not anew)
        self.times.setEnabled(anew)
        self.times.preview.clear()
        says = problem or (
            times_in_words(moments, self.kit.zone) if len(moments) > 1 else _note(moments)
        )
        if self._left:
            rest = self.tr("%1 can’t be moved: they are out, or on their way.")
            says = f"{says}\n{rest.replace('%1', str(self._left))}".strip()
        self.note.setText(says)
        set_kind(self.note, "small-failed" if problem else "small")
        self.move_button.setEnabled(not problem)
        self.move_button.setToolTip(problem or self.tr("Ctrl+Enter"))

    def _go(self) -> None:
        moments, problem = self.moments()
        if problem:
            self.refresh()
            return
        walls = {post.id: at.wall for post, at in zip(self._posts, moments, strict=True)}
        self.kit.actions.move(walls)
        self.accept()


def _place(post: Post) -> tuple[bool, float, int]:
    """Planned ones first, in their order."""
    at = post.scheduled_at
    return at is None, at.timestamp() if at else 0.0, post.id


def _note(moments: list[Moment]) -> str:
    return moments[0].note if moments else ""
