"""Another time for posts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from tikscheduler.domain.post import MOVABLE, Mode, Post
from tikscheduler.domain.spread import Spread, spread
from tikscheduler.domain.zones import Moment
from tikscheduler.ui import words
from tikscheduler.ui.composer import when_field
from tikscheduler.ui.composer.choosers import title
from tikscheduler.ui.composer.consent import ConsentLine
from tikscheduler.ui.composer.sheet import Sheet
from tikscheduler.ui.composer.spread_times import SpreadTimes, times_in_words
from tikscheduler.ui.composer.ticks import Pick
from tikscheduler.ui.composer.when_field import WhenField
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import button, label, set_kind

ONE, SEVERAL = (440, 220), (660, 330)
SHIFT, SPREAD = 0, 1


class Reschedule(Sheet):
    """One post gets one time; several keep their distances, or are spread anew.

    `ids` may map them to naive wall times, which are proposed then. Posts that never had a time
    are consented to here: TikTok's line stands right above the button.
    """

    def __init__(
        self,
        kit: Kit,
        ids: Collection[int] | Mapping[int, datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(kit, ONE if len(ids) == 1 else SEVERAL, parent)
        self.set_title(self.tr("Reschedule"))
        proposed: dict[int, datetime] = dict(ids) if isinstance(ids, Mapping) else {}
        self._proposed = proposed
        self._posts: list[Post] = []
        self._left = 0
        self.when = WhenField(kit.theme, kit.zone)
        self.times = SpreadTimes(kit, usual=True)
        self.shift = Pick(kit.theme, self.tr("Move all, and keep the time between them"))
        self.anew = Pick(kit.theme, self.tr("Spread them anew"))
        self.note = label("", "small", wrap=True)
        self.who = label("", "hint", wrap=True)
        self.consent = ConsentLine(kit.theme)
        self.edit_button = button(self.tr("Edit…"), self._on_edit)
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
        buttons.addWidget(self.edit_button)
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
        column.addWidget(self.who)
        column.addWidget(self.consent)
        column.addLayout(buttons)
        self.body.addLayout(column)
        QWidget.setTabOrder(self.cancel_button, self.consent)
        QWidget.setTabOrder(self.consent, self.move_button)

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
        self._posts = sorted(movable, key=self._place)
        now, zone = self.kit.desk.now(), self.kit.zone
        soon = when_field.next_quarter(zone, now)
        first = self._wall(self._posts[0]) if self._posts else None
        today = words.local(now, zone).replace(tzinfo=None)
        start = first if first and first > today else soon
        self.when.set_wall(start)
        self.times.start.set_wall(start)
        self.times.choose(Spread.DAYS)
        none_yet = all(self._wall(post) is None for post in self._posts)
        self.anew.setChecked(none_yet and len(self._posts) > 1)  # no distances to keep
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
        if post.id in self._proposed:
            return self._proposed[post.id]
        if post.scheduled_at is None:
            return None
        there: datetime = words.local(post.scheduled_at, self.kit.zone).replace(tzinfo=None)
        return there

    def _place(self, post: Post) -> tuple[str, int]:
        """Those with a time first, in their order."""
        wall = self._wall(post)
        return wall.isoformat() if wall else "~", post.id

    # --- consent ---------------------------------------------------------------------------

    @property
    def _unconsented(self) -> list[Post]:
        return [post for post in self._posts if post.consented_at is None]

    @property
    def _unfinished(self) -> Post | None:
        """A post that nobody has said of yet who can view it."""
        direct = (post for post in self._posts if post.mode is Mode.DIRECT)
        return next((post for post in direct if post.privacy is None), None)

    def _show_consent(self) -> None:
        new = self._unconsented
        self.consent.setVisible(bool(new))
        self.who.setVisible(bool(new))
        self.edit_button.setVisible(self._unfinished is not None)
        direct = [post for post in new if post.mode is Mode.DIRECT]
        self.consent.set_branded(any(post.branded_content for post in direct))
        accounts = [
            self.kit.book.get(one) for one in dict.fromkeys(post.account_id for post in new)
        ]
        names = ", ".join(title(account) for account in accounts if account)
        later = (
            self.tr(
                "Posts to %1. Once published, a post can take a few minutes to process and appear "
                "on the profile."
            )
            if direct
            else self.tr(
                "Goes to the TikTok inbox of %1. A sent draft can take a few minutes to appear."
            )
        )
        self.who.setText(later.replace("%1", names))
        self.move_button.setText(self.tr("Schedule") if new else self.tr("Move"))
        self.move_button.setAccessibleName(self.move_button.text())
        size = ONE if self.times.isHidden() else SEVERAL
        more = self.consent.sizeHint().height() + self.who.heightForWidth(size[0] - 44) + 16
        self.fit_height(size[1] + (more if new else 0))

    def _on_edit(self) -> None:
        if (post := self._unfinished) is not None:
            self.kit.requests.open_post.emit(post.id)
            self.reject()

    # --- what is true now ------------------------------------------------------------------

    def refresh(self) -> None:
        """Say where the posts would go."""
        moments, problem = self.moments()
        self._show_consent()
        if (unfinished := self._unfinished) is not None:
            open_ = self.tr("Choose first who can view “%1”.")
            problem = problem or open_.replace("%1", words.first_words(unfinished))
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
        if problem or self._unfinished is not None:
            self.refresh()
            return
        walls = {post.id: at.wall for post, at in zip(self._posts, moments, strict=True)}
        self.kit.actions.move(walls)
        self.accept()


def _note(moments: list[Moment]) -> str:
    return moments[0].note if moments else ""
