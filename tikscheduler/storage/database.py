"""Opens the one database the app uses: a SQLite file, or PostgreSQL for a cluster.

A `Database` lends connections from a pool: one for the length of a repository call, so that no
thread ever owns one. Writers of one process go one after another through a lock of their own,
which is fair and quick where SQLite's own waiting is neither; readers never wait.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import peewee as pw
from playhouse.pool import PooledPostgresqlDatabase, PooledSqliteDatabase

from tikscheduler.domain.errors import StorageError
from tikscheduler.storage.faults import WAIT_SECONDS, server_faults, sqlite_faults
from tikscheduler.storage.files import (
    make_private_file,
    make_private_folder,
    side_files,
    size_of,
)
from tikscheduler.storage.soundness import BACKUPS, check_pages, damaged, is_ours, newest_good

PRAGMAS = {
    "busy_timeout": WAIT_SECONDS * 1000,
    "journal_mode": "wal",
    "synchronous": "full",  # what publishing writes down must outlive a power cut
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "journal_size_limit": 16 * 1024 * 1024,
}
CONNECTIONS = 8
IDLE_SECONDS = 300
MIGRATION_LOCK = 0x74696B73
"""PostgreSQL's advisory lock under which the schema is changed."""


class Database:
    """One open database. Safe to share between threads; `close()` ends it for all of them."""

    def __init__(
        self,
        pool: PooledSqliteDatabase | PooledPostgresqlDatabase,
        *,
        name: str,
        path: Path | None,
        faults: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self.name = name
        self.path = path
        self._pool = pool
        self._faults = faults
        self._writers = threading.RLock()
        self._closed = False

    @property
    def locks_rows(self) -> bool:
        """Whether rows can be locked one by one, and locked ones stepped over."""
        return bool(self._pool.for_update)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A connection for the length of a call. Raises `StorageError`."""
        if self._closed:
            raise StorageError(f"{self.name} has been closed; open it anew.", code="closed")
        with self._faults():
            try:
                with self._pool.connection_context():
                    yield
            finally:
                if self._closed:
                    self._pool.close_idle()

    @contextmanager
    def unit_of_work(self) -> Iterator[None]:
        """A connection and one transaction; all is undone when an exception leaves the block.

        A unit inside another is undone by itself, and kept together with the outer one.
        Raises `StorageError`.
        """
        with self._turn(), self.reading(), self._pool.atomic():
            yield

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self.locks_rows:
            yield
            return
        if not self._writers.acquire(timeout=WAIT_SECONDS):
            raise StorageError(
                f"{self.name} has been busy for {WAIT_SECONDS} seconds; try again.", code="locked"
            )
        try:
            yield
        finally:
            self._writers.release()

    def rows(self, query: Any) -> list[tuple[Any, ...]]:
        """Every row of a query (or of a write's RETURNING), inside `reading` or `unit_of_work`."""
        found = query.tuples().execute(self._pool)
        with self._understood():
            return list(found)

    def rows_of(self, columns: Sequence[Any], sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
        """The same of a compiled SELECT of these columns."""
        found = self.execute(sql, params)
        with self._understood():
            return [
                tuple(
                    None if value is None else column.python_value(value)
                    for column, value in zip(columns, row, strict=True)
                )
                for row in found
            ]

    @contextmanager
    def _understood(self) -> Iterator[None]:
        try:
            yield
        except ValueError as error:  # a value that no version of the program has written
            if self.path is None:
                raise
            raise damaged(self.path, str(error)) from error

    def compiled(self, query: Any) -> tuple[str, list[Any]]:
        """A query as SQL and its parameters, for `execute`."""
        sql, params = self._pool.get_sql_context().sql(query).query()
        return str(sql), list(params)

    def execute(self, sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
        """The rows of a compiled query as the driver gives them, inside as `rows`."""
        return list(self._pool.execute_sql(sql, params).fetchall())

    def run(self, query: Any) -> None:
        """Run a write that has nothing to tell, inside `unit_of_work`."""
        query.execute(self._pool)

    def update(self, query: pw.ModelUpdate) -> int:
        """Run an UPDATE, inside `unit_of_work`; how many rows it changed."""
        return int(query.execute(self._pool))

    def columns(self, table: str) -> set[str]:
        """The names of a table's columns; none where there is no such table."""
        with self.reading():
            if table not in self._pool.get_tables():
                return set()
            return {column.name for column in self._pool.get_columns(table)}

    def plan(self, query: Any) -> str:
        """How the database means to run a query, in its own words."""
        with self.reading():
            sql, params = self.compiled(query)
            how = "EXPLAIN " if self.locks_rows else "EXPLAIN QUERY PLAN "
            rows = self._pool.execute_sql(how + sql, params).fetchall()
        return "\n".join(str(row[-1]) for row in rows)

    @contextmanager
    def alone(self) -> Iterator[pw.Database]:
        """A transaction of its own that no second program can be in, for changing the schema.

        SQLite's foreign keys are off in it, since tables are rebuilt by dropping the old one.
        """
        with self._faults():
            if self.path is None:
                with self._pool.connection_context(), self._pool.atomic():
                    self._pool.execute_sql("SELECT pg_advisory_xact_lock(%s)", (MIGRATION_LOCK,))
                    yield self._pool
                return
            engine = _sqlite(pw.SqliteDatabase, self.path, foreign_keys=0)
            with engine.connection_context(), engine.atomic():
                yield engine

    def close(self) -> None:
        """Close every connection, those in use as soon as they are given back; may be called twice.

        A connection that is closed under a thread that reads from it takes the process with it.
        """
        self._closed = True
        self._pool.close_idle()


def open_database(path: Path, url: str = "") -> Database:
    """Open PostgreSQL where there is a URL, else the SQLite file. Raises `StorageError`."""
    return open_postgres(url) if url else open_sqlite(path)


def open_sqlite(path: Path) -> Database:
    """Open a SQLite file, made if there is none, after a look at its soundness.

    The look is a short one, except after an unclean end. Raises `StorageError`, `DatabaseDamaged`.
    """
    path = path.absolute()
    make_private_folder(path.parent)
    make_private_file(path)
    faults = partial(sqlite_faults, path, partial(damaged, path))
    with faults():
        _look_at(path)
        pool = _sqlite(
            PooledSqliteDatabase,
            path,
            foreign_keys=1,
            max_connections=CONNECTIONS,
            timeout=WAIT_SECONDS,
            check_same_thread=False,  # the pool hands a connection to one thread at a time
        )
    return Database(pool, name=str(path), path=path, faults=faults)


def _look_at(path: Path) -> None:
    """Before anything is written: is it ours, and sound if the last program did not end well?"""
    unclean = bool(size_of(side_files(path)[0]))
    emptied = not unclean and not path.stat().st_size
    if emptied and newest_good(path.parent / BACKUPS):
        raise damaged(path, "it is empty")
    with closing(sqlite3.connect(path, timeout=WAIT_SECONDS)) as connection:
        if is_ours(connection, path) and unclean:
            check_pages(connection, path, thorough=False)
        _keep_a_log(connection)


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Put the file into WAL mode, once for all connections to come.

    SQLite does not wait for other programs that are just doing the same, so this does.
    """
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = wal").fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def open_postgres(url: str) -> Database:
    """Open PostgreSQL by its URL. Raises `StorageError` when first used, not here."""
    parts = urlsplit(url)
    name = f"The database {parts.path.lstrip('/')} on {parts.hostname or 'this machine'}"
    pool = PooledPostgresqlDatabase(
        "postgresql://" + url.partition("://")[2],
        prefer_psycopg3=True,
        max_connections=CONNECTIONS,
        stale_timeout=IDLE_SECONDS,
        timeout=WAIT_SECONDS,
        connect_timeout=WAIT_SECONDS,
    )
    return Database(pool, name=name, path=None, faults=partial(server_faults, name))


def _sqlite(kind: type[Any], path: Path, *, foreign_keys: int, **pool: Any) -> Any:
    pragmas = {**PRAGMAS, "foreign_keys": foreign_keys}
    return kind(str(path), pragmas=pragmas, lock_type="IMMEDIATE", **pool)
