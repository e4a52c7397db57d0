"""Writes news for the webhook down, in the very transaction in which they happen.

So a program that dies right after has lost none. What is on is read from a note every few seconds,
as another program may change it; in between it costs a look at the clock.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from tikscheduler.domain.account import Account
from tikscheduler.domain.ports import Clock
from tikscheduler.domain.post import Attempt, Post
from tikscheduler.domain.webhooks import (
    EVENT_OF,
    Delivery,
    Event,
    Format,
    WebhookChoices,
)
from tikscheduler.services.describe import post_as_json, utc_text
from tikscheduler.storage.deliveries import DeliveryRepository
from tikscheduler.storage.notes import NoteRepository

log = logging.getLogger(__name__)

NOTE = "webhook"
FRESH_SECONDS = 5.0


class Choosing:
    """What the user has chosen for the webhook, kept as a note. Raises `StorageError`."""

    def __init__(self, notes: NoteRepository, *, fresh_for: float = FRESH_SECONDS) -> None:
        self._notes, self._fresh_for = notes, fresh_for
        self._known = WebhookChoices()
        self._until = 0.0
        self._turn = threading.Lock()

    def now(self) -> WebhookChoices:
        """What is chosen, at most a few seconds old."""
        if time.monotonic() >= self._until:
            self._keep(read_choices(self._notes.get(NOTE)))
        return self._known

    def fresh(self) -> WebhookChoices:
        """What is chosen at this moment."""
        self._until = 0.0
        return self.now()

    def change(self, change: Callable[[WebhookChoices], WebhookChoices]) -> WebhookChoices:
        """Choose anew, by what is chosen at this moment; one thread after another."""
        with self._turn:
            choices = change(self.fresh())
            self._notes.put(NOTE, write_choices(choices))
            self._keep(choices)
            return choices

    def _keep(self, choices: WebhookChoices) -> None:
        self._known, self._until = choices, time.monotonic() + self._fresh_for


class Outbox:
    """`account` and `attempts` tell what belongs to a post, inside its transaction."""

    def __init__(
        self,
        choosing: Choosing,
        deliveries: DeliveryRepository,
        *,
        account: Callable[[int], Account],
        attempts: Callable[[int], list[Attempt]],
        now: Clock,
    ) -> None:
        self._choosing, self._deliveries, self._now = choosing, deliveries, now
        self._account, self._attempts = account, attempts

    def note(self, post: Post) -> None:
        """A post has come to another status: keep the news of it, if they are wanted."""
        event = EVENT_OF.get(post.status)
        if event is None or not self._choosing.now().wants(event):
            return
        self._deliveries.add(
            news_of(
                event, post, self._account(post.account_id), self._attempts(post.id), self._now()
            )
        )


def news_of(
    event: Event, post: Post, account: Account, attempts: list[Attempt], now: datetime
) -> Delivery:
    """The news of a post as it is now, to be sent at once."""
    return delivery(
        event.name_outside, now, post_id=post.id, post=post_as_json(post, account, attempts)
    )


def delivery(event: str, now: datetime, *, post_id: int | None, post: object) -> Delivery:
    """News with an id of their own. The body is frozen: each try sends the same."""
    delivery_id = f"msg_{uuid4().hex}"
    document = {"id": delivery_id, "event": event, "created_at": utc_text(now), "post": post}
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Delivery(
        id=delivery_id, event=event, post_id=post_id, body=body, created_at=now, due_at=now
    )


def read_choices(note: str | None) -> WebhookChoices:
    """The choices in a note. One that makes no sense is none: then nothing is sent anywhere."""
    if note is None:
        return WebhookChoices()
    try:
        found = json.loads(note)
        return WebhookChoices(
            on=found["on"] is True,
            format=Format(found["format"]),
            events=frozenset(Event(word) for word in found["events"]),
            private=found["private"] is True,
            host=str(found["host"]),
            off_because=str(found["off_because"]),
        )
    except (ValueError, LookupError, TypeError):
        log.warning("what is chosen for the webhook cannot be read, so it is off")
        return WebhookChoices()


def write_choices(choices: WebhookChoices) -> str:
    """The choices as a note."""
    return json.dumps(
        {
            "on": choices.on,
            "format": choices.format.value,
            "events": sorted(event.value for event in choices.events),
            "private": choices.private,
            "host": choices.host,
            "off_because": choices.off_because,
        }
    )
