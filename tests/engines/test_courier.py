"""News go out beside the engine: soon, without holding anything up, and not past its end."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest

from tests.engines.conftest import going, wait_until
from tests.publishing.fakes import Bench
from tests.webhooks.receiver import answer, receiving
from tikscheduler.domain.errors import StorageError
from tikscheduler.domain.post import PostStatus
from tikscheduler.domain.webhooks import WebhookChoices
from tikscheduler.engines.clock import Engine, utc_now
from tikscheduler.engines.courier import Courier
from tikscheduler.publishing.asking import Timing
from tikscheduler.services.delivering import SECRET, URL, Delivering
from tikscheduler.services.outbox import Choosing, Outbox
from tikscheduler.webhooks.signing import new_secret


def engine_with_webhook(bench: Bench, url: str) -> Engine:
    """An engine that tells a receiver of everything, and asks TikTok often."""
    storage = bench.storage
    bench.timing = Timing(first_poll=timedelta(milliseconds=50))
    choosing = Choosing(storage.notes)
    choosing.change(lambda _: WebhookChoices(on=True, private=True, host="127.0.0.1"))
    bench.secrets.write(URL, url)
    bench.secrets.write(SECRET, new_secret())
    outbox = Outbox(
        choosing,
        storage.deliveries,
        account=storage.accounts.get,
        attempts=storage.posts.attempts,
        now=utc_now,
    )
    storage.posts.outbox = outbox.note
    delivering = Delivering(
        choosing, storage.deliveries, bench.secrets, stopping=bench.stopping, now=utc_now
    )
    courier = Courier(delivering.deliver_due, stopping=bench.stopping, now=utc_now)
    return Engine(bench.publisher, stopping=bench.stopping, courier=courier)


def status(bench: Bench, post_id: int) -> PostStatus:
    return bench.post(post_id).status


def test_news_go_out_within_a_second_of_the_post(bench: Bench) -> None:
    with receiving() as receiver:
        post_id = bench.schedule(utc_now())
        with going(engine_with_webhook(bench, receiver.url)):
            wait_until(lambda: status(bench, post_id) is PostStatus.PUBLISHED, 30)
            out = time.monotonic()
            [heard] = receiver.wait_for(1)
            assert time.monotonic() - out < 1
    assert heard.news["post"]["id"] == str(post_id)


def test_a_hanging_receiver_holds_up_neither_posts_nor_the_end(bench: Bench) -> None:
    with receiving(lambda _: None) as receiver:
        first = bench.schedule(utc_now())
        engine = engine_with_webhook(bench, receiver.url)
        with going(engine):
            receiver.wait_for(1, 30)
            second = bench.schedule(utc_now())
            engine.wake()
            wait_until(lambda: status(bench, second) is PostStatus.PUBLISHED, 30)
            started = time.monotonic()
            engine.stop()
            assert time.monotonic() - started < 2
        assert not any(one.name == "webhook" for one in threading.enumerate())
    assert status(bench, first) is PostStatus.PUBLISHED
    kept = bench.storage.deliveries.latest(10)
    assert [one.post_id for one in kept] == [second, first]
    assert all(one.due_at is not None for one in kept)


def test_a_retry_comes_at_its_time_without_being_woken(bench: Bench) -> None:
    said = [answer(500), answer()]
    with receiving(lambda _: said.pop(0)) as receiver:
        bench.schedule(utc_now())
        with going(engine_with_webhook(bench, receiver.url)):
            first, second = receiver.wait_for(2, 40)
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    waited = int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"])
    assert waited in (5, 6)


class Deliver:
    """Counts the calls, and does what the test says."""

    def __init__(self, *does: Any) -> None:
        self.does, self.calls = list(does), 0

    def __call__(self) -> Any:
        self.calls += 1
        now = self.does.pop(0) if self.does else None
        if isinstance(now, BaseException):
            raise now
        return now


@pytest.mark.parametrize("trouble", [StorageError("The disk is full."), KeyError("unexpected")])
def test_trouble_is_logged_and_tried_again(
    trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    stopping, deliver = threading.Event(), Deliver(trouble)
    courier = Courier(deliver, stopping=stopping, now=utc_now)
    courier.start()
    wait_until(lambda: deliver.calls == 1)
    courier.wake()
    wait_until(lambda: deliver.calls == 2)
    assert "news are not delivered" in caplog.text
    stopping.set()
    courier.stop(2)


def test_it_comes_back_when_it_was_told_to(caplog: pytest.LogCaptureFixture) -> None:
    stopping = threading.Event()
    deliver = Deliver(utc_now() + timedelta(seconds=0.1), utc_now() - timedelta(days=1))
    courier = Courier(deliver, stopping=stopping, now=utc_now)
    courier.start()
    wait_until(lambda: deliver.calls >= 3, 5)
    stopping.set()
    courier.stop(2)
    assert not any(one.name == "webhook" for one in threading.enumerate())
