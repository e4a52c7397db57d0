"""Puts an engine over an opened program."""

from __future__ import annotations

from collections.abc import Callable

from tikscheduler.bootstrap import Program
from tikscheduler.domain.errors import InputError
from tikscheduler.engines.clock import Engine
from tikscheduler.engines.courier import Courier
from tikscheduler.storage.backup import keep_daily
from tikscheduler.storage.soundness import BACKUPS


def build_engine(
    program: Program, *, troubled: Callable[[str], None] = lambda _words: None
) -> Engine:
    """The engine of a program whose engine lock is held.

    Claims that are still in the rows belong to a process that is gone, so they are given back.
    `troubled` is told what keeps publishing from going on, and "" when nothing does any more.
    """
    if program.settings.broker_url:
        raise InputError(
            "TIKSCHEDULER_BROKER_URL names a cluster, which this version cannot run; take the "
            "setting out and the program publishes by itself."
        )
    storage = program.storage
    # On a server that several programs share a claim may be a living one's: its lease decides.
    orphans = [] if storage.database.locks_rows else storage.posts.release_all(program.now())
    for post_id in orphans:
        program.notify(post_id)
    engine = Engine(
        program.publisher,
        stopping=program.stopping,
        max_concurrent=program.settings.max_concurrent,
        max_transfers=program.settings.max_transfers,
        sync=lambda: _sync(program),
        next_sync=program.accounts.next_sync,
        housekeeping=lambda: _keep_house(program),
        courier=Courier(
            lambda: program.delivering.deliver_due(), stopping=program.stopping, now=program.now
        ),
        troubled=troubled,
    )
    program.wake = engine.wake
    return engine


def _sync(program: Program) -> None:
    try:
        program.accounts.sync_all()
    finally:  # whatever became of names and limits, the day's figures come but once
        program.insights.count_all()


def _keep_house(program: Program) -> None:
    program.storage.deliveries.tidy()
    database = program.storage.database
    if database.path is not None:  # a PostgreSQL server has backups of its own
        keep_daily(database, database.path.parent / BACKUPS, program.now())
