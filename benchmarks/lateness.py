"""How late posts start when many are due in the same second.

First the claim: our engine over a real database against APScheduler's memory store with one job a
post, steps that do nothing. Then the init call as TikTok sees it: the whole program against the
sandbox in a process of its own, against a sweep once a minute. One run, so the ratios hold.

    python benchmarks/lateness.py [--backlog 100000] [--no-minute]
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from rich.console import Console
from rich.table import Table

from tikscheduler.bootstrap import Program
from tikscheduler.domain.post import NewPost, PostStatus, Privacy
from tikscheduler.engines.clock import Engine, utc_now
from tikscheduler.media.samples import make_clip
from tikscheduler.publishing.publisher import Publisher
from tikscheduler.sandbox import AUDITED, Sandbox
from tikscheduler.settings import load_settings
from tikscheduler.storage import Storage
from tikscheduler.vault.file import FileVault
from tikscheduler.vault.opening import FILE_NAME

LEAD = timedelta(seconds=3)


@dataclass
class Lateness:
    """Seconds late, sorted."""

    seconds: list[float]

    @classmethod
    def of(cls, due: list[datetime], started: list[datetime]) -> Lateness:
        return cls(sorted((s - d).total_seconds() for d, s in zip(due, started, strict=True)))

    def at(self, share: float) -> float:
        return self.seconds[min(len(self.seconds) - 1, int(len(self.seconds) * share))]


# --- the claim -------------------------------------------------------------------------------


def apscheduler_claims(count: int, backlog: int) -> Lateness:
    """One memory job a post, ten threads, as the library comes but for dropping nothing."""
    started: list[datetime] = []
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(10)},
        job_defaults={"misfire_grace_time": None},
        timezone="UTC",
    )
    scheduler.start(paused=True)
    later = utc_now() + timedelta(days=30)
    for number in range(backlog):
        scheduler.add_job(print, DateTrigger(later + timedelta(seconds=number)))
    due = utc_now() + LEAD
    for _ in range(count):
        scheduler.add_job(lambda: started.append(utc_now()), DateTrigger(due))
    scheduler.resume()
    wait_for(lambda: len(started) == count)
    scheduler.shutdown()
    return Lateness.of([due] * count, started)


class Idle(Publisher):
    """Claims for real and notes when each step could start, which then does nothing."""

    def __init__(self, publisher: Publisher) -> None:
        self.__dict__.update(publisher.__dict__)
        self.started: list[datetime] = []

    def advance(self, post_id: int, claim_id: str) -> None:
        self.started.append(utc_now())


def our_claims(count: int, backlog: int, at_once: int) -> Lateness:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), "http://127.0.0.1:9") as p:
        due = fill(p.storage, Path(folder), count, backlog)
        idle = Idle(p.publisher)
        with going(Engine(idle, stopping=p.stopping, max_concurrent=at_once)):
            wait_for(lambda: len(idle.started) == count)
        return Lateness.of([due] * count, idle.started)


# --- the init call ---------------------------------------------------------------------------


def serve(link: Connection, creators: int) -> None:
    """The sandbox in a process of its own: sends tokens, at the end the times of the inits."""
    with Sandbox(extra_creators=creators, rate_limits=False, caps=False) as sandbox:
        names = [name for name in sandbox.state.creators if name.startswith("load")]
        grants = [sandbox.state.issue(name) for name in names]
        link.send((sandbox.url, [(g.open_id, g.access_token, g.refresh_token) for g in grants]))
        link.recv()
        link.send([(post.caption, post.init_at) for post in sandbox.state.published()])


@contextmanager
def tiktok(creators: int) -> Iterator[tuple[str, list[tuple[str, str, str]], Connection]]:
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, creators))
    process.start()
    url, grants = ours.recv()
    yield url, grants, ours
    process.join(10)


def our_inits(count: int, drive: Callable[[Program, int], None], spread: timedelta) -> Lateness:
    """How late TikTok heard of each post, every one on an account of its own."""
    with (
        tempfile.TemporaryDirectory() as folder,
        tiktok(count) as (url, grants, link),
        opened(Path(folder), url) as program,
    ):
        clip = make_clip(Path(folder) / "clip.mp4", width=360, height=640, seconds=0.5)
        accounts = []
        for open_id, access, _refresh in grants:
            accounts.append(add_account(program.storage, open_id))
            program.vault.write(f"access:{open_id}", access)
        first = utc_now() + LEAD + timedelta(seconds=count / 200)
        due = [first + random.random() * spread for _ in range(count)]
        with program.storage.database.unit_of_work():
            for number, account_id in enumerate(accounts):
                add_post(program.storage, clip, account_id, due[number], caption=str(number))
        assert utc_now() < first, "setting up took too long"
        drive(program, count)
        link.send("end")
        heard = dict(link.recv())
    return Lateness.of(due, [datetime.fromisoformat(heard[str(number)]) for number in range(count)])


def by_alarm(program: Program, count: int) -> None:
    with going(Engine(program.publisher, stopping=program.stopping)):
        wait_for(lambda: sent(program.storage) == count)


def by_minute(program: Program, count: int) -> None:
    """The same core, looked at once a minute."""
    from tikscheduler.domain.ports import Lane

    while sent(program.storage) < count:
        time.sleep(60)
        threads: list[threading.Thread] = []

        def dispatch(*message: Any, threads: list[threading.Thread] = threads) -> None:
            threads.append(threading.Thread(target=program.publisher.advance, args=message))

        program.publisher.sweep(dispatch, limit=1000, lane=Lane.SHORT)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def sent(storage: Storage) -> int:
    counts = storage.posts.counts()
    return counts[PostStatus.PROCESSING] + counts[PostStatus.PUBLISHED]


# --- common ----------------------------------------------------------------------------------


@contextmanager
def opened(folder: Path, url: str) -> Iterator[Program]:
    profile = folder / "profile"
    settings = replace(
        load_settings(profile, environ={}),
        api_url=url,
        auth_url=url,
        client_key=AUDITED.client_key,
        client_secret=AUDITED.client_secret,
        passphrase="benchmark",
        status_poll_seconds=30,
    )
    FileVault(profile / FILE_NAME, lambda: settings.passphrase).write("made", "1")
    with Program(settings, now=utc_now) as program:
        yield program


@contextmanager
def going(engine: Engine) -> Iterator[None]:
    thread = threading.Thread(target=engine.run)
    thread.start()
    yield
    engine.stop()
    thread.join()


def add_account(storage: Storage, open_id: str) -> int:
    later = utc_now() + timedelta(hours=2)
    return storage.accounts.add_or_update(
        open_id,
        utc_now(),
        handle=open_id,
        scopes=frozenset({"video.publish"}),
        access_expires_at=later,
        refresh_expires_at=later,
    ).id


def add_post(
    storage: Storage, clip: Path, account_id: int, due: datetime, caption: str = ""
) -> None:
    stat = clip.stat()
    new = NewPost(
        account_id=account_id,
        video=clip,
        video_size=stat.st_size,
        video_mtime_ns=stat.st_mtime_ns,
        duration_ms=500,
        caption=caption,
        privacy=Privacy.PUBLIC,
        scheduled_at=due,
    )
    storage.posts.add(new, status=PostStatus.SCHEDULED, now=utc_now(), due_at=due)


def fill(storage: Storage, folder: Path, count: int, backlog: int) -> datetime:
    """`count` posts due together on as many accounts, soon, over a backlog far in the future."""
    clip = folder / "clip.mp4"
    clip.write_bytes(b"x")
    with storage.database.unit_of_work():
        accounts = [add_account(storage, f"load{number}") for number in range(count)]
        later = utc_now() + timedelta(days=30)
        for number in range(backlog):
            add_post(storage, clip, accounts[0], later + timedelta(seconds=number))
    due = utc_now() + LEAD + timedelta(seconds=count / 200)
    with storage.database.unit_of_work():
        for account in accounts:
            add_post(storage, clip, account, due)
    return due


def wait_for(condition: Callable[[], bool], seconds: float = 240) -> None:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise SystemExit("it took too long")
        time.sleep(0.02)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backlog", type=int, default=20_000)
    parser.add_argument("--no-minute", action="store_true", help="leave the slow baseline out")
    options = parser.parse_args()
    table = Table("what", "posts", "p50 ms", "p99 ms", "max ms", "p99 ratio", box=None)

    def row(what: str, count: int, found: Lateness, base: Lateness | None) -> None:
        ratio = f"{found.at(0.99) / base.at(0.99):.4g}" if base else ""
        shown = [f"{value * 1000:,.1f}" for value in (found.at(0.5), found.at(0.99), found.at(1))]
        table.add_row(what, f"{count:,}", *shown, ratio)

    for count in (100, 1000):
        base = apscheduler_claims(count, options.backlog)
        row("claim, APScheduler memory", count, base, None)
        row("claim, ours", count, our_claims(count, options.backlog, 128), base)
        row("claim, ours, 1,000 at once", count, our_claims(count, options.backlog, 1000), base)
    minute = None
    if not options.no_minute:
        minute = our_inits(100, by_minute, timedelta(seconds=55))
        row("init, swept once a minute", 100, minute, None)
    for count in (100, 1000):
        row("init, ours", count, our_inits(count, by_alarm, timedelta(0)), minute)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
