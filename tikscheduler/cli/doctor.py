"""`tikscheduler doctor`: what works here and what to mend."""

from __future__ import annotations

import importlib
from dataclasses import asdict
from functools import partial

import click

from tikscheduler.bootstrap import Program
from tikscheduler.cli.accounts import as_json
from tikscheduler.cli.session import Session, print_json
from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.services import doctor as checks
from tikscheduler.services.doctor import Finding, Trouble, examine

MARK = {"ok": "ok     ", "warning": "warning", "fault": "FAULT  "}


@click.command()
@as_json
@click.pass_obj
def doctor(session: Session, json_: bool) -> None:
    """Check everything publishing depends on, and name the mend for each fault."""
    with session.program() as program:
        findings = list(examine(_checks(program)))
    if json_:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            _print(finding)
    faults = [finding.name for finding in findings if finding.state == "fault"]
    if faults:
        raise TikSchedulerError(f"Something needs mending: {', '.join(faults)}.")


def _checks(program: Program) -> dict[str, checks.Check]:
    settings = program.settings
    return {
        "profile": partial(checks.check_profile, settings),
        "qt": _check_qt,
        "keyring": partial(_check_vault, program),
        "database": partial(_check_database, program),
        "clock and network": partial(checks.check_network, settings, program.now),
        "time zones": partial(checks.check_zones, settings),
        "media": checks.check_media,
        "credentials": partial(_check_credentials, program),
        "accounts": partial(_check_accounts, program),
    }


def _check_qt() -> str:
    try:
        core = importlib.import_module("PySide6.QtCore")
        importlib.import_module("PySide6.QtWidgets")
    except ImportError as error:
        raise Trouble(
            f"Qt cannot be loaded ({error}), so there is no window; publishing works without.",
            "Install the system library it names; on Debian and Ubuntu: "
            "apt-get install libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1.",
            state="warning",
        ) from error
    return f"Qt {core.qVersion()}"


def _check_vault(program: Program) -> str:
    program.vault.unlock()
    return program.vault.describe()


def _check_database(program: Program) -> str:
    counts = program.storage.posts.counts()
    return f"{program.settings.database_path.name} is sound, {sum(counts.values())} posts"


def _check_credentials(program: Program) -> str:
    if program.credentials() is None:
        raise Trouble(
            "The TikTok app's key and secret are not set.",
            "Set them with “tikscheduler credentials set --client-key KEY”.",
            state="warning",
        )
    audited = program.audit.known()
    if audited is False:
        raise Trouble(
            "TikTok has not audited your app: it posts only to accounts set to private, as “only "
            "me”.",
            "Apply for the audit in TikTok's developer portal, or post with “--mode draft”.",
            state="warning",
        )
    said = "the TikTok app's key and secret are set"
    return f"{said}, and TikTok has audited the app" if audited else said


def _check_accounts(program: Program) -> str:
    accounts = program.storage.accounts.list()
    out = [account.name for account in accounts if account.needs_login]
    if out:
        raise Trouble(
            f"{', '.join(out)} must log in again.",
            "Connect again with “tikscheduler accounts connect”.",
            state="warning",
        )
    if not accounts:
        raise Trouble(
            "No account is connected.",
            "Connect one with “tikscheduler accounts connect”.",
            state="warning",
        )
    return f"{len(accounts)} connected"


def _print(finding: Finding) -> None:
    click.echo(f"{MARK[finding.state]}  {finding.name}: {finding.message}")
    if finding.mend and finding.mend != finding.message:
        click.echo(f"         mend: {finding.mend}")
