"""A video that TikTok refuses becomes a copy that it takes, and the post goes out with that."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.services.conftest import Office
from tests.services.plans import Desk
from tikscheduler.domain.errors import InputError
from tikscheduler.domain.ports import Lane
from tikscheduler.domain.post import Post, PostStatus
from tikscheduler.media.samples import make_clip
from tikscheduler.services.reencoding import make, propose


def never() -> bool:
    return False


def silent(_share: float) -> None:
    """Nobody looks at the progress."""


def test_a_proposal_makes_nothing(tmp_path: Path) -> None:
    video = make_clip(tmp_path / "a.b.mov", width=360, height=640, seconds=0.3, rate=15)
    proposal = propose(video)
    assert proposal.target == tmp_path / "a.b (for TikTok).mp4"
    assert proposal.writable
    assert proposal.recipe.rate == 30
    assert [path.name for path in tmp_path.iterdir()] == ["a.b.mov"]
    assert not propose(video, folder=tmp_path / "none").writable


def test_what_was_made_is_looked_at(tmp_path: Path) -> None:
    video = make_clip(tmp_path / "a.mp4", width=360, height=640, seconds=0.3, rate=15)
    made = make(propose(video), silent, never)
    assert made.path == tmp_path / "a (for TikTok).mp4"
    assert made.material.facts.frame_rate == 30
    assert made.problems == ()


def test_a_post_that_tiktok_refused_goes_out_with_its_copy(office: Office, tmp_path: Path) -> None:
    desk = Desk(office)
    video = make_clip(tmp_path / "a.mp4", width=360, height=640, seconds=0.5, rate=25)
    scheduling = office.program.scheduling
    office.sandbox.state.add_fault("processing:fail=frame_rate_check_failed")
    post, _ = scheduling.schedule(desk.wish(1, video=video))
    failed = publish(office, post)
    assert failed.status is PostStatus.FAILED
    assert failed.fault is not None

    made = make(propose(video, refused=frozenset({failed.fault.code})), silent, never)
    assert made.material.facts.frame_rate == 30
    edited, notes = scheduling.edit(post.id, replace(desk.wish(3), video=made.path))
    assert edited.status is PostStatus.SCHEDULED
    assert notes == []
    assert publish(office, edited).status is PostStatus.PUBLISHED
    sent = {one.sha256 for one in office.sandbox.state.published()}
    assert edited.video_hash in sent


def publish(office: Office, post: Post) -> Post:
    """Let it go out, until TikTok's word is final."""
    publisher = office.program.publisher
    assert post.scheduled_at is not None
    office.clock.time = post.scheduled_at + timedelta(seconds=1)
    for _ in range(20):
        found = office.program.storage.posts.get(post.id)
        if found.status in (PostStatus.PUBLISHED, PostStatus.FAILED):
            return found
        for lane in Lane:
            publisher.sweep(publisher.advance, limit=10, lane=lane)
        office.clock.tick(seconds=30)
    raise AssertionError(f"it is still {found.status}")


def test_a_video_that_is_gone_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        propose(tmp_path / "gone.mp4")
    assert caught.value.code == "no_such_file"
