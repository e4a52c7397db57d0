"""The command line. Without a command the window opens, and waits for nothing else to be loaded."""

from __future__ import annotations

import logging
import sys

logging.getLogger("tikscheduler").addHandler(logging.NullHandler())  # stderr is for sentences

WINDOW: tuple[list[str], ...] = ([], ["gui"])
"""What a desktop's starter calls: no option to be read."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit status is 0 done, 1 failed, 2 wrong use."""
    given = sys.argv[1:] if arguments is None else arguments
    if given in WINDOW:
        return _open_window()
    from tikscheduler.cli.group import main as run_command

    return run_command(arguments)


def _open_window() -> int:
    from tikscheduler.cli.window import open_window

    try:
        return open_window()
    except Exception as error:  # noqa: BLE001 - the last stop: every error is told in a line
        from tikscheduler.cli.complaints import explain

        return explain(error)
