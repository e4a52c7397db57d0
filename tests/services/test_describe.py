"""What programs are told about a post."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.conftest import NOON
from tests.storage.given import Given
from tikscheduler.domain.post import PostStatus
from tikscheduler.services.describe import post_as_json
from tikscheduler.storage import Storage

S = PostStatus
EARLIER, LATER = NOON - timedelta(minutes=2), NOON + timedelta(minutes=1)


@pytest.mark.parametrize("promised", [None, EARLIER])
@pytest.mark.parametrize(
    ("status", "told"), [(S.RETRYING, "2026-11-23T12:01:00Z"), (S.PUBLISHING, None)]
)
def test_the_next_attempt_is_when_a_post_really_goes_again(
    storage: Storage, promised: datetime | None, status: PostStatus, told: str | None
) -> None:
    post = replace(Given(storage).post(status=status, due_at=LATER), next_attempt_at=promised)
    described = post_as_json(post, storage.accounts.get(post.account_id), [])
    assert described["next_attempt_at"] == told


def test_a_held_post_says_when_it_goes_on_by_itself(storage: Storage) -> None:
    post = replace(Given(storage).post(), status=S.HELD, next_attempt_at=LATER)
    described = post_as_json(post, storage.accounts.get(post.account_id), [])
    assert described["next_attempt_at"] == "2026-11-23T12:01:00Z"
