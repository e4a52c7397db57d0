"""Backups are whole, private and put in place in one step; a restore touches nothing in vain."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta

import pytest

from tests.storage.given import NOW, Given, new_post
from tikscheduler.domain.errors import DatabaseDamaged, DatabaseTooNew, StorageError
from tikscheduler.domain.post import PostStatus
from tikscheduler.settings import Settings
from tikscheduler.storage import backup as backup_module
from tikscheduler.storage import open_storage
from tikscheduler.storage.backup import back_up, keep_daily, newest_good, restore
from tikscheduler.storage.database import open_postgres


@pytest.fixture
def one_post(sqlite):
    """A database with one post, open."""
    Given(sqlite).post(caption="the one")
    return sqlite


def captions(file):
    """What a backup holds, read by a plain SQLite."""
    with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as connection:
        return [row[0] for row in connection.execute("SELECT caption FROM post ORDER BY id")]


def reopened(profile):
    storage = open_storage(Settings(profile=profile), NOW)
    found = [post.caption for post in storage.posts.list()]
    storage.close()
    return found


def test_a_backup_is_one_private_file_that_is_a_whole_database(one_post, tmp_path):
    target = tmp_path / "copy.db"
    back_up(one_post.database, target)
    assert captions(target) == ["the one"]
    assert target.stat().st_mode & 0o777 == 0o600
    assert {file.name for file in tmp_path.iterdir()} == {"copy.db", "profile"}


def test_a_backup_made_while_others_write_is_consistent(sqlite, tmp_path):
    given = Given(sqlite)
    account = given.account()
    done = threading.Event()

    def write_pairs():
        while not done.is_set():
            with sqlite.database.unit_of_work():
                for caption in ("left", "right"):
                    new = new_post(account.id, caption=caption)
                    sqlite.posts.add(new, status=PostStatus.UNPLANNED, now=NOW)

    writer = threading.Thread(target=write_pairs)
    writer.start()
    try:
        for turn in range(5):
            back_up(sqlite.database, tmp_path / f"{turn}.db")
    finally:
        done.set()
        writer.join()
    for turn in range(5):
        found = captions(tmp_path / f"{turn}.db")
        assert found.count("left") == found.count("right")


def test_a_backup_never_overwrites_the_database_itself(one_post, profile, tmp_path):
    link = tmp_path / "link.db"
    link.symlink_to(profile / "tikscheduler.db")
    for target in (profile / "tikscheduler.db", profile / "tikscheduler.db-wal", link):
        with pytest.raises(StorageError, match="is the database itself"):
            back_up(one_post.database, target)
    assert one_post.posts.get(1).caption == "the one"


@pytest.mark.parametrize("kind", ["no such folder", "a folder", "under a file"])
def test_a_place_that_cannot_hold_a_backup_is_named(one_post, tmp_path, kind):
    file = tmp_path / "file"
    file.write_text("")
    target = {
        "no such folder": tmp_path / "none" / "copy.db",
        "a folder": tmp_path,
        "under a file": file / "copy.db",
    }[kind]
    with pytest.raises(StorageError) as caught:
        back_up(one_post.database, target)
    assert str(target.parent) in str(caught.value)


def test_a_failed_backup_keeps_the_older_one_and_leaves_no_rubbish(one_post, tmp_path, monkeypatch):
    target = tmp_path / "copy.db"
    back_up(one_post.database, target)
    before = target.read_bytes()

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup_module, "_sync", full)
    with pytest.raises(StorageError, match=r"copy\.db cannot be written \(No space left"):
        back_up(one_post.database, target)
    assert target.read_bytes() == before
    assert {file.name for file in tmp_path.iterdir()} == {"copy.db", "profile"}


def test_a_restore_brings_back_what_was_there(one_post, profile, tmp_path):
    copy = tmp_path / "copy.db"
    back_up(one_post.database, copy)
    Given(one_post).post(one_post.accounts.get(1), caption="later")
    one_post.close()
    kept = restore(copy, profile / "tikscheduler.db", NOW)
    assert reopened(profile) == ["the one"]
    assert kept is not None
    assert captions(kept) == ["the one", "later"]
    assert kept.stat().st_mode & 0o777 == 0o600
    assert (profile / "tikscheduler.db").stat().st_mode & 0o777 == 0o600
    assert captions(copy) == ["the one"]


def test_a_restore_into_a_new_profile_needs_nothing_there(one_post, tmp_path):
    copy = tmp_path / "copy.db"
    back_up(one_post.database, copy)
    other = tmp_path / "other"
    assert restore(copy, other / "tikscheduler.db", NOW) is None
    assert reopened(other) == ["the one"]


def test_a_restore_replaces_a_damaged_database_and_keeps_all_of_it(one_post, profile, tmp_path):
    copy = tmp_path / "copy.db"
    back_up(one_post.database, copy)
    one_post.close()
    file = profile / "tikscheduler.db"
    file.write_bytes(b"garbage " * 1000)
    (profile / "tikscheduler.db-wal").write_bytes(b"log")
    kept = restore(copy, file, NOW)
    assert kept is not None
    assert kept.read_bytes() == b"garbage " * 1000
    assert kept.with_name(kept.name + "-wal").read_bytes() == b"log"
    assert not (profile / "tikscheduler.db-wal").exists()
    assert reopened(profile) == ["the one"]


def test_each_restore_keeps_its_own_copy(one_post, profile, tmp_path):
    copy = tmp_path / "copy.db"
    back_up(one_post.database, copy)
    one_post.close()
    kept = {restore(copy, profile / "tikscheduler.db", NOW) for _ in range(3)}
    assert len(kept) == 3


def test_a_restore_waits_until_the_program_has_ended(one_post, profile, tmp_path, monkeypatch):
    monkeypatch.setattr(backup_module, "BUSY_SECONDS", 0.05)
    copy = tmp_path / "copy.db"
    back_up(one_post.database, copy)
    Given(one_post).post(one_post.accounts.get(1), caption="later")
    with pytest.raises(StorageError, match="is in use; quit tikscheduler") as caught:
        restore(copy, profile / "tikscheduler.db", NOW)
    assert caught.value.code == "in_use"
    assert [post.caption for post in one_post.posts.list()] == ["the one", "later"]
    one_post.notes.put("still", "writable")


def foreign(copy):
    copy.unlink()
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("CREATE TABLE bookmark (url TEXT)")


def newer(copy):
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("INSERT INTO schema_migration VALUES (99, '0099_future', '2030-01-01')")


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda copy: copy.write_bytes(b"garbage " * 1000), DatabaseDamaged),
        (lambda copy: copy.write_bytes(b""), DatabaseDamaged),
        (lambda copy: os.truncate(copy, 3 * 4096), DatabaseDamaged),
        (foreign, DatabaseDamaged),
        (newer, DatabaseTooNew),
        (lambda copy: copy.unlink(), StorageError),
    ],
    ids=["garbage", "empty", "truncated", "foreign", "newer", "missing"],
)
def test_an_unfit_backup_is_refused_before_anything_is_touched(
    one_post, profile, tmp_path, spoil, error
):
    copy = tmp_path / "copy.db"
    back_up(one_post.database, copy)
    one_post.close()
    spoil(copy)
    before = {file: file.read_bytes() for file in profile.rglob("*") if file.is_file()}
    with pytest.raises(error, match=r"copy\.db"):
        restore(copy, profile / "tikscheduler.db", NOW)
    after = {file: file.read_bytes() for file in profile.rglob("*") if file.is_file()}
    assert after == before


def test_the_database_is_no_backup_of_itself(one_post, profile):
    with pytest.raises(StorageError, match="choose a backup"):
        restore(profile / "tikscheduler.db", profile / "tikscheduler.db", NOW)


def test_one_backup_a_day_and_seven_of_them(one_post, profile):
    folder = profile / "backups"
    mine = folder / "my own.db"
    for day in range(10):
        made = keep_daily(one_post.database, folder, NOW + timedelta(days=day))
        assert made is not None
        assert keep_daily(one_post.database, folder, NOW + timedelta(days=day, hours=3)) is None
        mine.write_text("")
    names = sorted(file.name for file in folder.iterdir())
    assert names == ["my own.db", *[f"tikscheduler-2026-{d}.db" for d in (
        "11-26", "11-27", "11-28", "11-29", "11-30", "12-01", "12-02")]]  # fmt: skip


def test_the_newest_sound_backup_is_found(one_post, profile, tmp_path):
    folder = profile / "backups"
    assert newest_good(folder) is None
    first = keep_daily(one_post.database, folder, NOW)
    second = keep_daily(one_post.database, folder, NOW + timedelta(days=1))
    assert first is not None
    assert second is not None
    for age, file in enumerate((second, first)):
        os.utime(file, (1_000_000 - age, 1_000_000 - age))
    assert newest_good(folder) == second
    second.write_bytes(b"rotten" * 1000)
    assert newest_good(folder) == first
    aside = folder / "before-restore-1.db"
    aside.write_bytes(first.read_bytes())
    assert newest_good(folder) == first


def test_postgresql_has_tools_of_its_own(tmp_path):
    database = open_postgres("postgresql://127.0.0.1:1/posts")
    with pytest.raises(StorageError, match="pg_dump"):
        back_up(database, tmp_path / "copy.db")
    with pytest.raises(StorageError, match="pg_dump"):
        keep_daily(database, tmp_path / "backups", NOW)
    database.close()


def test_what_was_due_since_the_backup_is_held_and_the_rest_stays(profile):
    storage = open_storage(Settings(profile=profile), NOW)
    given = Given(storage)
    due, under_way = given.post(due_at=NOW), given.begun()
    later = given.post(due_at=NOW + timedelta(hours=9))
    out = given.post(status=PostStatus.PUBLISHED, due_at=None)
    copy = profile.parent / "copy.db"
    back_up(storage.database, copy)
    storage.close()
    restore(copy, profile / "tikscheduler.db", NOW + timedelta(hours=1))
    storage = open_storage(Settings(profile=profile), NOW)
    for post in (due, under_way):
        found = storage.posts.get(post.id)
        assert (found.status, found.due_at, found.claim_id) == (PostStatus.HELD, None, "")
        assert found.fault is not None
        assert found.fault.code == "restored"
    assert storage.posts.attempts(under_way.id)[0].outcome == "held"
    assert storage.posts.get(later.id) == later
    assert storage.posts.get(out.id).status is PostStatus.PUBLISHED
    assert given_claims(storage, NOW + timedelta(hours=2)) == []
    storage.close()


def test_what_waited_for_its_account_is_held_for_its_user_as_it_may_have_gone_out(profile):
    storage = open_storage(Settings(profile=profile), NOW)
    post = Given(storage).taken()
    storage.posts.settle(post, PostStatus.HELD, NOW, next_attempt_at=NOW + timedelta(minutes=30))
    copy = profile.parent / "copy.db"
    back_up(storage.database, copy)
    storage.close()
    restore(copy, profile / "tikscheduler.db", NOW + timedelta(hours=1))
    storage = open_storage(Settings(profile=profile), NOW)
    assert storage.posts.let_go(NOW + timedelta(hours=1)) == []
    found = storage.posts.get(post.id)
    assert (found.status, found.fault and found.fault.code) == (PostStatus.HELD, "restored")
    storage.close()


def given_claims(storage, now):
    return [post.id for post in Given(storage).claim(now)]
