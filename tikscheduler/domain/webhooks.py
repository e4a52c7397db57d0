"""News for a webhook of the user's: what is told, in which form, and when it is tried again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tikscheduler.domain.post import PostStatus


class Event(StrEnum):
    """What happened to a post; the words are those of its status."""

    PUBLISHED = "published"
    FAILED = "failed"
    HELD = "held"
    MISSED = "missed"

    @property
    def name_outside(self) -> str:
        """The event's name in the news."""
        return f"post.{self.value}"


EVENT_OF: dict[PostStatus, Event] = {PostStatus(event.value): event for event in Event}
"""Which statuses are news."""

TEST = "webhook.test"
"""The name of the event that a user sends by hand, to try the address."""


class Format(StrEnum):
    """In which form news are sent."""

    JSON = "json"
    SLACK = "slack"
    DISCORD = "discord"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookChoices:
    """What the user has chosen. The address itself is a secret; `host` is what of it may be shown.

    `off_because` is why the program has switched it off by itself, "" where it has not.
    """

    on: bool = False
    format: Format = Format.JSON
    events: frozenset[Event] = frozenset(Event)
    private: bool = False
    host: str = ""
    off_because: str = ""

    def wants(self, event: Event) -> bool:
        """Whether this is to be told."""
        return self.on and event in self.events


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One piece of news on its way. `due_at` is None once it is delivered or given up.

    `body` is the news as JSON, as it was when it happened; `answer` the status of the latest
    answer, None where there was none; `problem` what was wrong with the latest try.
    """

    id: str
    event: str
    post_id: int | None
    body: str
    created_at: datetime
    due_at: datetime | None
    tries: int = 0
    delivered_at: datetime | None = None
    answer: int | None = None
    problem: str = ""

    @property
    def caption(self) -> str:
        """The caption that the post had."""
        post = json.loads(self.body)["post"]
        return str(post["caption"]) if post else ""


_SECOND, _MINUTE, _HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

RETRIES = (
    5 * _SECOND,
    30 * _SECOND,
    2 * _MINUTE,
    10 * _MINUTE,
    30 * _MINUTE,
    2 * _HOUR,
    6 * _HOUR,
    *(5 * (12 * _HOUR,)),
)
"""The waits between the tries of a delivery: nearly three days in all."""

LONGEST_HOLD = 10 * _MINUTE
"""A receiver that answers nothing is left alone for no longer than this, unless it asks for it."""

LONGEST_ASKED = timedelta(days=1)
"""No wait that a receiver asks for is taken to be longer than this."""


def next_try(tries: int, now: datetime, asked: timedelta | None = None) -> datetime | None:
    """When a delivery goes again that failed for the `tries`-th time; None once that is enough."""
    if tries > len(RETRIES):
        return None
    return now + max(RETRIES[tries - 1], min(asked or timedelta(0), LONGEST_ASKED))
