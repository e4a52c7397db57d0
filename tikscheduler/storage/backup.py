"""Copies of the SQLite database: made while the program runs, brought back, and kept daily."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tikscheduler.domain.errors import DatabaseDamaged, StorageError
from tikscheduler.storage.database import Database
from tikscheduler.storage.faults import sqlite_faults
from tikscheduler.storage.fields import UtcField
from tikscheduler.storage.files import make_private_file, make_private_folder, side_files
from tikscheduler.storage.soundness import (
    BACKUPS,
    BEFORE_RESTORE,
    check_pages,
    damaged,
    examine,
    newest_good,
)

__all__ = ["back_up", "keep_daily", "newest_good", "restore"]

KEPT = 7
RESTORED = (
    "It may have gone out after this backup was made; look on TikTok, then retry the post or "
    "cancel it."
)
_DAILY = re.compile(r"tikscheduler-\d{4}-\d\d-\d\d\.db")
BUSY_SECONDS = 2
"""How long a restore waits for a running program to end."""


def back_up(database: Database, target: Path) -> None:
    """Write a consistent copy of an open database to `target`, for its owner alone.

    Others may write meanwhile. The copy is checked, then put in its place in one step, so that an
    older file there is kept until then. Raises `StorageError`, `DatabaseDamaged`.
    """
    source = _sqlite_file(database.path)
    target = target.absolute()
    if target.resolve() in {each.resolve() for each in (source, *side_files(source))}:
        raise StorageError(f"{target} is the database itself; choose another file.")
    copy_file(source, target)


def copy_file(source: Path, target: Path) -> None:
    """Copy a SQLite database that may be in use, check the copy, and put it in its place."""
    with _replacing(target) as copy:
        with sqlite_faults(source, partial(damaged, source)), closing(_connect(source)) as old:
            _copy_pages(old, source, copy)
        with sqlite_faults(copy, partial(damaged, source)), closing(_connect(copy)) as new:
            new.execute("PRAGMA journal_mode = delete")  # one file, with nothing beside it
            check_pages(new, source, thorough=True)


def _copy_pages(old: sqlite3.Connection, source: Path, copy: Path) -> None:
    """In one step, so that nobody's writing makes it start again."""
    with sqlite_faults(copy, partial(damaged, source)), closing(_connect(copy)) as new:
        old.backup(new, pages=-1)


def restore(source: Path, database_path: Path, now: datetime) -> Path | None:
    """Put a backup in the place of the database, and tell where the one before it is kept.

    What was due by `now`, or waited for its account, may have gone out since the backup was made,
    which the backup cannot know: those posts are held for their user. The backup is checked before
    anything is touched.

    Raises `StorageError`: also `in_use` while a program has the database open; `DatabaseDamaged`
    and `DatabaseTooNew` for a backup that is unsound or of a newer program.
    """
    source, database_path = source.absolute(), database_path.absolute()
    if source.resolve() == database_path.resolve():
        raise StorageError(f"{source} is the database itself; choose a backup.")
    examine(source)
    make_private_folder(database_path.parent)
    with _replacing(database_path) as copy:
        with sqlite_faults(source, partial(damaged, source)), closing(_connect(source)) as old:
            _copy_pages(old, source, copy)
        with sqlite_faults(copy, partial(damaged, source)), closing(_connect(copy)) as new:
            new.execute("PRAGMA journal_mode = delete")
            _hold_what_was_due(new, now)
        return _put_aside(database_path)


def _hold_what_was_due(restored: sqlite3.Connection, now: datetime) -> None:
    """In the copy, before it takes its place: so no engine ever sees them due."""
    moment = UtcField().db_value(now)
    with restored:
        restored.execute(
            "UPDATE attempt SET finished_at = ?, outcome = 'held' WHERE finished_at IS NULL",
            (moment,),
        )
        restored.execute(
            "UPDATE post SET status = 'held', due_at = NULL, next_attempt_at = NULL,"
            " claim_id = '', upload_url = '', fault_code = 'restored', fault_message = ?,"
            " fault_log_id = '', updated_at = ?"
            " WHERE (status IN ('scheduled', 'staged', 'publishing', 'processing', 'retrying')"
            " AND (due_at <= ? OR claim_id <> ''))"
            " OR (status = 'held' AND next_attempt_at IS NOT NULL)",
            (RESTORED, moment, moment),
        )


def keep_daily(database: Database, folder: Path, now: datetime) -> Path | None:
    """Make the day's automatic backup unless it is there; tells its file if it was made.

    The newest seven are kept. Raises `StorageError`, `DatabaseDamaged`.
    """
    target = folder / f"tikscheduler-{now.astimezone(UTC):%Y-%m-%d}.db"
    if target.exists():
        return None
    _sqlite_file(database.path)
    make_private_folder(folder)
    back_up(database, target)
    ours = sorted(file for file in folder.iterdir() if _DAILY.fullmatch(file.name))
    for file in ours[:-KEPT]:
        file.unlink()
    return target


def _sqlite_file(path: Path | None) -> Path:
    if path is None:
        raise StorageError(
            "A PostgreSQL database is backed up with pg_dump and restored with pg_restore."
        )
    return path


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """A file beside `target` to write to; takes its place, safely on disk, unless that fails."""
    if not target.parent.is_dir():
        raise StorageError(f"There is no folder {target.parent}; make it.", code="cannot_open")
    if target.is_dir():
        raise StorageError(f"{target} is a folder; name a file in it.", code="cannot_open")
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    draft.unlink(missing_ok=True)
    make_private_file(draft)
    try:
        yield draft
        _sync(draft)
        draft.replace(target)
        _sync(target.parent)
    except OSError as error:
        raise StorageError(
            f"{target} cannot be written ({error.strerror}); choose another place or free some."
        ) from error
    finally:
        for file in (draft, *side_files(draft)):
            file.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    if os.name != "posix" and path.is_dir():  # Windows cannot, and need not
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _put_aside(database: Path) -> Path | None:
    """Keep what a restore is about to replace, be it damaged, with all that belongs to it."""
    if not database.exists():
        return None
    _finish(database)
    folder = database.parent / BACKUPS
    make_private_folder(folder)
    number = 1
    while (kept := folder / f"{BEFORE_RESTORE}-{number}.db").exists():
        number += 1
    sides = [file for file in side_files(database) if file.exists()]
    for file in (database, *sides):
        twin = kept.with_name(file.name.replace(database.name, kept.name))
        make_private_file(twin)
        shutil.copyfile(file, twin)
        _sync(twin)
    for file in sides:
        file.unlink()
    return kept


def _finish(database: Path) -> None:
    """Bring a sound database into one file, which fails while another program has it open.

    One that is not even a database is left as it is: SQLite would throw its log away.
    """
    header = f"{database.as_uri()}?mode=ro"
    try:
        with sqlite_faults(database, partial(damaged, database)):
            with closing(sqlite3.connect(header, uri=True)) as connection:
                connection.execute("PRAGMA application_id").fetchone()
            with closing(_connect(database)) as connection:
                connection.execute("PRAGMA journal_mode = delete")
    except DatabaseDamaged:  # what can be saved of it is saved as it is
        return
    except StorageError as error:
        if error.code == "locked":
            raise StorageError(
                f"{database} is in use; quit tikscheduler, then restore.", code="in_use"
            ) from error
        raise
