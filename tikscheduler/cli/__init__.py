"""The command line. One file per noun; this one holds the group and what every command shares."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import click

from tikscheduler import __version__
from tikscheduler.cli.accounts import accounts as accounts_command
from tikscheduler.cli.backup import backup as backup_command
from tikscheduler.cli.backup import restore as restore_command
from tikscheduler.cli.credentials import credentials as credentials_command
from tikscheduler.cli.demo import demo as demo_command
from tikscheduler.cli.doctor import doctor as doctor_command
from tikscheduler.cli.posts import posts as posts_command
from tikscheduler.cli.run import run as run_command
from tikscheduler.cli.sandbox import sandbox as sandbox_command
from tikscheduler.cli.session import Session, complain
from tikscheduler.domain.errors import InputError, TikSchedulerError

log = logging.getLogger(__name__)
logging.getLogger("tikscheduler").addHandler(logging.NullHandler())  # stderr is for sentences


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
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

    A window is to come; until then every command works without one.
    """
    context.obj = Session(profile=profile, verbose=verbose)
    if context.invoked_subcommand is None:
        context.invoke(gui)


@group.command()
def gui() -> None:
    """Open the window."""
    raise InputError(
        "This version has no window yet; “tikscheduler run” publishes without one, and "
        "“tikscheduler --help” lists what else there is."
    )


for command in (
    posts_command,
    accounts_command,
    credentials_command,
    run_command,
    demo_command,
    sandbox_command,
    backup_command,
    restore_command,
    doctor_command,
):
    group.add_command(command)


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
    except TikSchedulerError as error:
        log.info("%s: %s", error.code, error)
        complain(str(error))
        return 1
    except BrokenPipeError:  # whoever read our output has gone, as `| head` does
        sys.stderr.close()
        return 1
    except OSError as error:  # those of rooms are sentences by now; this is mostly our output
        log.critical("a file could not be read or written", exc_info=error)
        complain(f"A file could not be read or written ({error.strerror or error}).")
        return 1
    except Exception as error:  # the last stop: logged whole, told in one line
        log.critical("unexpected error", exc_info=error)
        complain(
            f"Something unexpected went wrong ({type(error).__name__}); the log in the profile "
            "folder has the details."
        )
        return 1
    return 0
