from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import NOON, add_account
from tikscheduler.bootstrap import Program
from tikscheduler.domain.errors import InputError
from tikscheduler.domain.ports import Lane
from tikscheduler.domain.post import NewPost, PostStatus
from tikscheduler.engines.build import build_engine
from tikscheduler.settings import Settings, load_settings


@pytest.fixture
def settings(profile: Path) -> Settings:
    return replace(load_settings(profile, environ={}), passphrase="swordfish")


def test_claims_of_a_program_that_is_gone_are_given_back(settings: Settings) -> None:
    news: list[int] = []
    with Program(settings, now=lambda: NOON, notify=news.append) as program:
        account = add_account(program.storage, "mira.films")
        new = NewPost(
            account_id=account.id,
            video=Path("/videos/cat.mp4"),
            video_size=1,
            video_mtime_ns=1,
            duration_ms=1,
            scheduled_at=NOON,
        )
        posts = program.storage.posts
        post = posts.add(new, status=PostStatus.SCHEDULED, now=NOON, due_at=NOON)
        posts.claim_due(NOON, limit=1, lease_until=NOON.replace(hour=13), lane=Lane.SHORT)
        engine = build_engine(program)
        assert posts.get(post.id).due_at == NOON
        assert news == [post.id]
        assert program.wake == engine.wake
        engine.stop()


def test_a_cluster_that_is_asked_for_is_not_silently_left_out(settings: Settings) -> None:
    wanted = replace(settings, broker_url="redis://127.0.0.1")
    with Program(wanted, now=lambda: NOON) as program, pytest.raises(InputError, match="cluster"):
        build_engine(program)
