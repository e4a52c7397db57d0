"""Pauses outlive the program and stop what has not begun."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import FakeClock
from tests.services.conftest import Office
from tikscheduler.bootstrap import Program
from tikscheduler.domain.errors import InputError
from tikscheduler.domain.ports import Lane
from tikscheduler.domain.post import PostStatus, Privacy
from tikscheduler.domain.zones import at_instant
from tikscheduler.services.scheduling import Wish


def started(office: Office) -> list[int]:
    """The posts a sweep starts now."""
    found: list[int] = []
    office.program.publisher.sweep(
        lambda post_id, _claim: found.append(post_id), limit=10, lane=Lane.SHORT
    )
    return found


def plan(office: Office) -> int:
    when = at_instant(office.clock() + timedelta(minutes=1), "UTC")
    wish = Wish(video=office.clip, account="mira.films", when=when, privacy=Privacy.PUBLIC)
    return office.program.scheduling.schedule(wish)[0].id


@pytest.fixture
def told(office: Office) -> list[str]:
    told: list[str] = []
    office.program.accounts_changed = lambda: told.append("accounts")
    office.program.wake = lambda: told.append("wake")
    return told


def test_a_pause_of_everything_lasts_until_it_is_ended(
    office: Office, clock: FakeClock, told: list[str]
) -> None:
    office.connect()
    post_id = plan(office)
    pausing = office.program.pausing
    told.clear()
    assert not pausing.paused()
    pausing.pause()
    assert told == ["accounts", "wake"]
    clock.tick(minutes=1)
    assert started(office) == []
    with Program(office.program.settings, now=clock) as again:
        assert again.pausing.paused()
    pausing.resume()
    assert told == ["accounts", "wake"] * 2
    assert not pausing.paused()
    assert started(office) == [post_id]


def test_a_paused_account_alone_waits_a_retry_too(office: Office, told: list[str]) -> None:
    account = office.connect()
    post_id = plan(office)
    office.program.storage.posts.move(post_id, PostStatus.HELD, office.clock())
    told.clear()
    office.program.pausing.pause_account(account.id)
    assert told == ["accounts", "wake"]
    assert not office.program.pausing.paused()
    assert office.program.scheduling.retry(post_id).status is PostStatus.SCHEDULED
    assert started(office) == []
    office.program.pausing.resume_account(account.id)
    assert started(office) == [post_id]


def test_resuming_everything_leaves_accounts_paused_that_were_paused_by_themselves(
    office: Office,
) -> None:
    account = office.connect()
    pausing = office.program.pausing
    pausing.pause_account(account.id)
    pausing.pause()
    pausing.resume()
    assert office.program.storage.accounts.get(account.id).paused


def test_an_account_that_is_not_there_is_named(office: Office) -> None:
    with pytest.raises(InputError, match="There is no account 7"):
        office.program.pausing.pause_account(7)
