"""Videos and posts dragged over a view of the calendar: where they would land, and landing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from tikscheduler.domain.post import Post
from tikscheduler.ui.calendar.visible import VisiblePosts
from tikscheduler.ui.dragging import (
    DraggedPosts,
    DragLabel,
    Place,
    copies,
    existing,
    landing,
    landing_day,
    past,
    posts_in,
    shifted,
    wall_of,
    why_not,
)
from tikscheduler.ui.dropping import names_of, proposed_times, videos_in
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.signals import Draft
from tikscheduler.ui.words import local

if TYPE_CHECKING:
    from tikscheduler.services.plan import Outcome

PlaceAt = Callable[[QPoint, DraggedPosts | None], Place | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """What is dragged over a view now. `reason` says why it may not land here, else it is "";
    `conflict` what would stand against it there, and keeps it from nothing.

    `walls` are the naive times that the known ones of the posts, or `times` those that the videos
    would get.
    """

    place: Place
    posts: DraggedPosts | None = None
    walls: dict[int, datetime] = field(default_factory=dict)
    copy: bool = False
    videos: tuple[Path, ...] = ()
    times: tuple[datetime, ...] = ()
    reason: str = ""
    conflict: str = ""


class Drops(QObject):
    """One view's. `place_at` tells where a point of the view is; `changed` asks for a repaint."""

    changed = Signal()

    def __init__(self, kit: Kit, visible: VisiblePosts, view: QWidget, place_at: PlaceAt) -> None:
        super().__init__(view)
        self._kit, self._visible, self._place_at = kit, visible, place_at
        self._label = DragLabel(view)
        self.current: Drop | None = None

    @property
    def label(self) -> DragLabel:
        """What floats beside the pointer."""
        return self._label

    def takes(self, event: QDropEvent) -> bool:
        """Whether what is dragged is anything for the calendar: then the event is accepted."""
        mime = event.mimeData()
        wanted = posts_in(mime) is not None or mime.hasUrls()
        event.setAccepted(wanted)
        return wanted

    def over(self, event: QDropEvent) -> None:
        """Something is dragged over the view."""
        drop = self._drop(event)
        self._show(drop, event.position().toPoint())
        if drop is None or drop.reason:
            event.ignore()
        else:
            event.setDropAction(
                Qt.DropAction.CopyAction if drop.copy or drop.videos else Qt.DropAction.MoveAction
            )
            event.accept()

    def gone(self) -> None:
        """It has left, or has landed."""
        self._show(None, QPoint())

    def land(self, event: QDropEvent) -> None:
        """It was let go over the view."""
        self.gone()
        drop = self._drop(event)  # looked at again: time may have passed
        if drop is None or drop.reason:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)  # whoever gave it must not remove it
        event.accept()
        if drop.posts is not None:
            self._land_posts(drop, drop.posts)
        else:
            self._land_videos(drop, event)

    # --- what it is ----------------------------------------------------------------------------

    def _drop(self, event: QDropEvent) -> Drop | None:
        mime, point = event.mimeData(), event.position().toPoint()
        posts = posts_in(mime)
        place = self._place_at(point, posts)
        if place is None:
            return None
        copy = posts is not None and copies(event.modifiers())
        now = self.current
        if now is not None and (now.place, now.copy, now.posts) == (place, copy, posts):
            return now  # many posts take a while, and the pointer moves often
        if posts is not None:
            return self._drop_of_posts(posts, place, copy=copy)
        return self._drop_of_videos(place, *videos_in(mime)) if mime.hasUrls() else None

    def _drop_of_posts(self, posts: DraggedPosts, place: Place, *, copy: bool) -> Drop:
        zone, now = self._kit.zone, self._kit.desk.now()
        known = [post for one in posts.ids if (post := self._visible.get(one))]
        walls = self.walls(known, posts.grabbed, place)
        reason = why_not(known, walls, zone, now, copy=copy)
        if not walls and not reason:  # none of them has been read, or has a time
            reason = self._past(place)
        conflict = ""
        if not reason:
            conflict = self._visible.conflicts.words_if_moved(known, walls, copy=copy)
        return Drop(
            place=place, posts=posts, walls=walls, copy=copy, reason=reason, conflict=conflict
        )

    def _drop_of_videos(self, place: Place, videos: list[Path], others: list[str]) -> Drop:
        zone, now = self._kit.zone, self._kit.desk.now()
        there = local(now, zone).replace(tzinfo=None)
        if place.all_day:
            times = proposed_times(place.day, len(videos), there)
            late = self.tr("It is too late for this day") if not times else ""
        else:
            times, late = [existing(place.wall, zone)], past(place.wall, zone, now)
        reason = self._past(place) or late
        if not videos:
            reason = self.tr("Not a video TikTok takes: %1").replace("%1", names_of(others))
        return Drop(place=place, videos=tuple(videos), times=tuple(times), reason=reason)

    def _past(self, place: Place) -> str:
        zone, now = self._kit.zone, self._kit.desk.now()
        wall = place.wall.replace(hour=23, minute=59) if place.all_day else place.wall
        return past(wall, zone, now)

    def walls(self, posts: list[Post], grabbed: int, place: Place) -> dict[int, datetime]:
        """Where planned posts would go if the grabbed one goes to `place`: all by as much."""
        zone = self._kit.zone
        lead = next((post for post in posts if post.id == grabbed), posts[0] if posts else None)
        wall = wall_of(lead, zone) if lead else None
        if wall is None:
            return {}
        by = timedelta(days=(place.day - wall.date()).days) if place.all_day else place.wall - wall
        return shifted(posts, by, zone)

    # --- landing -------------------------------------------------------------------------------

    def _land_posts(self, drop: Drop, dragged: DraggedPosts) -> None:
        unknown = [one for one in dragged.ids if one not in drop.walls]
        if not unknown:
            self._carry_out(drop, drop.walls)
            return

        def read(posts: list[Post]) -> None:
            # Dragged in from elsewhere: some may have no time yet, all are looked at again.
            posts = sorted(posts, key=lambda post: dragged.ids.index(post.id))
            walls = self.walls(posts, dragged.grabbed, drop.place)
            walls |= self._first_times([one for one in posts if one.id not in walls], drop.place)
            now = self._kit.desk.now()
            if reason := why_not(posts, walls, self._kit.zone, now, copy=drop.copy):
                self._kit.signals.remark.emit(reason)
            elif any(post.consented_at is None and post.scheduled_at is None for post in posts):
                self._ask_consent(drop, walls)
            else:
                self._carry_out(drop, walls)

        self._kit.desk.read(self, lambda storage: storage.listing.get_many(dragged.ids), read)

    def _first_times(self, posts: list[Post], place: Place) -> dict[int, datetime]:
        there = local(self._kit.desk.now(), self._kit.zone).replace(tzinfo=None)
        times = [place.wall] * len(posts)
        if place.all_day:
            times = proposed_times(place.day, len(posts), there)
        return {
            post.id: existing(wall, self._kit.zone)
            for post, wall in zip(posts, times, strict=False)
        }

    def _ask_consent(self, drop: Drop, walls: dict[int, datetime]) -> None:
        """A post without a time was never consented to, and a drop is no consent."""
        requests = self._kit.requests
        if not drop.copy:
            requests.reschedule.emit(walls)
            return

        def ask(outcome: Outcome) -> None:
            left_out = outcome.refused
            made = (wall for place, wall in enumerate(walls.values()) if place not in left_out)
            if outcome.done:
                requests.reschedule.emit(dict(zip(outcome.done, made, strict=True)))

        self._kit.actions.copy([(one, None) for one in walls], ask)

    def _carry_out(self, drop: Drop, walls: dict[int, datetime]) -> None:
        actions = self._kit.actions
        if drop.copy:
            actions.copy(list(walls.items()))
            return
        stays = {
            one: wall_of(post, self._kit.zone) for one in walls if (post := self._visible.get(one))
        }
        moves = {one: wall for one, wall in walls.items() if stays.get(one) != wall}
        if moves:
            actions.move(moves)

    def _land_videos(self, drop: Drop, event: QDropEvent) -> None:
        if others := videos_in(event.mimeData())[1]:
            self._kit.signals.remark.emit(
                self.tr("Left out, for TikTok takes MP4, MOV and WebM files: %1").replace(
                    "%1", names_of(others)
                )
            )
        draft = Draft(videos=drop.videos, wall=drop.times[0], all_day=drop.place.all_day)
        self._kit.requests.compose.emit(draft)

    # --- what is seen --------------------------------------------------------------------------

    def _show(self, drop: Drop | None, at: QPoint) -> None:
        if drop is None:
            self._label.hide()
        else:
            self._label.tell(self._words(drop), at, refused=bool(drop.reason))
        if drop != self.current:
            self.current = drop
            self.changed.emit()

    def _words(self, drop: Drop) -> str:
        if drop.reason:
            return drop.reason
        zone, now = self._kit.zone, self._kit.desk.now()
        if drop.posts is not None:
            wall = drop.walls.get(drop.posts.grabbed, drop.place.wall)
            words = landing(wall, zone, now)
        elif len(drop.times) > 1 or drop.place.all_day:
            words = landing_day(drop.place.day, zone, now)  # the times stand on the day itself
        else:
            words = landing(drop.times[0], zone, now)
        words = self.tr("Copy: %1").replace("%1", words) if drop.copy else words
        return f"{words}\n{drop.conflict}" if drop.conflict else words
