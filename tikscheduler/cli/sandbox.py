"""`tikscheduler sandbox`: a local TikTok to try things on."""

from __future__ import annotations

from pathlib import Path

import click

from tikscheduler.domain.errors import InputError
from tikscheduler.sandbox import serve


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="Port on 127.0.0.1; 0 takes a free one.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="SPEC",
    help="Make something go wrong, as in init:500*2; docs/sandbox.md lists them.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where uploaded videos are kept (default: a temporary folder).",
)
def sandbox(port: int, faults: tuple[str, ...], folder: Path | None) -> None:
    """Run a local TikTok that keeps TikTok's rules, until Ctrl+C.

    The first line of stdout is its base URL; open it in a browser to see what was published.
    """
    try:
        serve(port, list(faults), folder, click.echo)
    except ValueError as error:
        raise InputError(f"{error}") from error
    except OSError as error:
        raise InputError(
            f"Videos cannot be kept in {folder or 'a temporary folder'} ({error.strerror}); "
            "choose another folder with --folder."
        ) from error
