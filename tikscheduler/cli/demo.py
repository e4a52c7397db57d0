"""`tikscheduler demo`: the whole way from a file to a published post, on a throw-away profile."""

from __future__ import annotations

import contextlib
import secrets
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import click
import platformdirs

from tikscheduler.bootstrap import Program
from tikscheduler.cli.demo_counts import fill_counts
from tikscheduler.cli.demo_plan import Samples, fill
from tikscheduler.cli.run import Reporter, interrupted, running
from tikscheduler.cli.session import print_table
from tikscheduler.cli.window import check_display
from tikscheduler.domain.account import Account
from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.domain.post import Post, PostStatus, Privacy
from tikscheduler.domain.zones import at_instant
from tikscheduler.engines.build import build_engine
from tikscheduler.engines.clock import utc_now
from tikscheduler.engines.lock import EngineLock
from tikscheduler.logs import set_up_logs
from tikscheduler.media.samples import make_clip
from tikscheduler.sandbox import AUDITED, Sandbox
from tikscheduler.services.scheduling import Wish
from tikscheduler.settings import Settings, load_settings
from tikscheduler.vault.file import FileVault
from tikscheduler.vault.opening import FILE_NAME

CREATORS = ("mira.films", "jonas.cooks")
WINDOW_CREATORS = (*CREATORS, "studio.nord", "kiki.quiet")
LEAD = timedelta(seconds=4)
APART = timedelta(seconds=2)
PATIENCE = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Clip:
    """A sample video: its name, its picture in pixels, and its size in bytes (None: as it is)."""

    name: str
    width: int
    height: int
    seconds: float
    size: int | None = None


CLIPS = (
    Clip("morning-walk.mp4", 720, 1280, 4),
    Clip("one-pan-dinner.mp4", 1080, 1920, 3, size=12_000_000),
    Clip("harbour-at-night.mp4", 720, 1280, 6, size=70_000_000),
)
SHORT_CLIPS = tuple(
    Clip(name, 540, 960, 2)
    for name in (
        "sourdough.mp4",
        "knots_final_v3.mp4",
        "cable-tray.mp4",
        "caramel.mp4",
        "ridge.mp4",
        "focaccia.mp4",
    )
)
"""The window shows more videos than the headless demo has to publish."""


@click.command()
@click.option("--headless", is_flag=True, help="Without a window: publish, print what happened.")
def demo(headless: bool) -> None:
    """Try everything on a throw-away profile with the built-in sandbox TikTok."""
    with tempfile.TemporaryDirectory(prefix="tikscheduler-demo-") as folder:
        if not headless:
            show_window(Path(folder))
            return
        posts = publish_samples(Path(folder), sample_clips(CLIPS))
    if any(post.status is not PostStatus.PUBLISHED for post in posts):
        raise TikSchedulerError("Not every post went live; the table shows which.")


def show_window(folder: Path) -> None:
    """The window over sample accounts and a filled calendar; posts go live while one watches."""
    check_display()
    from tikscheduler import desktop

    clips = sample_clips(CLIPS + SHORT_CLIPS)
    with Sandbox(folder=folder / "tiktok") as sandbox:
        with opened(folder, sandbox.url) as program:
            click.echo(f"The sandbox TikTok runs at {sandbox.url}", err=True)
            accounts = [connect(program, sandbox, name) for name in WINDOW_CREATORS]
            fill(Samples(program=program, accounts=accounts, clips=clips))
            fill_counts(program, sandbox, accounts)
            profile, passphrase = program.settings.profile, program.settings.passphrase
        if code := desktop.run(lambda: demo_settings(profile, sandbox.url, passphrase)):
            sys.exit(code)


def publish_samples(folder: Path, clips: list[Path]) -> list[Post]:
    """Connect two creators by the real login, schedule every clip seconds ahead on one of them,
    publish, and print what was due and live when. Returns the posts as they ended."""
    with Sandbox(folder=folder / "tiktok") as sandbox, opened(folder, sandbox.url) as program:
        click.echo(f"The sandbox TikTok runs at {sandbox.url}", err=True)
        accounts = [connect(program, sandbox, name) for name in CREATORS]
        with (
            EngineLock(program.settings.profile, "tikscheduler demo", program.now()),
            Reporter(program) as reporter,
            interrupted() as stop_asked,
            running(build_engine(program, troubled=reporter.troubled)),
        ):
            posts = schedule(program, accounts, clips)
            give_up_at = program.now() + PATIENCE
            while _unfinished(program, posts) and not stop_asked.is_set():
                reporter.tell(0.1)
                if program.now() > give_up_at:
                    break
        ended = [program.storage.posts.get(post.id) for post in posts]
        print_outcome(program, ended, accounts)
        return ended


@contextlib.contextmanager
def opened(folder: Path, url: str) -> Iterator[Program]:
    """A throw-away profile that talks to the sandbox only; its secrets die with it."""
    profile, passphrase = folder / "profile", secrets.token_urlsafe(24)
    set_up_logs(cache_folder() / "logs", verbose=False, console=False)
    # The file being there already is what keeps the demo out of the system keyring.
    FileVault(profile / FILE_NAME, lambda: passphrase).write("demo", "1")
    with Program(demo_settings(profile, url, passphrase), now=utc_now) as program:
        yield program


def demo_settings(profile: Path, url: str, passphrase: str) -> Settings:
    """The profile's own settings, with the sandbox in TikTok's place."""
    return replace(
        load_settings(profile, environ={}),
        api_url=url,
        auth_url=url,
        client_key=AUDITED.client_key,
        client_secret=AUDITED.client_secret,
        passphrase=passphrase,
        status_poll_seconds=0.5,
    )


def connect(program: Program, sandbox: Sandbox, username: str) -> Account:
    """Log in as a creator the way a browser does: follow the authorize page to the callback."""
    sandbox.state.set_auto_login(username)
    with program.accounts.begin_login() as login:
        # Its last page says how the login went, so the browser waits while we fetch the tokens.
        browser = threading.Thread(target=_browse, args=(login.url,), daemon=True)
        browser.start()
        account = program.accounts.connect(login.wait(20))
    browser.join()
    click.echo(f"Connected {account.name}.", err=True)
    return account


def _browse(url: str) -> None:
    with urllib.request.urlopen(url, timeout=20) as page:  # noqa: S310 - the sandbox's own
        page.read()


def schedule(program: Program, accounts: list[Account], clips: list[Path]) -> list[Post]:
    """Every clip once on each account, the first a few seconds ahead, one account after another."""
    zone = program.settings.zone
    first = program.now().replace(microsecond=0) + LEAD
    posts = []
    for number, (clip, account) in enumerate((c, a) for c in clips for a in accounts):
        post, _ = program.scheduling.schedule(
            Wish(
                video=clip,
                account=account.handle,
                when=at_instant(first + number // len(accounts) * APART, zone),
                caption=f"{clip.stem.replace('-', ' ').capitalize()} #demo",
                privacy=Privacy.PUBLIC,
            )
        )
        posts.append(post)
    return posts


def cache_folder() -> Path:
    """Where the sample videos and the demo's log are kept."""
    return Path(platformdirs.user_cache_dir("tikscheduler", appauthor=False)) / "demo"


def sample_clips(clips: tuple[Clip, ...]) -> list[Path]:
    """The sample videos, made at the first start and kept in the user's cache folder."""
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number, clip in enumerate(clips):
        path = folder / clip.name
        if not path.exists():
            click.echo(f"Making the sample video {clip.name} ...", err=True)
            _make(clip, path, number)
        made.append(path)
    return made


def _make(clip: Clip, path: Path, seed: int) -> None:
    """Make a clip beside its place and move it there whole."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        make_clip(
            Path(folder) / path.name,
            width=clip.width,
            height=clip.height,
            seconds=clip.seconds,
            size_target_bytes=clip.size,
            seed=seed,
            sound=True,
        ).replace(path)


def print_outcome(program: Program, posts: list[Post], accounts: list[Account]) -> None:
    """A table of what was due when, when its first byte went, and when it was live."""
    names = {account.id: account.name for account in accounts}
    rows = []
    for post in posts:
        attempts = program.storage.posts.attempts(post.id)
        started = attempts[0].started_at if attempts else None
        rows.append(
            [
                str(post.id),
                names[post.account_id],
                post.video.name,
                f"{post.video_size / 1e6:.1f} MB",
                _clock(post.scheduled_at),
                _clock(started),
                _clock(post.published_at),
                str(post.status),
                post.fault.message if post.fault else post.tiktok_post_id,
            ]
        )
    columns = ["Post", "Account", "Video", "Size", "Due", "Started", "Live", "Status", "On TikTok"]
    print_table(columns, rows)


def _unfinished(program: Program, posts: list[Post]) -> bool:
    current = [program.storage.posts.get(post.id) for post in posts]
    return any(post.due_at is not None for post in current)


def _clock(moment: datetime | None) -> str:
    return moment.astimezone().strftime("%H:%M:%S.%f")[:-3] if moment else "-"
