"""`tikscheduler accounts`: connect, list, sync, disconnect."""

from __future__ import annotations

import webbrowser
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from tikscheduler.cli.session import Session, print_json, print_table, remark, tell
from tikscheduler.domain.account import OFF_WITHOUT, SCOPE_FOR, Account
from tikscheduler.domain.blocks import Block
from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.domain.post import Mode
from tikscheduler.services.describe import account_as_json

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program

as_json = click.option("--json", "json_", is_flag=True, help="Print one JSON document.")


@click.group()
def accounts() -> None:
    """Connect TikTok accounts and see how they are."""


@accounts.command()
@click.option("--no-browser", is_flag=True, help="Print the login address instead of opening it.")
@click.option(
    "--timeout",
    type=click.FloatRange(1, 3600),
    default=300.0,
    show_default=True,
    metavar="S",
    help="Seconds to wait for the login.",
)
@click.option("--again", metavar="NAME", help="Log in this account again, and take no other.")
@as_json
@click.pass_obj
def connect(
    session: Session, no_browser: bool, timeout: float, again: str | None, json_: bool
) -> None:
    """Connect an account by logging in to TikTok in the browser."""
    with session.program() as program:
        wanted = program.storage.accounts.find(again) if again else None
        _connect(program, wanted, no_browser=no_browser, timeout=timeout, json_=json_)


def _connect(
    program: Program, wanted: Account | None, *, no_browser: bool, timeout: float, json_: bool
) -> None:
    with program.accounts.begin_login() as login:
        if no_browser:
            click.echo(login.url, err=json_)
        elif webbrowser.open(login.url):
            click.echo("Log in to TikTok in the browser window that opened.", err=True)
        else:
            click.echo(f"Open this address in a browser:\n{login.url}", err=True)
        check = program.accounts.check_login
        grant, begun = login.wait(timeout, lambda grant: check(grant, wanted)), program.now()
        before = program.storage.accounts.by_open_id(grant.open_id)
        account = program.accounts.connect(grant, wanted)
        if account.synced_at is None or account.synced_at < begun:
            remark(
                "TikTok did not tell the account's name and numbers; "
                "“tikscheduler accounts sync” asks again."
            )
        for scope in account.missing_scopes:
            remark(f"TikTok did not grant {scope}, so this is off: {OFF_WITHOUT[scope]}.")
        renewed = before is not None and before.disconnected_at is None
        if json_:
            print_json(account_as_json(account))
        elif renewed:
            tell(f"{account.name} was connected already; its login is renewed.")
        else:
            tell(f"Connected {account.name}.")


@accounts.command("list")
@as_json
@click.pass_obj
def list_accounts(session: Session, json_: bool) -> None:
    """List the connected accounts with their health."""
    with session.program() as program:
        found, blocks = program.storage.accounts.list(), program.blocks.all()
        of = {one.id: [block for block in blocks if block.account_id == one.id] for one in found}
        if json_:
            print_json([account_as_json(account, of[account.id]) for account in found])
        elif not found:
            click.echo("No account is connected; “tikscheduler accounts connect” does it.")
        else:
            zone, now = ZoneInfo(program.settings.zone), program.now()
            print_table(
                ["ID", "Account", "Name", "Status", "Followers", "Videos", "Synced", "Login until"],
                [_row(account, of[account.id], zone, now) for account in found],
            )


@accounts.command()
@click.argument("name", required=False)
@as_json
@click.pass_obj
def sync(session: Session, name: str | None, json_: bool) -> None:
    """Read an account's name, numbers and limits from TikTok anew; all of them without NAME."""
    with session.program() as program:
        if name:
            program.accounts.sync(program.storage.accounts.find(name))
            failed: dict[int, str] = {}
        else:
            failed = program.accounts.sync_all()
        wanted = [program.storage.accounts.find(name)] if name else program.storage.accounts.list()
        _print_synced(wanted, failed, json_)
        if failed:
            raise TikSchedulerError(" ".join(failed.values()))


@accounts.command()
@click.argument("name")
@as_json
@click.pass_obj
def disconnect(session: Session, name: str, json_: bool) -> None:
    """Revoke an account's login and remove its secrets; its planned posts are held."""
    with session.program() as program:
        account = program.storage.accounts.find(name)
        for words in program.accounts.disconnect(account):
            remark(words)
        if json_:
            print_json({**account_as_json(account), "status": "disconnected"})
        else:
            tell(f"Disconnected {account.name}.")


def _print_synced(wanted: list[Account], failed: dict[int, str], json_: bool) -> None:
    if json_:
        print_json([account_as_json(account) for account in wanted])
        return
    for account in wanted:
        if account.id not in failed:
            tell(f"Synced {account.name}.")


def _row(account: Account, blocks: list[Block], zone: ZoneInfo, now: datetime) -> list[str]:
    numbers = [
        "" if count is None else f"{count:,}"
        for count in (account.follower_count, account.video_count)
    ]
    ends = account.refresh_expires_at
    return [
        str(account.id),
        account.name,
        account.display_name,
        _status(account, blocks, zone, now),
        *numbers,
        f"{account.synced_at.astimezone(zone):%Y-%m-%d %H:%M}" if account.synced_at else "",
        f"{ends.astimezone(zone):%Y-%m-%d}" if ends else "not told",
    ]


def _status(account: Account, blocks: list[Block], zone: ZoneInfo, now: datetime) -> str:
    if account.login_ended(now):
        return "log in again"
    if any(block.until is None for block in blocks):
        return "banned by TikTok"
    if until := max((block.until for block in blocks if block.until), default=None):
        return f"held back until {until.astimezone(zone):%Y-%m-%d %H:%M}"
    if account.paused:
        return "paused"
    if account.login_ends_soon(now):
        return "log in again soon"
    if off := [OFF_WITHOUT[SCOPE_FOR[mode]] for mode in Mode if not account.may(mode)]:
        return f"no {' or '.join(off)}"
    return "connected"
