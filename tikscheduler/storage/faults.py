"""Turns what the database drivers raise into sentences, at the one edge where they are known.

Only the surroundings' faults are translated (disk, locks, damage, network). A wrong query is a
fault of the program and goes through as it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import peewee as pw
from playhouse.pool import MaxConnectionsExceeded

from tikscheduler.domain.errors import DatabaseDamaged, StorageError

WAIT_SECONDS = 10
"""How long a call waits for a database another one is writing to."""

_MENDS = {
    sqlite3.SQLITE_FULL: ("disk_full", "There is no room left for {file}; free some disk space."),
    sqlite3.SQLITE_READONLY: (
        "read_only",
        "{file} cannot be written; make the file and its folder writable for you.",
    ),
    sqlite3.SQLITE_PERM: (
        "read_only",
        "{file} cannot be written; make the file and its folder writable for you.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "cannot_open",
        "{file} cannot be opened; see that its folder is there and that you may write in it.",
    ),
    sqlite3.SQLITE_BUSY: (
        "locked",
        "{file} stayed locked by another program for {wait} seconds; close that one, or try again.",
    ),
    sqlite3.SQLITE_LOCKED: (
        "locked",
        "{file} stayed locked by another program for {wait} seconds; close that one, or try again.",
    ),
    sqlite3.SQLITE_IOERR: (
        "disk_fault",
        "The disk failed while {file} was read or written; check the disk, then try again.",
    ),
    sqlite3.SQLITE_PROTOCOL: (
        "locked",
        "The locks of {file} do not work; keep it on a disk of this machine, not on a network.",
    ),
}
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_NO_ROLLBACK = ("cannot rollback", "no such savepoint")
_NO_TEXT = "Could not decode to UTF-8"

_SERVER_MENDS = {
    "53100": ("disk_full", "{server} has no room left on its disk; free some there."),
    "53300": ("locked", "{server} takes no more connections; close some, or raise its limit."),
    "25006": ("read_only", "{server} is read-only now; point the settings at the primary server."),
    "28P01": ("refused", "{server} refuses the password; correct the database address."),
    "3D000": ("refused", "{server} has no such database; create it, or correct the address."),
}


@contextmanager
def sqlite_faults(file: Path, damaged: Callable[[str], DatabaseDamaged]) -> Iterator[None]:
    """Raise `StorageError`, or what `damaged` makes of the reason, in place of SQLite's errors."""
    try:
        yield
    except (pw.DatabaseError, sqlite3.DatabaseError) as error:
        cause = _sqlite_cause(error)
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        if code in _DAMAGE or _NO_TEXT in str(cause):
            raise damaged(str(cause)) from error
        if code not in _MENDS:
            raise
        name, sentence = _MENDS[code]
        raise StorageError(sentence.format(file=file, wait=WAIT_SECONDS), code=name) from error
    except MaxConnectionsExceeded as error:
        raise StorageError(
            f"{file} has been busy for {WAIT_SECONDS} seconds; try again.", code="locked"
        ) from error


def _sqlite_cause(error: BaseException) -> BaseException:
    """The driver's own exception, which peewee wraps.

    After a failed write SQLite may have rolled back by itself; then the rollback that follows fails
    too, and what counts is the error before it.
    """
    while any(words in str(error) for words in _NO_ROLLBACK) and error.__context__ is not None:
        error = error.__context__
    orig = getattr(error, "orig", None)
    return orig if isinstance(orig, sqlite3.Error) else error


@contextmanager
def server_faults(server: str) -> Iterator[None]:
    """Raise `StorageError` in place of what says that a PostgreSQL server is not well."""
    try:
        yield
    except pw.OperationalError as error:
        state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
        name, sentence = _SERVER_MENDS.get(
            state,
            ("unreachable", "{server} does not answer as it should; see that it runs, try again."),
        )
        raise StorageError(sentence.format(server=server), code=name) from error
    except pw.ImproperlyConfigured as error:
        raise StorageError(
            f"{server} needs the Python package psycopg; install “psycopg[binary]” beside "
            "tikscheduler.",
            code="no_driver",
        ) from error
    except MaxConnectionsExceeded as error:
        raise StorageError(
            f"{server} has been busy for {WAIT_SECONDS} seconds; try again.", code="locked"
        ) from error
