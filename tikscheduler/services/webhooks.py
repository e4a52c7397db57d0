"""The webhook as its user sees it: address, choices, signing secret, a test, what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from tikscheduler.domain.errors import InputError
from tikscheduler.domain.ports import Clock, Secrets
from tikscheduler.domain.webhooks import TEST, Delivery, Format, WebhookChoices
from tikscheduler.services.delivering import SECRET, URL, Delivering
from tikscheduler.services.outbox import Choosing, delivery
from tikscheduler.storage.deliveries import DeliveryRepository
from tikscheduler.webhooks.address import read_address
from tikscheduler.webhooks.sending import NotDelivered, in_words
from tikscheduler.webhooks.signing import new_secret

SHOWN = 20
KNOWN_HOSTS = {
    "hooks.slack.com": Format.SLACK,
    "discord.com": Format.DISCORD,
    "discordapp.com": Format.DISCORD,
}
"""What these take, and nothing else."""
SWITCHED_OFF = "The webhook was switched off before this was delivered."
FORGOTTEN = "The webhook's address was removed before this was delivered."


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a test: whether the receiver took it, and a sentence."""

    ok: bool
    words: str


class Webhooks:
    """`wake` is told that something may be due.

    What touches the address or the secret raises `VaultError`, everything `StorageError`.
    """

    def __init__(
        self,
        choosing: Choosing,
        deliveries: DeliveryRepository,
        secrets: Secrets,
        delivering: Delivering,
        *,
        now: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._choosing, self._deliveries, self._secrets = choosing, deliveries, secrets
        self._delivering, self._now, self._wake = delivering, now, wake

    def choices(self) -> WebhookChoices:
        """What is chosen."""
        return self._choosing.fresh()

    def choose(self, **changes: Any) -> WebhookChoices:
        """Change choices. What waits when it is switched off is given up.

        Raises `InputError` for switching it on without an address.
        """

        def change(before: WebhookChoices) -> WebhookChoices:
            choices = replace(before, **changes)
            if choices.on and not choices.host:
                raise InputError("There is no address to send news to; enter one first.")
            if choices.on == before.on:
                return choices
            self._deliveries.give_up_waiting(SWITCHED_OFF)
            return replace(choices, off_because="")

        choices = self._choosing.change(change)
        self._delivering.hurry()
        return choices

    def set_address(self, text: str) -> WebhookChoices:
        """Keep an address, and switch the webhook on if it is the first.

        The format becomes that of a host that takes only one.

        Raises `InputError` for an address that cannot be used.
        """
        address = read_address(text, private=self._choosing.fresh().private)
        self._secrets.write(URL, text.strip())
        self.signing_secret()

        def change(before: WebhookChoices) -> WebhookChoices:
            on = before.on or not before.host
            format = KNOWN_HOSTS.get(address.host, before.format)
            return replace(before, host=address.host, on=on, format=format, off_because="")

        choices = self._choosing.change(change)
        self._delivering.hurry()
        self._wake()
        return choices

    def forget_address(self) -> WebhookChoices:
        """Remove the address and the secret from the vault, and send nothing more."""
        choices = self._choosing.change(
            lambda before: replace(before, on=False, host="", off_because="")
        )
        self._deliveries.give_up_waiting(FORGOTTEN)
        self._secrets.erase(URL)
        self._secrets.erase(SECRET)
        return choices

    def signing_secret(self) -> str:
        """What news are signed with; made when it is first asked for."""
        return self._secrets.read(SECRET) or self.renew_secret()

    def renew_secret(self) -> str:
        """Sign with another secret from now on."""
        made = new_secret()
        self._secrets.write(SECRET, made)
        return made

    def test(self) -> Tried:
        """Send a test event now, also while news are switched off. Raises `Stopping`."""
        choices = self._choosing.fresh()
        if not choices.host:
            return Tried(ok=False, words="There is no address to send news to; enter one first.")
        news = delivery(TEST, self._now(), post_id=None, post=None)
        try:
            answer = self._delivering.send(news, choices)
        except (NotDelivered, InputError) as error:
            return Tried(ok=False, words=str(error))
        if answer.is_success:
            self._delivering.hurry()
            self._wake()
            return Tried(ok=True, words=f"{choices.host} took it (answer {answer.status}).")
        words = in_words(choices.host, answer)
        if answer.status == HTTPStatus.GONE:
            self._delivering.switch_off(words)
        return Tried(ok=False, words=words)

    def latest(self) -> list[Delivery]:
        """The latest news and what became of them, the youngest first."""
        return self._deliveries.latest(SHOWN)

    def again(self, delivery_id: str) -> None:
        """Have a delivery sent once more.

        Raises `InputError` where there is none of this id, or the webhook is off.
        """
        if not self._choosing.fresh().on:
            raise InputError("The webhook is off; switch it on, then send this again.")
        if not self._deliveries.again(delivery_id, self._now()):
            raise InputError("This is not kept any more and cannot be sent again.")
        self._delivering.hurry()
        self._wake()
