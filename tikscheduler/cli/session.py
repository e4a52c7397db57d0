"""What the commands share: the opened profile, and how results and complaints are written."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tikscheduler.domain.errors import VaultError
from tikscheduler.logs import set_up_logs
from tikscheduler.settings import Settings, load_settings

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program

PIPE_WIDTH = 200
"""Columns of a table that is not shown on a terminal: enough to cut nothing that matters."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The options that come before the command."""

    profile: Path | None = None
    verbose: bool = False

    def settings(self) -> Settings:
        """The profile's settings; logs are set up by the way. Raises `SettingsError`."""
        settings = load_settings(self.profile)
        set_up_logs(settings.profile / "logs", verbose=self.verbose, console=self.verbose)
        return settings

    @contextmanager
    def program(self) -> Iterator[Program]:
        """The profile, opened for one command."""
        # Loaded here, so that the window, which needs none of it at once, does not wait for it.
        from tikscheduler.bootstrap import Program
        from tikscheduler.engines.clock import utc_now

        with Program(self.settings(), now=utc_now, ask_passphrase=ask_passphrase) as program:
            yield program


def ask_passphrase() -> str:
    """Ask on the terminal for the passphrase of the encrypted file. Raises `VaultError`."""
    if not sys.stdin.isatty():
        raise VaultError(
            "No system keyring was found; set TIKSCHEDULER_PASSPHRASE so that secrets can be kept "
            "in an encrypted file in the profile."
        )
    return str(click.prompt("Passphrase for this profile's secrets", hide_input=True, err=True))


def print_json(document: Any) -> None:
    """Write one JSON document to stdout, whatever the terminal's encoding."""
    text = json.dumps(document, indent=2, ensure_ascii=False)
    click.echo(text.encode("utf-8", "backslashreplace"))


def plain(text: object) -> str:
    """Text on one line without control characters: a file's name must not command a terminal."""
    return _CONTROL.sub(" ", str(text))


def tell(words: str) -> None:
    """Write one line to stdout."""
    click.echo(plain(words))


def remark(words: str) -> None:
    """Tell something by the way, on stderr."""
    click.echo(f"Note: {plain(words)}", err=True)


def complain(words: str) -> None:
    """Tell what went wrong, in one line on stderr."""
    click.echo(f"Error: {' '.join(plain(words).split())}", err=True)


def print_table(columns: list[str], rows: list[list[str]]) -> None:
    """Write a table to stdout; text is shown as it is, never read as markup."""
    from rich.console import Console
    from rich.table import Table

    console = Console(markup=False, highlight=False)
    if not console.is_terminal:
        console.width = PIPE_WIDTH
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(plain, row))
    console.print(table)
