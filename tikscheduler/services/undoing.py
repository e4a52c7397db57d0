"""Takes back what a user did to a post, and does it again, where that is still safe.

A post is put back only while it is just as the action left it: then nothing has been told to
TikTok since. What is known of its upload is never taken back. And nothing goes out at once because
of an undo: a post whose time has passed meanwhile is not put back into the queue.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tikscheduler.domain.errors import ChangedMeanwhile, InputError
from tikscheduler.domain.ports import Clock
from tikscheduler.domain.post import Attempt, Fault, Post, PostStatus
from tikscheduler.storage.posts import PostRepository

NAME_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Step:
    """One post before and after an action; None where there was none, or is none any more."""

    before: Post | None
    after: Post | None
    attempts: tuple[Attempt, ...] = ()

    @property
    def post_id(self) -> int:
        """The post this is about."""
        return self._post.id

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return name_of(self._post)

    @property
    def _post(self) -> Post:
        found = self.before or self.after
        assert found is not None  # noqa: S101 - an action leaves a post or had one
        return found


class Undoing:
    """Puts posts back. Every method raises `InputError` where that is no longer safe."""

    def __init__(self, posts: PostRepository, now: Clock) -> None:
        self._posts, self._now = posts, now

    def back(self, step: Step) -> tuple[Step, list[str]]:
        """Take a step back; with it, remarks."""
        post, attempts, notes = self._make(step.after, step.before, step.attempts)
        return Step(post, step.after, attempts), notes

    def again(self, step: Step) -> tuple[Step, list[str]]:
        """Take a step once more; with it, remarks."""
        post, attempts, notes = self._make(step.before, step.after, step.attempts)
        return Step(step.before, post, attempts), notes

    def now(self, step: Step) -> tuple[Step, list[str]]:
        """Take a step once more that has a post go at once."""
        assert step.after is not None  # noqa: S101 - a post that goes has not been deleted
        now = self._now()
        return self.again(replace(step, after=replace(step.after, due_at=now, next_attempt_at=now)))

    def _make(
        self, seen: Post | None, wanted: Post | None, attempts: tuple[Attempt, ...]
    ) -> tuple[Post | None, tuple[Attempt, ...], list[str]]:
        if seen is None:
            assert wanted is not None  # noqa: S101 - see `Step`
            post, notes = self._in_time(wanted)
            return self._posts.put_back(post, attempts), attempts, notes
        try:
            if wanted is None:
                attempts = tuple(self._posts.attempts(seen.id))
                self._posts.delete(seen.id, seen=seen)
                return None, attempts, []
            return self._posts.restore(seen, wanted, self._now()), attempts, []
        except ChangedMeanwhile as error:
            status = self._posts.get(seen.id).status
            raise InputError(
                f"Post {seen.id} has changed since and is {status} now, so this can no longer be "
                "taken back.",
                code=error.code,
            ) from error

    def _in_time(self, deleted: Post) -> tuple[Post, list[str]]:
        """A deleted post as it may come back: it must not be lost because its time has passed."""
        if not deleted.overdue(self._now()):
            return deleted, []
        words = (
            "Its time passed while it was deleted; retry it to post it now, or give it a new one."
        )
        missed = replace(
            deleted,
            status=PostStatus.MISSED,
            due_at=None,
            next_attempt_at=None,
            upload_url="",
            fault=Fault(code="missed", message=words),
        )
        return missed, [f"{name_of(deleted)}: {words}"]


def name_of(post: Post) -> str:
    """What to call a post in a sentence: the start of its caption, else its file's name."""
    caption = " ".join(post.caption.split())
    if not caption:
        return post.video.name
    return caption if len(caption) <= NAME_LENGTH else caption[: NAME_LENGTH - 1].rstrip() + "…"
