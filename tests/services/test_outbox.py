"""News are written down with what happens to a post, if they are wanted."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.conftest import NOON, FakeClock
from tests.services.conftest import Office
from tests.services.test_blocked_accounts import plan, settle
from tikscheduler.domain.post import PostStatus
from tikscheduler.domain.webhooks import Event, Format, WebhookChoices
from tikscheduler.services.describe import post_as_json
from tikscheduler.services.outbox import NOTE, Choosing, read_choices, write_choices

S = PostStatus
ON = WebhookChoices(on=True, host="hooks.example.com")


def news(office: Office) -> list[Any]:
    """What waits to be delivered, the oldest first."""
    return [json.loads(one.body) for one in office.program.storage.deliveries.latest(100)][::-1]


@pytest.fixture
def connected(office: Office) -> Office:
    office.connect()
    office.program.choosing.change(lambda _: ON)
    return office


def test_a_post_that_is_out_is_told_once(connected: Office, clock: FakeClock) -> None:
    post_id = plan(connected)
    assert settle(connected, [post_id]) == [S.PUBLISHED]
    [told] = news(connected)
    [kept] = connected.program.storage.deliveries.latest(10)
    assert told["id"] == kept.id
    assert kept.due_at == kept.created_at
    assert kept.post_id == post_id
    assert told["event"] == "post.published"
    assert told["created_at"].startswith("2026-11-23T12:")
    assert told["created_at"].endswith("Z")
    assert told["post"]["status"] == "published"
    assert told["post"]["account"] == "mira.films"
    assert told["post"]["attempts"][0]["outcome"] == "published"
    for _ in range(30):  # the public id comes later, by follow-ups
        clock.tick(hours=1)
        settle(connected, [post_id])
    assert len(news(connected)) == 1


def test_it_is_the_post_of_the_outside_interface_at_that_moment(connected: Office) -> None:
    post_id = plan(connected, minutes=5)
    connected.clock.tick(hours=10)  # asleep meanwhile
    assert settle(connected, [post_id]) == [S.MISSED]
    storage = connected.program.storage
    post = storage.posts.get(post_id)
    account = storage.accounts.get(post.account_id)
    shape = post_as_json(post, account, storage.posts.attempts(post_id))
    storage.posts.edit(post_id, NOON, caption="Changed later")
    [told] = news(connected)
    assert told["event"] == "post.missed"
    assert told["post"] == shape
    assert told["post"]["error"]["code"] == "missed"
    assert "upload_url" not in json.dumps(told)


@pytest.mark.parametrize(
    ("fault", "event"),
    [
        ("processing:fail=frame_rate_check_failed", "post.failed"),
        ("init:spam_risk_too_many_posts", "post.held"),
    ],
)
def test_failed_and_held_posts(connected: Office, fault: str, event: str) -> None:
    connected.sandbox.state.add_fault(fault)
    settle(connected, [plan(connected)])
    [told] = news(connected)
    assert told["event"] == event
    assert told["post"]["error"]["code"] == fault.replace("=", ":").split(":")[-1]


def test_posts_of_an_account_that_is_disconnected(connected: Office) -> None:
    plan(connected, minutes=60)
    [account] = connected.program.storage.accounts.list()
    connected.program.accounts.disconnect(account)
    [told] = news(connected)
    assert (told["event"], told["post"]["error"]["code"]) == ("post.held", "login_needed")


@pytest.mark.parametrize(
    "choices",
    [
        WebhookChoices(),
        replace(ON, on=False),
        replace(ON, events=frozenset({Event.FAILED, Event.HELD, Event.MISSED})),
        replace(ON, events=frozenset()),
    ],
)
def test_what_is_not_wanted_is_not_kept(connected: Office, choices: WebhookChoices) -> None:
    connected.program.choosing.change(lambda _: choices)
    assert settle(connected, [plan(connected)]) == [S.PUBLISHED]
    assert news(connected) == []


def test_each_piece_of_news_has_an_id_of_its_own(connected: Office) -> None:
    ids = [plan(connected, minutes=number) for number in range(5)]
    connected.clock.tick(hours=10)
    settle(connected, ids)
    told = {one["id"] for one in news(connected)}
    assert len(told) == 5
    assert not any("." in one for one in told)


def test_choices_of_another_program_count_before_long(office: Office) -> None:
    notes = office.program.storage.notes
    here, there = Choosing(notes, fresh_for=0.0), Choosing(notes)
    assert not here.now().on
    there.change(lambda _: ON)
    assert here.now() == ON
    there.change(lambda _: replace(ON, on=False))
    assert not here.now().on


def test_looking_again_and_again_does_not_ask_the_database(office: Office) -> None:
    choosing = Choosing(office.program.storage.notes)
    choosing.now()
    office.program.storage.close()
    assert not choosing.now().on


def test_choices_are_kept_whole() -> None:
    choices = WebhookChoices(
        on=True,
        format=Format.DISCORD,
        events=frozenset({Event.HELD}),
        private=True,
        host="nas.local",
        off_because="Gone.",
    )
    assert read_choices(write_choices(choices)) == choices


@pytest.mark.parametrize(
    "note", ["", "{", "[]", "null", "{}", '{"on": true}', write_choices(ON).replace("json", "fax")]
)
def test_a_note_that_makes_no_sense_sends_nothing(office: Office, note: str) -> None:
    office.program.storage.notes.put(NOTE, note)
    assert office.program.choosing.fresh() == WebhookChoices()
