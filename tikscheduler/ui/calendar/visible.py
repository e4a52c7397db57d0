"""The posts of the days that are on the screen, kept by day and kept up to date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.ui.calendar.conflicts import Conflicts
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.words import local, zone_of

if TYPE_CHECKING:
    from tikscheduler.storage import Storage

MOST = 20_000
"""Posts of one period that are read; nobody looks at more of them at once."""
DAY = timedelta(days=1)


def start_of(day: date, zone: str) -> datetime:
    """The first instant (UTC) of a day as clocks in `zone` have it."""
    return datetime.combine(day, time(), tzinfo=zone_of(zone)).astimezone(UTC)


class VisiblePosts(QObject):
    """What the calendar shows of a range of days: planned posts of accounts that are not hidden
    and that match the search. Cancelled posts, and posts without a time, have no place in it.

    `reset`: everything may be different. `changed`: these days are. The views share one of it, and
    whichever is on the screen calls `load`.
    """

    reset = Signal()
    changed = Signal(object)  # set[date]

    def __init__(self, kit: Kit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._first = self._last = date.min
        self._from = self._to = datetime.min.replace(tzinfo=UTC)
        self._asked = 0
        self._posts: dict[int, tuple[Post, date]] = {}
        self._days: dict[date, list[Post]] = {}
        self._search = ""
        self._hidden = kit.book.hidden
        self.loaded = False
        self.conflicts = Conflicts(kit, self, self)
        kit.feed.posts_loaded.connect(self._on_posts_loaded)
        kit.feed.posts_gone.connect(self._on_posts_gone)
        kit.book.changed.connect(self._on_book_changed)

    # --- asked by the views ------------------------------------------------------------------

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day that were asked for."""
        return self._first, self._last

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The first instant (UTC) of these days, and the first after them."""
        return self._from, self._to

    @property
    def searching(self) -> bool:
        """Whether a search leaves posts out."""
        return bool(self._search)

    def of_day(self, day: date) -> list[Post]:
        """The posts of a local day in order of their time. Not to be changed."""
        return self._days.get(day, [])

    def get(self, post_id: int) -> Post | None:
        """A post of the range, shown or left out."""
        found = self._posts.get(post_id)
        return found[0] if found else None

    def day_of(self, post_id: int) -> date | None:
        """The local day a post of the range stands on."""
        found = self._posts.get(post_id)
        return found[1] if found else None

    def in_order(self, first: date, last: date) -> list[Post]:
        """The shown posts from one day to another, both included, in order of their time."""
        days = range(max(0, (last - first).days + 1))
        return [post for n in days for post in self.of_day(first + n * DAY)]

    def load(self, first: date, last: date) -> None:
        """Show these days, both included. What is known of them stays until the answer comes."""
        if (first, last) != (self._first, self._last):
            self._first, self._last = first, last
            zone = self._kit.zone
            self._from, self._to = start_of(first, zone), start_of(last + DAY, zone)
            self.reload()

    def reload(self) -> None:
        """Read the days again."""
        self._asked += 1
        asked, start, end = self._asked, self._from, self._to

        def work(storage: Storage) -> list[Post]:
            return storage.listing.between(start, end, MOST)

        self._kit.desk.glance(self, start, end, MOST, lambda posts: self._on_glance(asked, posts))
        self._kit.desk.read(self, work, lambda posts: self._on_read(asked, posts))

    def search(self, text: str) -> None:
        """Leave out what does not have this text in its caption, file name or account."""
        wanted = text.strip().casefold()
        if wanted != self._search:
            self._search = wanted
            self._sift()

    # --- news ----------------------------------------------------------------------------------

    def _on_glance(self, asked: int, posts: list[Post]) -> None:
        if posts and not self.loaded:
            self._on_read(asked, posts)

    def _on_read(self, asked: int, posts: list[Post]) -> None:
        if asked != self._asked:
            return  # another range is wanted by now
        self._posts = {
            post.id: (post, self._local_day(post)) for post in posts if self._belongs(post)
        }
        if len(posts) >= MOST:
            self._kit.signals.remark.emit(
                self.tr("Only the first %1 posts of this period are shown.").replace(
                    "%1", f"{MOST:,}"
                )
            )
        self.loaded = True
        self.conflicts.look_again()
        self._sift()

    def _on_posts_loaded(self, posts: list[Post]) -> None:
        days: set[date] = set()
        for post in posts:
            if was := self._posts.pop(post.id, None):
                days.add(was[1])
            if self._belongs(post):
                day = self._local_day(post)
                self._posts[post.id] = (post, day)
                days.add(day)
        self._refill(days)

    def _on_posts_gone(self, ids: list[int]) -> None:
        gone = [self._posts.pop(post_id) for post_id in ids if post_id in self._posts]
        self._refill({day for _post, day in gone})

    def _on_book_changed(self) -> None:
        hidden = self._kit.book.hidden
        if hidden != self._hidden or self._search:
            self._hidden = hidden
            self._sift()

    # --- inside --------------------------------------------------------------------------------

    def _belongs(self, post: Post) -> bool:
        at = post.scheduled_at
        return (
            at is not None
            and self._from <= at < self._to
            and post.status is not PostStatus.CANCELLED
        )

    def _local_day(self, post: Post) -> date:
        assert post.scheduled_at is not None  # noqa: S101 - only posts that belong have a day
        return local(post.scheduled_at, self._kit.zone).date()

    def _refill(self, days: set[date]) -> None:
        if not days:
            return
        fresh = self._by_day((post, day) for post, day in self._posts.values() if day in days)
        for day in days:
            self._days.pop(day, None)
        self._days.update(fresh)
        self.changed.emit(days)

    def _sift(self) -> None:
        self._days = self._by_day(self._posts.values())
        self.reset.emit()

    def _by_day(self, found: Iterable[tuple[Post, date]]) -> dict[date, list[Post]]:
        days: dict[date, list[Post]] = {}
        for post, day in found:
            if self._shown(post):
                days.setdefault(day, []).append(post)
        for posts in days.values():
            posts.sort(key=lambda post: (post.scheduled_at, post.id))
        return days

    def _shown(self, post: Post) -> bool:
        if post.account_id in self._hidden:
            return False
        wanted = self._search
        if not wanted:
            return True
        if wanted in post.caption.casefold() or wanted in post.video.name.casefold():
            return True
        account = self._kit.book.get(post.account_id)
        return account is not None and (
            wanted.removeprefix("@") in account.handle.casefold()
            or wanted in account.display_name.casefold()
        )
