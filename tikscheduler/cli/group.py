"""The group of all commands. One file per noun; each is loaded when it is wanted."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from tikscheduler import __version__
from tikscheduler.cli.complaints import explain
from tikscheduler.cli.session import Session, complain

COMMANDS = {
    "gui": "gui:gui",
    "posts": "posts:posts",
    "accounts": "accounts:accounts",
    "credentials": "credentials:credentials",
    "run": "run:run",
    "demo": "demo:demo",
    "sandbox": "sandbox:sandbox",
    "backup": "backup:backup",
    "restore": "backup:restore",
    "doctor": "doctor:doctor",
}
"""Module and name of each command."""


class Group(click.Group):
    """Loads a command when it is wanted: the window must not wait for what the others need."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Click: the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Click: the command of this name."""
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        found = getattr(importlib.import_module(f"tikscheduler.cli.{module}"), attribute)
        assert isinstance(found, click.Command)  # noqa: S101 - the table above is ours
        return found


@click.command(
    cls=Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--profile",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder for database, settings and logs (default: the platform's user data folder).",
)
@click.option("-v", "--verbose", is_flag=True, help="Show on stderr what is going on.")
@click.version_option(__version__, prog_name="tikscheduler")
@click.pass_context
def group(context: click.Context, profile: Path | None, verbose: bool) -> None:
    """Plan TikTok posts for several accounts and have each go out on time, exactly once.

    Without a command the window opens.
    """
    context.obj = Session(profile=profile, verbose=verbose)
    if context.invoked_subcommand is None:
        from tikscheduler.cli.gui import gui

        context.invoke(gui)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit status is 0 done, 1 failed, 2 wrong use."""
    try:
        group.main(args=arguments, prog_name="tikscheduler", standalone_mode=False)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.Abort:
        complain("Stopped.")
        return 1
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the last stop: every error is told in a line
        return explain(error)
    return 0
