"""The webhook as its user sets it: address, choices, secret, test, sending again."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import FakeClock
from tests.services.conftest import Office
from tests.services.test_blocked_accounts import plan, settle
from tests.webhooks.receiver import Receiver, answer, closed_port, receiving
from tikscheduler.domain.errors import InputError
from tikscheduler.domain.post import PostStatus
from tikscheduler.domain.webhooks import Event, Format, WebhookChoices
from tikscheduler.services.webhooks import SHOWN, Webhooks

URL = "https://hooks.example.com/services/T0/B0/canary-token"


@pytest.fixture
def webhooks(office: Office) -> Webhooks:
    return office.program.webhooks


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def pointed(webhooks: Webhooks, receiver: Receiver) -> Webhooks:
    """A webhook that points at the receiver."""
    webhooks.choose(private=True)
    webhooks.set_address(receiver.url)
    return webhooks


def test_it_is_off_until_there_is_an_address(webhooks: Webhooks) -> None:
    assert webhooks.choices() == WebhookChoices()
    with pytest.raises(InputError, match="enter one first"):
        webhooks.choose(on=True)
    assert not webhooks.choices().on


def test_the_first_address_switches_it_on(webhooks: Webhooks, office: Office) -> None:
    choices = webhooks.set_address(f"  {URL}\n")
    assert (choices.on, choices.host) == (True, "hooks.example.com")
    assert office.program.vault.read("webhook_url") == URL
    assert webhooks.choices() == choices
    webhooks.choose(on=False)
    assert not webhooks.set_address(URL + "2").on  # another one leaves it as it is


@pytest.mark.parametrize(
    ("url", "format"),
    [
        ("https://hooks.slack.com/services/T0/B0/canary", Format.SLACK),
        ("https://discord.com/api/webhooks/1/canary", Format.DISCORD),
        ("https://discord.com.evil.example/", Format.JSON),
    ],
)
def test_a_host_that_takes_one_format_gets_it(webhooks: Webhooks, url: str, format: Format) -> None:
    assert webhooks.set_address(url).format is format


@pytest.mark.parametrize(
    "typed", ["", "hooks.example.com", "http://example.com", "https://10.0.0.1/", "https://a b"]
)
def test_an_address_that_cannot_be_used_changes_nothing(
    webhooks: Webhooks, office: Office, typed: str
) -> None:
    webhooks.set_address(URL)
    before = webhooks.choices()
    with pytest.raises(InputError):
        webhooks.set_address(typed)
    assert webhooks.choices() == before
    assert office.program.vault.read("webhook_url") == URL


def test_choices_outlive_the_program(webhooks: Webhooks, office: Office) -> None:
    webhooks.set_address(URL)
    webhooks.choose(format=Format.SLACK, events=frozenset({Event.HELD}), private=True)
    kept = office.program.storage.notes.get("webhook")
    assert kept is not None
    assert "canary" not in kept
    assert webhooks.choices() == WebhookChoices(
        on=True,
        format=Format.SLACK,
        events=frozenset({Event.HELD}),
        private=True,
        host="hooks.example.com",
    )


def test_removing_the_address_leaves_nothing(webhooks: Webhooks, office: Office) -> None:
    webhooks.set_address(URL)
    choices = webhooks.forget_address()
    assert (choices.on, choices.host) == (False, "")
    assert office.program.vault.read("webhook_url") is None
    assert office.program.vault.read("webhook_secret") is None


def test_a_secret_stays_until_a_new_one_is_wanted(webhooks: Webhooks) -> None:
    webhooks.set_address(URL)
    first = webhooks.signing_secret()
    assert first.startswith("whsec_")
    webhooks.set_address(URL + "2")
    assert webhooks.signing_secret() == first
    second = webhooks.renew_secret()
    assert second != first
    assert webhooks.signing_secret() == second


def test_the_address_is_nowhere_but_in_the_vault(
    pointed: Webhooks,
    office: Office,
    receiver: Receiver,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    office.connect()
    for says in (answer(500), answer(404, b"Cannot POST /hook/canary-path-2718"), b"canary\r\n"):
        receiver.says = lambda _, says=says: says  # type: ignore[misc]
        pointed.test()
        settle(office, [plan(office)])
        office.clock.tick(minutes=20)
        office.program.delivering.deliver_due()
    secret = pointed.signing_secret()
    assert receiver.heard
    database = b"".join(file.read_bytes() for file in (tmp_path / "profile").glob("*.db*"))
    for hidden in ("canary", secret):
        assert hidden not in caplog.text
        assert hidden.encode() not in database
        assert hidden not in repr(pointed.choices())


# --- the test button -----------------------------------------------------------------------


def test_a_test_is_sent_at_once(pointed: Webhooks, receiver: Receiver) -> None:
    tried = pointed.test()
    assert tried.ok
    assert tried.words == "127.0.0.1 took it (answer 200)."
    [heard] = receiver.heard
    assert heard.news["event"] == "webhook.test"
    assert heard.news["post"] is None
    assert heard.news["id"] == heard.headers["webhook-id"]
    assert heard.is_signed_with(pointed.signing_secret())
    assert pointed.latest() == []


def test_a_test_is_sent_also_while_news_are_off(pointed: Webhooks, receiver: Receiver) -> None:
    pointed.choose(on=False, events=frozenset())
    assert pointed.test().ok


def test_a_test_without_an_address(webhooks: Webhooks) -> None:
    tried = webhooks.test()
    assert (tried.ok, tried.words) == (
        False,
        "There is no address to send news to; enter one first.",
    )


@pytest.mark.parametrize(
    ("status", "words"), [(302, "leads elsewhere"), (404, "check the address"), (500, "fault")]
)
def test_a_test_that_is_refused(
    pointed: Webhooks, receiver: Receiver, status: int, words: str
) -> None:
    receiver.says = lambda _: answer(status)
    tried = pointed.test()
    assert not tried.ok
    assert words in tried.words


def test_a_test_that_reaches_nobody(webhooks: Webhooks) -> None:
    webhooks.choose(private=True)
    webhooks.set_address(f"http://127.0.0.1:{closed_port()}/")
    assert "could not be reached" in webhooks.test().words


def test_a_test_of_a_name_that_leads_into_the_own_network(webhooks: Webhooks) -> None:
    webhooks.set_address("https://2130706433/")
    assert "Allow private addresses" in webhooks.test().words


def test_410_to_a_test_switches_it_off_too(pointed: Webhooks, receiver: Receiver) -> None:
    receiver.says = lambda _: answer(410)
    assert "410" in pointed.test().words
    choices = pointed.choices()
    assert (choices.on, "410" in choices.off_because) == (False, True)
    assert pointed.choose(on=True).off_because == ""


# --- what became of the news ---------------------------------------------------------------


def test_the_latest_and_sending_again(
    pointed: Webhooks, office: Office, receiver: Receiver, clock: FakeClock
) -> None:
    office.connect()
    assert settle(office, [plan(office)]) == [PostStatus.PUBLISHED]
    receiver.says = lambda _: answer(400)
    office.program.delivering.deliver_due()
    [one] = pointed.latest()
    assert (one.tries, one.answer) == (1, 400)
    receiver.says = lambda _: answer()
    office.woken.clear()
    pointed.again(one.id)
    assert office.woken
    office.program.delivering.deliver_due()
    [one] = pointed.latest()
    assert one.delivered_at == clock()
    pointed.again(one.id)  # also what was delivered
    office.program.delivering.deliver_due()
    assert len({heard.headers["webhook-id"] for heard in receiver.heard}) == 1
    assert len(receiver.heard) == 3


def test_nothing_is_sent_again_that_is_not_kept_or_while_it_is_off(pointed: Webhooks) -> None:
    with pytest.raises(InputError, match="not kept any more"):
        pointed.again("msg_none")
    pointed.choose(on=False)
    with pytest.raises(InputError, match="switch it on"):
        pointed.again("msg_none")


def test_only_the_latest_are_shown(pointed: Webhooks, office: Office) -> None:
    from tikscheduler.services.outbox import delivery

    for number in range(SHOWN + 5):
        made = delivery("post.held", office.clock(), post_id=number, post=None)
        later = replace(made, created_at=made.created_at + timedelta(seconds=number))
        office.program.storage.deliveries.add(later)
    assert [one.post_id for one in pointed.latest()] == list(range(SHOWN + 4, 4, -1))


def test_what_waits_is_given_up_when_it_is_switched_off(pointed: Webhooks, office: Office) -> None:
    office.connect()
    settle(office, [plan(office)])
    pointed.choose(on=False)
    [one] = pointed.latest()
    assert one.due_at is None
    assert "switched off" in one.problem
    pointed.choose(on=True)
    assert not office.program.delivering.waiting()


def test_what_waits_is_in_the_database_until_it_is_delivered(
    pointed: Webhooks, office: Office, tmp_path: Path
) -> None:
    office.connect()
    settle(office, [plan(office)])
    with closing(sqlite3.connect(tmp_path / "profile" / "tikscheduler.db")) as looking:
        query = "SELECT count(*) FROM delivery WHERE due_at IS NOT NULL"
        assert looking.execute(query).fetchone() == (1,)
        office.program.delivering.deliver_due()
        assert looking.execute(query).fetchone() == (0,)
