"""Opening a database, and what becomes of the faults of disks, locks and files."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import peewee as pw
import pytest

from tests.storage.given import NOW, Given
from tikscheduler.domain.errors import DatabaseDamaged, DatabaseTooNew, StorageError
from tikscheduler.settings import Settings
from tikscheduler.storage import database as database_module
from tikscheduler.storage import open_storage
from tikscheduler.storage.backup import keep_daily
from tikscheduler.storage.database import open_postgres
from tikscheduler.storage.faults import server_faults
from tikscheduler.storage.tables import PostRow


def mode(path):
    return path.stat().st_mode & 0o777


def fill(profile, posts=200):
    """A profile with a closed database of some pages."""
    storage = open_storage(Settings(profile=profile), NOW)
    given = Given(storage)
    accounts = [given.account() for _ in range(5)]
    with storage.database.unit_of_work():
        for n in range(posts):
            given.post(accounts[n % 5], caption=f"post {n} " * 20)
    storage.close()
    return profile / "tikscheduler.db"


def read_everything(profile):
    storage = open_storage(Settings(profile=profile), NOW)
    try:
        posts = storage.posts.list()
        storage.posts.counts()
        storage.accounts.list(include_disconnected=True)
        storage.posts.attempts_of([post.id for post in posts])
        Given(storage).claim(limit=1000)
        storage.posts.next_due(NOW)
    finally:
        storage.close()


KILLED = """
import os, sys
from pathlib import Path
from tests.storage.given import NOW
from tikscheduler.settings import Settings
from tikscheduler.storage import open_storage

storage = open_storage(Settings(profile=Path(sys.argv[1])), NOW)
storage.notes.put("a", sys.argv[2])
os._exit(9)
"""


def write_and_be_killed(profile, note):
    """Another program that writes a note and ends without closing anything."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(profile), note], check=False)
    assert done.returncode == 9


def open_files():
    """What this process has open, by path."""
    links = [Path("/proc/self/fd") / name for name in os.listdir("/proc/self/fd")]  # noqa: PTH208
    return [os.readlink(link) for link in links if link.is_symlink()]  # noqa: PTH115


def test_everything_in_the_profile_is_for_its_owner_alone(sqlite, profile):
    Given(sqlite).post()
    keep_daily(sqlite.database, profile / "backups", NOW)
    assert mode(profile) == mode(profile / "backups") == 0o700
    files = [file for file in profile.rglob("*") if file.is_file()]
    assert {file.name for file in profile.iterdir()} >= {
        "tikscheduler.db",
        "tikscheduler.db-wal",
        "tikscheduler.db-shm",
    }
    assert {mode(file) for file in files} == {0o600}


def test_a_profile_that_is_too_open_is_closed(profile):
    file = fill(profile, 1)
    profile.chmod(0o755)
    file.chmod(0o644)
    open_storage(Settings(profile=profile), NOW).close()
    assert (mode(profile), mode(file)) == (0o700, 0o600)


def test_a_shared_folder_such_as_tmp_is_left_as_it_is(tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    fill(shared, 1)
    assert shared.stat().st_mode & 0o7777 == 0o1777


def test_commits_outlive_a_power_cut_and_references_hold(sqlite):
    with sqlite.database.reading():
        pool = sqlite.database._pool
        assert pool.journal_mode == "wal"
        assert pool.synchronous == 2
        assert pool.foreign_keys == 1
        assert pool.pragma("busy_timeout") == 10_000


def test_a_transaction_that_fails_leaves_nothing(sqlite):

    def fail():
        with sqlite.database.unit_of_work():
            sqlite.notes.put("a", "1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert sqlite.notes.get("a") is None


def test_a_unit_inside_another_is_undone_alone_and_kept_with_it(sqlite):
    def fail_inside():
        sqlite.notes.put("a", "inside")
        with sqlite.database.unit_of_work():
            sqlite.notes.put("b", "inside")
            raise RuntimeError

    with sqlite.database.unit_of_work():
        with pytest.raises(RuntimeError):
            fail_inside()
        assert sqlite.notes.get("b") is None
    assert sqlite.notes.get("a") == "inside"
    with pytest.raises(RuntimeError), sqlite.database.unit_of_work():
        fail_inside()
    assert sqlite.notes.get("a") == "inside"
    assert sqlite.notes.get("b") is None


def test_readers_do_not_wait_for_a_writer(sqlite):
    sqlite.notes.put("a", "old")
    found = []
    with sqlite.database.unit_of_work():
        sqlite.notes.put("a", "new")
        reader = threading.Thread(target=lambda: found.append(sqlite.notes.get("a")))
        reader.start()
        reader.join(5)
    assert found == ["old"]


def test_no_connection_outlives_the_threads_that_used_it(sqlite, profile):
    for _ in range(20):
        thread = threading.Thread(target=lambda: sqlite.notes.put("a", "1"))
        thread.start()
        thread.join()
    assert open_files().count(str(profile / "tikscheduler.db")) <= 2


def test_a_closed_database_says_so(sqlite):
    sqlite.close()
    sqlite.close()
    with pytest.raises(StorageError, match=r"tikscheduler\.db has been closed"):
        sqlite.notes.get("a")


def test_a_fault_of_the_program_is_not_dressed_up(sqlite):
    with pytest.raises(pw.OperationalError), sqlite.database.reading():
        sqlite.database.rows(PostRow.select(pw.SQL("no_such_column")))


# --- the surroundings' faults ---------------------------------------------------------------


def test_a_full_disk_is_said_and_what_is_there_stays_readable(sqlite):
    given = Given(sqlite)
    post = given.post()
    with sqlite.database.reading():
        pages = sqlite.database._pool.pragma("page_count")
        sqlite.database._pool.pragma("max_page_count", pages)
    with pytest.raises(StorageError, match=r"no room left for .*tikscheduler\.db") as caught:
        given.post(caption="x" * 100_000)
    assert caught.value.code == "disk_full"
    assert sqlite.posts.get(post.id) == post
    with sqlite.database.reading():
        sqlite.database._pool.pragma("max_page_count", 1_000_000)
    given.post(caption="x" * 100_000)


def test_a_full_disk_in_the_middle_of_many_changes_undoes_them_all_and_is_said(sqlite):
    given = Given(sqlite)
    owner = given.account()
    with sqlite.database.reading():
        pages = sqlite.database._pool.pragma("page_count")
        sqlite.database._pool.pragma("max_page_count", pages)

    def change():
        given.post(owner)
        given.post(owner, caption="x" * 100_000)

    with pytest.raises(StorageError) as caught, sqlite.posts.together():
        change()
    assert caught.value.code == "disk_full"
    assert sqlite.posts.list() == []


@pytest.mark.parametrize("after", ["no such savepoint: s1", "cannot rollback - no transaction"])
def test_the_cause_is_named_where_sqlite_has_undone_everything_by_itself(sqlite, after):
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL

    def fail():
        try:
            raise full
        finally:
            raise sqlite3.OperationalError(after)

    with pytest.raises(StorageError, match="no room left"), sqlite.database.reading():
        fail()


def test_a_locked_database_is_waited_for_and_then_named(profile, monkeypatch):
    file = fill(profile, 1)
    pragmas = {**database_module.PRAGMAS, "busy_timeout": 50}
    monkeypatch.setattr(database_module, "PRAGMAS", pragmas)
    storage = open_storage(Settings(profile=profile), NOW)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert len(storage.posts.list()) == 1
        with pytest.raises(StorageError, match="stayed locked by another program") as caught:
            storage.notes.put("a", "1")
        assert caught.value.code == "locked"
        other.execute("ROLLBACK")
    storage.notes.put("a", "1")
    storage.close()


def test_a_writer_that_never_ends_does_not_hang_the_others(sqlite, monkeypatch):
    monkeypatch.setattr(database_module, "WAIT_SECONDS", 0.05)
    errors = []

    def write():
        try:
            sqlite.notes.put("a", "1")
        except StorageError as error:
            errors.append(error.code)

    with sqlite.database.unit_of_work():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join(5)
    assert errors == ["locked"]


def test_a_read_only_database_is_named(profile):
    file = fill(profile, 1)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = delete")
    storage = open_storage(Settings(profile=profile), NOW)
    with storage.database.reading():
        storage.database._pool.pragma("query_only", 1)
    with pytest.raises(StorageError, match="cannot be written; make the file") as caught:
        storage.notes.put("a", "1")
    assert caught.value.code == "read_only"
    storage.close()


@pytest.mark.parametrize("kind", ["a file stands in the way", "the database is a folder"])
def test_a_place_that_cannot_hold_a_database_is_named(tmp_path, kind):
    profile = tmp_path / "profile"
    if kind == "a file stands in the way":
        profile.write_text("")
        profile /= "deeper"
    else:
        (profile / "tikscheduler.db").mkdir(parents=True)
    with pytest.raises(StorageError, match="profile") as caught:
        open_storage(Settings(profile=profile), NOW)
    assert caught.value.code == "cannot_open"


def test_a_server_that_is_not_there_is_named_without_its_password():
    database = open_postgres("postgresql://me:geheim@127.0.0.1:1/posts")
    with (
        pytest.raises(StorageError, match=r"The database posts on 127\.0\.0\.1") as caught,
        database.reading(),
    ):
        pass
    assert caught.value.code == "unreachable"
    assert "geheim" not in str(caught.value) + database.name
    database.close()


# --- damage ---------------------------------------------------------------------------------


def damaged_open(profile):
    with pytest.raises(DatabaseDamaged) as caught:
        read_everything(profile)
    assert str(profile / "tikscheduler.db") in str(caught.value)
    return str(caught.value)


def test_garbage_is_refused_and_kept(profile):
    profile.mkdir()
    file = profile / "tikscheduler.db"
    file.write_bytes(b"garbage " * 2000)
    message = damaged_open(profile)
    assert "“tikscheduler restore FILE”" in message
    assert file.read_bytes() == b"garbage " * 2000


@pytest.mark.parametrize("part", [0.01, 0.3, 0.6, 0.9])
def test_a_truncated_database_is_refused(profile, part):
    file = fill(profile)
    pages = file.stat().st_size // 4096
    os.truncate(file, max(1, int(pages * part)) * 4096 - 100)
    damaged_open(profile)


def test_fifty_flipped_bytes_are_either_harmless_or_named(profile, tmp_path):
    file = fill(profile, 200)  # so that most pages hold posts: those of empty tables matter little
    sound = file.read_bytes()
    dice = random.Random(7)
    named = 0
    for turn in range(50):
        # Half of them in the first bytes of a page, where its structure is.
        at = dice.randrange(len(sound))
        if turn % 2:
            at = at // 4096 * 4096 + dice.randrange(12)
        victim = tmp_path / f"profile-{turn}"
        victim.mkdir()
        bad = bytearray(sound)
        bad[at] ^= dice.randrange(1, 256)
        (victim / "tikscheduler.db").write_bytes(bad)
        try:
            read_everything(victim)
        except (DatabaseDamaged, DatabaseTooNew):
            named += 1
        shutil.rmtree(victim)
    assert named >= 10


def test_a_damaged_database_names_the_newest_backup_that_is_sound(profile):
    file = fill(profile)
    storage = open_storage(Settings(profile=profile), NOW)
    good = keep_daily(storage.database, profile / "backups", NOW)
    storage.close()
    newer = profile / "backups" / "tikscheduler-2026-11-24.db"
    newer.write_bytes(b"rotten")
    file.write_bytes(b"garbage " * 2000)
    assert f"“tikscheduler restore {good}”" in damaged_open(profile)


def test_an_emptied_database_is_damage_where_there_are_backups(profile):
    file = fill(profile)
    storage = open_storage(Settings(profile=profile), NOW)
    keep_daily(storage.database, profile / "backups", NOW)
    storage.close()
    file.write_bytes(b"")
    assert "it is empty" in damaged_open(profile)
    assert file.stat().st_size == 0


def test_an_empty_file_without_backups_is_a_start_that_was_cut_off(profile):
    profile.mkdir()
    (profile / "tikscheduler.db").touch()
    read_everything(profile)


def test_a_database_of_another_program_is_refused_and_left_alone(profile):
    profile.mkdir()
    file = profile / "tikscheduler.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE bookmark (url TEXT)")
    before = file.read_bytes()
    assert "not a database of tikscheduler" in damaged_open(profile)
    assert file.read_bytes() == before


def test_a_table_that_lost_a_column_is_damage(profile):
    file = fill(profile)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("ALTER TABLE post RENAME COLUMN caption TO captiom")
    assert "post lacks caption" in damaged_open(profile)


def test_a_value_no_version_has_written_is_damage(profile):
    file = fill(profile)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE post SET status = 'publishef' WHERE id = 7")
    assert "publishef" in damaged_open(profile)


def test_text_that_is_no_text_is_damage(profile):
    file = fill(profile)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE post SET caption = CAST(x'ff' AS TEXT) WHERE id = 7")
    damaged_open(profile)


def test_after_an_unclean_end_every_page_is_looked_at(profile):
    """Damage in a page nobody reads now is found, but only when the last program was killed."""
    file = fill(profile)
    with closing(sqlite3.connect(file)) as connection:
        page = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'post_account_when'"
        ).fetchone()[0]
    write_and_be_killed(profile, "1")
    assert (profile / "tikscheduler.db-wal").stat().st_size
    open_storage(Settings(profile=profile), NOW).close()
    write_and_be_killed(profile, "2")
    with file.open("r+b") as raw:
        raw.seek((page - 1) * 4096)
        raw.write(b"\xff" * 64)
    with pytest.raises(DatabaseDamaged):
        open_storage(Settings(profile=profile), NOW)


def test_what_a_killed_program_had_committed_is_there(profile):
    fill(profile, 1)
    write_and_be_killed(profile, "1")
    storage = open_storage(Settings(profile=profile), NOW)
    assert storage.notes.get("a") == "1"
    storage.close()


def test_a_newer_schema_is_refused_with_the_mend(profile):
    file = fill(profile)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO schema_migration VALUES (99, '0099_future', '2030-01-01')")
    with pytest.raises(DatabaseTooNew, match=r"tikscheduler\.db .*newer.*update the program"):
        open_storage(Settings(profile=profile), NOW)


def test_a_refused_database_is_let_go(profile):
    profile.mkdir()
    file = profile / "tikscheduler.db"
    file.write_bytes(b"garbage " * 2000)
    damaged_open(profile)
    assert str(file) not in open_files()


def test_a_missing_driver_is_named():
    with pytest.raises(StorageError, match="psycopg"), server_faults("The database plan on db1"):
        raise pw.ImproperlyConfigured("PostgreSQL driver not installed!")
