"""Delivered at least once: tried again with back-off, held, given up, switched off."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import FakeClock
from tests.services.conftest import Memory
from tests.webhooks.receiver import Heard, Receiver, answer, closed_port, receiving
from tikscheduler.domain.webhooks import RETRIES, Delivery, Format, WebhookChoices, next_try
from tikscheduler.services.delivering import SECRET, URL, Delivering
from tikscheduler.services.outbox import Choosing, delivery
from tikscheduler.services.webhooks import Webhooks
from tikscheduler.storage import Storage
from tikscheduler.webhooks.sending import Sender
from tikscheduler.webhooks.signing import new_secret

POST = {"id": "1", "account": "mira.films", "caption": "Hi", "tiktok_post_id": None, "error": None}


class Post:
    """A webhook that points at a receiver, over a real database."""

    def __init__(self, storage: Storage, clock: FakeClock, url: str) -> None:
        self.storage, self.clock = storage, clock
        self.vault = Memory({URL: url, SECRET: new_secret()})
        self.stopping = threading.Event()
        self.choosing = Choosing(storage.notes, fresh_for=0.0)
        self.choosing.change(lambda _: WebhookChoices(on=True, private=True, host="127.0.0.1"))
        self.delivering = Delivering(
            self.choosing,
            storage.deliveries,
            self.vault,
            stopping=self.stopping,
            now=clock,
            sender=Sender(self.stopping, overall=0.5),
        )
        self.woken: list[bool] = []
        self.webhooks = Webhooks(
            self.choosing,
            storage.deliveries,
            self.vault,
            self.delivering,
            now=clock,
            wake=lambda: self.woken.append(True),
        )

    def happen(self, event: str = "post.published") -> str:
        """News; their id."""
        made = delivery(event, self.clock(), post_id=1, post=POST)
        self.storage.deliveries.add(made)
        return made.id

    def kept(self, delivery_id: str) -> Delivery:
        [found] = [one for one in self.storage.deliveries.latest(1000) if one.id == delivery_id]
        return found

    def go(self) -> Any:
        return self.delivering.deliver_due()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def post(storage: Storage, clock: FakeClock, receiver: Receiver) -> Post:
    return Post(storage, clock, receiver.url)


def test_news_are_delivered_signed_and_once(post: Post, receiver: Receiver) -> None:
    ids = [post.happen(), post.happen("post.failed")]
    assert post.go() is None
    assert post.go() is None
    heard = receiver.heard
    assert [one.headers["webhook-id"] for one in heard] == ids
    assert [one.news["id"] for one in heard] == ids
    assert [one.news["event"] for one in heard] == ["post.published", "post.failed"]
    for one in heard:
        assert one.is_signed_with(post.vault[SECRET])
        assert not one.is_signed_with(new_secret())
        assert one.headers["webhook-timestamp"] == str(int(post.clock().timestamp()))
    kept = post.kept(ids[0])
    assert (kept.delivered_at, kept.due_at, kept.answer, kept.tries) == (post.clock(), None, 200, 1)


def test_500_then_200_with_the_same_id_and_body(post: Post, receiver: Receiver) -> None:
    said = iter([answer(500), answer(502), answer(200)])
    receiver.says = lambda _: next(said)
    one = post.happen()
    assert post.go() == post.clock() + timedelta(seconds=5)
    assert "a fault of its own" in post.kept(one).problem
    post.clock.tick(seconds=4)
    post.go()
    assert len(receiver.heard) == 1
    post.clock.tick(seconds=1)
    assert post.go() == post.clock() + timedelta(seconds=30)
    post.clock.tick(seconds=30)
    assert post.go() is None
    assert post.kept(one).delivered_at == post.clock()
    assert post.kept(one).problem == ""
    assert len({heard.headers["webhook-id"] for heard in receiver.heard}) == 1
    assert len({heard.body for heard in receiver.heard}) == 1
    assert len({heard.headers["webhook-signature"] for heard in receiver.heard}) == 3
    assert all(heard.is_signed_with(post.vault[SECRET]) for heard in receiver.heard)


def test_it_is_given_up_after_nearly_three_days(post: Post, receiver: Receiver) -> None:
    receiver.says = lambda _: answer(500)
    one, begun, following = post.happen(), post.clock(), post.go()
    while following is not None:
        post.clock.time = following
        following = post.go()
    assert len(receiver.heard) == len(RETRIES) + 1 == 13
    assert timedelta(days=2) < post.clock() - begun < timedelta(days=3)
    kept = post.kept(one)
    assert (kept.due_at, kept.delivered_at, kept.answer) == (None, None, 500)
    assert kept.problem


def test_the_waits_grow() -> None:
    waits = [5, 30, 120, 600, 1800, 7200, 21600, 43200]
    assert [wait.total_seconds() for wait in RETRIES[:8]] == waits
    assert sum(RETRIES, timedelta()) < timedelta(days=3)


def test_one_refusal_keeps_no_other_news_waiting(post: Post, receiver: Receiver) -> None:
    bad = post.happen()
    receiver.says = lambda heard: answer(400 if heard.headers["webhook-id"] == bad else 200)
    good = post.happen()
    post.go()
    assert post.kept(good).delivered_at
    assert "400" in post.kept(bad).problem


@pytest.mark.parametrize("status", [429, 503])
def test_a_receiver_that_asks_for_a_wait_gets_it(
    post: Post, receiver: Receiver, status: int
) -> None:
    receiver.says = lambda _: answer(status, Retry_After="90")
    first, second = post.happen(), post.happen()
    assert post.go() == post.clock() + timedelta(seconds=90)
    assert len(receiver.heard) == 1
    assert post.kept(first).due_at == post.clock() + timedelta(seconds=90)
    assert post.kept(second).tries == 0
    receiver.says = lambda _: answer()
    post.clock.tick(seconds=89)
    post.go()
    assert len(receiver.heard) == 1
    post.clock.tick(seconds=1)
    assert post.go() is None
    assert len(receiver.heard) == 3


def test_no_wait_is_longer_than_a_day(post: Post, receiver: Receiver) -> None:
    receiver.says = lambda _: answer(429, Retry_After="999999999")
    post.happen()
    assert post.go() == post.clock() + timedelta(days=1)
    assert next_try(1, post.clock(), timedelta(days=9)) == post.clock() + timedelta(days=1)


def test_410_switches_the_webhook_off_and_says_so(post: Post, receiver: Receiver) -> None:
    receiver.says = lambda _: answer(410)
    first, second = post.happen(), post.happen()
    assert post.go() is None
    assert len(receiver.heard) == 1
    choices = post.choosing.fresh()
    assert not choices.on
    assert "127.0.0.1 answered 410 Gone" in choices.off_because
    for one in (first, second):
        assert post.kept(one).due_at is None
        assert "switched off" in post.kept(one).problem


def test_a_hanging_receiver_is_asked_once_for_all_that_waits(
    post: Post, receiver: Receiver
) -> None:
    receiver.says = lambda _: None
    ids = [post.happen() for _ in range(3)]
    assert post.go() == post.clock() + timedelta(seconds=5)
    assert len(receiver.heard) == 1
    assert "did not answer in time" in post.kept(ids[0]).problem
    post.clock.tick(seconds=5)
    post.go()
    post.clock.tick(seconds=29)
    post.go()
    assert len(receiver.heard) == 2
    receiver.says = lambda _: answer()
    post.clock.tick(minutes=5)
    assert post.go() is None
    assert all(post.kept(one).delivered_at for one in ids)


def test_a_receiver_that_is_down_for_long_is_asked_every_ten_minutes(
    storage: Storage, clock: FakeClock
) -> None:
    post = Post(storage, clock, f"http://127.0.0.1:{closed_port()}/canary")
    ids = [post.happen() for _ in range(30)]
    for _ in range(20):
        following = post.go()
        assert following <= clock() + timedelta(minutes=10)
        clock.time = following
    assert not any("canary" in post.kept(one).problem for one in ids)


@pytest.mark.parametrize("gone", [URL, SECRET])
def test_an_address_that_is_gone_from_the_vault(post: Post, gone: str) -> None:
    post.vault.erase(gone)
    one = post.happen()
    post.go()
    assert "enter it again" in post.kept(one).problem


def test_a_secret_that_is_damaged(post: Post, receiver: Receiver) -> None:
    post.vault[SECRET] = "whsec_not base64"
    one = post.happen()
    post.go()
    assert "make a new one" in post.kept(one).problem
    assert not receiver.heard


def test_private_addresses_once_they_are_no_longer_allowed(post: Post, receiver: Receiver) -> None:
    post.webhooks.choose(private=False)
    one = post.happen()
    post.go()
    assert not receiver.connections
    assert "https://" in post.kept(one).problem


def test_while_it_is_off_nothing_is_sent(post: Post, receiver: Receiver) -> None:
    post.happen()
    post.choosing.change(lambda _: WebhookChoices(private=True, host="127.0.0.1"))
    assert post.go() is None
    assert not post.delivering.waiting()
    assert not receiver.heard


def test_the_end_of_the_program_costs_no_try(post: Post, receiver: Receiver) -> None:
    def end(_: Heard) -> None:
        post.stopping.set()

    receiver.says = end
    one = post.happen()
    assert post.go() is None
    assert (post.kept(one).tries, post.kept(one).due_at) == (0, post.clock())


def test_waiting_means_that_something_can_be_sent_now(post: Post, receiver: Receiver) -> None:
    assert not post.delivering.waiting()
    post.happen()
    assert post.delivering.waiting()
    receiver.says = lambda _: answer(500)
    post.go()
    assert not post.delivering.waiting()  # only in five seconds
    post.clock.tick(seconds=5)
    assert post.delivering.waiting()


def test_the_format_of_the_moment_counts_for_what_waits(post: Post, receiver: Receiver) -> None:
    post.happen()
    post.webhooks.choose(format=Format.DISCORD)
    post.go()
    [heard] = receiver.heard
    assert list(heard.news) == ["content", "allowed_mentions"]
    assert heard.is_signed_with(post.vault[SECRET])
