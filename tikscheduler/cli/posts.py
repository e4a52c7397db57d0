"""`tikscheduler posts`: add, list, show, reschedule, cancel, retry, delete."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tikscheduler.bootstrap import Program
from tikscheduler.cli.accounts import as_json
from tikscheduler.cli.session import Session, print_json, print_table, remark, tell
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Mode, Post, PostStatus, Privacy
from tikscheduler.domain.zones import Moment, at_instant, read_when, show
from tikscheduler.services.crowding import crowding
from tikscheduler.services.describe import post_as_json
from tikscheduler.services.scheduling import Wish

when_option = click.option(
    "--at", "when", required=True, metavar="WHEN", help="2026-12-01 18:00, ISO 8601, or now."
)
zone_option = click.option(
    "--timezone", metavar="ZONE", help="IANA zone WHEN is read in (default: the profile's)."
)


@click.group()
def posts() -> None:
    """Plan posts and see what becomes of them."""


@posts.command()
@click.argument("video", type=click.Path(path_type=Path))
@click.option("--account", required=True, metavar="NAME", help="@handle, display name or id.")
@when_option
@zone_option
@click.option("--caption", default="", metavar="TEXT", help="Text with #hashtags and @mentions.")
@click.option(
    "--privacy",
    type=click.Choice([str(p) for p in Privacy]),
    help="Who can view it; must be given for a direct post.",
)
@click.option(
    "--mode", type=click.Choice([str(m) for m in Mode]), default="direct", show_default=True
)
@click.option("--allow-comment", is_flag=True, help="Let people comment.")
@click.option("--allow-duet", is_flag=True, help="Let people make duets.")
@click.option("--allow-stitch", is_flag=True, help="Let people make stitches.")
@click.option("--your-brand", is_flag=True, help="It promotes your own business.")
@click.option("--branded-content", is_flag=True, help="It promotes a third party.")
@click.option("--ai-generated", is_flag=True, help="Label it as made with AI.")
@click.option("--cover-ms", type=click.IntRange(0, 3_600_000), metavar="N", help="Cover frame, ms.")
@as_json
@click.pass_obj
def add(
    session: Session,
    /,
    video: Path,
    account: str,
    when: str,
    timezone: str | None,
    json_: bool,
    mode: str,
    privacy: str | None,
    **choices: Any,
) -> None:
    """Schedule VIDEO as one post.

    By posting, you agree to TikTok's Music Usage Confirmation
    (tiktok.com/legal/page/global/music-usage-confirmation/en), and with --branded-content also to
    its Branded Content Policy (tiktok.com/legal/page/global/bc-policy/en).
    """
    with session.program() as program:
        wish = Wish(
            video=video.expanduser().absolute(),
            account=account,
            when=_moment(program, when, timezone),
            mode=Mode(mode),
            privacy=Privacy(privacy) if privacy else None,
            **choices,
        )
        post, notes = program.scheduling.schedule(wish)
        _report(program, post, notes + _crowding(program, post), json_, "Scheduled")


@posts.command("list")
@click.option("--status", type=click.Choice([str(s) for s in PostStatus]), help="Only these.")
@click.option("--account", metavar="NAME", help="Only this account's.")
@as_json
@click.pass_obj
def list_posts(session: Session, status: str | None, account: str | None, json_: bool) -> None:
    """List posts in order of their time."""
    with session.program() as program:
        accounts = _accounts(program)
        found = program.storage.posts.list(
            status=PostStatus(status) if status else None,
            account_id=program.storage.accounts.find(account).id if account else None,
        )
        if json_:
            attempts = program.storage.posts.attempts_of([post.id for post in found])
            print_json(
                [
                    post_as_json(post, accounts[post.account_id], attempts.get(post.id, []))
                    for post in found
                ]
            )
        elif not found:
            click.echo("There are no such posts; “tikscheduler posts add” schedules one.")
        else:
            print_table(
                ["ID", "When", "Account", "Status", "Video", "Remark"],
                [_row(post, accounts[post.account_id]) for post in found],
            )


@posts.command("show")
@click.argument("post_id", metavar="ID", type=int)
@as_json
@click.pass_obj
def show_post(session: Session, post_id: int, json_: bool) -> None:
    """Show one post with every attempt."""
    with session.program() as program:
        post = program.storage.posts.get(post_id)
        account = program.storage.accounts.get(post.account_id)
        attempts = program.storage.posts.attempts(post_id)
        document = post_as_json(post, account, attempts)
        if json_:
            print_json(document)
            return
        for name, value in document.items():
            if name not in ("attempts", "error") and value is not None:
                tell(f"{name:16} {value}")
        if post.fault:
            tell(f"{'error':16} {post.fault.message} ({post.fault.code})")
        for attempt, row in zip(attempts, document["attempts"], strict=True):
            end = row["finished_at"] or "under way"
            words = f": {attempt.fault.message}" if attempt.fault else ""
            log_id = (
                f" [TikTok log id {attempt.fault.log_id}]"
                if attempt.fault and attempt.fault.log_id
                else ""
            )
            tell(
                f"attempt {attempt.number:<8} {row['started_at']} to {end} "
                f"{attempt.outcome}{words}{log_id}"
            )


@posts.command()
@click.argument("post_id", metavar="ID", type=int)
@when_option
@zone_option
@as_json
@click.pass_obj
def reschedule(
    session: Session, post_id: int, when: str, timezone: str | None, json_: bool
) -> None:
    """Give a post another time."""
    with session.program() as program:
        moment = _moment(program, when, timezone or program.storage.posts.get(post_id).timezone)
        post, notes = program.scheduling.reschedule(post_id, moment)
        _report(program, post, notes + _crowding(program, post), json_, "Scheduled")


@posts.command()
@click.argument("post_id", metavar="ID", type=int)
@as_json
@click.pass_obj
def cancel(session: Session, post_id: int, json_: bool) -> None:
    """Take a post out of the plan; it stays in the list."""
    with session.program() as program:
        _report(program, program.scheduling.cancel(post_id), [], json_, "Cancelled")


@posts.command()
@click.argument("post_id", metavar="ID", type=int)
@as_json
@click.pass_obj
def retry(session: Session, post_id: int, json_: bool) -> None:
    """Put a failed, missed or held post back into the queue, to go now."""
    with session.program() as program:
        _report(program, program.scheduling.retry(post_id), [], json_, "Queued")


@posts.command()
@click.argument("post_id", metavar="ID", type=int)
@click.pass_obj
def delete(session: Session, post_id: int) -> None:
    """Remove a post from the list; what is on TikTok stays there."""
    with session.program() as program:
        program.scheduling.delete(post_id)
        click.echo(f"Deleted post {post_id}.")


def _crowding(program: Program, post: Post) -> list[str]:
    account = program.storage.accounts.get(post.account_id)
    return crowding(program.storage.pace, post, account.name, program.now())


def _moment(program: Program, when: str, timezone: str | None) -> Moment:
    return read_when(when, timezone or program.settings.zone, program.now())


def _accounts(program: Program) -> dict[int, Account]:
    return {
        account.id: account for account in program.storage.accounts.list(include_disconnected=True)
    }


def _report(program: Program, post: Post, notes: list[str], json_: bool, done: str) -> None:
    for words in notes:
        remark(words)
    account = program.storage.accounts.get(post.account_id)
    if json_:
        attempts = program.storage.posts.attempts(post.id)
        print_json(post_as_json(post, account, attempts))
    else:
        tell(f"{done} post {post.id}: {post.video.name} on {account.name}, {_when(post)}.")


def _when(post: Post) -> str:
    if post.scheduled_at is None:
        return "without a time"
    return f"{show(at_instant(post.scheduled_at, post.timezone).wall)} {post.timezone}"


def _row(post: Post, account: Account) -> list[str]:
    words = post.fault.message if post.fault else ""
    return [str(post.id), _when(post), account.name, str(post.status), post.video.name, words]
