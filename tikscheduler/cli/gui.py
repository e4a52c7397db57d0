"""`tikscheduler gui`: the window."""

from __future__ import annotations

import os
import sys

import click

from tikscheduler.cli.session import Session
from tikscheduler.domain.errors import InputError


@click.command()
@click.option("--minimised", is_flag=True, help="Start in the tray, as at the start of a session.")
@click.pass_obj
def gui(session: Session, minimised: bool = False) -> None:
    """Open the window."""
    check_display()
    from tikscheduler import desktop

    if code := desktop.run(session.settings, minimised=minimised):
        sys.exit(code)


def check_display() -> None:
    """Qt would end the whole program where there is no screen. Raises `InputError`."""
    named = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    if sys.platform.startswith("linux") and not named:
        raise InputError(
            "There is no screen to open a window on; “tikscheduler run” publishes without one, "
            "and “tikscheduler --help” lists what else there is."
        )
