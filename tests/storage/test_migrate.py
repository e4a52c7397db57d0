"""Schema steps: from nothing to what the tables say, from every released schema to now."""

from __future__ import annotations

import ast
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage.given import NOW, Given
from tikscheduler.domain.errors import DatabaseTooNew
from tikscheduler.domain.post import Fault, PostStatus
from tikscheduler.settings import Settings
from tikscheduler.storage import open_storage
from tikscheduler.storage.backup import newest_good
from tikscheduler.storage.database import open_sqlite
from tikscheduler.storage.migrate import migrate
from tikscheduler.storage.soundness import MIGRATIONS, known_migrations
from tikscheduler.storage.tables import TABLES

RELEASED = Path(__file__).parents[1] / "data" / "schema"
SECOND_STEP = """
import peewee as pw

def up(migrator, db):
    migrator.migrate(migrator.add_column("note", "since", pw.TextField(default="")))
"""


def schema(connection):
    """Every table and index by name, as SQLite keeps it, quotes apart."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {name: re.sub(r'["\s]', "", sql) for name, sql in rows if "migration" not in name}


def test_the_steps_lead_to_what_the_tables_say(sqlite, tmp_path):
    with closing(sqlite3.connect(sqlite.database.path)) as connection:
        found = schema(connection)
    said = open_sqlite(tmp_path / "said.db")
    with said.unit_of_work(), said._pool.bind_ctx(TABLES):
        for table in TABLES:
            table.create_table()
    with closing(sqlite3.connect(said.path)) as connection:
        expected = schema(connection)
    said.close()
    assert found == expected


def test_a_current_database_is_left_as_it_is(sqlite):
    assert migrate(sqlite.database, NOW) == []


def test_every_step_is_frozen():
    """A step that used the tables of today would change when they do."""
    for name in known_migrations():
        tree = ast.parse((MIGRATIONS / f"{name}.py").read_text())
        imported = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert not [node for node in imported if (node.module or "").startswith("tikscheduler")]
        assert (node.module for node in imported)


@pytest.fixture
def steps(tmp_path):
    """A folder of schema steps with a second one after the first."""
    folder = tmp_path / "steps"
    folder.mkdir()
    for name in known_migrations():
        shutil.copy(MIGRATIONS / f"{name}.py", folder)
    (folder / "0099_since.py").write_text(SECOND_STEP)
    return folder


def test_an_existing_database_is_copied_aside_before_it_changes(sqlite, steps):
    Given(sqlite).post(caption="before")
    sqlite.notes.put("a", "1")
    assert migrate(sqlite.database, NOW, steps) == ["0099_since"]
    assert "since" in sqlite.database.columns("note")
    assert sqlite.notes.get("a") == "1"
    (copy,) = (sqlite.database.path.parent / "backups").iterdir()
    assert copy.name == "before-update-2026-11-23T120000.db"
    assert newest_good(copy.parent) == copy
    with closing(sqlite3.connect(copy)) as connection:
        assert len(connection.execute("PRAGMA table_info(note)").fetchall()) == 2
        assert connection.execute("SELECT caption FROM post").fetchall() == [("before",)]


def test_a_new_database_needs_no_copy(sqlite):
    assert not (sqlite.database.path.parent / "backups").exists()


def test_steps_that_fail_leave_the_database_as_it_was(sqlite, steps):
    (steps / "0100_broken.py").write_text("def up(migrator, db):\n    raise RuntimeError('no')\n")
    with pytest.raises(RuntimeError):
        migrate(sqlite.database, NOW, steps)
    assert "since" not in sqlite.database.columns("note")
    assert migrate(sqlite.database, NOW) == []


def test_rebuilding_a_table_does_not_drag_its_posts_along(sqlite, steps):
    """SQLite rebuilds by dropping the old table, which would take what refers to it along."""
    post = Given(sqlite).begun()
    (steps / "0099_since.py").write_text(
        "def up(migrator, db):\n    migrator.migrate(migrator.add_not_null('post', 'video'))\n"
        "    migrator.migrate(migrator.drop_not_null('post', 'caption'))\n"
    )
    migrate(sqlite.database, NOW, steps)
    assert len(sqlite.posts.attempts(post.id)) == 1


def test_a_database_of_a_newer_program_is_refused_and_left_alone(sqlite, steps):
    migrate(sqlite.database, NOW, steps)
    with pytest.raises(DatabaseTooNew, match=r"0099_since.*update the program"):
        migrate(sqlite.database, NOW)
    assert "since" in sqlite.database.columns("note")


@pytest.mark.parametrize("released", sorted(RELEASED.glob("*.db")), ids=lambda file: file.stem)
def test_a_database_of_every_released_schema_opens_and_reads(released, profile):
    profile.mkdir()
    shutil.copy(released, profile / "tikscheduler.db")
    storage = open_storage(Settings(profile=profile), NOW)
    posts = storage.posts.list()
    assert [post.caption for post in posts] == ["scheduled \N{CAT}", "failed", "published"]
    scheduled, failed, published = posts
    assert (scheduled.status, scheduled.due_at) == (PostStatus.SCHEDULED, NOW)
    assert failed.fault == Fault(code="refused", message="TikTok refused it.", log_id="log1")
    assert published.tiktok_post_id == "7300000000000000001"
    (attempt,) = storage.posts.attempts(failed.id)
    assert (attempt.outcome, attempt.publish_id) == ("failed", "p1")
    account = storage.accounts.find("@zoe")
    assert account.creator is not None
    assert account.creator.max_duration_sec == 600
    assert storage.notes.get("last_sync") == "2026-11-23"
    assert len(Given(storage).claim()) == 1
    storage.close()


def test_there_is_a_database_for_every_schema():
    assert [file.stem for file in sorted(RELEASED.glob("*.db"))] == known_migrations()
