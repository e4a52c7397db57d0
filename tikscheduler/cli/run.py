"""`tikscheduler run`: the scheduler without a window."""

from __future__ import annotations

import logging
import queue
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TransferSpeedColumn,
)

from tikscheduler.bootstrap import Program
from tikscheduler.cli.session import Session, complain, plain
from tikscheduler.domain.errors import StorageError, TikSchedulerError
from tikscheduler.domain.post import IN_TIKTOKS_HANDS, Post, PostStatus
from tikscheduler.engines.build import build_engine
from tikscheduler.engines.clock import Engine
from tikscheduler.engines.lock import EngineLock, program_name

log = logging.getLogger(__name__)

IDLE_HORIZON = timedelta(minutes=10)
LOOK_SECONDS = 0.25


@click.command()
@click.option(
    "--until-idle",
    is_flag=True,
    help="End once nothing is under way or due within ten minutes.",
)
@click.pass_obj
def run(session: Session, until_idle: bool) -> None:
    """Publish what is due, until Ctrl+C."""
    with session.program() as program:
        lock = EngineLock(program.settings.profile, program_name(), program.now())
        with lock:
            program.vault.unlock()  # may ask; and one that stays shut is told now, not when due
            _publish(program, until_idle)


def _publish(program: Program, until_idle: bool) -> None:
    with Reporter(program) as reporter, interrupted() as stop_asked:
        with running(build_engine(program, troubled=reporter.troubled)) as engine:
            reporter.say("Publishing is on; Ctrl+C stops it.")
            while not stop_asked.is_set():
                reporter.tell(LOOK_SECONDS)
                if not engine.alive:
                    raise TikSchedulerError(
                        "Publishing has stopped by itself; the log in the profile folder "
                        "says why. Start it again."
                    )
                if until_idle and is_idle(program, engine.engine):
                    break
        reporter.tell(0)


def is_idle(program: Program, engine: Engine) -> bool:
    """Whether nothing is under way, and nothing is due within ten minutes."""
    if engine.busy:
        return False
    try:
        posts = program.storage.posts
        waiting = posts.busy_before(program.now() + IDLE_HORIZON) or program.delivering.waiting()
    except StorageError as error:  # the engine tells of it, and goes on once it can
        log.info("cannot tell whether anything is due: %s", error)
        return False
    return not waiting


class Running:
    """An engine in a thread of its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._thread = threading.Thread(target=engine.run, name="engine", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether the engine still runs."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Stop the engine and join its thread."""
        self.engine.stop()
        self._thread.join(2)


@contextmanager
def running(engine: Engine) -> Iterator[Running]:
    """Run an engine for the length of the block."""
    thread = Running(engine)
    try:
        yield thread
    finally:
        thread.stop()


@contextmanager
def interrupted() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set, for the length of the block."""
    asked = threading.Event()
    names = [signal.SIGINT, signal.SIGTERM]
    before = {name: signal.signal(name, lambda *_: asked.set()) for name in names}
    try:
        yield asked
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


class Reporter:
    """Tells on stderr what becomes of the posts; transfers as bars where there is a terminal.

    News come from the engine's threads and are written from the one that calls `tell`.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._news: queue.SimpleQueue[tuple[int, int | None] | str] = queue.SimpleQueue()
        self._seen: dict[int, PostStatus] = {}
        self._since = program.now()
        self._console = Console(file=sys.stderr, markup=False, highlight=False)
        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._tasks: dict[int, TaskID] = {}
        program.notify = lambda post_id: self._news.put((post_id, None))
        program.progress = lambda post_id, sent: self._news.put((post_id, sent))

    def __enter__(self) -> Reporter:
        self._bars.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._bars.stop()

    def troubled(self, words: str) -> None:
        """Queue a sentence on what holds publishing up; "" says that it goes on."""
        self._news.put(words)

    def say(self, words: str) -> None:
        """Write one line."""
        self._console.print(plain(words), soft_wrap=True)

    def tell(self, seconds: float) -> None:
        """Write the news that are there, waiting up to `seconds` for the first."""
        try:
            news = self._news.get(timeout=seconds) if seconds else self._news.get_nowait()
            while True:
                self._tell_one(news)
                news = self._news.get_nowait()
        except queue.Empty:
            return

    def _tell_one(self, news: tuple[int, int | None] | str) -> None:
        if isinstance(news, str):
            complain(news) if news else self.say("Publishing goes on.")
            return
        post_id, sent = news
        if sent is None:
            try:
                self._tell_status(post_id)
            except TikSchedulerError as error:  # deleted meanwhile, or a busy disk: only told less
                log.info("post %s: not told: %s", post_id, error)
        elif post_id in self._tasks:
            self._bars.update(self._tasks[post_id], completed=sent)

    def _tell_status(self, post_id: int) -> None:
        post = self._program.storage.posts.get(post_id)
        if self._seen.get(post_id) is post.status:
            return
        self._seen[post_id] = post.status
        if post.published_at and post.published_at < self._since:
            return  # out before this run, which only learned its public id
        self._show_bar(post)
        account = self._program.storage.accounts.get(post.account_id)
        under_way = post.status in IN_TIKTOKS_HANDS  # its fault is that of the last try
        words = f": {post.fault.message}" if post.fault and not under_way else ""
        clock = self._program.now().astimezone().strftime("%H:%M:%S")
        self.say(f"{clock}  post {post.id}  {account.name}  {post.status}{words}")

    def _show_bar(self, post: Post) -> None:
        if post.status is PostStatus.PUBLISHING and post.id not in self._tasks:
            name = plain(f"post {post.id} {post.video.name}")
            self._tasks[post.id] = self._bars.add_task(name, total=post.video_size)
        elif post.status is not PostStatus.PUBLISHING and post.id in self._tasks:
            self._bars.remove_task(self._tasks.pop(post.id))
