"""An engine over a real database and a fake TikTok, by the real clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import add_account
from tests.publishing.fakes import Bench, FakeTikTok
from tikscheduler.engines.clock import Engine, utc_now
from tikscheduler.publishing.tokens import access_name
from tikscheduler.storage import Storage


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Until it is so; fails when that takes too long."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.005)


@pytest.fixture
def bench(storage: Storage, tmp_path: Path) -> Bench:
    video = tmp_path / "cat.mp4"
    video.write_bytes(b"x" * 1024)
    made = Bench(
        storage=storage,
        tiktok=FakeTikTok(),
        now=utc_now,
        video=video,
        account_id=add_account(storage, "mira.films").id,
    )
    made.storage.accounts.update(
        made.account_id, access_expires_at=datetime.now(UTC) + timedelta(days=1)
    )
    return made


@pytest.fixture
def many(bench: Bench) -> Callable[[int], list[int]]:
    """Posts due at one moment half a second from now, each on an account of its own."""

    def make(count: int, **changes: Any) -> list[int]:
        at = utc_now() + timedelta(seconds=0.5)
        ids = []
        for number in range(count):
            account = add_account(bench.storage, f"load{number:04}")
            bench.storage.accounts.update(account.id, access_expires_at=at + timedelta(days=1))
            bench.secrets[access_name(account.open_id)] = "act.load"
            ids.append(bench.schedule(at, account_id=account.id, **changes))
        return ids

    return make


@contextmanager
def going(engine: Engine) -> Iterator[Engine]:
    """The engine, running in a thread for the length of the block."""
    thread = threading.Thread(target=engine.run)
    thread.start()
    try:
        yield engine
    finally:
        engine.stop()
        thread.join(5)
        assert not thread.is_alive()
