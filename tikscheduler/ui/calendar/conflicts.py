"""Which of the posts on the calendar go beyond TikTok's limits or stand too close together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from tikscheduler.domain.blocks import WINDOW
from tikscheduler.domain.limits import Conflict, Entry, adding, conflicts, entry_of_post, sentence
from tikscheduler.domain.post import Post
from tikscheduler.domain.zones import at_wall_time
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.words import tr

if TYPE_CHECKING:
    from tikscheduler.storage import Storage

GATHER_MS, AGAIN_MS = 150, 1000
"""Changes that come together are judged together; while they go on, once a second."""
MOST = 10_000
"""So many posts are judged. Beyond that, no day could be read on the calendar either, and whatever
else is read would wait for it."""
FEW = 50
"""Dragged posts that are judged while they are dragged; more take longer than a pointer waits."""


class Period(Protocol):
    """What the calendar shows: the instants from and to."""

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The first instant that is shown, and the first that is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was read and found; `different` are the ids whose judgement is another one."""

    entries: dict[int, Entry]
    plans: dict[int, list[Entry]]
    found: dict[int, Conflict]
    different: set[int]


class Conflicts(QObject):
    """Judged on another thread over all accounts, hidden ones too, with a day before and after.

    `changed` tells whose judgement is another one.
    """

    changed = Signal(object)  # set[int]

    def __init__(self, kit: Kit, period: Period, parent: QObject) -> None:
        super().__init__(parent)
        self._kit, self._period = kit, period
        self._entries: dict[int, Entry] = {}
        self._found: dict[int, Conflict] = {}
        self._plans: dict[int, list[Entry]] = {}
        self._reading = self._stale = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._read)
        kit.feed.posts_loaded.connect(self._on_posts_loaded)
        kit.feed.posts_gone.connect(self._on_posts_gone)

    # --- asked by the views ------------------------------------------------------------------

    def has(self, post_id: int) -> bool:
        """Whether something stands against a post."""
        return post_id in self._found

    def words(self, post: Post | None) -> str:
        """What stands against a post, in a sentence; "" where nothing does."""
        conflict = self._found.get(post.id) if post else None
        if post is None or conflict is None:
            return ""
        return sentence(conflict, self._kit.book.name(post.account_id), tr)

    def words_if_moved(
        self, posts: list[Post], walls: Mapping[int, datetime], *, copy: bool
    ) -> str:
        """What would stand against these posts at these wall times, or against one that is there
        already; the first of it, "" if nothing."""
        new: dict[int, list[Entry]] = {}
        for number, post in enumerate(posts[:FEW], 1):
            if post.id in walls:
                entry = Entry(
                    id=-number if copy else post.id,
                    account_id=post.account_id,
                    at=at_wall_time(walls[post.id], self._kit.zone).utc,
                    mode=post.mode,
                )
                new.setdefault(post.account_id, []).append(entry)
        for account_id, entries in new.items():
            found = adding(self._around(account_id, entries), entries)
            own = (found[entry.id] for entry in entries if entry.id in found)
            if conflict := next(own, next(iter(found.values()), None)):
                return sentence(conflict, self._kit.book.name(account_id), tr)
        return ""

    def _around(self, account_id: int, entries: list[Entry]) -> list[Entry]:
        plan, times = self._plans.get(account_id, []), [entry.at for entry in entries]
        first = bisect_left(plan, min(times) - WINDOW, key=lambda entry: entry.at)
        last = bisect_left(plan, max(times) + WINDOW, key=lambda entry: entry.at)
        return plan[first:last]

    # --- judging -----------------------------------------------------------------------------

    def look_again(self) -> None:
        """The days that are shown may be others."""
        self._stale = True
        if not self._reading and not self._timer.isActive():
            self._timer.start(GATHER_MS)

    def _on_posts_loaded(self, posts: list[Post]) -> None:
        if self._stale or any(self._matters(post) for post in posts):
            self.look_again()

    def _on_posts_gone(self, ids: list[int]) -> None:
        if any(one in self._entries for one in ids):
            self.look_again()

    def _matters(self, post: Post) -> bool:
        """Whether a post counts otherwise than before: a new caption does not."""
        start, end = self._period.span
        entry = entry_of_post(post, self._kit.desk.now())
        if entry is not None and not start - WINDOW <= entry.at < end + WINDOW:
            entry = None
        return entry != self._entries.get(post.id)

    def _read(self) -> None:
        start, end = self._period.span
        now, before = self._kit.desk.now(), self._found
        self._stale = False
        if start >= end:
            return
        self._reading = True

        def work(storage: Storage) -> Judged:
            entries = storage.pace.entries(start - WINDOW, end + WINDOW, now, most=MOST)
            plans: dict[int, list[Entry]] = {}
            for entry in sorted(entries, key=lambda entry: entry.at):
                plans.setdefault(entry.account_id, []).append(entry)
            found = conflicts(entries)
            ids = before.keys() | found.keys()
            different = {one for one in ids if before.get(one) != found.get(one)}
            return Judged(
                entries={entry.id: entry for entry in entries},
                plans=plans,
                found=found,
                different=different,
            )

        self._kit.desk.read(self, work, self._on_read, self._on_failed)

    def _on_read(self, judged: Judged) -> None:
        self._entries, self._plans, self._found = judged.entries, judged.plans, judged.found
        self._go_on()
        if judged.different:
            self.changed.emit(judged.different)

    def _on_failed(self, error: Exception) -> None:
        self._go_on()
        self._kit.desk.tell(error)

    def _go_on(self) -> None:
        self._reading = False
        if self._stale:
            self._timer.start(AGAIN_MS)
