"""What a claim and a look for the next due time cost as the table grows.

Prints a table of medians: each size against the smallest, and against Python's bare `sqlite3`
running the same statement on the same file in the same run. Run it with

    python benchmarks/claim_cost.py [--sizes 1000,100000,1000000] [--rounds 7]
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import peewee as pw
from rich.console import Console
from rich.table import Table

from tikscheduler.domain.ports import Lane
from tikscheduler.settings import Settings
from tikscheduler.storage import Storage, open_storage
from tikscheduler.storage.claims import claim_query, next_due_query
from tikscheduler.storage.database import PRAGMAS

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LEASE = NOW + timedelta(minutes=2)
DUE = 1_000
ACCOUNTS = 2_000


@dataclass
class Measured:
    """Seconds, ours and bare sqlite3's."""

    ours: float
    bare: float


def fill(file: Path, posts: int) -> None:
    """The oldest 1,000 posts are due, each of another account; the rest lies in the future."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany(
            "INSERT INTO account (id, open_id, handle, display_name, avatar_url, scopes,"
            " needs_login, paused, created_at) VALUES (?, ?, '', '', '', '', 0, 0, ?)",
            [(n, f"open-{n}", str(NOW)) for n in range(1, ACCOUNTS + 1)],
        )
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO post (account_id, video, video_size, video_mtime_ns, duration_ms,"
            " caption, mode, allow_comment, allow_duet, allow_stitch, your_brand, branded_content,"
            " ai_generated, timezone, scheduled_at, due_at, status, tries, crashes, claim_id,"
            " publish_id, upload_url, chunk_size, sent_bytes, polls, tiktok_post_id,"
            " created_at, updated_at)"
            " SELECT 1 + i % ?, '/videos/' || i || '.mp4', 5000000, i, 15000,"
            " 'A caption of some length, with #hashtags and @names in it, for post ' || i,"
            " 'direct', 1, 0, 0, 0, 0, 0, 'Europe/Berlin', at, at, 'scheduled', 0, 0, '', '', '',"
            " 0, 0, 0, '', ?, ? FROM (SELECT i, CASE WHEN i <= ?"
            " THEN strftime('%Y-%m-%d %H:%M:%S', ?, '-' || (i % 600) || ' seconds') || '.000000'"
            " ELSE strftime('%Y-%m-%d %H:%M:%S', ?, '+' || i || ' seconds') || '.000000'"
            " END AS at FROM n)",
            (posts, ACCOUNTS, str(NOW), str(NOW), DUE, *[f"{NOW:%F %T}"] * 2),
        )


def seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def bare_sqlite(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")
    return connection


def measure(storage: Storage, work: str, rounds: int) -> Measured:
    """Ours and bare sqlite3 in turns, so that both meet the same machine."""
    file = storage.database.path
    assert file is not None
    now = NOW - timedelta(days=1) if work == "claim nothing" else NOW
    query: Any
    if work == "next due":
        query = next_due_query(NOW)
    else:
        query = claim_query(now, limit=DUE, lease_until=LEASE, lane=Lane.SHORT, lock=False)
    sql, params = pw.SqliteDatabase(None).get_sql_context().sql(query).query()

    def ours() -> None:
        if work == "next due":
            storage.posts.next_due(NOW)
        else:
            storage.posts.claim_due(now, limit=DUE, lease_until=LEASE, lane=Lane.SHORT)

    def bare() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(sql, params).fetchall()
        connection.execute("COMMIT")

    found: dict[Callable[[], None], list[float]] = {ours: [], bare: []}
    with closing(bare_sqlite(file)) as connection:
        for _ in range(rounds):
            for each in (ours, bare):
                found[each].append(seconds(each))
                connection.execute(
                    "UPDATE post SET status = 'scheduled', claim_id = '', due_at = scheduled_at"
                    " WHERE status = 'publishing'"
                )
    return Measured(median(found[ours]), median(found[bare]))


def crowd(file: Path) -> None:
    """Make 10,000 posts due, of 20 accounts only."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "UPDATE post SET account_id = 1 + id % 20, due_at = ?, scheduled_at = ?"
            " WHERE id BETWEEN ? AND ?",
            (*[f"{NOW - timedelta(minutes=1):%F %T}.000000"] * 2, DUE + 1, DUE + 10_000),
        )
        connection.execute("UPDATE post SET status = 'published' WHERE id <= ?", (DUE,))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="1000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    table = Table("work", "posts", "ms", "x smallest", "x bare sqlite3")
    first: dict[str, float] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            storage = open_storage(Settings(profile=Path(folder) / "profile"), NOW)
            file = storage.database.path
            assert file is not None
            fill(file, size)
            for work in ("next due", "claim nothing", "claim 1,000", "claim, 10,000 due of 20"):
                if work.startswith("claim, "):
                    if size < DUE + 10_000:
                        continue
                    crowd(file)
                took = measure(storage, work, options.rounds)
                base = first.setdefault(work, took.ours)
                ratios = f"{took.ours / base:.2f}", f"{took.ours / took.bare:.2f}"
                table.add_row(work, f"{size:,}", f"{took.ours * 1000:.3f}", *ratios)
            storage.close()
    Console().print(table)


if __name__ == "__main__":
    main()
