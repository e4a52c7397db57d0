"""Connecting, syncing and disconnecting against the sandbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import NOON
from tests.services.conftest import Office
from tikscheduler.domain.errors import ConnectFailed, InputError, LoginNeeded
from tikscheduler.domain.post import Fault, Post, PostStatus, Privacy
from tikscheduler.domain.zones import at_instant
from tikscheduler.publishing.tokens import access_name, refresh_name
from tikscheduler.services.scheduling import Wish


def plan(office: Office, days: float = 1, account: str = "mira.films") -> Post:
    when = at_instant(office.clock() + timedelta(days=days), "Europe/Berlin")
    post, _ = office.program.scheduling.schedule(
        Wish(video=office.clip, account=account, when=when, privacy=Privacy.PUBLIC)
    )
    return post


def held(office: Office, post: Post, code: str = "login_needed") -> None:
    fault = Fault(code=code, message="Held.")
    office.program.storage.posts.move(post.id, PostStatus.HELD, office.clock(), fault=fault)


def status(office: Office, post: Post) -> PostStatus:
    return office.program.storage.posts.get(post.id).status


def test_connecting_stores_the_account_and_its_tokens(office: Office) -> None:
    grant = office.grant()
    account = office.program.accounts.connect(grant)
    assert (account.handle, account.display_name) == ("mira.films", "Mira Films")
    assert (account.follower_count, account.video_count) == (48_211, 184)
    assert account.creator is not None
    assert account.creator.privacy_options == ("public", "friends", "private")
    assert account.access_expires_at == NOON + timedelta(seconds=grant.expires_in)
    assert office.program.vault.read(refresh_name(grant.open_id)) == grant.refresh_token


def test_connecting_again_updates_the_same_account(office: Office) -> None:
    first = office.connect()
    office.sandbox.state.creator("mira.films").nickname = "Mira F."
    office.clock.tick(hours=1)
    again = office.connect()
    assert (again.id, again.display_name) == (first.id, "Mira F.")
    assert len(office.program.storage.accounts.list()) == 1


def test_connecting_resumes_what_waited_for_the_login(office: Office) -> None:
    office.connect()
    office.connect("jonas.cooks")
    to_come, passed, other = plan(office, 2), plan(office, 0.01), plan(office, 2)
    foreign = plan(office, 2, "jonas.cooks")
    held(office, to_come)
    held(office, passed)
    held(office, other, "file_changed")
    held(office, foreign)
    office.clock.tick(hours=1)
    office.changed.clear()
    office.connect()
    assert status(office, to_come) is PostStatus.SCHEDULED
    assert office.program.storage.posts.get(to_come.id).due_at == to_come.scheduled_at
    assert [status(office, post) for post in (passed, other, foreign)] == [PostStatus.HELD] * 3
    assert office.changed == [to_come.id]
    assert office.woken


def test_a_login_without_the_name_is_refused_and_nothing_is_kept(office: Office) -> None:
    found = office.sandbox.state.issue("mira.films", scopes=["video.publish"])
    grant = office.grant()
    object.__setattr__(grant, "scopes", found.scopes)
    with pytest.raises(ConnectFailed, match="leave that permission ticked"):
        office.program.accounts.connect(grant)
    assert office.program.storage.accounts.list() == []
    assert office.program.vault.read(access_name(grant.open_id)) is None


@pytest.mark.parametrize("fault", ["user_info:500*9", "creator_info:500*9", "user_info:html*9"])
def test_a_login_stands_although_the_account_cannot_be_read(office: Office, fault: str) -> None:
    account = office.connect()
    waiting = plan(office)
    held(office, waiting)
    office.sandbox.state.add_fault(fault)
    office.clock.tick(minutes=2)
    again = office.connect()
    assert (again.id, again.handle, again.synced_at) == (account.id, "mira.films", NOON)
    assert status(office, waiting) is PostStatus.SCHEDULED


def test_disconnecting_revokes_erases_and_holds(office: Office) -> None:
    account = office.connect()
    planned = plan(office)
    office.changed.clear()
    token = office.program.vault.read(access_name(account.open_id))
    assert token
    assert office.program.accounts.disconnect(account) == []
    grant = office.sandbox.state.tokens.by_access(token)
    assert grant
    assert grant.revoked
    assert dict(office.program.vault) == {}  # type: ignore[call-overload]
    post = office.program.storage.posts.get(planned.id)
    assert post.status is PostStatus.HELD
    assert post.fault is not None
    assert post.fault.code == "login_needed"
    assert office.changed == [planned.id]
    assert office.program.storage.accounts.list() == []


def test_disconnecting_without_tiktok_says_so_and_erases_all_the_same(office: Office) -> None:
    account = office.connect()
    office.sandbox.stop()
    [remark] = office.program.accounts.disconnect(account)
    assert "Manage app permissions" in remark
    assert dict(office.program.vault) == {}  # type: ignore[call-overload]


def test_disconnecting_goes_on_where_a_post_was_claimed_just_then(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = office.connect()
    claimed, planned = plan(office, 1), plan(office, 2)
    posts = office.program.storage.posts
    move = posts.move

    def contested(post_id: int, *args: Any, **changes: Any) -> Post:
        if post_id == claimed.id:
            raise InputError("It is being published.", code="in_flight")
        return move(post_id, *args, **changes)

    monkeypatch.setattr(posts, "move", contested)
    office.program.accounts.disconnect(account)
    assert status(office, planned) is PostStatus.HELD
    assert office.program.storage.accounts.list() == []


@pytest.mark.parametrize("change", ["delete", "unplan", "assign"])
def test_connecting_leaves_alone_what_the_user_changes_just_then(
    office: Office, change: str
) -> None:
    office.connect()
    other = office.connect("jonas.cooks")
    first, second, third = (plan(office, days) for days in (1, 2, 3))
    for post in (first, second, third):
        held(office, post)
    posts = office.program.storage.posts

    def meanwhile(post_id: int) -> None:
        if post_id != first.id:
            return
        if change == "delete":
            posts.delete(second.id)
        elif change == "unplan":
            posts.move(second.id, PostStatus.UNPLANNED, NOON, scheduled_at=None, wall_time=None)
        else:
            posts.edit(second.id, NOON, account_id=other.id)

    office.program.notify = meanwhile
    office.connect()
    assert status(office, third) is PostStatus.SCHEDULED
    left = {post.id: post.status for post in posts.list()}.get(second.id)
    assert left == {"delete": None, "unplan": "unplanned", "assign": "held"}[change]


def test_disconnecting_leaves_alone_what_was_given_to_another_account_just_then(
    office: Office,
) -> None:
    account, other = office.connect(), office.connect("jonas.cooks")
    first, second, third = (plan(office, days) for days in (1, 2, 3))
    posts = office.program.storage.posts

    def meanwhile(post_id: int) -> None:
        if post_id == first.id:
            posts.edit(second.id, NOON, account_id=other.id)

    office.program.notify = meanwhile
    office.program.accounts.disconnect(account)
    found = [status(office, post) for post in (first, second, third)]
    assert found == [PostStatus.HELD, PostStatus.SCHEDULED, PostStatus.HELD]


def test_syncing_all_goes_on_after_a_broken_account(office: Office) -> None:
    broken, fine = office.connect(), office.connect("jonas.cooks")
    office.sandbox.state.creator("jonas.cooks").followers = 1_000_000
    office.sandbox.state.tokens.revoke(
        office.sandbox.state.tokens.by_access(  # type: ignore[arg-type]
            str(office.program.vault.read(access_name(broken.open_id)))
        )
    )
    failed = office.program.accounts.sync_all()
    assert list(failed) == [broken.id]
    assert "@mira.films" in failed[broken.id]
    accounts = office.program.storage.accounts
    assert accounts.get(fine.id).follower_count == 1_000_000
    assert accounts.get(broken.id).needs_login
    with pytest.raises(LoginNeeded):
        office.program.accounts.sync(accounts.get(broken.id))


def test_whoever_shows_accounts_is_told_when_one_has_changed(office: Office) -> None:
    told: list[tuple[bool, bool]] = []

    def look() -> None:
        [account] = office.program.storage.accounts.list(include_disconnected=True)
        told.append((account.needs_login, account.disconnected_at is not None))

    office.program.accounts_changed = look
    account = office.connect()
    assert told == [(False, False)]
    plan(office)
    office.program.accounts.sync(account)
    office.program.accounts.sync_all()
    assert told == [(False, False)] * 3
    told.clear()
    office.program.accounts.disconnect(account)
    assert told[-1] == (True, True)


def test_whoever_shows_accounts_is_told_of_a_login_that_is_gone(office: Office) -> None:
    account = office.connect()
    access = str(office.program.vault.read(access_name(account.open_id)))
    grant = office.sandbox.state.tokens.by_access(access)
    assert grant
    office.sandbox.state.tokens.revoke(grant)
    told: list[bool] = []
    accounts = office.program.storage.accounts
    office.program.accounts_changed = lambda: told.append(accounts.get(account.id).needs_login)
    with pytest.raises(LoginNeeded):
        office.program.accounts.ask_creator(account)
    assert told == [True]


@pytest.mark.parametrize(
    ("last", "next_"),
    [
        (datetime(2026, 11, 23, 12, tzinfo=UTC), datetime(2026, 11, 24, 1, tzinfo=UTC)),
        (datetime(2026, 11, 23, 1, tzinfo=UTC), datetime(2026, 11, 24, 1, tzinfo=UTC)),
        (datetime(2026, 11, 23, 0, 59, tzinfo=UTC), datetime(2026, 11, 23, 1, tzinfo=UTC)),
        # 02:00 does not exist on 28 March 2027 and comes twice on 31 October 2027.
        (datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 3, 29, 0, tzinfo=UTC)),
        (datetime(2027, 10, 30, 12, tzinfo=UTC), datetime(2027, 10, 31, 0, tzinfo=UTC)),
        (datetime(2027, 10, 31, 0, tzinfo=UTC), datetime(2027, 11, 1, 1, tzinfo=UTC)),
    ],
)
def test_the_daily_sync_runs_at_two_once_a_day(
    office: Office, last: datetime, next_: datetime
) -> None:
    office.clock.time = last
    office.program.accounts.sync_all()
    assert office.program.accounts.next_sync() == next_


def test_a_missed_sync_is_due_at_once(office: Office) -> None:
    office.program.accounts.sync_all()
    office.clock.tick(days=3)
    assert office.program.accounts.next_sync() < office.clock()


def test_before_the_first_sync_the_day_counts_from_the_first_account(office: Office) -> None:
    """Else a computer that is never on at 02:00 would never sync."""
    assert office.program.accounts.next_sync() > office.clock()
    office.connect()
    office.clock.tick(hours=20)
    assert office.program.accounts.next_sync() < office.clock()
    office.program.accounts.sync_all()
    assert office.program.accounts.next_sync() > office.clock()


def test_a_sync_that_reached_nobody_does_not_count(office: Office) -> None:
    office.connect()
    office.program.accounts.sync_all()
    office.clock.tick(days=1)
    due = office.program.accounts.next_sync()
    office.sandbox.stop()
    assert len(office.program.accounts.sync_all()) == 1
    assert office.program.accounts.next_sync() == due


def test_a_sync_that_the_end_of_the_program_cut_short_does_not_count(office: Office) -> None:
    office.connect()
    office.program.accounts.sync_all()
    office.clock.tick(days=1)
    due = office.program.accounts.next_sync()
    office.program.stopping.set()
    office.program.accounts.sync_all()
    assert office.program.accounts.next_sync() == due


def test_a_sync_that_one_account_spoils_counts(office: Office) -> None:
    office.connect()
    office.connect("jonas.cooks")
    office.program.accounts.sync_all()
    office.clock.tick(days=1)
    office.sandbox.state.add_fault("user_info:500*9")
    office.program.accounts.sync_all()
    assert office.program.accounts.next_sync() > office.clock()
