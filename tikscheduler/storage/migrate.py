"""Brings a database to the schema of this program, step by step."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import peewee as pw
from playhouse.migrations import Runner

from tikscheduler.storage.backup import copy_file
from tikscheduler.storage.database import Database
from tikscheduler.storage.files import make_private_folder
from tikscheduler.storage.soundness import (
    BACKUPS,
    HISTORY,
    MIGRATIONS,
    damaged,
    known_migrations,
    refuse_newer,
)
from tikscheduler.storage.tables import TABLES


class StepRow(pw.Model):
    """A step that has been made; playhouse keeps this table."""

    name = pw.CharField()

    class Meta:
        table_name = HISTORY


def migrate(database: Database, now: datetime, folder: Path = MIGRATIONS) -> list[str]:
    """Make the schema steps that are still to be made and tell their names.

    All or none, one program at a time; an existing SQLite file is copied into `backups` beside it
    first. Raises `DatabaseTooNew`, `DatabaseDamaged`, `StorageError`.
    """
    known = set(known_migrations(folder))
    made: list[str] = []
    applied = _applied(database)
    refuse_newer(applied, known, database.name)
    if known - applied:
        if applied and database.path is not None:
            _copy_aside(database.path, now)
        with database.alone() as engine:
            made = Runner(engine, str(folder), table_name=HISTORY).up()
    _check_tables(database)
    return made


def _applied(database: Database) -> set[str]:
    if not database.columns(HISTORY):
        return set()
    with database.reading():
        return {name for (name,) in database.rows(StepRow.select(StepRow.name))}


def _copy_aside(path: Path, now: datetime) -> None:
    folder = path.parent / BACKUPS
    make_private_folder(folder)
    copy_file(path, folder / f"before-update-{now:%Y-%m-%dT%H%M%S}.db")


def _check_tables(database: Database) -> None:
    """Whether every table has what this program reads: a damaged schema can lack it."""
    if database.path is None:
        return
    for table in TABLES:
        name = table._meta.table_name
        if missing := set(table._meta.columns) - database.columns(name):
            raise damaged(database.path, f"{name} lacks {', '.join(sorted(missing))}")
