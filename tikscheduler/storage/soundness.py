"""Tells whether a SQLite file is a sound tikscheduler database of a schema this program knows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tikscheduler.domain.errors import DatabaseDamaged, DatabaseTooNew, StorageError
from tikscheduler.storage.faults import sqlite_faults
from tikscheduler.storage.files import size_of

APPLICATION_ID = 0x74696B73
"""Stands in the header of every database of ours ("tiks")."""

MIGRATIONS = Path(__file__).with_name("migrations")
HISTORY = "schema_migration"
BACKUPS = "backups"
"""The folder of automatic copies, beside the database."""

BEFORE_RESTORE = "before-restore"


def known_migrations(folder: Path = MIGRATIONS) -> list[str]:
    """The names of the schema steps this program has, in order."""
    return sorted(file.stem for file in folder.glob("[0-9]*.py"))


def damaged(file: Path, reason: str) -> DatabaseDamaged:
    """What to tell the user about a damaged database: the file, why, and the mend."""
    backup = newest_good(file.parent / BACKUPS)
    if backup is None:
        mend = "bring back a copy of yours with “tikscheduler restore FILE”"
    else:
        mend = f"bring back the newest automatic backup with “tikscheduler restore {backup}”"
    return DatabaseDamaged(f"{file} is damaged ({reason}); {mend}.")


def newest_good(folder: Path) -> Path | None:
    """The newest automatic backup in a folder that is sound, or None."""
    if not folder.is_dir():
        return None
    found = [file for file in folder.glob("*.db") if not file.name.startswith(BEFORE_RESTORE)]
    for file in sorted(found, key=lambda file: file.stat().st_mtime_ns, reverse=True):
        try:
            examine(file, thorough=False)
        except StorageError:  # the next older one may do
            continue
        return file
    return None


def examine(file: Path, *, thorough: bool = True) -> None:
    """Check a database file that nobody writes to.

    `thorough` also compares the indexes with the rows. Raises `StorageError`, `DatabaseDamaged`
    or `DatabaseTooNew`; the file is not changed.
    """
    if not file.is_file():
        raise StorageError(f"There is no file {file}.", code="cannot_open")
    with _at_rest(file) as connection:
        if not is_ours(connection, file):
            raise _foreign(file)
        check_pages(connection, file, thorough=thorough)
        check_schema(connection, file)


def is_ours(connection: sqlite3.Connection, file: Path) -> bool:
    """True for a database of this program, False for an empty one; else `DatabaseDamaged`."""
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    if found == APPLICATION_ID:
        return True
    if found or connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise _foreign(file)
    return False


def check_pages(connection: sqlite3.Connection, file: Path, *, thorough: bool) -> None:
    """Read every page. Takes seconds on a large file. Raises `DatabaseDamaged`."""
    pragma = "PRAGMA integrity_check(1)" if thorough else "PRAGMA quick_check(1)"
    answer = connection.execute(pragma).fetchone()[0]
    if answer != "ok":
        raise _unsound(file, answer)


def check_schema(connection: sqlite3.Connection, file: Path) -> None:
    """Raise `DatabaseTooNew` for a newer schema, `DatabaseDamaged` for one without history."""
    try:
        rows = connection.execute(f"SELECT name FROM {HISTORY}").fetchall()  # noqa: S608
    except sqlite3.OperationalError as error:
        raise _unsound(file, str(error)) from error
    refuse_newer({name for (name,) in rows}, set(known_migrations()), str(file))


def refuse_newer(applied: set[str], known: set[str], name: str) -> None:
    """Raise `DatabaseTooNew` where a schema step was made that this program does not know."""
    if newer := sorted(applied - known):
        raise DatabaseTooNew(
            f"{name} was written by a newer version of the program ({newer[-1]}); "
            "update the program."
        )


@contextmanager
def _at_rest(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection that writes nothing at all, unless a leftover log must be read as well."""
    wal = file.with_name(file.name + "-wal")
    how = "ro" if size_of(wal) else "ro&immutable=1"
    with (
        sqlite_faults(file, lambda reason: _unsound(file, reason)),
        closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode={how}", uri=True)) as connection,
    ):
        yield connection


def _unsound(file: Path, reason: str) -> DatabaseDamaged:
    return DatabaseDamaged(f"{file} is not a sound database ({reason}); choose another file.")


def _foreign(file: Path) -> DatabaseDamaged:
    return DatabaseDamaged(
        f"{file} is not a database of tikscheduler; choose another file.", code="database_foreign"
    )
