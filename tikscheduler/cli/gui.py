"""`tikscheduler gui`: the window."""

from __future__ import annotations

import sys

import click

from tikscheduler.cli.session import Session
from tikscheduler.cli.window import open_window


@click.command()
@click.option("--minimised", is_flag=True, help="Start in the tray, as at the start of a session.")
@click.pass_obj
def gui(session: Session, minimised: bool = False) -> None:
    """Open the window."""
    if code := open_window(session.profile, verbose=session.verbose, minimised=minimised):
        sys.exit(code)
