"""Accounts and notes in the database."""

from __future__ import annotations

import re

import pytest

from tests.storage.given import MINUTE, NOW
from tikscheduler.domain.account import CreatorInfo
from tikscheduler.domain.errors import InputError
from tikscheduler.domain.post import PostStatus, Privacy
from tikscheduler.storage.tables import TABLES

CREATOR = CreatorInfo(
    nickname="Zoë \N{CAT}",
    username="zoe",
    avatar_url="https://x/y",
    privacy_options=(Privacy.PUBLIC, Privacy.PRIVATE),
    comment_disabled=True,
    max_duration_sec=600,
    blocked="spam_risk",
)


def test_an_account_comes_back_as_it_was_stored(storage):
    account = storage.accounts.add_or_update(
        "open",
        NOW,
        handle="zoe",
        display_name="Zoë",
        scopes=frozenset({"video.publish", "user.info.basic"}),
        access_expires_at=NOW + MINUTE,
        follower_count=10_000_000_000,
        creator=CREATOR,
        creator_at=NOW,
    )
    assert storage.accounts.get(account.id) == account
    assert account.scopes == {"video.publish", "user.info.basic"}
    assert account.creator == CREATOR
    assert account.follower_count == 10_000_000_000
    assert (account.paused, account.needs_login, account.created_at) == (False, False, NOW)
    assert storage.accounts.by_open_id("open") == account
    assert storage.accounts.by_open_id("other") is None


def test_connecting_again_updates_the_same_account(storage, given):
    first = storage.accounts.add_or_update("open", NOW, handle="zoe", follower_count=3)
    given.post(first)
    storage.accounts.remove(first.id, NOW)
    again = storage.accounts.add_or_update("open", NOW + MINUTE, display_name="Zoë")
    assert again.id == first.id
    assert (again.handle, again.display_name, again.follower_count) == ("zoe", "Zoë", 3)
    assert (again.created_at, again.disconnected_at, again.needs_login) == (NOW, None, False)


def test_fields_are_changed_one_by_one(storage, given):
    account = given.account(creator=CREATOR)
    changed = storage.accounts.update(account.id, paused=True, creator=None)
    assert (changed.paused, changed.creator, changed.handle) == (True, None, account.handle)
    assert storage.accounts.update(account.id) == changed
    with pytest.raises(TypeError, match="token"):
        storage.accounts.update(account.id, token="x")


@pytest.mark.parametrize("account_id", [9, 0, -1, 2**70])
def test_an_unknown_account_is_named(storage, account_id):
    for work in (storage.accounts.get, storage.accounts.remove):
        with pytest.raises(InputError, match=f"There is no account {account_id};"):
            work(account_id)
    if account_id == 9:
        with pytest.raises(InputError, match="There is no account 9;"):
            storage.accounts.update(9, paused=True)


@pytest.mark.parametrize(
    "name", ["@zoe", "zoe", "@ZOE", " Zoe ", "Zoë the Cat", "zoë the cat", "1"]
)
def test_an_account_is_found_by_handle_display_name_and_id(storage, name):
    account = storage.accounts.add_or_update("o", NOW, handle="Zoe", display_name="Zoë the Cat")
    storage.accounts.add_or_update("p", NOW, handle="other", display_name="")
    assert storage.accounts.find(name) == account


def test_a_handle_goes_before_an_id_and_an_id_before_a_display_name(storage):
    first = storage.accounts.add_or_update("a", NOW, handle="x", display_name="2")
    second = storage.accounts.add_or_update("b", NOW, handle="1", display_name="3")
    third = storage.accounts.add_or_update("c", NOW, handle="y", display_name="1")
    assert storage.accounts.find("1") == second
    assert storage.accounts.find("@1") == second
    assert storage.accounts.find("2") == second
    assert storage.accounts.find("3") == third
    assert first.id == 1


def test_a_name_of_several_accounts_asks_for_an_id(storage, given):
    given.account(display_name="Cats")
    given.account(display_name="cats")
    with pytest.raises(InputError, match=r"Several accounts are called “CATS”.*1, 2"):
        storage.accounts.find("CATS")


@pytest.mark.parametrize("name", ["nobody", "@", "", "@Cats", "99"])
def test_an_unknown_name_is_answered_with_the_known_ones(storage, given, name):
    with pytest.raises(InputError, match="connect one first"):
        storage.accounts.find(name)
    given.account(handle="zoe", display_name="Cats")
    given.account(handle="", display_name="Dogs")
    with pytest.raises(InputError, match=re.escape(f"“{name}”; known are @zoe, Dogs.")):
        storage.accounts.find(name)


def test_an_account_without_posts_is_removed_for_good(storage, given):
    account = given.account()
    storage.accounts.remove(account.id, NOW)
    assert storage.accounts.list(include_disconnected=True) == []


def test_an_account_with_posts_stays_as_disconnected(storage, given):
    kept, gone = given.account(), given.account()
    post = given.post(gone, status=PostStatus.PUBLISHED)
    storage.accounts.remove(gone.id, NOW)
    assert storage.accounts.list() == [kept]
    (_, found) = storage.accounts.list(include_disconnected=True)
    assert (found.id, found.disconnected_at, found.needs_login) == (gone.id, NOW, True)
    assert storage.posts.get(post.id).account_id == gone.id
    with pytest.raises(InputError, match="known are"):
        storage.accounts.find(gone.name)


def test_notes_are_kept_by_name(storage):
    assert storage.notes.get("last_sync") is None
    storage.notes.put("last_sync", "monday")
    storage.notes.put("last_sync", "tuesday '; DROP TABLE note; --")
    storage.notes.put("other", "")
    assert storage.notes.get("last_sync") == "tuesday '; DROP TABLE note; --"
    assert storage.notes.get("other") == ""


def test_no_column_could_hold_a_secret():
    names = {name for table in TABLES for name in table._meta.columns}
    assert not {name for name in names if re.search("token|secret|passw|verifier|bearer", name)}
