"""A post's life: which moves are legal, and what can never happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tikscheduler.domain.post import (
    CLAIMABLE,
    FINAL,
    IN_TIKTOKS_HANDS,
    LEGAL_MOVES,
    UPLOADING,
    IllegalMove,
    Post,
    PostStatus,
    check_move,
)

S = PostStatus
SENDS = frozenset({S.PUBLISHING, S.STAGED, S.PROCESSING, S.RETRYING, S.SCHEDULED})
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
POST = Post(
    id=1,
    account_id=1,
    video=Path("clip.mp4"),
    video_size=1,
    video_mtime_ns=1,
    duration_ms=1,
    status=S.SCHEDULED,
    created_at=NOON,
    updated_at=NOON,
)


def reachable(start: PostStatus) -> set[PostStatus]:
    """Every status a post can ever get to from here."""
    found, edge = set(), {start}
    while edge:
        edge = {new for old in edge for new in LEGAL_MOVES[old]} - found
        found |= edge
    return found


def test_every_status_has_its_moves_and_they_lead_somewhere() -> None:
    assert LEGAL_MOVES.keys() == set(S)
    assert set().union(*LEGAL_MOVES.values()) == set(S)
    assert all(LEGAL_MOVES.values())


@pytest.mark.parametrize("done", sorted(FINAL))
def test_what_is_out_is_never_sent_again(done: PostStatus) -> None:
    assert reachable(done) <= FINAL
    assert not reachable(done) & SENDS


@pytest.mark.parametrize("status", sorted(IN_TIKTOKS_HANDS))
def test_what_tiktok_has_cannot_be_taken_back(status: PostStatus) -> None:
    assert not LEGAL_MOVES[status] & {S.CANCELLED, S.SCHEDULED, S.UNPLANNED}


@pytest.mark.parametrize("status", sorted(set(S) - FINAL))
def test_nothing_else_is_a_dead_end(status: PostStatus) -> None:
    assert reachable(status) >= {S.PUBLISHED, S.CANCELLED}


@pytest.mark.parametrize("status", sorted(set(S) - IN_TIKTOKS_HANDS - FINAL - {S.CANCELLED}))
def test_everything_else_can_be_cancelled(status: PostStatus) -> None:
    assert S.CANCELLED in LEGAL_MOVES[status]


def test_only_claimed_posts_get_published() -> None:
    into = {old for old, targets in LEGAL_MOVES.items() if S.PUBLISHED in targets}
    assert into == IN_TIKTOKS_HANDS | FINAL
    assert UPLOADING | FINAL | {S.PROCESSING} == CLAIMABLE
    assert not CLAIMABLE & {S.CANCELLED, S.HELD, S.FAILED, S.MISSED, S.UNPLANNED}
    assert not UPLOADING & FINAL  # what is out is only asked about


@given(st.lists(st.sampled_from(sorted(S)), max_size=30))
def test_a_walk_takes_only_legal_moves(wishes: list[PostStatus]) -> None:
    post, was_out = POST, False
    for wish in wishes:
        if wish in LEGAL_MOVES[post.status]:
            check_move(post.status, wish)
            post = replace(post, status=wish)
        else:
            with pytest.raises(IllegalMove, match=f"{post.status} cannot become {wish}"):
                check_move(post.status, wish)
        was_out = was_out or post.status in FINAL
        assert not (was_out and post.status not in FINAL)


def test_the_promise_is_the_retrys_time_before_the_planned_one() -> None:
    later = NOON.replace(hour=13)
    assert POST.promised_at is None
    assert replace(POST, scheduled_at=NOON).promised_at == NOON
    assert replace(POST, scheduled_at=NOON, next_attempt_at=later).promised_at == later


def test_the_upload_address_never_shows() -> None:
    assert "secret-address" not in repr(replace(POST, upload_url="https://secret-address"))
