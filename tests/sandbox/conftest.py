"""A running sandbox whose clock stands still, and callers for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.sandbox.caller import Caller, FakeClock
from tikscheduler.sandbox import AUDITED, Sandbox

Connect = Callable[..., Caller]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def sandbox(clock: FakeClock, tmp_path: Path) -> Iterator[Sandbox]:
    with Sandbox(folder=tmp_path / "sandbox", clock=clock) as running:
        yield running


@pytest.fixture
def http(sandbox: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.url, timeout=10) as client:
        yield client


@pytest.fixture
def connect(sandbox: Sandbox, http: httpx.Client) -> Connect:
    """A connected account: `connect("lena.private", app=UNAUDITED, scopes=[...])`."""

    def make(
        username: str = "mira.films", *, app: object = AUDITED, scopes: list[str] | None = None
    ) -> Caller:
        key = getattr(app, "client_key", AUDITED.client_key)
        grant = sandbox.state.issue(username, scopes=scopes, client_key=key)
        return Caller(sandbox, http, grant)

    return make


@pytest.fixture
def mira(connect: Connect) -> Caller:
    return connect()
