"""Delivers what waits for the webhook: each at least once, later again where it did not work.

There is one receiver. Where it does not answer, or asks for a wait, all that waits is held, so that
one that hangs is not asked anew for each piece of news.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus

from tikscheduler.domain.errors import InputError, Stopping, VaultError
from tikscheduler.domain.ports import Clock, Secrets
from tikscheduler.domain.webhooks import (
    LONGEST_ASKED,
    LONGEST_HOLD,
    RETRIES,
    Delivery,
    WebhookChoices,
    next_try,
)
from tikscheduler.services.outbox import Choosing
from tikscheduler.storage.deliveries import DeliveryRepository
from tikscheduler.webhooks.address import read_address
from tikscheduler.webhooks.bodies import body_for
from tikscheduler.webhooks.sending import Answer, NotDelivered, Sender, in_words
from tikscheduler.webhooks.signing import headers

log = logging.getLogger(__name__)

URL, SECRET = "webhook_url", "webhook_secret"
"""The names under which the vault keeps the address and what news are signed with."""

AT_ONCE = 20
BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
BUSY_WAIT = timedelta(seconds=30)
"""For an answer of these that does not say itself how long to wait."""


class Delivering:
    """The way out to the receiver. One thread calls `deliver_due`; the rest may be called by any.

    `stopping` ends a try under way, which then counts for nothing.
    """

    def __init__(
        self,
        choosing: Choosing,
        deliveries: DeliveryRepository,
        secrets: Secrets,
        *,
        stopping: threading.Event,
        now: Clock,
        sender: Sender | None = None,
    ) -> None:
        self._choosing, self._deliveries, self._secrets = choosing, deliveries, secrets
        self._stopping, self._now = stopping, now
        self._sender = sender or Sender(stopping)
        self._held_until: datetime | None = None
        self._silent = 0  # tries in a row in which the receiver gave no answer

    def deliver_due(self) -> datetime | None:
        """Send what is due, and tell when to come again; None where nothing waits.

        Raises `StorageError`.
        """
        if not self._choosing.now().on:
            return None
        while not self._held():
            due = self._deliveries.due(self._now(), AT_ONCE)
            if not due:
                break
            for delivery in due:
                if not self._deliver(delivery):
                    break
            if self._stopping.is_set() or not self._choosing.now().on:
                return None
        following = self._deliveries.next_due()
        if following is None or self._held_until is None:
            return following
        return max(following, self._held_until)

    def waiting(self) -> bool:
        """Whether something is to be sent at this moment. Raises `StorageError`."""
        if self._held() or not self._choosing.now().on:
            return False
        following = self._deliveries.next_due()
        return following is not None and following <= self._now()

    def hurry(self) -> None:
        """Hold nothing back any longer: the address is another, or the user wants a try."""
        self._held_until, self._silent = None, 0

    def send(self, delivery: Delivery, choices: WebhookChoices) -> Answer:
        """Send once, and keep no record of it.

        Raises `NotDelivered`, `Stopping`, `VaultError`, and `InputError` where the address is not
        there or must not be used.
        """
        url, secret = self._secrets.read(URL), self._secrets.read(SECRET)
        if not url or not secret:
            raise InputError("The webhook's address is not kept any more; enter it again.")
        address = read_address(url, private=choices.private)
        body = body_for(choices.format, delivery.body)
        try:
            signed = headers(secret, delivery.id, int(self._now().timestamp()), body)
        except ValueError:
            raise InputError("The signing secret is damaged; make a new one.") from None
        return self._sender.send(address, signed, body, private=choices.private)

    def switch_off(self, reason: str) -> None:
        """The receiver is gone: send it nothing more, and keep why. Raises `StorageError`."""
        self._choosing.change(lambda choices: replace(choices, on=False, off_because=reason))
        self._deliveries.give_up_waiting(reason)

    # --- one delivery ----------------------------------------------------------------------

    def _deliver(self, delivery: Delivery) -> bool:
        """Try one; whether the next may be tried at once."""
        choices = self._choosing.now()
        try:
            answer = self.send(delivery, choices)
        except Stopping:
            return False
        except (NotDelivered, InputError, VaultError) as error:
            self._on_silence(delivery, str(error))
            return False
        self._silent = 0
        if answer.is_success:
            self._deliveries.delivered(delivery, self._now(), answer.status)
            log.info("%s of post %s delivered", delivery.event, delivery.post_id)
            return True
        return self._on_refusal(delivery, answer, in_words(choices.host, answer))

    def _on_refusal(self, delivery: Delivery, answer: Answer, words: str) -> bool:
        if answer.status == HTTPStatus.GONE:
            self._record(delivery, None, words, answer.status)
            self.switch_off(words)
            return False
        now = self._now()
        again = next_try(delivery.tries + 1, now, answer.asked_to_wait)
        self._record(delivery, again, words, answer.status)
        wait = answer.asked_to_wait or (BUSY_WAIT if answer.status in BUSY else None)
        if wait is None:
            return True  # it did not want this one; the next may be another matter
        self._hold(wait)
        return False

    def _on_silence(self, delivery: Delivery, problem: str) -> None:
        self._record(delivery, next_try(delivery.tries + 1, self._now()), problem, None)
        self._silent += 1
        self._hold(min(RETRIES[min(self._silent, len(RETRIES)) - 1], LONGEST_HOLD))

    def _record(
        self, delivery: Delivery, again: datetime | None, problem: str, status: int | None
    ) -> None:
        log.warning("%s of post %s not delivered: %s", delivery.event, delivery.post_id, problem)
        self._deliveries.failed(delivery, again, problem, status)

    def _hold(self, wait: timedelta) -> None:
        self._held_until = self._now() + min(wait, LONGEST_ASKED)

    def _held(self) -> bool:
        until = self._held_until
        return self._stopping.is_set() or (until is not None and self._now() < until)
