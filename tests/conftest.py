"""What many tests share: a clock that is told the time, a real database, real files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tikscheduler.domain.account import Account, CreatorInfo
from tikscheduler.domain.post import Privacy
from tikscheduler.settings import Settings
from tikscheduler.storage import Storage, open_storage

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SCOPES = frozenset({"user.info.basic", "video.publish", "video.upload"})
CREATOR = CreatorInfo(
    nickname="Mira Films",
    username="mira.films",
    privacy_options=(Privacy.PUBLIC, Privacy.FRIENDS, Privacy.PRIVATE),
    max_duration_sec=600,
)


# Qt must not look for a screen; who wants to watch sets another platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# No test may come near the keyring of whoever runs it; one that needs a keyring brings its own.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"


class FakeClock:
    """The time is what the test says it is."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time

    def tick(self, **delta: float) -> None:
        """Let time pass."""
        self.time += timedelta(**delta)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def storage(profile: Path) -> Iterator[Storage]:
    opened = open_storage(Settings(profile=profile), NOON)
    yield opened
    opened.close()


@pytest.fixture
def account(storage: Storage) -> Account:
    return add_account(storage, "mira.films")


def add_account(storage: Storage, handle: str) -> Account:
    """A connected account whose tokens live for a day."""
    return storage.accounts.add_or_update(
        f"open-{handle}",
        NOON,
        handle=handle,
        display_name=handle.title(),
        scopes=SCOPES,
        access_expires_at=NOON + timedelta(days=1),
        refresh_expires_at=NOON + timedelta(days=180),
        creator=CREATOR,
        creator_at=NOON,
    )
