"""`tikscheduler credentials`: the TikTok app's key and secret."""

from __future__ import annotations

import sys

import click

from tikscheduler.cli.session import Session
from tikscheduler.domain.errors import InputError


@click.group()
def credentials() -> None:
    """Set the key and secret of your TikTok app."""


@credentials.command("set")
@click.option("--client-key", required=True, metavar="K", help="The app's client key.")
@click.pass_obj
def set_credentials(session: Session, client_key: str) -> None:
    """Store the app's key, and its secret read from a prompt or from standard input.

    The secret is never an argument, since other programs can read those.
    """
    if sys.stdin.isatty():
        secret = click.prompt("Client secret", hide_input=True, err=True)
    else:
        secret = sys.stdin.readline()
    key, secret = client_key.strip(), secret.strip()
    if not key or not secret:
        raise InputError("Both the client key and the client secret are needed; one was empty.")
    for name, text in (("client key", key), ("client secret", secret)):
        if not (text.isascii() and text.isprintable()):
            raise InputError(
                f"The {name} holds characters that no {name} has; copy it anew from TikTok's "
                "developer portal."
            )
    with session.program() as program:
        program.set_credentials(key, secret)
        click.echo(f"Stored in the {program.vault.kind}.")
