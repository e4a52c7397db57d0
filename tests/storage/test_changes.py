"""A user's change made on what was seen, and taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.storage.given import LEASE, MINUTE, NOW
from tikscheduler.domain.errors import ChangedMeanwhile, InputError
from tikscheduler.domain.post import (
    FINAL,
    IN_TIKTOKS_HANDS,
    LEGAL_MOVES,
    NO_UPLOAD,
    Fault,
    IllegalMove,
    PostStatus,
)

S = PostStatus
FAULT = Fault(code="refused", message="TikTok refused it.", log_id="log1")
LATER = NOW + 5 * MINUTE
UPLOAD = {"publish_id": "p1", "chunk_size": 9, "upload_started_at": NOW, "sent_bytes": 9}


@pytest.mark.parametrize(
    "change",
    [
        lambda posts, seen: posts.move(seen.id, S.CANCELLED, NOW, seen=seen),
        lambda posts, seen: posts.edit(seen.id, NOW, caption="new", seen=seen),
        lambda posts, seen: posts.delete(seen.id, seen=seen),
        lambda posts, seen: posts.restore(seen, seen, NOW),
    ],
    ids=["move", "edit", "delete", "restore"],
)
def test_a_change_is_made_on_what_was_seen_or_not_at_all(storage, given, change):
    seen = given.post(due_at=LATER)
    storage.posts.edit(seen.id, NOW, sent_bytes=1)
    changed = storage.posts.get(seen.id)
    with pytest.raises(ChangedMeanwhile, match=f"Post {seen.id} has changed meanwhile"):
        change(storage.posts, seen)
    assert storage.posts.get(seen.id) == changed
    change(storage.posts, replace(changed, updated_at=NOW - MINUTE))


@pytest.mark.parametrize("now", sorted(S))
@pytest.mark.parametrize("earlier", sorted(S))
def test_a_post_goes_back_only_along_a_legal_move(storage, given, earlier, now):
    post = given.post(status=now, due_at=LATER)
    legal = now in LEGAL_MOVES[earlier] or earlier in LEGAL_MOVES[now] or now is earlier
    wanted = replace(post, status=earlier, due_at=LATER)
    if now in IN_TIKTOKS_HANDS or not legal or {now, earlier} & (FINAL | IN_TIKTOKS_HANDS):
        with pytest.raises(InputError) as caught:
            storage.posts.restore(post, wanted, NOW)
        assert caught.value.code == ("in_flight" if now in IN_TIKTOKS_HANDS else IllegalMove.code)
        assert storage.posts.get(post.id) == post
        return
    restored = storage.posts.restore(post, wanted, NOW)
    assert restored == storage.posts.get(post.id)
    assert restored.status is earlier


def test_a_post_goes_back_to_what_it_was_but_for_its_upload(storage, given):
    other = given.account()
    earlier = given.post(
        status=S.FAILED, due_at=None, caption="old", scheduled_at=NOW, wall_time=None
    )
    earlier = storage.posts.edit(
        earlier.id, NOW, tries=4, crashes=1, polls=7, processing_since=NOW, fault=FAULT, **UPLOAD
    )
    changes = {**NO_UPLOAD, "caption": "new", "account_id": other.id, "scheduled_at": LATER}
    seen = storage.posts.move(earlier.id, S.SCHEDULED, NOW, due_at=LATER, tries=0, **changes)
    restored = storage.posts.restore(seen, earlier, LATER)
    assert restored == storage.posts.get(earlier.id)
    assert restored == replace(earlier, **NO_UPLOAD, updated_at=LATER)


def test_an_upload_of_the_same_content_stays_as_it_is_known_now(storage, given):
    earlier = given.post(due_at=LATER)
    seen = storage.posts.move(earlier.id, S.CANCELLED, NOW, **UPLOAD, last_part_at=NOW)
    restored = storage.posts.restore(seen, earlier, NOW)
    assert restored.tiktok_may_have_it
    assert (restored.publish_id, restored.sent_bytes) == ("p1", 9)


def test_what_tiktok_may_have_does_not_get_another_content_back(storage, given):
    earlier = given.post(due_at=LATER, caption="old")
    seen = storage.posts.edit(earlier.id, NOW, caption="new", **UPLOAD, last_part_at=NOW)
    with pytest.raises(InputError) as caught:
        storage.posts.restore(seen, earlier, NOW)
    assert caught.value.code == "in_doubt"
    assert storage.posts.get(seen.id) == seen


def test_a_post_whose_time_has_passed_is_not_put_back_into_the_queue(storage, given):
    earlier = given.post(due_at=NOW)
    seen = storage.posts.move(earlier.id, S.CANCELLED, NOW)
    with pytest.raises(InputError, match="has passed") as caught:
        storage.posts.restore(seen, earlier, NOW + MINUTE)
    assert caught.value.code == "time_passed"
    assert storage.posts.restore(seen, earlier, NOW).due_at == NOW


def test_a_deleted_post_comes_back_with_its_id_and_its_attempts(storage, given):
    post = storage.posts.write(given.begun(), publish_id="p1", last_part_at=NOW, **{
        name: value for name, value in UPLOAD.items() if name != "publish_id"
    })  # fmt: skip
    post = storage.posts.settle(post, S.FAILED, LATER, fault=FAULT)
    attempts = storage.posts.attempts(post.id)
    storage.posts.delete(post.id)
    assert storage.posts.put_back(post, attempts) == post == storage.posts.get(post.id)
    assert storage.posts.attempts(post.id) == attempts
    assert given.post().id > post.id


def test_a_post_that_comes_back_is_nobodys(storage, given):
    given.post(status=S.DELIVERED)
    [post] = given.claim()
    assert post.claim_id
    storage.posts.delete(post.id)
    back = storage.posts.put_back(post, [])
    assert (back.claim_id, back.due_at) == ("", LEASE)


def test_a_post_comes_back_to_no_account_that_is_gone(storage, given):
    post, other = given.post(due_at=LATER), given.account()
    moved = storage.posts.edit(post.id, NOW, account_id=other.id)
    storage.accounts.remove(post.account_id, NOW)
    with pytest.raises(InputError, match=f"There is no account {post.account_id}"):
        storage.posts.restore(moved, post, NOW)
    storage.posts.delete(moved.id)
    with pytest.raises(InputError, match=f"There is no account {post.account_id}"):
        storage.posts.put_back(post, [])
