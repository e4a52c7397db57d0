"""A plan over a sandbox, as the tests of it use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tikscheduler.domain.post import Post, Privacy
from tikscheduler.domain.zones import Moment, at_instant
from tikscheduler.services.plan import Action, Outcome
from tikscheduler.services.scheduling import Wish

if TYPE_CHECKING:
    from tests.services.conftest import Office

HOUR = timedelta(hours=1)
Act = Callable[["Desk", int], Outcome]


class Desk:
    """A plan over a sandbox, and short ways to look at it."""

    def __init__(self, office: Office) -> None:
        self.office, self.plan = office, office.program.plan
        self.mira, self.jonas = office.connect(), office.connect("jonas.cooks")

    def at(self, hours: float) -> Moment:
        return at_instant(self.office.clock() + hours * HOUR, "Europe/Berlin")

    def wish(self, hours: float | None = 2, **fields: object) -> Wish:
        plain = Wish(
            video=self.office.clip,
            account="mira.films",
            when=None if hours is None else self.at(hours),
            privacy=Privacy.PUBLIC,
            caption="cat",
        )
        return replace(plain, **fields)  # type: ignore[arg-type]

    def add(self, hours: float | None = 2) -> int:
        """A post that was there before the plan was asked for anything."""
        return self.office.program.scheduling.schedule(self.wish(hours))[0].id

    def row(self, post_id: int) -> Post:
        return self.office.program.storage.posts.get(post_id)

    def rows(self) -> list[Post]:
        return self.office.program.storage.posts.list()

    def done(self, outcome: Outcome | None) -> tuple[int, ...]:
        """The ids that changed, where nothing went wrong."""
        assert outcome is not None
        assert outcome.problems == ()
        return outcome.done

    def why(self, outcome: Outcome | None) -> str:
        """What kept the only post from being changed."""
        assert outcome is not None
        assert outcome.done == ()
        [(_, why)] = outcome.problems
        return why


def same(one: Post, other: Post) -> bool:
    return replace(one, updated_at=other.updated_at) == other


ACTIONS: dict[Action, Act] = {
    Action.MOVED: lambda desk, post_id: desk.plan.move({post_id: desk.at(5)}),
    Action.EDITED: lambda desk, post_id: desk.plan.edit(post_id, desk.wish(3, caption="dog")),
    Action.ASSIGNED: lambda desk, post_id: desk.plan.assign([post_id], desk.jonas.id),
    Action.RETRIED: lambda desk, post_id: desk.plan.publish_now([post_id]),
    Action.CANCELLED: lambda desk, post_id: desk.plan.cancel([post_id]),
    Action.DELETED: lambda desk, post_id: desk.plan.delete([post_id]),
}
