"""The plan as a window changes it: many posts at once, and each change can be taken back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from tikscheduler.domain.errors import ChangedMeanwhile, InputError
from tikscheduler.domain.ports import Clock, Notify
from tikscheduler.domain.post import Post
from tikscheduler.domain.zones import Moment
from tikscheduler.services.scheduling import Scheduling, Wish
from tikscheduler.services.undoing import Step, Undoing, name_of
from tikscheduler.storage.posts import PostRepository

DEPTH = 100
"""So many actions can be taken back."""
TOGETHER = 25
"""So many posts are changed as one where that has not to wait for TikTok: all or none of them."""
LOOKS = 3
"""A post that changes under the user's hands is looked at this often before it is left alone."""

T = TypeVar("T")
Done = tuple[Post | None, list[str]]
"""A post as an action left it (None: deleted), and remarks."""


class Action(StrEnum):
    """What was done to posts."""

    ADDED = "added"
    MOVED = "moved"
    EDITED = "edited"
    COPIED = "copied"
    ASSIGNED = "assigned"
    RETRIED = "retried"
    CANCELLED = "cancelled"
    DELETED = "deleted"
    FOUND = "found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an action: `done` are the ids of the posts that changed.

    `problems` are pairs: what could not be changed, and why; `refused` are the places of these in
    what was asked for. `can_undo` and `can_redo` are the actions that come next; `undone` says that
    `action` was taken back.
    """

    action: Action
    done: tuple[int, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    refused: tuple[int, ...] = ()
    can_undo: Action | None = None
    can_redo: Action | None = None
    undone: bool = False


@dataclass(slots=True)
class _Entry:
    action: Action
    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)

    def take_over(self, other: _Entry) -> None:
        self.steps += other.steps
        self.notes += other.notes
        self.problems += other.problems
        self.refused += other.refused


class Plan:
    """Changes posts, remembers what they were, and takes changes back; for one thread alone.

    Each post is changed by itself: one that cannot be is told with the reason, and the others are
    changed. `notify` is told the id of every changed post, `wake` once that the engine should look.
    """

    def __init__(
        self,
        *,
        scheduling: Scheduling,
        posts: PostRepository,
        now: Clock,
        notify: Notify,
        wake: Callable[[], None],
    ) -> None:
        self._scheduling, self._posts = scheduling, posts
        self._undoing = Undoing(posts, now)
        self._notify, self._wake = notify, wake
        self._undo: deque[_Entry] = deque(maxlen=DEPTH)
        self._redo: deque[_Entry] = deque(maxlen=DEPTH)

    @property
    def can_undo(self) -> Action | None:
        """What `undo` would take back."""
        return self._undo[-1].action if self._undo else None

    @property
    def can_redo(self) -> Action | None:
        """What `redo` would do again."""
        return self._redo[-1].action if self._redo else None

    # --- actions ---------------------------------------------------------------------------

    def add(self, wishes: Sequence[Wish]) -> Outcome:
        """Schedule new posts."""
        many = self._scheduling.for_many()

        def add(wish: Wish) -> tuple[Step, list[str]]:
            post, notes = many.schedule(wish)
            return Step(None, post), notes

        return self._each(Action.ADDED, wishes, add, lambda wish: wish.video.name)

    def copy(self, copies: Sequence[tuple[int, Moment | None]]) -> Outcome:
        """Schedule posts once more, each at a time of its own, or unplanned."""
        many = self._scheduling.for_many()

        def add(copy: tuple[int, Moment | None]) -> tuple[Step, list[str]]:
            post, notes = many.copy(*copy)
            return Step(None, post), notes

        return self._each(Action.COPIED, copies, add, lambda copy: self._name(copy[0]))

    def move(self, moves: Mapping[int, Moment]) -> Outcome:
        """Give posts other times."""
        return self._change(
            Action.MOVED, moves, lambda to, post: to.reschedule(post.id, moves[post.id], seen=post)
        )

    def edit(self, post_id: int, wish: Wish) -> Outcome:
        """Make a post what the wish says. Raises `InputError` naming everything that is wrong."""
        many = self._scheduling.for_many()
        step, notes = self._step(post_id, lambda post: many.edit(post_id, wish, seen=post))
        return self._keep(_Entry(Action.EDITED, [step], notes))

    def assign(self, ids: Iterable[int], account_id: int) -> Outcome:
        """Give posts to another account."""
        return self._change(
            Action.ASSIGNED, ids, lambda to, post: to.assign(post.id, account_id, seen=post), 1
        )

    def retry(self, ids: Iterable[int]) -> Outcome:
        """Put failed, missed and held posts back into the queue, to go now."""
        return self._change(
            Action.RETRIED, ids, lambda to, post: (to.retry(post.id, seen=post), [])
        )

    def publish_now(self, ids: Iterable[int]) -> Outcome:
        """Have posts go now, whatever their time is."""
        return self._change(
            Action.RETRIED, ids, lambda to, post: (to.publish_now(post.id, seen=post), [])
        )

    def found(self, ids: Iterable[int]) -> Outcome:
        """Settle posts in doubt that their creator sees on TikTok."""
        return self._change(Action.FOUND, ids, lambda to, post: (to.mends.found(post), []))

    def post_again(self, ids: Iterable[int]) -> Outcome:
        """Send posts in doubt once more that their creator does not see on TikTok."""
        return self._change(Action.RETRIED, ids, lambda to, post: (to.mends.post_again(post), []))

    def send_as_drafts(self, ids: Iterable[int]) -> Outcome:
        """Send posts that may not go out directly to their creators' inboxes."""
        return self._change(Action.EDITED, ids, lambda to, post: to.mends.send_as_draft(post))

    def cancel(self, ids: Iterable[int]) -> Outcome:
        """Take posts out of the plan; they stay in the list."""
        return self._change(
            Action.CANCELLED, ids, lambda to, post: (to.cancel(post.id, seen=post), [])
        )

    def delete(self, ids: Iterable[int]) -> Outcome:
        """Remove posts and their attempts from the list."""

        def delete(to: Scheduling, post: Post) -> Done:
            to.delete(post.id, seen=post)
            return None, []

        return self._change(Action.DELETED, ids, delete)

    # --- taking back -----------------------------------------------------------------------

    def undo(self) -> Outcome | None:
        """Take the last action back, post by post where that is still safe; None without any."""
        return self._replay(self._undo, self._undoing.back, self._redo, undone=True)

    def redo(self) -> Outcome | None:
        """Do again what was taken back last; None without any."""
        again = self._undoing.now if self.can_redo is Action.RETRIED else self._undoing.again
        return self._replay(self._redo, again, self._undo, undone=False)

    def _replay(
        self,
        entries: deque[_Entry],
        replay: Callable[[Step], tuple[Step, list[str]]],
        onto: deque[_Entry],
        *,
        undone: bool,
    ) -> Outcome | None:
        if not entries:
            return None
        entry = entries.pop()
        left, made = entry.steps, _Entry(entry.action)
        try:
            for done in self._in_turn(made, entry.steps, replay, lambda step: step.name, TOGETHER):
                left = entry.steps[done:]
        finally:  # where the disk is full, what is left can be tried again
            if left:
                entries.append(_Entry(entry.action, left))
            if made.steps:
                onto.append(made)
            outcome = self._tell(made, undone=undone)
        return outcome

    # --- one after another -----------------------------------------------------------------

    def _change(
        self,
        action: Action,
        ids: Iterable[int],
        change: Callable[[Scheduling, Post], Done],
        together: int = TOGETHER,
    ) -> Outcome:
        many = self._scheduling.for_many()

        def make(post_id: int) -> tuple[Step, list[str]]:
            return self._step(post_id, lambda post: change(many, post))

        return self._each(action, list(dict.fromkeys(ids)), make, self._name, together)

    def _each(
        self,
        action: Action,
        things: Sequence[T],
        make: Callable[[T], tuple[Step, list[str]]],
        name: Callable[[T], str],
        together: int = 1,
    ) -> Outcome:
        entry = _Entry(action)
        try:
            for _ in self._in_turn(entry, things, make, name, together):
                pass
        finally:  # what was done can be taken back, also where the disk is full then
            outcome = self._keep(entry)
        return outcome

    def _in_turn(
        self,
        entry: _Entry,
        things: Sequence[T],
        make: Callable[[T], tuple[Step, list[str]]],
        name: Callable[[T], str],
        together: int,
    ) -> Iterator[int]:
        """Make steps and keep them in the entry; tells now and then how many things are done."""
        for first in range(0, len(things), together):
            some, made = things[first : first + together], _Entry(entry.action)
            with self._posts.together() if together > 1 else nullcontext():
                for place, thing in enumerate(some, first):
                    try:
                        step, notes = make(thing)
                    except InputError as error:
                        made.problems.append((name(thing), str(error)))
                        made.refused.append(place)
                    else:
                        made.steps.append(step)
                        made.notes += notes
            entry.take_over(made)
            yield first + len(some)

    def _step(self, post_id: int, change: Callable[[Post], Done]) -> tuple[Step, list[str]]:
        """Change a post as it is found; one that changes meanwhile is looked at again."""
        for look in range(1, LOOKS + 1):
            before = self._posts.get(post_id)
            tries = tuple(self._posts.attempts(post_id))
            try:
                after, notes = change(before)
            except ChangedMeanwhile:
                if look == LOOKS:
                    raise
            else:
                return Step(before, after, tries), notes
        raise AssertionError("the last look ends above")  # pragma: no cover

    def _keep(self, entry: _Entry) -> Outcome:
        if entry.steps:
            self._undo.append(entry)
            self._redo.clear()
        return self._tell(entry, undone=False)

    def _tell(self, entry: _Entry, *, undone: bool) -> Outcome:
        done = tuple(step.post_id for step in entry.steps)
        for post_id in done:
            self._notify(post_id)
        if done:
            self._wake()
        return Outcome(
            action=entry.action,
            done=done,
            notes=tuple(dict.fromkeys(entry.notes)),
            problems=tuple(entry.problems),
            refused=tuple(entry.refused),
            can_undo=self.can_undo,
            can_redo=self.can_redo,
            undone=undone,
        )

    def _name(self, post_id: int) -> str:
        try:
            return name_of(self._posts.get(post_id))
        except InputError:
            return str(post_id)
