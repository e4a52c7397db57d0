"""A client that never really waits, talking to a server of the test's making."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from tests.tiktok.line import Line
from tests.tiktok.logins import GRANT, Flow, oauth_of
from tests.tiktok.servers import Raw, Request, answer, serving
from tests.tiktok.uploading import BIG, SIZE
from tikscheduler.domain.account import AccessToken
from tikscheduler.domain.post import Post, PostStatus, Privacy
from tikscheduler.tiktok.login import LoopbackLogin
from tikscheduler.tiktok.oauth import OAuth
from tikscheduler.tiktok.transport import Transport

NOW = datetime(2026, 12, 1, 17, tzinfo=UTC)


@pytest.fixture
def connect() -> Iterator[Callable[..., Line]]:
    """Start a server that answers so, and a client of it."""
    with ExitStack() as stack:

        def start(
            reply: Raw | Callable[[Request], Raw], *, read_bodies: bool = True, **options: Any
        ) -> Line:
            answering = reply if callable(reply) else lambda request: reply
            server = stack.enter_context(serving(answering, read_bodies=read_bodies))
            pauses: list[float] = []
            options.setdefault("pause", pauses.append)
            transport = stack.enter_context(Transport(server.base, **options))
            return Line(server, transport, pauses)

        yield start


@pytest.fixture
def token() -> AccessToken:
    return AccessToken(open_id="open-1", secret="act.canary")


@pytest.fixture
def post() -> Post:
    return Post(
        id=1,
        account_id=1,
        video=Path("clip.mp4"),
        video_size=1000,
        video_mtime_ns=1,
        duration_ms=5000,
        caption="Hello #world 😀",
        privacy=Privacy.PUBLIC,
        status=PostStatus.PUBLISHING,
        created_at=NOW,
        updated_at=NOW,
    )


@pytest.fixture
def with_changes(post: Post) -> Callable[..., Post]:
    return lambda **changes: replace(post, **changes)


@pytest.fixture
def oauth(connect: Callable[..., Line]) -> OAuth:
    return oauth_of(connect(answer(200, GRANT)))


@pytest.fixture
def flow(connect: Callable[..., Line]) -> Iterator[Flow]:
    line = connect(answer(200, GRANT))
    with LoopbackLogin(oauth_of(line)) as login:
        flow = Flow(line, login)
        yield flow
    flow.browser.close()


@pytest.fixture
def file() -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile() as made:
        made.write(os.urandom(SIZE))
        made.flush()
        yield made


@pytest.fixture
def big() -> Iterator[BinaryIO]:
    """64 MB, more than any socket takes in at once."""
    with tempfile.TemporaryFile() as made:
        made.truncate(BIG)
        yield made
