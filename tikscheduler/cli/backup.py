"""`tikscheduler backup` and `restore`: a consistent copy of the database."""

from __future__ import annotations

from pathlib import Path

import click

from tikscheduler.cli.session import Session, remark
from tikscheduler.engines.clock import utc_now
from tikscheduler.engines.lock import EngineLock, program_name
from tikscheduler.storage.backup import back_up
from tikscheduler.storage.backup import restore as restore_database


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup(session: Session, file: Path) -> None:
    """Copy the database to FILE, also while the program runs; the copy is checked."""
    with session.program() as program:
        back_up(program.storage.database, file.expanduser().absolute())
    click.echo(f"Backed up to {file}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def restore(session: Session, file: Path) -> None:
    """Put FILE in the place of the database; the present one is kept aside.

    Posts that were due since the backup was made are held, as they may have gone out. Secrets are
    not part of a backup: they stay as they are in the keyring.
    """
    settings = session.settings()
    with EngineLock(settings.profile, program_name(), utc_now()):
        aside = restore_database(file.expanduser().absolute(), settings.database_path, utc_now())
    kept = f" The database that was there is kept as {aside}." if aside else ""
    click.echo(f"Restored from {file}.{kept}")
    remark(
        "posts that were due since the backup was made are held, as they may have gone out; "
        "“tikscheduler posts list --status held” shows them."
    )
