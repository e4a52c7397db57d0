"""A publisher ready to be driven by hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import FakeClock
from tests.publishing.fakes import Bench, FakeTikTok
from tikscheduler.domain.account import Account
from tikscheduler.storage import Storage


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "cat.mp4"
    path.write_bytes(b"x" * 1024)
    return path


@pytest.fixture
def long_video(tmp_path: Path) -> Path:
    """Sparse, and just long enough for several parts."""
    path = tmp_path / "long.mp4"
    path.touch()
    os.truncate(path, 64_000_001)
    return path


@pytest.fixture
def bench(storage: Storage, account: Account, clock: FakeClock, video: Path) -> Bench:
    return Bench(
        storage=storage, tiktok=FakeTikTok(), now=clock, video=video, account_id=account.id
    )
